//! Setting what is at a path.

use super::ground::Ground;
use super::write::{self, STEP, Written};
use super::{Draft, EditError, PathSegment, printed, replace_spans};
use crate::diagnostic::Span;
use crate::trail::TRAIL;
use crate::yaml::{Key, Kind, Node, Style};

/// What holds a node: enough to replace it.
pub(super) struct Found<'n> {
    pub(super) node: &'n Node,
    pub(super) holder: Holder<'n>,
    /// Whether a collection in brackets lies around it.
    pub(super) flow: bool,
}

pub(super) enum Holder<'n> {
    Root,
    Entry(&'n Key),
    /// The byte of an item's dash, in a block list.
    Item(usize),
    /// An item in brackets.
    Bracketed,
}

/// Walks down a path as far as there are nodes; gives the last one and the segments left over.
fn walk<'n, 'p>(
    ground: Ground<'_>,
    root: &'n Node,
    path: &'p [PathSegment],
) -> (Found<'n>, &'p [PathSegment]) {
    let mut found = Found {
        node: root,
        holder: Holder::Root,
        flow: false,
    };
    let mut left = path;
    while let Some((segment, rest)) = left.split_first() {
        let flow = found.flow || ground.in_brackets(found.node);
        let next = match segment {
            PathSegment::Key(name) => found
                .node
                .entry(name)
                .map(|(key, node)| (node, Holder::Entry(key))),
            PathSegment::Index(index) => item(ground, found.node, *index, flow),
        };
        let Some((node, holder)) = next else { break };
        found = Found { node, holder, flow };
        left = rest;
    }
    (found, left)
}

fn item<'n>(
    ground: Ground<'_>,
    list: &'n Node,
    index: usize,
    flow: bool,
) -> Option<(&'n Node, Holder<'n>)> {
    let node = list.as_seq()?.get(index)?;
    if flow {
        return Some((node, Holder::Bracketed));
    }
    let dash = ground.dashes(list)?.get(index).copied()?;
    Some((node, Holder::Item(dash)))
}

pub(super) fn exactly<'n>(
    ground: Ground<'_>,
    root: &'n Node,
    path: &[PathSegment],
) -> Result<Found<'n>, EditError> {
    match walk(ground, root, path) {
        (found, []) => Ok(found),
        _ => Err(EditError::Nothing(printed(path))),
    }
}

/// Sets the value at a path.
pub(super) fn set(
    text: &str,
    root: &Node,
    path: &[PathSegment],
    value: &Draft,
) -> Result<String, EditError> {
    let ground = Ground::new(text);
    let (found, left) = walk(ground, root, path);
    let Some((segment, deeper)) = left.split_first() else {
        return replace(ground, &found, value);
    };
    let value = wrapped(deeper, value, path)?;
    if found.node.is_null() {
        return replace(
            ground,
            &found,
            &wrapped(std::slice::from_ref(segment), &value, path)?,
        );
    }
    let fresh = match segment {
        PathSegment::Key(_) => found.node.as_map().is_some(),
        PathSegment::Index(index) => found
            .node
            .as_seq()
            .is_some_and(|items| items.len() == *index),
    };
    if !fresh {
        return Err(EditError::WrongShape(printed(path)));
    }
    if is_empty(found.node) {
        return replace(
            ground,
            &found,
            &wrapped(std::slice::from_ref(segment), &value, path)?,
        );
    }
    if found.flow || ground.in_brackets(found.node) {
        return add_in_brackets(ground, found.node, segment, &value);
    }
    add_lines(
        ground,
        found.node,
        segment,
        &value,
        matches!(found.holder, Holder::Root),
    )
}

/// The value inside the maps and lists that are still missing around it.
fn wrapped(
    around: &[PathSegment],
    value: &Draft,
    path: &[PathSegment],
) -> Result<Draft, EditError> {
    let mut value = value.clone();
    for segment in around.iter().rev() {
        value = match segment {
            PathSegment::Key(name) => Draft::Map(vec![(name.clone(), value)]),
            PathSegment::Index(0) => Draft::List(vec![value]),
            PathSegment::Index(_) => return Err(EditError::Nothing(printed(path))),
        };
    }
    Ok(value)
}

fn is_empty(node: &Node) -> bool {
    node.as_map().is_some_and(<[_]>::is_empty) || node.as_seq().is_some_and(<[_]>::is_empty)
}

pub(super) fn replace(
    ground: Ground<'_>,
    found: &Found<'_>,
    value: &Draft,
) -> Result<String, EditError> {
    let node = found.node;
    let style = node
        .as_scalar()
        .map_or(Style::Plain, |scalar| match scalar.kind {
            Kind::Text => scalar.style,
            _ => Style::Plain,
        });
    if found.flow {
        return put(ground, node.span, &write::inline_as(value, true, style));
    }
    let written = match found.holder {
        Holder::Entry(key) => write::after_key(value, ground.column(key.span.start), style),
        Holder::Item(dash) => write::after_dash(value, ground.column(dash), style),
        Holder::Root | Holder::Bracketed => return replace_root(ground, node, value),
    };
    let block = is_block(ground, node);
    if written.rest.is_empty() && !block {
        return put(ground, node.span, &written.first);
    }
    let head = match found.holder {
        Holder::Entry(key) => after_colon(ground, key, node)?,
        Holder::Item(dash) => dash + 1,
        Holder::Root | Holder::Bracketed => return Err(EditError::Unplaceable),
    };
    Ok(rewrite(ground, head, node, block, &written))
}

/// Whether a node is written over lines of its own: a block collection or a block scalar.
fn is_block(ground: Ground<'_>, node: &Node) -> bool {
    match node.as_scalar() {
        Some(scalar) => matches!(scalar.style, Style::Literal | Style::Folded),
        None => !ground.in_brackets(node),
    }
}

/// Puts one line in the place of a node that stands on its line.
fn put(ground: Ground<'_>, span: Span, first: &str) -> Result<String, EditError> {
    let before = ground.part(0, span.start);
    let lead = match before.chars().next_back() {
        _ if !span.is_empty() => "",
        Some(':' | '-' | ',') => " ",
        Some('[' | '{' | ' ' | '\n') | None => "",
        Some(_) => ": ",
    };
    replace_spans(ground.text, &[(span, format!("{lead}{first}"))])
}

/// Writes a value anew after its colon or dash, keeping the comment of that line.
fn rewrite(ground: Ground<'_>, head: usize, node: &Node, block: bool, written: &Written) -> String {
    let end = ground.line_end(ground.true_end(node).max(head));
    let own_line = ground.line_end(head) < node.span.start;
    let comment = if own_line {
        ground.part(head, ground.line_end(head))
    } else if block && node.as_scalar().is_some() {
        let header = ground.part(node.span.start, ground.line_end(node.span.start));
        header
            .find('#')
            .and_then(|at| header.get(at..))
            .unwrap_or_default()
    } else if block {
        ""
    } else {
        ground.part(node.span.end, end)
    };
    let mut out = ground.part(0, head).to_owned();
    for part in [written.first.trim_end(), comment.trim()] {
        if !part.is_empty() {
            out.push(' ');
            out.push_str(part);
        }
    }
    for line in &written.rest {
        out.push_str(ground.newline);
        out.push_str(line);
    }
    let tail = ground.part(end, ground.text.len());
    if tail.is_empty() && !written.rest.is_empty() {
        out.push_str(ground.newline);
    }
    out.push_str(tail);
    out
}

fn replace_root(ground: Ground<'_>, root: &Node, value: &Draft) -> Result<String, EditError> {
    let lines = match value {
        Draft::Map(entries) if !entries.is_empty() => entries
            .iter()
            .flat_map(|(key, value)| write::entry(key, value, 0))
            .collect(),
        Draft::List(items) if !items.is_empty() => {
            items.iter().flat_map(|item| write::item(item, 0)).collect()
        }
        other => vec![write::inline_as(other, false, Style::Plain)],
    };
    let mut written = ground.joined(&lines);
    if root.is_null() && root.span.is_empty() {
        let open = !ground.text.is_empty() && !ground.text.ends_with('\n');
        let gap = if open { ground.newline } else { "" };
        return Ok(format!("{}{gap}{written}{}", ground.text, ground.newline));
    }
    let end = ground.true_end(root);
    if end == ground.text.len() {
        written.push_str(ground.newline);
    }
    replace_spans(ground.text, &[(Span::new(root.span.start, end), written)])
}

/// The byte after the colon of an entry.
fn after_colon(ground: Ground<'_>, key: &Key, value: &Node) -> Result<usize, EditError> {
    let between = ground.part(key.span.end, value.span.start.max(key.span.end));
    let colon = between.find(':').ok_or(EditError::Unplaceable)?;
    if between
        .get(..colon)
        .is_some_and(|gap| gap.trim().is_empty())
    {
        Ok(key.span.end + colon + 1)
    } else {
        Err(EditError::Unplaceable)
    }
}

fn add_in_brackets(
    ground: Ground<'_>,
    node: &Node,
    segment: &PathSegment,
    value: &Draft,
) -> Result<String, EditError> {
    let written = match segment {
        PathSegment::Key(name) => write::inline_entry(name, value),
        PathSegment::Index(_) => write::inline(value),
    };
    let last = match (node.as_map(), node.as_seq()) {
        (Some(entries), _) => entries
            .last()
            .map(|(key, value)| key.span.to(value.span).end),
        (_, Some(items)) => items.last().map(|item| item.span.end),
        _ => None,
    };
    let at = last.ok_or(EditError::Unplaceable)?;
    replace_spans(ground.text, &[(Span::at(at), format!(", {written}"))])
}

/// The entry that a new key of the whole file comes below: where trails have it, the last of those that stand before
/// it there; else the last of all but `layout`.
fn above<'n>(entries: &'n [(Key, Node)], name: &str) -> Option<&'n (Key, Node)> {
    let place = |key: &str| TRAIL.iter().position(|field| field.name == key);
    let earlier = |key: &str| match (place(key), place(name)) {
        (Some(key), Some(new)) => key < new,
        _ => key != "layout",
    };
    let found = entries.iter().rfind(|(key, _)| earlier(&key.text));
    found.or(entries.last())
}

/// Adds an entry or an item below the last one; a key of a trail where trails have it.
fn add_lines(
    ground: Ground<'_>,
    node: &Node,
    segment: &PathSegment,
    value: &Draft,
    root: bool,
) -> Result<String, EditError> {
    let indent = ground.column(node.span.start);
    let (lines, last) = match segment {
        PathSegment::Key(name) => {
            let entries = node.as_map().unwrap_or_default();
            let before = if root {
                above(entries, name)
            } else {
                entries.last()
            };
            (
                write::entry(name, value, indent),
                before.map(|(key, value)| (key.span.start, value)),
            )
        }
        PathSegment::Index(_) => {
            let items = node.as_seq().unwrap_or_default();
            (
                write::item(value, indent),
                items.last().map(|item| (item.span.start, item)),
            )
        }
    };
    let (start, last) = last.ok_or(EditError::Unplaceable)?;
    Ok(insert_below(ground, start, last, &lines))
}

/// Inserts lines below the line on which an entry ends.
pub(super) fn insert_below(
    ground: Ground<'_>,
    start: usize,
    last: &Node,
    lines: &[String],
) -> String {
    let end = ground.line_end(ground.true_end(last).max(start));
    let tail = ground.part(end, ground.text.len());
    let close = if tail.is_empty() { ground.newline } else { "" };
    format!(
        "{}{}{}{close}{tail}",
        ground.part(0, end),
        ground.newline,
        ground.joined(lines)
    )
}

/// The indentation of the entries of a block map, or where they would stand.
pub(super) fn entries_indent(ground: Ground<'_>, holder: &Key, map: &Node) -> usize {
    if map.as_map().is_some_and(|entries| !entries.is_empty()) && !ground.in_brackets(map) {
        ground.column(map.span.start)
    } else {
        ground.column(holder.span.start) + STEP
    }
}
