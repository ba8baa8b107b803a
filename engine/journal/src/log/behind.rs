//! Writing behind: what sled has not yet taken in is answered from memory.
//!
//! The writer puts the tips of every durable commit here; a thread takes them into sled every so often,
//! so that a stream that speaks ten times costs sled one write. A reader asks the newest tips first,
//! then those on their way, then sled: at no moment is a tip in none of the three.

use super::index::{Disk, Mark, Tip};
use crate::journal::{Due, ReadError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use trilha_model::{Stream, Timestamp};

/// Tips are taken in when this many wait…
const ENOUGH: usize = 16 << 10;
/// …or when the oldest has waited this long.
const LONG: Duration = Duration::from_millis(500);
/// The writer waits when this many tips do: memory stays bounded when sled is slow.
const TOO_MANY: usize = 128 << 10;
/// How often what sled took in is made durable. After a power cut at most this much is replayed.
const SYNC_EVERY: Duration = Duration::from_secs(10);

type Tips = BTreeMap<Stream, Tip>;

#[derive(Debug, Default)]
struct Overlay {
    fresh: Tips,
    moving: Arc<Tips>,
    /// Noted places. Those not in sled yet are not looked for: a reader walks a little further instead.
    marks: Vec<Mark>,
    covered: u64,
    /// How often everything was asked to be made durable, and how often it was.
    asked: u64,
    settled: u64,
    closing: bool,
}

impl Overlay {
    fn hurry(&self) -> bool {
        self.closing || self.asked > self.settled
    }
}

/// What the thread does next.
struct Load {
    tips: Arc<Tips>,
    marks: Vec<Mark>,
    covered: u64,
    asked: u64,
    hurry: bool,
    closing: bool,
}

/// The index as the journal sees it.
#[derive(Debug)]
pub(crate) struct Index {
    disk: Disk,
    overlay: Mutex<Overlay>,
    came: Condvar,
    went: Condvar,
    failed: OnceLock<ReadError>,
}

impl Index {
    pub(crate) fn new(disk: Disk) -> Self {
        Self {
            disk,
            overlay: Mutex::default(),
            came: Condvar::new(),
            went: Condvar::new(),
            failed: OnceLock::new(),
        }
    }

    fn overlay(&self) -> MutexGuard<'_, Overlay> {
        self.overlay.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn disk(&self) -> &Disk {
        &self.disk
    }

    /// Where a stream is, of everything that was put.
    pub(crate) fn tip(&self, stream: &Stream) -> Result<Option<Tip>, ReadError> {
        let overlay = self.overlay();
        if let Some(tip) = overlay
            .fresh
            .get(stream)
            .or_else(|| overlay.moving.get(stream))
        {
            return Ok(Some(*tip));
        }
        drop(overlay);
        self.noticed(self.disk.get(stream))
    }

    /// The first noted commit of a stream that leads beyond a version: the version, and its place.
    pub(crate) fn mark_after(
        &self,
        stream: &Stream,
        version: u64,
    ) -> Result<Option<(u64, u64)>, ReadError> {
        self.noticed(self.disk.mark_after(stream, version))
    }

    /// An index that cannot be read once is rebuilt at the next start.
    fn noticed<T>(&self, read: Result<T, ReadError>) -> Result<T, ReadError> {
        if let Err(ReadError::Index(_)) = &read {
            self.disk.mark_broken();
        }
        read
    }

    /// Takes note of durable tips; `covered` is the place behind them. Waits while too many are on their way.
    pub(crate) fn put(
        &self,
        tips: impl IntoIterator<Item = (Stream, Tip)>,
        marks: impl IntoIterator<Item = Mark>,
        covered: u64,
    ) -> Result<(), ReadError> {
        let mut overlay = self.overlay();
        while overlay.fresh.len() >= TOO_MANY && self.failed.get().is_none() {
            overlay = self
                .went
                .wait(overlay)
                .unwrap_or_else(PoisonError::into_inner);
        }
        let first = overlay.fresh.is_empty();
        overlay.fresh.extend(tips);
        overlay.marks.extend(marks);
        overlay.covered = covered;
        if first || overlay.fresh.len() >= ENOUGH {
            self.came.notify_one();
        }
        drop(overlay);
        self.failed.get().map_or(Ok(()), |error| Err(error.clone()))
    }

    /// Waits until everything put so far is in sled, durably.
    pub(crate) fn settle(&self) -> Result<(), ReadError> {
        let mut overlay = self.overlay();
        overlay.asked += 1;
        let ticket = overlay.asked;
        self.came.notify_one();
        while overlay.settled < ticket && self.failed.get().is_none() {
            overlay = self
                .went
                .wait(overlay)
                .unwrap_or_else(PoisonError::into_inner);
        }
        drop(overlay);
        self.failed.get().map_or(Ok(()), |error| Err(error.clone()))
    }

    /// Has everything put so far taken in and made durable before the thread ends.
    pub(crate) fn finish(&self) {
        self.overlay().closing = true;
        self.came.notify_one();
    }

    /// The thread's work: until finished or failed.
    pub(crate) fn run(&self) {
        if let Err(error) = self.work() {
            tracing::error!(%error, "the index failed; the next start rebuilds it");
            self.disk.mark_broken();
            let overlay = self.overlay();
            self.failed.get_or_init(|| error);
            drop(overlay);
            self.went.notify_all();
        }
    }

    fn work(&self) -> Result<(), ReadError> {
        let mut unsynced: Option<Instant> = None;
        loop {
            let Load {
                tips,
                marks,
                covered,
                asked,
                hurry,
                closing,
            } = self.collect(unsynced);
            if !tips.is_empty() {
                self.disk.apply(&tips, &marks, covered)?;
                self.overlay().moving = Arc::default();
                self.went.notify_all();
                unsynced.get_or_insert_with(Instant::now);
            }
            if hurry || unsynced.is_some_and(|since| since.elapsed() >= SYNC_EVERY) {
                self.disk.sync()?;
                unsynced = None;
                self.overlay().settled = asked;
                self.went.notify_all();
            }
            if closing {
                return Ok(());
            }
        }
    }

    /// Waits for tips worth a batch; comes back without any when it is time to sync.
    fn collect(&self, unsynced: Option<Instant>) -> Load {
        let mut overlay = self.overlay();
        while overlay.fresh.is_empty() && !overlay.hurry() {
            let wait = unsynced.map_or(Duration::MAX, |since| {
                SYNC_EVERY.saturating_sub(since.elapsed())
            });
            if wait.is_zero() {
                break;
            }
            overlay = self
                .came
                .wait_timeout(overlay, wait)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        let patience = Instant::now() + LONG;
        while !overlay.fresh.is_empty() && overlay.fresh.len() < ENOUGH && !overlay.hurry() {
            let left = patience.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            overlay = self
                .came
                .wait_timeout(overlay, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        overlay.moving = Arc::new(std::mem::take(&mut overlay.fresh));
        Load {
            tips: Arc::clone(&overlay.moving),
            marks: std::mem::take(&mut overlay.marks),
            covered: overlay.covered,
            asked: overlay.asked,
            hurry: overlay.hurry(),
            closing: overlay.closing,
        }
    }

    /// Timers up to a moment, earliest first.
    pub(crate) fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>, ReadError> {
        let mut hidden = BTreeSet::new();
        let mut due = BTreeSet::new();
        {
            let overlay = self.overlay();
            let old = overlay
                .moving
                .iter()
                .filter(|(stream, _)| !overlay.fresh.contains_key(*stream));
            for (stream, tip) in overlay.fresh.iter().chain(old) {
                hidden.insert(stream.clone());
                let wake = tip.wake.filter(|wake| *wake <= now);
                due.extend(wake.map(|wake| Due {
                    wake,
                    stream: stream.clone(),
                }));
            }
        }
        due.extend(
            self.disk
                .due(now, limit, |stream| hidden.contains(stream))?,
        );
        Ok(due.into_iter().take(limit).collect())
    }

    /// Streams that begin with `prefix`, in order of name, after the one given.
    pub(crate) fn streams(
        &self,
        prefix: &str,
        after: Option<&Stream>,
        limit: usize,
    ) -> Result<Vec<Stream>, ReadError> {
        let mut found = BTreeSet::new();
        {
            let overlay = self.overlay();
            let from = Stream(prefix.into());
            for tips in [&overlay.fresh, &*overlay.moving] {
                let names = tips.range(from.clone()..).map(|(name, _)| name);
                let matching = names.take_while(|name| name.as_str().starts_with(prefix));
                found.extend(
                    matching
                        .filter(|name| after.is_none_or(|after| *name > after))
                        .take(limit)
                        .cloned(),
                );
            }
        }
        found.extend(self.noticed(self.disk.streams(prefix, after, limit))?);
        Ok(found.into_iter().take(limit).collect())
    }
}
