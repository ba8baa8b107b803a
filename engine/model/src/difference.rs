//! What differs between two versions of a trail: steps added, removed and changed, exits rewired.
//!
//! Told of what files mean, not of how they are written: order of steps and keys, comments, quotes and the editor's
//! `layout` are no difference. Where the order means something (options of a menu, fields of a form, cases of a
//! `switch`), another order is one, told under the key with ` (order)` after it.

use crate::id::{ExitName, StepId, TrailId};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// What differs; nothing at all where both mean the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Difference {
    /// The trails that differ, in order of their ids.
    pub trails: Vec<TrailDifference>,
    /// The scripts and custom steps that differ, in order of their paths.
    pub files: Vec<FileDifference>,
}

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is only in the new one.
    Added,
    /// It is only in the old one.
    Removed,
    /// It is in both, and not the same.
    Changed,
    /// It has another id in the new one, and everything that led to it leads to that: only where this is certain.
    Renamed,
}

/// A script or custom step that differs. Comments count here: what a script means is not taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileDifference {
    /// Its path below the flows folder, such as `scripts/luhn.rhai`.
    pub path: String,
    /// What became of it; never renamed.
    pub fate: Fate,
}

/// What differs within a trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrailDifference {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub trail: TrailId,
    /// What became of it; never renamed. Of a trail that is added or removed, the steps are told too.
    pub fate: Fate,
    /// Whether a version of it is no YAML or no map, so that only the fate can be told.
    pub unreadable: bool,
    /// What differs outside of its steps: `vars`, `starts`, `start` (the first step, written or not), `defaults`,
    /// `interrupts`, `outputs`, `language`, `title`, key by key.
    pub keys: Vec<KeyDifference>,
    /// The steps that differ, in the order of the new version, those removed at the end.
    pub steps: Vec<StepDifference>,
    /// The exits that lead elsewhere, of steps that are in both; defaults are followed.
    pub rewired: Vec<Rewired>,
}

/// A step that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepDifference {
    /// Its id in the new version; where it was removed, in the old one.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub step: StepId,
    /// What became of it. A step that differs only in where its exits lead is not listed.
    pub fate: Fate,
    /// Its id in the old version, where it was renamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub was: Option<StepId>,
    /// What it was in the old version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Gist>,
    /// What it is in the new version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Gist>,
    /// The keys that differ, where it is in both; targets are told under `rewired` only.
    pub keys: Vec<KeyDifference>,
}

/// A step in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Gist {
    /// Its kind; nothing where nobody can tell.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub verb: SmolStr,
    /// What it says or does, as the drawing shows it.
    pub summary: String,
}

/// A key that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyDifference {
    /// Where: the keys from outside in, between points, such as `options.order.label` or `vars.name.type`.
    pub key: String,
    /// What stood there: text as it is, anything else as JSON; none where nothing did.
    pub old: Option<String>,
    /// What stands there.
    pub new: Option<String>,
}

/// An exit that leads elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rewired {
    /// The step, by its id in the new version.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub step: StepId,
    /// The exit.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub exit: ExitName,
    /// Where it led: a step by its old id, `end`, `return`; none where there was no such exit, or it led nowhere.
    pub old: Option<String>,
    /// Where it leads.
    pub new: Option<String>,
    /// Whether it follows the trail's defaults in both, so that not the step was changed but they were.
    pub by_default: bool,
}

impl Difference {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.trails.is_empty() && self.files.is_empty()
    }
}
