//! Webhooks: events that trails send out go to whoever an admin subscribed, signed, and again until they are taken.

mod deliver;
mod fold;
mod send;
mod sign;
mod told;

pub(crate) use deliver::{Deliveries, sealed};
pub(crate) use fold::{Hook, HookEvent, Tried, stream};
pub(crate) use sign::{key, secret};
