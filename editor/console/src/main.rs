//! The desk, as a page.
fn main() {}
