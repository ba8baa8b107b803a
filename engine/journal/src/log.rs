//! A journal in files: the log is the truth, the index beside it can always be rebuilt.

mod backup;
mod behind;
mod hot;
mod index;
mod open;
mod options;
mod purge;
mod record;
mod scan;
mod segment;
mod shared;
mod verify;
mod writer;

pub use backup::{backup, restore};
pub use options::{LogError, LogOptions, OnProgress, Progress};
pub use verify::{Verified, verify};

use crate::commit::{self, CommitId, Entry, Write};
use crate::cursor::Cursor;
use crate::journal::{AppendError, Due, Journal, ReadError};
use crate::pending::{Pending, promise};
use crate::tail::{Feed, Tail};
use behind::Index;
use open::Lock;
use shared::Shared;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use trilha_model::{Stream, Timestamp};
use writer::{Command, Writer};

/// Bytes of commits that may wait for the writer; beyond this, appending answers busy.
const QUEUE_BYTES: usize = 64 << 20;

/// A journal in a directory, open for this process alone. Dropping it closes it.
#[derive(Debug)]
pub struct Log {
    shared: Arc<Shared>,
    commands: Sender<Command>,
    running: Mutex<Option<Running>>,
}

#[derive(Debug)]
struct Running {
    writer: JoinHandle<()>,
    indexer: JoinHandle<()>,
    /// Released when everything is on disk.
    lock: Lock,
}

impl Log {
    /// Opens the journal in a directory, making it if need be.
    pub fn open(dir: &Path, options: &LogOptions) -> Result<Self, LogError> {
        let lock = open::lock(dir)?;
        let purged = purge::resume(dir)?;
        let segments = open::segments(dir)?;
        let (mut disk, mut watermark) = open::index(dir, options)?;
        let last = open::last(&segments, watermark)?;
        if let Err(error) = open::compare(&disk, &last) {
            disk.close();
            disk = open::afresh(dir, options, &error)?;
            watermark = 0;
        }
        let index = Index::new(disk);
        let shared = Arc::new(Shared::new(segments, index, options.hot_bytes, last.end));
        let writer = Writer::new(Arc::clone(&shared), options.segment_bytes, last.base)?;
        let indexer = {
            let shared = Arc::clone(&shared);
            spawn(dir, "journal-index", move || shared.index.run())?
        };
        let replayed = open::replay(
            &shared.segments,
            &shared.index,
            watermark,
            last.end,
            options,
        )
        .and_then(|()| purge::resumed(&shared, purged));
        let (commands, queue) = mpsc::channel();
        let started =
            replayed.and_then(|()| spawn(dir, "journal-writer", move || writer.run(&queue)));
        match started {
            Ok(writer) => {
                let running = Mutex::new(Some(Running {
                    writer,
                    indexer,
                    lock,
                }));
                Ok(Self {
                    shared,
                    commands,
                    running,
                })
            }
            Err(error) => {
                wind_up(&shared, indexer);
                Err(error)
            }
        }
    }

    /// Takes no more commits, answers those that wait, brings the index up to date and lets go of the
    /// directory. Reading ends too.
    pub fn close(&self) {
        let running = self
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(Running {
            writer,
            indexer,
            lock,
        }) = running
        else {
            return;
        };
        if self.commands.send(Command::Close).is_err() || writer.join().is_err() {
            tracing::error!("the journal's writer ended before it was told to");
            self.shared.stop("the writer ended".into());
        }
        wind_up(&self.shared, indexer);
        drop(lock);
    }
}

fn wind_up(shared: &Shared, indexer: JoinHandle<()>) {
    shared.index.finish();
    if indexer.join().is_err() {
        tracing::error!("the journal's index thread panicked");
    }
    shared.index.disk().close();
}

fn spawn(
    dir: &Path,
    name: &str,
    work: impl FnOnce() + Send + 'static,
) -> Result<JoinHandle<()>, LogError> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(LogError::at(dir))
}

impl Drop for Log {
    fn drop(&mut self) {
        self.close();
    }
}

impl Journal for Log {
    fn append(&self, id: CommitId, writes: Vec<Write>) -> Pending {
        if let Err(error) = commit::check(&writes) {
            return Pending::ready(Err(error));
        }
        let bytes = record::encoded_size(&writes);
        if self.shared.queued.fetch_add(bytes, Ordering::Relaxed) > QUEUE_BYTES {
            self.shared.queued.fetch_sub(bytes, Ordering::Relaxed);
            return Pending::ready(Err(AppendError::Busy));
        }
        let (promise, pending) = promise();
        match self.commands.send(Command::Append {
            id,
            writes,
            bytes,
            promise,
        }) {
            Ok(()) => pending,
            Err(_) => Pending::ready(Err(AppendError::Stopped(self.reason()))),
        }
    }

    fn latest(&self, stream: &Stream) -> Result<Option<Entry>, ReadError> {
        self.shared.latest(stream)
    }

    fn read(&self, stream: &Stream, from: u64, limit: usize) -> Result<Vec<Entry>, ReadError> {
        self.shared.read(stream, from, limit)
    }

    fn read_back(
        &self,
        stream: &Stream,
        before: u64,
        limit: usize,
    ) -> Result<Vec<Entry>, ReadError> {
        self.shared.read_back(stream, before, limit)
    }

    fn tail(&self, from: Cursor) -> Tail {
        let feed: Arc<dyn Feed> = Arc::<Shared>::clone(&self.shared);
        Tail::new(feed, from)
    }

    fn end(&self) -> Cursor {
        self.shared.end_cursor()
    }

    fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>, ReadError> {
        self.shared.index.due(now, limit)
    }

    fn streams(
        &self,
        prefix: &str,
        after: Option<&Stream>,
        limit: usize,
    ) -> Result<Vec<Stream>, ReadError> {
        self.shared.index.streams(prefix, after, limit)
    }

    fn purge(&self, stream: &Stream) -> Result<u64, AppendError> {
        let (answer, answered) = mpsc::channel();
        let stream = stream.clone();
        let asked = self.commands.send(Command::Purge { stream, answer });
        let answer = asked.ok().and_then(|()| answered.recv().ok());
        answer.unwrap_or_else(|| Err(AppendError::Stopped(self.reason())))
    }

    fn stopped(&self) -> Option<Arc<str>> {
        self.shared.stopped()
    }
}

impl Log {
    /// Writes everything durable at this moment to one stream of bytes; commits go on meanwhile.
    /// [`restore`] makes a log of it.
    pub fn backup(&self, out: &mut dyn std::io::Write) -> Result<(), LogError> {
        backup::copy(&self.shared.segments, self.shared.end(), out)
    }

    /// Reads everything, checks each commit, each stream's chain, and that the index has them all.
    pub fn verify(&self) -> Result<Verified, LogError> {
        verify::verify_open(&self.shared)
    }

    fn reason(&self) -> Arc<str> {
        self.shared
            .stopped()
            .unwrap_or_else(|| "the writer ended".into())
    }
}
