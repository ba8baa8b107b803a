//! A report as people read it in a terminal.

use super::{Report, Row, Sign, Tested};
use std::fmt::Write as _;
use trilha_trail::diagnostic::Lines;

/// Rows shown around what went wrong.
const AROUND: usize = 6;

impl Report {
    /// Whether every test went as written.
    pub fn passed(&self) -> bool {
        self.tests.iter().all(Tested::passed)
    }

    /// Every test as a line, those that failed with their talk. `text` is the text of the file.
    pub fn show(&self, text: &str, colour: bool) -> String {
        let lines = Lines::new(text);
        let mut out = String::new();
        for test in &self.tests {
            out.push_str(&test.show(&self.file, &lines, colour));
        }
        out
    }
}

impl Tested {
    /// Whether it went as written.
    pub fn passed(&self) -> bool {
        self.failure.is_none()
    }

    fn show(&self, file: &str, lines: &Lines<'_>, colour: bool) -> String {
        let paint = |code: &'static str| if colour { code } else { "" };
        let (red, green, dim, bold, plain) = (
            paint("\u{1b}[31m"),
            paint("\u{1b}[32m"),
            paint("\u{1b}[2m"),
            paint("\u{1b}[1m"),
            paint("\u{1b}[0m"),
        );
        let Some(failure) = &self.failure else {
            return format!("{green}✓{plain} {}\n", printable(&self.name));
        };
        let place = lines.position(failure.span.start);
        let mut out = String::new();
        let mut line = |text: String| {
            writeln!(out, "{text}").expect("invariant: strings take all");
        };
        line(format!(
            "{red}✗{plain} {bold}{}{plain}  {dim}{file}:{}:{}{plain}",
            printable(&self.name),
            place.line,
            place.column
        ));
        let (before, rows, after) = self.window();
        if before > 0 {
            line(format!("    {dim}… {before} more above{plain}"));
        }
        for row in rows {
            let (sign, paint) = match row.sign {
                Sign::Same => ("✓", dim),
                Sign::Missing => ("-", red),
                Sign::Extra => ("+", green),
                Sign::Skipped => (" ", dim),
            };
            for (index, part) in row.text.split('\n').enumerate() {
                let who = if index == 0 { row.who.as_str() } else { "" };
                let sign = if index > 0 && row.sign == Sign::Same {
                    " "
                } else {
                    sign
                };
                line(format!(
                    "  {paint}{sign} {who:<8}{}{plain}",
                    printable(part)
                ));
            }
        }
        if after > 0 {
            line(format!("    {dim}… {after} more not reached{plain}"));
        }
        for (index, part) in failure.reason.lines().enumerate() {
            let lead = if index == 0 { "  = " } else { "    " };
            line(format!("{bold}{lead}{plain}{}", printable(part)));
        }
        out
    }

    /// The rows around the first that is not as written, and how many there are before and after.
    fn window(&self) -> (usize, &[Row], usize) {
        let wrong = |row: &&Row| row.sign != Sign::Same;
        let count = self.rows.len();
        let first = self
            .rows
            .iter()
            .position(|row| wrong(&row))
            .unwrap_or(count);
        let reached = |row: &Row| row.sign != Sign::Skipped;
        let last = self
            .rows
            .iter()
            .rposition(reached)
            .map_or(count, |at| at + 1);
        let from = first.saturating_sub(AROUND);
        let to = (last + 2).min(count);
        (
            from,
            self.rows.get(from..to).unwrap_or_default(),
            count - to,
        )
    }
}

/// Text without control characters, so that a talk cannot repaint the terminal.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}
