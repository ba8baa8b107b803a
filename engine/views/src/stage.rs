//! A small world for tests: conversations that things happen in, and views that follow them.

use crate::Views;
use trilha_desk::{Conversation, Fold};
use trilha_journal::{CommitId, Journal, Memory, Write};
use trilha_model::{Event, Stream, codec};

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
