//! What the editor does, and what always holds of it.

mod compared;
mod customs;
mod drawing;
mod elsewhere;
mod exits;
mod form;
mod laws;
mod looking;
mod people;
mod playing;
mod server;
mod settings;
mod shapes;
mod simulation;
mod stage;
mod steps;
mod tests;
mod words;
