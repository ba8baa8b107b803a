//! Reading a trail's file, all but its steps.

use super::{Defaults, Interrupt, Step, Trail, Var, held, keys, kind_fits, step};
use crate::answer;
use crate::automation::Start;
use crate::diagnostic::{Code, Span};
use crate::graph::{Destination, Graph};
use crate::matching;
use crate::reader::{Reader, Referent, duration, is_id};
use crate::shape::{is_language, validate_record};
use crate::steps::hurries;
use crate::target::Target;
use crate::yaml::{Node, to_value};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use trilha_model::{StepId, TrailId, Value, VarName};

/// Reads a trail; whatever does not fit is said and left out.
pub(crate) fn read(reader: &mut Reader<'_>, node: &Node) -> Trail {
    let file = reader.file;
    if node.is_null() {
        reader
            .error(Code::MISSING_KEY, node.span, "the file is empty")
            .help = Some("a trail begins with `trail:`, its id, and has `steps:`".into());
    } else {
        validate_record(
            file,
            node,
            "in a trail",
            &[&keys::TRAIL],
            &mut reader.diagnostics,
        );
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
    let mut interrupts: Vec<Interrupt> = interrupts
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
        .filter_map(|(key, node)| step::read(reader, key, node))
        .zip(0..)
        .map(|(mut step, position)| {
            step.position = position;
            step
        })
        .collect();
    reader.step = None;
    let mut graph = Graph::link(&steps, &defaults);
    let start = reader.aim(node, "start");
    let first = match &start {
        Some(aim) => steps
            .iter()
            .position(|step| step.id.as_str() == aim.target.as_str()),
        None => (!steps.is_empty()).then_some(0),
    };
    let entries = first
        .and_then(|first| steps.get(first))
        .map(|first| Target::Step(first.id.clone()));
    let entries = entries
        .into_iter()
        .chain(interrupts.iter().map(|one| one.target.clone()));
    graph.find_bodies(&steps, &entries.collect::<Vec<_>>());
    let course = first.and_then(|first| steps.get(first)).map(|first| {
        let from = Target::Step(first.id.clone());
        let reached = graph.reached(&[from]);
        (0..steps.len()).map(|at| reached.contains(&at)).collect()
    });
    for interrupt in &mut interrupts {
        interrupt.leads = graph.aim(&interrupt.target);
    }
    let spoken = spoken(reader, node);
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
            .map(|node| Start::read_all(reader, node))
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
        spoken,
        course: course.unwrap_or_default(),
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

/// The languages a trail says of itself that it speaks.
fn spoken(reader: &Reader<'_>, node: &Node) -> Vec<SmolStr> {
    let declared = node.get("language").and_then(Node::as_str);
    let named = reader.languages.iter().cloned();
    named.chain(declared.map(SmolStr::new)).collect()
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
    hurries(reader, timeout);
    Defaults {
        timeout: timeout
            .and_then(|timeout| timeout.get("after"))
            .and_then(duration),
        timeout_next: timeout.and_then(|timeout| reader.aim(timeout, "next")),
        error: reader.aim(node, "error"),
        no_match: reader.aim(node, "no_match"),
        gather: reader.gather(node),
    }
}

fn read_interrupt(reader: &mut Reader<'_>, node: &Node) -> Option<Interrupt> {
    let words = node.get("match")?;
    reader.meant(words, "match", "interrupts");
    let words = words.one_or_more();
    Some(Interrupt {
        words: words
            .iter()
            .filter_map(Node::as_str)
            .map(matching::plain)
            .collect(),
        target: reader.aim(node, "next")?.target,
        leads: Destination::Nowhere,
    })
}

fn read_vars(reader: &mut Reader<'_>, node: Option<&Node>) -> Vec<Var> {
    let mut vars = Vec::new();
    for (key, node) in node.into_iter().flat_map(Node::entries) {
        reader.name(&key.text, key.span);
        let kind = node.get("type").and_then(Node::as_str);
        if let Some(value) = node.get("value").filter(|_| kind == Some("date")) {
            holds_date(reader, &key.text, value);
        }
        let value = node.get("value").map(|node| first_value(kind, node));
        let value = value.unwrap_or_default();
        if let (Some(kind), Some(at)) = (kind, node.get("value"))
            && !kind_fits(kind, value.kind())
        {
            let message = format!("`{}` holds {kind}, this is {}", key.text, value.kind());
            reader.error(Code::WRONG_TYPE, at.span, message).help = Some(match kind {
                "money" => "write it as `1.10`, with a point and nothing else".to_owned(),
                "yes_no" => "write `true` or `false`, without quotes".to_owned(),
                _ => format!(
                    "give it a value of that type, or declare it as `{}`",
                    value.kind()
                ),
            });
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

/// Says where the first value of a variable that holds a date is none.
fn holds_date(reader: &mut Reader<'_>, name: &str, node: &Node) {
    if let Some(text) = node.as_str().filter(|text| !answer::begins_with_date(text)) {
        let message = format!("`{name}` holds a date, `{text}` is none");
        reader.vain(node.span, message, "write it as `2026-11-20`");
    }
}

/// A variable's first value. An amount of money is exact by the digits it is written with, quoted or not.
pub(crate) fn first_value(kind: Option<&str>, node: &Node) -> Value {
    let value = to_value(node);
    let amount = matches!(value, Value::Float(_) | Value::Text(_)) && kind == Some("money");
    match node.as_str().filter(|_| amount).map(str::parse) {
        Some(Ok(exact)) => Value::Decimal(exact),
        _ => held(kind, value),
    }
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
