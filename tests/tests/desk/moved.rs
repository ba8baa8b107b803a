//! A session goes on in a newer version of its trail, or finishes where it is; it is never lost.

use crate::stage::{SHOP, Stage, said};
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};
use trilha_model::{
    Act, EndReason, Event, Incoming, Input, Map, Move, Outcome, Owner, Span, StepMove, Value,
};
use trilha_trail::{Bundle, Known, Sources, compile};

fn bundle(trail: &str) -> Arc<Bundle> {
    let sources = Sources {
        files: [("shop.yaml".to_owned(), trail.to_owned())].into(),
    };
    let compiled = compile(&sources, &"shop".into(), &Known::default());
    Arc::new(compiled.expect("it compiles").0)
}

fn steps(moves: &[(&str, &str)]) -> Vec<StepMove> {
    let one = |(from, to): &(&str, &str)| StepMove {
        trail: "shop".into(),
        from: (*from).into(),
        to: (*to).into(),
    };
    moves.iter().map(one).collect()
}

impl Stage {
    /// A version of the shop is published, and its sessions are moved.
    fn moved(&mut self, trail: &str, moves: &[(&str, &str)]) -> Vec<Event> {
        let bundle = bundle(trail);
        let to = Move {
            bundle: bundle.hash.clone(),
            version: 2,
            steps: steps(moves),
        };
        self.world
            .published
            .insert("shop".into(), bundle.hash.clone());
        self.world.bundles.insert(bundle.hash.clone(), bundle);
        self.feed(Input::Moved(to))
    }
}

fn with(from: &str, to: &str) -> String {
    assert!(SHOP.contains(from), "{from}");
    SHOP.replace(from, to)
}

/// Every mention of a step, under another id.
fn renamed(trail: &str, from: &str, to: &str) -> String {
    trail
        .replace(&format!("\n  {from}:"), &format!("\n  {to}:"))
        .replace(&format!("next: {from}"), &format!("next: {to}"))
        .replace(&format!("no_match: {from}"), &format!("no_match: {to}"))
}

#[test]
fn what_was_asked_stays_asked_and_the_answer_is_the_new_versions() {
    let mut stage = Stage::at_menu();
    let events = stage.moved(&with("say: Bye!", "say: So long!"), &[]);
    assert_eq!(said(&events), [""; 0]);
    assert!(matches!(
        events.as_slice(),
        [Event::SessionMoved { version: 2, .. }]
    ));
    assert_eq!(stage.say("3"), ["So long!"]);
    assert!(stage.state.session.is_none());
}

#[test]
fn new_variables_get_their_first_values_and_known_ones_stay() {
    let mut stage = Stage::at_menu();
    let new = with("vars:\n", "vars:\n  place: { type: text, value: Rio }\n")
        .replace("say: Bye!", "say: 'Bye from {{ place }}, {{ name }}!'");
    stage.moved(&new, &[]);
    assert_eq!(stage.say("3"), ["Bye from Rio, Ana!"]);
}

#[test]
fn a_step_that_is_gone_keeps_its_sessions_unless_another_takes_its_place() {
    let gone = renamed(SHOP, "menu", "offer");
    let mut stays = Stage::at_menu();
    let before = stays.state.clone();
    assert_eq!(stays.moved(&gone, &[]), []);
    assert_eq!(
        stays.moved(&gone, &[("menu", "name")]),
        [],
        "of another kind"
    );
    assert_eq!(stays.state, before);
    assert_eq!(stays.say("3"), ["Bye!"]);
    let mut goes = Stage::at_menu();
    goes.moved(
        &gone.replace("say: Bye!", "say: So long!"),
        &[("menu", "offer")],
    );
    assert_eq!(goes.say("3"), ["So long!"]);
}

#[test]
fn a_session_that_waits_for_an_answer_from_outside_finishes_where_it_is() {
    let mut stage = Stage::fetching();
    assert_eq!(stage.moved(&with("say: Bye!", "say: So long!"), &[]), []);
    assert_eq!(stage.settle(1, "sent"), ["It is sent.", "What now, Ana?"]);
    assert_eq!(stage.say("3"), ["Bye!"]);
}

#[test]
fn what_an_interrupt_put_aside_must_be_there_too() {
    let interrupted = || {
        let mut stage = Stage::new();
        stage.say("hello");
        assert_eq!(stage.say("human"), ["One moment!"]);
        stage
    };
    let gone = renamed(SHOP, "name", "who");
    assert_eq!(interrupted().moved(&gone, &[]), []);
    let moved = interrupted().moved(&gone, &[("name", "who")]);
    assert!(matches!(moved.as_slice(), [Event::SessionMoved { steps, .. }] if steps.len() == 1));
}

#[test]
fn people_keep_what_they_have_and_give_it_back_to_the_new_version() {
    let mut stage = Stage::handed_off();
    stage.act("ana", Act::Take);
    let new = renamed(SHOP, "person", "human").replace("say: Back with me.", "say: Here again.");
    let events = stage.moved(&new, &[("person", "human")]);
    assert_eq!(events.len(), 1);
    assert_eq!(stage.state.owner, Owner::Agent("ana".into()));
    assert!(stage.state.at_handoff());
    assert_eq!(
        stage.act("ana", Act::GiveBack),
        ["Here again.", "What now, Ana?"]
    );
    let mut waiting = Stage::handed_off();
    waiting.moved(&new, &[("person", "human")]);
    assert_eq!(
        waiting.ring_after(11),
        ["Nobody is free.", "What now, Ana?"]
    );
}

#[test]
fn a_variable_of_another_type_keeps_its_session() {
    let mut stage = Stage::at_menu();
    let new = with(
        "name: { type: text, personal: true }",
        "name: { type: integer }",
    )
    .replace(
        "save: name, no_match",
        "expect: integer, save: name, no_match",
    );
    assert_eq!(stage.moved(&new, &[]), []);
    assert_eq!(stage.say("3"), ["Bye!"]);
}

#[test]
fn without_a_session_or_with_the_same_bundle_nothing_happens() {
    let mut stage = Stage::at_menu();
    assert_eq!(stage.moved(SHOP, &[]), []);
    stage.say("3");
    assert_eq!(stage.moved(&with("say: Bye!", "say: So long!"), &[]), []);
}

const LIST: &str = "\
trail: shop
steps:
  all: { each: one, in: '[1, 2]', body: sub, next: end }
  sub: { call: inner, error: end, next: all }
";
const INNER: &str = "\
trail: inner
steps:
  ask: { ask: More?, no_match: return, timeout: { after: 1h, next: return }, next: return }
";

#[test]
fn every_frame_and_list_goes_along() {
    let of = |list: &str, inner: &str| {
        let other = inner.replace("trail: inner", "trail: other");
        let files = [
            ("shop.yaml", list),
            ("inner.yaml", inner),
            ("other.yaml", &other),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let sources = Sources {
            files: files.into(),
        };
        let compiled = compile(&sources, &"shop".into(), &Known::default());
        Arc::new(compiled.expect("it compiles").0)
    };
    let started = || {
        let mut stage = Stage::new();
        let first = of(LIST, INNER);
        stage
            .world
            .published
            .insert("shop".into(), first.hash.clone());
        stage.world.bundles.insert(first.hash.clone(), first);
        assert_eq!(stage.say("hello"), ["More?"]);
        stage
    };
    let to = |stage: &mut Stage, bundle: Arc<Bundle>, moves: &[(&str, &str)]| {
        let hash = bundle.hash.clone();
        stage.world.bundles.insert(hash.clone(), bundle);
        stage.feed(Input::Moved(Move {
            bundle: hash,
            version: 2,
            steps: steps(moves),
        }))
    };
    let other = renamed(&LIST.replace("body: sub", "body: under"), "sub", "under")
        .replace("next: all", "next: each_one")
        .replace("\n  all:", "\n  each_one:");
    let mut stage = started();
    let half = [("sub", "under")];
    assert_eq!(
        to(&mut stage, of(&other, INNER), &half),
        [],
        "the list is gone"
    );
    let both = [("sub", "under"), ("all", "each_one")];
    let next = of(&other, &INNER.replace("More?", "Any more?"));
    assert_eq!(to(&mut stage, next, &both).len(), 1);
    assert_eq!(
        stage.say("yes"),
        ["Any more?"],
        "the second item, in the new words"
    );
    assert_eq!(stage.say("yes"), [""; 0]);
    assert!(stage.state.session.is_none());
    // A `call` of another trail gives back other outputs than the frame's own.
    let mut stage = started();
    let elsewhere = LIST.replace("call: inner", "call: other");
    assert_eq!(to(&mut stage, of(&elsewhere, INNER), &[]), []);
}

/// Versions of the shop that resemble each other, and what takes the place of what.
static VERSIONS: LazyLock<Vec<(Arc<Bundle>, Vec<StepMove>)>> = LazyLock::new(|| {
    let more = with("vars:\n", "vars:\n  place: { type: text, value: Rio }\n");
    let fewer = renamed(SHOP, "status", "told").replace(
        "greet: { say: Hi!, next: name }",
        "greet: { say: Hi there!, next: name }",
    );
    let kind = with(
        "  fetch:\n    http: { get: \"https://shop.test/orders/7\", limit: 5s }\n    save: shop\n    next: status\n",
        "  fetch: { wait: { event: paid }, save: shop, timeout: { after: 1m, next: bye }, event: status }\n",
    );
    [
        (SHOP.to_owned(), vec![]),
        (more, vec![]),
        (
            renamed(SHOP, "menu", "offer"),
            steps(&[("menu", "offer"), ("person", "bye")]),
        ),
        (
            renamed(SHOP, "person", "human"),
            steps(&[("person", "human")]),
        ),
        (renamed(SHOP, "name", "who"), vec![]),
        (
            fewer,
            steps(&[("offer", "menu"), ("human", "person"), ("who", "name")]),
        ),
        (kind, steps(&[("offer", "menu")])),
    ]
    .into_iter()
    .map(|(text, moves)| (bundle(&text), moves))
    .collect()
});

/// What happens in a course: a version is published and sessions moved, or something else comes in.
fn happening() -> impl Strategy<Value = (i64, Result<usize, Input>)> {
    let words = prop::sample::select(vec!["hello", "1", "2", "3", "human", "Ana", "zzz"]);
    let answer = || Outcome::Http {
        status: 200,
        headers: Map::new(),
        body: Value::Map(Map::from([("status".into(), Value::text("sent"))])),
    };
    let act = prop::sample::select(vec![Act::Take, Act::GiveBack, Act::Resolve]);
    let input = prop_oneof![
        6 => (0..u32::MAX, words).prop_map(|(id, text)| Input::Message(Incoming::text(format!("m{id}"), text))),
        2 => (1..9_u64).prop_map(move |id| Input::Settled { effect: trilha_model::EffectId(id), outcome: answer() }),
        2 => Just(Input::Woken),
        2 => act.prop_map(|act| Input::Acted { by: "ana".into(), act }),
    ];
    let minutes = prop::sample::select(vec![0, 0, 1, 11, 31]);
    (
        minutes,
        prop_oneof![1 => (0..7_usize).prop_map(Ok), 3 => input.prop_map(Err)],
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// The stage checks after each input that the state is the fold of the events.
    #[test]
    fn moving_never_loses_a_session(course in prop::collection::vec(happening(), 0..60)) {
        let mut stage = Stage::new();
        for (bundle, _) in VERSIONS.iter() {
            stage.world.bundles.insert(bundle.hash.clone(), Arc::clone(bundle));
        }
        for (minutes, happening) in course {
            stage.now = stage.now.after(Span(minutes * 60_000));
            let events = match happening {
                Err(input) => stage.try_feed(input).unwrap_or_default(),
                Ok(version) => {
                    let Some((bundle, steps)) = VERSIONS.get(version) else { continue };
                    stage.world.published.insert("shop".into(), bundle.hash.clone());
                    let before = stage.state.clone();
                    let to = Move { bundle: bundle.hash.clone(), version: 2, steps: steps.clone() };
                    let events = stage.feed(Input::Moved(to));
                    prop_assert_eq!(&before.owner, &stage.state.owner);
                    prop_assert_eq!(before.wake(), stage.state.wake(), "its time runs on");
                    let id = |state: &trilha_desk::Conversation| state.session.as_ref().map(|session| session.id);
                    prop_assert_eq!(id(&before), id(&stage.state));
                    events
                }
            };
            let lost = |event: &Event| matches!(event, Event::SessionEnded { reason: EndReason::Lost, .. });
            prop_assert!(!events.iter().any(lost), "{:?}", events);
            if let Some(session) = &stage.state.session {
                let bundle = stage.world.bundles.get(&session.bundle).expect("its bundle is there");
                for (trail, step) in session.stands() {
                    let there = bundle.trail(&trail).and_then(|trail| trail.step(&step));
                    prop_assert!(there.is_some(), "it stands on {trail}.{step}, which is not there");
                }
            }
        }
    }
}
