//! What the editor does, and what always holds of it.

mod editor;
mod laws;
mod simulation;
mod stage;
