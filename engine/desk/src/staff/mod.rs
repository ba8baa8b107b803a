//! Everything that is not a conversation: people, queues, inboxes, settings and published trails, one fold each.

mod agent;
mod inbox;
mod published;
mod queue;
mod settings;
mod team;

pub use agent::{Agent, hold_changes};
pub use inbox::Inbox;
pub use published::{Choice, Moving, PublishedTrail, Scheduled, StoredBundle};
pub use queue::Queue;
pub use settings::Settings;
pub use team::Team;
