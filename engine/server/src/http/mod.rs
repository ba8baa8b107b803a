//! HTTP and sockets: the routes, who may use them, and what goes over them.

mod acts;
mod automations;
mod change;
mod chat;
mod chat_socket;
mod demo;
mod desk;
mod desk_socket;
mod events;
mod extract;
mod gate;
mod health;
mod media;
mod openapi;
mod outside;
mod pages;
mod people;
mod routes;
mod session;
mod setup;
mod shell;
mod studio;
mod table;
mod teams;
mod thread;
mod turns;
mod values;
mod versions;

pub(crate) use openapi::document;
pub(crate) use people::{add_person, return_conversations};
pub(crate) use routes::router;
