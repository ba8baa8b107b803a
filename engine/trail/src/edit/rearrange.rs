//! Removing, renaming and moving what is at a path.

use super::ground::Ground;
use super::splice::{Holder, exactly, replace};
use super::write;
use super::{Draft, EditError, PathSegment, printed, replace_spans};
use crate::diagnostic::Span;
use crate::yaml::Node;
use smol_str::SmolStr;

/// Removes what is at a path.
pub(super) fn remove(text: &str, root: &Node, path: &[PathSegment]) -> Result<String, EditError> {
    let ground = Ground::new(text);
    let nothing = || EditError::Nothing(printed(path));
    let (segment, above) = path.split_last().ok_or_else(nothing)?;
    let holder = exactly(ground, root, above)?;
    exactly(ground, root, path)?;
    let flow = holder.flow || ground.in_brackets(holder.node);
    let (starts, nodes, index) = match (segment, holder.node.as_map(), holder.node.as_seq()) {
        (PathSegment::Key(name), Some(entries), _) => {
            let index = entries
                .iter()
                .position(|(key, _)| key.text == name.as_str())
                .ok_or_else(nothing)?;
            let starts: Vec<usize> = entries.iter().map(|(key, _)| key.span.start).collect();
            (
                starts,
                entries.iter().map(|(_, value)| value).collect::<Vec<_>>(),
                index,
            )
        }
        (PathSegment::Index(index), _, Some(items)) => {
            let starts = if flow {
                items.iter().map(|item| item.span.start).collect()
            } else {
                ground.dashes(holder.node).ok_or(EditError::Unplaceable)?
            };
            (starts, items.iter().collect(), *index)
        }
        _ => return Err(nothing()),
    };
    if nodes.len() == 1 {
        let empty = if holder.node.as_map().is_some() {
            Draft::Map(Vec::new())
        } else {
            Draft::List(Vec::new())
        };
        return replace(ground, &holder, &empty);
    }
    let start = starts.get(index).copied().ok_or_else(nothing)?;
    let node = nodes.get(index).copied().ok_or_else(nothing)?;
    let gone = match (
        flow,
        starts.get(index + 1),
        index.checked_sub(1).and_then(|before| nodes.get(before)),
    ) {
        (true, Some(next), _) => Span::new(start, *next),
        (true, None, Some(before)) => Span::new(before.span.end, node.span.end.max(start)),
        (false, Some(next), _) if !ground.opens_line(start) => Span::new(start, *next),
        (false, next, before) if ground.opens_line(start) => {
            let keeps = before.is_some_and(|before| ground.keeps_blank_lines(before));
            with_gap(ground, ground.lines_of(start, node), keeps, next.is_none())
        }
        _ => return Err(EditError::Unplaceable),
    };
    replace_spans(text, &[(gone, String::new())])
}

/// Lines to remove with the blank line that set them apart: the one below where there is one on
/// either side, the one above the last entry. After a scalar that keeps blank lines, all below.
fn with_gap(ground: Ground<'_>, lines: Span, above_kept: bool, last: bool) -> Span {
    let blank = |from: usize, to: usize| from < to && ground.part(from, to).trim().is_empty();
    let Span { mut start, mut end } = lines;
    let above = start.checked_sub(1).map(|at| ground.line_start(at));
    let above = above.filter(|above| blank(*above, start));
    while above.is_some() && blank(end, ground.next_line(end)) {
        end = ground.next_line(end);
        if !above_kept {
            return Span::new(start, end);
        }
    }
    if let (Some(above), true, false) = (above, last, above_kept) {
        start = above;
    }
    Span::new(start, end)
}

/// Renames the key of an entry.
pub(super) fn rename_key(
    text: &str,
    root: &Node,
    path: &[PathSegment],
    to: &SmolStr,
) -> Result<String, EditError> {
    let ground = Ground::new(text);
    let found = exactly(ground, root, path)?;
    let Holder::Entry(key) = found.holder else {
        return Err(EditError::Nothing(printed(path)));
    };
    if key.text == to.as_str() {
        return Ok(text.to_owned());
    }
    replace_spans(text, &[(key.span, write::key(to, found.flow))])
}

/// Moves an item of a list, with the comments above it and beside it.
pub(super) fn move_item(
    text: &str,
    root: &Node,
    path: &[PathSegment],
    from: usize,
    to: usize,
) -> Result<String, EditError> {
    let ground = Ground::new(text);
    let found = exactly(ground, root, path)?;
    let items = found
        .node
        .as_seq()
        .ok_or_else(|| EditError::WrongShape(printed(path)))?;
    if from >= items.len() || to >= items.len() {
        return Err(EditError::Nothing(printed(path)));
    }
    let flow = found.flow || ground.in_brackets(found.node);
    let slots: Vec<Span> = if flow {
        items.iter().map(|item| item.span).collect()
    } else {
        let dashes = ground.dashes(found.node).ok_or(EditError::Unplaceable)?;
        if !dashes.iter().all(|dash| ground.opens_line(*dash)) {
            return Err(EditError::Unplaceable);
        }
        let mut start = ground.with_comments_above(ground.line_start(found.node.span.start));
        let slot = |(item, dash): (&Node, &usize)| {
            let lines = Span::new(start, ground.line_end(ground.true_end(item).max(*dash)));
            start = ground.next_line(lines.end);
            lines
        };
        items.iter().zip(&dashes).map(slot).collect()
    };
    let mut order: Vec<&str> = slots.iter().map(|slot| slot.of(text)).collect();
    let moved = order.remove(from);
    order.insert(to, moved);
    let replacements: Vec<(Span, String)> = slots
        .into_iter()
        .zip(order.into_iter().map(str::to_owned))
        .collect();
    replace_spans(text, &replacements)
}
