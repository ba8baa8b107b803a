//! What the editor may ask for.

use super::{ADMIN, SUPERVISOR};
use crate::http::routes::{Route, route};
use crate::http::{studio, versions};
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
    ]
    .into_iter()
    .chain(versions())
    .collect()
}

/// What was published, is, and will be.
fn versions() -> Vec<Route> {
    use wire::studio as w;
    vec![
        route(
            Method::POST,
            "/api/trails/{id}/publish",
            ADMIN,
            "Publishes the draft as it is on disk.",
            versions::publish,
        )
        .takes::<w::Publish>()
        .gives::<w::Published>(),
        route(
            Method::GET,
            "/api/trails/{id}/versions",
            SUPERVISOR,
            "What was published, newest first.",
            versions::list,
        )
        .gives_many::<w::Published>(),
        route(
            Method::GET,
            "/api/trails/{id}/versions/{version}",
            SUPERVISOR,
            "A version with its files.",
            versions::one,
        )
        .gives::<w::Version>(),
        route(
            Method::POST,
            "/api/trails/{id}/versions/{version}/publish",
            ADMIN,
            "Publishes an older version again.",
            versions::publish_again,
        )
        .takes::<w::PublishAgain>()
        .gives::<w::Published>(),
        route(
            Method::GET,
            "/api/trails/{id}/diff",
            SUPERVISOR,
            "What differs between two versions.",
            versions::diff,
        )
        .query(&["from", "to"])
        .gives::<trilha_model::Difference>(),
        route(
            Method::POST,
            "/api/trails/{id}/impact",
            SUPERVISOR,
            "What publishing would mean for live sessions.",
            versions::impact,
        )
        .takes::<w::AskImpact>()
        .gives::<w::Impact>(),
        route(
            Method::GET,
            "/api/trails/{id}/sessions",
            SUPERVISOR,
            "Which versions live sessions run, and how far moving them has come.",
            versions::sessions,
        )
        .gives::<w::Sessions>(),
        route(
            Method::GET,
            "/api/trails/{id}/schedules",
            SUPERVISOR,
            "What is to be published later, the next first.",
            versions::schedules,
        )
        .gives_many::<w::Scheduled>(),
        route(
            Method::POST,
            "/api/trails/{id}/schedules",
            ADMIN,
            "Has the draft published at a later moment.",
            versions::schedule,
        )
        .takes::<w::Schedule>()
        .gives::<w::Scheduled>(),
        route(
            Method::DELETE,
            "/api/trails/{id}/schedules/{schedule}",
            ADMIN,
            "Takes a schedule away.",
            versions::cancel,
        )
        .status(204),
    ]
}
