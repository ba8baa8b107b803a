//! What was asked outside in a talk that is written down, as mocks that answer it again.

use super::quoted;
use serde_json::json;
use trilha_model::{CallEnd, Effect, EffectId, Outcome, Span, Timestamp};

/// What was asked outside, and what was answered.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) id: EffectId,
    pub(super) effect: Effect,
    pub(super) at: Timestamp,
    pub(super) answer: Option<(Timestamp, Outcome)>,
}

/// What was asked, by the kinds of mocks. `never` is longer than the talk lasted: what was not answered
/// takes so long.
pub(super) fn mocks(asked: &[Asked], never: Span) -> Vec<String> {
    let mut lines = Vec::new();
    for kind in ["http", "email", "emit", "dial", "record", "model"] {
        let of_kind = |asked: &&Asked| kind_of(&asked.effect) == kind;
        let mocks = asked.iter().filter(of_kind).map(|asked| mock(asked, never));
        let mocks: Vec<String> = mocks.map(|mock| format!("  - {mock}")).collect();
        if !mocks.is_empty() {
            lines.push(format!("{kind}:"));
            lines.extend(mocks);
        }
    }
    lines
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

fn mock(asked: &Asked, never: Span) -> String {
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
        None => (never, Some("fail: no answer".to_owned())),
        Some((at, outcome)) => (took(asked, *at), told(outcome)),
    };
    let after = (after != Span(0)).then(|| format!("after: {after}"));
    let parts = of.into_iter().chain(["times: 1".to_owned()]);
    let parts: Vec<String> = parts.chain(after).chain(answer).collect();
    format!("{{ {} }}", parts.join(", "))
}

/// How long an answer took that came at this moment: as long as it may at most, so that what came, by hand or by a
/// busy machine, a moment too late comes again.
fn took(asked: &Asked, at: Timestamp) -> Span {
    let took = Span(at.0.saturating_sub(asked.at.0));
    asked.effect.limit().map_or(took, |limit| took.min(limit))
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
