//! The text around a node: its line, its column, where it really ends.

use crate::diagnostic::Span;
use crate::yaml::{Content, Node, Style};

/// A text about to be edited.
#[derive(Clone, Copy)]
pub(super) struct Ground<'t> {
    pub(super) text: &'t str,
    /// The line break the text uses.
    pub(super) newline: &'static str,
}

impl<'t> Ground<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Self { text, newline }
    }

    pub(super) fn part(self, from: usize, to: usize) -> &'t str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// The byte at which a line begins.
    pub(super) fn line_start(self, at: usize) -> usize {
        self.part(0, at)
            .rfind('\n')
            .map_or_else(|| self.mark(), |found| found + 1)
    }

    /// The byte at which a line's break begins.
    pub(super) fn line_end(self, at: usize) -> usize {
        let end = self
            .part(at, self.text.len())
            .find('\n')
            .map_or(self.text.len(), |found| at + found);
        if end > at && self.part(at, end).ends_with('\r') {
            end - 1
        } else {
            end
        }
    }

    /// The byte after a line's break.
    pub(super) fn next_line(self, at: usize) -> usize {
        let rest = self.part(at, self.text.len());
        rest.find('\n')
            .map_or(self.text.len(), |found| at + found + 1)
    }

    pub(super) fn column(self, at: usize) -> usize {
        self.part(self.line_start(at), at).chars().count()
    }

    /// The start of the comment lines right above a line, or of the line itself.
    pub(super) fn with_comments_above(self, line: usize) -> usize {
        let mut start = line;
        while let Some(above) = start.checked_sub(1).map(|at| self.line_start(at)) {
            if above >= start || !self.part(above, start).trim_start().starts_with('#') {
                break;
            }
            start = above;
        }
        start
    }

    /// Whether only white space stands before a byte on its line.
    pub(super) fn opens_line(self, at: usize) -> bool {
        self.part(self.line_start(at), at).trim().is_empty()
    }

    /// Lines below each other, with the text's own line breaks.
    pub(super) fn joined(self, lines: &[String]) -> String {
        lines.join(self.newline)
    }

    /// Whether a collection is written in brackets.
    pub(super) fn in_brackets(self, node: &Node) -> bool {
        node.as_scalar().is_none()
            && self
                .part(node.span.start, node.span.end)
                .starts_with(['[', '{'])
    }

    /// Whether a node ends in a block scalar that keeps the blank lines after it.
    pub(super) fn keeps_blank_lines(self, node: &Node) -> bool {
        let last = last_leaf(node);
        let header = self.part(last.span.start, self.line_end(last.span.start));
        let block = |style| matches!(style, Style::Literal | Style::Folded);
        last.as_scalar().is_some_and(|scalar| block(scalar.style))
            && header
                .split('#')
                .next()
                .is_some_and(|signs| signs.contains('+'))
    }

    /// Where a node ends, with the blank lines that a last `|+` keeps.
    pub(super) fn true_end(self, node: &Node) -> usize {
        if !self.keeps_blank_lines(node) {
            return node.span.end;
        }
        let last = last_leaf(node);
        let mut end = last.span.end;
        loop {
            let next = self.next_line(end);
            let line = self.part(next, self.line_end(next));
            if next <= end || next >= self.text.len() || !line.trim().is_empty() {
                return end;
            }
            end = next + line.len();
        }
    }

    /// The lines of an entry: from the start of its first line to after the break of its last.
    pub(super) fn lines_of(self, start: usize, node: &Node) -> Span {
        Span::new(
            self.line_start(start),
            self.next_line(self.true_end(node).max(start)),
        )
    }

    /// The dashes of a block list, one for each item.
    pub(super) fn dashes(self, list: &Node) -> Option<Vec<usize>> {
        let column = self.column(list.span.start);
        let items = list.as_seq()?;
        let mut dashes = vec![list.span.start];
        for pair in items.windows(2) {
            let (item, next) = (pair.first()?, pair.last()?);
            let mut line = self.next_line(self.true_end(item));
            loop {
                let at = line + column;
                if self.part(at, at + 1) == "-" && self.opens_line(at) {
                    dashes.push(at);
                    break;
                }
                line = self.next_line(line);
                if line > next.span.end || line >= self.text.len() {
                    return None;
                }
            }
        }
        Some(dashes)
    }

    /// Where the text begins, after a byte order mark.
    fn mark(self) -> usize {
        if self.text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        }
    }
}

fn last_leaf(node: &Node) -> &Node {
    match &node.value {
        Content::Scalar(_) => node,
        Content::Seq(items) => items.last().map_or(node, last_leaf),
        Content::Map(entries) => entries.last().map_or(node, |(_, value)| last_leaf(value)),
    }
}
