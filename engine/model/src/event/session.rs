//! The way a session takes, and how it ends.

use crate::id::{ExitName, StepId, TrailId};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// One edge walked: from a step by an exit to a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// The trail.
    pub trail: TrailId,
    /// The step left.
    pub from: StepId,
    /// By which exit.
    pub exit: ExitName,
    /// To which step; none when it led out of the trail (`end`, `return`, or nowhere).
    pub to: Option<StepId>,
}

/// Why a session ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EndReason {
    /// The trail came to its end; the reason an `end` step gave.
    Finished(Option<SmolStr>),
    /// An error had no way on.
    Failed,
    /// The desk closed it.
    Closed,
    /// Its bundle is gone or its step unknown.
    Lost,
}
