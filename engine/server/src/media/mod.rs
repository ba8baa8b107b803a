//! Pictures, recordings and files that contacts send: kept once each by their content, served to whoever has a link.

mod kind;
mod links;
mod store;

pub(crate) use kind::agreed;
pub(crate) use links::{Links, Signed, hash_in};
pub(crate) use store::{Kept, Refusal, Store};
