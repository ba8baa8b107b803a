//! Which steps and exits the tests of a trail walked.

use crate::simulator::Simulator;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use trilha_model::{ExitName, StepId, TrailId};
use trilha_trail::diagnostic::Lines;
use trilha_trail::{Bundle, Exit, Group, Step, Trail};

/// What was walked, over any number of talks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    stood: BTreeMap<(TrailId, StepId), u32>,
    walked: BTreeMap<(TrailId, StepId, ExitName), u32>,
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
    /// How often.
    pub times: u32,
    /// Its exits that lead somewhere and that a talk can take: those with a target of their own, and those
    /// that the defaults lead on. A default for errors counts where another system can fail.
    pub exits: Vec<ExitCoverage>,
}

/// Whether an exit was walked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExitCoverage {
    /// Which.
    pub exit: ExitName,
    /// Whether a talk took it.
    pub walked: bool,
    /// How often.
    pub times: u32,
}

impl Coverage {
    /// Adds what a talk walked.
    pub fn add(&mut self, talk: &Simulator) {
        let mut before: Option<(&TrailId, &StepId)> = None;
        for edge in talk.path() {
            let from = (&edge.trail, &edge.from);
            if before != Some(from) {
                self.stand(&edge.trail, &edge.from);
            }
            if let Some(to) = &edge.to {
                self.stand(&edge.trail, to);
            }
            before = edge.to.as_ref().map(|to| (&edge.trail, to));
            let walked = (edge.trail.clone(), edge.from.clone(), edge.exit.clone());
            *self.walked.entry(walked).or_default() += 1;
        }
        if let Some(place) = talk.place().filter(|place| before != Some(*place)) {
            self.stand(place.0, place.1);
        }
    }

    fn stand(&mut self, trail: &TrailId, step: &StepId) {
        *self.stood.entry((trail.clone(), step.clone())).or_default() += 1;
    }

    /// Adds what other talks walked.
    pub fn merge(&mut self, other: Coverage) {
        for (place, times) in other.stood {
            *self.stood.entry(place).or_default() += times;
        }
        for (edge, times) in other.walked {
            *self.walked.entry(edge).or_default() += times;
        }
    }

    /// Whether an exit was walked, also one that leads where the defaults say.
    pub fn took(&self, trail: &TrailId, step: &StepId, exit: &ExitName) -> bool {
        let edge = (trail.clone(), step.clone(), exit.clone());
        self.walked.contains_key(&edge)
    }

    /// What was walked of each trail of a bundle.
    pub fn of(&self, bundle: &Bundle) -> Vec<TrailCoverage> {
        bundle.trails().map(|trail| self.of_trail(trail)).collect()
    }

    /// What was walked of a trail.
    pub fn of_trail(&self, trail: &Trail) -> TrailCoverage {
        let id = &trail.id;
        let steps = trail.steps.iter().map(|step| {
            let exits = step
                .exits()
                .into_iter()
                .filter(|exit| open(trail, step, exit));
            let exits = exits.map(|exit| {
                let edge = (id.clone(), step.id.clone(), exit.name.clone());
                let times = self.walked.get(&edge).copied().unwrap_or_default();
                ExitCoverage {
                    walked: times > 0,
                    times,
                    exit: exit.name,
                }
            });
            let place = (id.clone(), step.id.clone());
            let times = self.stood.get(&place).copied().unwrap_or_default();
            StepCoverage {
                reached: times > 0,
                times,
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

/// Whether an exit leads somewhere and a talk can take it.
fn open(trail: &Trail, step: &Step, exit: &Exit) -> bool {
    let fails = exit.name.as_str() == "error";
    let by_default = trail.leads(&step.id, exit.name.as_str()).is_some();
    exit.aim.is_some() || (by_default && (!fails || step.verb().group == Group::Outside))
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

    /// In lcov's format, for editors and reports: each step a function, its lines its own, its exits
    /// branches. `file` is what the trail's file is called, `text` what stands in it. A trail's steps are
    /// told from its text: `trail` and `text` belong together.
    pub fn lcov(&self, trail: &Trail, file: &str, text: &str) -> String {
        let lines = Lines::new(text);
        let (mut functions, mut branches, mut hits) =
            (String::new(), String::new(), BTreeMap::new());
        for step in &self.steps {
            let Some(known) = trail.step(&step.step) else {
                continue;
            };
            let first = lines.index(known.span.start) + 1;
            let last = lines.index(known.span.end.saturating_sub(1).max(known.span.start)) + 1;
            put(&mut functions, &format!("FN:{first},{}", step.step));
            put(
                &mut functions,
                &format!("FNDA:{},{}", step.times, step.step),
            );
            for (at, exit) in step.exits.iter().enumerate() {
                let taken = if step.reached {
                    exit.times.to_string()
                } else {
                    "-".to_owned()
                };
                put(&mut branches, &format!("BRDA:{first},0,{at},{taken}"));
            }
            for line in first..=last {
                hits.entry(line).or_insert(step.times);
            }
        }
        let ((reached, steps), (walked, exits)) = (self.steps_reached(), self.exits_walked());
        let mut out = format!("TN:\nSF:{file}\n{functions}FNF:{steps}\nFNH:{reached}\n");
        put(&mut out, &format!("{branches}BRF:{exits}\nBRH:{walked}"));
        for (line, times) in &hits {
            put(&mut out, &format!("DA:{line},{times}"));
        }
        let hit = hits.values().filter(|times| **times > 0).count();
        put(
            &mut out,
            &format!("LF:{}\nLH:{hit}\nend_of_record", hits.len()),
        );
        out
    }
}

fn put(out: &mut String, line: &str) {
    writeln!(out, "{line}").expect("invariant: strings take all");
}
