//! Reading the entries of `starts`.

use super::{Lapse, START, Schedule, Service, Start, Trigger};
use crate::diagnostic::{Code, Diagnostic};
use crate::matching;
use crate::migrate::is_keyword_and_message;
use crate::reader::{Reader, Referent, duration, is_event, is_id};
use crate::shape::Choice;
use crate::yaml::Node;
use smol_str::{SmolStr, format_smolstr};
use trilha_model::{InboxId, Priority, QueueId, Span as Time};

impl Start {
    /// Reads `starts`; what cannot be read is said and left out.
    pub(crate) fn read_all(reader: &mut Reader<'_>, node: &Node) -> Vec<Self> {
        let mut starts: Vec<Self> = Vec::new();
        for node in node.items() {
            let Some(mut start) = read(reader, node) else {
                continue;
            };
            let kind = start.on.kind();
            if start.name.is_empty() {
                let same = starts.iter().filter(|one| one.on.kind() == kind).count();
                start.name = format_smolstr!("{kind}-{}", same + 1);
            }
            if starts.iter().any(|one| one.name == start.name) {
                let message = format!("two entries of `starts` are named `{}`", start.name);
                reader.error(Code::INVALID_ID, node.span, message).help =
                    Some("give one of them another name".into());
            }
            starts.push(start);
        }
        starts
    }
}

fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Start> {
    let older = is_keyword_and_message(node);
    if older {
        let message =
            "an older spelling: the keyword alone begins the trail here, `message` is not read";
        let said = Diagnostic::warning(Code::OLDER_SPELLING, reader.file, node.span, message);
        reader.say(said.with_help("run `trilha migrate` on the file, or take `message` away"));
    }
    let chosen = START.chosen(node).into_iter();
    let mut chosen = chosen.filter(|choice| !(older && choice.key.name == "message"));
    let Some(choice) = chosen.next() else {
        if node.as_map().is_some() {
            reader
                .error(
                    Code::MISSING_KEY,
                    node.span,
                    "nothing starts the trail here",
                )
                .help = Some(format!(
                "an entry of `starts` has one of {}",
                kinds().join(", ")
            ));
        }
        return None;
    };
    let kind = choice.key.name;
    if let Some(other) = chosen.next() {
        let other = other.key.name;
        let message =
            format!("an entry of `starts` is of one kind, this one has `{kind}` and `{other}`");
        reader.error(Code::WRONG_SHAPE, node.span, message).help =
            Some("make two entries of it".into());
    }
    let under = node.get(kind)?;
    let on = trigger(reader, kind, under)?;
    Some(Start {
        name: name(reader, node),
        on,
        inboxes: inboxes(reader, node, choice, under),
        span: node.span,
    })
}

/// What an entry may wait for.
fn kinds() -> Vec<&'static str> {
    let kinds = START.choices.iter();
    kinds.map(|choice| choice.key.name).collect()
}

fn trigger(reader: &mut Reader<'_>, kind: &str, under: &Node) -> Option<Trigger> {
    if matches!(kind, "keyword" | "tagged") {
        reader.meant(under, kind, "starts anything");
    }
    Some(match kind {
        "message" => Trigger::Message,
        "keyword" => Trigger::Keyword(words(under).map(matching::plain).collect()),
        "event" => Trigger::Event(events(reader, under)),
        "tagged" => Trigger::Tagged(words(under).map(SmolStr::new).collect()),
        "silent" => Trigger::Silent(after(reader, under)?),
        "schedule" => Trigger::Schedule(Box::new(Schedule::read(reader, under)?)),
        _ => Trigger::Service(Service {
            lapse: match kind {
                "waiting" => Lapse::Waiting,
                "agent_silent" => Lapse::AgentSilent,
                "contact_silent" => Lapse::ContactSilent,
                _ => Lapse::Open,
            },
            after: after(reader, under)?,
            queues: queues(reader, under),
            tags: tags(under),
            priorities: priorities(under),
        }),
    })
}

/// The shortest time an automation may wait: two that undo each other's work would run without a pause.
const LEAST: Time = Time(1_000);

/// How long something lasts before an automation fires.
fn after(reader: &mut Reader<'_>, under: &Node) -> Option<Time> {
    let node = under.get("after")?;
    let after = duration(node)?;
    if after < LEAST {
        let message = format!("an automation waits for {LEAST} at least, not for {after}");
        reader.error(Code::BAD_DURATION, node.span, message).help =
            Some("give it a second or more".into());
    }
    Some(after)
}

fn words(node: &Node) -> impl Iterator<Item = &str> {
    node.one_or_more().iter().filter_map(Node::as_str)
}

fn of<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    node.get(key).map(Node::one_or_more).unwrap_or_default()
}

/// Tags an entry is for.
pub(super) fn tags(under: &Node) -> Vec<SmolStr> {
    let tags = of(under, "tag").iter().filter_map(Node::as_str);
    tags.map(SmolStr::new).collect()
}

fn events(reader: &mut Reader<'_>, node: &Node) -> Vec<SmolStr> {
    let mut names = Vec::new();
    for node in node.one_or_more() {
        let name = node.as_str().unwrap_or_default();
        if !is_event(name) {
            let message = format!("`{name}` cannot be the name of an event");
            reader.error(Code::INVALID_ID, node.span, message).help = Some(
                "a small letter, then small letters, digits, `_`, `.` and `-`, 64 in all".into(),
            );
        }
        names.push(name.into());
    }
    names
}

fn queues(reader: &mut Reader<'_>, under: &Node) -> Vec<QueueId> {
    let mut queues = Vec::new();
    for node in of(under, "queue") {
        let queue = QueueId::from(node.as_str().unwrap_or_default());
        reader.refer(Referent::Queue(queue.clone()), node.span);
        queues.push(queue);
    }
    queues
}

fn priorities(under: &Node) -> Vec<Priority> {
    let words = of(under, "priority").iter().filter_map(Node::as_str);
    words.filter_map(priority).collect()
}

/// How urgent a word says something is.
pub(crate) fn priority(word: &str) -> Option<Priority> {
    Some(match word {
        "low" => Priority::Low,
        "normal" => Priority::Normal,
        "high" => Priority::High,
        "urgent" => Priority::Urgent,
        _ => return None,
    })
}

fn inboxes(reader: &mut Reader<'_>, node: &Node, choice: &Choice, under: &Node) -> Vec<InboxId> {
    let (kind, beside) = (choice.key.name, node.get("inbox"));
    let stands_beside = choice.beside.iter().any(|field| field.name == "inbox");
    if let Some(inbox) = beside.filter(|_| !stands_beside) {
        let message = format!("`inbox` stands within `{kind}`");
        reader.error(Code::WRONG_SHAPE, inbox.span, message).help =
            Some(format!("write `{kind}: {{ inbox: … }}`"));
    }
    let found = if stands_beside {
        beside
    } else {
        under.get("inbox")
    };
    let mut inboxes = Vec::new();
    for node in found.map(Node::one_or_more).unwrap_or_default() {
        let inbox = InboxId::from(node.as_str().unwrap_or_default());
        reader.refer(Referent::Inbox(inbox.clone()), node.span);
        inboxes.push(inbox);
    }
    inboxes
}

fn name(reader: &mut Reader<'_>, node: &Node) -> SmolStr {
    let Some((node, name)) = node
        .get("name")
        .and_then(|node| Some((node, node.as_str()?)))
    else {
        return SmolStr::default();
    };
    if !is_id(name) {
        let message = format!("`{name}` cannot be the name of an automation");
        reader.error(Code::INVALID_ID, node.span, message).help =
            Some("a small letter, then small letters, digits, `_` and `-`".into());
    }
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use trilha_script::{Host, Limits};

    #[test]
    fn an_automation_waits_for_a_second_at_least() {
        for (text, refused) in [
            ("{ after: 999ms }", 1),
            ("{ after: 0s }", 1),
            ("{ after: 1s }", 0),
        ] {
            let host = Host::new(Limits::default());
            let node = crate::yaml::parse("a.yaml", text).0.unwrap();
            let mut reader = Reader::new(&host, "a.yaml", text);
            after(&mut reader, &node);
            let said = reader.diagnostics.iter();
            let said = said.filter(|said| said.code == Code::BAD_DURATION);
            assert_eq!(said.count(), refused, "{text}");
        }
    }
}
