//! What the editor may ask for.

use super::{ADMIN, SUPERVISOR};
use crate::http::routes::{Route, route};
use crate::http::studio;
use axum::http::Method;
use trilha_wire as wire;

pub(super) fn routes() -> Vec<Route> {
    use wire::studio as w;
    vec![
        route(
            Method::GET,
            "/api/trails",
            SUPERVISOR,
            "The trails.",
            studio::list,
        )
        .gives_many::<w::TrailLine>(),
        route(
            Method::POST,
            "/api/trails/http",
            ADMIN,
            "Makes a request for the simulator; answers its outcome.",
            studio::try_http,
        )
        .takes::<w::TryHttp>(),
        route(
            Method::GET,
            "/api/trails/{id}",
            SUPERVISOR,
            "A draft with all it may reach.",
            studio::draft,
        )
        .gives::<w::Draft>(),
        route(
            Method::PUT,
            "/api/trails/{id}",
            ADMIN,
            "Saves a draft.",
            studio::save,
        )
        .takes::<w::SaveDraft>()
        .gives::<w::Draft>(),
        route(
            Method::DELETE,
            "/api/trails/{id}",
            ADMIN,
            "Takes a draft's file away.",
            studio::remove,
        )
        .status(204),
        route(
            Method::PUT,
            "/api/trails/{id}/tests",
            ADMIN,
            "Saves a trail's tests.",
            studio::save_tests,
        )
        .takes::<w::SaveDraft>()
        .gives::<w::Draft>(),
        route(
            Method::POST,
            "/api/trails/{id}/publish",
            ADMIN,
            "Publishes the draft as it is on disk.",
            studio::publish,
        )
        .takes::<w::Publish>()
        .gives::<w::Published>(),
        route(
            Method::GET,
            "/api/trails/{id}/versions",
            SUPERVISOR,
            "What was published, newest first.",
            studio::versions,
        )
        .gives_many::<w::Published>(),
    ]
}
