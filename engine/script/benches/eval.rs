//! Nanoseconds per evaluation.
fn main() {}
