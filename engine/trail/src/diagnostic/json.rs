//! Diagnostics for machines: one JSON object each.

use super::{Code, Diagnostic, Lines, Position, Severity, Span};
use serde::Serialize;
use smol_str::SmolStr;

/// A place in a file, with words about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The first character.
    pub start: Position,
    /// The character after the last.
    pub end: Position,
    /// The same in bytes.
    pub span: Span,
    /// Words about the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl Place {
    fn new(lines: &Lines<'_>, span: Span, message: Option<String>) -> Self {
        Self {
            start: lines.position(span.start),
            end: lines.position(span.end),
            span,
            message,
        }
    }
}

/// A diagnostic with its places counted, ready for JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The code, as `T0007`.
    pub code: Code,
    /// The code's title.
    pub title: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The file.
    pub file: SmolStr,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// Where it ends, and in bytes.
    pub place: Place,
    /// Other places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Place>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The trail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trail: Option<SmolStr>,
    /// The step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<SmolStr>,
}

/// Counts the places of a diagnostic in the lines of its file.
pub fn report(diagnostic: &Diagnostic, lines: &Lines<'_>) -> Report {
    let place = Place::new(lines, diagnostic.span, None);
    Report {
        code: diagnostic.code,
        title: diagnostic.code.title(),
        severity: diagnostic.severity,
        message: diagnostic.message.clone(),
        file: diagnostic.file.clone(),
        line: place.start.line,
        column: place.start.column,
        place,
        labels: diagnostic
            .labels
            .iter()
            .map(|(span, words)| Place::new(lines, *span, Some(words.clone())))
            .collect(),
        help: diagnostic.help.clone(),
        trail: diagnostic.trail.clone(),
        step: diagnostic.step.clone(),
    }
}
