//! Edits of whole steps: the step, its position, and what leads to it.

use super::ground::Ground;
use super::rearrange;
use super::splice::{self, insert_below};
use super::write;
use super::{Draft, EditError, PathSegment, replace_spans};
use crate::diagnostic::Span;
use crate::yaml::{self, Content, Key, Node};
use smol_str::SmolStr;

const STEPS: &str = "steps";
const LAYOUT: &str = "layout";

fn path(parts: &[&str]) -> Vec<PathSegment> {
    parts.iter().map(|part| PathSegment::from(*part)).collect()
}

fn parse(text: &str) -> Result<Node, EditError> {
    yaml::parse("", text).0.ok_or(EditError::Unplaceable)
}

/// Adds a step below another, or last.
pub(super) fn add(
    text: &str,
    root: &Node,
    id: &SmolStr,
    after: Option<&str>,
    fields: &[(SmolStr, Draft)],
) -> Result<String, EditError> {
    let ground = Ground::new(text);
    let value = Draft::Map(fields.to_vec());
    let steps = root.get(STEPS).and_then(Node::as_map).unwrap_or_default();
    let Some(last) = steps.last() else {
        return first_step(ground, root, id, &value, fields);
    };
    let map = root.get(STEPS).ok_or(EditError::Unplaceable)?;
    if ground.in_brackets(root) || ground.in_brackets(map) {
        return splice::set(text, root, &path(&[STEPS, id]), &value);
    }
    let (key, node) = match after {
        None => last,
        Some(after) => steps
            .iter()
            .find(|(key, _)| key.text == after)
            .ok_or_else(|| EditError::Nothing(format!("{STEPS}.{after}")))?,
    };
    let mut lines = write::tall_entry(id, fields, ground.column(map.span.start));
    if apart(ground, steps) && !ground.keeps_blank_lines(node) {
        lines.insert(0, String::new());
    }
    Ok(insert_below(ground, key.span.start, node, &lines))
}

/// The first step of a trail that has none.
fn first_step(
    ground: Ground<'_>,
    root: &Node,
    id: &SmolStr,
    value: &Draft,
    fields: &[(SmolStr, Draft)],
) -> Result<String, EditError> {
    let Some((key, steps)) = root.entry(STEPS).filter(|_| !ground.in_brackets(root)) else {
        let value = Draft::Map(vec![(id.clone(), value.clone())]);
        return splice::set(ground.text, root, &path(&[STEPS]), &value);
    };
    let end = ground.line_end(steps.span.end);
    let comment = ground.part(steps.span.end, end).trim();
    let gap = if comment.is_empty() { "" } else { " " };
    let mut lines = vec![format!(
        "{}:{gap}{comment}",
        ground.part(key.span.start, key.span.end)
    )];
    lines.extend(write::tall_entry(
        id,
        fields,
        splice::entries_indent(ground, key, steps),
    ));
    if end == ground.text.len() {
        lines.push(String::new());
    }
    let span = Span::new(key.span.start, end);
    replace_spans(ground.text, &[(span, ground.joined(&lines))])
}

/// Whether the steps stand apart by blank lines.
fn apart(ground: Ground<'_>, steps: &[(Key, Node)]) -> bool {
    steps.windows(2).any(|pair| match pair {
        [(_, step), (next, _)] => {
            let between = Span::new(
                ground.next_line(ground.true_end(step)),
                ground.line_start(next.span.start),
            );
            between
                .of(ground.text)
                .lines()
                .any(|line| line.trim().is_empty())
        }
        _ => false,
    })
}

/// Removes a step and its position.
pub(super) fn remove(text: &str, root: &Node, id: &str) -> Result<String, EditError> {
    let without = rearrange::remove(text, root, &path(&[STEPS, id]))?;
    if root
        .get(LAYOUT)
        .is_none_or(|layout| layout.get(id).is_none())
    {
        return Ok(without);
    }
    rearrange::remove(&without, &parse(&without)?, &path(&[LAYOUT, id]))
}

/// Renames a step where it stands, in the layout, and at the given targets.
pub(super) fn rename(
    text: &str,
    root: &Node,
    from: &str,
    to: &str,
    targets: &[Span],
) -> Result<String, EditError> {
    let key_of = |map: &str| {
        root.get(map)
            .and_then(|map| map.entry(from))
            .map(|(key, _)| key.span)
    };
    let step = key_of(STEPS).ok_or_else(|| EditError::Nothing(format!("{STEPS}.{from}")))?;
    let mut spans = vec![step];
    spans.extend(key_of(LAYOUT));
    for target in targets {
        if !holds(root, *target, from) {
            return Err(EditError::Stale(*target));
        }
        spans.push(*target);
    }
    spans.sort_unstable();
    spans.dedup();
    let written = write::key(to, true);
    let replacements: Vec<(Span, String)> = spans
        .into_iter()
        .map(|span| (span, written.clone()))
        .collect();
    replace_spans(text, &replacements)
}

/// Whether a node at a place is this text.
fn holds(node: &Node, span: Span, text: &str) -> bool {
    if node.span == span && node.as_scalar().is_some() {
        return node.as_str() == Some(text);
    }
    match &node.value {
        Content::Scalar(_) => false,
        Content::Seq(items) => items.iter().any(|item| holds(item, span, text)),
        Content::Map(entries) => entries.iter().any(|(_, value)| holds(value, span, text)),
    }
}

/// Sets the position of a step, one line a step.
pub(super) fn position(
    text: &str,
    root: &Node,
    step: &str,
    x: i64,
    y: i64,
) -> Result<String, EditError> {
    let place = Draft::List(vec![Draft::Int(x), Draft::Int(y)]);
    if root
        .get(LAYOUT)
        .is_some_and(|layout| layout.as_map().is_some_and(|map| !map.is_empty()))
    {
        return splice::set(text, root, &path(&[LAYOUT, step]), &place);
    }
    let ground = Ground::new(text);
    let base = match root.get(LAYOUT) {
        Some(_) if root.entries().count() > 1 => rearrange::remove(text, root, &path(&[LAYOUT]))?,
        Some(_) => return splice::set(text, root, &path(&[LAYOUT, step]), &place),
        None if ground.in_brackets(root) || root.as_map().is_none() => {
            return splice::set(text, root, &path(&[LAYOUT, step]), &place);
        }
        None => text.to_owned(),
    };
    let root = parse(&base)?;
    let ground = Ground::new(&base);
    let lines = write::tall_entry(
        LAYOUT,
        &[(SmolStr::new(step), place)],
        ground.column(root.span.start),
    );
    let (key, last) = root
        .as_map()
        .and_then(<[_]>::last)
        .ok_or(EditError::Unplaceable)?;
    Ok(insert_below(ground, key.span.start, last, &lines))
}
