//! What plays: talks and tests, by the engine that serves, asked and answered in messages. It holds nothing of the
//! editor, so that a page can have it play beside what draws, and load it when it is first needed.

mod suite;
mod talk;

use crate::document::Surroundings;
use crate::simulation::{Do, Simulation, Start};
use crate::tested::Played;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use talk::Talk;
use trilha_model::TrailId;

/// What is asked of the player.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Order {
    /// This surrounds the trails from now on.
    Around(Rc<Surroundings>),
    /// A talk with a trail of this text begins, in place of any other.
    Begin(TrailId, Rc<str>, Start),
    /// Something is done in the talk of this number.
    Do(u32, Do),
    /// Tests are played.
    Play(Script),
    /// The talk of this number is written down as one more of these tests.
    Record(u32, Entry),
}

/// Tests to be played.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Script {
    /// The trail.
    pub trail: TrailId,
    /// Its text.
    pub text: Rc<str>,
    /// The text of its tests.
    pub tests: Rc<str>,
}

/// A test to be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The text of the tests it is added to.
    pub tests: Rc<str>,
    /// What it is called; numbered, where there is such a test.
    pub name: String,
}

/// What the player answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Told {
    /// The talk as it stands; of its lines those that came since it was told last.
    Scene(Box<Simulation>),
    /// The talk of this number cannot begin: the trail has errors.
    Errors(u32),
    /// There is no talk of this number: nothing was done.
    Gone(u32),
    /// Tests were played.
    Played(Box<Played>),
    /// The text of the tests with one more; or the test alone, where it does not fit them.
    Recorded(Entry, Result<String, Unfit>),
}

/// A test that could not be added to others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfit {
    /// The test alone.
    pub case: String,
    /// Why, in English, as the terminal says it.
    pub why: String,
}

/// Names the code that writes and reads orders and answers: the first word of a player, which a page of another build
/// does not understand further.
pub const BUILD: &str = env!("TRILHA_BUILD");

/// An order that is none: from a page of another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread;

/// Plays talks and tests.
#[derive(Debug, Default)]
pub struct Player {
    around: Rc<Surroundings>,
    talk: Option<Talk>,
}

impl Player {
    /// Does what is ordered. Every order has one answer, but for what surrounds the trails, which has none.
    pub fn hear(&mut self, order: Order) -> Option<Told> {
        match order {
            Order::Around(around) => {
                self.around = around;
                None
            }
            Order::Begin(trail, text, start) => {
                let run = start.run;
                self.talk = Talk::begin(&trail, &text, &self.around, &start);
                let scene = self.talk.as_mut().map(Talk::scene);
                Some(scene.map_or(Told::Errors(run), |scene| Told::Scene(Box::new(scene))))
            }
            Order::Do(run, what) => {
                let Some(talk) = self.talk.as_mut().filter(|talk| talk.run() == run) else {
                    return Some(Told::Gone(run));
                };
                talk.act(what);
                Some(Told::Scene(Box::new(talk.scene())))
            }
            Order::Play(script) => Some(Told::Played(Box::new(suite::play(script, &self.around)))),
            Order::Record(run, entry) => {
                let Some(talk) = self.talk.as_ref().filter(|talk| talk.run() == run) else {
                    return Some(Told::Gone(run));
                };
                let written = talk.written(&entry);
                Some(Told::Recorded(entry, written))
            }
        }
    }

    /// The same by texts, as they go between a page and what it loaded.
    pub fn answer(&mut self, order: &str) -> Result<Option<String>, Unread> {
        let order = serde_json::from_str(order).map_err(|_| Unread)?;
        let told = self.hear(order);
        Ok(told.map(|told| serde_json::to_string(&told).expect("invariant: it is plain data")))
    }
}

impl Order {
    /// As a text.
    pub fn written(&self) -> String {
        serde_json::to_string(self).expect("invariant: orders are plain data")
    }
}

impl Told {
    /// Reads what a player wrote; none where that is of another version.
    pub fn read(written: &str) -> Option<Self> {
        serde_json::from_str(written).ok()
    }
}
