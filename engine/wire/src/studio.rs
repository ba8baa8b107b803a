//! The editor: drafts on disk, what is published, and publishing.
//!
//! - `GET /api/trails` → 200 [`TrailLine`]s.
//! - `GET /api/trails/{id}` → 200 [`Draft`]: its file and every file it may reach (sub-trails, scripts), for checking in the browser.
//! - `PUT /api/trails/{id}` ([`SaveDraft`]) → 200 [`Draft`]; 409 `changed-on-disk` when the file is no longer what `base` says.
//!   With an empty `base`, makes a new file; 409 `exists` when there is one. Tests files: `PUT /api/trails/{id}/tests` alike.
//! - `POST /api/trails/{id}/publish` ([`Publish`]) → 200 [`Published`]; 422 `does-not-check` with [`Checked`].
//! - `GET /api/trails/{id}/versions` → 200 [`Published`]s, newest first.
//! - `DELETE /api/trails/{id}` → 204: the draft's file; what is published keeps serving.
//! - `POST /api/trails/http` ([`TryHttp`]) → 200: the simulator's HTTP step, carried out by the server under the same guard
//!   (answers [`trilha_model::Outcome`] as JSON). Only admins: it may carry secrets.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use trilha_model::{BundleHash, Channel, HttpRequest, InboxId, QueueId, TrailId};

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Publish {
    /// The `base` of the text one has seen.
    pub base: String,
    /// Why, for the list of versions.
    #[serde(default)]
    pub note: String,
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
