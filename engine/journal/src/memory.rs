//! A journal in memory, for tests and simulations: the same contract, nothing durable.

use crate::commit::{self, Commit, CommitId, Entry, Write};
use crate::cursor::Cursor;
use crate::journal::{AppendError, Appended, Due, Journal, ReadError, SAME_COMMIT_REACH};
use crate::pending::Pending;
use crate::tail::{Bell, Feed, Tail};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use trilha_model::{Stream, Timestamp};

/// A journal that forgets everything when it is dropped.
#[derive(Debug, Default, Clone)]
pub struct Memory {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    held: Mutex<Held>,
    bell: Bell,
}

#[derive(Debug, Default)]
struct Held {
    commits: Vec<Arc<Commit>>,
    streams: BTreeMap<Stream, Vec<usize>>,
    timers: BTreeSet<(Timestamp, Stream)>,
}

impl Memory {
    /// An empty journal.
    pub fn new() -> Self {
        Self::default()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.shared.held()
    }
}

impl Shared {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn entries<'a>(&'a self, stream: &'a Stream) -> impl DoubleEndedIterator<Item = Entry> + 'a {
        let places = self.streams.get(stream).map_or(&[][..], Vec::as_slice);
        places
            .iter()
            .filter_map(|at| Entry::of(Arc::clone(self.commits.get(*at)?), stream))
    }

    fn conflict(&self, id: CommitId, write: &Write) -> Option<AppendError> {
        let actual = self
            .entries(&write.stream)
            .next_back()
            .map_or(0, |e| e.version());
        (actual != write.expected_version).then(|| AppendError::Conflict {
            stream: write.stream.clone(),
            actual,
            same_commit_id: self
                .entries(&write.stream)
                .rev()
                .take(SAME_COMMIT_REACH)
                .any(|e| e.expected_version == write.expected_version && e.commit().id == id),
        })
    }

    fn append(&mut self, id: CommitId, writes: Vec<Write>) -> Result<Appended, AppendError> {
        if let Some(conflict) = writes.iter().find_map(|write| self.conflict(id, write)) {
            return Err(conflict);
        }
        let at = self.commits.len();
        let next = place(at + 1);
        for write in &writes {
            self.forget_wake(&write.stream);
            self.timers
                .extend(write.wake.map(|wake| (wake, write.stream.clone())));
        }
        for write in &writes {
            self.streams
                .entry(write.stream.clone())
                .or_default()
                .push(at);
        }
        let versions = writes.iter().map(Write::version).collect();
        self.commits.push(Arc::new(Commit {
            id,
            at: place(at),
            next,
            writes,
        }));
        Ok(Appended {
            cursor: next,
            versions,
        })
    }

    fn forget_wake(&mut self, stream: &Stream) {
        let wake = self.entries(stream).next_back().and_then(|e| e.wake);
        if let Some(wake) = wake {
            self.timers.remove(&(wake, stream.clone()));
        }
    }

    fn purge(&mut self, stream: &Stream) -> u64 {
        self.forget_wake(stream);
        let mut events = 0;
        for at in self.streams.get(stream).into_iter().flatten() {
            let Some(commit) = self.commits.get_mut(*at) else {
                continue;
            };
            for write in &mut Arc::make_mut(commit).writes {
                if write.stream == *stream {
                    for event in write.events.iter_mut().filter(|event| !event.is_empty()) {
                        event.clear();
                        events += 1;
                    }
                    write.state = Vec::new();
                    write.wake = None;
                }
            }
        }
        events
    }
}

fn place(index: usize) -> Cursor {
    Cursor(u64::try_from(index).unwrap_or(u64::MAX))
}

impl Journal for Memory {
    fn append(&self, id: CommitId, writes: Vec<Write>) -> Pending {
        let answer = commit::check(&writes).and_then(|()| self.held().append(id, writes));
        if answer.is_ok() {
            self.shared.bell.ring();
        }
        Pending::ready(answer)
    }

    fn latest(&self, stream: &Stream) -> Result<Option<Entry>, ReadError> {
        Ok(self.held().entries(stream).next_back())
    }

    fn read(&self, stream: &Stream, from: u64, limit: usize) -> Result<Vec<Entry>, ReadError> {
        let held = self.held();
        let places = held.streams.get(stream).map_or(&[][..], Vec::as_slice);
        let entry = |at: &usize| Entry::of(Arc::clone(held.commits.get(*at)?), stream);
        let first = places.partition_point(|at| entry(at).is_some_and(|e| e.version() <= from));
        let beyond = places.get(first..).unwrap_or_default();
        Ok(beyond.iter().take(limit).filter_map(entry).collect())
    }

    fn read_back(
        &self,
        stream: &Stream,
        before: u64,
        limit: usize,
    ) -> Result<Vec<Entry>, ReadError> {
        let held = self.held();
        let earlier = held
            .entries(stream)
            .rev()
            .filter(|e| e.expected_version < before);
        Ok(earlier.take(limit).collect())
    }

    fn tail(&self, from: Cursor) -> Tail {
        Tail::new(Arc::<Shared>::clone(&self.shared), from)
    }

    fn end(&self) -> Cursor {
        place(self.held().commits.len())
    }

    fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>, ReadError> {
        let held = self.held();
        let due = held
            .timers
            .iter()
            .take_while(|(wake, _)| *wake <= now)
            .take(limit);
        Ok(due
            .cloned()
            .map(|(wake, stream)| Due { wake, stream })
            .collect())
    }

    fn streams(
        &self,
        prefix: &str,
        after: Option<&Stream>,
        limit: usize,
    ) -> Result<Vec<Stream>, ReadError> {
        let held = self.held();
        let first = Stream(prefix.into());
        let from = match after {
            Some(after) if *after >= first => Bound::Excluded(after.clone()),
            _ => Bound::Included(first),
        };
        let names = held
            .streams
            .range((from, Bound::Unbounded))
            .map(|(name, _)| name);
        let matching = names.take_while(|name| name.as_str().starts_with(prefix));
        Ok(matching.take(limit).cloned().collect())
    }

    fn purge(&self, stream: &Stream) -> Result<u64, AppendError> {
        Ok(self.held().purge(stream))
    }

    fn stopped(&self) -> Option<Arc<str>> {
        None
    }
}

impl Feed for Shared {
    fn batch(&self, from: Cursor, limit: usize) -> Result<Vec<Arc<Commit>>, ReadError> {
        let held = self.held();
        let from = usize::try_from(from.0)
            .ok()
            .and_then(|at| held.commits.get(at..))
            .ok_or(ReadError::BadCursor(from))?;
        Ok(from.iter().take(limit).cloned().collect())
    }

    fn ended(&self) -> Option<Arc<str>> {
        None
    }

    fn bell(&self) -> &Bell {
        &self.bell
    }
}
