//! Follows the journal: one reader that keeps the house, the views, the timers, the outbox and the sockets up to date.

use super::{Hub, News, Outbox, Runtime, Timers, asked_to_stop};
use crate::streams::{self, numbered};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, watch};
use trilha_desk::Conversation;
use trilha_journal::{Commit, Cursor, ReadError, Tail, Write};
use trilha_model::{ConversationId, Event, Owner, codec};
use trilha_views::{Change, Views};

/// What is kept up to date, and how far it is.
pub(crate) struct Follower {
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) timers: Arc<Timers>,
    pub(crate) hub: Arc<Hub>,
    /// Something was published.
    pub(crate) published: Notify,
    views: Mutex<Views>,
    /// Up to where everything is followed; none once nothing is followed any more.
    reached: watch::Sender<Option<Cursor>>,
}

impl Follower {
    pub(crate) fn new(
        runtime: Arc<Runtime>,
        outbox: Arc<Outbox>,
        timers: Arc<Timers>,
        hub: Arc<Hub>,
        views: Views,
    ) -> Self {
        Self {
            runtime,
            outbox,
            timers,
            hub,
            published: Notify::new(),
            views: Mutex::new(views),
            reached: watch::Sender::new(Some(Cursor::START)),
        }
    }

    /// The views as they are now.
    pub(crate) fn views(&self) -> MutexGuard<'_, Views> {
        self.views.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the journal is followed.
    pub(crate) fn is_following(&self) -> bool {
        self.reached.borrow().is_some()
    }

    /// Waits until what was appended before this place is followed, or nothing is any more.
    pub(crate) async fn reached(&self, cursor: Cursor) {
        let mut reached = self.reached.subscribe();
        let far_enough = |reached: &Option<Cursor>| reached.is_none_or(|reached| reached >= cursor);
        // Fails only when the server is gone.
        drop(reached.wait_for(far_enough).await);
    }

    /// Catches up with everything there is, before anyone is served; then takes up what was left to do.
    pub(crate) fn catch_up(&self) -> Result<Tail, ReadError> {
        let journal = &self.runtime.journal;
        let mut tail = journal.tail(self.views().cursor());
        loop {
            let commits = match tail.try_next() {
                Err(ReadError::BadCursor(_)) => {
                    tracing::info!("the views belong to another journal and are folded again");
                    if let Err(error) = self.views().restart() {
                        tracing::error!(%error, "the views cannot be emptied");
                    }
                    tail = journal.tail(Cursor::START);
                    continue;
                }
                other => other?,
            };
            if commits.is_empty() {
                break;
            }
            for commit in &commits {
                self.fold(commit);
            }
            self.save();
        }
        self.reached.send_replace(Some(tail.cursor()));
        let owners: Vec<Owner> = self.views().owners().collect();
        self.runtime.house.count_waiting(owners);
        let unsettled: Vec<ConversationId> = self.views().unsettled().cloned().collect();
        for id in unsettled {
            let at = streams::load::<Conversation>(&**journal, &id.stream())?;
            self.outbox.take_up(&self.runtime, &id, &at.state);
        }
        Ok(tail)
    }

    /// Follows for as long as the server runs.
    pub(crate) async fn run(&self, mut tail: Tail, mut closing: watch::Receiver<bool>) {
        loop {
            let commits = tokio::select! {
                commits = tail.next() => commits,
                () = asked_to_stop(&mut closing) => break,
            };
            match commits {
                Ok(commits) => {
                    for commit in &commits {
                        self.commit(commit);
                    }
                    self.save();
                    self.reached.send_replace(Some(tail.cursor()));
                }
                Err(error) => {
                    tracing::error!(%error, "the journal gives nothing more");
                    self.reached.send_replace(None);
                    break;
                }
            }
        }
        if let Err(error) = self.views().close(&*self.runtime.journal) {
            tracing::warn!(%error, "the views were not written down and are folded again");
        }
    }

    fn commit(&self, commit: &Arc<Commit>) {
        let staff = self.runtime.house.follow(commit).unwrap_or_else(|error| {
            tracing::error!(%error, "the house could not follow");
            false
        });
        // Before anything is announced: whoever looks at the views' cursor after listening has missed nothing.
        let changes = self.fold(commit);
        self.runtime.house.follow_waiting(&changes);
        if staff {
            self.hub.announce(News::Staff {
                before: commit.at,
                cursor: commit.next,
            });
        }
        let outside = |write: &Write| matches!(write.stream.kind(), "mail" | "webhook" | "token");
        if commit.writes.iter().any(outside) {
            self.hub.outside_changed();
        }
        for write in &commit.writes {
            match write.stream.kind() {
                "conversation" => self.conversation(write),
                "trail" => {
                    write
                        .wake
                        .into_iter()
                        .for_each(|wake| self.timers.hint(wake));
                    self.published.notify_one();
                }
                _ => {}
            }
        }
        for change in changes {
            self.announce(commit, change);
        }
    }

    fn fold(&self, commit: &Commit) -> Vec<Change> {
        let journal = &*self.runtime.journal;
        self.views().apply(journal, commit).unwrap_or_else(|error| {
            tracing::error!(%error, "the views could not follow");
            Vec::new()
        })
    }

    fn save(&self) {
        if let Err(error) = self.views().save(&*self.runtime.journal) {
            tracing::error!(%error, "the views could not be written down");
        }
    }

    fn conversation(&self, write: &Write) {
        if let Some(wake) = write.wake {
            self.timers.hint(wake);
        }
        let Some(id) = ConversationId::parse(write.stream.key()) else {
            return;
        };
        let version = write.version();
        self.hub.tell(&id, |topic| topic.version = version);
        let asks = |event: &Vec<u8>| codec::event_name(event) == Some("EffectRequested");
        if write.events.iter().any(asks) {
            match streams::after::<Conversation>(&*self.runtime.journal, write) {
                Ok(at) => self.outbox.take_up(&self.runtime, &id, &at.state),
                Err(error) => tracing::error!(%error, "what is asked for cannot be read"),
            }
        }
    }

    fn announce(&self, commit: &Commit, change: Change) {
        let stream = change.id.stream();
        let write = commit.writes.iter().find(|write| write.stream == stream);
        let read = |(version, bytes): (u64, &Vec<u8>)| {
            Some((version, codec::event_from_bytes::<Event>(bytes).ok()?))
        };
        let events = write
            .into_iter()
            .flat_map(|write| numbered(write).filter_map(read))
            .collect();
        self.hub.announce(News::Changed {
            change: Arc::new(change),
            events: Arc::new(events),
            cursor: commit.next,
        });
    }
}
