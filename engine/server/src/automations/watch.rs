//! An automation that goes by time, as the server watches it: the fold of the stream `automation/<trail>/<name>`.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::VecDeque;
use trilha_desk::{Automation, Fold};
use trilha_model::{AutomationId, Stream, Timestamp};
use trilha_trail::Trigger;

/// Moments remembered: two weeks of a schedule that comes twice a day.
const MOMENTS: usize = 30;

/// What became of an automation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum WatchEvent {
    /// Its rule is known to every conversation it may be for; empty: it is switched off.
    Planned {
        /// What it waits for.
        rule: SmolStr,
        /// A schedule's next moment.
        next: Option<Timestamp>,
        /// When.
        at: Timestamp,
    },
    /// A schedule's moment came, and its conversations were gone through.
    Fired {
        /// The moment.
        due: Timestamp,
        /// How many sessions it began.
        began: u32,
        /// Its next moment.
        next: Option<Timestamp>,
        /// When that was done.
        at: Timestamp,
    },
    /// A schedule's moment came while nobody was there, too long ago.
    Skipped {
        /// The moment.
        due: Timestamp,
        /// Its next moment.
        next: Option<Timestamp>,
        /// When that was seen.
        at: Timestamp,
    },
}

/// An automation that goes by time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Watch {
    /// The rule that conversations know.
    pub(crate) rule: SmolStr,
    /// A schedule's next moment.
    pub(crate) next: Option<Timestamp>,
    /// The last moments of a schedule, oldest first, each with how many sessions it began; none: it was skipped.
    pub(crate) moments: VecDeque<(Timestamp, Option<u32>)>,
}

impl Watch {
    fn remember(&mut self, due: Timestamp, began: Option<u32>) {
        if self.moments.len() >= MOMENTS {
            self.moments.pop_front();
        }
        self.moments.push_back((due, began));
    }
}

impl Fold for Watch {
    type Event = WatchEvent;
    const SCHEMA: u8 = 1;

    fn apply(&mut self, event: &WatchEvent) {
        match event {
            WatchEvent::Planned { rule, next, .. } => {
                self.rule.clone_from(rule);
                self.next = *next;
            }
            WatchEvent::Fired {
                due, began, next, ..
            } => {
                self.remember(*due, Some(*began));
                self.next = *next;
            }
            WatchEvent::Skipped { due, next, .. } => {
                self.remember(*due, None);
                self.next = *next;
            }
        }
    }
}

/// The stream of an automation.
pub(crate) fn stream(id: &AutomationId) -> Stream {
    Stream::new("automation", id.as_str())
}

/// What an automation waits for, in a text that changes with it; none where it does not go by time.
pub(crate) fn rule(automation: &Automation) -> Option<SmolStr> {
    let start = &automation.start;
    let what = match &start.on {
        Trigger::Schedule(schedule) => format!("{} {}", schedule.pattern, schedule.zone()),
        Trigger::Silent(after) => after.to_string(),
        Trigger::Service(service) => format!("{service:?}"),
        _ => return None,
    };
    let inboxes = &start.inboxes;
    Some(format!("{} {what} {inboxes:?}", start.on.kind()).into())
}
