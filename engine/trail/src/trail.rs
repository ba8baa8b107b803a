//! A trail: what a file says, read and linked into a graph.

use crate::automation::Start;
use crate::diagnostic::{Code, Span};
use crate::graph::Graph;
use crate::matching::{self, Likeness};
use crate::reader::{Reader, Referent, duration, is_id};
use crate::session::Vars;
use crate::shape::{Field, Shape, is_language, nearest, validate_record};
use crate::steps::{EVERY, Kind, TIMEOUT, VERBS, Verb};
use crate::target::{Aim, Exit, Target};
use crate::text::Text;
use crate::yaml::{Key, Node, to_value};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use trilha_model::{Span as Duration, StepId, TrailId, Value, VarName};

/// The types a variable may be declared with.
pub(crate) const VAR_TYPES: [&str; 9] = [
    "text", "integer", "number", "yes_no", "money", "date", "list", "map", "any",
];

const VAR: [Field; 3] = [
    Field::optional(
        "type",
        Shape::Word(&VAR_TYPES),
        "What it holds; anything if not said.",
    ),
    Field::optional(
        "personal",
        Shape::Bool,
        "Whether it is about a person: shown as … in logs.",
    ),
    Field::optional("value", Shape::Any, "Its first value."),
];

const DEFAULTS: [Field; 3] = [
    Field::optional(
        "timeout",
        Shape::Record(&TIMEOUT),
        "Silence at `ask` and `menu`.",
    ),
    Field::optional("error", Shape::Target, "Where failing steps lead."),
    Field::optional(
        "no_match",
        Shape::Target,
        "Where too many wrong answers lead.",
    ),
];

const INTERRUPT: [Field; 2] = [
    Field::required(
        "match",
        Shape::OneOrMore(&Shape::Plain),
        "Words or phrases that interrupt.",
    ),
    Field::required("next", Shape::Target, "Where they lead."),
];

/// The keys of a trail's file.
pub static TRAIL: [Field; 11] = [
    Field::required(
        "trail",
        Shape::Plain,
        "The trail's id: `[a-z][a-z0-9_-]*`, also the file's name.",
    ),
    Field::optional("title", Shape::Text, "The name people read."),
    Field::optional(
        "language",
        Shape::Plain,
        "The language of texts that name none, such as `pt-BR`; `en` if not said.",
    ),
    Field::optional("starts", Shape::List(&Shape::Any), "What starts the trail."),
    Field::optional(
        "start",
        Shape::Target,
        "The first step; the first of the file if not said.",
    ),
    Field::optional(
        "vars",
        Shape::MapOf(&Shape::Record(&VAR)),
        "The variables, by name.",
    ),
    Field::optional(
        "outputs",
        Shape::List(&Shape::Variable),
        "The variables a caller gets back.",
    ),
    Field::optional(
        "defaults",
        Shape::Record(&DEFAULTS),
        "Exits for steps that name none.",
    ),
    Field::optional(
        "interrupts",
        Shape::List(&Shape::Record(&INTERRUPT)),
        "Words that leave whatever waits.",
    ),
    Field::required("steps", Shape::MapOf(&Shape::Any), "The steps, by id."),
    Field::optional(
        "layout",
        Shape::MapOf(&Shape::List(&Shape::Any)),
        "Where the editor draws each step; no meaning for the engine.",
    ),
];

/// A trail, as its file says it.
#[derive(Clone, Debug)]
pub struct Trail {
    /// Its id.
    pub id: TrailId,
    /// The name people read.
    pub title: Text,
    /// The language of texts that name none.
    pub language: SmolStr,
    /// What starts it.
    pub starts: Vec<Start>,
    /// Its declared variables, in the order of the file.
    pub vars: Vec<Var>,
    /// The variables a caller gets back.
    pub outputs: Vec<VarName>,
    /// Exits for steps that name none.
    pub defaults: Defaults,
    /// Words that leave whatever waits.
    pub interrupts: Vec<Interrupt>,
    /// Its steps, in the order of the file.
    pub steps: Vec<Step>,
    /// Where the editor draws each step, in canvas units; the left upper corner.
    pub layout: BTreeMap<StepId, (f64, f64)>,
    pub(crate) id_span: Span,
    pub(crate) graph: Graph,
    pub(crate) first: Option<usize>,
    pub(crate) names: Vec<VarName>,
}

/// A declared variable.
#[derive(Clone, Debug)]
pub struct Var {
    /// Its name.
    pub name: VarName,
    /// The type it was declared with; none: anything.
    pub kind: Option<SmolStr>,
    /// Whether it is about a person.
    pub personal: bool,
    /// Its first value.
    pub value: Value,
    /// Where its name is written.
    pub span: Span,
}

/// Exits for steps that name none.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    /// How long silence may last.
    pub timeout: Option<Duration>,
    /// Where silence leads.
    pub timeout_next: Option<Aim>,
    /// Where failing steps lead.
    pub error: Option<Aim>,
    /// Where too many wrong answers lead.
    pub no_match: Option<Aim>,
}

/// Words that leave whatever waits.
#[derive(Clone, Debug)]
pub struct Interrupt {
    words: Vec<String>,
    /// Where they lead.
    pub target: Target,
}

/// A step.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its id.
    pub id: StepId,
    /// A name for people.
    pub title: Option<String>,
    /// A remark for whoever reads the trail.
    pub note: Option<String>,
    /// What it does.
    pub kind: Kind,
    /// Where the whole step is written, its id included.
    pub span: Span,
    /// Where its id is written.
    pub id_span: Span,
    error: Option<Aim>,
}

impl Step {
    /// What is known of its kind.
    pub fn verb(&self) -> &'static Verb {
        self.kind.verb()
    }

    /// Its exits in the order they are drawn, `error` last.
    pub fn exits(&self) -> Vec<Exit> {
        let mut exits = self.kind.exits();
        if !matches!(self.kind, Kind::End(_)) {
            exits.push(Exit::plain("error", self.error.as_ref()));
        }
        exits
    }
}

impl Step {
    /// Whether it says itself where its failures lead.
    pub(crate) fn has_error_exit(&self) -> bool {
        self.error.is_some()
    }
}

impl Interrupt {
    /// Whether a plain text means it: as a whole, or among other words.
    pub(crate) fn means(&self, said: &str, likeness: Likeness) -> bool {
        self.words.iter().any(|phrase| match likeness {
            Likeness::Exact => phrase == said,
            Likeness::Words => matching::has_words(said, phrase),
        })
    }
}

impl Trail {
    /// The step of this id.
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.at(self.graph.position(id)?)
    }

    pub(crate) fn at(&self, position: usize) -> Option<&Step> {
        self.steps.get(position)
    }

    /// The first step.
    pub fn start(&self) -> Option<&Step> {
        self.at(self.first?)
    }

    /// The name people read, in a language; the id where there is none.
    pub fn title(&self, language: Option<&str>) -> String {
        let title = self.title.pick(language, &self.language).source();
        if title.is_empty() {
            self.id.to_string()
        } else {
            title
        }
    }

    /// Where an exit leads, defaults included.
    pub fn leads(&self, step: &StepId, exit: &str) -> Option<Target> {
        self.graph.leads(step, exit)
    }

    /// Every variable the trail declares or saves to.
    pub(crate) fn names(&self) -> &[VarName] {
        &self.names
    }

    /// The variables' first values, those given instead where there are.
    pub(crate) fn initial(&self, given: &[(VarName, Value)]) -> Vars {
        let mut vars: Vars = given.to_vec();
        for var in &self.vars {
            let known = given.iter().any(|(name, _)| *name == var.name);
            if !known && var.value != Value::Null {
                vars.push((var.name.clone(), var.value.clone()));
            }
        }
        vars
    }

    /// Whether a variable may hold a value; nothing is always allowed.
    pub(crate) fn fits(&self, name: &VarName, value: &Value) -> Result<(), String> {
        let declared = self.vars.iter().find(|var| var.name == *name);
        let Some(kind) = declared.and_then(|var| var.kind.as_deref()) else {
            return Ok(());
        };
        if kind_fits(kind, value.kind()) {
            return Ok(());
        }
        Err(format!("`{name}` holds {kind}, this is {}", value.kind()))
    }
}

/// Whether a value of a kind may go into a variable of a declared type.
pub(crate) fn kind_fits(declared: &str, value: &str) -> bool {
    declared == value
        || matches!(
            (declared, value),
            ("any", _) | (_, "nothing") | ("number" | "money", "integer") | ("date", "text")
        )
}

/// Reads a trail; whatever does not fit is said and left out.
pub(crate) fn read(reader: &mut Reader<'_>, node: &Node) -> Trail {
    let file = reader.file;
    if node.is_null() {
        reader
            .error(Code::MISSING_KEY, node.span, "the file is empty")
            .help = Some("a trail begins with `trail:`, its id, and has `steps:`".into());
    } else {
        validate_record(file, node, "in a trail", &[&TRAIL], &mut reader.diagnostics);
    }
    let id: TrailId = node
        .get("trail")
        .and_then(Node::as_str)
        .unwrap_or_default()
        .into();
    check_id(reader, node, &id);
    let defaults = read_defaults(reader, node.get("defaults"));
    let interrupts = node
        .get("interrupts")
        .map(Node::items)
        .into_iter()
        .flatten();
    let interrupts: Vec<Interrupt> = interrupts
        .filter_map(|node| read_interrupt(reader, node))
        .collect();
    let entries = node.get("steps").and_then(Node::as_map).unwrap_or_default();
    if let Some(node) = node.get("steps")
        && entries.is_empty()
    {
        reader
            .error(Code::EMPTY_TRAIL, node.span, "the trail has no steps")
            .help = Some("write the first below: `hello: { say: Hello!, next: end }`".into());
    }
    let steps: Vec<Step> = entries
        .iter()
        .filter_map(|(key, node)| read_step(reader, key, node))
        .collect();
    reader.step = None;
    let graph = Graph::link(&steps, &defaults);
    let start = reader.aim(node, "start");
    let first = match &start {
        Some(aim) => steps
            .iter()
            .position(|step| step.id.as_str() == aim.target.as_str()),
        None => (!steps.is_empty()).then_some(0),
    };
    let vars = read_vars(reader, node.get("vars"));
    let outputs = read_outputs(reader, node.get("outputs"));
    Trail {
        id,
        id_span: node.get("trail").map_or(Span::at(0), |node| node.span),
        title: node
            .get("title")
            .map(|node| reader.text(node))
            .unwrap_or_default(),
        language: language(reader, node),
        starts: node
            .get("starts")
            .map(|node| {
                node.items()
                    .filter_map(|node| Start::read(reader, node))
                    .collect()
            })
            .unwrap_or_default(),
        names: names(&vars, reader),
        vars,
        outputs,
        defaults,
        interrupts,
        steps,
        layout: node.get("layout").map(layout).unwrap_or_default(),
        graph,
        first,
    }
}

fn check_id(reader: &mut Reader<'_>, node: &Node, id: &TrailId) {
    if let Some(node) = node.get("trail")
        && !is_id(id.as_str())
    {
        let message = format!("`{id}` cannot be the id of a trail");
        reader.error(Code::INVALID_ID, node.span, message).help =
            Some("a small letter, then small letters, digits, `_` and `-`".into());
    }
}

fn language(reader: &mut Reader<'_>, node: &Node) -> SmolStr {
    let Some((node, name)) = node
        .get("language")
        .and_then(|node| Some((node, node.as_str()?)))
    else {
        return SmolStr::new_static("en");
    };
    if !is_language(name) {
        let message = format!("`{name}` is not a language");
        reader.error(Code::WRONG_SHAPE, node.span, message).help =
            Some("write it as `pt`, `pt-BR`, `en`, `es`".into());
    }
    name.into()
}

fn names(vars: &[Var], reader: &Reader<'_>) -> Vec<VarName> {
    let mut names: Vec<VarName> = vars.iter().map(|var| var.name.clone()).collect();
    let mut seen: BTreeSet<VarName> = names.iter().cloned().collect();
    for reference in &reader.references {
        if let Referent::Write(name, _) = &reference.to
            && seen.insert(name.clone())
        {
            names.push(name.clone());
        }
    }
    names
}

fn read_defaults(reader: &mut Reader<'_>, node: Option<&Node>) -> Defaults {
    let Some(node) = node else {
        return Defaults::default();
    };
    let timeout = node.get("timeout");
    Defaults {
        timeout: timeout
            .and_then(|timeout| timeout.get("after"))
            .and_then(duration),
        timeout_next: timeout.and_then(|timeout| reader.aim(timeout, "next")),
        error: reader.aim(node, "error"),
        no_match: reader.aim(node, "no_match"),
    }
}

fn read_interrupt(reader: &mut Reader<'_>, node: &Node) -> Option<Interrupt> {
    let words = node.get("match")?.one_or_more();
    Some(Interrupt {
        words: words
            .iter()
            .filter_map(Node::as_str)
            .map(matching::plain)
            .collect(),
        target: reader.aim(node, "next")?.target,
    })
}

fn read_vars(reader: &mut Reader<'_>, node: Option<&Node>) -> Vec<Var> {
    let mut vars = Vec::new();
    for (key, node) in node.into_iter().flat_map(Node::entries) {
        reader.name(&key.text, key.span);
        let kind = node.get("type").and_then(Node::as_str);
        let value = node.get("value").map(to_value).unwrap_or_default();
        if let (Some(kind), Some(at)) = (kind, node.get("value"))
            && !kind_fits(kind, value.kind())
        {
            let message = format!("`{}` holds {kind}, this is {}", key.text, value.kind());
            reader.error(Code::WRONG_TYPE, at.span, message).help = Some(format!(
                "give it a value of that type, or declare it as `{}`",
                value.kind()
            ));
        }
        vars.push(Var {
            name: key.text.as_str().into(),
            kind: kind.map(SmolStr::new),
            personal: node
                .get("personal")
                .and_then(Node::as_bool)
                .unwrap_or(false),
            value,
            span: key.span,
        });
    }
    vars
}

fn read_outputs(reader: &mut Reader<'_>, node: Option<&Node>) -> Vec<VarName> {
    let items = node.into_iter().flat_map(Node::items);
    let names: Vec<(&str, Span)> = items
        .filter_map(|node| Some((node.as_str()?, node.span)))
        .collect();
    for (name, span) in &names {
        reader.refer(Referent::Read((*name).into()), *span);
    }
    names.into_iter().map(|(name, _)| name.into()).collect()
}

fn layout(node: &Node) -> BTreeMap<StepId, (f64, f64)> {
    let number = |node: &Node| match to_value(node) {
        #[expect(clippy::cast_precision_loss, reason = "a place on a canvas")]
        Value::Int(value) => Some(value as f64),
        Value::Float(value) if value.is_finite() => Some(value),
        _ => None,
    };
    let place = |node: &Node| match node.as_seq()? {
        [x, y] => Some((number(x)?, number(y)?)),
        _ => None,
    };
    node.entries()
        .filter_map(|(key, node)| Some((key.text.as_str().into(), place(node)?)))
        .collect()
}

fn read_step(reader: &mut Reader<'_>, key: &Key, node: &Node) -> Option<Step> {
    let id: StepId = key.text.as_str().into();
    reader.step = Some(id.clone());
    if matches!(key.text.as_str(), "end" | "return") {
        let message = format!("`{id}` cannot be a step: it is where sessions go");
        reader.error(Code::RESERVED_NAME, key.span, message).help =
            Some(format!("give it another name; `next: {id}` needs no step"));
    } else if !is_id(id.as_str()) {
        let message = format!("`{id}` cannot be the id of a step");
        reader.error(Code::INVALID_ID, key.span, message).help =
            Some("a small letter, then small letters, digits, `_` and `-`".into());
    }
    let verb = verb_of(reader, key, node)?;
    let head = [Field::required(verb.name, verb.value, verb.doc)];
    let what = format!("in `{}`", verb.name);
    let before = reader.diagnostics.len();
    let file = reader.file;
    let tables = [head.as_slice(), verb.fields, &EVERY];
    validate_record(file, node, &what, &tables, &mut reader.diagnostics);
    for diagnostic in reader.diagnostics.iter_mut().skip(before) {
        diagnostic.step = Some(id.0.clone());
    }
    let kind = Kind::read(verb.name, reader, node)?;
    same_exits(reader, &kind, node);
    let text = |key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
    Some(Step {
        id,
        title: text("title"),
        note: text("note"),
        kind,
        span: key.span.to(node.span),
        id_span: key.span,
        error: reader.aim(node, "error"),
    })
}

/// Exits that an author names may not be named as those the step has anyway.
fn same_exits(reader: &mut Reader<'_>, kind: &Kind, node: &Node) {
    let exits = kind.exits();
    for (at, exit) in exits.iter().enumerate() {
        let name = exit.name.as_str();
        let another = exits
            .iter()
            .enumerate()
            .any(|(other, one)| other != at && one.name == exit.name);
        let [outer, _, ..] = exit.path.as_slice() else {
            continue;
        };
        let named = matches!(outer.as_str(), "options" | "switch" | "exits");
        let key = node
            .get(outer)
            .into_iter()
            .flat_map(Node::entries)
            .find(|(key, _)| key.text == name);
        if let Some((key, _)) = key.filter(|_| named && (another || name == "error")) {
            let message =
                format!("`{name}` cannot be the name of an exit here: the step has one already");
            reader.error(Code::RESERVED_NAME, key.span, message).help =
                Some("give it another name".into());
        }
    }
}

/// The one verb of a step.
fn verb_of(reader: &mut Reader<'_>, key: &Key, node: &Node) -> Option<&'static Verb> {
    let known = |name: &str| VERBS.iter().find(|verb| verb.name == name);
    let Some(entries) = node.as_map() else {
        let message = format!("expected a step, found {}", node.kind_name());
        reader.error(Code::WRONG_SHAPE, node.span, message).help =
            Some("a step is a map with one verb: `say: …`, `ask: …`, `menu: …`".into());
        return None;
    };
    let mut found = entries
        .iter()
        .filter_map(|(key, _)| Some((key, known(&key.text)?)));
    let Some((first, verb)) = found.next() else {
        no_verb(reader, key, entries);
        return None;
    };
    if let Some((second, other)) = found.next() {
        let message = format!(
            "a step has one verb, this one has `{}` and `{}`",
            verb.name, other.name
        );
        let label = (first.span, "the first verb".to_owned());
        let diagnostic = reader.error(Code::SEVERAL_VERBS, second.span, message);
        diagnostic.labels.push(label);
        diagnostic.help = Some("make two steps of it, the first with `next:` to the second".into());
        return None;
    }
    Some(verb)
}

fn no_verb(reader: &mut Reader<'_>, key: &Key, entries: &[(Key, Node)]) {
    let verbs = || VERBS.iter().map(|verb| verb.name);
    let near = entries
        .iter()
        .find_map(|(key, _)| Some((key, nearest(&key.text, verbs())?)));
    let message = format!("the step `{}` has no verb", key.text);
    let diagnostic = reader.error(Code::NO_VERB, key.span, message);
    if let Some((key, verb)) = near {
        diagnostic.labels.push((key.span, "no verb".to_owned()));
        diagnostic.help = Some(format!("did you mean `{verb}` by `{}`?", key.text));
    } else {
        let verbs: Vec<&str> = verbs().collect();
        diagnostic.help = Some(format!("verbs are {}", verbs.join(", ")));
    }
}
