//! A talk written down as a test while it happens.

mod mock;
mod place;

use crate::quote::scalar;
use crate::simulator::{Line, Setup, Simulator, What};
use mock::{Asked, mocks};
use place::{Calendars, Place};
use serde_json::json;
use std::collections::BTreeMap;
use trilha_model::{
    AgentId, Attached, Effect, EffectId, EndReason, Map, Span, Speaker, Timestamp, TrailId, Value,
};
use trilha_trail::Bundle;

/// Writes a talk down, in the words of a test file.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    place: Place,
    talk: Vec<String>,
    asked: Vec<Asked>,
    /// How long silences lasted, all together.
    silent: i64,
    /// Whether the session has come to its end, and none has begun since.
    ended: bool,
    /// The line that says so, where it ended properly after the last thing that was done.
    end: Option<String>,
    seen: usize,
}

/// Why a talk cannot become one more test of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// What is there are no tests that can be read.
    #[error("it is no test file, or has errors")]
    Unread,
    /// They are of this trail, the talk is not.
    #[error("its tests are of the trail `{0}`")]
    Trail(TrailId),
    /// They are played under other limits than the talk was.
    #[error("its tests have other `limits` than this talk")]
    Limits,
    /// Another test could not be written below them.
    #[error("it does not end with a list of tests, one under the other")]
    Form,
}

/// What a file says already, so that a test need not.
struct Above<'f> {
    env: &'f Map,
    calendars: &'f Calendars,
}

/// A day: longer than a talk lasts by this, a service never answered.
const DAY: i64 = 86_400_000;

impl Recorder {
    /// Writes a talk with this bundle down, and where and when it takes place.
    pub fn of(setup: &Setup, bundle: &Bundle) -> Self {
        Self {
            place: Place::of(setup, bundle),
            ..Self::default()
        }
    }

    /// The contact typed something.
    pub fn says(&mut self, text: &str) {
        self.does(format!("me: {}", scalar(text)));
    }

    /// The contact pressed a button.
    pub fn chooses(&mut self, key: &str) {
        self.does(format!("me: {{ option: {} }}", quoted(key)));
    }

    /// The contact arrived without a word.
    pub fn arrives(&mut self) {
        self.does("arrives".into());
    }

    /// Time went by.
    pub fn waits(&mut self, span: Span) {
        self.silent = self.silent.saturating_add(span.0);
        self.does(format!("wait: {span}"));
    }

    /// A person at the desk did something that needs no words: `take`, `give_back`, `resolve`.
    pub fn acts(&mut self, by: &AgentId, deed: &str) {
        self.does(match named(by) {
            None => format!("agent: {deed}"),
            Some(name) => format!("agent: {{ {name}, {deed}: }}"),
        });
    }

    /// A person at the desk said something.
    pub fn replies(&mut self, by: &AgentId, text: &str) {
        let name = named(by).map(|name| format!("{name}, "));
        let name = name.unwrap_or_default();
        self.does(format!("agent: {{ {name}say: {} }}", quoted(text)));
    }

    /// Something was done: what is said from here on comes after it.
    fn does(&mut self, line: String) {
        self.talk.extend(self.end.take());
        self.talk.push(line);
    }

    /// Takes up what happened since the last time: what the bot said, what services were asked.
    pub fn listen(&mut self, talk: &Simulator) {
        for line in talk.lines().iter().skip(self.seen) {
            self.line(line);
        }
        self.seen = talk.lines().len();
        self.ended = talk.ended().is_some();
        self.end = self.end.take().filter(|_| self.ended);
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
            What::Ended(reason) => {
                self.end = match reason {
                    EndReason::Finished(Some(reason)) => Some(format!("ended: {}", scalar(reason))),
                    EndReason::Finished(None) => Some("ended".into()),
                    _ => None,
                };
            }
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
        self.does(line);
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
        self.does(format!("me: {{ {text}{key}: {value} }}"));
    }

    /// The talk must come to its end here, whatever it did.
    pub fn must_end(&mut self) {
        self.end = Some("ended".into());
    }

    /// The talk as one test, indented as it stands in a test file, with all that it must be told.
    pub fn case(&self, name: &str) -> String {
        let nothing = Above {
            env: &Map::new(),
            calendars: &Calendars::new(),
        };
        self.below(&nothing, name)
    }

    /// A test file of this trail with the talk as one more test at its end. A file that says nothing of limits has the
    /// widest.
    pub fn added_to(&self, before: &str, name: &str) -> Result<String, Misfit> {
        let suite = crate::read("", before).0.ok_or(Misfit::Unread)?;
        if suite.trail != self.place.trail {
            return Err(Misfit::Trail(suite.trail));
        }
        if suite.limits.unwrap_or_default() != self.place.limits {
            return Err(Misfit::Limits);
        }
        let above = Above {
            env: &suite.env,
            calendars: &suite.calendars,
        };
        let after = format!("{}\n{}", before.trim_end(), self.below(&above, name));
        let count = crate::read("", &after)
            .0
            .map_or(0, |suite| suite.cases.len());
        let fits = count == suite.cases.len() + 1;
        fits.then_some(after).ok_or(Misfit::Form)
    }

    /// The talk as a whole test file.
    pub fn file(&self, name: &str) -> String {
        let above = Above {
            env: &self.place.env,
            calendars: &self.place.calendars,
        };
        format!("{}tests:\n{}", self.place.head(), self.below(&above, name))
    }

    /// The talk as one test of a file that says `above` of all its tests.
    fn below(&self, above: &Above<'_>, name: &str) -> String {
        let mut lines = vec![format!("  - name: {}", scalar(name))];
        let given = self.place.given(above);
        if !given.is_empty() {
            lines.push(format!("    given: {{ {} }}", given.join(", ")));
        }
        let mocks = mocks(&self.asked, Span(self.silent.saturating_add(DAY)));
        if !mocks.is_empty() {
            lines.push("    mocks:".into());
            lines.extend(mocks.iter().map(|line| format!("      {line}")));
        }
        lines.push("    talk:".into());
        let talk = self.talk.iter().chain(&self.end);
        lines.extend(talk.map(|line| format!("      - {line}")));
        if self.ended && self.end.is_none() {
            lines.push("    expect: { ended: true }".into());
        }
        lines.push(String::new());
        lines.join("\n")
    }
}

/// Who did something, but for the person of whom tests say nothing more.
fn named(by: &AgentId) -> Option<String> {
    (by.as_str() != "agent").then(|| format!("as: {}", quoted(by.as_str())))
}

/// Text inside a map on one line, where a comma would end it.
fn quoted(text: &str) -> String {
    json!(text).to_string()
}
