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
    /// It is written in a way that cannot be laid out anew without a risk.
    #[error("it is written in a way that cannot be laid out anew")]
    Unusual,
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
    };
    printer.document(&root)?;
    let out = printer.out;
    let (again, found) = yaml::parse("", &out);
    let again = again.filter(|_| found.iter().all(|one| !one.is_error()));
    let same = again.is_some_and(|again| same(&root, &again));
    if same && comments(&text) == comments(&out) {
        Ok(out)
    } else {
        Err(FormatError::Unusual)
    }
}

/// The text with the lines of its layout moved to its end; none where they stand there.
fn with_layout_last(text: &str, root: &Node) -> Option<String> {
    let entries = root.as_map()?;
    let (last, _) = entries.last()?;
    let (key, value) = root.entry("layout").filter(|(key, _)| *key != last)?;
    let start = text.get(..key.span.start)?.rfind('\n')? + 1;
    let rest = text.get(value.span.end..)?;
    let end = value.span.end + rest.find('\n')? + 1;
    let (before, layout, after) = (text.get(..start)?, text.get(start..end)?, text.get(end..)?);
    let gap = if after.ends_with('\n') { "" } else { "\n" };
    Some([before, after, gap, layout].concat())
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
}

/// What stands between two values, besides signs.
struct Gap<'t> {
    /// The comment on the line of what came before, with the space before it.
    trailing: Option<(usize, &'t str)>,
    /// The lines of comments after it, with their columns; an empty one is a blank line.
    lines: Vec<(usize, &'t str)>,
}

impl<'t> Printer<'t> {
    /// Takes the text up to a byte: comments and blank lines, and of `signs` exactly those, in order.
    fn gap(&mut self, to: usize, signs: &str) -> Result<Gap<'t>, FormatError> {
        let between = self.text.get(self.at..to).ok_or(FormatError::Unusual)?;
        self.at = to;
        let mut gap = Gap {
            trailing: None,
            lines: Vec::new(),
        };
        let begins = between.len() == to;
        let mut signs = signs.chars();
        let mut lines = between.split('\n').enumerate().peekable();
        while let Some((index, line)) = lines.next() {
            let (mut rest, mut column) = (line, 0);
            loop {
                let trimmed = rest.trim_start_matches([' ', '\t']);
                let blank = rest.len() - trimmed.len();
                column += blank;
                if let Some(comment) = trimmed.strip_prefix('#').map(|_| trimmed.trim_end()) {
                    if index == 0 && !begins {
                        gap.trailing = Some((blank.max(1), comment));
                    } else {
                        gap.lines.push((column, comment));
                    }
                } else if let Some(sign) = trimmed.chars().next() {
                    if signs.next() != Some(sign) {
                        return Err(FormatError::Unusual);
                    }
                    column += sign.len_utf8();
                    rest = trimmed.get(sign.len_utf8()..).unwrap_or_default();
                    continue;
                } else if index > 0 && lines.peek().is_some() && line.trim().is_empty() {
                    gap.lines.push((0, ""));
                }
                break;
            }
        }
        if signs.next().is_some() {
            return Err(FormatError::Unusual);
        }
        Ok(gap)
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

    fn document(&mut self, root: &Node) -> Result<(), FormatError> {
        let entries = root.as_map().ok_or(FormatError::Unusual)?;
        if self.is_flow(root) {
            return Err(FormatError::Unusual);
        }
        self.map(entries, 0, true)?;
        let rest = self.gap(self.text.len(), "")?;
        self.trailing(&rest);
        let mut rest = rest;
        while rest.lines.last().is_some_and(|(_, line)| line.is_empty()) {
            rest.lines.pop();
        }
        self.lines(&rest, 0, 0, false);
        Ok(())
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

    fn map(
        &mut self,
        entries: &[(yaml::Key, Node)],
        indent: usize,
        mut first: bool,
    ) -> Result<(), FormatError> {
        let document = self.at == 0;
        for (index, (key, value)) in entries.iter().enumerate() {
            let gap = self.gap(key.span.start, "")?;
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
            self.value(value, indent, ":")?;
        }
        Ok(())
    }

    /// A value after the sign of its key or item.
    fn value(&mut self, node: &Node, indent: usize, sign: &str) -> Result<(), FormatError> {
        let gap = self.gap(node.span.start, sign)?;
        let block = node.as_scalar().is_none() && !self.is_flow(node);
        if !block {
            if gap.trailing.is_some() || gap.lines.iter().any(|(_, line)| !line.is_empty()) {
                return Err(FormatError::Unusual);
            }
            if !node.span.is_empty() {
                self.out.push(' ');
            }
            return self.inline(node, indent);
        }
        self.trailing(&gap);
        let child = indent + STEP;
        let column = self.column(node.span.start);
        self.lines(&gap, column, child, true);
        self.out.push_str(&" ".repeat(child));
        self.block(node, child)
    }

    /// A block, whose first line is begun.
    fn block(&mut self, node: &Node, indent: usize) -> Result<(), FormatError> {
        match &node.value {
            Content::Map(entries) => self.map(entries, indent, true),
            Content::Seq(items) => self.sequence(items, indent),
            Content::Scalar(_) => self.inline(node, indent),
        }
    }

    fn sequence(&mut self, items: &[Node], indent: usize) -> Result<(), FormatError> {
        for (index, item) in items.iter().enumerate() {
            let mut gap = self.gap(item.span.start, "-")?;
            if index > 0 {
                self.trailing(&gap);
                let column = self.column(item.span.start).saturating_sub(STEP);
                self.lines(&gap, column, indent, false);
                self.out.push_str(&" ".repeat(indent));
            } else if let Some((_, comment)) = gap.trailing.take() {
                gap.lines.insert(0, (0, comment));
            }
            if index == 0 && gap.lines.iter().any(|(_, line)| !line.is_empty()) {
                return Err(FormatError::Unusual);
            }
            self.out.push('-');
            if !item.span.is_empty() {
                self.out.push(' ');
            }
            if item.as_scalar().is_some() || self.is_flow(item) {
                self.inline(item, indent)?;
            } else {
                self.block(item, indent + STEP)?;
            }
        }
        Ok(())
    }

    /// A scalar or a collection in brackets, at the end of a line begun at this indent.
    fn inline(&mut self, node: &Node, indent: usize) -> Result<(), FormatError> {
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
        Ok(())
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
    fn tall(&mut self, source: &str, indent: usize) -> Result<(), FormatError> {
        let (head, body) = source.split_once('\n').unwrap_or((source, ""));
        if head.contains(|c: char| c.is_ascii_digit()) {
            return Err(FormatError::Unusual);
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
        Ok(())
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
                let entry = |(key, value): &(yaml::Key, Node)| {
                    let (key, value) = (key.span.of(self.text), self.flow(value));
                    let gap = if value.is_empty() { "" } else { " " };
                    format!("{key}:{gap}{value}")
                };
                let entries: Vec<String> = entries.iter().map(entry).collect();
                format!("{{ {} }}", entries.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FormatError, format};
    use proptest::prelude::*;

    const UNTIDY: &str = "# What it is.\r\ntrail:   support   # the id\r\n\r\n\r\n\r\nvars:\r\n      name:  {type: text,personal:   true}\r\n      # of the shop\r\n      order: { type: 'text' }\r\nstarts:\r\n- message: {inbox: [site,  chat]}\r\n- keyword: [menu]   # in any case\r\n\r\n\r\n- keyword:\r\n  - a\r\n  - b\r\nsteps:\r\n    # First.\r\n    greet:\r\n          say:\r\n              - 'It''s \"you\"'\r\n              - \"plain\"\r\n          note: |\r\n              one\r\n                two\r\n\r\n              three\r\n          next: ask\r\n    ask:\r\n        ask: a long question\r\n            that goes on\r\n        expect: { pattern: '^\\d{6}$',\r\n           max: 3 }\r\n        next: end\r\n    # old: { say: x }\r\nlayout: {greet: [0,0]}\r\n# The end.\r\n\r\n";

    #[test]
    fn an_untidy_trail_is_tidied() {
        let tidy = format(UNTIDY).unwrap();
        insta::assert_snapshot!(tidy);
        assert_eq!(format(&tidy).unwrap(), tidy);
    }

    #[test]
    fn the_layout_goes_to_the_end() {
        let text = "trail: a\nlayout:\n  b: [0, 0]   # here\nsteps:\n  b: { say: x, next: end }";
        let tidy = "trail: a\nsteps:\n  b: { say: x, next: end }\nlayout:\n  b: [0, 0]   # here\n";
        assert_eq!(format(text).as_deref(), Ok(tidy));
    }

    #[test]
    fn what_is_broken_stays() {
        assert_eq!(format("steps: [\n"), Err(FormatError::Broken));
        assert_eq!(format("a: &x 1\nb: *x\n"), Err(FormatError::Broken));
        assert_eq!(format("- a\n"), Err(FormatError::Unusual));
    }

    fn value(depth: u32) -> BoxedStrategy<String> {
        let word = prop_oneof![
            "[a-z]{1,6}",
            "\"[a-z #:{}']{0,8}\"",
            "'[a-z #:\"]{0,8}'",
            "[0-9]{1,3}",
            Just("'^\\d{6}$'".to_owned()),
            Just(String::new()),
        ];
        if depth == 0 {
            return word.boxed();
        }
        let flow = prop::collection::vec(value(depth - 1), 0..3)
            .prop_filter("no empty item", |items| {
                items.iter().all(|item| !item.is_empty())
            })
            .prop_map(|items| format!("[{}]", items.join(" ,  ")));
        prop_oneof![3 => word, 1 => flow].boxed()
    }

    /// Blocks with comments, blank lines and odd indents anywhere.
    fn block(depth: u32) -> BoxedStrategy<Vec<String>> {
        let noise = prop_oneof![
            6 => Just(None),
            1 => Just(Some(String::new())),
            1 => "# [a-z]{1,5}".prop_map(Some),
        ];
        let simple = (value(1), prop::option::weighted(0.2, " # [a-z]{1,4}"))
            .prop_map(|(value, comment)| vec![format!(" {value}{}", comment.unwrap_or_default())]);
        let inner = if depth == 0 {
            simple.boxed()
        } else {
            let nested = (1_usize..5, block(depth - 1)).prop_map(|(by, lines)| {
                let lead = " ".repeat(by);
                let lines = lines.into_iter().map(|line| format!("{lead}{line}"));
                std::iter::once(String::new()).chain(lines).collect()
            });
            let list =
                (0_usize..3, prop::collection::vec(value(1), 1..4)).prop_map(|(by, items)| {
                    let lead = " ".repeat(by);
                    let items = items.into_iter().map(|item| format!("{lead}-   {item}"));
                    std::iter::once(String::new())
                        .chain(items)
                        .collect::<Vec<_>>()
                });
            prop_oneof![3 => simple, 2 => nested, 1 => list].boxed()
        };
        prop::collection::vec((noise, inner), 1..4)
            .prop_map(|entries| {
                let mut lines = Vec::new();
                for (index, (noise, inner)) in entries.into_iter().enumerate() {
                    lines.extend(noise);
                    let mut inner = inner.into_iter();
                    lines.push(format!("k{index}:{}", inner.next().unwrap_or_default()));
                    lines.extend(inner);
                }
                lines
            })
            .boxed()
    }

    proptest! {
        #[test]
        fn what_is_said_stays_and_twice_is_once(lines in block(3)) {
            let text = lines.join("\n");
            match format(&text) {
                Ok(tidy) => {
                    prop_assert!(tidy.ends_with('\n') && !tidy.contains(" \n"), "{tidy}");
                    prop_assert_eq!(format(&tidy), Ok(tidy));
                }
                Err(FormatError::Broken) => {
                    let (_, found) = crate::yaml::parse("", &text);
                    prop_assert!(found.iter().any(crate::Diagnostic::is_error));
                }
                Err(FormatError::Unusual) => prop_assert!(false, "{}", text),
            }
        }

        #[test]
        fn any_text_is_taken_or_refused(text in "[a-c:#\\-\\[\\]{}\"'|> \n]{0,60}") {
            if let Ok(tidy) = format(&text) {
                prop_assert_eq!(format(&tidy), Ok(tidy));
            }
        }
    }
}
