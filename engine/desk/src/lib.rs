//! Who has a conversation and what moves it: the folds of conversations and of the people who serve them.
//!
//! [`advance`] takes the world, a conversation and one input, and gives the events of one sprint. It
//! changes nothing, reads no clock and knows no chance: time and seed come in, everything that goes
//! out is an event. A conversation is exactly the fold of its events, because the working copy inside
//! a sprint moves through [`Conversation::apply`] and nothing else.
//!
//! Deliberately absent: roles and permissions (the server checks them; [`World`] names those who may act on what
//! somebody else has), I/O, and any knowledge of how
//! a step works (`trilha-trail` steps).

mod advance;
mod automations;
mod conversation;
mod fold;
pub mod limits;
mod refused;
mod staff;
mod world;

pub use advance::{Sprint, advance};
pub use automations::{Arrangement, Automation};
pub use conversation::{Conversation, Firings, Last, Recent, Silence, Ticket, Unsettled};
pub use fold::Fold;
pub use refused::Refused;
pub use staff::{
    Agent, Choice, Inbox, Moving, PublishedTrail, Queue, Scheduled, Settings, StoredBundle, Team,
    hold_changes,
};
pub use world::{Context, QueueLine, World};
