//! The newest commits in memory: what live tails and the streams that just spoke are served from.
//!
//! Only the writer puts commits here, in order, so what is found is always the newest there is.

use crate::commit::{Commit, Entry};
use crate::cursor::Cursor;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use trilha_model::Stream;

/// Two generations of heads and a ring of commits, each bounded by half of the memory given.
#[derive(Debug)]
pub(crate) struct Hot {
    ring: VecDeque<(Arc<Commit>, usize)>,
    ring_bytes: usize,
    young: HashMap<Stream, Entry>,
    old: HashMap<Stream, Entry>,
    young_bytes: usize,
    half: usize,
}

/// What a commit weighs beside its payload, roughly.
const OVERHEAD: usize = 256;

impl Hot {
    pub(crate) fn new(bytes: usize) -> Self {
        Self {
            ring: VecDeque::new(),
            ring_bytes: 0,
            young: HashMap::new(),
            old: HashMap::new(),
            young_bytes: 0,
            half: bytes / 2,
        }
    }

    /// Takes in the next commit.
    pub(crate) fn put(&mut self, commit: &Arc<Commit>) {
        let bytes = OVERHEAD
            + commit
                .writes
                .iter()
                .map(crate::Write::payload)
                .sum::<usize>();
        for write in &commit.writes {
            let entry = Entry::of(Arc::clone(commit), &write.stream);
            self.young
                .extend(entry.map(|entry| (write.stream.clone(), entry)));
        }
        self.young_bytes += bytes;
        if self.young_bytes > self.half / 2 {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        self.ring.push_back((Arc::clone(commit), bytes));
        self.ring_bytes += bytes;
        while self.ring_bytes > self.half {
            let Some((_, bytes)) = self.ring.pop_front() else {
                break;
            };
            self.ring_bytes -= bytes;
        }
    }

    /// The last commit of a stream, if it is among the newest.
    pub(crate) fn latest(&self, stream: &Stream) -> Option<Entry> {
        self.young
            .get(stream)
            .or_else(|| self.old.get(stream))
            .cloned()
    }

    /// Commits from a place on, if the place is still covered.
    pub(crate) fn since(&self, from: Cursor, limit: usize) -> Option<Vec<Arc<Commit>>> {
        let start = self.ring.partition_point(|(commit, _)| commit.at < from);
        let before = start
            .checked_sub(1)
            .and_then(|before| self.ring.get(before));
        let known = match before {
            Some((commit, _)) => commit.next == from,
            None => self
                .ring
                .front()
                .is_some_and(|(commit, _)| commit.at == from),
        };
        if !known {
            return None;
        }
        Some(
            self.ring
                .range(start..)
                .take(limit)
                .map(|(commit, _)| Arc::clone(commit))
                .collect(),
        )
    }

    /// Forgets everything, because something it holds must no longer be seen.
    pub(crate) fn clear(&mut self) {
        *self = Self::new(self.half * 2);
    }
}
