//! Playing the tests of a suite, each on its own simulator.

mod compare;
mod custom;
pub(crate) mod play;
mod show;

pub use custom::{custom_test_of, run_custom};

use crate::coverage::Coverage;
use crate::simulator::{Setup, Simulator};
use crate::suite::Suite;
use play::Play;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::sync::Arc;
use trilha_model::{Edge, StepId, TrailId};
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tested {
    /// What it was to show.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// The talk as it went.
    pub rows: Vec<Row>,
    /// The edges that were walked, in order.
    pub walked: Vec<Walk>,
    /// Where it waits in the end.
    pub place: Option<(TrailId, StepId)>,
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
}

/// An edge that was walked in a test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walk {
    /// Which.
    pub edge: Edge,
    /// How many rows of the talk there were when it was walked: what it led to is told in those after.
    pub row: usize,
}

/// Why a test failed, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Where in the test file.
    pub span: Span,
    /// Why.
    pub reason: String,
}

/// One row of a talk as it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Whether it went as written.
    pub sign: Sign,
    /// Who: `me`, `bot`, `agent`, `wait`, …
    pub who: SmolStr,
    /// What.
    pub text: String,
}

/// How a row compares with what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

impl Tested {
    /// The step it came to last: where it waits, or the one it ended at.
    pub fn last(&self) -> Option<(&TrailId, &StepId)> {
        let waits = self.place.as_ref().map(|(trail, step)| (trail, step));
        let walked = || self.walked.last().map(|walk| &walk.edge);
        waits.or_else(|| walked().map(|edge| (&edge.trail, edge.to.as_ref().unwrap_or(&edge.from))))
    }
}

/// Plays every test of a suite.
pub fn run(suite: &Suite, bundle: &Arc<Bundle>) -> Report {
    run_on(Simulator::new, suite, bundle)
}

/// The same, on [quick](Simulator::quick) simulators.
pub fn run_quick(suite: &Suite, bundle: &Arc<Bundle>) -> Report {
    run_on(Simulator::quick, suite, bundle)
}

fn run_on(
    talk: fn(Arc<Bundle>, Setup) -> Simulator,
    suite: &Suite,
    bundle: &Arc<Bundle>,
) -> Report {
    let mut coverage = Coverage::default();
    let mut tests = Vec::with_capacity(suite.cases.len());
    for case in &suite.cases {
        let mut play = Play::on(talk(Arc::clone(bundle), case.setup.clone()), case);
        let failure = play.through().err();
        coverage.add(play.simulator());
        let place = play.place();
        tests.push(Tested {
            name: case.name.clone(),
            span: case.span,
            rows: play.rows,
            walked: play.walked,
            place,
            failure,
        });
    }
    Report {
        file: suite.file.clone(),
        tests,
        coverage,
    }
}
