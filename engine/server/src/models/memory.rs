//! What a model is shown of a conversation: its last messages, without what is personal and not meant for it.

use crate::problem::Answer;
use crate::streams::numbered;
use std::collections::{BTreeSet, VecDeque};
use trilha_desk::Conversation;
use trilha_journal::Journal;
use trilha_model::{Event, ModelRequest, Speaker, Stream, Value, VarName, codec};

/// Commits read at once.
const COMMITS: usize = 16;
/// Commits searched for messages.
const SEARCHED: usize = 128;
/// What stands instead of what a model is not shown.
const MASK: &str = "•••";
/// The shortest value that is looked for in messages: shorter ones stand in every other word.
const SHORTEST: usize = 3;
/// The name under which a request hides what is known of the contact.
const CONTACT: &str = "contact";

/// One thing that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// Whether the contact said it.
    pub(super) by_contact: bool,
    pub(super) text: String,
}

/// The last messages before a request, oldest first, without the one it is about; `hidden` are values that
/// must not stand in them.
pub(super) fn before(
    journal: &dyn Journal,
    stream: &Stream,
    request: &ModelRequest,
    hidden: BTreeSet<String>,
) -> Answer<Vec<Said>> {
    let wanted = usize::from(request.memory);
    let (mut events, mut messages) = (VecDeque::new(), 0);
    let (mut from, mut read) = (u64::MAX, 0);
    while from > 0 && messages <= wanted && read < SEARCHED {
        let page = journal.read_back(stream, from, COMMITS)?;
        if page.is_empty() {
            break;
        }
        read += page.len();
        for entry in page {
            from = entry.expected_version;
            for (_, bytes) in numbered(&entry).rev() {
                if let Ok(event) = codec::event_from_bytes::<Event>(bytes) {
                    if is_first_question(&event, request) {
                        messages = 0;
                    }
                    messages += usize::from(message(&event).is_some());
                    events.push_front(event);
                }
            }
        }
    }
    Ok(shown(events, request, hidden))
}

/// What a request is shown of these events.
pub(super) fn shown(
    mut events: VecDeque<Event>,
    request: &ModelRequest,
    hidden: BTreeSet<String>,
) -> Vec<Said> {
    let wanted = usize::from(request.memory);
    let first = events
        .iter()
        .position(|event| is_first_question(event, request));
    events.truncate(first.unwrap_or(events.len()));
    let mut said = without_hidden(&events, &request.hidden, hidden);
    let last = said.last();
    if last.is_some_and(|last| last.by_contact && last.text.trim() == request.text.trim()) {
        said.pop();
    }
    said.split_off(said.len().saturating_sub(wanted))
}

/// Whether a request goes on with what this one began: what was said after it is no memory.
fn is_first_question(event: &Event, request: &ModelRequest) -> bool {
    let asked = match event {
        Event::EffectRequested { id, .. } => Some(*id),
        _ => None,
    };
    asked.is_some() && asked == request.since
}

fn message(event: &Event) -> Option<Said> {
    let (by_contact, text) = match event {
        Event::InputReceived { message, .. } => (true, message.plain()),
        Event::MessageSent {
            speaker: Speaker::Bot | Speaker::Agent(_),
            content,
            ..
        } => (false, content.plain()),
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(Said { by_contact, text })
}

/// The messages of these events: without those that a hidden variable was set from, and without the values
/// of hidden variables in the others.
fn without_hidden(
    events: &VecDeque<Event>,
    hidden: &[VarName],
    mut values: BTreeSet<String>,
) -> Vec<Said> {
    let (mut said, mut heard) = (Vec::<Said>::new(), None);
    for event in events {
        if let Some(message) = message(event) {
            heard = message.by_contact.then_some(said.len()).or(heard);
            said.push(message);
        }
        let (Event::VariablesSet { vars: set }
        | Event::FrameEntered { vars: set, .. }
        | Event::SessionStarted { vars: set, .. }) = event
        else {
            continue;
        };
        for (_, value) in set.iter().filter(|(name, _)| hidden.contains(name)) {
            texts(value, &mut values);
            let answers = matches!(event, Event::VariablesSet { .. });
            if let Some(answer) = heard.filter(|_| answers).and_then(|at| said.get_mut(at)) {
                MASK.clone_into(&mut answer.text);
            }
        }
    }
    // Longer ones first: one may stand within another.
    let mut values: Vec<String> = values.into_iter().collect();
    values.sort_by_key(|value| std::cmp::Reverse(value.len()));
    for one in &mut said {
        for value in &values {
            if one.text.contains(value) {
                one.text = one.text.replace(value, MASK);
            }
        }
    }
    said
}

/// The values that hidden variables have now, and what is known of the contact where that is hidden.
pub(super) fn hidden_now(conversation: &Conversation, hidden: &[VarName]) -> BTreeSet<String> {
    let mut values = BTreeSet::new();
    let frames = conversation
        .session
        .iter()
        .flat_map(|session| &session.frames);
    for (name, value) in frames.flat_map(|frame| &frame.vars) {
        if hidden.contains(name) {
            texts(value, &mut values);
        }
    }
    if hidden.iter().any(|name| name.as_str() == CONTACT) {
        texts(&conversation.profile, &mut values);
    }
    values
}

fn texts(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| texts(item, out)),
        Value::Map(map) => map.values().for_each(|item| texts(item, out)),
        Value::Null | Value::Bool(_) => {}
        other => {
            let text = other.to_string();
            if text.trim().chars().count() >= SHORTEST {
                out.insert(text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use trilha_model::{Content, Incoming, Timestamp};

    #[test]
    fn what_is_hidden_is_not_shown_wherever_it_was_said() {
        let at = Timestamp(1);
        let hears = |text: &str| Event::InputReceived {
            message: Incoming::text("m", text),
            at,
        };
        let says = |text: &str| Event::MessageSent {
            speaker: Speaker::Bot,
            content: Content::Text(text.into()),
            owner_version: 0,
            id: None,
            typing: None,
            at,
        };
        let events = VecDeque::from([
            says("Your number?"),
            hears("it is 11 98888-7777"),
            Event::VariablesSet {
                vars: vec![("phone".into(), Value::text("+5511988887777"))],
            },
            says("We call +5511988887777."),
            hears("thanks"),
            Event::VariablesSet {
                vars: vec![("mood".into(), Value::text("thanks"))],
            },
        ]);
        let shown = |hidden: &[VarName]| -> Vec<String> {
            let said = without_hidden(&events, hidden, BTreeSet::new());
            said.into_iter().map(|said| said.text).collect()
        };
        assert_eq!(
            shown(&["phone".into()]),
            ["Your number?", MASK, "We call •••.", "thanks"]
        );
        assert_eq!(shown(&[])[1], "it is 11 98888-7777");
    }
}
