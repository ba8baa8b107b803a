//! The desk: what happens between a contact, a trail and people, and its laws on random courses.

mod automations;
mod beside;
mod bounds;
mod course;
mod early;
mod gathered;
mod groups;
mod moved;
mod replay;
mod skills;
mod stage;
mod starts;
mod teams;
mod told;
