//! A small world for tests: conversations that things happen in, and views that follow them.

use crate::Views;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use trilha_desk::{Conversation, Fold};
use trilha_journal::{
    AppendError, Commit, CommitId, Cursor, Due, Entry, Journal, Memory, Pending, ReadError, Tail,
    Write,
};
use trilha_model::{Event, Stream, Timestamp, codec};

/// A journal, and a folder for the views of it.
pub(crate) struct World {
    pub(crate) journal: Memory,
    pub(crate) folder: tempfile::TempDir,
    commits: u8,
    /// Bytes before each state, which make it one of another shape.
    pub(crate) shape: Vec<u8>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            journal: Memory::new(),
            folder: tempfile::tempdir().unwrap(),
            commits: 0,
            shape: Vec::new(),
        }
    }

    /// Something happens in a conversation on the inbox `site`, as one commit.
    pub(crate) fn happen(&mut self, who: &str, events: &[Event]) {
        let stream = Stream::new("conversation", &format!("site/{who}"));
        let at = crate::load::<Conversation>(&self.journal, &stream).unwrap();
        let mut state = at.state;
        for event in events {
            state.apply(event);
        }
        self.commits += 1;
        let write = Write {
            stream,
            expected_version: at.version,
            events: events.iter().map(codec::event_to_bytes).collect(),
            state: [self.shape.clone(), Fold::to_bytes(&state)].concat(),
            wake: None,
        };
        let id = CommitId([self.commits; 16]);
        self.journal.append(id, vec![write]).wait().unwrap();
    }

    /// All that happened.
    pub(crate) fn commits(&self) -> Vec<Arc<Commit>> {
        let (mut all, mut tail) = (Vec::new(), self.journal.tail(Cursor::START));
        loop {
            let commits = tail.try_next().unwrap();
            if commits.is_empty() {
                return all;
            }
            all.extend(commits);
        }
    }

    /// Views as a start of the server finds and catches up with them.
    pub(crate) fn views(&self) -> Views {
        let mut views = Views::open(self.folder.path()).unwrap();
        let mut tail = self.journal.tail(views.cursor());
        loop {
            let commits = tail.try_next().unwrap();
            if commits.is_empty() {
                return views;
            }
            for commit in commits {
                views.apply(&self.journal, &commit).unwrap();
            }
        }
    }
}

/// A journal that counts how often a stream is read.
pub(crate) struct Counted<'j> {
    journal: &'j Memory,
    read: AtomicUsize,
}

impl<'j> Counted<'j> {
    pub(crate) fn new(journal: &'j Memory) -> Self {
        Self {
            journal,
            read: AtomicUsize::new(0),
        }
    }

    /// How often.
    pub(crate) fn reads(&self) -> usize {
        self.read.load(Ordering::Relaxed)
    }

    fn reading(&self) -> &Memory {
        self.read.fetch_add(1, Ordering::Relaxed);
        self.journal
    }
}

impl Journal for Counted<'_> {
    fn append(&self, id: CommitId, writes: Vec<Write>) -> Pending {
        self.journal.append(id, writes)
    }

    fn latest(&self, stream: &Stream) -> Result<Option<Entry>, ReadError> {
        self.reading().latest(stream)
    }

    fn read(&self, stream: &Stream, from: u64, limit: usize) -> Result<Vec<Entry>, ReadError> {
        self.reading().read(stream, from, limit)
    }

    fn read_back(
        &self,
        stream: &Stream,
        before: u64,
        limit: usize,
    ) -> Result<Vec<Entry>, ReadError> {
        self.reading().read_back(stream, before, limit)
    }

    fn tail(&self, from: Cursor) -> Tail {
        self.journal.tail(from)
    }

    fn end(&self) -> Cursor {
        self.journal.end()
    }

    fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>, ReadError> {
        self.journal.due(now, limit)
    }

    fn streams(
        &self,
        prefix: &str,
        after: Option<&Stream>,
        limit: usize,
    ) -> Result<Vec<Stream>, ReadError> {
        self.journal.streams(prefix, after, limit)
    }

    fn purge(&self, stream: &Stream) -> Result<u64, AppendError> {
        self.journal.purge(stream)
    }

    fn stopped(&self) -> Option<Arc<str>> {
        self.journal.stopped()
    }
}
