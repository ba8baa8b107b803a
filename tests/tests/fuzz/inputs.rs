//! Inputs: anything that can happen to a conversation, at any place of the trails that ship and of the cases.

use crate::drive::{Marks, drive, files};
use std::collections::BTreeMap;
use std::sync::Arc;
use trilha_model::{
    Act, AgentId, Attached, Content, Location, Map, MediaKind, Outcome, Received, Recipient, Span,
    Value,
};
use trilha_talk::{Fault, Setup, Simulator, What};
use trilha_trail::{Bundle, Known, Sources, compile};

#[test]
fn inputs() {
    let bundles = bundles();
    assert!(bundles.len() > 20);
    let seeds = (0..bundles.len()).flat_map(|at| {
        let at = u8::try_from(at).expect("few trails");
        let talk = [
            at, 0, 0, 0, 1, 1, 1, 2, 2, 0, 3, 3, 4, 0, 6, 7, 8, 9, 1, 10, 0,
        ];
        [vec![at, 0, 0], talk.to_vec()]
    });
    drive("inputs", seeds.collect(), |bytes, marks| {
        let Some((first, rest)) = bytes.split_first() else {
            return;
        };
        let at = usize::from(*first) % bundles.len();
        let (bundle, words) = &bundles[at];
        let setup = Setup {
            env: ["BRAND", "SHOP_URL", "CLINIC_URL", "CLINIC"]
                .map(|name| (name.into(), Value::text("https://x.test")))
                .into(),
            seed: u64::from(*first),
            ..Setup::default()
        };
        let mut talk = Simulator::new(Arc::clone(bundle), setup);
        for pair in rest.chunks(2).take(60) {
            let argument = pair.get(1).copied().unwrap_or_default();
            match happen(&mut talk, words, pair[0], argument) {
                Ok(()) | Err(Fault::Refused(_) | Fault::NoSuchOption(_)) => {}
                Err(defect) => panic!("{}: {pair:?}: {defect}", bundle.root().id),
            }
            mark(at, &talk, marks);
        }
        talk.replay()
            .expect("a conversation is the fold of its events");
    });
}

fn mark(at: usize, talk: &Simulator, marks: &mut Marks) {
    let place = talk.place().map(|(trail, step)| format!("{trail}/{step}"));
    marks.note((at, place, talk.pending().len()));
    for edge in talk.path() {
        marks.note((at, edge.from.as_str(), edge.exit.as_str()));
    }
}

/// Every trail that compiles by itself, with the words in its files.
fn bundles() -> Vec<(Arc<Bundle>, Vec<String>)> {
    let mut found = Vec::new();
    for folder in ["flows", "tests/cases"] {
        let scripts = format!("{folder}/scripts");
        let mut sources = BTreeMap::new();
        for (below, ends, under) in [("", ".yaml", folder), ("scripts/", ".rhai", &scripts)] {
            for (name, bytes) in files(&[under], ends) {
                let text = String::from_utf8(bytes).expect("files are text");
                sources.insert(format!("{below}{name}"), text);
            }
        }
        let sources = Sources { files: sources };
        for id in sources.trails() {
            if let Ok((bundle, _)) = compile(&sources, &id, &Known::default()) {
                let words = words(&bundle);
                found.push((Arc::new(bundle), words));
            }
        }
    }
    found.truncate(usize::from(u8::MAX));
    found
}

fn words(bundle: &Bundle) -> Vec<String> {
    let odd = [
        "",
        " ",
        "1",
        "-1",
        "sim",
        "zzz",
        "\u{1f600}",
        "529.982.247-25",
        "27/11/2026",
        "{{ a }}",
    ];
    let mut words: Vec<String> = odd.map(str::to_owned).into();
    words.push("a".repeat(5_000));
    for text in bundle.files.values() {
        let parts = text.split(|c: char| !c.is_alphanumeric());
        words.extend(parts.filter(|part| !part.is_empty()).map(str::to_owned));
    }
    words
}

fn happen(talk: &mut Simulator, words: &[String], what: u8, with: u8) -> Result<(), Fault> {
    let word = usize::from(with) * 7 % words.len();
    let word = words.get(word).expect("below the length");
    let agent = AgentId::from(if with.is_multiple_of(2) { "ana" } else { "bia" });
    let done = match what % 13 {
        0..=2 => talk.say(word),
        3 | 4 => talk.choose(&option(talk, with)),
        5 => talk.send(word, attached(with, word)),
        6 => talk.arrive(),
        7 => talk.pass(Span(i64::from(with) * 600_000)),
        8 => match talk.pending().first().map(|one| one.id) {
            Some(id) => talk.settle(id, outcome(with)),
            None => return Ok(()),
        },
        9 => talk.tell(word, Value::text(word)),
        10 => talk.settle(trilha_model::EffectId(u64::from(with)), outcome(with)),
        11 => {
            let wake = talk.wake().unwrap_or(talk.now());
            talk.wake_at(wake)
        }
        _ => talk.act(&agent, act(with, word)),
    };
    done.map(drop)
}

fn option(talk: &Simulator, with: u8) -> String {
    let menu = talk.lines().iter().rev().find_map(|line| match &line.what {
        What::Said {
            content: Content::Menu { options, .. },
            ..
        } => Some(options),
        _ => None,
    });
    let options = menu.map(Vec::as_slice).unwrap_or_default();
    let chosen = options.get(usize::from(with) % options.len().max(1));
    chosen.map_or_else(|| "none".to_owned(), |option| option.key.to_string())
}

fn attached(with: u8, word: &str) -> Attached {
    match with % 6 {
        0 => Attached::Chosen(vec![word.into(), "1".into(), "2".into()]),
        1 => Attached::Answers(vec![(word.into(), word.to_owned())]),
        2 => Attached::Location(Box::new(Location {
            latitude: f64::from(with) * 3.0 - 300.0,
            longitude: 0.0,
            name: None,
            address: None,
        })),
        kind => Attached::Media(Box::new(Received {
            kind: match kind {
                3 => MediaKind::Image,
                4 => MediaKind::Audio,
                _ => MediaKind::File,
            },
            url: word.to_owned(),
            name: None,
            size: Some(u64::from(with) << 40),
            mime: None,
        })),
    }
}

fn outcome(with: u8) -> Outcome {
    let body = match with % 5 {
        0 => Value::Null,
        1 => Value::Map(Map::from([("status".into(), Value::text("sent"))])),
        2 => Value::List(vec![Value::Int(1)]),
        3 => Value::text("x".repeat(60_000)),
        _ => {
            return Outcome::Failed {
                reason: "no".into(),
            };
        }
    };
    Outcome::Http {
        status: 100 + u16::from(with) * 2,
        headers: Map::new(),
        body,
    }
}

fn act(with: u8, word: &str) -> Act {
    match with % 9 {
        0 | 1 => Act::Take,
        2 => Act::Reply {
            id: word.into(),
            text: word.to_owned(),
            media: None,
        },
        3 => Act::Note {
            id: None,
            text: word.to_owned(),
        },
        4 => Act::GiveBack,
        5 => Act::Resolve,
        6 => Act::ReturnToQueue,
        7 => Act::Transfer {
            to: Recipient::Queue(word.into()),
            note: None,
        },
        _ => Act::Tag {
            add: vec![word.into()],
            remove: vec!["1".into()],
        },
    }
}

/// A conversation with many kinds of events in it.
pub(crate) fn told() -> Simulator {
    let bundles = bundles();
    let (bundle, words) = bundles.first().expect("a trail that ships");
    let mut talk = Simulator::new(Arc::clone(bundle), Setup::default());
    for n in 0..=255_u8 {
        let what = n.wrapping_mul(31) % 13;
        happen(&mut talk, words, what, n).ok();
    }
    talk
}
