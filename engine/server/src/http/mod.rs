//! HTTP and sockets: the routes, who may use them, and what goes over them.

mod chat;
mod chat_socket;
mod demo;
mod desk;
mod desk_socket;
mod extract;
mod gate;
mod health;
mod openapi;
mod pages;
mod routes;
mod setup;
mod shell;
mod staff;
mod studio;
mod table;
mod turns;

pub(crate) use openapi::document;
pub(crate) use routes::router;
pub(crate) use staff::add_person;
