//! Pages and what belongs to them, how the server is, and the demo.

use crate::http::gate::Access;
use crate::http::routes::{Route, route};
use crate::http::{demo as shop, health, pages};
use axum::http::Method;

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(
            Method::GET,
            "/healthz",
            Access::Public,
            "Whether the server is well; 503 with the reason when not.",
            health::health,
        ),
        route(
            Method::GET,
            "/metrics",
            Access::Public,
            "Numbers in Prometheus's text form.",
            health::metrics,
        ),
        route(
            Method::GET,
            "/api/openapi.json",
            Access::Public,
            "This document.",
            pages::openapi,
        ),
        route(
            Method::GET,
            "/",
            Access::Public,
            "Leads to the desk.",
            pages::root,
        )
        .status(303),
        route(
            Method::GET,
            "/chat.js",
            Access::Public,
            "The web component with the chat.",
            pages::chat_js,
        ),
        route(
            Method::GET,
            "/chat/page.js",
            Access::Public,
            "The script of the page with the chat.",
            pages::chat_page_js,
        ),
        route(
            Method::GET,
            "/chat/{inbox}",
            Access::Public,
            "A page with the chat.",
            pages::chat_page,
        ),
        route(
            Method::GET,
            "/sign-in",
            Access::Public,
            "The page to sign in.",
            pages::console,
        ),
        route(
            Method::GET,
            "/desk",
            Access::Public,
            "The desk.",
            pages::console,
        ),
        route(
            Method::GET,
            "/desk/{*rest}",
            Access::Public,
            "The desk.",
            pages::console,
        ),
        route(
            Method::GET,
            "/studio",
            Access::Public,
            "The editor.",
            pages::studio,
        ),
        route(
            Method::GET,
            "/studio/{*rest}",
            Access::Public,
            "The editor.",
            pages::studio,
        ),
        route(
            Method::GET,
            "/assets/{*path}",
            Access::Public,
            "Scripts, styles and WebAssembly of the pages.",
            pages::asset,
        ),
    ]
}

pub(super) fn demo() -> Vec<Route> {
    vec![
        route(
            Method::GET,
            "/demo",
            Access::Public,
            "A small shop with the chat on its page.",
            shop::page,
        ),
        route(
            Method::GET,
            "/demo/shop/orders/{number}",
            Access::Public,
            "An order of the demo shop.",
            shop::order,
        ),
        route(
            Method::GET,
            "/demo/clinic/slots",
            Access::Public,
            "Free times of the demo clinic.",
            shop::slots,
        )
        .query(&["date", "period"]),
        route(
            Method::POST,
            "/demo/clinic/appointments",
            Access::Public,
            "Books a time at the demo clinic.",
            shop::book,
        )
        .status(201),
    ]
}
