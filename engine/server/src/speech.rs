//! Events of a conversation in the words of the wire: messages for visitors, entries for the desk.

use crate::staff::house::Snapshot;
use smol_str::SmolStr;
use trilha_model::{AutomationId, Event, Owner, Speaker, TeamId, TicketOutcome, ToolEnd, TrailId};
use trilha_trail::Trigger;
use trilha_views::Viewer;
use trilha_wire::chat::{Content, From, Message};
use trilha_wire::desk::{Entry, What};

/// Characters of what a tool was called with, or gave, that a timeline shows.
const LINE: usize = 1_000;

/// Who speaks, as people read it.
pub(crate) fn from(house: &Snapshot, speaker: &Speaker) -> From {
    match speaker {
        Speaker::Bot => From::Bot,
        Speaker::System => From::System,
        Speaker::Agent(agent) => From::Agent {
            name: house.name(agent).to_owned(),
        },
    }
}

/// What is said, with links to the server's own media.
pub(crate) fn linked(house: &Snapshot, mut content: Content) -> Content {
    if let Content::Media { url, name, .. } = &mut content
        && let Some(link) = house
            .links
            .signed(url, name.as_deref(), crate::ambient::now())
    {
        *url = link;
    }
    content
}

/// The message in an event, if there is one.
pub(crate) fn message(house: &Snapshot, seq: u64, event: &Event) -> Option<Message> {
    match event {
        Event::InputReceived { message, at, .. } => Some(Message {
            seq,
            at: at.0,
            from: From::Contact,
            id: Some(message.id.to_string()),
            option: message.option.as_ref().map(ToString::to_string),
            typing: None,
            content: linked(house, Content::from(message)),
        }),
        Event::MessageSent {
            speaker,
            content,
            id,
            typing,
            at,
            ..
        } => Some(Message {
            seq,
            at: at.0,
            from: from(house, speaker),
            id: id.as_ref().map(ToString::to_string),
            option: None,
            typing: typing.map(|span| span.0),
            content: linked(house, Content::from(content)),
        }),
        _ => None,
    }
}

/// Who has the conversation, as the desk reads it.
pub(crate) fn owner(house: &Snapshot, owner: &Owner) -> trilha_wire::desk::Owner {
    use trilha_wire::desk::Owner as Shown;
    match owner {
        Owner::Bot => Shown::Bot,
        Owner::Queue(id) => Shown::Queue {
            id: id.clone(),
            title: house.queue_title(id).to_owned(),
        },
        Owner::Agent(id) => Shown::Agent {
            id: id.clone(),
            name: house.name(id).to_owned(),
        },
    }
}

/// The title of an automation's trail.
pub(crate) fn automation_title(house: &Snapshot, automation: &AutomationId) -> String {
    let id = automation.as_str();
    // Its trail, then its name there.
    let (trail, _) = id.rsplit_once('/').unwrap_or((id, ""));
    trail_title(house, &TrailId::from(trail))
}

/// Whether an automation waits for anything that a contact says.
fn hears_all(house: &Snapshot, automation: &AutomationId) -> bool {
    let mut all = house.world.automations.iter();
    let known = all.find(|one| one.id == *automation);
    known.is_some_and(|one| matches!(one.start.on, Trigger::Message))
}

/// The title of a trail, from any bundle that has it.
pub(crate) fn trail_title(house: &Snapshot, trail: &TrailId) -> String {
    let newest = house
        .world
        .newest(trail)
        .and_then(|bundle| bundle.trail(trail));
    let any = || {
        house
            .world
            .bundles
            .values()
            .find_map(|bundle| bundle.trail(trail))
    };
    newest
        .or_else(any)
        .map_or_else(|| trail.to_string(), |trail| trail.title(None))
}

/// Whether the desk shows anything of an event.
pub(crate) fn is_shown(house: &Snapshot, seq: u64, event: &Event) -> bool {
    entry(house, seq, event).is_some()
}

/// What the desk shows of an event to this person, if anything.
fn entry_for(house: &Snapshot, viewer: &Viewer, seq: u64, event: &Event) -> Option<Entry> {
    let group = said_in(event);
    let hidden = group.filter(|(group, _)| !viewer.reads(Some(group)));
    let mut entry = match hidden {
        Some((_, at)) => Entry {
            seq,
            at,
            group: None,
            what: What::Hidden,
        },
        None => entry(house, seq, event)?,
    };
    entry.group = group.map(|(group, _)| house.team(group).title);
    Some(entry)
}

/// The message group something was said in, and when.
fn said_in(event: &Event) -> Option<(&TeamId, i64)> {
    match event {
        Event::InputReceived { group, at, .. }
        | Event::MessageSent { group, at, .. }
        | Event::NoteAdded { group, at, .. }
        | Event::NoteLeft { group, at, .. } => Some((group.as_ref()?, at.0)),
        _ => None,
    }
}

/// What the desk shows of an event to who reads all, if anything.
fn entry(house: &Snapshot, seq: u64, event: &Event) -> Option<Entry> {
    let name = |agent: &trilha_model::AgentId| house.name(agent).to_owned();
    let (at, what) = match event {
        Event::InputReceived { .. } | Event::MessageSent { .. } => {
            let message = message(house, seq, event)?;
            (
                message.at,
                What::Message {
                    from: message.from,
                    content: message.content,
                    id: message.id,
                },
            )
        }
        Event::NoteAdded { by, text, at, .. } => (
            at.0,
            What::Note {
                name: name(by),
                text: text.clone(),
            },
        ),
        // The name is left out: the page calls the bot what it calls it elsewhere.
        Event::NoteLeft { text, at, .. } => (
            at.0,
            What::Note {
                name: String::new(),
                text: text.clone(),
            },
        ),
        Event::SessionStarted { trail, at, .. } => (
            at.0,
            What::Started {
                trail: trail_title(house, trail),
            },
        ),
        Event::TicketOpened {
            number,
            queue,
            team,
            group,
            at,
            ..
        } => (
            at.0,
            What::HandedOff {
                number: number.to_string(),
                queue: house.queue_title(queue).to_owned(),
                team: team.as_ref().map(|team| house.team(team).title),
                for_group: group.as_ref().map(|group| house.team(group).title),
            },
        ),
        Event::OwnerChanged {
            owner: to, by, at, ..
        } => (
            at.0,
            What::Owned {
                owner: owner(house, to),
                by: by.as_ref().map(name),
            },
        ),
        Event::TicketClosed { outcome, by, at } => {
            let outcome = match outcome {
                TicketOutcome::Resolved => "resolved",
                TicketOutcome::GivenBack => "given_back",
                TicketOutcome::Abandoned => "abandoned",
            };
            (
                at.0,
                What::Closed {
                    outcome: outcome.into(),
                    by: by.as_ref().map(name),
                },
            )
        }
        Event::Rated {
            scale, score, at, ..
        } => (
            at.0,
            What::Rated {
                scale: *scale,
                score: *score,
            },
        ),
        Event::SessionEnded { at, .. } => (at.0, What::Ended),
        Event::StepFailed { .. } | Event::SendingFailed { .. } | Event::LimitReached { .. } => {
            troubled(event)?
        }
        Event::AssistantCalled { .. } | Event::AssistantGot { .. } => assisted(event)?,
        _ => turned(house, event)?,
    };
    let group = None;
    Some(Entry {
        seq,
        at,
        group,
        what,
    })
}

/// What the desk shows of what went wrong.
fn troubled(event: &Event) -> Option<(i64, What)> {
    // An event that knows no moment of its own stands with its neighbours.
    let (at, step, error) = match event {
        Event::StepFailed { step, error, .. } => (0, step, error),
        Event::SendingFailed {
            step, error, at, ..
        } => (at.0, step, error),
        Event::LimitReached { limit, .. } => {
            let limit = limit.to_string();
            return Some((0, What::Limited { limit }));
        }
        _ => return None,
    };
    let (step, error) = (step.to_string(), error.clone());
    Some((at, What::Failed { step, error }))
}

/// What the desk shows of what nobody said, and of which who did it stands beside.
fn turned(house: &Snapshot, event: &Event) -> Option<(i64, What)> {
    match event {
        // The session it begins is shown as it starts.
        Event::AutomationFired { automation, .. } if hears_all(house, automation) => None,
        Event::AutomationFired { automation, at, .. } => {
            let trail = automation_title(house, automation);
            let automation = automation.to_string();
            Some((at.0, What::Fired { automation, trail }))
        }
        Event::TicketPrioritized { priority, at } => {
            let priority = *priority;
            Some((at.0, What::Prioritized { priority }))
        }
        Event::TicketMoved {
            queue,
            team,
            was,
            by,
            at,
        } => {
            let queue = house.queue_title(queue).to_owned();
            let by = by.as_ref().map(|by| house.name(by).to_owned());
            let title = |team| house.team(team).title;
            let what = match (team.as_ref().map(title), was.as_ref().map(title)) {
                (Some(team), _) => What::ForTeam { team, queue, by },
                (None, Some(team)) => What::ForAll { queue, team, by },
                // It was for all before, and that it comes to another queue is shown anyway.
                (None, None) => return None,
            };
            Some((at.0, what))
        }
        Event::GroupSet { group, was, by, at } => {
            let title = |team: &TeamId| house.team(team).title;
            let what = What::Grouped {
                group: group.as_ref().map(title),
                was: was.as_ref().map(title),
                by: by.as_ref().map(|by| house.name(by).to_owned()),
            };
            Some((at.0, what))
        }
        Event::Tagged {
            add,
            remove,
            by,
            at,
        } => {
            let words = |tags: &[SmolStr]| tags.iter().map(SmolStr::to_string).collect();
            let what = What::Tagged {
                add: words(add),
                remove: words(remove),
                by: by.as_ref().map(|by| house.name(by).to_owned()),
            };
            // From before it was written down when, and then nothing was shown.
            at.map(|at| (at.0, what))
        }
        Event::SessionMoved { version, at, .. } => {
            let version = *version;
            Some((at.0, What::Moved { version }))
        }
        _ => None,
    }
}

/// What the desk shows of the tools that a model calls.
fn assisted(event: &Event) -> Option<(i64, What)> {
    match event {
        Event::AssistantCalled {
            tool,
            arguments,
            at,
            ..
        } => {
            let (tool, arguments) = (tool.to_string(), cut(&arguments.to_json()));
            Some((at.0, What::Called { tool, arguments }))
        }
        Event::AssistantGot { tool, end, at, .. } => {
            let (result, done) = match end {
                ToolEnd::Gave(value) => (cut(&value.to_json()), true),
                ToolEnd::Refused(why) | ToolEnd::Failed(why) => (cut(why), false),
            };
            let tool = tool.to_string();
            Some((at.0, What::Got { tool, result, done }))
        }
        _ => None,
    }
}

/// As much of a text as a line of the timeline shows.
fn cut(text: &str) -> String {
    text.chars().take(LINE).collect()
}

/// The entries of a run of events, as this person may read them; what has no moment of its own takes that of what stands before or after it.
pub(crate) fn entries<'a>(
    house: &Snapshot,
    viewer: &Viewer,
    events: impl IntoIterator<Item = (u64, &'a Event)>,
) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (seq, event) in events {
        if let Some(mut entry) = entry_for(house, viewer, seq, event) {
            if entry.at == 0 {
                entry.at = entries.last().map_or(0, |before| before.at);
            }
            entries.push(entry);
        }
    }
    let mut later = 0;
    for entry in entries.iter_mut().rev() {
        if entry.at == 0 {
            entry.at = later;
        }
        later = entry.at;
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::entry;
    use crate::staff::house::Snapshot;
    use serde_json::{Value, json};
    use trilha_model::{AutomationId, Event, Priority, TicketState, Timestamp};

    fn shown(event: &Event) -> Value {
        serde_json::to_value(entry(&Snapshot::default(), 3, event)).unwrap()
    }

    #[test]
    fn an_automation_is_shown_with_its_trail() {
        let fired = Event::AutomationFired {
            automation: AutomationId("shop/late/waiting-1".into()),
            since: None,
            told: None,
            aside: None,
            at: Timestamp(7),
        };
        let expected = json!({ "seq": 3, "at": 7, "type": "fired", "automation": "shop/late/waiting-1", "trail": "shop/late" });
        assert_eq!(shown(&fired), expected);
    }

    #[test]
    fn a_handoff_is_shown_with_the_team_and_the_message_group_it_is_for() {
        let opened = |team: Option<&str>, group: Option<&str>| Event::TicketOpened {
            number: "20261121-4F7K2-M9Q3X".into(),
            queue: "support".into(),
            priority: Priority::Normal,
            note: None,
            step: None,
            subject: None,
            agent: None,
            summary: None,
            skills: Vec::new(),
            team: team.map(Into::into),
            group: group.map(Into::into),
            state: TicketState::default(),
            at: Timestamp(7),
        };
        let mut expected = json!({ "seq": 3, "at": 7, "type": "handed_off", "number": "20261121-4F7K2-M9Q3X", "queue": "support" });
        assert_eq!(shown(&opened(None, None)), expected);
        expected["for_group"] = json!("health");
        assert_eq!(shown(&opened(None, Some("health"))), expected);
        expected["team"] = json!("night");
        assert_eq!(shown(&opened(Some("night"), Some("health"))), expected);
    }

    #[test]
    fn another_priority_is_shown() {
        let urgent = Event::TicketPrioritized {
            priority: Priority::Urgent,
            at: Timestamp(7),
        };
        let expected = json!({ "seq": 3, "at": 7, "type": "prioritized", "priority": "urgent" });
        assert_eq!(shown(&urgent), expected);
    }

    #[test]
    fn that_what_was_for_a_team_is_for_all_is_shown_and_nothing_where_it_was_for_all_before() {
        let moved = |was: Option<&str>, by: Option<&str>| Event::TicketMoved {
            queue: "support".into(),
            team: None,
            was: was.map(Into::into),
            by: by.map(Into::into),
            at: Timestamp(7),
        };
        let expected =
            json!({ "seq": 3, "at": 7, "type": "for_all", "queue": "support", "team": "sales" });
        assert_eq!(shown(&moved(Some("sales"), None)), expected);
        let by = shown(&moved(Some("sales"), Some("bia")));
        assert!(by["by"].is_string(), "{by}");
        assert_eq!(shown(&moved(None, Some("bia"))), Value::Null);
    }

    #[test]
    fn tags_are_shown_with_who_gave_them_and_not_where_nobody_knows_when() {
        let tagged = |by: Option<&str>, at: Option<i64>| Event::Tagged {
            add: vec!["vip".into()],
            remove: Vec::new(),
            by: by.map(Into::into),
            at: at.map(Timestamp),
        };
        let mut expected = json!({ "seq": 3, "at": 7, "type": "tagged", "add": ["vip"] });
        assert_eq!(shown(&tagged(None, Some(7))), expected);
        let by = shown(&tagged(Some("bia"), Some(7)));
        expected["by"] = by["by"].clone();
        assert!(by["by"].is_string() && by == expected, "{by}");
        assert_eq!(shown(&tagged(None, None)), Value::Null);
    }

    #[test]
    fn another_version_is_shown() {
        let moved = Event::SessionMoved {
            bundle: "b".into(),
            version: 4,
            steps: Vec::new(),
            vars: Vec::new(),
            at: Timestamp(7),
        };
        let expected = json!({ "seq": 3, "at": 7, "type": "moved", "version": 4 });
        assert_eq!(shown(&moved), expected);
    }
}
