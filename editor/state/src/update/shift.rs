//! The order of items and entries.

use crate::editor::Editor;
use crate::form::{Path, draft};
use crate::message::Cmd;
use crate::steps;
use trilha_trail::diagnostic::Span;
use trilha_trail::edit::{Draft, Edit, PathSegment, replace_spans};
use trilha_trail::yaml::{self, Node};

impl Editor {
    /// An item or an entry changes places with the one before it, or after.
    pub(super) fn shift(&mut self, path: &Path, up: bool) -> Vec<Cmd> {
        let (Some((last, above)), Some(root)) = (path.split_last(), self.document.root.clone())
        else {
            return Vec::new();
        };
        let Some(holder) = steps::at(&root, above) else {
            return Vec::new();
        };
        let (at, count) = match last {
            PathSegment::Index(at) => (Some(*at), holder.as_seq().map_or(0, <[_]>::len)),
            PathSegment::Key(key) => {
                let map = holder.as_map().unwrap_or_default();
                let at = map.iter().position(|(known, _)| known.text == key.as_str());
                (at, map.len())
            }
        };
        let other = |at: usize| {
            if up {
                at.checked_sub(1)
            } else {
                Some(at + 1).filter(|to| *to < count)
            }
        };
        let Some((from, to)) = at.and_then(|at| Some((at, other(at)?))) else {
            return Vec::new();
        };
        if matches!(last, PathSegment::Index(_)) {
            let path = above.to_vec();
            return self.edit(&[Edit::MoveItem { path, from, to }], None);
        }
        let mut wanted = draft(&root);
        swap(&mut wanted, above, from, to);
        if let Some(text) = swapped(&self.document.text, holder, from, to)
            && yaml::parse("", &text).0.as_ref().map(draft).as_ref() == Some(&wanted)
        {
            self.note(None);
            return self.show(text.into());
        }
        let mut value = draft(holder);
        swap(&mut value, &[], from, to);
        let path = above.to_vec();
        self.edit(&[Edit::SetField { path, value }], None)
    }
}

/// The text with two entries of a map in each other's place, each as it is written and with what is
/// remarked behind it.
fn swapped(text: &str, map: &Node, a: usize, b: usize) -> Option<String> {
    let entry = |n: usize| {
        let (key, node) = map.as_map()?.get(n)?;
        Some(Span::new(key.span.start, node.span.end.max(key.span.end)))
    };
    let (a, b) = (entry(a)?, entry(b)?);
    let (a, b) = match (to_line_end(text, a), to_line_end(text, b)) {
        (Some(a), Some(b)) => (a, b),
        _ => (a, b),
    };
    let (one, other) = (a.of(text).to_owned(), b.of(text).to_owned());
    replace_spans(text, &[(a, other), (b, one)]).ok()
}

/// An entry with the rest of its last line, where that is nothing but a remark.
fn to_line_end(text: &str, entry: Span) -> Option<Span> {
    let rest = text.get(entry.end..)?.lines().next().unwrap_or_default();
    let remark = rest.trim();
    (remark.is_empty() || remark.starts_with('#'))
        .then(|| Span::new(entry.start, entry.end + rest.trim_end().len()))
}

fn swap(draft: &mut Draft, path: &[PathSegment], a: usize, b: usize) {
    match (path, draft) {
        ([], Draft::Map(entries)) => entries.swap(a, b),
        ([PathSegment::Key(key), rest @ ..], Draft::Map(entries)) => {
            if let Some((_, inner)) = entries.iter_mut().find(|(known, _)| known == key) {
                swap(inner, rest, a, b);
            }
        }
        ([PathSegment::Index(at), rest @ ..], Draft::List(items)) => {
            if let Some(inner) = items.get_mut(*at) {
                swap(inner, rest, a, b);
            }
        }
        _ => {}
    }
}
