//! Published trails: the folds of `bundle/<hash>` and of `trail/<id>`.

use crate::fold::Fold;
use crate::limits;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use trilha_model::{AgentId, BundleHash, Move, StepMove, Timestamp, TrailEvent, TrailId};

/// The sources of a bundle: the fold of `bundle/<hash>`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredBundle {
    /// Its root trail; empty before it is stored.
    pub trail: TrailId,
    /// Every file it reaches, by path below the flows folder.
    pub files: BTreeMap<String, String>,
}

impl Fold for StoredBundle {
    type Event = TrailEvent;
    const SCHEMA: u8 = 1;

    fn apply(&mut self, event: &TrailEvent) {
        if let TrailEvent::BundleStored { trail, files, .. } = event {
            self.trail.clone_from(trail);
            self.files.clone_from(files);
        }
    }
}

/// Which bundles a trail's new sessions ran and run, and will: the fold of `trail/<id>`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedTrail {
    /// The last choices, oldest first.
    pub versions: VecDeque<Choice>,
    /// What is to be published later, in the order in which it was asked for.
    pub schedules: Vec<Scheduled>,
    /// How many schedules there ever were.
    pub scheduled: u32,
    /// That sessions of older versions go on in the newest, where that was wanted.
    pub moving: Option<Moving>,
}

/// One choice of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The bundle.
    pub bundle: BundleHash,
    /// Counts up from 1.
    pub version: u32,
    /// Who chose it; none for the server itself.
    pub by: Option<AgentId>,
    /// Why.
    pub note: String,
    /// When.
    pub at: Timestamp,
    /// The older version whose bundle it is, where one went back to it.
    pub again: Option<u32>,
}

/// A choice that is to be made at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheduled {
    /// Counts up from 1.
    pub schedule: u32,
    /// The bundle.
    pub bundle: BundleHash,
    /// When.
    pub at: Timestamp,
    /// Who wants it.
    pub by: Option<AgentId>,
    /// Why.
    pub note: String,
    /// That sessions of older versions go on in it, and which steps take others' places.
    pub moves: Option<Vec<StepMove>>,
    /// Why it could not be made: it waits no more.
    pub problem: Option<String>,
}

/// Sessions of older versions go on in a newer one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    /// Where to, and how.
    pub to: Move,
    /// Whether all that can have.
    pub done: bool,
}

impl PublishedTrail {
    /// What new sessions run.
    pub fn current(&self) -> Option<&Choice> {
        self.versions.back()
    }

    /// A version that is remembered.
    pub fn version(&self, number: u32) -> Option<&Choice> {
        self.versions.iter().find(|choice| choice.version == number)
    }

    /// What is to be published next: the earliest of what waits.
    pub fn next(&self) -> Option<&Scheduled> {
        let waiting = self.schedules.iter().filter(|one| one.problem.is_none());
        waiting.min_by_key(|one| one.at)
    }

    fn publish(&mut self, choice: Choice, schedule: Option<u32>, moves: Option<Vec<StepMove>>) {
        self.schedules.retain(|one| Some(one.schedule) != schedule);
        self.moving = moves.map(|steps| Moving {
            to: Move {
                bundle: choice.bundle.clone(),
                version: choice.version,
                steps,
            },
            done: false,
        });
        if self.versions.len() == limits::VERSIONS {
            self.versions.pop_front();
        }
        self.versions.push_back(choice);
    }
}

impl Fold for PublishedTrail {
    type Event = TrailEvent;
    const SCHEMA: u8 = 2;

    /// At the moment of what is to be published next.
    fn wake(&self) -> Option<Timestamp> {
        self.next().map(|next| next.at)
    }

    fn apply(&mut self, event: &TrailEvent) {
        match event {
            TrailEvent::BundleStored { .. } => {}
            TrailEvent::TrailPublished {
                bundle,
                version,
                by,
                note,
                at,
                again,
                schedule,
                moves,
            } => {
                let choice = Choice {
                    bundle: bundle.clone(),
                    version: *version,
                    by: by.clone(),
                    note: note.clone(),
                    at: *at,
                    again: *again,
                };
                self.publish(choice, *schedule, moves.clone());
            }
            TrailEvent::TrailScheduled {
                schedule,
                bundle,
                at,
                by,
                note,
                moves,
                ..
            } => {
                self.scheduled = *schedule;
                self.schedules.push(Scheduled {
                    schedule: *schedule,
                    bundle: bundle.clone(),
                    at: *at,
                    by: by.clone(),
                    note: note.clone(),
                    moves: moves.clone(),
                    problem: None,
                });
            }
            TrailEvent::ScheduleCancelled { schedule, .. } => {
                self.schedules.retain(|one| one.schedule != *schedule);
            }
            TrailEvent::ScheduleFailed {
                schedule, problem, ..
            } => {
                let mut all = self.schedules.iter_mut();
                if let Some(one) = all.find(|one| one.schedule == *schedule) {
                    one.problem = Some(problem.clone());
                }
            }
            TrailEvent::MoveRequested { version, steps, .. } => {
                let choice = self.version(*version).map(|choice| choice.bundle.clone());
                self.moving = choice.map(|bundle| Moving {
                    to: Move {
                        bundle,
                        version: *version,
                        steps: steps.clone(),
                    },
                    done: false,
                });
            }
            TrailEvent::SessionsMoved { version, .. } => {
                if let Some(moving) = &mut self.moving
                    && moving.to.version == *version
                {
                    moving.done = true;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(version: u32, schedule: Option<u32>, moves: Option<Vec<StepMove>>) -> TrailEvent {
        TrailEvent::TrailPublished {
            bundle: format!("b{version}").into(),
            version,
            by: None,
            note: String::new(),
            at: Timestamp(i64::from(version)),
            again: None,
            schedule,
            moves,
        }
    }

    fn scheduled(schedule: u32, at: i64) -> TrailEvent {
        TrailEvent::TrailScheduled {
            schedule,
            bundle: format!("s{schedule}").into(),
            at: Timestamp(at),
            by: Some("ana".into()),
            note: "later".into(),
            moves: None,
            asked: None,
        }
    }

    #[test]
    fn the_last_published_bundle_serves_and_few_old_ones_are_kept() {
        let mut trail = PublishedTrail::default();
        for version in 1..=150 {
            trail.apply(&published(version, None, None));
        }
        assert_eq!(trail.current().unwrap().bundle.as_str(), "b150");
        assert_eq!(trail.versions.len(), limits::VERSIONS);
        assert!(trail.version(50).is_none() && trail.version(51).is_some());
        assert_eq!(
            PublishedTrail::from_bytes(&trail.to_bytes()).unwrap(),
            trail
        );
    }

    #[test]
    fn the_earliest_schedule_wakes_and_leaves_by_being_published_cancelled_or_failing() {
        let at = Timestamp(7);
        let mut trail =
            PublishedTrail::fold(&[scheduled(1, 30), scheduled(2, 10), scheduled(3, 20)]);
        assert_eq!(trail.wake(), Some(Timestamp(10)));
        trail.apply(&published(1, None, None));
        assert_eq!(trail.schedules.len(), 3, "publishing by hand leaves them");
        trail.apply(&published(2, Some(2), None));
        assert_eq!(trail.wake(), Some(Timestamp(20)));
        trail.apply(&TrailEvent::ScheduleFailed {
            schedule: 3,
            problem: "it does not compile".into(),
            at,
        });
        assert_eq!(trail.wake(), Some(Timestamp(30)));
        assert_eq!(trail.schedules.len(), 2, "what failed is shown");
        for schedule in [1, 3, 9] {
            let by = None;
            trail.apply(&TrailEvent::ScheduleCancelled { schedule, by, at });
        }
        assert_eq!((trail.wake(), trail.scheduled), (None, 3));
        assert!(trail.schedules.is_empty());
    }

    #[test]
    fn sessions_move_until_it_is_done_or_something_newer_is_published() {
        let mut trail = PublishedTrail::default();
        trail.apply(&published(1, None, Some(Vec::new())));
        let moving = trail.moving.clone().unwrap();
        assert_eq!((moving.to.version, moving.done), (1, false));
        let at = Timestamp(9);
        trail.apply(&TrailEvent::SessionsMoved { version: 1, at });
        assert!(trail.moving.as_ref().unwrap().done);
        trail.apply(&published(2, None, Some(Vec::new())));
        trail.apply(&TrailEvent::SessionsMoved { version: 1, at });
        assert!(!trail.moving.as_ref().unwrap().done, "that was another one");
        trail.apply(&published(3, None, None));
        assert_eq!(trail.moving, None);
        trail.apply(&TrailEvent::MoveRequested {
            version: 3,
            steps: Vec::new(),
            by: None,
            at,
        });
        let moving = trail.moving.as_ref().unwrap();
        assert_eq!((moving.to.bundle.as_str(), moving.done), ("b3", false));
    }
}
