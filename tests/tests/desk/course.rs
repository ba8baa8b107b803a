//! What happens to a conversation between a contact, a trail and people.

use crate::stage::{Stage, said};
use trilha_desk::Refused;
use trilha_model::{
    Act, EndReason, Event, Incoming, Input, Map, Outcome, Owner, Priority, Recipient, Speaker,
    TicketOutcome, Value,
};

const NOTHING: [&str; 0] = [];
const MENU: &str = "What now, Ana?";

fn queue(id: &str) -> Owner {
    Owner::Queue(id.into())
}

fn agent(id: &str) -> Owner {
    Owner::Agent(id.into())
}

#[test]
fn the_first_message_starts_the_trail_and_is_not_its_first_answer() {
    let mut stage = Stage::new();
    assert_eq!(stage.say("hello"), ["Hi!", "Your name?"]);
    assert!(matches!(stage.events[0], Event::ConversationOpened { .. }));
    assert!(matches!(stage.events[1], Event::InputReceived { .. }));
    assert_eq!(stage.say("Ana"), [MENU]);
}

#[test]
fn arriving_without_a_word_starts_the_trail_once() {
    let mut stage = Stage::new();
    let profile = Map::from([("name".into(), Value::text("Ana"))]);
    let arrived = Input::Arrived {
        profile,
        language: Some("pt-BR".into()),
    };
    assert_eq!(said(&stage.feed(arrived.clone())), ["Hi!", "Your name?"]);
    assert_eq!(stage.state.profile.get("name"), Some(&Value::text("Ana")));
    assert_eq!(stage.state.language.as_deref(), Some("pt-BR"));
    assert!(stage.feed(arrived).is_empty());
}

#[test]
fn a_message_with_a_known_id_changes_nothing() {
    let mut stage = Stage::new();
    let hello = Input::Message(Incoming::text("x1", "hello"));
    assert!(!stage.feed(hello.clone()).is_empty());
    assert!(stage.feed(hello).is_empty());
}

#[test]
fn a_conversation_goes_on_with_a_new_session_after_the_last_ended() {
    let mut stage = Stage::at_menu();
    assert_eq!(stage.say("3"), ["Bye!"]);
    assert!(stage.state.session.is_none());
    assert_eq!(stage.say("again"), ["Hi!", "Your name?"]);
    assert_eq!(stage.state.session.as_ref().unwrap().id.0, 2);
}

#[test]
fn messages_wait_while_a_service_is_asked_and_are_taken_in_order() {
    let mut stage = Stage::fetching();
    assert_eq!(stage.say("3"), NOTHING);
    assert_eq!(stage.say("hello again"), NOTHING);
    assert_eq!(stage.state.queued.len(), 2);
    let told = stage.settle(1, "sent");
    assert_eq!(told, ["It is sent.", MENU, "Bye!", "Hi!", "Your name?"]);
    assert!(stage.state.queued.is_empty());
}

#[test]
fn too_many_waiting_messages_drop_the_oldest() {
    let mut stage = Stage::fetching();
    for _ in 0..20 {
        stage.say("x");
    }
    let oldest = stage.state.queued[0].id.clone();
    let events = stage.feed(Input::Message(Incoming::text("one-more", "y")));
    assert!(events.contains(&Event::InputDropped { id: oldest }));
    assert_eq!(stage.state.queued.len(), 20);
    assert_eq!(stage.state.queued[19].text, "y");
}

#[test]
fn an_interrupt_acts_at_once_and_a_late_answer_is_ignored() {
    let mut stage = Stage::fetching();
    assert_eq!(stage.say("human"), ["One moment!"]);
    assert_eq!(stage.state.owner, queue("support"));
    assert!(stage.state.unsettled.is_empty(), "the request is cancelled");
    assert_eq!(stage.settle(1, "sent"), NOTHING);
    assert!(stage.feed(settled_again()).is_empty());
}

fn settled_again() -> Input {
    let outcome = Outcome::Failed {
        reason: "late".into(),
    };
    Input::Settled {
        effect: trilha_model::EffectId(1),
        outcome,
    }
}

#[test]
fn an_effect_nobody_asked_for_changes_nothing() {
    let mut stage = Stage::at_menu();
    let outcome = Outcome::Failed { reason: "x".into() };
    let input = Input::Settled {
        effect: trilha_model::EffectId(9),
        outcome,
    };
    assert!(stage.feed(input).is_empty());
}

#[test]
fn a_service_that_fails_takes_the_error_exit() {
    let mut stage = Stage::fetching();
    assert_eq!(
        said(&stage.feed(settled_again())),
        ["Something went wrong.", MENU]
    );
}

#[test]
fn silence_takes_its_exit_when_due_and_not_before() {
    let mut stage = Stage::at_menu();
    assert_eq!(stage.ring_after(29), NOTHING);
    assert_eq!(stage.ring_after(1), ["Bye!"]);
    assert_eq!(stage.state.wake(), None);
    assert_eq!(stage.ring_after(60), NOTHING);
}

#[test]
fn a_handoff_opens_a_numbered_ticket_and_the_queue_has_the_conversation() {
    let stage = Stage::handed_off();
    let ticket = stage.state.open_ticket().unwrap();
    assert_eq!(stage.state.owner, queue("support"));
    assert_eq!(stage.state.owner_version, 1);
    assert_eq!(ticket.priority, Priority::High);
    assert_eq!(ticket.waiting_since, Some(stage.now));
    assert_eq!(ticket.number.len(), "20261121-4F7K2-M9Q3X".len());
    assert_eq!(stage.state.tags, ["asked"]);
}

#[test]
fn what_is_said_to_people_is_mirrored_and_the_bot_is_silent() {
    let mut stage = Stage::handed_off();
    assert_eq!(stage.say("hello?"), NOTHING);
    stage.act("ana", Act::Take);
    assert_eq!(stage.say("human"), NOTHING);
    assert_eq!(stage.state.unanswered, 2);
    assert_eq!(stage.reply("ana", "r1", "I am here."), ["I am here."]);
    assert_eq!(stage.state.unanswered, 0);
    let last = stage.state.last.as_ref().unwrap();
    assert_eq!(last.from, Some(Speaker::Agent("ana".into())));
}

#[test]
fn two_who_take_have_one_winner_and_the_other_is_told_who() {
    let mut stage = Stage::handed_off();
    stage.act("ana", Act::Take);
    assert_eq!(
        stage.refused("bia", Act::Take),
        Refused::AlreadyTaken { by: "ana".into() }
    );
    assert_eq!(stage.act("ana", Act::Take), NOTHING);
    assert_eq!(stage.state.owner_version, 2);
}

#[test]
fn only_who_has_the_conversation_answers_and_only_once() {
    let mut stage = Stage::handed_off();
    let reply = Act::Reply {
        id: "r1".into(),
        text: "Hi".into(),
        media: None,
    };
    assert_eq!(stage.refused("ana", reply.clone()), Refused::NotYours);
    stage.act("ana", Act::Take);
    assert_eq!(stage.refused("bia", reply.clone()), Refused::NotYours);
    assert_eq!(stage.act("ana", reply.clone()), ["Hi"]);
    assert_eq!(stage.act("ana", reply), NOTHING);
}

#[test]
fn a_note_with_a_known_id_is_not_written_twice() {
    let mut stage = Stage::handed_off();
    let note = |id: Option<&str>| Input::Acted {
        by: "ana".into(),
        act: Act::Note {
            id: id.map(Into::into),
            text: "Ask for the number.".into(),
        },
    };
    assert_eq!(stage.feed(note(Some("n1"))).len(), 1);
    assert!(stage.feed(note(Some("n1"))).is_empty());
    assert_eq!(stage.feed(note(Some("n2"))).len(), 1);
    assert_eq!(stage.feed(note(None)).len(), 1);
    assert_eq!(stage.feed(note(None)).len(), 1, "without an id each counts");
}

#[test]
fn a_supervisor_takes_over_what_another_has() {
    let mut stage = Stage::handed_off();
    stage.act("ana", Act::Take);
    assert_eq!(stage.refused("bia", Act::TakeOver), Refused::NotYours);
    assert_eq!(
        stage.refused("sol", Act::Take),
        Refused::AlreadyTaken { by: "ana".into() },
        "who wants it from a queue does not take it from somebody by accident"
    );
    stage.act("sol", Act::TakeOver);
    assert_eq!(stage.state.owner, agent("sol"));
    assert_eq!(stage.state.owner_version, 3);
    let late = Act::Reply {
        id: "r1".into(),
        text: "Hi".into(),
        media: None,
    };
    assert_eq!(stage.refused("ana", late), Refused::NotYours);
    assert_eq!(stage.act("sol", Act::TakeOver), NOTHING);
    assert_eq!(stage.state.owner_version, 3, "it is hers already");
    assert_eq!(stage.act("sol", Act::GiveBack), ["Back with me.", MENU]);
}

#[test]
fn a_supervisor_frees_what_somebody_left_behind() {
    let held = || {
        let mut stage = Stage::handed_off();
        stage.act("ana", Act::Take);
        stage
    };
    for act in [Act::ReturnToQueue, Act::GiveBack, Act::Resolve] {
        assert_eq!(held().refused("bia", act), Refused::NotYours);
    }
    let mut stage = held();
    stage.act("sol", Act::ReturnToQueue);
    assert_eq!(stage.state.owner, queue("support"));
    let mut stage = held();
    let to_bia = Act::Transfer {
        to: Recipient::Agent("bia".into()),
        note: Some("Ana went home.".into()),
    };
    stage.act("sol", to_bia);
    assert_eq!(stage.state.owner, agent("bia"));
    assert_eq!(held().act("sol", Act::GiveBack), ["Back with me.", MENU]);
    assert_eq!(held().act("sol", Act::Resolve), ["Bye!"]);
}

#[test]
fn given_back_the_trail_goes_on_at_the_handoffs_next() {
    let mut stage = Stage::handed_off();
    stage.act("ana", Act::Take);
    assert_eq!(stage.act("ana", Act::GiveBack), ["Back with me.", MENU]);
    assert_eq!(stage.state.owner, Owner::Bot);
    let ticket = stage.state.ticket.as_ref().unwrap();
    assert_eq!(ticket.closed, Some(TicketOutcome::GivenBack));
    assert_eq!(
        stage.refused("ana", Act::GiveBack),
        Refused::NothingToGiveBack
    );
}

#[test]
fn resolved_the_trail_goes_on_at_the_handoffs_closed() {
    let mut stage = Stage::handed_off();
    stage.act("ana", Act::Take);
    assert_eq!(stage.act("ana", Act::Resolve), ["Bye!"]);
    let ticket = stage.state.ticket.as_ref().unwrap();
    assert_eq!(ticket.closed, Some(TicketOutcome::Resolved));
}

#[test]
fn nobody_taking_it_in_time_gives_it_back_to_the_bot() {
    let mut stage = Stage::handed_off();
    assert_eq!(stage.ring_after(9), NOTHING);
    assert_eq!(stage.ring_after(1), ["Nobody is free.", MENU]);
    assert_eq!(stage.state.owner, Owner::Bot);
    let ticket = stage.state.ticket.as_ref().unwrap();
    assert_eq!(ticket.closed, Some(TicketOutcome::Abandoned));
}

#[test]
fn patience_stops_while_a_person_has_it_and_starts_anew_in_the_queue() {
    let mut stage = Stage::handed_off();
    stage.act("ana", Act::Take);
    assert_eq!(stage.state.wake(), None);
    assert_eq!(stage.ring_after(60), NOTHING);
    stage.act("ana", Act::ReturnToQueue);
    assert_eq!(stage.state.owner, queue("support"));
    assert_eq!(
        stage.state.open_ticket().unwrap().waiting_since,
        Some(stage.now)
    );
    assert_eq!(stage.ring_after(9), NOTHING);
    assert_eq!(stage.ring_after(1), ["Nobody is free.", MENU]);
}

#[test]
fn a_transfer_moves_the_ticket_and_carries_its_note() {
    let mut stage = Stage::handed_off();
    stage.act("ana", Act::Take);
    let to_sales = |note: Option<&str>| Act::Transfer {
        to: Recipient::Queue("sales".into()),
        note: note.map(str::to_owned),
    };
    assert_eq!(stage.refused("bia", to_sales(None)), Refused::NotYours);
    stage.act("ana", to_sales(Some("wants two")));
    assert_eq!(stage.state.owner, queue("sales"));
    assert_eq!(stage.state.open_ticket().unwrap().queue.as_str(), "sales");
    let noted =
        |event: &Event| matches!(event, Event::NoteAdded { text, .. } if text == "wants two");
    assert!(stage.events.iter().any(noted));
    let to_caio = Act::Transfer {
        to: Recipient::Agent("caio".into()),
        note: None,
    };
    stage.act("ana", to_caio);
    assert_eq!(stage.state.owner, agent("caio"));
}

#[test]
fn a_transfer_to_nobody_is_refused() {
    let mut stage = Stage::handed_off();
    let to = |to| Act::Transfer { to, note: None };
    let queue = to(Recipient::Queue("none".into()));
    assert_eq!(
        stage.refused("ana", queue),
        Refused::NoSuchQueue("none".into())
    );
    let person = to(Recipient::Agent("zoe".into()));
    assert_eq!(
        stage.refused("ana", person),
        Refused::NoSuchAgent("zoe".into())
    );
}

#[test]
fn a_takeover_silences_the_bot_even_with_a_request_in_flight() {
    let mut stage = Stage::fetching();
    assert!(stage.state.is_takeover(&Act::Take));
    stage.act("bia", Act::Take);
    assert_eq!(stage.state.owner, agent("bia"));
    assert_eq!(stage.state.open_ticket().unwrap().queue.as_str(), "support");
    assert!(stage.state.unsettled.is_empty());
    assert_eq!(stage.settle(1, "sent"), NOTHING);
    assert_eq!(stage.act("bia", Act::GiveBack), NOTHING);
    let closed = |event: &Event| {
        matches!(
            event,
            Event::SessionEnded {
                reason: EndReason::Closed,
                ..
            }
        )
    };
    assert!(stage.events.iter().any(closed));
    assert_eq!(stage.say("hello"), ["Hi!", "Your name?"]);
}

#[test]
fn what_waited_for_the_bot_is_peoples_after_a_takeover() {
    let mut stage = Stage::fetching();
    stage.say("and another thing");
    stage.act("bia", Act::Take);
    assert!(stage.state.queued.is_empty());
    assert_eq!(stage.act("bia", Act::Resolve), NOTHING);
}

#[test]
fn an_inbox_without_a_trail_opens_a_ticket_in_its_queue() {
    let mut stage = Stage::on("people");
    assert_eq!(stage.say("hello"), NOTHING);
    assert_eq!(stage.state.owner, queue("sales"));
    assert_eq!(stage.state.wake(), None, "nobody set a limit");
    stage.act("caio", Act::Take);
    assert_eq!(stage.act("caio", Act::GiveBack), NOTHING);
    assert_eq!(stage.state.owner, Owner::Bot);
    stage.say("again");
    assert_eq!(stage.state.owner, queue("sales"));
}

#[test]
fn an_inbox_without_trail_and_queue_keeps_what_is_said() {
    let mut stage = Stage::on("nobody");
    assert_eq!(stage.say("hello"), NOTHING);
    assert_eq!(stage.state.owner, Owner::Bot);
    assert_eq!(stage.state.last.as_ref().unwrap().preview, "hello");
}

#[test]
fn an_inbox_that_is_off_or_unknown_takes_nothing() {
    let hello = || Input::Message(Incoming::text("m", "hello"));
    let closed = Stage::on("closed").try_feed(hello());
    assert_eq!(closed, Err(Refused::InboxDisabled("closed".into())));
    let unknown = Stage::on("lost").try_feed(hello());
    assert_eq!(unknown, Err(Refused::NoSuchInbox("lost".into())));
}

#[test]
fn what_is_too_long_or_empty_is_refused() {
    let mut stage = Stage::at_menu();
    let mut say = |text: &str| stage.try_feed(Input::Message(Incoming::text("long", text)));
    assert!(matches!(
        say(&"é".repeat(4_001)),
        Err(Refused::TooLong { .. })
    ));
    assert_eq!(say("  \n "), Err(Refused::Empty("the message")));
    assert!(say(&"é".repeat(4_000)).is_ok());
}

#[test]
fn nobody_acts_on_a_conversation_that_never_began() {
    assert_eq!(Stage::new().refused("ana", Act::Take), Refused::NotOpened);
}

#[test]
fn tags_change_once_and_stay_in_order() {
    let mut stage = Stage::at_menu();
    let tag = |add: &[&str], remove: &[&str]| Act::Tag {
        add: add.iter().copied().map(Into::into).collect(),
        remove: remove.iter().copied().map(Into::into).collect(),
    };
    stage.act("ana", tag(&["vip", " gold "], &[]));
    assert_eq!(stage.state.tags, ["gold", "vip"]);
    let again = Input::Acted {
        by: "ana".into(),
        act: tag(&["vip"], &["none"]),
    };
    assert!(stage.feed(again).is_empty());
    stage.act("ana", tag(&[], &["gold"]));
    assert_eq!(stage.state.tags, ["vip"]);
    let who = |event: &Event| match event {
        Event::Tagged { by, at, .. } => Some((by.clone(), at.is_some())),
        _ => None,
    };
    let who: Vec<_> = stage.events.iter().filter_map(who).collect();
    assert_eq!(
        who,
        [(Some("ana".into()), true), (Some("ana".into()), true)]
    );
}

#[test]
fn a_session_whose_bundle_is_gone_ends_and_the_next_message_starts_anew() {
    let mut stage = Stage::at_menu();
    let bundles = std::mem::take(&mut stage.world.bundles);
    assert_eq!(stage.ring_after(30), NOTHING);
    assert!(stage.state.session.is_none());
    stage.world.bundles = bundles;
    assert_eq!(stage.say("hello"), ["Hi!", "Your name?"]);
}

#[test]
fn coming_and_going_for_long_leaves_a_conversation_as_small_as_before() {
    let mut stage = Stage::at_menu();
    let mut sizes = Vec::new();
    for round in 0..200 {
        assert_eq!(stage.say("human"), ["One moment!"]);
        stage.act("ana", Act::Take);
        stage.reply("ana", &format!("r{round}"), "Hello.");
        assert_eq!(stage.act("ana", Act::GiveBack), ["Back with me.", MENU]);
        sizes.push(stage.state.to_bytes().len());
    }
    // The rings of ids are full after 64 rounds.
    assert!(
        sizes[199] < sizes[70] + 64,
        "{} grew to {}",
        sizes[70],
        sizes[199]
    );
}
