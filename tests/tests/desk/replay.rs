//! Laws of a conversation, on random courses of inputs.

use crate::stage::Stage;
use proptest::prelude::*;
use trilha_desk::{Conversation, Fold};
use trilha_model::{
    Act, EffectId, Event, Incoming, Input, Map, Outcome, Owner, Recipient, Span, Speaker,
    Timestamp, Value,
};

/// A move of the game: what happens, after how much time.
#[derive(Clone, Debug)]
struct Turn {
    minutes: i64,
    input: Input,
}

fn text() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["hello", "1", "2", "3", "human", "Ana", "zzz", "Order"])
}

fn agent() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["ana", "bia", "caio", "sol"])
}

fn act() -> impl Strategy<Value = Act> {
    let recipient = prop_oneof![
        prop::sample::select(vec!["support", "sales", "none"])
            .prop_map(|queue| Recipient::Queue(queue.into())),
        prop::sample::select(vec!["support", "sales"]).prop_map(|queue| Recipient::Team {
            queue: queue.into(),
            team: "night".into(),
        }),
        agent().prop_map(|agent| Recipient::Agent(agent.into())),
    ];
    prop_oneof![
        4 => Just(Act::Take),
        1 => Just(Act::TakeOver),
        3 => (0..6_u8, text()).prop_map(|(id, text)| Act::Reply {
            id: format!("r{id}").into(),
            text: text.into(),
            media: None,
        }),
        1 => (proptest::option::of(0..6_u8), text()).prop_map(|(id, text)| Act::Note {
            id: id.map(|id| format!("r{id}").into()),
            text: text.into(),
        }),
        1 => recipient.prop_map(|to| Act::Transfer { to, note: None }),
        1 => Just(Act::ReturnToQueue),
        2 => Just(Act::GiveBack),
        1 => Just(Act::Resolve),
        1 => text().prop_map(|tag| Act::Tag { add: vec![tag.into()], remove: vec!["zzz".into()] }),
    ]
}

fn input() -> impl Strategy<Value = Input> {
    let outcome = prop_oneof![
        Just(Outcome::Failed {
            reason: "no".into()
        }),
        Just(Outcome::Http {
            status: 200,
            headers: Map::new(),
            body: serde_json::from_str(r#"{"status": "sent"}"#).expect("JSON"),
        }),
    ];
    prop_oneof![
        8 => (0..40_u8, text()).prop_map(|(id, text)| {
            Input::Message(Incoming::text(format!("m{id}"), text))
        }),
        1 => Just(Input::Arrived { profile: Map::new(), language: None }),
        3 => (0..6_u64, outcome).prop_map(|(id, outcome)| Input::Settled {
            effect: EffectId(id),
            outcome,
        }),
        2 => Just(Input::Woken),
        1 => text().prop_map(|name| Input::Event {
            name: name.into(),
            payload: Value::Int(1),
            id: None,
        }),
        6 => (agent(), act()).prop_map(|(by, act)| Input::Acted { by: by.into(), act }),
    ]
}

fn course() -> impl Strategy<Value = Vec<Turn>> {
    let turn = (prop::sample::select(vec![0, 0, 0, 1, 9, 31]), input())
        .prop_map(|(minutes, input)| Turn { minutes, input });
    prop::collection::vec(turn, 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// The stage checks after every input that the state is the fold of the events, that it survives
    /// its bytes, that the owner's version only grows, and that the bot is silent while a person has it.
    #[test]
    fn any_course_keeps_the_laws_and_replays_from_the_first_event(course in course()) {
        let mut stage = Stage::new();
        for turn in course {
            stage.now = stage.now.after(Span(turn.minutes * 60_000));
            let before = stage.state.clone();
            if stage.try_feed(turn.input).is_err() {
                prop_assert_eq!(&before, &stage.state, "a refusal changes nothing");
            }
            prop_assert!(stage.state.queued.len() <= 20);
            let waits = stage.state.session.as_ref().is_none_or(|session| session.parked.is_some());
            prop_assert!(waits, "between sprints a session waits somewhere");
            let ticket = stage.state.open_ticket().is_some();
            prop_assert_eq!(ticket, stage.state.owner != Owner::Bot, "people have it with a ticket");
        }
        prop_assert_eq!(Conversation::fold(&stage.events), stage.state);
    }

    #[test]
    fn what_came_twice_counts_once(course in course()) {
        let (mut once, mut twice) = (Stage::new(), Stage::new());
        for turn in course {
            let message = matches!(turn.input, Input::Message(_));
            for stage in [&mut once, &mut twice] {
                stage.now = stage.now.after(Span(turn.minutes * 60_000));
            }
            let first = once.try_feed(turn.input.clone());
            twice.try_feed(turn.input.clone()).ok();
            if message && first.is_ok() {
                prop_assert_eq!(twice.try_feed(turn.input), Ok(Vec::new()));
            }
        }
    }

    #[test]
    fn after_a_takeover_the_bot_says_nothing_until_it_has_the_conversation_again(course in course()) {
        let mut stage = Stage::fetching();
        stage.act("ana", Act::Take);
        for turn in course {
            stage.now = Timestamp(stage.now.0 + turn.minutes * 60_000);
            let Ok(events) = stage.try_feed(turn.input) else { continue };
            let mut bot = false;
            for event in &events {
                match event {
                    Event::OwnerChanged { owner: Owner::Bot, .. } => bot = true,
                    Event::MessageSent { speaker: Speaker::Bot, .. } => prop_assert!(bot),
                    Event::EffectRequested { .. } => prop_assert!(bot),
                    _ => {}
                }
            }
            if stage.state.owner == Owner::Bot {
                break;
            }
        }
    }
}
