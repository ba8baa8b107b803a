//! One way to lay out a trail's text: indents of two, one space where one belongs, quotes of one kind, the layout last.
//!
//! Order, comments, words, and the choice between a line and a block stay the author's. What comes out is
//! read again and compared with what went in, comments counted, so that formatting never changes what a
//! file says; where it would, the file is left as it is.

use crate::edit::quoted;
use crate::yaml::{self, Content, Node, Style};
use std::fmt::Write as _;

/// Columns of one level.
const STEP: usize = 2;

/// Why a text was left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// It is not YAML, or holds what trails refuse.
    #[error("it has errors; `trilha check` says which")]
    Broken,
    /// A line, counted from 1, is written in a way that cannot be laid out anew without a risk.
    #[error("line {0} is written in a way that cannot be laid out anew")]
    Unusual(usize),
    /// What came out says something else, so it was thrown away.
    #[error("it would say something else if it were laid out anew")]
    Other,
}

/// The text as everyone would write it. Formatting twice is formatting once.
pub fn format(text: &str) -> Result<String, FormatError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n");
    let (root, found) = yaml::parse("", &text);
    let root = root.filter(|_| found.iter().all(|one| !one.is_error()));
    let root = root.ok_or(FormatError::Broken)?;
    if let Some(text) = with_layout_last(&text, &root) {
        return format(&text);
    }
    let mut printer = Printer {
        text: &text,
        out: String::with_capacity(text.len()),
        at: 0,
        from: 0,
    };
    let done = printer.document(&root);
    done.ok_or_else(|| FormatError::Unusual(printer.line()))?;
    let out = printer.out;
    let (again, found) = yaml::parse("", &out);
    let again = again.filter(|_| found.iter().all(|one| !one.is_error()));
    let same = again.is_some_and(|again| same(&root, &again));
    if same && comments(&text) == comments(&out) {
        Ok(out)
    } else {
        Err(FormatError::Other)
    }
}

/// The text with the lines of its layout, and of the comments right above it, moved to its end; none where
/// they stand there. Comments that begin the file are about the file.
fn with_layout_last(text: &str, root: &Node) -> Option<String> {
    let entries = root.as_map()?;
    let (last, _) = entries.last()?;
    let (key, value) = root.entry("layout").filter(|(key, _)| *key != last)?;
    let start = text.get(..key.span.start)?.rfind('\n')? + 1;
    let rest = text.get(value.span.end..)?;
    let end = value.span.end + rest.find('\n')? + 1;
    let start = start - comments_above(text.get(..start)?);
    let (before, layout, after) = (text.get(..start)?, text.get(start..end)?, text.get(end..)?);
    let gap = if after.ends_with('\n') { "" } else { "\n" };
    Some([before, after, gap, layout].concat())
}

/// How many bytes of comments end a text, in lines without a blank one between; none where they begin it.
fn comments_above(text: &str) -> usize {
    let lines = text.split_inclusive('\n').rev();
    let about = lines.take_while(|line| line.trim_start().starts_with('#'));
    let long = about.map(str::len).sum();
    if long < text.len() { long } else { 0 }
}

/// Whether two trees say the same in the same order.
fn same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Content::Scalar(one), Content::Scalar(other)) => {
            one.text == other.text && one.kind == other.kind
        }
        (Content::Seq(one), Content::Seq(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same(a, b))
        }
        (Content::Map(one), Content::Map(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(a, b)| a.0.text == b.0.text && same(&a.1, &b.1))
        }
        _ => false,
    }
}

/// How many signs a comment may begin with there are: none may be lost, none may come.
fn comments(text: &str) -> usize {
    text.matches('#').count()
}

struct Printer<'t> {
    text: &'t str,
    out: String,
    /// How far the text was taken in.
    at: usize,
    /// Where what is laid out begins: after a line of `---`, if there is one.
    from: usize,
}

/// What stands between two values, besides signs.
struct Gap<'t> {
    /// The comment on the line of what came before, with the space before it.
    trailing: Option<(usize, &'t str)>,
    /// The lines of comments after it, with their columns; an empty one is a blank line.
    lines: Vec<(usize, &'t str)>,
}

impl Gap<'_> {
    /// Whether it has no comments.
    fn is_empty(&self) -> bool {
        self.trailing.is_none() && self.lines.iter().all(|(_, line)| line.is_empty())
    }
}

impl<'t> Printer<'t> {
    /// Takes the text up to a byte, which holds comments and blank lines only.
    fn gap(&mut self, to: usize) -> Option<Gap<'t>> {
        let begins = self.at == self.from;
        let between = self.text.get(self.at..to)?;
        let mut gap = Gap {
            trailing: None,
            lines: Vec::new(),
        };
        let mut lines = between.split('\n').enumerate().peekable();
        while let Some((index, line)) = lines.next() {
            let trimmed = line.trim_start_matches([' ', '\t']);
            let column = line.len() - trimmed.len();
            if trimmed.starts_with('#') {
                let comment = trimmed.trim_end();
                if index == 0 && !begins {
                    gap.trailing = Some((column.max(1), comment));
                } else {
                    gap.lines.push((column, comment));
                }
            } else if !trimmed.is_empty() {
                return None;
            } else if index > 0 && lines.peek().is_some() {
                gap.lines.push((0, ""));
            }
        }
        self.at = to;
        Some(gap)
    }

    /// Takes the text up to a byte, with a sign after some comments and before others: those of both sides,
    /// and the byte of the sign between them.
    fn gaps(&mut self, to: usize, sign: char) -> Option<(Gap<'t>, usize, Gap<'t>)> {
        let mut place = self.at;
        for line in self.text.get(self.at..to)?.split_inclusive('\n') {
            let trimmed = line.trim_start_matches([' ', '\t']);
            if trimmed.starts_with(sign) {
                place += line.len() - trimmed.len();
                let before = self.gap(place)?;
                self.at += sign.len_utf8();
                return Some((before, place, self.gap(to)?));
            }
            place += line.len();
        }
        None
    }

    /// The line, from 1, of what could not be taken.
    fn line(&self) -> usize {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let at = self.at + rest.len() - rest.trim_start().len();
        let before = self.text.get(..at).unwrap_or_default();
        before.matches('\n').count() + 1
    }

    fn trailing(&mut self, gap: &Gap<'_>) {
        if let Some((space, comment)) = gap.trailing {
            self.out.extend([&" ".repeat(space), comment]);
        }
    }

    /// Ends the line, then writes the lines of a gap before something at a column: comments that stood
    /// deeper than it go one level deeper, where what they were about has been.
    fn lines(&mut self, gap: &Gap<'_>, column: usize, indent: usize, first: bool) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        let mut blank = first;
        for (at, comment) in &gap.lines {
            if comment.is_empty() {
                if !blank {
                    self.out.push('\n');
                }
                blank = true;
                continue;
            }
            let deeper = if *at > column && !first { STEP } else { 0 };
            self.out
                .extend([" ".repeat(indent + deeper).as_str(), comment, "\n"]);
            blank = false;
        }
    }

    fn document(&mut self, root: &Node) -> Option<()> {
        let entries = root.as_map().filter(|_| !self.is_flow(root))?;
        self.opening(entries.first()?.0.span.start);
        self.map(entries, 0, true)?;
        let mut rest = self.gap(self.text.len())?;
        self.trailing(&rest);
        while rest.lines.last().is_some_and(|(_, line)| line.is_empty()) {
            rest.lines.pop();
        }
        self.lines(&rest, 0, 0, false);
        Some(())
    }

    /// What stands before the first key and ends with a line of `---`: it stays.
    fn opening(&mut self, to: usize) {
        let before = self.text.get(..to).unwrap_or_default();
        let mut at = 0;
        for line in before.split_inclusive('\n') {
            at += line.len();
            let comment = line.strip_prefix("---").map(str::trim_start);
            if comment.is_some_and(|comment| comment.is_empty() || comment.starts_with('#')) {
                (self.at, self.from) = (at, at);
            }
        }
        let opening = before.get(..self.from).unwrap_or_default();
        let lines: Vec<&str> = opening.lines().map(str::trim_end).collect();
        self.out.push_str(lines.join("\n").trim_start());
    }

    fn is_flow(&self, node: &Node) -> bool {
        node.as_scalar().is_none() && node.span.of(self.text).starts_with(['{', '['])
    }

    /// The column a byte stands at.
    fn column(&self, byte: usize) -> usize {
        let before = self.text.get(..byte).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        before.get(line..).unwrap_or_default().chars().count()
    }

    fn map(&mut self, entries: &[(yaml::Key, Node)], indent: usize, mut first: bool) -> Option<()> {
        let document = self.at == self.from;
        for (index, (key, value)) in entries.iter().enumerate() {
            let gap = self.gap(key.span.start)?;
            if index > 0 || document {
                self.trailing(&gap);
                let column = self.column(key.span.start);
                self.lines(&gap, column, indent, first);
                self.out.push_str(&" ".repeat(indent));
            }
            first = false;
            self.out.push_str(key.span.of(self.text));
            self.out.push(':');
            self.at = key.span.end;
            self.value(value, indent)?;
        }
        Some(())
    }

    /// A value after its key and the sign between.
    fn value(&mut self, node: &Node, indent: usize) -> Option<()> {
        let (before, _, gap) = self.gaps(node.span.start, ':')?;
        if !before.is_empty() || (node.span.is_empty() && !gap.is_empty()) {
            return None;
        }
        if self.is_block(node) || !gap.is_empty() {
            return self.below(&gap, node, indent);
        }
        if !node.span.is_empty() {
            self.out.push(' ');
        }
        self.inline(node, indent)
    }

    /// A value that begins a line of its own, under comments on it.
    fn below(&mut self, gap: &Gap<'_>, node: &Node, indent: usize) -> Option<()> {
        self.trailing(gap);
        let child = indent + STEP;
        self.lines(gap, self.column(node.span.start), child, true);
        self.out.push_str(&" ".repeat(child));
        let style = node.as_scalar().map(|scalar| scalar.style);
        let tall = matches!(style, Some(Style::Literal | Style::Folded));
        self.block(node, if tall { indent } else { child })
    }

    fn is_block(&self, node: &Node) -> bool {
        node.as_scalar().is_none() && !self.is_flow(node)
    }

    /// A value whose first line is begun.
    fn block(&mut self, node: &Node, indent: usize) -> Option<()> {
        match &node.value {
            _ if !self.is_block(node) => self.inline(node, indent),
            Content::Map(entries) => self.map(entries, indent, true),
            Content::Seq(items) => self.sequence(items, indent),
            Content::Scalar(_) => None,
        }
    }

    fn sequence(&mut self, items: &[Node], indent: usize) -> Option<()> {
        for (index, item) in items.iter().enumerate() {
            let (before, dash, gap) = self.gaps(item.span.start, '-')?;
            if index > 0 {
                self.trailing(&before);
                self.lines(&before, self.column(dash), indent, false);
                self.out.push_str(&" ".repeat(indent));
            } else if !before.is_empty() {
                return None;
            }
            self.out.push('-');
            if !gap.is_empty() {
                self.below(&gap, item, indent)?;
                continue;
            }
            if !item.span.is_empty() {
                self.out.push(' ');
            }
            let block = self.is_block(item);
            self.block(item, if block { indent + STEP } else { indent })?;
        }
        Some(())
    }

    /// A scalar or a collection in brackets, at the end of a line begun at this indent.
    fn inline(&mut self, node: &Node, indent: usize) -> Option<()> {
        let source = node.span.of(self.text);
        match node.as_scalar().map(|scalar| scalar.style) {
            Some(Style::Literal | Style::Folded) => self.tall(source, indent)?,
            _ if source.contains('\n') => self.shifted(source, indent + STEP),
            _ => {
                let line = self.flow(node);
                self.out.push_str(&line);
            }
        }
        self.at = node.span.end;
        Some(())
    }

    /// Several lines that may stand anywhere right of their key.
    fn shifted(&mut self, source: &str, indent: usize) {
        for (index, line) in source.split('\n').enumerate() {
            let line = line.trim();
            if index > 0 {
                self.out.push('\n');
                if !line.is_empty() {
                    let closes = line.starts_with(['}', ']']) && line.len() < 3;
                    let indent = if closes { indent - STEP } else { indent };
                    self.out.push_str(&" ".repeat(indent));
                }
            }
            self.out.push_str(line);
        }
    }

    /// A block scalar: its lines keep their distance from each other.
    fn tall(&mut self, source: &str, indent: usize) -> Option<()> {
        let (head, body) = source.split_once('\n').unwrap_or((source, ""));
        let signs = head.split('#').next().unwrap_or_default();
        if signs.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let filled = body.split('\n').filter(|line| !line.trim().is_empty());
        let depth = filled
            .map(|line| line.len() - line.trim_start_matches(' ').len())
            .min()
            .unwrap_or(0);
        self.out.push_str(head.trim_end());
        for line in body.split('\n') {
            self.out.push('\n');
            if let Some(line) = line.get(depth..).filter(|line| !line.is_empty()) {
                let lead = " ".repeat(indent + STEP);
                write!(self.out, "{lead}{line}").expect("invariant: strings take all");
            }
        }
        Some(())
    }

    /// A value on one line.
    fn flow(&self, node: &Node) -> String {
        match &node.value {
            Content::Scalar(scalar) => match scalar.style {
                Style::Single | Style::Double => quoted(&scalar.text),
                _ => node.span.of(self.text).to_owned(),
            },
            Content::Seq(items) => {
                let items: Vec<String> = items.iter().map(|item| self.flow(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Content::Map(entries) if entries.is_empty() => "{}".to_owned(),
            Content::Map(entries) => {
                let last = entries.len() - 1;
                let entry = |(at, (key, value)): (usize, &(yaml::Key, Node))| {
                    let (key, value) = (key.span.of(self.text), self.flow(value));
                    // A key whose value is left out is one word with a comma that touches it.
                    let gap = if value.is_empty() && at == last {
                        ""
                    } else {
                        " "
                    };
                    format!("{key}:{gap}{value}")
                };
                let entries: Vec<String> = entries.iter().enumerate().map(entry).collect();
                format!("{{ {} }}", entries.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests;
