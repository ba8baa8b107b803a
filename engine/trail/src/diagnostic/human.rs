//! Diagnostics for people: the place, the line, what is under the caret, what to do.

use super::snippet::Snippet;
use super::{Diagnostic, Lines, Severity};

/// The paint of the parts of a rendered diagnostic; every field empty prints plain text.
#[derive(Clone, Copy)]
pub(super) struct Paint {
    pub(super) main: &'static str,
    pub(super) second: &'static str,
    pub(super) frame: &'static str,
    pub(super) strong: &'static str,
    pub(super) reset: &'static str,
}

impl Paint {
    fn new(severity: Severity, colour: bool) -> Self {
        if !colour {
            return Self {
                main: "",
                second: "",
                frame: "",
                strong: "",
                reset: "",
            };
        }
        Self {
            main: match severity {
                Severity::Error => "\u{1b}[1;31m",
                Severity::Warning => "\u{1b}[1;33m",
                Severity::Hint => "\u{1b}[1;36m",
            },
            second: "\u{1b}[1;34m",
            frame: "\u{1b}[1;34m",
            strong: "\u{1b}[1m",
            reset: "\u{1b}[0m",
        }
    }
}

/// Renders a diagnostic over the lines of its file, ending in a line break.
///
/// `colour` adds ANSI colours. A span that does not fit the text is drawn at its end.
pub fn human(diagnostic: &Diagnostic, lines: &Lines<'_>, colour: bool) -> String {
    let paint = Paint::new(diagnostic.severity, colour);
    let place = lines.position(diagnostic.span.start);
    let snippet = Snippet::new(diagnostic, lines);
    let gutter = snippet.last_line().to_string().len();
    let Paint {
        main,
        frame,
        strong,
        reset,
        ..
    } = paint;
    let mut rows = vec![
        format!(
            "{main}{}[{}]{reset}{strong}: {}{reset}",
            diagnostic.severity.word(),
            diagnostic.code,
            shown(&diagnostic.message),
        ),
        format!(
            "{:gutter$}{frame}-->{reset} {}:{}:{}",
            "", diagnostic.file, place.line, place.column
        ),
    ];
    snippet.draw(&mut rows, gutter, paint);
    for (index, row) in diagnostic
        .help
        .iter()
        .flat_map(|help| help.lines())
        .enumerate()
    {
        rows.push(if index == 0 {
            format!(
                "{:gutter$} {frame}={reset} {strong}help:{reset} {}",
                "",
                shown(row)
            )
        } else {
            format!("{:gutter$}         {}", "", shown(row))
        });
    }
    rows.push(String::new());
    rows.join("\n")
}

/// Text without line breaks and control characters, so that a file cannot repaint the terminal.
pub(super) fn shown(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}
