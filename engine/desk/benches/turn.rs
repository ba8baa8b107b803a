//! One turn of the reference talk: the conversation read from bytes, advanced, and written back to bytes.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use trilha_desk::{Context, Conversation, Inbox, QueueLine, World, advance};
use trilha_model::{Content, ConversationId, Event, Incoming, Input, Map, Timestamp};
use trilha_trail::{Known, Sources, compile};

const ROUNDS: u32 = 20_000;

#[derive(serde::Deserialize)]
struct Turn {
    r#in: Option<String>,
    out: Vec<String>,
}

fn world(folder: &Path) -> World {
    let files = ["acme.yaml", "acme-faq.yaml", "scripts/luhn.rhai"].map(|path| {
        let text =
            std::fs::read_to_string(folder.join(path)).expect("the reference trail is there");
        (path.to_owned(), text)
    });
    let sources = Sources {
        files: BTreeMap::from(files),
    };
    let (bundle, _) = compile(&sources, &"acme".into(), &Known::default()).expect("it compiles");
    let inbox = Inbox {
        trail: Some("acme".into()),
        enabled: true,
        exists: true,
        ..Inbox::default()
    };
    World {
        env: trilha_model::Value::Map(Map::new()),
        published: [("acme".into(), bundle.hash.clone())].into(),
        bundles: [(bundle.hash.clone(), Arc::new(bundle))].into(),
        inboxes: [("site".into(), inbox)].into(),
        queues: [(
            "support".into(),
            QueueLine {
                available: 1,
                ..QueueLine::default()
            },
        )]
        .into(),
        ..World::default()
    }
}

fn input(turn: &Turn, at: usize) -> Input {
    match &turn.r#in {
        Some(text) => Input::Message(Incoming::text(format!("message-{at}"), text)),
        None => Input::Arrived {
            profile: Map::new(),
            language: None,
        },
    }
}

fn said(events: &[Event]) -> Vec<String> {
    let plain = |event: &Event| match event {
        Event::MessageSent { content, .. } => Some(Content::plain(content)),
        _ => None,
    };
    events.iter().filter_map(plain).collect()
}

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference");
    let world = world(&folder);
    let id = ConversationId {
        inbox: "site".into(),
        address: "visitor-1".into(),
    };
    for file in ["talk.json", "talk-deep.json"] {
        let text = std::fs::read_to_string(folder.join(file)).expect("the talk is there");
        let turns: Vec<Turn> = serde_json::from_str(&text).expect("it is JSON");
        let mut stored = Conversation::default().to_bytes();
        let mut total = 0.0;
        for (at, turn) in turns.iter().enumerate() {
            let input = input(turn, at);
            let go = || {
                let state = Conversation::from_bytes(black_box(&stored)).expect("it was written");
                let context = Context {
                    now: Timestamp(1_795_000_000_000),
                    seed: 1,
                };
                let sprint = advance(&world, &id, &state, input.clone(), context).expect("allowed");
                (sprint.after.to_bytes(), sprint.events)
            };
            let (next, events) = go();
            assert_eq!(said(&events), turn.out, "{file}, turn {at}");
            let begun = Instant::now();
            for _ in 0..ROUNDS {
                black_box(go());
            }
            let micros = begun.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS);
            println!(
                "{file} {at:>2}  {micros:6.2} µs  {:>4} bytes of state",
                next.len()
            );
            total += micros;
            stored = next;
        }
        let turns = u32::try_from(turns.len()).expect("few turns");
        println!("{file}     {:6.2} µs a turn", total / f64::from(turns));
    }
}
