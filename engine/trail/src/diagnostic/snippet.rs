//! The lines a diagnostic points at, with their underlines.

use super::human::{Paint, shown};
use super::{Diagnostic, Lines, Span};
use std::collections::BTreeSet;
use unicode_width::UnicodeWidthChar;

const TAB: usize = 4;
const WIDEST: usize = 160;
const BEFORE: usize = 60;

/// A stretch of one line with words about it, in terminal columns once placed.
struct Mark {
    line: usize,
    span: Span,
    primary: bool,
    words: String,
}

/// What is drawn between the header and the help.
pub(super) struct Snippet<'t> {
    lines: &'t Lines<'t>,
    marks: Vec<Mark>,
    shown: BTreeSet<usize>,
    /// First and last line of a main span that covers several.
    tall: Option<(usize, usize)>,
}

impl<'t> Snippet<'t> {
    pub(super) fn new(diagnostic: &Diagnostic, lines: &'t Lines<'t>) -> Self {
        let text = lines.text();
        let span = fit(diagnostic.span, text);
        let (first, last) = (lines.index(span.start), lines.index(last_byte(span)));
        let words: Vec<&str> = diagnostic
            .labels
            .iter()
            .filter(|(place, _)| *place == diagnostic.span)
            .map(|(_, words)| words.as_str())
            .collect();
        let mut shown = BTreeSet::from([first, last]);
        let start = if first == last {
            span.start
        } else {
            last_column(lines, last, span)
        };
        let mut marks = vec![Mark {
            line: last,
            span: Span::new(start, span.end),
            primary: true,
            words: words.join("; "),
        }];
        for (place, words) in &diagnostic.labels {
            if *place == diagnostic.span {
                continue;
            }
            let place = fit(*place, text);
            let line = lines.index(place.start);
            let end = place.end.min(lines.line_span(line).end);
            shown.insert(line);
            marks.push(Mark {
                line,
                span: Span::new(place.start, end),
                primary: false,
                words: words.clone(),
            });
        }
        let tall = (first != last).then_some((first, last));
        if first + 2 == last {
            shown.insert(first + 1);
        }
        Self {
            lines,
            marks,
            shown,
            tall,
        }
    }

    /// The highest line number drawn, counted from 1.
    pub(super) fn last_line(&self) -> usize {
        self.shown.last().map_or(1, |line| line + 1)
    }

    pub(super) fn draw(&self, rows: &mut Vec<String>, gutter: usize, paint: Paint) {
        let Paint {
            frame, reset, main, ..
        } = paint;
        rows.push(format!("{:gutter$} {frame}|{reset}", ""));
        let mut before: Option<usize> = None;
        for line in &self.shown {
            match before {
                Some(last) if last + 2 == *line && self.tall.is_none() => {
                    self.draw_line(rows, last + 1, gutter, paint);
                }
                Some(last) if last + 1 < *line => {
                    let side = self.side(last + 1).trim_end();
                    let gap = format!("{frame}...{reset}{:gutter$}{main}{side}{reset}", "");
                    rows.push(gap.trim_end().to_owned());
                }
                _ => {}
            }
            self.draw_line(rows, *line, gutter, paint);
            before = Some(*line);
        }
        rows.push(format!("{:gutter$} {frame}|{reset}", ""));
    }

    /// The mark beside a line that a tall span covers.
    fn side(&self, line: usize) -> &'static str {
        match self.tall {
            None => "",
            Some((first, _)) if first == line => "/ ",
            Some((first, last)) if first < line && line <= last => "| ",
            Some(_) => "  ",
        }
    }

    fn draw_line(&self, rows: &mut Vec<String>, line: usize, gutter: usize, paint: Paint) {
        let Paint {
            frame, reset, main, ..
        } = paint;
        let mut marks: Vec<&Mark> = self.marks.iter().filter(|mark| mark.line == line).collect();
        marks.sort_by_key(|mark| (mark.span.start, !mark.primary));
        let row = Row::new(
            self.lines.line(line),
            marks.first().map(|mark| self.column(mark.span.start)),
        );
        let side = self.side(line);
        let text = format!(
            "{:>gutter$} {frame}|{reset} {main}{side}{reset}{}",
            line + 1,
            row.text
        );
        rows.push(text.trim_end().to_owned());
        if marks.is_empty() {
            return;
        }
        let placed: Vec<Placed<'_>> = marks.iter().map(|mark| self.place(mark, &row)).collect();
        let closing = self.tall.filter(|(_, last)| *last == line);
        for under in underlines(&placed, closing.is_some(), paint) {
            rows.push(format!(
                "{:gutter$} {frame}|{reset} {}",
                "",
                under.trim_end()
            ));
        }
    }

    fn column(&self, byte: usize) -> usize {
        byte - self.lines.line_span(self.lines.index(byte)).start
    }

    fn place<'m>(&self, mark: &'m Mark, row: &Row) -> Placed<'m> {
        let start = self.lines.line_span(mark.line).start;
        let from = row.at(mark.span.start - start);
        let to = row.at(mark.span.end.saturating_sub(start));
        Placed {
            from,
            to: to.max(from + 1),
            primary: mark.primary,
            words: &mark.words,
        }
    }
}

struct Placed<'m> {
    from: usize,
    to: usize,
    primary: bool,
    words: &'m str,
}

impl Placed<'_> {
    fn colour(&self, paint: Paint) -> &'static str {
        if self.primary {
            paint.main
        } else {
            paint.second
        }
    }
}

/// The rows under a line: the underline with the last mark's words, then the others' words, each
/// hung under its mark, from right to left.
fn underlines(placed: &[Placed<'_>], closing: bool, paint: Paint) -> Vec<String> {
    let width = placed.iter().map(|mark| mark.to).max().unwrap_or(0);
    let mut cells: Vec<(char, &str)> = vec![(' ', ""); width];
    for mark in placed
        .iter()
        .filter(|m| !m.primary)
        .chain(placed.iter().filter(|m| m.primary))
    {
        let sign = if mark.primary { '^' } else { '-' };
        for cell in cells.iter_mut().take(mark.to).skip(mark.from) {
            *cell = (sign, mark.colour(paint));
        }
    }
    let mut prefix = String::new();
    if closing {
        let reach = placed
            .iter()
            .find(|mark| mark.primary)
            .map_or(0, |mark| mark.from);
        for cell in cells.iter_mut().take(reach) {
            *cell = ('_', paint.main);
        }
        prefix = format!("{}|_{}", paint.main, paint.reset);
    }
    let Some((last, others)) = placed.split_last() else {
        return Vec::new();
    };
    let mut rows = vec![format!(
        "{prefix}{} {}{}{}",
        print(&cells, paint),
        last.colour(paint),
        shown(last.words),
        paint.reset
    )];
    let indent = if closing { "  " } else { "" };
    for (index, mark) in others.iter().enumerate().rev() {
        if mark.words.is_empty() {
            continue;
        }
        let mut row = vec![(' ', ""); mark.from];
        for other in others
            .iter()
            .take(index)
            .filter(|other| !other.words.is_empty())
        {
            if let Some(cell) = row.get_mut(other.from) {
                *cell = ('|', other.colour(paint));
            }
        }
        rows.push(format!(
            "{indent}{}{}{}{}",
            print(&row, paint),
            mark.colour(paint),
            shown(mark.words),
            paint.reset
        ));
    }
    rows
}

fn print(cells: &[(char, &str)], paint: Paint) -> String {
    let mut out = String::new();
    let mut current = "";
    for (c, colour) in cells {
        if *colour != current {
            out.push_str(if colour.is_empty() {
                paint.reset
            } else {
                colour
            });
            current = colour;
        }
        out.push(*c);
    }
    if !current.is_empty() {
        out.push_str(paint.reset);
    }
    out
}

/// A line as it is printed, with the column of each of its bytes.
struct Row {
    text: String,
    /// The byte at which each character begins, and the column it is printed at.
    columns: Vec<(usize, usize)>,
}

impl Row {
    /// Tabs become spaces, control characters a sign; a very long line is cut around `focus`.
    fn new(line: &str, focus: Option<usize>) -> Self {
        let skip = if line.len() > WIDEST {
            focus.unwrap_or(0).saturating_sub(BEFORE)
        } else {
            0
        };
        let mut row = Self {
            text: String::new(),
            columns: Vec::new(),
        };
        let mut column = 0;
        if skip > 0 {
            row.text.push('…');
            column = 1;
        }
        for (byte, c) in line.char_indices().filter(|(byte, _)| *byte >= skip) {
            row.columns.push((byte, column));
            if column > WIDEST {
                row.text.push('…');
                return row;
            }
            let width = match c {
                '\t' => TAB - column % TAB,
                '\u{feff}' => 0,
                c if c.is_control() => 1,
                c => c.width().unwrap_or(0),
            };
            match c {
                '\t' => row.text.extend(std::iter::repeat_n(' ', width)),
                '\u{feff}' => {}
                c if c.is_control() => row.text.push('\u{fffd}'),
                c => row.text.push(c),
            }
            column += width;
        }
        row.columns.push((line.len(), column));
        row
    }

    /// The column of a byte of the line.
    fn at(&self, byte: usize) -> usize {
        let after = self.columns.partition_point(|(start, _)| *start < byte);
        let found = self.columns.get(after).or(self.columns.last());
        found.map_or(0, |(_, column)| *column)
    }
}

/// The span moved into the text and onto character boundaries, without trailing white space.
fn fit(span: Span, text: &str) -> Span {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = span.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let trimmed = text.get(start..end).unwrap_or_default().trim_end().len();
    Span::new(start, if trimmed == 0 { start } else { start + trimmed })
}

fn last_byte(span: Span) -> usize {
    span.end.saturating_sub(1).max(span.start)
}

/// Where the caret of a tall span stands: its last character.
fn last_column(lines: &Lines<'_>, line: usize, span: Span) -> usize {
    let start = lines.line_span(line).start;
    let text = Span::new(start, span.end);
    let last = lines
        .line(line)
        .get(..text.len())
        .and_then(|text| text.chars().next_back());
    span.end - last.map_or(0, char::len_utf8)
}
