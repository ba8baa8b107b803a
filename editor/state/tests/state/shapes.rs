//! The form against every shape a key may hold, in every shape around it.

use crate::stage::Stage;
use trilha_model::Timestamp;
use trilha_state::form::{
    Control, Fresh, Like, Path, Row, blank, copied, new_entry, new_item, record_form, turned,
};
use trilha_state::{Editor, Msg};
use trilha_trail::shape::{Choice, Field, OneOf, Shape};

const TRAIL: &str = "trail: support\nsteps:\n  a:\n    say: Word\n    next: end\nprobe: {}\n";

static WORDS: [&str; 2] = ["low", "high"];
static LEAVES: [Field; 23] = [
    Field::optional("text", Shape::Text, ""),
    Field::optional("texts", Shape::Texts, ""),
    Field::optional("template", Shape::Template, ""),
    Field::optional("plain", Shape::Plain, ""),
    Field::optional("expression", Shape::Expression, ""),
    Field::optional("script", Shape::Script, ""),
    Field::optional("target", Shape::Target, ""),
    Field::optional("duration", Shape::Duration, ""),
    Field::optional("bool", Shape::Bool, ""),
    Field::optional("integer", Shape::Integer(0, 9), ""),
    Field::optional("variable", Shape::Variable, ""),
    Field::optional("trail", Shape::Trail, ""),
    Field::optional("queue", Shape::Queue, ""),
    Field::optional("team", Shape::Team, ""),
    Field::optional("inbox", Shape::Inbox, ""),
    Field::optional("pattern", Shape::Pattern, ""),
    Field::optional("word", Shape::Word(&WORDS), ""),
    Field::optional("any", Shape::Any, ""),
    Field::optional("language", Shape::Language, ""),
    Field::optional("event", Shape::Event, ""),
    Field::optional("cron", Shape::Cron, ""),
    Field::optional("zone", Shape::Zone, ""),
    Field::optional("typed", Shape::OfType("word"), ""),
];
static SEVERAL: OneOf = OneOf {
    within: "in a probe",
    choices: &[
        Choice {
            key: Field::optional("one", Shape::Record(&DEEP), ""),
            beside: &[Field::optional("name", Shape::Plain, "")],
        },
        Choice {
            key: Field::optional("words", Shape::OneOrMore(&Shape::Plain), ""),
            beside: &[
                Field::optional("after", Shape::Duration, ""),
                Field::optional("name", Shape::Plain, ""),
            ],
        },
        Choice {
            key: Field::optional("more", Shape::OneOrMore(&Shape::Word(&WORDS)), ""),
            beside: &[Field::optional("name", Shape::Plain, "")],
        },
    ],
};
static ENTRY: [Field; 3] = [
    Field::required("label", Shape::Text, ""),
    Field::optional("next", Shape::Target, ""),
    Field::optional("rows", Shape::List(&Shape::Record(&LEAVES)), ""),
];
static FIELDS: [Field; 19] = [
    Field::required("leaves", Shape::Record(&LEAVES), ""),
    Field::optional("deep", Shape::Record(&DEEP), ""),
    Field::optional("maybe", Shape::Maybe(&Shape::Record(&LEAVES)), ""),
    Field::optional("lines", Shape::List(&Shape::Plain), ""),
    Field::optional("words", Shape::OneOrMore(&Shape::Word(&WORDS)), ""),
    Field::optional("records", Shape::List(&Shape::Record(&ENTRY)), ""),
    Field::optional("some", Shape::OneOrMore(&Shape::Record(&ENTRY)), ""),
    Field::optional("lists", Shape::List(&Shape::List(&Shape::Expression)), ""),
    Field::optional("ways", Shape::MapOf(&Shape::Target), ""),
    Field::optional("options", Shape::MapOf(&Shape::Record(&ENTRY)), ""),
    Field::optional("maps", Shape::MapOf(&Shape::MapOf(&Shape::Template)), ""),
    Field::optional(
        "tables",
        Shape::MapOf(&Shape::List(&Shape::Record(&LEAVES))),
        "",
    ),
    Field::optional(
        "kind",
        Shape::Either(&Shape::Word(&WORDS), &Shape::Record(&LEAVES)),
        "",
    ),
    Field::optional(
        "list",
        Shape::Either(&Shape::Plain, &Shape::List(&Shape::Plain)),
        "",
    ),
    Field::optional(
        "rules",
        Shape::Either(&Shape::Bool, &Shape::MapOf(&Shape::Record(&ENTRY))),
        "",
    ),
    Field::optional(
        "either",
        Shape::List(&Shape::Either(&Shape::Plain, &Shape::Record(&ENTRY))),
        "",
    ),
    Field::optional("self", Shape::Record(&ITSELF), ""),
    Field::optional("several", Shape::OneOf(&SEVERAL), ""),
    Field::optional("all", Shape::List(&Shape::OneOf(&SEVERAL)), ""),
];
static DEEP: [Field; 2] = [
    Field::optional("inner", Shape::Record(&ENTRY), ""),
    Field::optional("after", Shape::Duration, ""),
];
/// A shape within itself, as what a value is made of may be.
static ITSELF: [Field; 2] = [
    Field::optional("name", Shape::Plain, ""),
    Field::optional("of", Shape::Record(&ITSELF), ""),
];

struct Probe(Editor);

impl Probe {
    fn new() -> Self {
        Self(Stage::with(TRAIL).editor)
    }

    fn row(&self, path: &[trilha_trail::edit::PathSegment]) -> Row {
        let document = &self.0.document;
        let root = document.root.as_deref().expect("YAML");
        let rows = record_form(&document.text, root, &["probe".into()], &FIELDS, &[]);
        find(&rows, path).unwrap_or_else(|| panic!("no {path:?} in\n{}", document.text))
    }

    /// Changes something, and gives the row of a path as it is then.
    fn send(&mut self, msg: Msg, path: &Path) -> Row {
        let said = format!("{msg:?}");
        let cmds = self.0.update(Timestamp(0), msg);
        let refused = cmds
            .iter()
            .any(|cmd| matches!(cmd, trilha_state::Cmd::Say(_)));
        assert!(!refused, "{said}: {cmds:?}\n{}", &*self.0.document.text);
        self.row(path)
    }

    fn exercise(&mut self, path: &Path, depth: usize) {
        let row = self.row(path);
        match row.control.clone() {
            Control::Record(_) if depth > 4 => return,
            Control::List { item, .. } => self.list(path, item.0, depth),
            Control::Map { item, .. } => self.map(path, item.0, depth),
            Control::Either { one, other, .. } => self.either(path, one.0, other.0, depth),
            Control::Record(rows) if !rows.is_empty() => {
                for inner in rows {
                    self.exercise(&inner.path, depth + 1);
                }
            }
            Control::OneOf { of, .. } => self.one_of(path, of, depth),
            _ => {
                let set = self.send(Msg::Set(path.clone(), blank(row.shape.0)), path);
                assert!(set.present, "{path:?}");
                let free = matches!(row.shape.0, Shape::Any | Shape::OfType(_));
                assert!(
                    free || !matches!(set.control, Control::Yaml(_)),
                    "{path:?}: {set:?}"
                );
            }
        }
        let row = self.row(path);
        if !row.required && row.present && depth < 3 {
            let undo = self.0.document.text.clone();
            let gone = self.send(Msg::Clear(path.clone()), path);
            assert!(!gone.present, "{path:?}");
            self.0.update(Timestamp(0), Msg::Undo);
            assert_eq!(self.0.document.text, undo);
        }
    }

    fn list(&mut self, path: &Path, item: &'static Shape, depth: usize) {
        let there = rows(&self.row(path)).len();
        for count in there + 1..=there + 3 {
            let root = self.0.document.root.clone().expect("YAML");
            let (place, value) = new_item(&root, path, blank(item));
            let row = self.send(Msg::Set(place, value), path);
            assert_eq!(
                rows(&row).len(),
                count,
                "{path:?}\n{}",
                &*self.0.document.text
            );
        }
        let before = rows(&self.row(path));
        let last = before.last().expect("three").path.clone();
        let above = before.iter().nth_back(1).expect("three").path.clone();
        if depth < 2 {
            self.exercise(&last, depth + 1);
        }
        let moved = self.row(&last).control;
        self.send(Msg::Shift(last, true), path);
        assert_eq!(shown(&self.row(&above).control), shown(&moved), "{path:?}");
        let row = self.send(Msg::Clear(above), path);
        assert_eq!(rows(&row).len(), there + 2);
        self.double(path, item, there);
    }

    /// The item at a place is doubled, and undone.
    fn double(&mut self, path: &Path, item: &'static Shape, at: usize) {
        let before = rows(&self.row(path));
        let one = before.get(at).expect("it is there");
        let root = self.0.document.root.clone().expect("YAML");
        let (text, copy) = (
            self.0.document.text.clone(),
            copied(&root, item, &before, one),
        );
        let after = rows(&self.send(Msg::Double(one.path.clone(), copy), path));
        assert_eq!(after.len(), before.len() + 1, "{path:?}");
        let copy = after.get(at + 1).expect("it stands behind");
        assert_eq!(shown(&copy.control), shown(&one.control), "{path:?}");
        self.0.update(Timestamp(0), Msg::Undo);
        assert_eq!(self.0.document.text, text);
    }

    /// It becomes each of the things it may be, from each of the others, and back by undoing.
    fn one_of(&mut self, path: &Path, of: Like, depth: usize) {
        let Shape::OneOf(table) = of.0 else {
            panic!("{of:?}")
        };
        for to in table.choices.iter().chain(table.choices.iter().rev()) {
            let before = self.0.document.text.clone();
            let document = self.0.document.clone();
            let fresh = Fresh {
                document: &document,
                around: &self.0.around.clone(),
                zone: "Europe/Lisbon",
            };
            let there = self.row(path).present;
            let (kind, value) = (to.key.name, fresh.choice(to));
            let msg = if there {
                Msg::Become(path.clone(), of, kind.into(), value)
            } else {
                Msg::Set(path.clone(), value)
            };
            let row = self.send(msg, path);
            let Control::OneOf {
                kind: now, rows, ..
            } = &row.control
            else {
                panic!("{path:?}: {row:?}")
            };
            assert_eq!(*now, Some(kind), "{}", &*self.0.document.text);
            let known = std::iter::once(&to.key).chain(to.beside);
            let names: Vec<&str> = known.map(|field| field.name).collect();
            let shown: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
            assert_eq!(names, shown);
            if self.0.document.text != before {
                self.0.update(Timestamp(0), Msg::Undo);
                assert_eq!(self.0.document.text, before);
                self.0.update(Timestamp(0), Msg::Redo);
            }
            if depth < 2 {
                for inner in rows {
                    self.exercise(&inner.path, depth + 1);
                }
            }
        }
    }

    fn map(&mut self, path: &Path, item: &'static Shape, depth: usize) {
        let within = |name: &str| {
            let mut within = path.clone();
            within.push(name.into());
            within
        };
        let there = rows(&self.row(path)).len();
        for (n, name) in ["a", "b", "c"].into_iter().enumerate() {
            let value = new_entry(item, &rows(&self.row(path)));
            let row = self.send(Msg::Set(within(name), value), path);
            assert_eq!(rows(&row).len(), there + n + 1, "{path:?}");
        }
        if depth < 2 {
            self.exercise(&within("b"), depth + 1);
        }
        self.send(Msg::RenameKey(within("b"), "d".into()), path);
        let row = self.send(Msg::Shift(within("d"), true), path);
        let names: Vec<String> = rows(&row).iter().map(|row| row.name.to_string()).collect();
        assert!(
            names.ends_with(&["d".to_owned(), "a".to_owned(), "c".to_owned()]),
            "{names:?}"
        );
        let row = self.send(Msg::Clear(within("a")), path);
        assert_eq!(rows(&row).len(), there + 2);
    }

    fn either(&mut self, path: &Path, one: &'static Shape, other: &'static Shape, depth: usize) {
        for simple in [true, false, true, false] {
            let now = match self.row(path).control {
                Control::Either { now, .. } => *now,
                other => panic!("{other:?}"),
            };
            let value = turned(simple, one, other, &now);
            let row = self.send(Msg::Set(path.clone(), value), path);
            assert!(
                matches!(&row.control, Control::Either { simple: now, .. } if *now != simple),
                "{path:?}: {row:?}"
            );
        }
        let inner = match self.row(path).control {
            Control::Either { now, .. } => *now,
            other => panic!("{other:?}"),
        };
        match inner {
            Control::Record(rows) if depth < 2 => {
                for inner in rows {
                    self.exercise(&inner.path, depth + 1);
                }
            }
            Control::List { item, rows } => {
                let root = self.0.document.root.clone().expect("YAML");
                let (place, value) = new_item(&root, path, blank(item.0));
                self.send(Msg::Set(place, value), path);
                let now = match self.row(path).control {
                    Control::Either { now, .. } => *now,
                    other => panic!("{other:?}"),
                };
                assert!(
                    matches!(now, Control::List { rows: now, .. } if now.len() == rows.len() + 1)
                );
            }
            _ => {}
        }
    }
}

fn rows(row: &Row) -> Vec<Row> {
    inner(&row.control)
}

fn inner(control: &Control) -> Vec<Row> {
    match control {
        Control::List { rows, .. }
        | Control::Map { rows, .. }
        | Control::OneOf { rows, .. }
        | Control::Record(rows) => rows.clone(),
        Control::Either { now, .. } => inner(now),
        _ => Vec::new(),
    }
}

fn find(rows: &[Row], path: &[trilha_trail::edit::PathSegment]) -> Option<Row> {
    rows.iter().find_map(|row| {
        if row.path == path {
            return Some(row.clone());
        }
        path.starts_with(&row.path)
            .then(|| find(&inner(&row.control), path))
            .flatten()
    })
}

/// A control without the paths in it, which change with its place.
fn shown(control: &Control) -> String {
    let within = inner(control);
    if within.is_empty() {
        return format!("{control:?}");
    }
    let parts = within
        .iter()
        .map(|row| format!("{}{}{}", row.name, row.present, shown(&row.control)));
    parts.collect::<Vec<_>>().join(";")
}

#[test]
fn every_shape_can_be_set_added_to_ordered_and_taken_away() {
    for field in &FIELDS {
        let mut probe = Probe::new();
        probe.exercise(&vec!["probe".into(), field.name.into()], 0);
    }
}

#[test]
fn a_shape_within_itself_is_shown_as_deep_as_it_is_written() {
    let mut probe = Probe::new();
    let mut path: Path = vec!["probe".into(), "self".into()];
    for _ in 0..4 {
        let row = probe.row(&path);
        let row = probe.send(Msg::Set(path.clone(), blank(row.shape.0)), &path);
        assert!(
            matches!(&row.control, Control::Record(rows) if rows.len() == 2),
            "{row:?}"
        );
        path.push("of".into());
    }
}

#[test]
fn a_single_record_that_stands_for_a_list_stays_its_first_item() {
    let mut probe = Probe::new();
    let path: Path = vec!["probe".into(), "some".into()];
    probe.send(Msg::Set(path.clone(), blank(&Shape::Record(&ENTRY))), &path);
    let before = rows(&probe.row(&path));
    let root = probe.0.document.root.clone().unwrap();
    let (place, value) = new_item(&root, &path, blank(&Shape::Record(&ENTRY)));
    let after = rows(&probe.send(Msg::Set(place, value), &path));
    assert_eq!((before.len(), after.len()), (1, 2));
    assert_eq!(shown(&before[0].control), shown(&after[0].control));
}
