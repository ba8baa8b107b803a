//! The imperative shell: runtime, outbox, timers, HTTP, sockets, accounts and settings.
//!
//! [`serve`] opens a data folder, catches up with its journal and serves until it is told to stop.
//! Everything that moves a conversation goes through one place (`runtime::turn`), which loads, advances,
//! folds and appends; everything else follows the journal (`runtime::follower`): the house as it is now,
//! the lists, the timers, the outbox and the sockets. Nothing is answered before it is durable.
//!
//! Deliberately absent: any knowledge of how a step works, and any state that is not in the journal,
//! besides three keys, media that contacts sent, and what can be folded again.

mod ambient;
mod app;
mod aside;
mod assets;
mod automations;
mod demo;
mod fetch;
mod files;
mod hooks;
mod http;
mod keys;
mod mail;
mod media;
mod metrics;
mod models;
mod options;
mod problem;
mod runtime;
mod serve;
mod speech;
mod staff;
mod streams;
mod studio;
mod tries;
mod vault;
mod visits;

pub use fetch::{Allowed, Fetcher};
pub use files::{FilesError, backup_files, restore_files};
pub use models::ModelService;
pub use options::{Options, Rate};
pub use serve::{FirstAdmin, Ready, ServeError, serve, serve_over};

/// What trails may refer to, as a journal has it now and as the editor is told it: queues, inboxes, the names of
/// `env` values and secrets, calendars, skills and teams. Limits are no part of a journal: they are the ceilings.
///
/// # Errors
/// Where the journal cannot be read, or holds what this version does not know.
pub fn known(
    journal: std::sync::Arc<dyn trilha_journal::Journal>,
) -> Result<trilha_trail::Known, trilha_journal::ReadError> {
    staff::house::House::known(journal)
}

/// The OpenAPI document of every route, as it is served at `/api/openapi.json`.
pub fn openapi() -> serde_json::Value {
    http::document()
}
