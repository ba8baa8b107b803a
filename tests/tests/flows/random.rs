//! Random talks: whatever is said and done, the laws of a conversation hold.

use super::folder::Folder;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::sync::Arc;
use trilha_model::{Act, AgentId, Content, Effect, Event, Limits, Map, Outcome, Span, Value};
use trilha_talk::{Fault, Setup, Simulator, What};
use trilha_trail::Bundle;

/// What talks may use.
const CEILING: Limits = Limits::CEILING;

/// What a state may weigh in bytes: its variables, as many again for what waits and is remembered.
const STATE: usize = 2 * CEILING.variable_bytes + 32 * 1024;

/// One thing that happens. What it means is found when it happens: which option, which word.
#[derive(Clone, Debug)]
enum Turn {
    /// The contact says this.
    Says(String),
    /// The contact says a word that stands in the trail, or a part of it.
    Word(prop::sample::Index, usize),
    /// The contact presses a button shown last.
    Presses(prop::sample::Index),
    /// The contact opens the chat.
    Arrives,
    /// Time goes by.
    Waits(i64),
    /// What was asked outside comes back.
    Answers(Outcome),
    /// A person does something.
    Acts(Act),
}

fn turn() -> impl Strategy<Value = Turn> {
    let index = any::<prop::sample::Index>;
    let said = prop::sample::select(vec![
        "oi",
        "1",
        "2",
        "3",
        "0",
        "sim",
        "não",
        "atendente",
        "123456",
        "529.982.247-25",
        "27/11/2026",
        "ana@exemplo.com.br",
        "-7",
        "1.234,5",
        "08:30",
        "{{ env }}",
        "\u{1f600}",
        "a\u{301}",
        "\"",
    ]);
    let outcome = prop_oneof![
        Just(Outcome::Failed {
            reason: "no".into()
        }),
        (
            prop::sample::select(vec![200_u16, 201, 304, 404, 409, 500]),
            body()
        )
            .prop_map(|(status, body)| {
                Outcome::Http {
                    status,
                    headers: Map::new(),
                    body,
                }
            }),
    ];
    let act = prop::sample::select(vec![
        Act::Take,
        Act::GiveBack,
        Act::Resolve,
        Act::ReturnToQueue,
        Act::Note {
            id: None,
            text: "seen".into(),
        },
    ]);
    prop_oneof![
        6 => said.prop_map(|text| Turn::Says(text.to_owned())),
        1 => "\\PC{1,40}".prop_map(Turn::Says),
        1 => Just(Turn::Says("a".repeat(3_999))),
        8 => (index(), 0..30_usize).prop_map(|(at, length)| Turn::Word(at, length)),
        6 => index().prop_map(Turn::Presses),
        1 => Just(Turn::Arrives),
        3 => prop::sample::select(vec![1_000, 60_000, 1_800_000, 90_000_000]).prop_map(Turn::Waits),
        5 => outcome.prop_map(Turn::Answers),
        3 => act.prop_map(Turn::Acts),
    ]
}

fn body() -> impl Strategy<Value = Value> {
    let bodies = [
        "null",
        "7",
        r#""text""#,
        r#"{"status": "shipped", "carrier": "Correios", "due": "2026-12-05", "days_late": 0}"#,
        r#"{"status": "shipped", "carrier": "Correios", "due": "2026-12-05", "days_late": 3}"#,
        r#"{"days_late": "many", "due": 4}"#,
        r#"{"free": ["08:30", "09:30"]}"#,
        r#"{"free": []}"#,
        r#"{"free": 3, "code": {"a": [1, 2, {"b": null}]}}"#,
    ];
    let read = |text: &&str| serde_json::from_str(text).expect("bodies are JSON");
    let large = Value::from("x".repeat(60_000));
    let mut all: Vec<Value> = bodies.iter().map(read).collect();
    all.push(large);
    prop::sample::select(all)
}

/// What happens, one thing after the other.
fn course() -> impl Strategy<Value = Vec<Turn>> {
    prop::collection::vec(turn(), 0..40)
}

/// So many random courses, each through every trail of a folder that has tests.
pub(crate) fn walk_all(folder: &Folder, cases: u32) {
    let bundles: Vec<Arc<Bundle>> = folder.roots().iter().map(|id| folder.bundle(id)).collect();
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let outcome = TestRunner::new(config).run(&(any::<u64>(), course()), |(seed, course)| {
        for bundle in &bundles {
            walk(bundle, seed, &course);
        }
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// Lets all of it happen to one conversation.
fn walk(bundle: &Arc<Bundle>, seed: u64, course: &[Turn]) {
    let words = words(bundle);
    let mut env = Map::new();
    for (name, value) in [
        ("BRAND", "Vereda"),
        ("SHOP_URL", "https://shop.test"),
        ("CLINIC_URL", "x"),
    ] {
        env.insert(name.into(), Value::text(value));
    }
    let setup = Setup {
        env,
        seed,
        ..Setup::default()
    };
    let mut talk = Simulator::new(Arc::clone(bundle), setup);
    for turn in course {
        let events = match happen(&mut talk, &words, turn) {
            None | Some(Err(Fault::Refused(_) | Fault::NoSuchOption(_))) => continue,
            Some(Err(defect)) => panic!("{}: {turn:?}: {defect}", bundle.root().id),
            Some(Ok(events)) => events,
        };
        within_limits(&events, &talk, turn);
    }
    talk.replay()
        .expect("a conversation is the fold of its events");
}

fn happen(
    talk: &mut Simulator,
    words: &[String],
    turn: &Turn,
) -> Option<Result<Vec<Event>, Fault>> {
    let done = match turn {
        Turn::Says(text) => talk.say(text),
        Turn::Word(at, length) => {
            let word: String = at.get(words).chars().take(length + 1).collect();
            talk.say(&word)
        }
        Turn::Presses(at) => {
            let keys = shown(talk);
            if keys.is_empty() {
                return None;
            }
            talk.choose(at.get(&keys).as_str())
        }
        Turn::Arrives => talk.arrive(),
        Turn::Waits(millis) => talk.pass(Span(*millis)),
        Turn::Answers(outcome) => {
            let id = talk.pending().first()?.id;
            talk.settle(id, outcome.clone())
        }
        Turn::Acts(act) => talk.act(&AgentId::from("ana"), act.clone()),
    };
    Some(done.map(<[Event]>::to_vec))
}

/// The keys of the menu shown last.
fn shown(talk: &Simulator) -> Vec<String> {
    let menu = talk.lines().iter().rev().find_map(|line| match &line.what {
        What::Said {
            content: Content::Menu { options, .. },
            ..
        } => Some(options),
        _ => None,
    });
    menu.into_iter()
        .flatten()
        .map(|option| option.key.to_string())
        .collect()
}

/// The words an author wrote, whatever they are for.
fn words(bundle: &Bundle) -> Vec<String> {
    let texts = bundle
        .files
        .values()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let words: std::collections::BTreeSet<&str> = texts.filter(|word| !word.is_empty()).collect();
    words.into_iter().map(str::to_owned).collect()
}

fn within_limits(events: &[Event], talk: &Simulator, turn: &Turn) {
    let id = talk
        .place()
        .map(|(trail, _)| trail.to_string())
        .unwrap_or_default();
    // Time may wake a conversation often, and a step that waits lets many queued messages through.
    let sprints = 1 + events
        .iter()
        .filter(|event| matches!(event, Event::Walked { .. } | Event::InputTaken { .. }))
        .count();
    let said = events
        .iter()
        .filter(|event| matches!(event, Event::MessageSent { .. }))
        .count();
    assert!(
        said <= sprints * (CEILING.messages + 25),
        "{id}: {turn:?}: {said} messages"
    );
    for event in events {
        match event {
            Event::Walked { edges } => {
                assert!(
                    edges.len() <= CEILING.steps + 25,
                    "{id}: {turn:?}: {} steps",
                    edges.len()
                );
            }
            Event::MessageSent {
                content: Content::Text(text),
                ..
            } => {
                assert!(
                    text.len() <= CEILING.message_bytes,
                    "{id}: {turn:?}: a message of {} bytes",
                    text.len()
                );
            }
            Event::EffectRequested {
                effect: Effect::Http(request),
                ..
            } => {
                assert!(request.limit <= Span(60_000), "{id}: {turn:?}");
            }
            _ => {}
        }
    }
    let state = talk.conversation().to_bytes().len();
    let queued: usize = talk
        .conversation()
        .queued
        .iter()
        .map(|message| message.text.len())
        .sum();
    assert!(
        state <= STATE + queued,
        "{id}: {turn:?}: a state of {state} bytes"
    );
    assert!(talk.conversation().queued.len() <= CEILING.queued);
}
