//! Which steps and exits the tests of a trail walked.

use crate::simulator::Simulator;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use trilha_model::{ExitName, StepId, TrailId};
use trilha_trail::{Bundle, Trail};

/// What was walked, over any number of talks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    stood: BTreeSet<(TrailId, StepId)>,
    walked: BTreeSet<(TrailId, StepId, ExitName)>,
}

/// What was walked of one trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrailCoverage {
    /// Which.
    pub trail: TrailId,
    /// Its steps, in the order of the file.
    pub steps: Vec<StepCoverage>,
}

/// What was walked of one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepCoverage {
    /// Which.
    pub step: StepId,
    /// Whether a talk came there.
    pub reached: bool,
    /// Its exits that are drawn: those with a target of their own.
    pub exits: Vec<ExitCoverage>,
}

/// Whether an exit was walked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExitCoverage {
    /// Which.
    pub exit: ExitName,
    /// Whether a talk took it.
    pub walked: bool,
}

impl Coverage {
    /// Adds what a talk walked.
    pub fn add(&mut self, talk: &Simulator) {
        for edge in talk.path() {
            let trail = edge.trail.clone();
            self.stood.insert((trail.clone(), edge.from.clone()));
            if let Some(to) = &edge.to {
                self.stood.insert((trail.clone(), to.clone()));
            }
            self.walked
                .insert((trail, edge.from.clone(), edge.exit.clone()));
        }
        if let Some((trail, step)) = talk.place() {
            self.stood.insert((trail.clone(), step.clone()));
        }
    }

    /// Adds what other talks walked.
    pub fn merge(&mut self, other: Coverage) {
        self.stood.extend(other.stood);
        self.walked.extend(other.walked);
    }

    /// Whether an exit was walked, also one that leads where the defaults say.
    pub fn took(&self, trail: &TrailId, step: &StepId, exit: &ExitName) -> bool {
        let edge = (trail.clone(), step.clone(), exit.clone());
        self.walked.contains(&edge)
    }

    /// What was walked of each trail of a bundle.
    pub fn of(&self, bundle: &Bundle) -> Vec<TrailCoverage> {
        bundle.trails().map(|trail| self.of_trail(trail)).collect()
    }

    fn of_trail(&self, trail: &Trail) -> TrailCoverage {
        let id = &trail.id;
        let steps = trail.steps.iter().map(|step| {
            let drawn = step.exits().into_iter().filter(|exit| exit.aim.is_some());
            let exits = drawn.map(|exit| ExitCoverage {
                walked: self
                    .walked
                    .contains(&(id.clone(), step.id.clone(), exit.name.clone())),
                exit: exit.name,
            });
            StepCoverage {
                reached: self.stood.contains(&(id.clone(), step.id.clone())),
                exits: exits.collect(),
                step: step.id.clone(),
            }
        });
        TrailCoverage {
            trail: id.clone(),
            steps: steps.collect(),
        }
    }
}

impl TrailCoverage {
    /// How many steps were reached, of how many.
    pub fn steps_reached(&self) -> (usize, usize) {
        let reached = self.steps.iter().filter(|step| step.reached).count();
        (reached, self.steps.len())
    }

    /// How many exits were walked, of how many.
    pub fn exits_walked(&self) -> (usize, usize) {
        let exits = || self.steps.iter().flat_map(|step| &step.exits);
        (exits().filter(|exit| exit.walked).count(), exits().count())
    }

    /// As a table: the figures, then what no test walked.
    pub fn show(&self) -> String {
        let ((steps, all_steps), (exits, all_exits)) = (self.steps_reached(), self.exits_walked());
        let mut out = format!(
            "{}: {steps}/{all_steps} steps, {exits}/{all_exits} exits\n",
            self.trail
        );
        for step in &self.steps {
            let missing: Vec<&str> = step
                .exits
                .iter()
                .filter(|exit| !exit.walked)
                .map(|exit| exit.exit.as_str())
                .collect();
            let what = match (step.reached, missing.is_empty()) {
                (true, true) => continue,
                (true, false) => format!("never left by {}", missing.join(", ")),
                (false, _) => "never reached".to_owned(),
            };
            writeln!(out, "  {:<20} {what}", step.step.as_str())
                .expect("invariant: strings take all");
        }
        out
    }
}
