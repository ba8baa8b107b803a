//! The reference trail says exactly what it should, turn by turn, with its session written to bytes between turns.

use std::collections::BTreeMap;
use std::path::Path;
use trilha_model::{ContactId, EffectId, Event, Incoming, SessionId, Timestamp, Value, codec};
use trilha_trail::{
    Bundle, Known, Line, Scene, Session, Sources, Spent, Stimulus, compile, start, step,
};

#[derive(serde::Deserialize)]
struct Turn {
    r#in: Option<String>,
    out: Vec<String>,
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reference")
}

fn bundle() -> Bundle {
    let mut files = BTreeMap::new();
    for path in ["acme.yaml", "acme-faq.yaml", "scripts/luhn.rhai"] {
        files.insert(
            path.to_owned(),
            std::fs::read_to_string(folder().join(path))
                .expect("the reference trail and its talks are sound"),
        );
    }
    let (bundle, warnings) = compile(&Sources { files }, &"acme".into(), &Known::default())
        .expect("the reference trail and its talks are sound");
    assert_eq!(warnings, [], "the reference trail is a clean one");
    bundle
}

fn talk(file: &str) {
    let bundle = bundle();
    let text = std::fs::read_to_string(folder().join(file))
        .expect("the reference trail and its talks are sound");
    let turns: Vec<Turn> =
        serde_json::from_str(&text).expect("the reference trail and its talks are sound");
    let empty = Value::Map(BTreeMap::new());
    let who = ContactId::from("me");
    let mut session: Option<Session> = None;
    for (at, turn) in turns.iter().enumerate() {
        let scene = Scene {
            bundle: &bundle,
            env: &empty,
            who: &who,
            contact: &empty,
            conversation: &empty,
            input: &empty,
            language: None,
            queues: &|_, _| {
                Some(Line {
                    available: 1,
                    ..Line::default()
                })
            },
            teams: &|_| true,
            agents: &|_, _| None,
            calendars: &BTreeMap::new(),
            cannot: &[],
            now: Timestamp(0),
            seed: 1,
            aside: false,
            next_effect: EffectId(1),
            spent: Spent::default(),
        };
        let events = match (&turn.r#in, &session) {
            (Some(said), Some(session)) => {
                let message = Incoming::text(at.to_string(), said);
                step(&scene, session, Stimulus::Message(&message))
                    .expect("the reference trail and its talks are sound")
            }
            _ => start(&scene, SessionId(1)),
        };
        let said: Vec<String> = events
            .iter()
            .filter_map(|event| match event {
                Event::MessageSent { content, .. } => Some(content.plain()),
                _ => None,
            })
            .collect();
        let failed = events
            .iter()
            .find(|event| matches!(event, Event::StepFailed { .. }));
        assert_eq!(failed, None, "turn {at} of {file}");
        assert_eq!(said, turn.out, "turn {at} of {file}");
        for event in &events {
            match (event, &mut session) {
                (
                    Event::SessionStarted {
                        session: id,
                        bundle,
                        trail,
                        vars,
                        ..
                    },
                    slot,
                ) => {
                    *slot = Some(Session::new(
                        *id,
                        bundle.clone(),
                        trail.clone(),
                        vars.clone(),
                    ));
                }
                (Event::SessionEnded { .. }, slot) => *slot = None,
                (event, Some(session)) => session.apply(event),
                _ => {}
            }
        }
        let bytes = codec::state_to_bytes(1, &session, Vec::new());
        session = codec::state_from_bytes(1, &bytes)
            .expect("the reference trail and its talks are sound");
    }
}

#[test]
fn the_reference_talk_is_answered_word_for_word() {
    talk("talk.json");
}

#[test]
fn the_deep_reference_talk_is_answered_word_for_word() {
    talk("talk-deep.json");
}
