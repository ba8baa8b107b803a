//! What people at the desk may ask for.

use super::AGENT;
use crate::http::routes::{Route, route};
use crate::http::{acts, desk, desk_socket, media, thread};
use axum::http::Method;
use trilha_wire as wire;

pub(super) fn routes() -> Vec<Route> {
    use wire::desk as w;
    vec![
        route(
            Method::GET,
            "/api/desk/conversations",
            AGENT,
            "A page of a list.",
            desk::list,
        )
        .gives::<w::Listed>()
        .query(&["list", "queue", "text", "before", "limit"]),
        route(
            Method::GET,
            "/api/desk/conversations/{inbox}/{address}",
            AGENT,
            "A conversation, opened.",
            desk::open,
        )
        .gives::<w::Opened>(),
        route(
            Method::GET,
            "/api/desk/conversations/{inbox}/{address}/thread",
            AGENT,
            "An earlier page of what was said and done.",
            thread::thread,
        )
        .gives::<w::Thread>()
        .query(&["before"]),
        route(
            Method::POST,
            "/api/desk/conversations/{inbox}/{address}/acts",
            AGENT,
            "Does something to a conversation.",
            acts::act,
        )
        .takes::<w::Deed>()
        .gives::<w::Summary>(),
        route(
            Method::POST,
            "/api/desk/conversations/{inbox}/{address}/media",
            AGENT,
            "Takes in a picture, a recording or a file, the body as it is, for a reply that follows.",
            media::send_by_agent,
        )
        .gives::<wire::chat::Sent>()
        .status(201)
        .query(&["name"]),
        route(
            Method::POST,
            "/api/desk/conversations/{inbox}/{address}/typing",
            AGENT,
            "The person is typing.",
            acts::typing,
        )
        .status(204),
        route(
            Method::PUT,
            "/api/desk/availability",
            AGENT,
            "Takes conversations, or no longer does.",
            acts::availability,
        )
        .takes::<w::Availability>()
        .gives::<wire::staff::Me>(),
        route(
            Method::GET,
            "/api/desk/socket",
            AGENT,
            "A WebSocket of what changes, from a cursor on.",
            desk_socket::socket,
        )
        .gives::<w::Push>()
        .status(101)
        .query(&["after"]),
    ]
}
