//! The text of a step, or of the trail's own keys, as rows of a form.

use super::custom::used;
use super::{Control, Like, Part, Path, Row, Speech, yaml_draft};
use crate::custom::CustomStep;
use crate::problem::Problem;
use crate::targets::verb_of;
use smol_str::SmolStr;
use std::rc::Rc;
use trilha_trail::diagnostic::Span;
use trilha_trail::edit::{Draft, PathSegment};
use trilha_trail::shape::{Field, OneOf, Shape, is_record};
use trilha_trail::yaml::{Content, Kind, Node};
use trilha_trail::{EVERY, TRAIL};

/// The form of a step.
pub fn step_form(
    text: &str,
    id: &str,
    step: &Node,
    problems: &[Rc<Problem>],
    customs: &[CustomStep],
) -> Vec<Row> {
    let mut form = Form::new(text, problems);
    let base: Path = vec!["steps".into(), id.into()];
    let mut rows = Vec::new();
    let field =
        |form: &mut Form<'_>, field: &'static Field, part| form.field(&base, step, field, part);
    if let Some(verb) = verb_of(step) {
        let mut path = base.clone();
        path.push(verb.name.into());
        let node = step.get(verb.name);
        rows.push(Row {
            name: verb.name.into(),
            doc: verb.doc,
            named: None,
            required: true,
            present: true,
            part: Part::Content,
            shape: Like(&verb.value),
            faults: form.faults(
                node,
                step.entry(verb.name)
                    .map(|(key, _)| (key.span.start, Some(step.span))),
                &verb.value,
            ),
            control: match node.and_then(Node::as_str) {
                Some(name) if verb.name == "use" => Control::Custom(name.to_owned()),
                _ => form.control(&path, &verb.value, node),
            },
            path,
        });
        let custom = used(customs, step);
        let here = |field: &&Field| {
            let kind = field
                .only
                .is_none_or(|kind| node.is_some_and(|node| node.get(kind).is_some()));
            kind || step.get(field.name).is_some()
        };
        for one in verb.fields.iter().filter(here) {
            let own = match (one.name, custom) {
                ("with", Some(custom)) => form.inputs(&base, step, custom),
                ("exits", Some(custom)) => form.ways(&base, step, custom),
                _ => None,
            };
            match own {
                Some(own) => rows.extend(own),
                None => rows.push(field(&mut form, one, part(&one.shape))),
            }
        }
    }
    let own = |name: &str| {
        verb_of(step).is_some_and(|verb| {
            verb.name == name || verb.fields.iter().any(|field| field.name == name)
        })
    };
    for one in EVERY.iter().filter(|one| !own(one.name)) {
        let part = if one.name == "error" {
            Part::Exits
        } else {
            Part::About
        };
        rows.push(field(&mut form, one, part));
    }
    rows.sort_by_key(|row| row.part);
    rows
}

/// The form of the trail itself: everything but its steps.
pub fn trail_form(text: &str, root: &Node, problems: &[Rc<Problem>]) -> Vec<Row> {
    let mut form = Form::new(text, problems);
    let shown = TRAIL
        .iter()
        .filter(|field| !matches!(field.name, "trail" | "steps" | "layout"));
    shown
        .map(|field| form.field(&Path::new(), root, field, Part::Content))
        .collect()
}

/// The form of a map at a place: every one of these keys.
pub fn record_form(
    text: &str,
    root: &Node,
    at: &[PathSegment],
    fields: &'static [Field],
    problems: &[Rc<Problem>],
) -> Vec<Row> {
    let mut form = Form::new(text, problems);
    match form.record(at, fields, crate::steps::at(root, at)) {
        Control::Record(rows) => rows,
        _ => Vec::new(),
    }
}

/// What is wrong with the only item of a list stands there, where that item is written without a list and so in the same
/// place as all of it.
fn said_once(mut row: Row) -> Row {
    if let Some(item) = alone(&row.control).filter(|item| item.path == row.path) {
        row.faults.retain(|fault| !item.faults.contains(fault));
    }
    row
}

fn alone(control: &Control) -> Option<&Row> {
    match control {
        Control::Either { now, .. } => alone(now),
        Control::List { rows, .. } => rows.first(),
        _ => None,
    }
}

fn part(shape: &Shape) -> Part {
    let leads = match shape {
        Shape::Target | Shape::MapOf(Shape::Target) => true,
        Shape::Record(fields) => fields
            .iter()
            .any(|field| matches!(field.shape, Shape::Target)),
        _ => false,
    };
    if leads { Part::Exits } else { Part::Content }
}

pub(super) struct Form<'a> {
    text: &'a str,
    problems: &'a [Rc<Problem>],
    /// The map around is not there: what is below it is not shown before it is.
    nowhere: bool,
}

impl<'a> Form<'a> {
    fn new(text: &'a str, problems: &'a [Rc<Problem>]) -> Self {
        Self {
            text,
            problems,
            nowhere: false,
        }
    }
}

impl Form<'_> {
    fn field(
        &mut self,
        base: &[PathSegment],
        parent: &Node,
        field: &'static Field,
        part: Part,
    ) -> Row {
        let mut path = base.to_vec();
        path.push(field.name.into());
        let entry = parent.entry(field.name);
        let node = entry.map(|(_, node)| node);
        let key = entry.map(|(key, _)| (key.span.start, Some(parent.span)));
        let row = Row {
            name: field.name.into(),
            doc: field.doc,
            named: None,
            required: field.required,
            present: node.is_some(),
            part,
            shape: Like(&field.shape),
            faults: self.faults(node, key, &field.shape),
            control: match field.shape {
                Shape::OfType(kind) => {
                    let kind = parent.get(kind).and_then(Node::as_str);
                    self.of_type(kind.unwrap_or_default(), node)
                }
                _ => self.control(&path, &field.shape, node),
            },
            path,
        };
        said_once(row)
    }

    /// What a value of a type is changed with.
    fn of_type(&self, kind: &str, node: Option<&Node>) -> Control {
        let text = node.and_then(Node::as_str).unwrap_or_default();
        let yes_no = node.and_then(Node::as_bool);
        match kind {
            _ if node.is_some_and(|node| node.as_scalar().is_none()) => {
                Control::Yaml(self.source(node))
            }
            "yes_no" if node.is_none() || yes_no.is_some() => Control::Bool(yes_no),
            "text" | "integer" | "number" | "money" | "date" | "yes_no" => {
                Control::Value(text.to_owned(), kind.into())
            }
            _ => Control::Yaml(self.source(node)),
        }
    }

    /// Problems whose place is this value, or its key, of which is told where it begins, and where the map around it is if
    /// what is wrong with that is shown elsewhere; those deeper inside stand at their own rows.
    pub(super) fn faults(
        &self,
        node: Option<&Node>,
        key: Option<(usize, Option<Span>)>,
        shape: &Shape,
    ) -> Vec<Rc<Problem>> {
        let Some(node) = node else { return Vec::new() };
        let nested =
            node.as_scalar().is_none() && !matches!(shape, Shape::Any | Shape::Text | Shape::Texts);
        let here = |problem: &&Rc<Problem>| {
            let start = problem.span.start;
            problem.file.is_none()
                && (key.is_some_and(|(key, map)| start == key && Some(problem.span) != map)
                    || if nested {
                        problem.span == node.span
                    } else {
                        node.span.contains(start) || problem.span == node.span
                    })
        };
        self.problems.iter().filter(here).cloned().collect()
    }

    pub(super) fn control(
        &mut self,
        path: &[PathSegment],
        shape: &'static Shape,
        node: Option<&Node>,
    ) -> Control {
        let scalar = node.is_none_or(|node| node.as_scalar().is_some());
        let text = || node.and_then(Node::as_str).unwrap_or_default().to_owned();
        match shape {
            Shape::Text => Control::Text(speech(node)),
            Shape::Texts => match node {
                Some(node) if node.as_seq().is_some() => {
                    Control::Texts(node.items().map(|item| speech(Some(item))).collect())
                }
                _ => Control::Texts(vec![speech(node)]),
            },
            Shape::OneOrMore(Shape::TextOr(record)) if all_texts(node, record) => {
                self.control(path, &Shape::Texts, node)
            }
            Shape::TextOr(record) => {
                let simple = !node.is_some_and(|node| is_record(node, record));
                let shape = if simple { &Shape::Text } else { *record };
                Control::Either {
                    simple,
                    one: Like(&Shape::Text),
                    other: Like(record),
                    now: Box::new(self.control(path, shape, node)),
                }
            }
            Shape::Maybe(inner) => self.control(path, inner, node.filter(|node| !node.is_null())),
            Shape::Either(one, other) => Control::Either {
                simple: scalar,
                one: Like(one),
                other: Like(other),
                now: Box::new(self.control(path, if scalar { one } else { other }, node)),
            },
            Shape::Record(fields) => self.record(path, fields, node),
            Shape::OneOf(of) => self.one_of(path, shape, of, node),
            Shape::List(item) | Shape::OneOrMore(item) => Control::List {
                item: Like(item),
                rows: self.items(path, item, node),
            },
            Shape::MapOf(item) => Control::Map {
                item: Like(item),
                rows: self.entries(path, item, node),
            },
            _ if !scalar => Control::Yaml(self.source(node)),
            Shape::Any | Shape::OfType(_) => Control::Yaml(self.typed(node)),
            Shape::Language => Control::Language(text()),
            Shape::Cron => Control::Cron(text()),
            Shape::Zone => Control::Zone(text()),
            Shape::Expression => Control::Expression(text()),
            Shape::Script => Control::Script(text()),
            Shape::Target => Control::Target(text()),
            Shape::Duration => Control::Duration(text()),
            Shape::Bool => Control::Bool(node.and_then(Node::as_bool)),
            Shape::Integer(min, max) => Control::Integer(text(), *min, *max),
            Shape::Variable => Control::Variable(text()),
            Shape::Trail => Control::Trail(text()),
            Shape::Queue => Control::Queue(text()),
            Shape::Team => Control::Team(text()),
            Shape::Calendar => Control::Calendar(text()),
            Shape::Inbox => Control::Inbox(text()),
            Shape::Word(words) => Control::Word(text(), words),
            Shape::Template | Shape::Plain | Shape::Pattern | Shape::Event => Control::Line(text()),
        }
    }

    fn record(
        &mut self,
        path: &[PathSegment],
        fields: &'static [Field],
        node: Option<&Node>,
    ) -> Control {
        match node {
            Some(node) if node.as_map().is_some() => Control::Record(
                fields
                    .iter()
                    .map(|field| self.field(path, node, field, Part::Content))
                    .collect(),
            ),
            Some(node) if !node.is_null() => Control::Yaml(self.source(Some(node))),
            _ if self.nowhere => Control::Record(Vec::new()),
            _ => {
                let nothing = Node {
                    span: Span::default(),
                    value: Content::Map(Vec::new()),
                };
                self.nowhere = true;
                let rows = fields
                    .iter()
                    .map(|field| self.field(path, &nothing, field, Part::Content))
                    .collect();
                self.nowhere = false;
                Control::Record(rows)
            }
        }
    }

    /// What tells what a map is, and what may stand beside that; as YAML where it is several things.
    fn one_of(
        &mut self,
        path: &[PathSegment],
        shape: &'static Shape,
        of: &'static OneOf,
        node: Option<&Node>,
    ) -> Control {
        let node = node.filter(|node| !node.is_null());
        let chosen = node.map(|node| of.chosen(node)).unwrap_or_default();
        let mut rows = Vec::new();
        let kind = match (node, chosen.as_slice()) {
            (Some(node), [choice]) => {
                let fields = std::iter::once(&choice.key).chain(choice.beside);
                rows.extend(fields.map(|field| self.field(path, node, field, Part::Content)));
                if let Some(head) = rows.first_mut() {
                    head.required = true;
                }
                Some(choice.key.name)
            }
            (Some(node), []) if node.as_map().is_some() => None,
            (None, _) => None,
            (Some(node), _) => return Control::Yaml(self.source(Some(node))),
        };
        let of = Like(shape);
        Control::OneOf { of, kind, rows }
    }

    fn items(
        &mut self,
        path: &[PathSegment],
        item: &'static Shape,
        node: Option<&Node>,
    ) -> Vec<Row> {
        let Some(node) = node else { return Vec::new() };
        let listed = node.as_seq().is_some();
        let row = |(at, node): (usize, &Node)| {
            let mut path = path.to_vec();
            if listed {
                path.push(at.into());
            }
            self.inner(
                path,
                smol_str::format_smolstr!("{}", at + 1),
                item,
                node,
                None,
            )
        };
        node.one_or_more().iter().enumerate().map(row).collect()
    }

    fn entries(
        &mut self,
        path: &[PathSegment],
        item: &'static Shape,
        node: Option<&Node>,
    ) -> Vec<Row> {
        let Some(map) = node else { return Vec::new() };
        let row = |(key, node): (&trilha_trail::yaml::Key, &Node)| {
            let mut path = path.to_vec();
            path.push(key.text.as_str().into());
            self.inner(
                path,
                key.text.as_str().into(),
                item,
                node,
                Some((key.span.start, Some(map.span))),
            )
        };
        map.entries().map(row).collect()
    }

    fn inner(
        &mut self,
        path: Path,
        name: SmolStr,
        shape: &'static Shape,
        node: &Node,
        key: Option<(usize, Option<Span>)>,
    ) -> Row {
        said_once(Row {
            name,
            doc: "",
            named: None,
            required: true,
            present: true,
            part: Part::Content,
            shape: Like(shape),
            faults: self.faults(Some(node), key, shape),
            control: self.control(&path, shape, Some(node)),
            path,
        })
    }

    /// A value as it may be typed: a text without quotation marks, where it is read as the same without them.
    fn typed(&self, node: Option<&Node>) -> String {
        let scalar = node.and_then(Node::as_scalar);
        let text = scalar.filter(|scalar| matches!(scalar.kind, Kind::Text));
        let text = text.map(|scalar| scalar.text.clone());
        text.filter(|text| yaml_draft(text) == Some(Draft::text(text)))
            .unwrap_or_else(|| self.source(node))
    }

    /// The text of a value, its lines moved to the left edge.
    fn source(&self, node: Option<&Node>) -> String {
        let Some(node) = node else {
            return String::new();
        };
        let start = self
            .text
            .get(..node.span.start)
            .and_then(|before| before.rfind('\n'))
            .map_or(0, |at| at + 1);
        let column = node.span.start - start;
        let mut lines = node.span.of(self.text).lines();
        let mut out = lines.next().unwrap_or_default().to_owned();
        for line in lines {
            let lead = line.len() - line.trim_start_matches(' ').len();
            out.push('\n');
            out.push_str(line.get(lead.min(column)..).unwrap_or_default());
        }
        out
    }
}

/// Whether one or several bubbles are nothing but texts.
fn all_texts(node: Option<&Node>, record: &Shape) -> bool {
    let bubbles = node.map(Node::one_or_more).unwrap_or_default();
    !bubbles.iter().any(|bubble| is_record(bubble, record))
}

fn speech(node: Option<&Node>) -> Speech {
    match node.map(|node| &node.value) {
        Some(Content::Map(entries)) => entries
            .iter()
            .map(|(key, node)| {
                (
                    key.text.as_str().into(),
                    node.as_str().unwrap_or_default().to_owned(),
                )
            })
            .collect(),
        _ => vec![(
            SmolStr::default(),
            node.and_then(Node::as_str).unwrap_or_default().to_owned(),
        )],
    }
}
