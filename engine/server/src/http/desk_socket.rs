//! The desk's socket: what changes in what one may see, from a cursor on.

use super::chat_socket::{HEARD, HEARTBEAT};
use super::desk::{shown, summary};
use super::extract::Query;
use super::gate::Staff;
use crate::ambient;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::runtime::{News, asked_to_stop};
use crate::speech;
use crate::streams::numbered;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use trilha_desk::Conversation;
use trilha_journal::{Commit, Cursor};
use trilha_model::{ConversationId, Event, codec};
use trilha_views::Line;
use trilha_wire::desk::Push;

/// Commits a socket catches up with; beyond it the lists are fetched again.
const BEHIND: usize = 4_096;

/// Where to go on.
#[derive(Debug, Deserialize)]
pub(super) struct From {
    #[serde(default)]
    after: Option<String>,
}

/// `GET /api/desk/socket?after=CURSOR`
pub(super) async fn socket(
    State(app): State<Arc<App>>,
    staff: Staff,
    Query(from): Query<From>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Answer<Response> {
    let after = from.after.as_deref().filter(|after| !after.is_empty());
    let after = after
        .map(str::parse::<Cursor>)
        .transpose()
        .map_err(|error| Problem::bad_request().detail(error.to_string()))?;
    let upgrade =
        upgrade.map_err(|rejection| Problem::bad_request().detail(rejection.body_text()))?;
    // Listened to before the other side knows it is connected, and before looking how far the journal is
    // followed: what comes between is heard, and what was caught up with already is skipped.
    let news = app.hub.desk();
    let caught_up = app.follower.views().cursor();
    Ok(upgrade
        .max_message_size(HEARD)
        .on_upgrade(move |socket| async move {
            let metrics = Arc::clone(&app.metrics);
            let _open = metrics.desk_socket();
            let mut line = DeskLine {
                app,
                staff,
                socket,
                caught_up,
            };
            // The other side is gone: nobody is left to tell.
            drop(line.serve(after, news).await);
        }))
}

struct DeskLine {
    app: Arc<App>,
    staff: Staff,
    socket: WebSocket,
    /// News of commits up to here are told already.
    caught_up: Cursor,
}

impl DeskLine {
    async fn serve(
        &mut self,
        after: Option<Cursor>,
        mut news: broadcast::Receiver<News>,
    ) -> Result<(), axum::Error> {
        let mut closing = self.app.closing.clone();
        if let Some(after) = after {
            self.catch_up(after).await?;
        }
        loop {
            tokio::select! {
                heard = news.recv() => match heard {
                    Ok(news) => {
                        if !self.tell(&news).await? {
                            return self.socket.send(Message::Close(None)).await;
                        }
                    }
                    Err(RecvError::Lagged(_)) => {
                        self.caught_up = self.app.follower.views().cursor();
                        self.push(&Push::Reset { cursor: self.caught_up.to_string() }).await?;
                    }
                    Err(RecvError::Closed) => return Ok(()),
                },
                heard = self.socket.recv() => match heard {
                    Some(Ok(Message::Close(_))) | None => return Ok(()),
                    Some(other) => drop(other?),
                },
                () = tokio::time::sleep(HEARTBEAT) => {
                    if !self.still_signed_in() {
                        return self.socket.send(Message::Close(None)).await;
                    }
                    self.socket.send(Message::Ping(Vec::new().into())).await?;
                }
                () = asked_to_stop(&mut closing) => return self.socket.send(Message::Close(None)).await,
            }
        }
    }

    fn still_signed_in(&self) -> bool {
        self.app
            .now()
            .signed_in(&self.staff.sign_in, ambient::now())
            .is_some()
    }

    /// Passes news on, to whom may know; whether the line may stay open.
    async fn tell(&mut self, news: &News) -> Result<bool, axum::Error> {
        match news {
            News::Changed {
                change,
                events,
                cursor,
            } => {
                if *cursor > self.caught_up {
                    self.changed(change.before.as_deref(), &change.after, events, *cursor)
                        .await?;
                }
            }
            News::Staff { before, cursor } => {
                if !self.still_signed_in() {
                    return Ok(false);
                }
                if *cursor > self.caught_up {
                    // Who is cut off here hears the rest of the commit too.
                    self.push(&Push::Staff {
                        cursor: before.to_string(),
                    })
                    .await?;
                }
            }
            News::Typing { by: Some(by), .. } if *by == self.staff.id => {}
            News::Typing { id, by } => {
                let line = self.app.follower.views().line(id);
                let house = self.app.now();
                let viewer = house.viewer(&self.staff.id);
                if line.is_some_and(|line| line.is_open() && viewer.sees_line(&line)) {
                    let typing = Push::Typing {
                        inbox: id.inbox.clone(),
                        address: id.address.to_string(),
                        by: by.as_ref().map(|by| house.name(by).to_owned()),
                    };
                    self.push(&typing).await?;
                }
            }
        }
        Ok(true)
    }

    async fn changed(
        &mut self,
        before: Option<&Line>,
        after: &Line,
        events: &[(u64, Event)],
        cursor: Cursor,
    ) -> Result<(), axum::Error> {
        let house = self.app.now();
        let viewer = house.viewer(&self.staff.id);
        let push = if viewer.sees_line(after) {
            Push::Changed {
                summary: Box::new(summary(&house, after)),
                entries: speech::entries(&house, events.iter().map(|(seq, event)| (*seq, event))),
                counts: shown(self.app.follower.views().counts(&viewer)),
                cursor: cursor.to_string(),
            }
        } else if before.is_some_and(|before| viewer.sees_line(before)) {
            Push::Gone {
                id: after.id.clone(),
                counts: shown(self.app.follower.views().counts(&viewer)),
                cursor: cursor.to_string(),
            }
        } else {
            return Ok(());
        };
        self.push(&push).await
    }

    async fn push(&mut self, push: &Push) -> Result<(), axum::Error> {
        let json =
            serde_json::to_string(push).expect("invariant: what goes over the wire is plain data");
        self.socket.send(Message::Text(json.into())).await
    }

    /// Tells what happened since a place of the journal, or that it was too much.
    async fn catch_up(&mut self, after: Cursor) -> Result<(), axum::Error> {
        let until = self.caught_up;
        let mut tail = self.app.journal.tail(after);
        let mut behind = 0;
        let mut reached = after;
        while reached < until {
            let commits = match tail.try_next() {
                Ok(commits) if !commits.is_empty() && behind <= BEHIND => commits,
                Ok(commits) if commits.is_empty() => break,
                _ => {
                    return self
                        .push(&Push::Reset {
                            cursor: until.to_string(),
                        })
                        .await;
                }
            };
            behind += commits.len();
            for commit in commits.iter().filter(|commit| commit.next <= until) {
                self.commit(commit).await?;
                reached = commit.next;
            }
        }
        self.caught_up = until.max(after);
        Ok(())
    }

    async fn commit(&mut self, commit: &Commit) -> Result<(), axum::Error> {
        let staff = |kind: &str| matches!(kind, "agent" | "queue" | "inbox" | "trail" | "setting");
        if commit.writes.iter().any(|write| staff(write.stream.kind())) {
            self.push(&Push::Staff {
                cursor: commit.at.to_string(),
            })
            .await?;
        }
        for write in commit
            .writes
            .iter()
            .filter(|write| write.stream.kind() == "conversation")
        {
            let Some(id) = ConversationId::parse(write.stream.key()) else {
                continue;
            };
            let Ok(conversation) = Conversation::from_bytes(&write.state) else {
                continue;
            };
            if conversation.ticket.is_none() {
                continue;
            }
            let earlier = self
                .app
                .journal
                .read_back(&write.stream, write.expected_version, 1)
                .unwrap_or_default();
            let before = earlier.first().and_then(|entry| {
                Some(Line::of(
                    &id,
                    entry.version(),
                    &Conversation::from_bytes(&entry.state).ok()?,
                ))
            });
            let before = before.filter(Line::is_open);
            let after = Line::of(&id, write.version(), &conversation);
            if before.is_none() && !after.is_open() {
                continue;
            }
            let read = |(version, bytes): (u64, &Vec<u8>)| {
                Some((version, codec::event_from_bytes::<Event>(bytes).ok()?))
            };
            let events: Vec<_> = numbered(write).filter_map(read).collect();
            self.changed(before.as_ref(), &after, &events, commit.next)
                .await?;
        }
        Ok(())
    }
}
