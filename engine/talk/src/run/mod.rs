//! Playing the tests of a suite, each on its own simulator.

mod compare;
mod custom;
pub(crate) mod play;
mod show;

pub use custom::{custom_test_of, run_custom};

use crate::coverage::Coverage;
use crate::suite::Suite;
use play::Play;
use smol_str::SmolStr;
use std::sync::Arc;
use trilha_model::Edge;
use trilha_trail::Bundle;
use trilha_trail::diagnostic::Span;

/// What came of a suite.
#[derive(Clone, Debug)]
pub struct Report {
    /// The file.
    pub file: SmolStr,
    /// Its tests, in order.
    pub tests: Vec<Tested>,
    /// What they walked.
    pub coverage: Coverage,
}

/// What came of a test.
#[derive(Clone, Debug)]
pub struct Tested {
    /// What it was to show.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// The talk as it went.
    pub rows: Vec<Row>,
    /// The edges that were walked, in order.
    pub walked: Vec<Walk>,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
}

/// An edge that was walked in a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// Which.
    pub edge: Edge,
    /// How many rows of the talk there were when it was walked: what it led to is told in those after.
    pub row: usize,
}

/// Why a test failed, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Where in the test file.
    pub span: Span,
    /// Why.
    pub reason: String,
}

/// One row of a talk as it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whether it went as written.
    pub sign: Sign,
    /// Who: `me`, `bot`, `agent`, `wait`, …
    pub who: SmolStr,
    /// What.
    pub text: String,
}

/// How a row compares with what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// As written.
    Same,
    /// Written, but it did not come.
    Missing,
    /// Not written, but it came.
    Extra,
    /// Not reached any more.
    Skipped,
}

/// Plays every test of a suite.
pub fn run(suite: &Suite, bundle: &Arc<Bundle>) -> Report {
    let mut coverage = Coverage::default();
    let mut tests = Vec::with_capacity(suite.cases.len());
    for case in &suite.cases {
        let mut play = Play::new(case, bundle);
        let failure = play.through().err();
        coverage.add(play.simulator());
        tests.push(Tested {
            name: case.name.clone(),
            span: case.span,
            rows: play.rows,
            walked: play.walked,
            failure,
        });
    }
    Report {
        file: suite.file.clone(),
        tests,
        coverage,
    }
}
