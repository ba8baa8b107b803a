//! Every limit is reached by a case, or here where no trail can reach it.

use crate::folder::Folder;
use std::collections::BTreeSet;
use std::sync::Arc;
use trilha_desk::Refused;
use trilha_model::{Act, Attached, Incoming, LimitName, Limits, Location, Value};
use trilha_talk::{Fault, Setup, Simulator};
use trilha_trail::{Bundle, Known, Sources, compile};

const TRAIL: &str = "trail: t
steps:
  name: { ask: Your name?, next: end, no_match: end, timeout: { after: 1h, next: end } }
";

/// A source that a lowered limit refuses, and the ceiling does not.
const SOURCES: [(LimitName, usize, &str); 3] = [
    (LimitName::ScriptSource, 10, "1 + 2 + 3 + 4 + 5"),
    (LimitName::ScriptNesting, 3, "((((1))))"),
    (
        LimitName::ScriptFunctions,
        1,
        "fn a() { 1 } fn b() { 2 } a() + b()",
    ),
];

type Does = fn(&mut Simulator) -> Result<(), Fault>;

/// What somebody does that a limit of 10 refuses, and the ceiling does not.
const DOINGS: [(LimitName, Does); 6] = [
    (LimitName::TextLength, |talk| {
        talk.say("twelve chars").map(drop)
    }),
    (LimitName::AttachedBytes, |talk| {
        let place = Location {
            latitude: 0.0,
            longitude: 0.0,
            name: Some("a place of some name".into()),
            address: None,
        };
        talk.send("", Attached::Location(Box::new(place))).map(drop)
    }),
    (LimitName::PayloadBytes, |talk| {
        talk.tell("paid", Value::text("more than ten bytes"))
            .map(drop)
    }),
    (LimitName::EventName, |talk| {
        talk.tell("order.has.been.paid", Value::Null).map(drop)
    }),
    (LimitName::IdBytes, |talk| {
        talk.receive(Incoming::text("a-message-with-a-long-id", "hi"))
            .map(drop)
    }),
    (LimitName::NoteLength, |talk| {
        let note = Act::Note {
            text: "a longer note".into(),
            id: None,
        };
        talk.act(&"ana".into(), note).map(drop)
    }),
];

#[test]
fn every_limit_is_reached_by_a_case() {
    let mut reached: BTreeSet<String> = BTreeSet::new();
    let folder = Folder::read("cases");
    for (_, text) in folder.tests() {
        let named = text.split("LimitReached: { limit: ").skip(1);
        reached.extend(named.filter_map(|rest| Some(rest.split([' ', ',']).next()?.to_owned())));
    }
    let here = SOURCES.iter().map(|(limit, ..)| limit);
    let here = here.chain(DOINGS.iter().map(|(limit, _)| limit));
    reached.extend(here.map(ToString::to_string));
    let left = LimitName::ALL
        .iter()
        .filter(|name| !reached.contains(name.word()));
    let left: Vec<_> = left.collect();
    assert!(left.is_empty(), "no case in tests/cases reaches {left:?}");
}

fn compiled(trail: &str, limits: &Limits) -> Option<Bundle> {
    let sources = Sources {
        files: [("t.yaml".to_owned(), trail.to_owned())].into(),
    };
    let known = Known {
        limits: *limits,
        ..Known::default()
    };
    compile(&sources, &"t".into(), &known)
        .ok()
        .map(|(bundle, _)| bundle)
}

fn lowered(limit: LimitName, most: usize) -> Limits {
    let mut limits = Limits::default();
    limits.lower(limit, most).expect("it is below the ceiling");
    limits
}

#[test]
fn sources_larger_than_was_allowed_are_errors() {
    for (limit, most, source) in SOURCES {
        let trail =
            format!("trail: t\nsteps:\n  s: {{ script: \"{source}\", next: end, error: end }}\n");
        assert!(compiled(&trail, &Limits::default()).is_some(), "{limit}");
        assert!(compiled(&trail, &lowered(limit, most)).is_none(), "{limit}");
    }
}

#[test]
fn what_people_and_systems_send_beyond_a_limit_is_refused() {
    let talk = |limits| {
        let bundle = compiled(TRAIL, &limits).expect("it compiles");
        let setup = Setup {
            agents: [("ana".into(), true)].into(),
            ..Setup::default()
        };
        let mut talk = Simulator::new(Arc::new(bundle), setup);
        talk.say("hi").expect("it begins");
        talk
    };
    for (limit, does) in DOINGS {
        let refused = does(&mut talk(lowered(limit, 10))).expect_err("it is too long");
        assert!(
            matches!(refused, Fault::Refused(Refused::TooLong { limit: 10, .. })),
            "{limit}: {refused}"
        );
        let open = does(&mut talk(Limits::default()));
        assert!(
            !matches!(open, Err(Fault::Refused(Refused::TooLong { .. }))),
            "{limit}: {open:?}"
        );
    }
}
