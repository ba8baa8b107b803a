//! Commits: what is appended at once to one or several streams, and what comes back of it.

use crate::cursor::Cursor;
use crate::journal::AppendError;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use trilha_model::{Stream, Timestamp};

/// The caps on one commit, each with its reason.
pub mod limits {
    /// Streams in one commit. A transfer needs three; more would mean a design that locks too much.
    pub const STREAMS: usize = 8;
    /// Bytes of a stream's name: it is repeated in every record and in the index.
    pub const STREAM_NAME: usize = 512;
    /// Events for one stream in one commit: more is a sprint that escaped its own limit.
    pub const EVENTS: usize = 4096;
    /// Bytes of events and states in one commit: bundles with their sources must fit, while a group
    /// of commits must still fit in memory.
    pub const COMMIT_BYTES: usize = 4 << 20;
}

/// Names one append, chosen at random by the caller, so that a repeated append is recognised.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommitId(pub [u8; 16]);

impl fmt::Display for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What one commit does to one stream.
#[derive(Clone, PartialEq, Eq)]
pub struct Write {
    /// The stream.
    pub stream: Stream,
    /// How many events the stream holds before this commit: 0 for a stream that does not exist yet.
    /// Another number in the journal is a conflict and nothing is written.
    pub expected_version: u64,
    /// The events, opaque, at least one, none of them empty. After a purge each is read back as no bytes.
    pub events: Vec<Vec<u8>>,
    /// The whole state after these events, opaque. After a purge it is read back as no bytes.
    pub state: Vec<u8>,
    /// When the stream wants to be found by `due`; replaces what earlier commits asked for.
    pub wake: Option<Timestamp>,
}

impl Write {
    /// How many events the stream holds after this commit.
    pub fn version(&self) -> u64 {
        self.expected_version
            .saturating_add(u64::try_from(self.events.len()).unwrap_or(u64::MAX))
    }

    /// Bytes of payload.
    pub(crate) fn payload(&self) -> usize {
        self.events.iter().map(Vec::len).sum::<usize>() + self.state.len()
    }
}

impl fmt::Debug for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Write")
            .field("stream", &self.stream)
            .field("expected_version", &self.expected_version)
            .field("events", &self.events.len())
            .field("state", &self.state.len())
            .field("wake", &self.wake)
            .finish()
    }
}

/// A commit as the journal holds it: all of its writes happened, at one place in the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The id the caller chose.
    pub id: CommitId,
    /// The place just before this commit.
    pub at: Cursor,
    /// The place just after it: where a tail that has seen it goes on.
    pub next: Cursor,
    /// What it did, in the order it was given.
    pub writes: Vec<Write>,
}

/// One stream's part of a commit. Reads as its [`Write`].
#[derive(Clone, Debug)]
pub struct Entry {
    commit: Arc<Commit>,
    write: usize,
}

impl Entry {
    /// The part of `commit` that concerns `stream`, if there is one.
    pub fn of(commit: Arc<Commit>, stream: &Stream) -> Option<Self> {
        let write = commit.writes.iter().position(|w| w.stream == *stream)?;
        Some(Self { commit, write })
    }

    /// The whole commit.
    pub fn commit(&self) -> &Arc<Commit> {
        &self.commit
    }
}

impl Deref for Entry {
    type Target = Write;

    fn deref(&self) -> &Write {
        self.commit
            .writes
            .get(self.write)
            .expect("invariant: an entry points into its commit")
    }
}

/// Refuses what no journal may take, before it is queued.
pub(crate) fn check(writes: &[Write]) -> Result<(), AppendError> {
    if writes.is_empty() {
        return Err(AppendError::Invalid(
            "a commit writes to at least one stream",
        ));
    }
    if writes.len() > limits::STREAMS {
        return Err(AppendError::TooLarge("streams in a commit"));
    }
    let mut bytes = 0_usize;
    for (at, write) in writes.iter().enumerate() {
        let name = write.stream.as_str();
        if name.is_empty() {
            return Err(AppendError::Invalid("a stream has a name"));
        }
        if name.len() > limits::STREAM_NAME {
            return Err(AppendError::TooLarge("bytes in the name of a stream"));
        }
        if write.events.is_empty() || write.events.iter().any(Vec::is_empty) {
            return Err(AppendError::Invalid(
                "a write has events, and none of them is empty",
            ));
        }
        if write.events.len() > limits::EVENTS {
            return Err(AppendError::TooLarge("events in a write"));
        }
        if writes.iter().take(at).any(|w| w.stream == write.stream) {
            return Err(AppendError::Invalid("a commit writes to a stream once"));
        }
        bytes = bytes.saturating_add(write.payload());
    }
    if bytes > limits::COMMIT_BYTES {
        return Err(AppendError::TooLarge("bytes in a commit"));
    }
    Ok(())
}
