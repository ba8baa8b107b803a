//! The visitor's socket: what was said, from a sequence number on, each thing once.

use super::chat::{After, Found, messages_after, stands};
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
use tokio::time::{Instant, Interval, MissedTickBehavior};
use trilha_model::{ConversationId, Owner};

/// A frame now and then, so that whatever stands between does not cut a quiet line.
const HEARTBEAT: Duration = Duration::from_secs(25);
/// Beats for as long as a line is open, however busy it is; first after a pause.
pub(super) fn heartbeat() -> Interval {
    let mut beats = tokio::time::interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    beats
}

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
            let mut line = Line {
                app: &app,
                id: &id,
                token: &query.token,
                socket,
                sent: Sent::until(query.after),
            };
            if line.serve(topic).await.is_ok() {
                // The other side may be gone: then nobody is left to tell.
                drop(line.socket.send(Message::Close(None)).await);
            }
            drop(line);
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

/// Nobody is there any more.
struct Gone;

impl From<axum::Error> for Gone {
    fn from(_: axum::Error) -> Self {
        Self
    }
}

/// Whether the line stays open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Still,
    /// It is to be closed, so that the other side comes again.
    NoMore,
}

struct Line<'a> {
    app: &'a App,
    id: &'a ConversationId,
    token: &'a str,
    socket: WebSocket,
    sent: Sent,
}

/// What was sent so far.
struct Sent {
    seq: u64,
    owner: Option<Owner>,
    typing: u64,
}

impl Sent {
    fn until(seq: u64) -> Self {
        Self {
            seq,
            owner: None,
            typing: 0,
        }
    }
}

impl Line<'_> {
    /// Sends until the line is to be closed.
    async fn serve(&mut self, mut topic: watch::Receiver<Topic>) -> Result<(), Gone> {
        let mut closing = self.app.closing.clone();
        let mut heartbeat = heartbeat();
        self.sent.typing = topic.borrow().typing;
        loop {
            let typing = topic.borrow_and_update().typing;
            if self.catch_up().await? == Open::NoMore {
                return Ok(());
            }
            if typing != self.sent.typing {
                self.sent.typing = typing;
                self.push(&Push::Typing).await?;
            }
            loop {
                tokio::select! {
                    changed = topic.changed() => {
                        if changed.is_err() { return Ok(()) }
                        break;
                    }
                    heard = self.socket.recv() => match heard {
                        Some(Ok(Message::Close(_))) | None => return Err(Gone),
                        Some(other) => drop(other?),
                    },
                    _ = heartbeat.tick() => {
                        if visitor(self.app, self.token, self.id.inbox.as_str()).is_err() {
                            return Ok(());
                        }
                        self.socket.send(Message::Ping(Vec::new().into())).await?;
                    }
                    () = asked_to_stop(&mut closing) => return Ok(()),
                }
            }
        }
    }

    /// Sends what is new since the last time: read from the journal, so that nothing is missed or doubled.
    async fn catch_up(&mut self) -> Result<Open, Gone> {
        loop {
            let Ok((found, owner, asks)) = news(self.app, self.id, self.sent.seq).await else {
                return Ok(Open::NoMore);
            };
            if !found.events.is_empty() || self.sent.owner.as_ref() != Some(&owner) {
                let house = self.app.now();
                let turn = Turn {
                    house: &house,
                    seq: found.seq,
                    events: &found.events,
                    more: found.more,
                    owner: &owner,
                    asks,
                };
                self.push(&Push::Turn(turn)).await?;
            }
            self.sent.seq = found.seq;
            self.sent.owner = Some(owner);
            if !found.more {
                return Ok(Open::Still);
            }
        }
    }

    async fn push(&mut self, push: &Push<'_>) -> Result<(), Gone> {
        let json =
            serde_json::to_string(push).expect("invariant: what goes over the wire is plain data");
        Ok(self.socket.send(Message::Text(json.into())).await?)
    }
}

/// What was said after a version, who has the conversation, and what it asks for.
async fn news(
    app: &App,
    id: &ConversationId,
    after: u64,
) -> Answer<(Found, Owner, Option<&'static str>)> {
    let (version, owner, asks) = stands(app, id).await?;
    let found = if version > after {
        messages_after(app, id, after, version).await?
    } else {
        Found::nothing(after)
    };
    Ok((found, owner, asks))
}
