//! A talk written down as a test while it happens.

use crate::quote::scalar;
use crate::simulator::{Line, Setup, Simulator, What};
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use trilha_model::{
    Attached, CallEnd, Effect, EffectId, EndReason, Map, Outcome, Span, Speaker, Timestamp,
    TrailId, Value,
};

/// Writes a talk down, in the words of a test file.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    given: Vec<String>,
    talk: Vec<String>,
    asked: Vec<Asked>,
    ended: bool,
    seen: usize,
}

/// What was asked outside, and what was answered.
#[derive(Clone, Debug)]
struct Asked {
    id: EffectId,
    effect: Effect,
    at: Timestamp,
    answer: Option<(Timestamp, Outcome)>,
}

/// How long a service takes that never answered while the talk lasted.
const NEVER: Span = Span(86_400_000);

impl Recorder {
    /// Writes down also where and when the talk takes place, its `env` excepted: that is the file's.
    pub fn of(setup: &Setup) -> Self {
        let mut given = Vec::new();
        if let Ok(now) = jiff::Timestamp::from_millisecond(setup.now.0) {
            given.push(format!("now: {now}"));
        }
        given.push(format!("seed: {}", setup.seed));
        if let Some(language) = &setup.language {
            given.push(format!("language: {}", quoted(language)));
        }
        if !setup.contact.is_empty() {
            given.push(format!("contact: {}", json!(setup.contact)));
        }
        if !setup.vars.is_empty() {
            let vars: BTreeMap<_, _> = setup.vars.iter().cloned().collect();
            given.push(format!("vars: {}", json!(vars)));
        }
        if !setup.available.is_empty() {
            given.push(format!("available: {}", json!(setup.available)));
        }
        Self {
            given,
            ..Self::default()
        }
    }

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
                self.talk.push(format!("bot: {}", scalar(&content.gist())));
            }
            What::Requested { id, request } => {
                self.ask(*id, Effect::Http(request.clone()), line.at);
            }
            What::Asked { id, effect } => self.ask(*id, effect.clone(), line.at),
            What::Settled { id, outcome } => {
                if let Some(asked) = self.asked.iter_mut().find(|asked| asked.id == *id) {
                    asked.answer = Some((line.at, outcome.clone()));
                }
            }
            What::Ended(EndReason::Finished(_)) => self.talk.push("ended".into()),
            _ => {}
        }
        match &line.what {
            What::Ended(_) => self.ended = true,
            What::Contact(_) => self.ended = false,
            _ => {}
        }
    }

    fn ask(&mut self, id: EffectId, effect: Effect, at: Timestamp) {
        self.asked.push(Asked {
            id,
            effect,
            at,
            answer: None,
        });
    }

    /// Another system told of something.
    pub fn tells(&mut self, name: &str, payload: &Value) {
        let line = match payload {
            Value::Null => format!("event: {}", scalar(name)),
            payload => format!(
                "event: {{ name: {}, data: {} }}",
                quoted(name),
                json!(payload)
            ),
        };
        self.talk.push(line);
    }

    /// The contact sent more than words.
    pub fn sends(&mut self, text: &str, attached: &Attached) {
        let (key, value) = match attached {
            Attached::Location(place) => ("location", json!([place.latitude, place.longitude])),
            Attached::Chosen(keys) => ("options", json!(keys)),
            Attached::Answers(answers) => {
                let answers: BTreeMap<_, _> = answers.iter().cloned().collect();
                ("answers", json!(answers))
            }
            Attached::Media(media) => {
                let mut about = json!({ "url": media.url });
                if let Some(about) = about.as_object_mut() {
                    about.extend(media.name.iter().map(|name| ("name".into(), json!(name))));
                    about.extend(media.size.iter().map(|size| ("size".into(), json!(size))));
                    about.extend(media.mime.iter().map(|mime| ("mime".into(), json!(mime))));
                }
                (media.kind.word(), about)
            }
        };
        let text = match text {
            "" => String::new(),
            text => format!("text: {}, ", quoted(text)),
        };
        self.talk.push(format!("me: {{ {text}{key}: {value} }}"));
    }

    /// The talk must come to its end here, whatever it did.
    pub fn must_end(&mut self) {
        self.talk.push("ended".into());
    }

    /// The talk as one test, indented as it stands in a test file.
    pub fn case(&self, name: &str) -> String {
        let mut out = format!("  - name: {}\n", scalar(name));
        if !self.given.is_empty() {
            writeln!(out, "    given: {{ {} }}", self.given.join(", "))
                .expect("invariant: strings take all");
        }
        if !self.asked.is_empty() {
            out.push_str("    mocks:\n");
        }
        for kind in ["http", "email", "emit", "dial", "record", "model"] {
            let of_kind = |asked: &&Asked| kind_of(&asked.effect) == kind;
            let mocks: Vec<String> = self.asked.iter().filter(of_kind).map(mock).collect();
            if !mocks.is_empty() {
                writeln!(out, "      {kind}:").expect("invariant: strings take all");
            }
            for mock in mocks {
                writeln!(out, "        - {mock}").expect("invariant: strings take all");
            }
        }
        out.push_str("    talk:\n");
        for line in &self.talk {
            writeln!(out, "      - {line}").expect("invariant: strings take all");
        }
        if self.ended && self.talk.last().is_some_and(|line| line != "ended") {
            out.push_str("    expect: { ended: true }\n");
        }
        out
    }

    /// A test file with the talk as one more test at its end; none where it would not read so.
    pub fn added_to(&self, before: &str, name: &str) -> Option<String> {
        let count = |text: &str| crate::read("", text).0.map_or(0, |suite| suite.cases.len());
        let after = format!("{}\n{}", before.trim_end(), self.case(name));
        (count(&after) == count(before) + 1).then_some(after)
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

fn kind_of(effect: &Effect) -> &'static str {
    match effect {
        Effect::Http(_) => "http",
        Effect::Email(_) => "email",
        Effect::Emit(_) => "emit",
        Effect::Dial(_) => "dial",
        Effect::Record(_) => "record",
        Effect::Model(_) => "model",
    }
}

fn mock(asked: &Asked) -> String {
    let of = match &asked.effect {
        Effect::Http(request) => {
            let method = request.method.as_str().to_lowercase();
            Some(format!("{method}: {}", quoted(&request.url.masked())))
        }
        Effect::Email(mail) => mail.to.first().map(|to| format!("to: {}", quoted(to))),
        Effect::Emit(event) => Some(format!("event: {}", quoted(&event.name))),
        Effect::Dial(call) => Some(format!("number: {}", quoted(&call.number))),
        Effect::Record(_) => None,
        Effect::Model(asked) => Some(format!("text: {}", quoted(&asked.text))),
    };
    let (after, answer) = match &asked.answer {
        None => (NEVER, Some("fail: no answer".to_owned())),
        Some((at, outcome)) => (Span(at.0.saturating_sub(asked.at.0)), told(outcome)),
    };
    let after = (after != Span(0)).then(|| format!("after: {after}"));
    let parts = of.into_iter().chain(["times: 1".to_owned()]);
    let parts: Vec<String> = parts.chain(after).chain(answer).collect();
    format!("{{ {} }}", parts.join(", "))
}

/// An answer in the words of a mock; none: nothing came back, and it was done.
fn told(outcome: &Outcome) -> Option<String> {
    Some(match outcome {
        Outcome::Done => return None,
        Outcome::Failed { reason } => format!("fail: {}", quoted(reason)),
        Outcome::Model(answered) => {
            let sure = answered.confidence;
            let sure = sure.map_or_else(String::new, |sure| format!(", confidence: {sure}"));
            let tokens = answered.tokens;
            let words = if answered.calls.is_empty() {
                format!("reply: {}", json!(answered.answer))
            } else {
                format!("calls: {}", json!(answered.calls))
            };
            let sources = match answered.sources.as_slice() {
                [] => String::new(),
                sources => format!(", sources: {}", json!(sources)),
            };
            format!("{words}{sources}{sure}, tokens: {tokens}")
        }
        Outcome::Called(CallEnd::Answered) => "reply: answered".into(),
        Outcome::Called(CallEnd::Busy) => "reply: busy".into(),
        Outcome::Called(CallEnd::NoAnswer) => "reply: no_answer".into(),
        Outcome::Recorded { media, length } => {
            format!("reply: {{ media: {}, length: {length} }}", quoted(media))
        }
        Outcome::Http {
            status,
            headers,
            body,
        } => {
            let mut reply = json!({ "status": status, "json": body });
            if !headers.is_empty()
                && let Some(reply) = reply.as_object_mut()
            {
                reply.insert("headers".into(), json!(headers));
            }
            format!("reply: {reply}")
        }
    })
}
