//! The tests of a trail beside its canvas: their text, what came of them, and what no test walked.

use crate::document::Surroundings;
use crate::message::Unsaved;
use crate::problem::Problem;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::rc::Rc;
use trilha_model::{StepId, TrailId};
use trilha_talk::Tested;

/// The tests of a trail.
#[derive(Clone, Debug, Default)]
pub struct Tests {
    /// The text on disk; none where there is no file.
    pub saved: Option<Rc<str>>,
    /// The text.
    pub text: Rc<str>,
    /// What came of them when they were played last.
    pub played: Option<Rc<Played>>,
    /// Whether they are being played.
    pub playing: Playing,
    /// Whether the canvas shows what no test walked.
    pub shown: bool,
    /// Whether the text is on its way to the server.
    pub saving: bool,
    /// The text on disk, where somebody else changed it and nobody has decided yet.
    pub theirs: Option<Rc<str>>,
    /// The name of the text that was on disk when an earlier visit began to write this one, where that was
    /// another than what lies there now.
    pub(crate) older: Option<String>,
}

/// Whether tests are being played.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Playing {
    /// They are not.
    #[default]
    Not,
    /// They are.
    Now,
    /// They are, and will be anew when that is over.
    Again,
}

/// What came of the tests of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Played {
    /// The trail's text.
    pub of: Rc<str>,
    /// The text of the tests.
    pub by: Rc<str>,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of tests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// The trail has this many errors, and cannot talk.
    Errors(usize),
    /// They cannot be read, for these reasons.
    Unread(Vec<Rc<Problem>>),
    /// They are those of another trail.
    Other(TrailId),
    /// They were played.
    Ran(Vec<Tested>, Rc<Cover>),
}

/// What tests walked of a trail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cover {
    /// How many steps, of how many.
    pub steps: (usize, usize),
    /// How many exits, of how many.
    pub exits: (usize, usize),
    /// What is missing, by step.
    pub gaps: BTreeMap<StepId, Gap>,
}

/// What no test walked of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Whether a test came there at all.
    pub reached: bool,
    /// The exits that none took.
    pub exits: Rc<[SmolStr]>,
}

/// The path of a trail's tests.
pub fn path_of(id: &TrailId) -> String {
    format!("{id}.test.yaml")
}

impl Tests {
    /// The tests that came with a draft.
    pub(crate) fn of(id: &TrailId, around: &Surroundings) -> Self {
        let saved = on_disk(id, around);
        Self {
            text: saved.clone().unwrap_or_default(),
            saved,
            ..Self::default()
        }
    }

    /// Brings back what an earlier visit left; says whether that is another than what lies on disk.
    pub(crate) fn restore(&mut self, kept: Unsaved) -> bool {
        let disk = self.base();
        self.text = kept.text.into();
        self.older = Some(kept.base).filter(|base| *base != disk);
        self.unsaved()
    }

    /// What is unsaved, to be kept.
    pub(crate) fn kept(&self) -> Option<Unsaved> {
        self.unsaved().then(|| Unsaved {
            base: self.base(),
            text: self.text.to_string(),
        })
    }

    /// What lies on disk now. What was typed here stays, and is then found to be over another text when it is saved.
    pub(crate) fn came(&mut self, id: &TrailId, around: &Surroundings) {
        if !self.unsaved() {
            self.saved = on_disk(id, around);
            self.older = None;
            self.text = self.saved.clone().unwrap_or_default();
        }
    }

    /// Whether the text is another than the one on disk.
    pub fn unsaved(&self) -> bool {
        *self.text != *self.saved.as_deref().unwrap_or_default()
    }

    /// The name of the text on disk from which this one was made, as the server gives names; empty where there was none.
    pub fn base(&self) -> String {
        if let Some(older) = &self.older {
            return older.clone();
        }
        let name = |text: &Rc<str>| HEXLOWER.encode(&Sha256::digest(text.as_bytes()));
        self.saved.as_ref().map(name).unwrap_or_default()
    }

    /// What no test walked, while the canvas shows it.
    pub fn cover(&self) -> Option<&Rc<Cover>> {
        match &self.played.as_ref().filter(|_| self.shown)?.outcome {
            Outcome::Ran(_, cover) => Some(cover),
            _ => None,
        }
    }

    /// Whether what came of them is of these texts.
    pub fn is_fresh(&self, trail: &Rc<str>) -> bool {
        self.played
            .as_ref()
            .is_some_and(|played| played.of == *trail && played.by == self.text)
    }
}

fn on_disk(id: &TrailId, around: &Surroundings) -> Option<Rc<str>> {
    let text = around.files.get(&path_of(id))?;
    Some(text.as_str().into())
}

impl Cover {
    /// Whether no test took an exit.
    pub fn lacks(&self, step: &StepId, exit: &str) -> bool {
        self.gaps
            .get(step)
            .is_some_and(|gap| gap.exits.iter().any(|name| name == exit))
    }
}
