//! The visitor's socket: what was said, from a sequence number on, each thing once.

use super::chat::{After, messages_after, seen};
use super::extract::{Path, Query, visitor};
use super::turns::Turn;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::runtime::{Topic, asked_to_stop};
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use trilha_model::{ConversationId, Owner};

/// A frame now and then, so that whatever stands between does not cut a quiet line.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(25);
/// Bytes a client may send in one frame: it has nothing to say here.
pub(super) const HEARD: usize = 4 << 10;

/// `GET /api/chat/{inbox}/socket?after=N&token=…`
pub(super) async fn socket(
    State(app): State<Arc<App>>,
    Path(inbox): Path<String>,
    Query(query): Query<After>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Answer<Response> {
    if query.token.is_empty() {
        return Err(Problem::no_token());
    }
    let id = visitor(&app, &query.token, &inbox)?;
    if app.runtime.look(&id, |version, _| version).await? == 0 {
        return Err(Problem::no_conversation());
    }
    let upgrade =
        upgrade.map_err(|rejection| Problem::bad_request().detail(rejection.body_text()))?;
    Ok(upgrade
        .max_message_size(HEARD)
        .on_upgrade(move |socket| async move {
            let metrics = Arc::clone(&app.metrics);
            let _open = metrics.chat_socket();
            let topic = app.hub.watch(&id);
            // The other side is gone: nobody is left to tell.
            drop(serve(&app, &id, query.after, socket, topic).await);
            app.hub.leave(&id);
        }))
}

/// What is pushed, as `trilha_wire::chat::Push`.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Push<'a> {
    Turn(Turn<'a>),
    Typing,
}

async fn serve(
    app: &Arc<App>,
    id: &ConversationId,
    after: u64,
    mut socket: WebSocket,
    mut topic: watch::Receiver<Topic>,
) -> Result<(), axum::Error> {
    let mut closing = app.closing.clone();
    let mut sent = Sent {
        seq: after,
        owner: None,
        typing: topic.borrow().typing,
    };
    loop {
        let typing = topic.borrow_and_update().typing;
        sent.catch_up(app, id, &mut socket).await?;
        if typing != sent.typing {
            sent.typing = typing;
            push(&mut socket, &Push::Typing).await?;
        }
        loop {
            tokio::select! {
                changed = topic.changed() => {
                    if changed.is_err() { return Ok(()) }
                    break;
                }
                heard = socket.recv() => match heard {
                    Some(Ok(Message::Close(_))) | None => return Ok(()),
                    Some(other) => drop(other?),
                },
                () = tokio::time::sleep(HEARTBEAT) => socket.send(Message::Ping(Vec::new().into())).await?,
                () = asked_to_stop(&mut closing) => return socket.send(Message::Close(None)).await,
            }
        }
    }
}

struct Sent {
    seq: u64,
    owner: Option<Owner>,
    typing: u64,
}

impl Sent {
    /// Sends what is new since the last time: read from the journal, so that nothing is missed or doubled.
    async fn catch_up(
        &mut self,
        app: &Arc<App>,
        id: &ConversationId,
        socket: &mut WebSocket,
    ) -> Result<(), axum::Error> {
        loop {
            let looked = app
                .runtime
                .look(id, |version, conversation| {
                    (version, conversation.owner.clone())
                })
                .await;
            let Ok((version, owner)) = looked else {
                return Ok(());
            };
            let read = if version > self.seq {
                messages_after(app, id, self.seq)
            } else {
                Ok((Vec::new(), false))
            };
            let Ok((events, more)) = read else {
                return Ok(());
            };
            let seq = seen(&events, more, version.max(self.seq));
            if !events.is_empty() || self.owner.as_ref() != Some(&owner) {
                let house = app.now();
                push(
                    socket,
                    &Push::Turn(Turn {
                        house: &house,
                        seq,
                        events: &events,
                        more,
                        owner: &owner,
                    }),
                )
                .await?;
            }
            self.seq = seq;
            self.owner = Some(owner);
            if !more {
                return Ok(());
            }
        }
    }
}

async fn push(socket: &mut WebSocket, push: &Push<'_>) -> Result<(), axum::Error> {
    let json =
        serde_json::to_string(push).expect("invariant: what goes over the wire is plain data");
    socket.send(Message::Text(json.into())).await
}
