//! Property mode: random talks look for what no trail should lead to.
//!
//! Chance knows what the step at hand can be told: options, right and wrong answers of its type, texts its
//! pattern takes, what its tests say and mock. Two of three talks go along one of the trail's own tests for
//! a while and then another way. What goes wrong is made as short as it can be and given
//! as a test. The same seed gives the same talk.

mod course;
mod dice;
mod fate;
mod finding;
mod guide;
mod knowledge;
mod model;
mod shrink;
mod words;

pub use finding::Trouble;

use crate::coverage::Coverage;
use crate::simulator::{Setup, handoffs};
use crate::suite::{Case, Mock, Suite, Told};
use course::{Course, Outcomes, Script, play};
use dice::Dice;
use fate::{Chance, Sources};
use finding::Finding;
use guide::Guide;
use knowledge::Knowledge;
use std::sync::Arc;
use trilha_model::{EndReason, StepId, Timestamp, TrailId, Value};
use trilha_trail::Bundle;

/// Monday 5 January 2026 in UTC: random talks take place in the weeks after it.
const MONDAY: i64 = 1_767_571_200_000;
const HOUR: i64 = 3_600_000;
const LANGUAGES: [&str; 4] = ["pt-BR", "en", "es", "fr"];

/// What random talks came to.
#[derive(Clone, Debug)]
pub struct Explored {
    /// How many there were.
    pub talks: u64,
    /// What they walked.
    pub coverage: Coverage,
    /// What went wrong, each thing once, in the order it was found.
    pub found: Vec<Found>,
}

/// Something that went wrong in random talks.
#[derive(Clone, Debug)]
pub struct Found {
    /// What.
    pub trouble: Trouble,
    /// Where the talk stood, or the step that failed.
    pub place: Option<(TrailId, StepId)>,
    /// What the engine says about it.
    pub reason: String,
    /// The seed of the first talk that found it.
    pub seed: u64,
    /// In how many talks it was found.
    pub times: u64,
    /// How many things happen in its test.
    pub deeds: usize,
    /// A test file that shows it, as short as could be found.
    pub test: String,
}

/// Has `talks` random talks with a bundle, the first with this seed, each other with the next number.
/// `suite` are the trail's own tests, if it has any: what is said in them and what their mocks answer
/// is said and answered here too.
pub fn explore(bundle: &Arc<Bundle>, suite: Option<&Suite>, seed: u64, talks: u64) -> Explored {
    let wilds = Wilds::of(bundle, suite);
    let mut explored = Explored {
        talks,
        coverage: Coverage::default(),
        found: Vec::new(),
    };
    let mut findings: Vec<Finding> = Vec::new();
    for seed in (0..talks).map(|talk| seed.wrapping_add(talk)) {
        let (mut course, came) = wilds.wander(seed);
        explored.coverage.add(&came.talk);
        let Some((finding, deeds)) = came.found else {
            continue;
        };
        let same = findings.iter().position(|known| known.is(&finding));
        if let Some(known) = same.and_then(|at| explored.found.get_mut(at)) {
            known.times += 1;
            continue;
        }
        course.deeds.truncate(deeds);
        explored.found.push(shown(bundle, seed, &finding, course));
        findings.push(finding);
    }
    explored
}

/// The talk that [`explore`] has with this seed, as a test file that says what was said. None where it came
/// to no end: the engine panicked or broke a law, or the trail went on and on.
pub fn recorded(bundle: &Arc<Bundle>, suite: Option<&Suite>, seed: u64) -> Option<String> {
    let (_, came) = Wilds::of(bundle, suite).wander(seed);
    let trouble = came.found.map(|(finding, _)| finding.trouble);
    let ends = matches!(trouble, None | Some(Trouble::Limit | Trouble::Fails));
    ends.then(|| came.recorder.file(&format!("recorded by seed {seed}")))
}

/// What random talks with a bundle are made of.
struct Wilds<'s> {
    bundle: &'s Arc<Bundle>,
    known: Knowledge,
    cases: &'s [Case],
    said: Vec<String>,
    mocks: Vec<Mock>,
    /// What the trail's tests say of all of them.
    given: Setup,
}

impl<'s> Wilds<'s> {
    fn of(bundle: &'s Arc<Bundle>, suite: Option<&'s Suite>) -> Self {
        let cases = suite
            .map(|suite| suite.cases.as_slice())
            .unwrap_or_default();
        let given = suite.map(|suite| Setup {
            env: suite.env.clone(),
            calendars: suite.calendars.clone(),
            ..Setup::default()
        });
        Self {
            bundle,
            known: Knowledge::of(bundle),
            cases,
            said: cases.iter().flat_map(said).collect(),
            mocks: cases.iter().flat_map(|case| case.mocks.clone()).collect(),
            given: given.unwrap_or_default(),
        }
    }

    /// One talk: what happened in it, and what came of it.
    fn wander(&self, seed: u64) -> (Course, Outcomes) {
        let mut dice = Dice::new(seed);
        let mut place = setup(self.bundle, &self.given, seed, &mut dice);
        let which = usize::try_from(seed % (self.cases.len().max(1) as u64)).unwrap_or(0);
        let followed = self.cases.get(which).filter(|_| !dice.one_in(3));
        let guide = followed.map(|case| {
            place = case.setup.clone();
            Guide::along(case, &mut dice)
        });
        let course = Course {
            setup: place,
            deeds: Vec::new(),
            answers: Vec::new(),
        };
        let setup = course.setup.clone();
        let sources = Sources {
            known: &self.known,
            said: &self.said,
            mocks: &self.mocks,
        };
        let mut chance = Chance::new(dice, sources, course, guide);
        let came = play(self.bundle, &setup, &mut chance);
        (chance.course, came)
    }
}

/// A finding with the shortest test that shows it.
fn shown(bundle: &Arc<Bundle>, seed: u64, finding: &Finding, course: Course) -> Found {
    let again = |course: &Course| play(bundle, &course.setup, &mut Script::new(course));
    let mut shows = |course: &Course| {
        let found = again(course).found;
        found.is_some_and(|(other, _)| other.is(finding))
    };
    let course = shrink::shrink(course, &mut shows);
    let mut came = again(&course);
    let name = format!("{} (found by seed {seed})", finding.trouble.words());
    let fails = came.talk.ended() == Some(&EndReason::Failed);
    if finding.trouble == Trouble::Fails || (finding.trouble == Trouble::Limit && fails) {
        came.recorder.must_end();
    }
    Found {
        trouble: finding.trouble,
        place: finding.place.clone(),
        reason: came
            .found
            .map_or(finding.reason.clone(), |(found, _)| found.reason),
        seed,
        times: 1,
        deeds: course.deeds.len(),
        test: came.recorder.file(&name),
    }
}

/// Where and when a random talk takes place.
fn setup(bundle: &Bundle, given: &Setup, seed: u64, dice: &mut Dice) -> Setup {
    let hours = i64::try_from(dice.below(24 * 28)).unwrap_or(0);
    let mut setup = Setup {
        now: Timestamp(MONDAY + hours * HOUR),
        seed: seed & u64::from(u32::MAX),
        ..given.clone()
    };
    if dice.one_in(2) {
        setup.language = dice.of(&LANGUAGES).map(|language| (*language).into());
    }
    if dice.one_in(3) {
        setup.contact.insert("name".into(), Value::text("Ana"));
    }
    for queue in handoffs(bundle) {
        let people = u32::from(!dice.one_in(4));
        setup.available.insert(queue, people);
    }
    setup
}

fn said(case: &Case) -> Vec<String> {
    let text = |told: &Told| match told {
        Told::Says(text) => Some(text.clone()),
        _ => None,
    };
    case.talk
        .iter()
        .filter_map(|line| text(&line.what))
        .collect()
}
