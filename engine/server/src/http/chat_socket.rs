//! The visitor's socket: what was said, from a sequence number on, each thing once.

use super::chat::{After, Found, messages_after, stands};
use super::extract::{Path, Query, visitor};
use super::turns::Turn;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::runtime::{Topic, Writing, asked_to_stop, is_asked};
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior};
use trilha_model::{ConversationId, EffectId, Owner};

/// A frame now and then, so that whatever stands between does not cut a quiet line.
const HEARTBEAT: Duration = Duration::from_secs(25);
/// Beats for as long as a line is open, however busy it is; first after a pause.
pub(super) fn heartbeat() -> Interval {
    let mut beats = tokio::time::interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    beats
}

/// The least time between two pieces of what is being written: faster is nothing a person sees.
const PIECES: Duration = Duration::from_millis(80);

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
    Writing { id: EffectId, text: &'a str },
    Erased { id: EffectId },
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
    /// The version that was last looked at.
    version: Option<u64>,
    /// What is shown of an answer that is being written, and when more of it may follow.
    writing: Option<(Arc<Writing>, Instant)>,
}

impl Sent {
    fn until(seq: u64) -> Self {
        Self {
            seq,
            owner: None,
            typing: 0,
            version: None,
            writing: None,
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
            let now = topic.borrow_and_update().clone();
            if now.writing.is_none() {
                self.erase().await?;
            }
            if self.sent.version != Some(now.version) && self.catch_up().await? == Open::NoMore {
                return Ok(());
            }
            self.sent.version = Some(now.version);
            if now.typing != self.sent.typing {
                self.sent.typing = now.typing;
                self.push(&Push::Typing).await?;
            }
            if let Some(writing) = &now.writing
                && self.write(writing).await? == Open::NoMore
            {
                return Ok(());
            }
            let rests = self.sent.writing.as_ref().map(|(_, until)| *until);
            loop {
                tokio::select! {
                    changed = change(&mut topic, &now, rests) => {
                        if !changed { return Ok(()) }
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

    /// Sends what a model has written since the last time, as long as the conversation waits for it.
    async fn write(&mut self, writing: &Arc<Writing>) -> Result<Open, Gone> {
        let effect = writing.effect;
        let asked = |_, conversation: &_| is_asked(conversation, effect);
        if !matches!(self.app.runtime.look(self.id, asked).await, Ok(true)) {
            // It may be a message by now: that comes first, so that nothing is gone in between.
            let open = self.catch_up().await?;
            self.erase().await?;
            return Ok(open);
        }
        let shown = self.sent.writing.as_ref().map(|(shown, _)| shown);
        let goes_on =
            |shown: &&Arc<Writing>| shown.effect == effect && writing.text.starts_with(&shown.text);
        let known = shown.filter(goes_on).map(|shown| shown.text.len());
        if known.is_none() {
            self.erase().await?;
        }
        let more = writing.text.get(known.unwrap_or_default()..);
        if let Some(text) = more.filter(|more| !more.is_empty()) {
            let writing = Push::Writing { id: effect, text };
            self.push(&writing).await?;
        }
        self.sent.writing = Some((Arc::clone(writing), Instant::now() + PIECES));
        Ok(Open::Still)
    }

    /// Takes back what is shown of an answer that is being written.
    async fn erase(&mut self) -> Result<(), Gone> {
        match self.sent.writing.take() {
            Some((shown, _)) => self.push(&Push::Erased { id: shown.effect }).await,
            None => Ok(()),
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

/// Waits for something to send; for more of what is being written not before `rests`. No when the server is gone.
async fn change(topic: &mut watch::Receiver<Topic>, sent: &Topic, rests: Option<Instant>) -> bool {
    if let Some(rests) = rests {
        let more_than_pieces = topic.wait_for(|now| {
            now.version != sent.version || now.typing != sent.typing || now.writing.is_none()
        });
        let waited = tokio::time::timeout_at(rests, more_than_pieces).await;
        let waited = waited.map(|changed| changed.is_ok());
        if let Ok(changed) = waited {
            return changed;
        }
        // What was marked as seen while waiting is looked at now.
        if topic.borrow().writing != sent.writing {
            return true;
        }
    }
    topic.changed().await.is_ok()
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
