//! How what happened compares with what was written, and how either is told to people.

use super::Failure;
use crate::simulator::Fault;
use crate::suite::{Expected, Told};
use trilha_model::{Content, HttpRequest, Owner, Value};
use trilha_trail::diagnostic::Span;

impl Expected {
    /// Whether a bubble is this one. A menu may be given by its question, or with its options.
    pub(crate) fn fits(&self, content: &Content) -> bool {
        let plain = content.plain();
        match (&self.pattern, content) {
            (Some(pattern), _) => pattern.is_match(&plain),
            (None, Content::Menu { text, .. }) => self.text == *text || self.text == plain,
            (None, Content::Text(text)) => self.text == *text,
        }
    }
}

pub(super) fn shown(told: &Told) -> (&'static str, String) {
    match told {
        Told::Says(text) => ("me", text.clone()),
        Told::Chooses(key) => ("me", format!("[{key}]")),
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

pub(super) fn unmocked(request: &HttpRequest) -> String {
    let (method, url) = (request.method.as_str(), request.url.masked());
    format!(
        "{method} {url} is not mocked; add to the test:\n  mocks: {{ http: [ {{ {}: {}, reply: {{ json: {{}} }} }} ] }}",
        method.to_lowercase(),
        serde_json::Value::from(url.as_str()),
    )
}
