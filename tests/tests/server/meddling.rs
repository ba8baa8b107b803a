//! A journal whose commits are changed on their way in, so that appending them is refused, or that cannot be read.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use trilha_journal::{
    AppendError, CommitId, Cursor, Due, Entry, Journal, Pending, ReadError, Tail, Write,
};
use trilha_model::{Event, Stream, Timestamp, codec};

/// Changes the writes of one commit.
pub(crate) type Meddle = Box<dyn Fn(&mut Vec<Write>) + Send + Sync>;

/// The journal.
pub(crate) struct Meddling {
    pub(crate) inner: Arc<dyn Journal>,
    pub(crate) meddle: Meddle,
    /// Whether streams cannot be read at the moment.
    pub(crate) unreadable: Arc<AtomicBool>,
}

/// The events of a commit.
pub(crate) fn events(writes: &[Write]) -> impl Iterator<Item = Event> {
    writes
        .iter()
        .flat_map(|write| &write.events)
        .filter_map(|event| codec::event_from_bytes(event).ok())
}

impl Journal for Meddling {
    fn append(&self, id: CommitId, mut writes: Vec<Write>) -> Pending {
        (self.meddle)(&mut writes);
        self.inner.append(id, writes)
    }
    fn latest(&self, stream: &Stream) -> Result<Option<Entry>, ReadError> {
        self.inner.latest(stream)
    }
    fn read(&self, stream: &Stream, from: u64, limit: usize) -> Result<Vec<Entry>, ReadError> {
        if self.unreadable.load(Ordering::Relaxed) {
            return Err(ReadError::Io("the disk is tired".into()));
        }
        self.inner.read(stream, from, limit)
    }
    fn read_back(
        &self,
        stream: &Stream,
        before: u64,
        limit: usize,
    ) -> Result<Vec<Entry>, ReadError> {
        self.inner.read_back(stream, before, limit)
    }
    fn tail(&self, from: Cursor) -> Tail {
        self.inner.tail(from)
    }
    fn end(&self) -> Cursor {
        self.inner.end()
    }
    fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>, ReadError> {
        self.inner.due(now, limit)
    }
    fn streams(
        &self,
        prefix: &str,
        after: Option<&Stream>,
        limit: usize,
    ) -> Result<Vec<Stream>, ReadError> {
        self.inner.streams(prefix, after, limit)
    }
    fn purge(&self, stream: &Stream) -> Result<u64, AppendError> {
        self.inner.purge(stream)
    }
    fn stopped(&self) -> Option<Arc<str>> {
        self.inner.stopped()
    }
}
