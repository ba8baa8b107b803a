//! Work to be counted from outside, instruction by instruction: `cargo xtask counts` runs it under valgrind.
//!
//! `count WHAT SIZE ROUNDS` prepares, then does the same work ROUNDS times. What the work costs is the
//! difference between two numbers of rounds, so that the preparation costs nothing.
//!
//! - `reference 0`: the reference talk, each turn from the conversation's bytes to its bytes again.
//! - `steps N`: one turn in a trail of N steps. `turns N`: one turn after N others.
//! - `compile N`: checks and compiles a trail of N steps. `hold N`: compiles one and never lets go of it.
//! - `parked 0`: prints how many bytes a conversation takes that waits in the reference trail.
#![expect(clippy::print_stdout, reason = "it answers whoever counts")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use trilha_desk::{Context, Conversation, Inbox, QueueLine, World, advance};
use trilha_model::{ConversationId, Incoming, Input, Map, Timestamp, Value};
use trilha_trail::{Bundle, Known, Sources, compile};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [what, size, rounds] = words.as_slice() else {
        panic!("count WHAT SIZE ROUNDS");
    };
    let size: usize = size.parse().expect("a size");
    let rounds: usize = rounds.parse().expect("a number of rounds");
    match what.as_str() {
        "reference" => {
            let world = world(reference());
            let (inputs, states) = talk(&world);
            for _ in 0..rounds {
                for (input, state) in inputs.iter().zip(&states) {
                    black_box(turn(&world, input, state));
                }
            }
            println!("{}", inputs.len());
        }
        "steps" => {
            let world = world(chain(size));
            // In the middle: neither the first nor the last step is near.
            let state = after(&world, 3);
            again(&world, &state, rounds);
        }
        "turns" => {
            let world = world(chain(10));
            let state = after(&world, size);
            again(&world, &state, rounds);
        }
        "compile" => {
            for _ in 0..rounds {
                black_box(chain(size));
            }
        }
        "hold" => std::mem::forget(chain(size)),
        "parked" => {
            let (_, states) = talk(&world(reference()));
            let bytes = states.iter().map(Vec::len).sum::<usize>() / states.len();
            println!("{bytes}");
        }
        other => panic!("there is no work called {other}"),
    }
}

fn again(world: &World, state: &[u8], rounds: usize) {
    let input = Input::Message(Incoming::text("again", "an answer"));
    for _ in 0..rounds {
        black_box(turn(world, &input, state));
    }
}

/// One turn: bytes in, bytes out.
fn turn(world: &World, input: &Input, state: &[u8]) -> Vec<u8> {
    let conversation = Conversation::from_bytes(state).expect("it was written");
    let context = Context {
        now: Timestamp(1),
        seed: 1,
    };
    let sprint = advance(world, &id(), &conversation, input.clone(), context);
    sprint.expect("it is right").after.to_bytes()
}

/// The state after so many turns.
fn after(world: &World, turns: usize) -> Vec<u8> {
    let mut state = Conversation::default().to_bytes();
    for at in 0..turns {
        let input = Input::Message(Incoming::text(at.to_string(), "an answer"));
        state = turn(world, &input, &state);
    }
    state
}

fn id() -> ConversationId {
    ConversationId {
        inbox: "site".into(),
        address: "ana".into(),
    }
}

fn world(bundle: Bundle) -> World {
    let trail = bundle.root().id.clone();
    let inbox = Inbox {
        title: "Site".into(),
        trail: Some(trail.clone()),
        enabled: true,
        exists: true,
        ..Inbox::default()
    };
    let line = QueueLine {
        title: "Support".into(),
        available: 1,
        ..QueueLine::default()
    };
    World {
        env: Value::Map(Map::new()),
        published: BTreeMap::from([(trail, bundle.hash.clone())]),
        bundles: BTreeMap::from([(bundle.hash.clone(), Arc::new(bundle))]),
        inboxes: BTreeMap::from([("site".into(), inbox)]),
        queues: BTreeMap::from([("support".into(), line)]),
        ..World::default()
    }
}

fn read(path: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference");
    std::fs::read_to_string(folder.join(path)).expect("the reference trail is there")
}

fn reference() -> Bundle {
    let paths = ["acme.yaml", "acme-faq.yaml", "scripts/luhn.rhai"];
    let files = paths.map(|path| (path.to_owned(), read(path))).into();
    let compiled = compile(&Sources { files }, &"acme".into(), &Known::default());
    compiled.expect("it compiles").0
}

/// What comes in in the reference talk, and the bytes before each of its turns.
fn talk(world: &World) -> (Vec<Input>, Vec<Vec<u8>>) {
    let turns: Vec<serde_json::Value> =
        serde_json::from_str(&read("talk.json")).expect("it is a talk");
    let mut inputs = Vec::new();
    let mut states = vec![Conversation::default().to_bytes()];
    for (at, told) in turns.iter().enumerate() {
        let said = told.get("in").and_then(serde_json::Value::as_str);
        let input = match said {
            Some(text) => Input::Message(Incoming::text(at.to_string(), text)),
            None => Input::Arrived {
                profile: Map::new(),
                language: None,
            },
        };
        let last = states.last().expect("there is a first");
        states.push(turn(world, &input, last));
        inputs.push(input);
    }
    states.pop();
    (inputs, states)
}

/// A trail of so many steps: questions, remarks and conditions, in a circle.
fn chain(steps: usize) -> Bundle {
    let mut trail = String::from("trail: chain\nvars: { said: { type: text } }\nsteps:\n");
    for at in 0..steps {
        let next = (at + 1) % steps;
        let step = match at % 3 {
            0 => format!("say: \"Step {at}, {{{{ said ?? 0 }}}}\", error: s{next}, next: s{next}"),
            1 => format!(
                "ask: \"Question {at}?\", save: said, no_match: end, timeout: {{ after: 1h, next: end }}, next: s{next}"
            ),
            _ => format!("if: said == \"x\", then: s{next}, else: s{next}, error: s{next}"),
        };
        writeln!(trail, "  s{at}: {{ {step} }}").expect("strings take all");
    }
    let files = BTreeMap::from([("chain.yaml".to_owned(), trail)]);
    let compiled = compile(&Sources { files }, &"chain".into(), &Known::default());
    compiled.unwrap_or_else(|said| panic!("{said:?}")).0
}
