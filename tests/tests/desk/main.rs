//! The desk: what happens between a contact, a trail and people; its laws on random courses and in simulation.

mod bounds;
mod course;
mod replay;
mod simulation;
mod stage;
mod told;
