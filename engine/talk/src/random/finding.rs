//! What goes wrong in random talks.

use crate::simulator::Simulator;
use trilha_model::{StepId, TrailId};

/// A kind of thing that no trail should lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// The engine panics: a defect of the engine.
    Panics,
    /// A law of conversations does not hold: a defect of the engine.
    Broken,
    /// The trail goes on and on.
    Hangs,
    /// A limit is reached.
    Limit,
    /// The session ends because an error has no way on.
    Fails,
}

impl Trouble {
    /// What it is, for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Panics => "the engine panics",
            Self::Broken => "a law of conversations is broken",
            Self::Hangs => "the trail goes on and on",
            Self::Limit => "a limit is reached",
            Self::Fails => "the session ends because an error has no way on",
        }
    }
}

/// Something that went wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) trouble: Trouble,
    pub(super) place: Option<(TrailId, StepId)>,
    pub(super) reason: String,
}

impl Finding {
    /// Found where a talk stands.
    pub(super) fn new(talk: &Simulator, trouble: Trouble, reason: String) -> Self {
        let place = talk.place();
        Self {
            trouble,
            place: place.map(|(trail, step)| (trail.clone(), step.clone())),
            reason,
        }
    }

    /// Found at a place.
    pub(super) fn at(trouble: Trouble, place: Option<(TrailId, StepId)>, reason: String) -> Self {
        Self {
            trouble,
            place,
            reason,
        }
    }

    /// Whether another one is the same thing, reached in another way.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.trouble == other.trouble && self.place == other.place
    }
}
