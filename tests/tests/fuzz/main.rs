//! Whatever comes in, nothing panics: trails, expressions, inputs, bytes of the journal, edits.
//!
//! Each test mutates known inputs and keeps those that behave in a new way. Here it is a short pass, counted in
//! cases and the same every time; `cargo xtask fuzz [target] [--seconds N]` goes on for as long as it is told.

mod bytes;
mod drive;
mod edit;
mod inputs;
mod text;
