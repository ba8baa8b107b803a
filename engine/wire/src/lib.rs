//! The JSON shapes between server and browser.
//!
//! | who | where | shapes |
//! |---|---|---|
//! | a customer's web chat, or a program on an API inbox | `/api/chat/…` | [`chat`] |
//! | anyone of the staff signing in | `/api/session` | [`staff`] |
//! | admins | `/api/users`, `/api/queues`, `/api/inboxes`, `/api/env`, `/api/secrets` | [`staff`] |
//! | agents | `/api/desk/…` | [`desk`] |
//! | trail authors | `/api/trails/…` | [`studio`] |
//!
//! Every refusal is a [`Problem`] (RFC 9457) with the matching status. Moments are milliseconds
//! since 1970 UTC. [`VERSION`] is sent as `x-trilha-wire`; a page built for another one reloads.

pub mod automations;
pub mod chat;
pub mod desk;
pub mod outside;
pub mod staff;
pub mod studio;

use serde::{Deserialize, Serialize};

/// The version of these shapes; grows when one changes its meaning.
pub const VERSION: u32 = 1;

/// A refusal, `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A stable word for programs and translations, such as `already-taken`.
    #[serde(rename = "type")]
    pub kind: String,
    /// One sentence for people.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What exactly, and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}
