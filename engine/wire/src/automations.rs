//! What starts the published trails, in which order, and what it did.
//!
//! - `GET /api/automations` → [`Automation`]s, in the order in which they are asked · `PUT` ([`Arrangement`]) → the same.
//! - `GET /api/automations/firings?automation=&before=&limit=` → [`Firings`], newest first, in conversations that one
//!   may see; of one automation, or of all. Of each the newest 10,000 are kept.

use serde::{Deserialize, Serialize};
use trilha_model::ConversationId;

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
    /// In how many conversations it did its work, each time counted.
    pub fired: u64,
    /// When it last did, in milliseconds since 1970.
    pub last: Option<i64>,
}

/// A page of what automations did. Of each automation the newest 10,000 are kept; its `fired` counts all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Firings {
    /// The newest first.
    pub firings: Vec<Firing>,
    /// What to ask for as `before` to get the next page; none: there is none.
    pub next: Option<String>,
}

/// An automation did its work in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Firing {
    /// The automation's id, also where it is gone since.
    pub automation: String,
    /// The name of its trail, as people read it.
    pub title: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// In which conversation.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub conversation: ConversationId,
    /// The contact's name, or their address, as lists have it now.
    pub name: String,
    /// The inbox, as people read it.
    pub inbox_title: String,
    /// The number of the ticket that was open, or that it opened at once.
    pub ticket: Option<String>,
    /// What came of it so far.
    pub end: FiringEnd,
}

/// What came of an automation's work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FiringEnd {
    /// The session it began goes on, and nothing went wrong.
    GoesOn,
    /// It went through.
    Done,
    /// Something went wrong.
    Failed {
        /// The first step that took `error`, or whose e-mail did not go out; none: the session lost its trail.
        step: Option<String>,
    },
    /// It reached a limit of what a talk may use, or was the last that may fire for its ticket.
    Limited {
        /// The first one's name; `firings` where the ticket's rules were stopped after it.
        limit: String,
    },
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
