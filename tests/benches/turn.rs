//! What one turn costs: the reference talk, each turn from the conversation's bytes to its bytes again.
//!
//! Beside it, in the same run, the floor: reading the bytes and writing them back with nothing between. `cargo bench -p trilha-tests --bench turn`
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use trilha_desk::{Context, Conversation, Inbox, QueueLine, Sprint, World, advance};
use trilha_model::{ConversationId, Event, InboxEvent, Incoming, Input, Map, Timestamp};
use trilha_trail::{Known, Sources, compile};

/// The binary's own allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 20_000;

#[derive(serde::Deserialize)]
struct Turn {
    r#in: Option<String>,
    out: Vec<String>,
}

fn main() {
    let world = world();
    for file in ["talk.json", "talk-deep.json"] {
        let turns: Vec<Turn> = serde_json::from_str(&read(file)).expect("it is a talk");
        let inputs = inputs(&turns);
        let states = states(&world, &inputs, &turns);
        let turn = best(|| walk(&world, &inputs, &states));
        let floor = best(|| copy(&states));
        let bytes: usize = states.iter().map(Vec::len).sum::<usize>() / states.len();
        println!(
            "{file}: {turn:.2} µs a turn, of which {floor:.2} µs to read and write {bytes} bytes of state"
        );
    }
}

fn read(path: &str) -> String {
    std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("reference")
            .join(path),
    )
    .expect("the reference trail is there")
}

fn world() -> World {
    let paths = ["acme.yaml", "acme-faq.yaml", "scripts/luhn.rhai"];
    let files = paths.map(|path| (path.to_owned(), read(path))).into();
    let sources = Sources { files };
    let (bundle, _) = compile(&sources, &"acme".into(), &Known::default()).expect("it compiles");
    let mut inbox = Inbox::default();
    trilha_desk::Fold::apply(
        &mut inbox,
        &InboxEvent::InboxSaved {
            title: "Site".into(),
            channel: trilha_model::Channel::Api,
            trail: Some("acme".into()),
            queue: None,
            enabled: true,
            by: None,
            at: None,
        },
    );
    World {
        env: trilha_model::Value::Map(Map::new()),
        published: BTreeMap::from([("acme".into(), bundle.hash.clone())]),
        bundles: BTreeMap::from([(bundle.hash.clone(), Arc::new(bundle))]),
        inboxes: BTreeMap::from([("site".into(), inbox)]),
        queues: BTreeMap::from([(
            "support".into(),
            QueueLine {
                title: "Support".into(),
                members: Vec::new(),
                available: 1,
                ..QueueLine::default()
            },
        )]),
        ..World::default()
    }
}

fn inputs(turns: &[Turn]) -> Vec<Input> {
    let input = |(at, turn): (usize, &Turn)| match &turn.r#in {
        Some(text) => Input::Message(Incoming::text(at.to_string(), text)),
        None => Input::Arrived {
            profile: Map::new(),
            language: None,
        },
    };
    turns.iter().enumerate().map(input).collect()
}

fn id() -> ConversationId {
    ConversationId {
        inbox: "site".into(),
        address: "ana".into(),
    }
}

fn sprint(world: &World, input: &Input, bytes: &[u8]) -> Sprint {
    let conversation = Conversation::from_bytes(bytes).expect("it was written");
    let context = Context {
        now: Timestamp(1),
        seed: 1,
    };
    advance(world, &id(), &conversation, input.clone(), context).expect("it is right")
}

/// The bytes before each turn; every reply is compared on the way.
fn states(world: &World, inputs: &[Input], turns: &[Turn]) -> Vec<Vec<u8>> {
    let mut states = vec![Conversation::default().to_bytes()];
    for (input, turn) in inputs.iter().zip(turns) {
        let last = states.last().expect("there is a first");
        let sprint = sprint(world, input, last);
        let said: Vec<String> = sprint
            .events
            .iter()
            .filter_map(|event| match event {
                Event::MessageSent { content, .. } => Some(content.plain()),
                _ => None,
            })
            .collect();
        assert_eq!(said, turn.out);
        states.push(sprint.after.to_bytes());
    }
    states.pop();
    states
}

fn walk(world: &World, inputs: &[Input], states: &[Vec<u8>]) -> usize {
    for (input, state) in inputs.iter().zip(states) {
        black_box(sprint(world, input, state).after.to_bytes());
    }
    inputs.len()
}

fn copy(states: &[Vec<u8>]) -> usize {
    for state in states {
        let conversation = Conversation::from_bytes(black_box(state)).expect("it was written");
        black_box(conversation.to_bytes());
    }
    states.len()
}

/// The least of five runs, in microseconds for each piece of work.
fn best(mut work: impl FnMut() -> usize) -> f64 {
    let mut run = || {
        let start = Instant::now();
        let mut done = 0;
        for _ in 0..ROUNDS {
            done += work();
        }
        #[expect(clippy::cast_precision_loss, reason = "a count of turns")]
        let done = done as f64;
        start.elapsed().as_secs_f64() * 1e6 / done
    };
    (0..5).map(|_| run()).fold(f64::INFINITY, f64::min)
}
