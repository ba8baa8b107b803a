//! How what happened compares with what was written, and how either is told to people.

use super::Failure;
use crate::outside::Stuck;
use crate::simulator::Fault;
use crate::suite::{Expected, Told};
use serde_json::Value as Json;
use trilha_model::{Content, Effect, Incoming, ModelTask, Owner, Value};
use trilha_trail::diagnostic::Span;

impl Expected {
    /// Whether a bubble is this one. A menu may be given by its question, or with its options; media by
    /// its caption, or with its address.
    pub(crate) fn fits(&self, content: &Content) -> bool {
        let plain = content.plain();
        match &self.pattern {
            Some(pattern) => pattern.is_match(&plain),
            None => self.text == plain || self.text == content.gist(),
        }
    }
}

pub(super) fn shown(told: &Told) -> (&'static str, String) {
    match told {
        Told::Says(text) => ("me", text.clone()),
        Told::Chooses(key) => ("me", format!("[{key}]")),
        Told::Sends { text, attached } => {
            let sent = Incoming {
                attached: Some(attached.clone()),
                ..Incoming::text("", text)
            };
            ("me", sent.plain())
        }
        Told::Happens { name, .. } => ("event", name.to_string()),
        Told::Arrives => ("me", "arrives".into()),
        Told::Waits(time) => ("wait", time.to_string()),
        Told::Person { by, shown, .. } if by.as_str() == "agent" => ("agent", shown.clone()),
        Told::Person { by, shown, .. } => ("agent", format!("{by}: {shown}")),
        Told::Ended(reason) => ("ended", reason.as_deref().unwrap_or_default().to_owned()),
        Told::HandedOff(queue) => ("handoff", queue.to_string()),
        Told::Bot(bubbles) => {
            let texts: Vec<&str> = bubbles.iter().map(|bubble| bubble.text.as_str()).collect();
            ("bot", texts.join("\n"))
        }
    }
}

pub(super) fn fail(span: Span, reason: impl Into<String>) -> Failure {
    Failure {
        span,
        reason: reason.into(),
    }
}

pub(super) fn went(done: Result<(), Fault>, span: Span) -> Result<(), Failure> {
    done.map_err(|fault| fail(span, fault.to_string()))
}

pub(super) fn stopped(stuck: &Stuck, span: Span) -> Failure {
    match stuck {
        Stuck::Unanswered(effect) => fail(span, unmocked(effect)),
        stuck => fail(span, stuck.to_string()),
    }
}

pub(super) fn has(owner: &Owner) -> String {
    match owner {
        Owner::Bot => "the bot has the conversation".into(),
        Owner::Queue(queue) => format!("it waits in `{queue}`"),
        Owner::Agent(agent) => format!("`{agent}` has the conversation"),
    }
}

pub(super) fn told(value: &Value) -> String {
    match value {
        Value::Null => "not set".into(),
        Value::Text(text) => format!("{text:?}"),
        other => other.to_string(),
    }
}

/// Whether an event is as written: of a map what is written, everything else as it is. An event without
/// more is its name.
pub(super) fn holds(event: &Json, written: &Json) -> bool {
    match (event, written) {
        (Json::Object(event), Json::String(name)) if event.len() == 1 => event.contains_key(name),
        (Json::Object(event), Json::Object(written)) => written
            .iter()
            .all(|(key, written)| event.get(key).is_some_and(|event| holds(event, written))),
        (Json::Array(event), Json::Array(written)) => {
            event.len() == written.len()
                && event
                    .iter()
                    .zip(written)
                    .all(|(event, written)| holds(event, written))
        }
        _ => event == written,
    }
}

/// Whether a value is the one written: numbers by size, money also as text.
pub(super) fn same(written: &Value, found: &Value) -> bool {
    match (written, found) {
        (Value::List(written), Value::List(found)) => {
            written.len() == found.len() && written.iter().zip(found).all(|(w, f)| same(w, f))
        }
        (Value::Map(written), Value::Map(found)) => {
            written.len() == found.len()
                && written
                    .iter()
                    .all(|(key, w)| found.get(key).is_some_and(|f| same(w, f)))
        }
        (Value::Int(_) | Value::Float(_) | Value::Text(_), Value::Decimal(_))
        | (Value::Int(_), Value::Float(_))
        | (Value::Float(_), Value::Int(_)) => {
            let (written, found) = (written.to_string(), found.to_string());
            written == found || written.parse::<f64>().ok() == found.parse::<f64>().ok()
        }
        _ => written == found,
    }
}

fn unmocked(effect: &Effect) -> String {
    let quoted = |text: &str| serde_json::Value::from(text);
    let (what, kind, mock) = match effect {
        Effect::Http(request) => {
            let (method, url) = (request.method.as_str(), request.url.masked());
            let key = method.to_lowercase();
            let mock = format!("{key}: {}, reply: {{ json: {{}} }}", quoted(&url));
            (format!("{method} {url}"), "http", mock)
        }
        Effect::Dial(call) => {
            let mock = format!("number: {}, reply: answered", quoted(&call.number));
            (format!("the call to {}", call.number), "dial", mock)
        }
        Effect::Record(_) => {
            let mock = "reply: { media: message.ogg, length: 5s }".to_owned();
            ("the voice message".to_owned(), "record", mock)
        }
        Effect::Model(asked) => {
            let reply = match &asked.task {
                ModelTask::Reply => "…".to_owned(),
                ModelTask::Extract(_) => "{}".to_owned(),
                ModelTask::Classify(classes) => {
                    let first = classes.first().map_or("…", |class| class.name.as_str());
                    format!("{first}, confidence: 90")
                }
                ModelTask::Assist { .. } => "… # or calls: [{ tool: …, arguments: {} }]".to_owned(),
            };
            let mock = format!("text: {}, reply: {reply}", quoted(&asked.text));
            ("the question to a model".to_owned(), "model", mock)
        }
        Effect::Email(_) => ("the e-mail".to_owned(), "email", "to: \"*\"".to_owned()),
        Effect::Emit(event) => {
            let mock = format!("event: {}", quoted(&event.name));
            (format!("the event {}", event.name), "emit", mock)
        }
    };
    format!("{what} is not mocked; add to the test:\n  mocks: {{ {kind}: [ {{ {mock} }} ] }}")
}
