//! Pictures, recordings and files that contacts and agents send: kept once each by their content, served to whoever has a link.

mod kind;
mod links;
mod room;
mod store;
mod unsaid;

pub(crate) use kind::agreed;
pub(crate) use links::{Links, Signed, hash_in};
pub(crate) use store::{Kept, Refusal, Store};
