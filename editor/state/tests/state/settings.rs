//! The form of the trail itself: everything a file says around its steps.

use crate::stage::{Stage, changed_lines};
use trilha_model::Timestamp;
use trilha_state::Msg;
use trilha_state::form::{
    Control, Fresh, Path, Row, copied, new_item, row_at, trail_form, upcoming,
};
use trilha_trail::edit::{Draft, PathSegment};
use trilha_trail::shape::Shape;
use trilha_trail::{START, TRAIL};

const HEAD: &str = "\
# What it is.
trail: support
title: Support   # for people
starts:
  # Whoever writes.
  - message: { inbox: [site] }   # the site
  - keyword: [menu, start]
    name: words
  - schedule:
      cron: 0 9 * * 1-5   # mornings
      zone: America/Sao_Paulo
vars:
  vip: { type: yes_no, value: false }   # asked before
  age: { type: integer }
steps:
  a:
    say: Word
    next: end
";

fn form(stage: &Stage) -> Vec<Row> {
    let document = &stage.editor.document;
    let root = document.root.as_deref().expect("YAML");
    trail_form(&document.text, root, &document.problems)
}

fn row(stage: &Stage, name: &str) -> Row {
    let mut rows = form(stage).into_iter();
    rows.find(|row| row.name == name).expect("a key of a trail")
}

fn starts(stage: &Stage) -> Vec<Row> {
    match row(stage, "starts").control {
        Control::List { rows, .. } => rows,
        other => panic!("{other:?}"),
    }
}

/// The rows of an entry of `starts`: the key that tells its kind, then those beside it.
fn entry(stage: &Stage, at: usize) -> (&'static str, Vec<Row>) {
    match starts(stage).get(at).map(|row| row.control.clone()) {
        Some(Control::OneOf {
            kind: Some(kind),
            rows,
            ..
        }) => (kind, rows),
        other => panic!("{other:?}"),
    }
}

fn path(parts: &[&str]) -> Path {
    parts
        .iter()
        .map(|part| match part.parse() {
            Ok(at) => PathSegment::Index(at),
            Err(_) => (*part).into(),
        })
        .collect()
}

/// The lines a message took away and put there; undone, the text is as before.
fn lines(stage: &mut Stage, msg: Msg) -> (Vec<String>, Vec<String>) {
    let before = stage.text().to_owned();
    stage.send(msg);
    let after = stage.text().to_owned();
    if after == before {
        return (Vec::new(), Vec::new());
    }
    stage.send(Msg::Undo);
    assert_eq!(stage.text(), before);
    stage.send(Msg::Redo);
    assert_eq!(stage.text(), after);
    changed_lines(&before, &after)
}

fn add(stage: &mut Stage, kind: &str) {
    let document = stage.editor.document.clone();
    let fresh = Fresh {
        document: &document,
        around: &stage.editor.around.clone(),
        zone: "Europe/Lisbon",
    };
    let choice = START.choice(kind).expect("a kind");
    let root = document.root.as_deref().expect("YAML");
    let (place, value) = new_item(root, &path(&["starts"]), fresh.choice(choice));
    stage.send(Msg::Set(place, value));
}

fn become_kind(stage: &mut Stage, at: usize, kind: &str) -> (Vec<String>, Vec<String>) {
    let document = stage.editor.document.clone();
    let fresh = Fresh {
        document: &document,
        around: &stage.editor.around.clone(),
        zone: "",
    };
    let value = fresh.choice(START.choice(kind).expect("a kind"));
    let row = starts(stage).swap_remove(at);
    lines(stage, Msg::Become(row.path, row.shape, kind.into(), value))
}

#[test]
fn every_key_of_a_trail_but_its_steps_has_a_control_that_is_no_yaml() {
    let stage = Stage::with(HEAD);
    let shown: Vec<String> = form(&stage)
        .iter()
        .map(|row| row.name.to_string())
        .collect();
    let known = TRAIL.iter().map(|field| field.name);
    let known: Vec<&str> = known
        .filter(|name| !matches!(*name, "trail" | "steps" | "layout"))
        .collect();
    assert_eq!(shown, known);
    for row in form(&stage) {
        assert!(!matches!(row.control, Control::Yaml(_)), "{row:?}");
    }
}

#[test]
fn every_kind_of_start_is_added_shown_and_without_errors() {
    for choice in START.choices {
        let kind = choice.key.name;
        let mut stage = Stage::with("trail: support\nsteps:\n  a: { say: Word, next: end }\n");
        add(&mut stage, kind);
        let (shown, rows) = entry(&stage, 0);
        assert_eq!(shown, kind);
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        let known = std::iter::once(&choice.key).chain(choice.beside);
        assert_eq!(names, known.map(|field| field.name).collect::<Vec<_>>());
        let errors = stage.editor.document.problems.iter();
        let errors: Vec<_> = errors.filter(|problem| problem.is_error()).collect();
        assert!(errors.is_empty(), "{kind}: {errors:?}");
    }
    let mut stage = Stage::with("trail: support\nsteps:\n  a: { say: Word, next: end }\n");
    add(&mut stage, "schedule");
    assert!(
        stage.text().contains("zone: Europe/Lisbon"),
        "{}",
        stage.text()
    );
}

#[test]
fn a_start_becomes_each_other_kind_and_back() {
    for from in START.choices {
        for to in START.choices {
            let mut stage = Stage::with("trail: support\nsteps:\n  a: { say: Word, next: end }\n");
            add(&mut stage, from.key.name);
            become_kind(&mut stage, 0, to.key.name);
            assert_eq!(entry(&stage, 0).0, to.key.name);
            become_kind(&mut stage, 0, from.key.name);
            assert_eq!(entry(&stage, 0).0, from.key.name);
        }
    }
}

#[test]
fn what_both_kinds_can_say_stays_and_only_lines_of_the_entry_change() {
    let mut stage = Stage::with(HEAD);
    let (gone, came) = become_kind(&mut stage, 1, "tagged");
    assert_eq!(gone, ["  - keyword: [menu, start]"]);
    assert_eq!(came, ["  - tagged: [menu, start]"]);
    let (gone, came) = become_kind(&mut stage, 0, "silent");
    assert_eq!((gone.len(), came.len()), (1, 1), "{came:?}");
    assert!(
        came[0].contains("- silent: { inbox: [site], after: 10m }"),
        "{came:?}"
    );
    assert!(came[0].ends_with("# the site"), "{came:?}");
    let (_, came) = become_kind(&mut stage, 0, "keyword");
    assert!(
        came.iter().any(|line| line.trim() == "inbox: [site]"),
        "{came:?}"
    );
    assert!(stage.text().contains("# Whoever writes."));
}

#[test]
fn a_value_of_the_settings_changes_its_line_alone() {
    let mut stage = Stage::with(HEAD);
    for (at, value, has) in [
        (
            &["title"][..],
            Draft::text("Help"),
            "title: Help   # for people",
        ),
        (
            &["starts", "2", "schedule", "cron"],
            Draft::text("0 8 * * *"),
            "cron: 0 8 * * *   # mornings",
        ),
        (
            &["starts", "2", "schedule", "zone"],
            Draft::text("UTC"),
            "zone: UTC",
        ),
        (
            &["starts", "1", "name"],
            Draft::text("start"),
            "name: start",
        ),
        (
            &["starts", "1", "keyword", "0"],
            Draft::text("hello"),
            "keyword: [hello, start]",
        ),
        (
            &["starts", "0", "message", "inbox", "0"],
            Draft::text("shop"),
            "# the site",
        ),
        (
            &["vars", "vip", "value"],
            Draft::Bool(true),
            "value: true }   # asked before",
        ),
        (
            &["vars", "age", "type"],
            Draft::text("number"),
            "age: { type: number }",
        ),
    ] {
        let (gone, came) = lines(&mut stage, Msg::Set(path(at), value));
        assert_eq!((gone.len(), came.len()), (1, 1), "{at:?}: {came:?}");
        assert!(came[0].contains(has), "{at:?}: {came:?}");
    }
}

#[test]
fn starts_are_ordered_doubled_and_taken_away() {
    let mut stage = Stage::with(HEAD);
    lines(&mut stage, Msg::Shift(path(&["starts", "1"]), true));
    assert_eq!(
        (entry(&stage, 0).0, entry(&stage, 1).0),
        ("keyword", "message")
    );
    let document = stage.editor.document.clone();
    let root = document.root.as_deref().unwrap();
    let before = starts(&stage);
    let Control::List { item, .. } = row(&stage, "starts").control else {
        panic!("a list")
    };
    let copy = copied(root, item.0, &before, &before[0]);
    let (gone, _) = lines(&mut stage, Msg::Double(before[0].path.clone(), copy));
    assert!(gone.is_empty(), "{gone:?}");
    assert_eq!(
        (entry(&stage, 0).0, entry(&stage, 1).0),
        ("keyword", "keyword")
    );
    let (_, rows) = entry(&stage, 1);
    let name = rows.iter().find(|row| row.name == "name").unwrap();
    assert!(!name.present, "a name is one entry's own");
    for _ in 0..4 {
        lines(&mut stage, Msg::Clear(path(&["starts", "0"])));
    }
    assert!(starts(&stage).is_empty(), "{}", stage.text());
    add(&mut stage, "message");
    assert_eq!(entry(&stage, 0).0, "message");
}

#[test]
fn a_first_value_is_changed_as_its_type_is() {
    let stage = Stage::with(HEAD);
    let Control::Map { rows, .. } = row(&stage, "vars").control else {
        panic!("a map")
    };
    let value = |at: usize| match &rows[at].control {
        Control::Record(rows) => rows.iter().find(|row| row.name == "value").cloned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(value(0).unwrap().control, Control::Bool(Some(false)));
    let age = value(1).unwrap().control;
    assert_eq!(age, Control::Value(String::new(), "integer".into()));
}

#[test]
fn what_is_picked_first_is_what_there_is_and_not_yet_named() {
    let mut stage = Stage::with(HEAD);
    let fresh = |stage: &Stage, shape: &Shape, beside: &[Row]| {
        let (document, around) = (&stage.editor.document, &stage.editor.around);
        let fresh = Fresh {
            document,
            around,
            zone: "",
        };
        fresh.value(shape, beside)
    };
    assert_eq!(fresh(&stage, &Shape::Queue, &[]), Draft::text("support"));
    assert_eq!(fresh(&stage, &Shape::Variable, &[]), Draft::text("vip"));
    stage.send(Msg::Set(
        path(&["outputs"]),
        Draft::List(vec![Draft::text("vip")]),
    ));
    let Control::List { rows, .. } = row(&stage, "outputs").control else {
        panic!("a list")
    };
    assert_eq!(fresh(&stage, &Shape::Variable, &rows), Draft::text("age"));
}

#[test]
fn a_problem_leads_to_its_field() {
    let text = HEAD
        .replace("0 9 * * 1-5", "nine")
        .replace("inbox: [site]", "inbox: [shop]")
        .replace("name: words", "name: The words\n    queue: x")
        .replace("value: false", "value: 3");
    let stage = Stage::with(&text);
    let document = &stage.editor.document;
    let root = document.root.as_deref().unwrap();
    let rows = form(&stage);
    let mut places: Vec<String> = document
        .problems
        .iter()
        .filter_map(|problem| row_at(&rows, root, problem.span.start))
        .map(|path| format!("{path:?}"))
        .collect();
    places.sort();
    places.dedup();
    let mut wanted = [
        &["starts", "0", "message", "inbox", "0"][..],
        &["starts", "1"],
        &["starts", "1", "name"],
        &["starts", "2", "schedule", "cron"],
        &["vars", "vip", "value"],
    ]
    .map(|parts| format!("{:?}", path(parts)));
    wanted.sort();
    assert_eq!(places, wanted, "{:#?}", document.problems);
    let say = text.find("say:").unwrap();
    assert_eq!(row_at(&rows, root, say), None);
}

/// What is wrong, by the ways to the rows where it is said.
fn said(rows: &[Row]) -> Vec<(Path, String)> {
    fn within(control: &Control) -> &[Row] {
        match control {
            Control::List { rows, .. }
            | Control::Map { rows, .. }
            | Control::OneOf { rows, .. }
            | Control::Record(rows) => rows,
            Control::Either { now, .. } => within(now),
            _ => &[],
        }
    }
    let one = |row: &Row| {
        let faults = row.faults.iter();
        let own = faults.map(|fault| (row.path.clone(), fault.code.to_string()));
        own.chain(said(within(&row.control))).collect::<Vec<_>>()
    };
    rows.iter().flat_map(one).collect()
}

#[test]
fn what_is_wrong_is_said_once() {
    let steps = "steps:\n  hello: { say: Hi., next: end }\n";
    for (starts, ways) in [
        (
            "  - keyword: [menu]\n  - keyword: menu\n",
            &[("T0140", &["starts", "1"][..])][..],
        ),
        (
            "  - message: {}\n  - message: {}\n    name: again\n",
            &[("T0140", &["starts", "1"])],
        ),
        (
            "  - keyword: menu\n  - { keyword: menu }\n",
            &[("T0140", &["starts", "1"])],
        ),
        (
            "  - message:\n      inbox: shop\n",
            &[("T0141", &["starts", "0", "message", "inbox"])],
        ),
        (
            "  - message:\n      inbox: [shop]\n",
            &[("T0141", &["starts", "0", "message", "inbox", "0"])],
        ),
        ("  name: words\n", &[("T0011", &["starts"])]),
    ] {
        let stage = Stage::with(&format!("trail: support\nstarts:\n{starts}{steps}"));
        let found = said(&form(&stage));
        let wanted: Vec<_> = ways
            .iter()
            .map(|(code, way)| (path(way), (*code).to_owned()))
            .collect();
        assert_eq!(
            found, wanted,
            "{starts} {:#?}",
            stage.editor.document.problems
        );
    }
}

#[test]
fn the_next_moments_of_a_schedule_are_those_of_the_engine() {
    let stage = Stage::with(HEAD);
    let root = stage.editor.document.root.clone().unwrap();
    let cron = path(&["starts", "2", "schedule", "cron"]);
    let friday = Timestamp(1_795_167_000_000);
    let next = upcoming(&root, &cron, friday).unwrap();
    assert_eq!(next.zone, "America/Sao_Paulo");
    let trail = stage.editor.document.trail.clone().unwrap();
    let schedule = trail.starts.iter().find_map(|start| match &start.on {
        trilha_trail::Trigger::Schedule(schedule) => Some(schedule.clone()),
        _ => None,
    });
    let schedule = schedule.unwrap();
    let mut at = friday;
    for moment in &next.moments {
        at = schedule.next(at).unwrap();
        assert_eq!(*moment, at);
    }
    assert_eq!(next.moments.len(), 3);
    assert_eq!(upcoming(&root, &path(&["title"]), friday), None);
}
