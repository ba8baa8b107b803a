//! The only place that knows Rhai: expressions and scripts in, values out, behind limits.
//!
//! A [`Host`] is built once a process for each set of limits. It compiles an [`Expression`] (bare, no statements), a [`Script`]
//! (inline, statements) or a [`Library`] (files of functions), and runs each on values that come in
//! through [`Names`]. What a run gives depends on its arguments only: there are no files, no network,
//! no printing, and the time and the seed of chance are in [`Clock`].
//!
//! Where Rhai is lenient this crate is not: comparing different types fails, a missing property
//! fails, `?.` gives nothing for a property that is not there, and whole numbers never wrap.

mod budget;
mod clock;
mod code;
mod compare;
mod compiled;
mod direct;
mod engine;
mod exit;
mod failure;
mod functions;
mod host;
mod library;
mod limits;
pub mod papers;
mod reads;
mod shared;
mod soft;
mod value;
pub mod words;

pub use clock::Clock;
pub use compiled::{Expression, Script};
pub use failure::{Failure, Kind, SyntaxError};
pub use functions::{Documented, functions, is_function};
pub use host::{Host, Names, Outcome};
pub use library::{Function, Library};
pub use limits::{LEVELS, Limits, WEIGHT};
