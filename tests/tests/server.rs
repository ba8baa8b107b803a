//! The server, over real connections: what each person sees, and what bad input gets.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails where something is not as it says"
)]

#[path = "server/accounts.rs"]
mod accounts;
#[path = "server/automations.rs"]
mod automations;
#[path = "server/chat.rs"]
mod chat;
#[path = "server/desk.rs"]
mod desk;
#[path = "server/gone.rs"]
mod gone;
#[path = "server/groups.rs"]
mod groups;
#[path = "server/hours.rs"]
mod hours;
#[path = "server/house.rs"]
mod house;
#[path = "server/knowledge.rs"]
mod knowledge;
#[path = "server/mail.rs"]
mod mail;
#[path = "server/meddling.rs"]
mod meddling;
#[path = "server/media.rs"]
mod media;
#[path = "server/models.rs"]
mod models;
#[path = "server/older.rs"]
mod older;
#[path = "server/outside.rs"]
mod outside;
#[path = "server/pages.rs"]
mod pages;
#[path = "server/people.rs"]
mod people;
#[path = "server/post.rs"]
mod post;
#[path = "server/reach.rs"]
mod reach;
#[path = "server/receiver.rs"]
mod receiver;
#[path = "server/refusals.rs"]
mod refusals;
#[path = "server/service.rs"]
mod service;
#[path = "server/sight.rs"]
mod sight;
#[path = "server/signed.rs"]
mod signed;
#[path = "server/simulated.rs"]
mod simulated;
#[path = "server/socket.rs"]
mod socket;
#[path = "server/studio.rs"]
mod studio;
#[path = "server/teams.rs"]
mod teams;
#[path = "server/together.rs"]
mod together;
#[path = "server/told.rs"]
mod told;
#[path = "server/trials.rs"]
mod trials;
#[path = "server/versions.rs"]
mod versions;
#[path = "server/webhooks.rs"]
mod webhooks;
#[path = "server/writing.rs"]
mod writing;
