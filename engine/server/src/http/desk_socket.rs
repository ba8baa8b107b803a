//! The desk's socket: what changes in what one may see, from a cursor on.

use super::chat_socket::{HEARD, heartbeat};
use super::desk::{shown, summary};
use super::extract::Query;
use super::gate::Staff;
use crate::ambient;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::runtime::{News, asked_to_stop};
use crate::speech;
use crate::streams::{self, At, numbered};
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use trilha_desk::Conversation;
use trilha_journal::{Commit, Cursor};
use trilha_model::{ConversationId, Event, Role, codec};
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
    let news = (app.hub.desk(), app.hub.outside());
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
            if let Err(Ended::SignedOut) = line.serve(after, news).await {
                // The other side may be gone too: then nobody is left to tell.
                drop(line.socket.send(Message::Close(None)).await);
            }
        }))
}

/// Why nothing more is told.
enum Ended {
    /// The person is no longer signed in.
    SignedOut,
    /// The other side is gone.
    Gone,
}

impl std::convert::From<axum::Error> for Ended {
    fn from(_: axum::Error) -> Self {
        Self::Gone
    }
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
        (mut news, mut outside): (broadcast::Receiver<News>, watch::Receiver<u64>),
    ) -> Result<(), Ended> {
        let mut closing = self.app.closing.clone();
        let mut heartbeat = heartbeat();
        if let Some(after) = after {
            self.catch_up(after).await?;
        }
        loop {
            tokio::select! {
                heard = news.recv() => match heard {
                    Ok(news) => self.tell(&news).await?,
                    Err(RecvError::Lagged(_)) => {
                        let now = self.app.follower.views().cursor();
                        self.reset(now).await?;
                    }
                    Err(RecvError::Closed) => return Ok(()),
                },
                Ok(()) = outside.changed() => self.tell_of_outside().await?,
                heard = self.socket.recv() => match heard {
                    Some(Ok(Message::Close(_))) | None => return Ok(()),
                    Some(other) => drop(other?),
                },
                _ = heartbeat.tick() => {
                    self.must_be_signed_in()?;
                    self.socket.send(Message::Ping(Vec::new().into())).await?;
                }
                () = asked_to_stop(&mut closing) => {
                    return Ok(self.socket.send(Message::Close(None)).await?);
                }
            }
        }
    }

    /// Two looks into maps: asked before everything that is told.
    fn must_be_signed_in(&self) -> Result<(), Ended> {
        let house = self.app.now();
        house
            .signed_in(&self.staff.sign_in, ambient::now())
            .map(drop)
            .ok_or(Ended::SignedOut)
    }

    /// Has the lists fetched again, and goes on from here.
    async fn reset(&mut self, now: Cursor) -> Result<(), Ended> {
        self.caught_up = now;
        let cursor = now.to_string();
        self.push(&Push::Reset { cursor }).await
    }

    /// Passes news on, to whom may know.
    async fn tell(&mut self, news: &News) -> Result<(), Ended> {
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
                self.must_be_signed_in()?;
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
                // Who writes in a group is told to those who read it.
                let told = |line: &Line| {
                    line.is_open() && viewer.sees_line(line) && viewer.reads(line.ticket_group())
                };
                if line.is_some_and(|line| told(&line)) {
                    let typing = Push::Typing {
                        inbox: id.inbox.clone(),
                        address: id.address.to_string(),
                        by: by.as_ref().map(|by| house.name(by).to_owned()),
                    };
                    self.push(&typing).await?;
                }
            }
        }
        Ok(())
    }

    /// Tells admins, who alone read it, that something between the house and other systems changed.
    async fn tell_of_outside(&mut self) -> Result<(), Ended> {
        let house = self.app.now();
        let agent = house.agent(&self.staff.id);
        if agent.is_some_and(|agent| agent.role == Role::Admin) {
            self.push(&Push::Outside).await?;
        }
        Ok(())
    }

    async fn changed(
        &mut self,
        before: Option<&Line>,
        after: &Line,
        events: &[(u64, Event)],
        cursor: Cursor,
    ) -> Result<(), Ended> {
        let house = self.app.now();
        let viewer = house.viewer(&self.staff.id);
        let push = if viewer.sees_line(after) {
            Push::Changed {
                summary: Box::new(summary(&house, &viewer, after)),
                entries: speech::entries(
                    &house,
                    &viewer,
                    events.iter().map(|(seq, event)| (*seq, event)),
                ),
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

    async fn push(&mut self, push: &Push) -> Result<(), Ended> {
        self.must_be_signed_in()?;
        let json =
            serde_json::to_string(push).expect("invariant: what goes over the wire is plain data");
        Ok(self.socket.send(Message::Text(json.into())).await?)
    }

    /// Tells what happened since a place of the journal, or that it was too much.
    async fn catch_up(&mut self, after: Cursor) -> Result<(), Ended> {
        let until = self.caught_up;
        if after > until {
            // A place this journal never had: what happened since then cannot be told.
            return self.reset(until).await;
        }
        let mut tail = self.app.journal.tail(after);
        let mut behind = 0;
        let mut reached = after;
        while reached < until {
            let commits = match tail.try_next() {
                Ok(commits) if !commits.is_empty() && behind <= BEHIND => commits,
                Ok(commits) if commits.is_empty() => break,
                _ => return self.reset(until).await,
            };
            behind += commits.len();
            for commit in commits.iter().filter(|commit| commit.next <= until) {
                self.commit(commit).await?;
                reached = commit.next;
            }
        }
        Ok(())
    }

    async fn commit(&mut self, commit: &Commit) -> Result<(), Ended> {
        let staff = |kind: &str| {
            matches!(
                kind,
                "agent" | "queue" | "team" | "inbox" | "trail" | "setting"
            )
        };
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
            let journal = &*self.app.journal;
            let Ok(At {
                state: conversation,
                ..
            }) = streams::after::<Conversation>(journal, write)
            else {
                continue;
            };
            if conversation.ticket.is_none() {
                continue;
            }
            let earlier = journal
                .read_back(&write.stream, write.expected_version, 1)
                .unwrap_or_default();
            let before = earlier.first().and_then(|entry| {
                let at = streams::after::<Conversation>(journal, entry).ok()?;
                Some(Line::of(&id, at.version, &at.state))
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
