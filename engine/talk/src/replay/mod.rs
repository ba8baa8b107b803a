//! Replaying what was said with one bundle on another: which talks would differ.
//!
//! A [`Recorded`] is one session as the journal keeps it: what came in, when, and what the outside answered. Both
//! bundles are played under the same virtual clock with the same inputs, so that only the trail makes a
//! difference. What is about a person is masked in what is shown.

mod differ;
mod mask;
mod play;
mod sessions;

pub use differ::{Difference, differ};
pub use sessions::{Answered, Happened, Recorded, sessions};
