//! The tests of a trail, played.

use super::Script;
use crate::document::Surroundings;
use crate::problem;
use crate::tested::{Cover, Gap, Outcome, Played, path_of};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;
use trilha_talk::{Report, TrailCoverage, run_quick};
use trilha_trail::{Known, Severity, compile};

/// Plays tests on a trail.
pub(super) fn play(script: Script, around: &Surroundings) -> Played {
    Played {
        outcome: outcome(&script, around),
        of: script.text,
        by: script.tests,
    }
}

fn outcome(script: &Script, around: &Surroundings) -> Outcome {
    let Script { trail, text, tests } = script;
    let file = path_of(trail);
    let (suite, said) = trilha_talk::read(&file, tests);
    let Some(suite) = suite else {
        return Outcome::Unread(problem::all(&file, tests, &said));
    };
    if suite.trail != *trail {
        return Outcome::Other(suite.trail);
    }
    let known = Known {
        limits: suite.limits.unwrap_or(around.limits),
        ..around.known()
    };
    match compile(&around.sources(trail, text), trail, &known) {
        Err(said) => {
            let errors = said.iter().filter(|one| one.severity == Severity::Error);
            Outcome::Errors(errors.count())
        }
        Ok((bundle, _)) => {
            let bundle = Arc::new(bundle);
            let Report {
                tests, coverage, ..
            } = run_quick(&suite, &bundle);
            let cover = cover(&coverage.of_trail(bundle.root()));
            Outcome::Ran(tests, Rc::new(cover))
        }
    }
}

fn cover(coverage: &TrailCoverage) -> Cover {
    let gaps = coverage.steps.iter().filter_map(|step| {
        let missing = step.exits.iter().filter(|exit| !exit.walked);
        let gap = Gap {
            reached: step.reached,
            exits: missing.map(|exit| exit.exit.0.clone()).collect(),
        };
        (!gap.reached || !gap.exits.is_empty()).then(|| (step.step.clone(), gap))
    });
    Cover {
        steps: coverage.steps_reached(),
        exits: coverage.exits_walked(),
        gaps: gaps.collect(),
    }
}

/// A name for one more of these tests: this one, numbered where there is such a test.
pub(super) fn free_name(tests: &str, name: &str) -> String {
    let cases = trilha_talk::read("", tests).0;
    let cases = cases.map(|suite| suite.cases).unwrap_or_default();
    let taken: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    let numbered = (2..).map(|number| format!("{name} {number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    let free = names.find(|name| !taken.contains(name.as_str()));
    free.unwrap_or_else(|| name.to_owned())
}
