//! What the writer and all readers of a log share.

use super::behind::Index;
use super::hot::Hot;
use super::index::{Mark, Tip};
use super::record::Record;
use super::segment::{HEADER, Segments};
use crate::commit::{Commit, Entry};
use crate::cursor::Cursor;
use crate::journal::ReadError;
use crate::tail::{Bell, Feed};
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use trilha_model::Stream;

/// Bytes of commits a tail reads from disk at once, about.
const CATCH_UP: usize = 1 << 20;

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) segments: Segments,
    pub(crate) index: Index,
    hot: Mutex<Hot>,
    /// The log is durable, and shown to readers, up to here.
    end: AtomicU64,
    /// Bytes of commits that wait for the writer.
    pub(crate) queued: AtomicUsize,
    stopped: OnceLock<Arc<str>>,
    bell: Bell,
}

impl Shared {
    pub(crate) fn new(segments: Segments, index: Index, hot_bytes: usize, end: u64) -> Self {
        Self {
            segments,
            index,
            hot: Mutex::new(Hot::new(hot_bytes)),
            end: AtomicU64::new(end),
            queued: AtomicUsize::new(0),
            stopped: OnceLock::new(),
            bell: Bell::default(),
        }
    }

    pub(crate) fn hot(&self) -> MutexGuard<'_, Hot> {
        self.hot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn end(&self) -> u64 {
        self.end.load(Ordering::Acquire)
    }

    /// The end as the last commit names it.
    pub(crate) fn end_cursor(&self) -> Cursor {
        let end = self.end();
        let empty = self
            .segments
            .around(end)
            .filter(|(base, _)| base + HEADER == end);
        Cursor(empty.map_or(end, |(base, _)| base))
    }

    /// Shows durable commits to readers: first the end, since a tip may never point beyond it.
    pub(crate) fn publish(
        &self,
        tips: impl IntoIterator<Item = (Stream, Tip)>,
        commits: &[Arc<Commit>],
        end: u64,
    ) -> Result<(), ReadError> {
        self.end.store(end, Ordering::Release);
        let marks = commits.iter().flat_map(|commit| marks(commit));
        let put = self.index.put(tips, marks, end);
        let mut hot = self.hot();
        for commit in commits {
            hot.put(commit);
        }
        drop(hot);
        self.bell.ring();
        put
    }

    pub(crate) fn stop(&self, reason: Arc<str>) {
        self.stopped.get_or_init(|| reason);
        self.bell.ring();
    }

    pub(crate) fn stopped(&self) -> Option<Arc<str>> {
        self.stopped.get().cloned()
    }

    pub(crate) fn latest(&self, stream: &Stream) -> Result<Option<Entry>, ReadError> {
        if let Some(entry) = self.hot().latest(stream) {
            return Ok(Some(entry));
        }
        let Some(tip) = self.index.tip(stream)? else {
            return Ok(None);
        };
        let entry = self.entry(stream, tip.at)?.0;
        if entry.version() == tip.version {
            return Ok(Some(entry));
        }
        Err(ReadError::Index(
            format!("it has another version of {stream} than the log").into(),
        ))
    }

    /// One stream's part of the commit at a place, and where the one before it is.
    pub(crate) fn entry(
        &self,
        stream: &Stream,
        at: u64,
    ) -> Result<(Entry, Option<u64>), ReadError> {
        let record = self.segments.read(at, self.end())?;
        of_stream(record, stream).ok_or_else(|| self.elsewhere(stream, at))
    }

    fn elsewhere(&self, stream: &Stream, at: u64) -> ReadError {
        let base = self.segments.around(at).map_or(0, |(base, _)| base);
        self.segments.damaged(
            base,
            at,
            &format!("this commit should write to {stream} and does not"),
        )
    }

    /// Walks a stream from its newest commit to its oldest, until told to stop.
    pub(crate) fn walk_back(
        &self,
        stream: &Stream,
        visit: impl FnMut(Entry) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        let tip = self.index.tip(stream)?.map(|tip| tip.at);
        self.walk_back_from(stream, tip, visit)
    }

    fn walk_back_from(
        &self,
        stream: &Stream,
        mut at: Option<u64>,
        mut visit: impl FnMut(Entry) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        while let Some(here) = at {
            let (entry, previous) = self.entry(stream, here)?;
            if visit(entry).is_break() {
                break;
            }
            at = previous;
        }
        Ok(())
    }

    /// From one noted commit to the next, back from each to the one before: besides those it answers, it reads
    /// no more commits than lie between two of them.
    pub(crate) fn read(
        &self,
        stream: &Stream,
        from: u64,
        limit: usize,
    ) -> Result<Vec<Entry>, ReadError> {
        let (mut found, mut from) = (Vec::new(), from);
        while found.len() < limit {
            let mark = self.index.mark_after(stream, from)?;
            let at = match mark {
                Some((_, at)) => Some(at),
                None => self.index.tip(stream)?.map(|tip| tip.at),
            };
            let mut stretch = VecDeque::new();
            self.walk_back_from(stream, at, |entry| {
                if entry.version() <= from {
                    return ControlFlow::Break(());
                }
                stretch.push_front(entry);
                stretch.truncate(limit - found.len());
                ControlFlow::Continue(())
            })?;
            found.extend(stretch);
            match mark {
                Some((version, _)) => from = version,
                None => break,
            }
        }
        Ok(found)
    }

    pub(crate) fn read_back(
        &self,
        stream: &Stream,
        before: u64,
        limit: usize,
    ) -> Result<Vec<Entry>, ReadError> {
        let mut found = Vec::new();
        if limit == 0 {
            return Ok(found);
        }
        self.walk_back(stream, |entry| {
            if entry.expected_version < before {
                found.push(entry);
            }
            if found.len() < limit {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })?;
        Ok(found)
    }

    fn catch_up(
        &self,
        from: Cursor,
        limit: usize,
        end: u64,
    ) -> Result<Vec<Arc<Commit>>, ReadError> {
        let mut found = Vec::new();
        let (mut at, mut bytes) = (from.0, 0);
        while !reached(at, end) && found.len() < limit && bytes < CATCH_UP {
            let record = match self.segments.read(at, end) {
                Err(ReadError::Damaged { .. }) if found.is_empty() && !self.plausible(from) => {
                    return Err(ReadError::BadCursor(from));
                }
                other => other?,
            };
            at = record.commit.next.0;
            bytes += record.size;
            found.push(Arc::new(record.commit));
        }
        Ok(found)
    }

    /// Does a record that is itself say it lies at this place?
    fn plausible(&self, cursor: Cursor) -> bool {
        self.segments
            .bytes(cursor.0, self.end())
            .is_ok_and(|(_, at, bytes)| {
                super::record::claims(&bytes).is_some_and(|(claimed, _)| claimed == at)
            })
    }
}

/// Is there nothing from a place to the end? Between two segments lies a header, shorter than any record,
/// so the end of a log whose last segment is empty has two names.
fn reached(at: u64, end: u64) -> bool {
    end.saturating_sub(at) <= HEADER
}

/// The commits' places that are noted.
pub(crate) fn marks(commit: &Commit) -> impl Iterator<Item = Mark> + '_ {
    let due = |write: &&crate::Write| Mark::is_due(write.expected_version, write.version());
    commit.writes.iter().filter(due).map(|write| Mark {
        stream: write.stream.clone(),
        version: write.version(),
        at: commit.at.0,
    })
}

/// One stream's part of a record, and where the commit before it is.
pub(crate) fn of_stream(record: Record, stream: &Stream) -> Option<(Entry, Option<u64>)> {
    let Record {
        commit, previous, ..
    } = record;
    let place = commit
        .writes
        .iter()
        .position(|write| write.stream == *stream)?;
    let previous = previous.get(place).copied().flatten();
    Some((Entry::of(Arc::new(commit), stream)?, previous))
}

impl Feed for Shared {
    fn batch(&self, from: Cursor, limit: usize) -> Result<Vec<Arc<Commit>>, ReadError> {
        let hot = self.hot();
        let end = self.end();
        if from.0 <= end && reached(from.0, end) {
            return Ok(Vec::new());
        }
        if from.0 > end {
            return Err(ReadError::BadCursor(from));
        }
        if let Some(commits) = hot.since(from, limit) {
            return Ok(commits);
        }
        drop(hot);
        self.catch_up(from, limit, end)
    }

    fn ended(&self) -> Option<Arc<str>> {
        self.stopped()
    }

    fn bell(&self) -> &Bell {
        &self.bell
    }
}

#[cfg(test)]
mod tests {
    use crate::{CommitId, Journal as _, Log, LogOptions, Write};
    use std::sync::atomic::Ordering;
    use trilha_model::Stream;

    /// So many commits of one to three events each, after which the index has everything.
    fn filled(commits: u32) -> (tempfile::TempDir, Log, Stream) {
        let dir = tempfile::tempdir().unwrap();
        let log = Log::open(dir.path(), &LogOptions::default()).unwrap();
        let (stream, mut version) = (Stream::new("a", "1"), 0);
        let mut last = None;
        for commit in 0..commits {
            let events = vec![b"event".to_vec(); usize::try_from(commit % 3).unwrap() + 1];
            let write = Write {
                stream: stream.clone(),
                expected_version: version,
                state: Vec::new(),
                wake: None,
                events,
            };
            version = write.version();
            let id = CommitId(u128::from(commit).to_le_bytes());
            last = Some(log.append(id, vec![write]));
        }
        last.unwrap().wait().unwrap();
        log.shared.index.settle().unwrap();
        (dir, log, stream)
    }

    fn reads(log: &Log) -> usize {
        log.shared.segments.reads.swap(0, Ordering::Relaxed)
    }

    #[test]
    fn all_pages_of_a_stream_cost_about_as_many_reads_as_it_has_commits() {
        let (_dir, log, stream) = filled(3_000);
        reads(&log);
        for (page, most) in [(1, 34), (7, 6), (256, 2)] {
            let (mut from, mut commits) = (0, 0);
            loop {
                let entries = log.read(&stream, from, page).unwrap();
                let Some(last) = entries.last() else { break };
                assert_eq!(entries[0].expected_version, from, "nothing is left out");
                commits += entries.len();
                from = last.version();
            }
            assert_eq!(commits, 3_000);
            let reads = reads(&log);
            assert!(reads < most * 3_000, "{reads} reads in pages of {page}");
        }
    }

    #[test]
    fn from_the_middle_of_a_commit_the_whole_of_it_is_read() {
        let (_dir, log, stream) = filled(200);
        for from in 0..log.latest(&stream).unwrap().unwrap().version() {
            let read = log.read(&stream, from, 3).unwrap();
            assert!(read[0].expected_version <= from && from < read[0].version());
            assert!(
                read.windows(2)
                    .all(|two| two[0].version() == two[1].expected_version)
            );
        }
    }

    #[test]
    fn an_index_of_an_older_form_is_rebuilt() {
        let (dir, log, stream) = filled(500);
        log.shared.index.disk().make_older().unwrap();
        drop(log);
        let log = Log::open(dir.path(), &LogOptions::default()).unwrap();
        assert!(dir.path().join("index.broken").exists());
        log.shared.index.settle().unwrap();
        reads(&log);
        assert_eq!(log.read(&stream, 10, 1).unwrap().len(), 1);
        assert!(reads(&log) <= 33);
    }
}
