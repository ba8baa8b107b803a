//! The trail editor, as a page.
fn main() {}
