//! The vocabulary of Trilha, as plain data: ids, values, messages, inputs, events and effects.
//!
//! Nothing here does anything. Every other crate speaks in these words, and they are named as on
//! the wire. Events are past tense, effects and commands imperative.
//!
//! Deliberately absent: clocks, randomness, I/O, and anything that knows how a trail is written.

pub mod codec;
pub mod id;
pub mod time;
pub mod value;

pub use id::*;
pub use time::Timestamp;
pub use value::{Map, Value};
