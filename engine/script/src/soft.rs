//! `?.name` made soft: a property that is not there gives nothing, where Rhai only forgives a missing owner.
//!
//! The source is rewritten so that `?.name` calls a function; places are mapped back.

use std::iter::Peekable;
use std::str::CharIndices;

/// The function that reads a property softly.
pub(crate) const FUNCTION: &str = "property_or_nothing";

/// A source ready for Rhai, and how to find the author's columns again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Softened {
    /// The rewritten text, if anything changed.
    text: Option<String>,
    shifts: Vec<Shift>,
}

/// Where characters were added.
#[derive(Clone, Debug)]
struct Shift {
    line: usize,
    /// The column in the rewritten text from which on it holds.
    from: usize,
    /// How many were added on the line up to there, those after `from` included.
    added: usize,
    /// The author's column for `from`.
    original: usize,
}

impl Softened {
    pub(crate) fn text<'a>(&'a self, source: &'a str) -> &'a str {
        self.text.as_deref().unwrap_or(source)
    }

    /// The author's column for one in the rewritten text.
    pub(crate) fn original(&self, line: usize, column: usize) -> usize {
        let shift = self
            .shifts
            .iter()
            .rev()
            .find(|shift| shift.line == line && shift.from <= column);
        shift.map_or(column, |shift| {
            column.saturating_sub(shift.added).max(shift.original)
        })
    }
}

/// Rewrites every `?.name` that is not a call, outside of texts and comments.
pub(crate) fn soften(source: &str) -> Softened {
    if !source.contains("?.") {
        return Softened::default();
    }
    let mut scan = Scan {
        chars: source.char_indices().peekable(),
        source,
        found: Vec::new(),
    };
    scan.code(false);
    rewrite(source, &scan.found)
}

fn rewrite(source: &str, found: &[(usize, usize)]) -> Softened {
    if found.is_empty() {
        return Softened::default();
    }
    let mut soft = Softened::default();
    let mut text = String::with_capacity(source.len() + found.len() * (FUNCTION.len() + 4));
    let mut done = 0;
    for &(start, end) in found {
        let (Some(before), Some(name)) = (source.get(done..start), source.get(start..end)) else {
            return Softened::default();
        };
        text.push_str(before);
        soft.note(&text, FUNCTION.len() + 2);
        text.push_str(FUNCTION);
        text.push_str("(\"");
        text.push_str(name);
        text.push_str("\")");
        soft.note(&text, 2);
        done = end;
    }
    text.push_str(source.get(done..).unwrap_or_default());
    soft.text = Some(text);
    soft
}

impl Softened {
    /// From the end of `text` on, `more` characters were added on this line.
    fn note(&mut self, text: &str, more: usize) {
        let line = text.matches('\n').count() + 1;
        let column = text.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let before = match self.shifts.last() {
            Some(shift) if shift.line == line => shift.added,
            _ => 0,
        };
        self.shifts.push(Shift {
            line,
            from: column,
            added: before + more,
            original: column - before,
        });
    }
}

struct Scan<'a> {
    chars: Peekable<CharIndices<'a>>,
    source: &'a str,
    found: Vec<(usize, usize)>,
}

impl Scan<'_> {
    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|&(_, c)| c)
    }

    fn at(&mut self) -> usize {
        self.chars.peek().map_or(self.source.len(), |&(at, _)| at)
    }

    fn accept(&mut self, wanted: char) -> bool {
        self.chars.next_if(|&(_, c)| c == wanted).is_some()
    }

    /// Code; inside a template it ends at its closing brace.
    fn code(&mut self, in_template: bool) {
        let mut braces = 0_usize;
        while let Some((_, c)) = self.chars.next() {
            match c {
                '"' | '\'' => self.quoted(c),
                '`' => self.template(),
                '#' => self.raw(),
                '/' if self.peek() == Some('/') => self.line_comment(),
                '/' if self.accept('*') => self.block_comment(),
                '{' => braces += 1,
                '}' if braces > 0 => braces -= 1,
                '}' if in_template => return,
                '?' if self.accept('.') => self.property(),
                _ => {}
            }
        }
    }

    fn property(&mut self) {
        self.blank();
        let start = self.at();
        if !self
            .peek()
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        {
            return;
        }
        while self
            .chars
            .next_if(|&(_, c)| c.is_ascii_alphanumeric() || c == '_')
            .is_some()
        {}
        let end = self.at();
        self.blank();
        if self.peek() != Some('(') {
            self.found.push((start, end));
        }
    }

    fn blank(&mut self) {
        while self.chars.next_if(|&(_, c)| c.is_whitespace()).is_some() {}
    }

    fn quoted(&mut self, quote: char) {
        while let Some((_, c)) = self.chars.next() {
            if c == '\\' {
                self.chars.next();
            } else if c == quote || (c == '\n' && quote == '\'') {
                return;
            }
        }
    }

    fn template(&mut self) {
        while let Some((_, c)) = self.chars.next() {
            match c {
                '`' if !self.accept('`') => return,
                '$' if self.accept('{') => self.code(true),
                _ => {}
            }
        }
    }

    /// `#"raw"#` with any number of hashes; `#{` begins a map.
    fn raw(&mut self) {
        let mut hashes = 1;
        while self.accept('#') {
            hashes += 1;
        }
        if !self.accept('"') {
            return;
        }
        while let Some((_, c)) = self.chars.next() {
            if c == '"' {
                let mut closing = 0;
                while closing < hashes && self.accept('#') {
                    closing += 1;
                }
                if closing == hashes {
                    return;
                }
            }
        }
    }

    fn line_comment(&mut self) {
        while self.chars.next_if(|&(_, c)| c != '\n').is_some() {}
    }

    fn block_comment(&mut self) {
        let mut depth = 1;
        while let Some((_, c)) = self.chars.next() {
            if c == '*' && self.accept('/') {
                depth -= 1;
                if depth == 0 {
                    return;
                }
            } else if c == '/' && self.accept('*') {
                depth += 1;
            }
        }
    }
}
