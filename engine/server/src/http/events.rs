//! What other systems tell of: an event for a conversation.

use super::extract::{Json, Path};
use super::gate::Program;
use super::turns::answer;
use crate::app::App;
use crate::problem::{Answer, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;
use trilha_model::{ConversationId, Input};
use trilha_wire::outside::{Heard, Told};

/// `POST /api/conversations/{inbox}/{address}/events`
pub(super) async fn tell(
    State(app): State<Arc<App>>,
    program: Program,
    Path((inbox, address)): Path<(String, String)>,
    Json(told): Json<Told>,
) -> Answer<Response> {
    let id = ConversationId {
        inbox: inbox.into(),
        address: address.into(),
    };
    program.may(&id.inbox)?;
    if !is_event(&told.name) {
        return Err(Problem::invalid().detail(
            "an event's name begins with one of a-z and has of a-z, 0-9, dot, underscore and dash",
        ));
    }
    let input = Input::Event {
        name: told.name.into(),
        payload: told.payload,
        id: told.id.map(Into::into),
    };
    let done = app.runtime.drive(&id, input).await?;
    let heard = Heard {
        taken: !done.events.is_empty(),
        seq: done.version,
    };
    Ok(answer(StatusCode::OK, &heard))
}

/// Whether this can be an event's name: `[a-z][a-z0-9_.-]*`.
pub(super) fn is_event(name: &str) -> bool {
    let good =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.' | '-');
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(good)
}
