//! For whoever watches the server: is it well, and a few numbers.

use crate::app::App;
use crate::problem::{Answer, Problem};
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use std::sync::Arc;

/// `GET /healthz`
pub(super) async fn health(State(app): State<Arc<App>>) -> Answer<&'static str> {
    match app.journal.stopped() {
        Some(reason) => Err(Problem::stopped_because(&reason)),
        None if app.follower.is_following() => Ok("ok\n"),
        None => Err(Problem::stopped().detail("the journal can no longer be read; see the log")),
    }
}

/// `GET /metrics`
pub(super) async fn metrics(State(app): State<Arc<App>>) -> impl IntoResponse {
    let text = app.metrics.text(app.outbox.pending(), app.runtime.hot());
    (
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        text,
    )
}
