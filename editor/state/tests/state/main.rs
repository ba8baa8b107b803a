//! What the editor does, and what always holds of it.

mod customs;
mod drawing;
mod elsewhere;
mod exits;
mod form;
mod laws;
mod looking;
mod playing;
mod server;
mod shapes;
mod simulation;
mod stage;
mod steps;
mod tests;
mod words;
