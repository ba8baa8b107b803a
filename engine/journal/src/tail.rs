//! Tails: every commit once, in order, from a place on, and then live.

use crate::commit::Commit;
use crate::cursor::Cursor;
use crate::journal::ReadError;
use crate::pending::block_on;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// How many commits a tail hands out at once at most.
const BATCH: usize = 256;

/// What a tail needs from its journal.
pub(crate) trait Feed: Send + Sync {
    /// Up to `limit` commits from a place on; none when the end is reached.
    fn batch(&self, from: Cursor, limit: usize) -> Result<Vec<Arc<Commit>>, ReadError>;
    /// Why nothing more will come.
    fn ended(&self) -> Option<Arc<str>>;
    /// What is rung when something came.
    fn bell(&self) -> &Bell;
}

/// Wakes those who wait for the next commit.
#[derive(Debug, Default)]
pub(crate) struct Bell {
    next: AtomicU64,
    waiting: Mutex<BTreeMap<u64, Waker>>,
}

impl Bell {
    pub(crate) fn ring(&self) {
        let waiting =
            std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        waiting.into_values().for_each(Waker::wake);
    }

    fn register(&self, who: u64, waker: &Waker) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.insert(who, waker.clone());
    }

    fn forget(&self, who: u64) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.remove(&who);
    }
}

/// A reader that follows the journal. It holds no commits back and costs nothing while it waits.
pub struct Tail {
    feed: Arc<dyn Feed>,
    cursor: Cursor,
    who: u64,
}

impl Tail {
    pub(crate) fn new(feed: Arc<dyn Feed>, cursor: Cursor) -> Self {
        let who = feed.bell().next.fetch_add(1, Ordering::Relaxed);
        Self { feed, cursor, who }
    }

    /// Where it goes on.
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// What is there now; empty when everything durable has been seen.
    pub fn try_next(&mut self) -> Result<Vec<Arc<Commit>>, ReadError> {
        let commits = self.feed.batch(self.cursor, BATCH)?;
        if let Some(last) = commits.last() {
            self.cursor = last.next;
        }
        Ok(commits)
    }

    /// The next commits, at least one. Fails once the journal has stopped and all was seen.
    /// Safe to drop half-way: nothing is skipped.
    pub async fn next(&mut self) -> Result<Vec<Arc<Commit>>, ReadError> {
        std::future::poll_fn(|cx| self.poll_next(cx)).await
    }

    /// As [`next`](Self::next), for hand-written futures.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Vec<Arc<Commit>>, ReadError>> {
        match self.try_next() {
            Ok(commits) if commits.is_empty() => {}
            other => return Poll::Ready(other),
        }
        self.feed.bell().register(self.who, cx.waker());
        let ended = self.feed.ended();
        match (self.try_next(), ended) {
            (Ok(commits), None) if commits.is_empty() => Poll::Pending,
            (Ok(commits), Some(reason)) if commits.is_empty() => {
                Poll::Ready(Err(ReadError::Stopped(reason)))
            }
            (other, _) => Poll::Ready(other),
        }
    }

    /// As [`next`](Self::next), blocking the thread; nothing when the time is over first.
    pub fn wait_next(&mut self, within: Duration) -> Result<Vec<Arc<Commit>>, ReadError> {
        block_on(self.next(), Some(within)).unwrap_or_else(|| Ok(Vec::new()))
    }
}

impl Drop for Tail {
    fn drop(&mut self) {
        self.feed.bell().forget(self.who);
    }
}

impl fmt::Debug for Tail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tail")
            .field("cursor", &self.cursor)
            .finish_non_exhaustive()
    }
}
