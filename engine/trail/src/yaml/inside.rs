//! Where a piece of a scalar's text stands in the file, past quotes, escapes and indentation.

use super::node::{Node, Style};
use crate::diagnostic::Span;
use std::ops::Range;

impl Node {
    /// The place of a piece of this scalar's text, given in bytes of [`Scalar::text`](super::Scalar).
    ///
    /// `file` is the text the tree was read from. Where a piece cannot be followed (an escape within
    /// it, folded lines), and for anything but a scalar, it is the place of the whole node.
    pub fn inside(&self, file: &str, piece: Range<usize>) -> Span {
        let start = self.byte_inside(file, piece.start);
        let end = self.byte_inside(file, piece.end);
        match (start, end) {
            (Some(start), Some(end)) if start <= end => Span::new(start, end),
            _ => self.span,
        }
    }

    fn byte_inside(&self, file: &str, at: usize) -> Option<usize> {
        let scalar = self.as_scalar()?;
        let before = scalar.text.get(..at)?;
        let source = self.span.of(file);
        match scalar.style {
            Style::Folded => None,
            Style::Literal => literal(source, before).map(|byte| self.span.start + byte),
            Style::Plain | Style::Single | Style::Double => {
                let quote = usize::from(scalar.style != Style::Plain);
                let length = match scalar.style {
                    Style::Single => before.len() + before.matches('\'').count(),
                    _ => before.len(),
                };
                let written = source.get(quote..quote + length)?;
                let same = match scalar.style {
                    Style::Single => written == before.replace('\'', "''"),
                    _ => written == before,
                };
                same.then_some(self.span.start + quote + length)
            }
        }
    }
}

/// The byte of a `|` scalar's source that comes after this much of its text.
fn literal(source: &str, before: &str) -> Option<usize> {
    let (header, body) = source.split_once('\n')?;
    if header.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let first = body.lines().find(|line| !line.trim().is_empty())?;
    let indent = first.len() - first.trim_start_matches(' ').len();
    let line = before.matches('\n').count();
    let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
    let above: usize = body.split_inclusive('\n').take(line).map(str::len).sum();
    let written = body.get(above..)?;
    let margin = if column == 0
        && written
            .lines()
            .next()
            .is_none_or(|line| line.len() < indent)
    {
        0
    } else {
        indent
    };
    let at = above + margin + column;
    let same = body.get(at - column..at)? == before.get(before.len() - column..)?;
    same.then_some(header.len() + 1 + at)
}
