//! What differs from an older version, as the canvas shows it: marks on steps and exits, and what is gone.

use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::rc::Rc;
use trilha_model::{Difference, Fate, StepId, TrailId};

/// What differs from an older version, by step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The version's number.
    pub version: SmolStr,
    /// Steps that are there and differ.
    pub marks: BTreeMap<StepId, Mark>,
    /// Steps of the older version that are gone.
    pub removed: Vec<StepId>,
    /// Whether something around the steps differs: variables, what starts the trail.
    pub settings: bool,
}

/// What differs of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// What became of it; none where only its exits lead elsewhere. Never [`Fate::Removed`].
    pub fate: Option<Fate>,
    /// The exits that lead elsewhere.
    pub exits: Rc<[SmolStr]>,
}

impl Compared {
    /// What a difference means for a trail's canvas; none where nothing of it differs.
    pub fn of(difference: &Difference, trail: &TrailId, version: &str) -> Option<Self> {
        let mut trails = difference.trails.iter();
        let own = trails.find(|one| one.trail == *trail && !one.unreadable)?;
        let mut marks: BTreeMap<StepId, (Option<Fate>, Vec<SmolStr>)> = BTreeMap::new();
        let mut removed = Vec::new();
        for step in &own.steps {
            match step.fate {
                Fate::Removed => removed.push(step.step.clone()),
                fate => marks.entry(step.step.clone()).or_default().0 = Some(fate),
            }
        }
        for way in &own.rewired {
            let (_, exits) = marks.entry(way.step.clone()).or_default();
            exits.push(way.exit.0.clone());
        }
        let mark = |(step, (fate, exits)): (StepId, (Option<Fate>, Vec<SmolStr>))| {
            let exits = exits.into();
            (step, Mark { fate, exits })
        };
        let found = Self {
            version: version.into(),
            marks: marks.into_iter().map(mark).collect(),
            removed,
            settings: !own.keys.is_empty(),
        };
        let same = found.marks.is_empty() && found.removed.is_empty() && !found.settings;
        (!same).then_some(found)
    }

    /// How many steps have this fate; with none, how many lead elsewhere and are the same otherwise.
    pub fn count(&self, fate: Option<Fate>) -> usize {
        if fate == Some(Fate::Removed) {
            return self.removed.len();
        }
        self.marks.values().filter(|mark| mark.fate == fate).count()
    }

    /// Whether an exit leads elsewhere than it did.
    pub fn rewired(&self, step: &StepId, exit: &str) -> bool {
        let mark = self.marks.get(step);
        mark.is_some_and(|mark| mark.exits.iter().any(|name| name == exit))
    }
}
