//! The inspector's form: every key a step may have, each with the control that suits its shape.

use crate::problem::Problem;
use crate::targets::verb_of;
use smol_str::SmolStr;
use std::rc::Rc;
use trilha_trail::edit::{Draft, PathSegment};
use trilha_trail::shape::{Field, Shape, is_record};
use trilha_trail::yaml::{Content, Kind, Node};
use trilha_trail::{EVERY, START, TRAIL};

/// What starts a trail, with the keys each start may have.
static STARTS: Shape = Shape::List(&A_START);
static A_START: Shape = Shape::Record(&START);

/// The way to a value.
pub type Path = Vec<PathSegment>;

/// A text in one language; no language: it is the only one.
pub type Speech = Vec<(SmolStr, String)>;

/// One key and its control.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The way to its value.
    pub path: Path,
    /// Its key, or the author's own name in a map, or its number in a list.
    pub name: SmolStr,
    /// What it is for.
    pub doc: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it is there.
    pub present: bool,
    /// Where it stands in the form.
    pub part: Part,
    /// Its control.
    pub control: Control,
    /// What is wrong with it.
    pub faults: Vec<Rc<Problem>>,
}

/// A shape; shapes are tables that exist once, so the same place is the same shape.
#[derive(Clone, Copy, Debug)]
pub struct Like(pub &'static Shape);

impl PartialEq for Like {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

/// A part of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What the step does.
    Content,
    /// Where it leads.
    Exits,
    /// What people call it.
    About,
}

/// What a value is changed with.
#[derive(Clone, Debug, PartialEq)]
pub enum Control {
    /// Text for contacts.
    Text(Speech),
    /// Several texts for contacts.
    Texts(Vec<Speech>),
    /// A line of text; with `{{ … }}` or without.
    Line(String),
    /// A bare expression.
    Expression(String),
    /// Lines of a script.
    Script(String),
    /// A step, `end` or `return`.
    Target(String),
    /// A duration.
    Duration(String),
    /// Yes or no; none: not said.
    Bool(Option<bool>),
    /// A whole number between these.
    Integer(String, i64, i64),
    /// A variable.
    Variable(String),
    /// A trail.
    Trail(String),
    /// A queue.
    Queue(String),
    /// One of these words.
    Word(String, &'static [&'static str]),
    /// One after the other.
    List {
        /// What each is.
        item: Like,
        /// The items.
        rows: Vec<Row>,
    },
    /// By names of the author's choice.
    Map {
        /// What each is.
        item: Like,
        /// The entries.
        rows: Vec<Row>,
    },
    /// Keys below this one.
    Record(Vec<Row>),
    /// One of two forms.
    Either {
        /// Whether it has the first form.
        simple: bool,
        /// The first form.
        one: Like,
        /// The second form.
        other: Like,
        /// The control of the form it has.
        now: Box<Control>,
    },
    /// Anything, as YAML.
    Yaml(String),
}

/// The form of a step.
pub fn step_form(text: &str, id: &str, step: &Node, problems: &[Rc<Problem>]) -> Vec<Row> {
    let mut form = Form { text, problems };
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
            required: true,
            present: true,
            part: Part::Content,
            faults: form.faults(
                node,
                step.entry(verb.name).map(|(key, _)| key.span.start),
                &verb.value,
            ),
            control: form.control(&path, &verb.value, node),
            path,
        });
        for one in verb.fields {
            rows.push(field(&mut form, one, part(&one.shape)));
        }
    }
    for one in &EVERY {
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
    let mut form = Form { text, problems };
    let shown = TRAIL
        .iter()
        .filter(|field| !matches!(field.name, "trail" | "steps" | "layout"));
    let mut row = |field: &'static Field| {
        let mut row = form.field(&Path::new(), root, field, Part::Content);
        if field.name == "starts" {
            row.control = form.control(&row.path, &STARTS, root.get(field.name));
        }
        row
    };
    shown.map(&mut row).collect()
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

struct Form<'a> {
    text: &'a str,
    problems: &'a [Rc<Problem>],
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
        Row {
            name: field.name.into(),
            doc: field.doc,
            required: field.required,
            present: node.is_some(),
            part,
            faults: self.faults(node, entry.map(|(key, _)| key.span.start), &field.shape),
            control: self.control(&path, &field.shape, node),
            path,
        }
    }

    /// Problems whose place is this value; those deeper inside stand at their own rows.
    fn faults(&self, node: Option<&Node>, key: Option<usize>, shape: &Shape) -> Vec<Rc<Problem>> {
        let Some(node) = node else { return Vec::new() };
        let nested =
            node.as_scalar().is_none() && !matches!(shape, Shape::Any | Shape::Text | Shape::Texts);
        let here = |problem: &&Rc<Problem>| {
            let start = problem.span.start;
            problem.file.is_none()
                && (Some(start) == key
                    || if nested {
                        problem.span == node.span
                    } else {
                        node.span.contains(start) || problem.span == node.span
                    })
        };
        self.problems.iter().filter(here).cloned().collect()
    }

    fn control(
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
            Shape::List(item) | Shape::OneOrMore(item) => Control::List {
                item: Like(item),
                rows: self.items(path, item, node),
            },
            Shape::MapOf(item) => Control::Map {
                item: Like(item),
                rows: self.entries(path, item, node),
            },
            _ if !scalar => Control::Yaml(self.source(node)),
            Shape::Any => Control::Yaml(self.source(node)),
            Shape::Expression => Control::Expression(text()),
            Shape::Script => Control::Script(text()),
            Shape::Target => Control::Target(text()),
            Shape::Duration => Control::Duration(text()),
            Shape::Bool => Control::Bool(node.and_then(Node::as_bool)),
            Shape::Integer(min, max) => Control::Integer(text(), *min, *max),
            Shape::Variable => Control::Variable(text()),
            Shape::Trail => Control::Trail(text()),
            Shape::Queue => Control::Queue(text()),
            Shape::Word(words) => Control::Word(text(), words),
            Shape::Template | Shape::Plain | Shape::Inbox | Shape::Pattern => Control::Line(text()),
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
            _ => {
                let nothing = Node {
                    span: trilha_trail::diagnostic::Span::default(),
                    value: Content::Map(Vec::new()),
                };
                Control::Record(
                    fields
                        .iter()
                        .map(|field| self.field(path, &nothing, field, Part::Content))
                        .collect(),
                )
            }
        }
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
        let row = |(key, node): (&trilha_trail::yaml::Key, &Node)| {
            let mut path = path.to_vec();
            path.push(key.text.as_str().into());
            self.inner(
                path,
                key.text.as_str().into(),
                item,
                node,
                Some(key.span.start),
            )
        };
        node.into_iter().flat_map(Node::entries).map(row).collect()
    }

    fn inner(
        &mut self,
        path: Path,
        name: SmolStr,
        shape: &'static Shape,
        node: &Node,
        key: Option<usize>,
    ) -> Row {
        Row {
            name,
            doc: "",
            required: true,
            present: true,
            part: Part::Content,
            faults: self.faults(Some(node), key, shape),
            control: self.control(&path, shape, Some(node)),
            path,
        }
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

/// A text as it is written: bare where it has no language.
pub fn speech_draft(speech: &[(SmolStr, String)]) -> Draft {
    match speech {
        [(language, text)] if language.is_empty() => Draft::text(text),
        several => Draft::map(
            several
                .iter()
                .map(|(language, text)| (language.clone(), Draft::text(text))),
        ),
    }
}

/// Something a value of a shape may begin as.
pub fn blank(shape: &Shape) -> Draft {
    match shape {
        Shape::Expression => Draft::text("true"),
        Shape::Target => Draft::text("end"),
        Shape::Duration => Draft::text("10m"),
        Shape::Bool => Draft::Bool(true),
        Shape::Integer(min, _) => Draft::Int((*min).max(1)),
        Shape::Word(words) => Draft::text(words.first().copied().unwrap_or_default()),
        Shape::List(item) | Shape::OneOrMore(item) => Draft::List(vec![blank(item)]),
        Shape::MapOf(item) => Draft::map([("first", blank(item))]),
        Shape::Record(fields) => {
            let required = fields.iter().filter(|field| field.required);
            let mut entries: Vec<(SmolStr, Draft)> = required
                .map(|field| (field.name.into(), blank(&field.shape)))
                .collect();
            if let (Some(first), true) = (fields.first(), entries.is_empty()) {
                entries.extend(opening(first));
            }
            Draft::Map(entries)
        }
        Shape::Either(one, _) | Shape::Maybe(one) => blank(one),
        Shape::Any => Draft::Null,
        _ => Draft::text("…"),
    }
}

/// What a new entry beside others begins as: with a key of its own where its place in the list is taken as one.
pub fn new_entry(item: &Shape, rows: &[Row]) -> Draft {
    let mut entry = blank(item);
    let Draft::Map(fields) = &mut entry else {
        return entry;
    };
    let keyed =
        matches!(item, Shape::Record(known) if known.iter().any(|field| field.name == "key"));
    let taken: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| key_of(row).unwrap_or_else(|| (at + 1).to_string()))
        .collect();
    if keyed && taken.contains(&(rows.len() + 1).to_string()) {
        let most = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let free = (1..=most.saturating_add(1)).find(|n| !taken.contains(&n.to_string()));
        fields.push(("key".into(), Draft::Int(free.unwrap_or(1))));
    }
    entry
}

fn key_of(row: &Row) -> Option<String> {
    let Control::Record(rows) = &row.control else {
        return None;
    };
    let key = rows.iter().find(|row| row.name == "key" && row.present)?;
    match &key.control {
        Control::Line(text) => Some(text.clone()),
        _ => None,
    }
}

/// What a map of which nothing is required begins with.
fn opening(first: &Field) -> Option<(SmolStr, Draft)> {
    let value = match first.shape {
        Shape::Record(_) => Draft::Map(Vec::new()),
        Shape::Text | Shape::Texts | Shape::Template | Shape::Plain | Shape::Word(_) => {
            blank(&first.shape)
        }
        _ => return None,
    };
    Some((first.name.into(), value))
}

/// The value of a YAML text, ready to be written elsewhere; none where it is not YAML.
pub fn yaml_draft(text: &str) -> Option<Draft> {
    trilha_trail::yaml::parse("", text)
        .0
        .map(|node| draft(&node))
}

/// A tree, ready to be written elsewhere.
pub fn draft(node: &Node) -> Draft {
    match &node.value {
        Content::Scalar(scalar) => match scalar.kind {
            Kind::Null => Draft::Null,
            Kind::Bool(value) => Draft::Bool(value),
            Kind::Int(value) => Draft::Int(value),
            Kind::Float(value) => Draft::Float(value),
            Kind::Text => Draft::text(&scalar.text),
        },
        Content::Seq(items) => Draft::List(items.iter().map(draft).collect()),
        Content::Map(entries) => Draft::map(
            entries
                .iter()
                .map(|(key, node)| (key.text.as_str(), draft(node))),
        ),
    }
}
