//! A talk written down as a test while it happens.

use crate::quote::scalar;
use crate::simulator::{Line, Simulator, What};
use serde_json::json;
use std::fmt::Write as _;
use trilha_model::{EffectId, HttpRequest, Map, Outcome, Span, Speaker, TrailId};

/// Writes a talk down, in the words of a test file.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    talk: Vec<String>,
    mocks: Vec<String>,
    asked: Vec<(EffectId, HttpRequest)>,
    seen: usize,
}

impl Recorder {
    /// The contact typed something.
    pub fn says(&mut self, text: &str) {
        self.talk.push(format!("me: {}", scalar(text)));
    }

    /// The contact pressed a button.
    pub fn chooses(&mut self, key: &str) {
        self.talk.push(format!("me: {{ option: {} }}", quoted(key)));
    }

    /// The contact arrived without a word.
    pub fn arrives(&mut self) {
        self.talk.push("arrives".into());
    }

    /// Time went by.
    pub fn waits(&mut self, span: Span) {
        self.talk.push(format!("wait: {span}"));
    }

    /// A person at the desk did something that needs no words: `take`, `give_back`, `resolve`.
    pub fn acts(&mut self, deed: &str) {
        self.talk.push(format!("agent: {deed}"));
    }

    /// A person at the desk said something.
    pub fn replies(&mut self, text: &str) {
        self.talk
            .push(format!("agent: {{ say: {} }}", quoted(text)));
    }

    /// Takes up what happened since the last time: what the bot said, what services were asked.
    pub fn listen(&mut self, talk: &Simulator) {
        for line in talk.lines().iter().skip(self.seen) {
            self.line(line);
        }
        self.seen = talk.lines().len();
    }

    fn line(&mut self, line: &Line) {
        match &line.what {
            What::Said {
                by: Speaker::Bot | Speaker::System,
                content,
            } => {
                let text = match content {
                    trilha_model::Content::Text(text)
                    | trilha_model::Content::Menu { text, .. } => text,
                };
                self.talk.push(format!("bot: {}", scalar(text)));
            }
            What::Requested { id, request } => self.asked.push((*id, request.clone())),
            What::Settled { id, outcome } => {
                if let Some((_, request)) = self.asked.iter().find(|(asked, _)| asked == id) {
                    self.mocks.push(mock(request, outcome));
                }
            }
            What::Ended(_) => self.talk.push("ended".into()),
            _ => {}
        }
    }

    /// The talk as one test, indented as it stands in a test file.
    pub fn case(&self, name: &str) -> String {
        let mut out = format!("  - name: {}\n", scalar(name));
        if !self.mocks.is_empty() {
            out.push_str("    mocks:\n      http:\n");
            for mock in &self.mocks {
                writeln!(out, "        - {mock}").expect("invariant: strings take all");
            }
        }
        out.push_str("    talk:\n");
        for line in &self.talk {
            writeln!(out, "      - {line}").expect("invariant: strings take all");
        }
        out
    }

    /// The talk as a whole test file.
    pub fn file(&self, trail: &TrailId, env: &Map, name: &str) -> String {
        let mut out = format!("trail: {trail}\n");
        if !env.is_empty() {
            let env = serde_json::to_string(env).expect("invariant: values are JSON");
            writeln!(out, "env: {env}").expect("invariant: strings take all");
        }
        out.push_str("tests:\n");
        out.push_str(&self.case(name));
        out
    }
}

/// Text inside a map on one line, where a comma would end it.
fn quoted(text: &str) -> String {
    json!(text).to_string()
}

fn mock(request: &HttpRequest, outcome: &Outcome) -> String {
    let method = request.method.as_str().to_lowercase();
    let url = quoted(&request.url.masked());
    let answer = match outcome {
        Outcome::Failed { reason } => format!("fail: {}", quoted(reason)),
        Outcome::Http { status, body, .. } => {
            format!("reply: {}", json!({ "status": status, "json": body }))
        }
    };
    format!("{{ {method}: {url}, times: 1, {answer} }}")
}
