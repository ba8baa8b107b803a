//! The laws: what is so after every sprint, and of the whole story of a conversation.

use crate::world::FIRINGS;
use std::collections::{BTreeMap, BTreeSet};
use trilha_desk::{Conversation, World};
use trilha_model::codec::{event_from_bytes, event_to_bytes};
use trilha_model::{Event, LimitName, Owner, Speaker, StepId};

/// What is so after every sprint.
pub(crate) fn check_sprint(before: &Conversation, events: &[Event], after: &Conversation) {
    let mut state = before.clone();
    for event in events {
        let version = state.owner_version;
        state.apply(event);
        assert!(
            version <= state.owner_version,
            "the owner's version never falls: {event:?}"
        );
        let waiting = state.queued.len().max(state.gathered.len());
        assert!(waiting <= trilha_model::Limits::CEILING.queued, "{event:?}");
        let bytes = event_to_bytes(event);
        let read: Event = event_from_bytes(&bytes).expect("what was written is read");
        assert_eq!(read, *event, "an event is what was written");
    }
    assert_eq!(state, *after, "the state is the fold of the events");
    let stored = Conversation::from_bytes(&after.to_bytes()).expect("what was written is read");
    assert_eq!(stored, *after, "what is stored is what is read");
    let changed = before.owner != after.owner;
    assert!(
        !changed || before.owner_version < after.owner_version,
        "a new owner, a new version"
    );
    for event in events {
        if let Event::MessageSent { owner_version, .. }
        | Event::EffectRequested { owner_version, .. } = event
        {
            assert_eq!(
                *owner_version, after.owner_version,
                "said under the version after the sprint"
            );
        }
    }
    let waits = after
        .session
        .as_ref()
        .is_none_or(|session| session.parked.is_some());
    assert!(waits, "between sprints a session waits somewhere");
    let ticket = after.open_ticket().is_some();
    assert_eq!(
        ticket,
        after.owner != Owner::Bot,
        "people have it with a ticket"
    );
    if let (Some(one), Some(other)) = (&before.session, &after.session)
        && one.id == other.id
    {
        let moved = events
            .iter()
            .any(|event| matches!(event, Event::SessionMoved { .. }));
        assert_eq!(
            one.bundle != other.bundle,
            moved,
            "a session keeps its bundle"
        );
    }
}

/// From the commit of a takeover on, until the bot has the conversation again.
pub(crate) fn silence_while_people_have_it(events: &[Event]) {
    let mut agent = false;
    for event in events {
        match event {
            Event::OwnerChanged { owner, .. } => agent = matches!(owner, Owner::Agent(_)),
            Event::MessageSent {
                speaker: Speaker::Bot,
                ..
            } => assert!(!agent, "the bot speaks while a person has the conversation"),
            Event::EffectRequested { effect, .. } => assert!(
                !agent || !effect.is_awaited(),
                "the bot asks while a person has the conversation"
            ),
            _ => {}
        }
    }
}

/// For each moment since when something lasts, and each moment of a schedule.
pub(crate) fn automations_fire_once(events: &[Event]) {
    let mut fired = BTreeSet::new();
    for event in events {
        if let Event::AutomationFired {
            automation,
            since: Some(since),
            ..
        } = event
        {
            assert!(
                fired.insert((automation, since)),
                "it fired for this before: {event:?}"
            );
        }
    }
}

/// Until the contact is heard or a person closes the ticket, those that go by time fire so often and no more, and not
/// at all once that was said, which it is once. Whether it was said at all.
pub(crate) fn automations_come_to_an_end(events: &[Event]) -> bool {
    let (mut count, mut over, mut reached) = (0, false, false);
    for event in events {
        match event {
            Event::InputReceived { .. } | Event::TicketClosed { by: Some(_), .. } => {
                (count, over) = (0, false);
            }
            Event::LimitReached {
                limit: LimitName::Firings,
                ..
            } => {
                assert!(!over && count == FIRINGS, "it is said once, in time");
                (over, reached) = (true, true);
            }
            Event::AutomationFired {
                since: Some(_),
                aside: Some(_),
                ..
            } => {
                count += 1;
                assert!(!over && count <= FIRINGS, "it fired too often: {event:?}");
            }
            _ => {}
        }
    }
    reached
}

/// What people and the contact say in a message group begins with this, and nothing else does.
pub(crate) const HUSH: &str = "hush";

/// What is said while a ticket has a group is for it, and by people who read it; nothing of it is in any other event, nor
/// where the trail finds it. How much was said in groups.
pub(crate) fn what_is_said_in_a_group_stays_there(events: &[Event], world: &World) -> usize {
    let (mut state, mut said) = (Conversation::default(), 0);
    for event in events {
        let now = state.group();
        let (of, by) = match event {
            Event::MessageSent { group, speaker, .. } => match speaker {
                Speaker::Agent(by) => (Some(group), Some(by)),
                Speaker::Bot | Speaker::System => (Some(group), None),
            },
            Event::NoteAdded { group, by, .. } => (Some(group), Some(by)),
            Event::InputReceived { group, .. } | Event::NoteLeft { group, .. } => {
                (Some(group), None)
            }
            _ => (None, None),
        };
        if let Some(of) = of {
            assert_eq!(of.as_ref(), now, "it is for the ticket's group: {event:?}");
        }
        let reads = by.is_none_or(|by| world.reads(by, now));
        assert!(reads, "who does not read it says nothing: {event:?}");
        if of.is_some_and(Option::is_some) {
            said += 1;
        } else {
            let told = format!("{event:?}");
            assert!(!told.contains(HUSH), "it is not for all: {told}");
        }
        state.apply(event);
        let input = format!("{:?}", state.input);
        assert!(!input.contains(HUSH), "the trail reads it: {input}");
    }
    said
}

/// Each call of a tool has a number of its own, and comes to its end once, or never.
pub(crate) fn calls_end_once(events: &[Event]) {
    let mut open: BTreeMap<&StepId, BTreeMap<u32, bool>> = BTreeMap::new();
    for event in events {
        match event {
            Event::SessionStarted { .. } => open.clear(),
            Event::AssistantBegan { step, .. } | Event::AssistantDone { step } => {
                open.remove(step);
            }
            Event::AssistantCalled { step, id, .. } => {
                let before = open.entry(step).or_default().insert(*id, false);
                assert!(
                    before.is_none(),
                    "there is a call of this number: {event:?}"
                );
            }
            Event::AssistantGot { step, id, .. } => {
                let before = open.entry(step).or_default().insert(*id, true);
                assert_eq!(before, Some(false), "nothing waits for this: {event:?}");
            }
            _ => {}
        }
    }
}
