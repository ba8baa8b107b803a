//! What other systems tell a conversation, and what it tells them.

use crate::stage::Stage;
use trilha_desk::Refused;
use trilha_model::{Act, Effect, Event, Input, Outcome, Owner, Value};

const PAYS: &str = r#"
trail: shop
language: en
interrupts:
  - { match: [human], next: person }
steps:
  name: { ask: Your name?, save: name, next: told, no_match: end, timeout: { after: 1h, next: end } }
  told: { emit: named, data: { name: "{{ name }}" }, next: paid }
  paid: { wait: { event: paid }, save: paid, event: thanks, timeout: { after: 1h, next: end } }
  thanks: { say: "Thanks for {{ paid }}.", next: sent }
  sent: { wait: { event: sent }, event: end, timeout: { after: 1h, next: end } }
  person: { handoff: support, next: return, timeout: { after: 10m, next: return } }
"#;

fn told(name: &str, payload: impl Into<Value>) -> Input {
    Input::Event {
        name: name.into(),
        payload: payload.into(),
        id: None,
    }
}

fn said(events: &[Event]) -> Vec<String> {
    crate::stage::said(events)
}

/// The names and versions of the events on their way to other systems.
fn on_the_way(stage: &Stage) -> Vec<(String, u64)> {
    let name = |effect: &Effect| match effect {
        Effect::Emit(emission) => emission.name.to_string(),
        other => panic!("{other:?}"),
    };
    let unsettled = stage.state.unsettled.iter();
    unsettled
        .map(|asked| (name(&asked.effect), asked.owner_version))
        .collect()
}

fn at_wait() -> Stage {
    let mut stage = Stage::with(PAYS);
    stage.say("hello");
    stage.say("Ana");
    stage
}

#[test]
fn an_event_told_before_it_is_waited_for_is_kept_for_the_session() {
    let mut stage = Stage::with(PAYS);
    stage.say("hello");
    assert_eq!(said(&stage.feed(told("paid", 10))), Vec::<String>::new());
    assert_eq!(stage.state.told.len(), 1);
    assert_eq!(stage.say("Ana"), ["Thanks for 10."]);
    assert!(stage.state.told.is_empty());
    stage.feed(told("sent", Value::Null));
    assert_eq!(stage.state.session, None);
}

#[test]
fn while_people_have_the_conversation_events_wait() {
    let mut stage = at_wait();
    stage.say("human");
    assert_eq!(said(&stage.feed(told("paid", 3))), Vec::<String>::new());
    stage.act("ana", Act::Take);
    assert_eq!(stage.act("ana", Act::GiveBack), ["Thanks for 3."]);
}

#[test]
fn only_the_last_four_are_kept_and_none_without_a_session() {
    let mut stage = Stage::with(PAYS);
    assert_eq!(stage.try_feed(told("paid", 1)), Err(Refused::NotOpened));
    stage.say("hello");
    for n in 0..6 {
        stage.feed(told("other", n));
    }
    let kept: Vec<Value> = stage
        .state
        .told
        .iter()
        .map(|(_, told)| told.clone())
        .collect();
    assert_eq!(kept, [2, 3, 4, 5].map(Value::Int));
    let dropped = |event: &&Event| matches!(event, Event::EventDropped { .. });
    assert_eq!(stage.events.iter().filter(dropped).count(), 2);
    stage.say("Ana");
    stage.ring_after(60);
    assert_eq!(stage.state.session, None);
    assert!(stage.state.told.is_empty());
    assert_eq!(stage.feed(told("paid", 1)), []);
}

#[test]
fn an_event_without_a_name_or_with_too_much_is_refused() {
    let mut stage = at_wait();
    assert_eq!(
        stage.try_feed(told("", 1)),
        Err(Refused::Empty("the event's name"))
    );
    let long = stage.try_feed(told(&"n".repeat(65), 1));
    assert!(matches!(long, Err(Refused::TooLong { .. })), "{long:?}");
    let heavy = stage.try_feed(told("paid", "x".repeat(9_000)));
    assert!(matches!(heavy, Err(Refused::TooLong { .. })), "{heavy:?}");
}

#[test]
fn an_event_on_its_way_stays_the_same_under_each_new_owner() {
    let mut stage = at_wait();
    assert_eq!(on_the_way(&stage), [("named".to_owned(), 0)]);
    stage.say("human");
    assert_eq!(on_the_way(&stage), [("named".to_owned(), 0)]);
    stage.act("ana", Act::Take);
    assert_eq!(on_the_way(&stage), [("named".to_owned(), 0)]);
    let effect = stage.state.unsettled[0].id;
    stage.feed(Input::Settled {
        effect,
        outcome: Outcome::Done,
    });
    assert_eq!(on_the_way(&stage), []);
    assert_eq!(stage.state.owner, Owner::Agent("ana".into()));
}

#[test]
fn a_takeover_lets_other_systems_hear_what_has_happened() {
    let mut stage = at_wait();
    stage.act("ana", Act::Take);
    assert_eq!(on_the_way(&stage), [("named".to_owned(), 0)]);
}

#[test]
fn an_event_told_twice_under_one_id_counts_once() {
    let with = |id: Option<&str>| Input::Event {
        name: "paid".into(),
        payload: 10.into(),
        id: id.map(Into::into),
    };
    let mut stage = Stage::with(PAYS);
    stage.say("hello");
    for _ in 0..2 {
        stage.feed(with(Some("e1")));
    }
    assert_eq!(stage.state.told.len(), 1);
    for id in [Some("e2"), None, None] {
        stage.feed(with(id));
    }
    assert_eq!(stage.state.told.len(), 4);
}

#[test]
fn a_flood_of_events_pushes_out_no_message() {
    let mut stage = Stage::with(PAYS);
    let hello = Input::Message(trilha_model::Incoming::text("first", "hello"));
    stage.feed(hello.clone());
    for n in 0..100 {
        stage.feed(Input::Event {
            name: "other".into(),
            payload: n.into(),
            id: Some(format!("e{n}").into()),
        });
    }
    assert_eq!(stage.feed(hello), [], "it is known still");
}
