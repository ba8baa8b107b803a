//! The tests of a trail beside its canvas: their text, what came of them, and what no test walked.

use crate::document::{Document, Surroundings};
use crate::message::Unsaved;
use crate::problem::{self, Problem};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;
use trilha_model::{StepId, TrailId};
use trilha_talk::{Report, Tested, TrailCoverage, run_quick};
use trilha_trail::{Known, compile};

/// The tests of a trail.
#[derive(Clone, Debug, Default)]
pub struct Tests {
    /// The text on disk; none where there is no file.
    pub saved: Option<Rc<str>>,
    /// The text.
    pub text: Rc<str>,
    /// What came of them when they were played last.
    pub played: Option<Rc<Played>>,
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

/// What came of the tests of a text.
#[derive(Clone, Debug)]
pub struct Played {
    /// The trail's text.
    pub of: Rc<str>,
    /// The text of the tests.
    pub by: Rc<str>,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of tests.
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug, PartialEq)]
pub struct Cover {
    /// How many steps, of how many.
    pub steps: (usize, usize),
    /// How many exits, of how many.
    pub exits: (usize, usize),
    /// What is missing, by step.
    pub gaps: BTreeMap<StepId, Gap>,
}

/// What no test walked of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
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

    /// A name for one more test: this one, numbered where there is such a test.
    pub(crate) fn free_name(&self, name: &str) -> String {
        let cases = trilha_talk::read("", &self.text).0;
        let cases = cases.map(|suite| suite.cases).unwrap_or_default();
        let taken: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        let numbered = (2..).map(|number| format!("{name} {number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        let free = names.find(|name| !taken.contains(name.as_str()));
        free.unwrap_or_else(|| name.to_owned())
    }

    /// Plays them on the trail as it stands.
    pub(crate) fn play(&mut self, document: &Document, around: &Surroundings) {
        self.played = Some(Rc::new(Played {
            of: document.text.clone(),
            by: self.text.clone(),
            outcome: outcome(&self.text, document, around),
        }));
    }
}

fn on_disk(id: &TrailId, around: &Surroundings) -> Option<Rc<str>> {
    let text = around.files.get(&path_of(id))?;
    Some(text.as_str().into())
}

fn outcome(text: &str, document: &Document, around: &Surroundings) -> Outcome {
    let file = path_of(&document.id);
    let (suite, said) = trilha_talk::read(&file, text);
    let Some(suite) = suite else {
        return Outcome::Unread(problem::all(&file, text, &said));
    };
    if suite.trail != document.id {
        return Outcome::Other(suite.trail);
    }
    let sources = around.sources(&document.id, &document.text);
    let known = Known {
        limits: suite.limits.unwrap_or(around.limits),
        ..around.known()
    };
    match compile(&sources, &document.id, &known) {
        Err(_) => Outcome::Errors(document.counts().0),
        Ok((bundle, _)) => {
            let bundle = Arc::new(bundle);
            let Report {
                tests, coverage, ..
            } = run_quick(&suite, &bundle);
            let cover = Cover::of(&coverage.of_trail(bundle.root()));
            Outcome::Ran(tests, Rc::new(cover))
        }
    }
}

impl Cover {
    fn of(coverage: &TrailCoverage) -> Self {
        let gaps = coverage.steps.iter().filter_map(|step| {
            let missing = step.exits.iter().filter(|exit| !exit.walked);
            let gap = Gap {
                reached: step.reached,
                exits: missing.map(|exit| exit.exit.0.clone()).collect(),
            };
            (!gap.reached || !gap.exits.is_empty()).then(|| (step.step.clone(), gap))
        });
        Self {
            steps: coverage.steps_reached(),
            exits: coverage.exits_walked(),
            gaps: gaps.collect(),
        }
    }

    /// Whether no test took an exit.
    pub fn lacks(&self, step: &StepId, exit: &str) -> bool {
        self.gaps
            .get(step)
            .is_some_and(|gap| gap.exits.iter().any(|name| name == exit))
    }
}
