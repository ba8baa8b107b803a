//! Where an exit leads.

use crate::diagnostic::Span;
use smol_str::SmolStr;
use trilha_model::{ExitName, StepId};

/// Where an exit leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To a step of the same trail.
    Step(StepId),
    /// To the end of the session.
    End,
    /// Back: to the caller of a sub-trail, or to what an interrupt put aside.
    Return,
}

impl Target {
    /// Reads a target as written.
    pub fn parse(text: &str) -> Self {
        match text {
            "end" => Self::End,
            "return" => Self::Return,
            step => Self::Step(step.into()),
        }
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Step(step) => step.as_str(),
            Self::End => "end",
            Self::Return => "return",
        }
    }
}

/// A target and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aim {
    /// Where it leads.
    pub target: Target,
    /// Where it is written.
    pub span: Span,
}

/// A named way out of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// Its name.
    pub name: ExitName,
    /// What people read beside it: an option's label, a condition; empty where the name says it all.
    pub label: String,
    /// Where it leads, where the step itself says so.
    pub aim: Option<Aim>,
    /// The keys, below the step, under which its target is written.
    pub path: Vec<SmolStr>,
}

impl Exit {
    /// An exit whose target is written under its own name, as `next: …`.
    pub fn plain(name: &str, aim: Option<&Aim>) -> Self {
        Self::at(name, &[name], aim)
    }

    /// An exit whose target is written under these keys.
    pub fn at(name: &str, path: &[&str], aim: Option<&Aim>) -> Self {
        Self {
            name: name.into(),
            label: String::new(),
            aim: aim.cloned(),
            path: path.iter().map(SmolStr::new).collect(),
        }
    }

    /// With what people read beside it.
    #[must_use]
    pub fn labelled(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }
}
