//! The binary `trilha`.
fn main() {}
