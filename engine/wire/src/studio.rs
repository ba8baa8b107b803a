//! The editor: drafts on disk, what is published, and publishing.
//!
//! - `GET /api/trails` → 200 [`TrailLine`]s.
//! - `GET /api/trails/{id}` → 200 [`Draft`]: its file and every file it may reach (sub-trails, scripts), for checking in the browser.
//! - `PUT /api/trails/{id}` ([`SaveDraft`]) → 200 [`Draft`]; 409 `changed-on-disk` when the file is no longer what `base` says.
//!   With an empty `base`, makes a new file; 409 `exists` when there is one. Tests files: `PUT /api/trails/{id}/tests` alike.
//! - `DELETE /api/trails/{id}` → 204: the draft's file; what is published keeps serving.
//! - `POST /api/trails/http` ([`TryHttp`]) → 200: the simulator's HTTP step, carried out by the server under the same guard
//!   (answers [`trilha_model::Outcome`] as JSON). Only admins: it may carry secrets.
//!
//! # Versions
//!
//! A version is named by its number, and the draft as it is on disk by `draft`; `{version}`, `from`, `to` and `of` below take
//! either. The last hundred versions can be asked for. Supervisors may look, admins publish.
//!
//! - `GET /api/trails/{id}/versions` → 200 [`Published`]s, newest first.
//! - `GET /api/trails/{id}/versions/{version}` → 200 [`Version`]: its files, as they were published.
//! - `GET /api/trails/{id}/diff?from=3&to=draft` → 200 [`trilha_model::Difference`] between any two of them: steps added, removed,
//!   changed and renamed, exits rewired. Without `from` what serves, without `to` the draft. A file that is not even YAML is
//!   told as `unreadable`; 404 where there is no such version or no draft.
//! - `POST /api/trails/{id}/impact` ([`AskImpact`]) → 200 [`Impact`]: how many live sessions run which version, and how many stand
//!   on steps that the version asked about lacks, or has as another kind. 422 `does-not-check` with [`Checked`] for a draft with errors.
//! - `POST /api/trails/{id}/publish` ([`Publish`]) → 200 [`Published`]; 422 `does-not-check` with [`Checked`]. Publishing what serves
//!   already makes no new version, but takes away schedules and moves live sessions if it says so.
//! - `POST /api/trails/{id}/versions/{version}/publish` ([`PublishAgain`]) → 200 [`Published`]: back to an older version, by
//!   publishing its bundle again as a new one. 422 `does-not-check` where it does not fit what there is any more (a queue is gone).
//! - `GET /api/trails/{id}/schedules` → 200 [`Scheduled`]s, the next first.
//! - `POST /api/trails/{id}/schedules` ([`Schedule`]) → 200 [`Scheduled`]: the draft as it is now is checked and kept, and published
//!   at the moment, once, also if the server was down then (as soon as it is up). 422 `invalid` for a moment that has passed or more
//!   than ten schedules; 422 `does-not-check` as above. What is published meanwhile does not take the schedule away, unless
//!   [`Publish::cancel_schedules`] says so.
//! - `DELETE /api/trails/{id}/schedules/{schedule}` → 204; 404 where it is not waiting and has not failed.
//! - `GET /api/trails/{id}/sessions` → 200 [`Sessions`]: which versions live sessions run, and how far moving them has come.
//!
//! **Sessions that are live** finish on the version they began, unless [`Publish::sessions`] is [`Keep::Move`]. Then each goes on in the
//! new version if it waits for somebody or for a time (not for an answer of another system) and everything on its stack,
//! interrupted sub-trails included, stands on steps that the new version has as the same kind, or that `steps` gives another step of
//! the same kind for; its variables must be of the types declared there. What the contact was asked last stays said. Variables
//! that are new get their first values. All others finish where they are. Moving goes on in the background, also after a restart.
//! 422 `invalid` where `steps` names a step that the new version lacks.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use trilha_model::{BundleHash, Channel, HttpRequest, InboxId, QueueId, StepId, StepMove, TrailId};

/// A trail, as a line of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrailLine {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: TrailId,
    /// The name people read.
    pub title: String,
    /// How many steps the draft has; none where it cannot be read.
    pub steps: Option<u32>,
    /// Problems of the draft.
    pub errors: u32,
    /// Warnings of the draft.
    pub warnings: u32,
    /// What serves now.
    pub published: Option<Published>,
    /// Whether the draft differs from what serves.
    pub changed: bool,
    /// The inboxes it answers.
    pub inboxes: Vec<String>,
}

/// A draft with all it may reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Draft {
    /// The trail.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: TrailId,
    /// The text of its file.
    pub text: String,
    /// Names this text: the hex SHA-256 of it. Give it back as `base`.
    pub base: String,
    /// Every other trail, script and document, by path below the flows folder; of documents beyond 1 MiB the
    /// first lines only.
    pub files: BTreeMap<String, String>,
    /// What serves now.
    pub published: Option<Published>,
    /// The queues there are, for `handoff`.
    pub queues: Vec<QueueChoice>,
    /// Values trails read as `env.NAME`, for the simulator; for supervisors the values are empty: only admins see them.
    pub env: BTreeMap<String, String>,
    /// The names of the secrets there are.
    pub secrets: Vec<String>,
    /// The inboxes there are.
    #[serde(default)]
    pub inboxes: Vec<InboxChoice>,
    /// The calendars there are, for `hours`.
    #[serde(default)]
    pub calendars: Vec<crate::staff::Calendar>,
    /// What people are good at, all of them together.
    #[serde(default)]
    pub skills: Vec<String>,
    /// The teams there are, for `handoff` and `agents`.
    #[serde(default)]
    pub teams: Vec<crate::desk::TeamName>,
    /// What a talk may use where the server was told to allow less than it could, by the names of [`trilha_model::LimitName`].
    #[serde(default)]
    pub limits: BTreeMap<String, u32>,
}

/// An inbox to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InboxChoice {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: InboxId,
    /// The name people read.
    pub title: String,
    /// Its channel.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub channel: Channel,
    /// The trail that answers there, where it has chosen one itself.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub trail: Option<TrailId>,
}

/// A queue to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueChoice {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: QueueId,
    /// The name people read.
    pub title: String,
    /// How many members it has.
    pub members: u32,
}

/// A new text for a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveDraft {
    /// The `base` of the text that was edited; empty for a new file.
    pub base: String,
    /// The text, at most 1 MiB.
    pub text: String,
}

/// Publishes the draft as it is on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Publish {
    /// The `base` of the text one has seen.
    pub base: String,
    /// How.
    #[serde(flatten)]
    pub terms: Terms,
    /// Whether everything that is scheduled for this trail is taken away in the same moment.
    #[serde(default)]
    pub cancel_schedules: bool,
}

/// How something is published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Terms {
    /// Why, for the list of versions; at most 500 characters.
    #[serde(default)]
    pub note: String,
    /// What becomes of live sessions of older versions.
    #[serde(default)]
    pub sessions: Keep,
    /// Where sessions go on that stand on steps that are gone; only with [`Keep::Move`].
    #[serde(default)]
    pub steps: Vec<StepMove>,
}

/// What becomes of live sessions of older versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// They finish on the version they began.
    #[default]
    Finish,
    /// Those that can go on in the new one.
    Move,
}

/// Publishes an older version again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishAgain {
    /// How; an empty note is `Back to version N`.
    #[serde(flatten)]
    pub terms: Terms,
    /// As in [`Publish`].
    #[serde(default)]
    pub cancel_schedules: bool,
}

/// Publishes the draft, as it is on disk now, at a later moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Schedule {
    /// The `base` of the text one has seen.
    pub base: String,
    /// When.
    pub at: i64,
    /// How.
    #[serde(flatten)]
    pub terms: Terms,
}

/// What is to be published at a later moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Scheduled {
    /// Which of the trail's schedules.
    pub schedule: u32,
    /// The bundle.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub bundle: BundleHash,
    /// When it is to be published.
    pub at: i64,
    /// Who wants it.
    pub by: Option<String>,
    /// Why.
    pub note: String,
    /// What becomes of live sessions then.
    pub sessions: Keep,
    /// Why it could not be published when its moment came: it stays listed until somebody takes it away.
    pub problem: Option<String>,
}

/// A version with its files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Version {
    /// What was published; none: this is the draft.
    pub published: Option<Published>,
    /// Every file it reaches, by path below the flows folder.
    pub files: BTreeMap<String, String>,
    /// The path of the trail's own file.
    pub root: String,
}

/// What would be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskImpact {
    /// `draft`, or the number of a version.
    pub of: String,
    /// Where sessions would go on that stand on steps that are gone.
    #[serde(default)]
    pub steps: Vec<StepMove>,
}

/// What publishing would mean for live sessions. Told from what is parked now; who talks at this moment may be elsewhere in the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Impact {
    /// How many sessions are live on other bundles than the one asked about.
    pub live: u64,
    /// The same by version, newest first.
    pub versions: Vec<LiveVersion>,
    /// How many of them stand only on steps that are there, or have another given: these can move.
    pub movable: u64,
    /// How many stand, with any part of their stack, on a step that is gone or of another kind.
    pub stranded: u64,
    /// Those steps, the most crowded first.
    pub steps: Vec<LackingStep>,
}

/// Live sessions of a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveVersion {
    /// The newest version with this bundle; none where it is no longer listed.
    pub version: Option<u32>,
    /// The bundle.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub bundle: BundleHash,
    /// How many sessions run it.
    pub live: u64,
}

/// A step that sessions stand on and the new version lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LackingStep {
    /// Its trail.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub trail: TrailId,
    /// The step.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub step: StepId,
    /// Its kind in the version the sessions run; nothing where that version can no longer be read.
    pub was: String,
    /// Its kind in the new version; none where it is gone.
    pub now: Option<String>,
    /// How many live sessions have it on their stack.
    pub sessions: u64,
}

/// The live sessions of a trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sessions {
    /// By version, newest first.
    pub versions: Vec<LiveVersion>,
    /// What became of moving them to the version that serves, where that was wanted.
    pub moving: Option<Moving>,
}

/// How far moving sessions has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Moving {
    /// The version they go on in.
    pub version: u32,
    /// How many do.
    pub moved: u64,
    /// How many are live on older versions still: to be moved yet, or, once it is done, those that stay.
    pub left: u64,
    /// Whether everything that can move has.
    pub done: bool,
}

/// A published version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Published {
    /// Counts up from 1.
    pub version: u32,
    /// The bundle.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub bundle: BundleHash,
    /// Who; none for the server itself.
    pub by: Option<String>,
    /// Why.
    pub note: String,
    /// When.
    pub at: i64,
    /// The older version whose bundle it is, where one went back to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<u32>,
}

/// Why a draft cannot be published: its diagnostics, rendered for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Checked {
    /// One text a diagnostic.
    pub diagnostics: Vec<String>,
}

/// A request the simulator wants made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TryHttp {
    /// The request.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub request: HttpRequest,
}
