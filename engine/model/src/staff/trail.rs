//! Events of published trails: what was published, is to be, and where sessions went on.

use crate::id::{AgentId, BundleHash, TrailId};
use crate::input::StepMove;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Events of published trails: the bundle on `bundle/<hash>`, the choice of it on `trail/<id>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TrailEvent {
    /// The sources of a bundle, for good.
    BundleStored {
        /// Its hash.
        hash: BundleHash,
        /// Its root trail.
        trail: TrailId,
        /// Every file it reaches, by path below the flows folder.
        files: BTreeMap<String, String>,
    },
    /// New sessions of this trail run this bundle.
    TrailPublished {
        /// Which.
        bundle: BundleHash,
        /// Counts up from 1.
        version: u32,
        /// Who; none for the server itself.
        by: Option<AgentId>,
        /// Why.
        note: String,
        /// When.
        at: Timestamp,
        /// The older version whose bundle it is, where one went back to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        again: Option<u32>,
        /// What was scheduled and happened so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        schedule: Option<u32>,
        /// That sessions of older versions go on in this one, and which steps take others' places; none: they
        /// finish where they began.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moves: Option<Vec<StepMove>>,
    },
    /// This bundle is to be published at a moment.
    TrailScheduled {
        /// Which of the trail's schedules: counts up from 1.
        schedule: u32,
        /// The bundle, stored already.
        bundle: BundleHash,
        /// When it is to be published.
        at: Timestamp,
        /// Who wants it.
        by: Option<AgentId>,
        /// Why.
        note: String,
        /// As in `TrailPublished`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moves: Option<Vec<StepMove>>,
        /// When it was asked for; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked: Option<Timestamp>,
    },
    /// What was scheduled will not happen.
    ScheduleCancelled {
        /// Which.
        schedule: u32,
        /// Who did not want it any more; none: when its moment came, its bundle served already.
        by: Option<AgentId>,
        /// When.
        at: Timestamp,
    },
    /// What was scheduled could not be published when its moment came.
    ScheduleFailed {
        /// Which.
        schedule: u32,
        /// Why.
        problem: String,
        /// When.
        at: Timestamp,
    },
    /// Sessions of older versions are to go on in the one that serves already.
    MoveRequested {
        /// The version.
        version: u32,
        /// Which steps take others' places.
        steps: Vec<StepMove>,
        /// Who wants it; none for the server itself.
        by: Option<AgentId>,
        /// When.
        at: Timestamp,
    },
    /// Every session that could go on in this version does; the others finish where they are.
    SessionsMoved {
        /// The version.
        version: u32,
        /// When.
        at: Timestamp,
    },
}
