//! What a trail's author is told about a trail before it runs.

mod code;
mod human;
mod json;
#[cfg(test)]
mod pages;
mod sarif;
mod snippet;
mod span;
#[cfg(test)]
mod tests;

pub use code::Code;
pub use human::human;
pub use json::{Place, Report, report};
pub use sarif::sarif;
pub use span::{Lines, Position, Span};

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something that could read better; nothing is wrong.
    Hint,
    /// It runs, but probably not as meant.
    Warning,
    /// It cannot be published.
    Error,
}

impl Severity {
    /// The word for it: `error`, `warning`, `hint`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        }
    }
}

/// One thing to say about a file, at a place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of problem; it has a page of its own.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong, in one line without a full stop.
    pub message: String,
    /// The file, as the author names it.
    pub file: SmolStr,
    /// Where, in bytes of that file.
    pub span: Span,
    /// Other places of the same file that explain it, and words under the main span where they
    /// carry that same span.
    pub labels: Vec<(Span, String)>,
    /// What to do about it.
    pub help: Option<String>,
    /// The trail it belongs to.
    pub trail: Option<SmolStr>,
    /// The step it belongs to.
    pub step: Option<SmolStr>,
}

impl Diagnostic {
    /// A diagnostic of any severity.
    pub fn new(
        severity: Severity,
        code: Code,
        file: &str,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            file: SmolStr::new(file),
            span,
            labels: Vec::new(),
            help: None,
            trail: None,
            step: None,
        }
    }

    /// An error.
    pub fn error(code: Code, file: &str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, file, span, message)
    }

    /// A warning.
    pub fn warning(code: Code, file: &str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, file, span, message)
    }

    /// A hint.
    pub fn hint(code: Code, file: &str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Hint, code, file, span, message)
    }

    /// With what to do about it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With words at a place.
    #[must_use]
    pub fn with_label(mut self, span: Span, words: impl Into<String>) -> Self {
        self.labels.push((span, words.into()));
        self
    }

    /// As belonging to a trail.
    #[must_use]
    pub fn in_trail(mut self, trail: impl Into<SmolStr>) -> Self {
        self.trail = Some(trail.into());
        self
    }

    /// As belonging to a step.
    #[must_use]
    pub fn in_step(mut self, step: impl Into<SmolStr>) -> Self {
        self.step = Some(step.into());
        self
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
