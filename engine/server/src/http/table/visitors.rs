//! What visitors of a chat may ask for.

use crate::http::gate::Access;
use crate::http::routes::{Route, route};
use crate::http::{chat, chat_socket, media};
use axum::http::Method;
use trilha_wire as wire;

pub(super) fn routes() -> Vec<Route> {
    use wire::chat as w;
    vec![
        route(
            Method::POST,
            "/api/chat/{inbox}/visits",
            Access::Public,
            "A new visitor; the trail may greet at once.",
            chat::visit,
        )
        .takes::<w::NewVisit>()
        .gives::<w::Visit>()
        .status(201),
        route(
            Method::POST,
            "/api/chat/{inbox}/messages",
            Access::Visitor,
            "The visitor says something.",
            chat::say,
        )
        .takes::<w::Say>()
        .gives::<w::Turn>(),
        route(
            Method::GET,
            "/api/chat/{inbox}/messages",
            Access::Visitor,
            "What was said after a sequence number.",
            chat::messages,
        )
        .gives::<w::Turn>()
        .query(&["after"]),
        route(
            Method::GET,
            "/api/chat/{inbox}/socket",
            Access::Visitor,
            "A WebSocket of what is said from a sequence number on.",
            chat_socket::socket,
        )
        .gives::<w::Push>()
        .status(101)
        .query(&["after", "token"]),
        route(
            Method::POST,
            "/api/chat/{inbox}/media",
            Access::Visitor,
            "Takes in a picture, a recording or a file, the body as it is, for a message that follows.",
            media::send,
        )
        .gives::<w::Sent>()
        .status(201)
        .query(&["name"]),
        route(
            Method::GET,
            "/media/{hash}",
            Access::Public,
            "What somebody sent, under a link that was given with the message.",
            media::serve,
        )
        .query(&["until", "name", "sig"]),
        route(
            Method::POST,
            "/api/chat/{inbox}/typing",
            Access::Visitor,
            "The visitor is typing.",
            chat::typing,
        )
        .status(204),
    ]
}
