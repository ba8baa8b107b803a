//! What starts the published trails, and in which order.
//!
//! - `GET /api/automations` → [`Automation`]s, in the order in which they are asked · `PUT` ([`Arrangement`]) → the same.

use serde::{Deserialize, Serialize};

/// An entry of a published trail's `starts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Automation {
    /// Its id: the trail's and its own name, such as `support/keyword-1`.
    pub id: String,
    /// The trail.
    pub trail: String,
    /// The trail's name, as people read it.
    pub title: String,
    /// What it waits for: `message`, `keyword`, `event`, `tagged`, `silent`, `schedule`, `waiting`, `agent_silent`,
    /// `contact_silent` or `open`.
    pub kind: String,
    /// Whether it is switched on.
    pub on: bool,
    /// The inboxes it is for; all where there are none.
    pub inboxes: Vec<String>,
    /// The keywords, events or tags it waits for.
    pub words: Vec<String>,
    /// How long something lasts, as trails write it: `10m`.
    pub after: Option<String>,
    /// Only tickets of these queues; all where there are none.
    pub queues: Vec<String>,
    /// Only conversations or contacts with one of these tags; all where there are none.
    pub tags: Vec<String>,
    /// Only tickets as urgent as one of these; all where there are none.
    pub priorities: Vec<String>,
    /// A schedule's pattern.
    pub cron: Option<String>,
    /// The clock it goes by.
    pub zone: Option<String>,
    /// A schedule's next moment, in milliseconds since 1970, while it is on.
    pub next: Option<i64>,
    /// A schedule's last moments, the newest first.
    pub moments: Vec<Moment>,
}

/// A moment of a schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Moment {
    /// When, in milliseconds since 1970.
    pub due: i64,
    /// How many sessions it began; none: it came while the server was away, and was skipped.
    pub began: Option<u32>,
}

/// What an admin arranges.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Arrangement {
    /// Ids in order, the first to match first. Those left out stand where what they wait for puts them.
    pub order: Vec<String>,
    /// Ids of those that are switched off.
    pub off: Vec<String>,
}
