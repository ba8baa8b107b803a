//! The desk, as a page.
mod keys;
mod refusal;
mod route;
mod state;
mod waits;
fn main() {}
