//! Every exit of every kind of step is walked by a case that also says what comes of it.

use crate::folder::Folder;
use std::collections::{BTreeMap, BTreeSet};
use trilha_model::{Edge, Map, StepId, Value};
use trilha_talk::{Case, Row, Sign, Tested};
use trilha_trail::{Known, Sources, Step, Trail, VERBS, compile};

/// A kind of exit: the verb, and the exit's own name or, where the author names it, the key they stand below.
type Way = (String, String);

/// The exits of every kind, as the format promises them; after an `@` the key below which an author names them, or says
/// where they lead.
const PROMISED: [(&str, &str); 31] = [
    ("agents", "available busy offline error"),
    ("ai", "next unsure @classes error"),
    ("ask", "next no_match @timeout error"),
    ("call", "next error"),
    ("contact", "next error"),
    ("dial", "next busy no_answer error"),
    ("each", "body next error"),
    ("email", "next error"),
    ("emit", "next error"),
    ("end", ""),
    ("form", "next no_match @timeout error"),
    ("goto", "error"),
    ("handoff", "next closed @timeout offline error"),
    ("hours", "open closed error"),
    ("http", "next @status error"),
    ("if", "then else error"),
    ("menu", "@options next no_match @timeout error"),
    ("note", "next error"),
    ("protocol", "next error"),
    ("rate", "next @timeout error"),
    ("record", "next busy no_answer error"),
    ("say", "next error"),
    ("script", "@exits next error"),
    ("set", "next error"),
    ("split", "@split error"),
    ("switch", "@switch else error"),
    ("tag", "next error"),
    ("template", "next error"),
    ("ticket", "next error"),
    ("use", "@exits next error"),
    ("wait", "next event @timeout error"),
];

/// What is there is what is promised: no exit more, none less.
#[test]
fn every_kind_has_the_exits_that_the_format_promises() {
    let mut found: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let folder = Folder::read("cases");
    let mut known: BTreeSet<Way> = VERBS
        .iter()
        .flat_map(|verb| of_example(verb.name, verb.example))
        .collect();
    for (path, text) in folder.tests() {
        let bundle = folder.bundle(&folder.suite(path, text).trail);
        known.extend(
            bundle
                .trails()
                .flat_map(|trail| trail.steps.iter().flat_map(ways)),
        );
    }
    for verb in VERBS {
        let exits = known.iter().filter(|(known, _)| known == verb.name);
        found.insert(verb.name, exits.map(|(_, exit)| exit.clone()).collect());
    }
    let exit = |word: &str| match word.strip_prefix('@') {
        Some(key) => format!("one of `{key}`"),
        None => word.to_owned(),
    };
    let promised = PROMISED.iter();
    let promised =
        promised.map(|(verb, exits)| (*verb, exits.split_whitespace().map(exit).collect()));
    assert_eq!(found, promised.collect());
}

#[test]
fn every_exit_of_every_kind_is_walked_by_a_case_that_says_what_comes_of_it() {
    let mut known: BTreeSet<Way> = VERBS
        .iter()
        .flat_map(|verb| of_example(verb.name, verb.example))
        .collect();
    let mut walked: BTreeMap<Way, usize> = BTreeMap::new();
    for name in ["cases", "../flows"] {
        let folder = Folder::read(name);
        for (path, text) in folder.tests() {
            let suite = folder.suite(path, text);
            let bundle = folder.bundle_of(&suite);
            for trail in bundle.trails() {
                known.extend(trail.steps.iter().flat_map(ways));
            }
            let report = folder.play(path, text);
            let tests = suite.cases.iter().zip(&report.tests);
            for (case, test) in tests.filter(|(_, test)| test.passed()) {
                for way in told(case, test, &|id| bundle.trail(id)) {
                    *walked.entry(way).or_default() += 1;
                }
            }
        }
    }
    let verbs: BTreeSet<&str> = VERBS.iter().map(|verb| verb.name).collect();
    let left: BTreeSet<String> = known
        .iter()
        .filter(|way| verbs.contains(way.0.as_str()) && !walked.contains_key(*way))
        .map(|(verb, exit)| format!("{verb} {exit}"))
        .collect();
    assert!(
        left.is_empty(),
        "no case in tests/cases walks these exits and says what comes of it:\n  {left:#?}"
    );
    assert!(
        known.len() >= 3 * VERBS.len() / 2,
        "few exits are known: {known:?}"
    );
}

/// The ways out of a kind's smallest step.
fn of_example(verb: &str, example: &str) -> Vec<Way> {
    let indented = |line: &str| ["    ", line, "\n"].concat();
    let lines: String = example.lines().map(indented).collect();
    let text = format!("trail: t\nsteps:\n  s:\n{lines}");
    let sources = Sources {
        files: [("t.yaml".to_owned(), text)].into(),
    };
    let checked = trilha_trail::check(&sources, &"t".into(), &Known::default());
    let step = checked.trail.as_ref().and_then(|trail| trail.steps.first());
    let step = step.unwrap_or_else(|| panic!("the example of `{verb}` is no step"));
    ways(step)
}

fn ways(step: &Step) -> Vec<Way> {
    let verb = step.verb().name;
    let exits = step.exits().into_iter();
    let way = |exit: trilha_trail::Exit| match exit.path.as_slice() {
        [group, _, ..] => (verb.to_owned(), format!("one of `{group}`")),
        _ => (verb.to_owned(), exit.name.to_string()),
    };
    exits.map(way).collect()
}

/// The ways a test walked for which it says two things: the event, as an edge of a `Walked` it expects, and what
/// the contact, or a person, saw next: a bubble, a handoff or the end, before anything else came in.
fn told<'t>(
    case: &Case,
    test: &Tested,
    trail: &dyn Fn(&trilha_model::TrailId) -> Option<&'t Trail>,
) -> Vec<Way> {
    let mut found = Vec::new();
    for walk in &test.walked {
        let after = test.rows.get(walk.row..).unwrap_or_default();
        let of = trail(&walk.edge.trail).and_then(|trail| step(trail, &walk.edge.from));
        let (Some(step), true) = (of, says(after) && is_expected(case, &walk.edge)) else {
            continue;
        };
        let names = step.exits();
        let at = names.iter().position(|exit| exit.name == walk.edge.exit);
        found.extend(at.and_then(|at| ways(step).get(at).cloned()));
    }
    found
}

/// Whether a test names the step and the exit of an edge among the events it expects.
fn is_expected(case: &Case, edge: &Edge) -> bool {
    let text = |map: &Map, key: &str| match map.get(key) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let names = |item: &Value| match item {
        Value::Map(item) => {
            text(item, "from").as_ref() == Some(&edge.from.0)
                && text(item, "exit").as_ref() == Some(&edge.exit.0)
        }
        _ => false,
    };
    case.events().iter().any(|event| {
        let walked = match event {
            Value::Map(event) => event.get("Walked"),
            _ => None,
        };
        match walked.and_then(|walked| walked.get("edges")) {
            Some(Value::List(edges)) => edges.iter().any(names),
            _ => false,
        }
    })
}

fn step<'t>(trail: &'t Trail, id: &StepId) -> Option<&'t Step> {
    trail.steps.iter().find(|step| step.id == *id)
}

fn says(rows: &[Row]) -> bool {
    rows.iter()
        .take_while(|row| !matches!(row.who.as_str(), "me" | "wait" | "agent" | "event"))
        .any(|row| row.sign == Sign::Same)
}

/// The count above counts something: an exit that nothing says anything about is not told of, and neither is one
/// whose event no test expects.
#[test]
fn an_exit_without_a_word_after_it_or_without_its_event_is_not_counted() {
    let text = "trail: t\nsteps:\n  a: { ask: A?, no_match: end, timeout: { after: 1h, next: end }, next: b }\n  b: { wait: 1h, next: end }\n";
    let sources = Sources {
        files: [("t.yaml".to_owned(), text.to_owned())].into(),
    };
    let (bundle, _) = compile(&sources, &"t".into(), &Known::default()).expect("it compiles");
    let bundle = std::sync::Arc::new(bundle);
    let counted = |expected: &str| {
        let talk = "[ me: hi, bot: A?, me: yes, wait: 1h, ended ]";
        let tests = format!(
            "trail: t\ntests:\n  - name: x\n    talk: {talk}\n    expect: {{ events: [{expected}] }}\n"
        );
        let suite = trilha_talk::read("t.test.yaml", &tests)
            .0
            .expect("it reads");
        let report = trilha_talk::run(&suite, &bundle);
        assert!(report.passed(), "{}", report.show(&tests, false));
        told(&suite.cases[0], &report.tests[0], &|id| bundle.trail(id))
    };
    let asked = "Walked: { edges: [{ from: a, exit: next }] }";
    let waited = "Walked: { edges: [{ from: b, exit: next }] }";
    assert_eq!(counted(""), []);
    assert_eq!(counted(asked), []);
    assert_eq!(counted(waited), [("wait".to_owned(), "next".to_owned())]);
}
