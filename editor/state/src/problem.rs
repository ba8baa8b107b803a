//! Problems: diagnostics with their places counted, ready to be listed and jumped to.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::rc::Rc;
use trilha_trail::diagnostic::{Lines, Span};
use trilha_trail::{Diagnostic, Severity};

/// One thing to say about the trail or what it reaches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// The code, as `T0007`.
    pub code: SmolStr,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The step, where it stands in one of this trail.
    pub step: Option<SmolStr>,
    /// Another file than the trail's own.
    pub file: Option<SmolStr>,
    /// The line in its file, from 1; 0 in another file.
    pub line: usize,
    /// Where, in bytes of its file.
    pub span: Span,
}

impl Problem {
    /// Whether it forbids publishing.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Diagnostics as problems of the trail whose file and text these are.
pub(crate) fn all(file: &str, text: &str, diagnostics: &[Diagnostic]) -> Vec<Rc<Problem>> {
    let lines = Lines::new(text);
    let problem = |diagnostic: &Diagnostic| {
        let own = diagnostic.file == file;
        Rc::new(Problem {
            code: SmolStr::new_static(diagnostic.code.as_str()),
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            step: diagnostic.step.clone().filter(|_| own),
            file: (!own).then(|| diagnostic.file.clone()),
            line: if own {
                lines.position(diagnostic.span.start).line
            } else {
                0
            },
            span: diagnostic.span,
        })
    };
    diagnostics.iter().map(problem).collect()
}
