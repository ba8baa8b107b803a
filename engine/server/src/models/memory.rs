//! What a model is shown of a conversation: its last messages, without what is personal and not meant for it.

use crate::problem::Answer;
use crate::streams::numbered;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
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

/// What was said to all: a model could tell others what was said in a message group.
fn message(event: &Event) -> Option<Said> {
    let (by_contact, text) = match event {
        Event::InputReceived {
            message,
            group: None,
            ..
        } => (true, message.plain()),
        Event::MessageSent {
            speaker: Speaker::Bot | Speaker::Agent(_),
            content,
            group: None,
            ..
        } => (false, content.plain()),
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(Said { by_contact, text })
}

/// Which of the messages the contact said last, as far as what is set may come from them.
#[derive(Default)]
struct Heard {
    /// Their places, by their ids.
    places: BTreeMap<String, usize>,
    /// Those that are put aside until nothing more comes.
    gathered: Vec<usize>,
    /// Those that are dealt with.
    now: Vec<usize>,
}

impl Heard {
    /// Follows an event; `place` is where its message stands, where it is the contact's.
    fn follow(&mut self, event: &Event, place: Option<usize>) {
        match event {
            Event::InputReceived { message, .. } => {
                if let Some(place) = place {
                    self.places.insert(message.id.to_string(), place);
                    self.now = vec![place];
                }
            }
            Event::InputTaken { id } => {
                if let Some(place) = self.places.get(id.as_str()) {
                    self.now = vec![*place];
                }
            }
            Event::InputGathered { message, .. } => {
                self.gathered.extend(self.places.get(message.id.as_str()));
            }
            // What came last may have ended the gathering, and may be dealt with right after it.
            Event::InputsJoined => self.now.append(&mut self.gathered),
            _ => {}
        }
    }
}

/// The messages of these events: without those that a hidden variable was set from, and without the values
/// of hidden variables in the others.
fn without_hidden(
    events: &VecDeque<Event>,
    hidden: &[VarName],
    mut values: BTreeSet<String>,
) -> Vec<Said> {
    let (mut said, mut heard) = (Vec::<Said>::new(), Heard::default());
    for event in events {
        let message = message(event);
        let place = message.as_ref().is_some_and(|message| message.by_contact);
        heard.follow(event, place.then_some(said.len()));
        said.extend(message);
        let (Event::VariablesSet { vars: set }
        | Event::FrameEntered { vars: set, .. }
        | Event::SessionStarted { vars: set, .. }) = event
        else {
            continue;
        };
        let answers = matches!(event, Event::VariablesSet { .. });
        for (_, value) in set.iter().filter(|(name, _)| hidden.contains(name)) {
            texts(value, &mut values);
            for place in heard.now.iter().filter(|_| answers) {
                if let Some(answer) = said.get_mut(*place) {
                    MASK.clone_into(&mut answer.text);
                }
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

/// The texts in a value, each also line by line: what was gathered was said a line at a time.
fn texts(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| texts(item, out)),
        Value::Map(map) => map.values().for_each(|item| texts(item, out)),
        Value::Null | Value::Bool(_) => {}
        other => {
            let text = other.to_string();
            let lines = text.lines().map(str::trim).chain([text.as_str()]);
            let told = lines.filter(|line| line.trim().chars().count() >= SHORTEST);
            out.extend(told.map(str::to_owned));
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
            group: None,
            at,
        };
        let says = |text: &str| Event::MessageSent {
            speaker: Speaker::Bot,
            content: Content::Text(text.into()),
            owner_version: 0,
            id: None,
            typing: None,
            group: None,
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
    #[test]
    fn all_that_was_gathered_for_what_is_hidden_is_not_shown() {
        let at = Timestamp(1);
        let mut events = VecDeque::new();
        let mut gathers = |id: &str, text: &str| {
            let message = Incoming::text(id, text);
            events.push_back(Event::InputReceived {
                message: message.clone(),
                group: None,
                at,
            });
            events.push_back(Event::InputGathered { message, until: at });
        };
        gathers("m1", "i am ana");
        gathers("m2", "souza");
        events.push_back(Event::InputsJoined);
        events.push_back(Event::VariablesSet {
            vars: vec![("name".into(), Value::text("Ana\nSouza"))],
        });
        let later = |text: &str, id: &str| Event::InputReceived {
            message: Incoming::text(id, text),
            group: None,
            at,
        };
        events.push_back(later("Souza writes again", "m3"));
        events.push_back(Event::VariablesSet {
            vars: vec![("mood".into(), Value::text("good"))],
        });
        let said = without_hidden(&events, &["name".into()], BTreeSet::new());
        let texts: Vec<_> = said.iter().map(|said| said.text.as_str()).collect();
        assert_eq!(texts, [MASK, MASK, "••• writes again"]);
    }
}
