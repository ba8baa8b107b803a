//! The writer: one thread that groups what waits, writes it, syncs once, shows it and answers.
//!
//! After a failed write or sync nothing is known about the file, so nothing more is ever written: the
//! group is answered as unknown, everything after it as stopped, until the log is opened again.

use super::index::Tip;
use super::options::LogError;
use super::record;
use super::segment::HEADER;
use super::shared::{Shared, of_stream};
use crate::commit::{Commit, CommitId, Entry, Write};
use crate::cursor::Cursor;
use crate::journal::{AppendError, Appended, ReadError, SAME_COMMIT_REACH};
use crate::pending::Promise;
use std::collections::HashMap;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender};
use trilha_model::Stream;

/// Commits in one group; 512 balances throughput and the slowest answers.
const GROUP: usize = 512;
/// Bytes in one group.
const GROUP_BYTES: usize = 8 << 20;
/// A segment grows by zeros of this size, written ahead: a sync that need not record a new length or new
/// blocks takes half the time…
const GROW: u64 = 1 << 20;
/// …but groups beyond this size gain less by it than writing everything twice costs.
const LARGE: usize = 256 << 10;

/// What the writer is asked to do.
pub(crate) enum Command {
    Append {
        id: CommitId,
        writes: Vec<Write>,
        bytes: usize,
        promise: Promise,
    },
    Purge {
        stream: Stream,
        answer: Sender<Result<u64, AppendError>>,
    },
    Close,
}

/// The thread's own: the file being written.
pub(crate) struct Writer {
    shared: Arc<Shared>,
    segment_bytes: u64,
    file: Arc<File>,
    base: u64,
    /// The next place.
    end: u64,
    /// The length of the file, zeros included.
    length: u64,
    buffer: Vec<u8>,
}

/// The commits of a group that can be written, and what the others are told.
#[derive(Default)]
struct Group {
    commits: Vec<Arc<Commit>>,
    accepted: Vec<(Promise, Appended)>,
    refused: Vec<(Promise, AppendError)>,
    tips: HashMap<Stream, Tip>,
}

impl Writer {
    pub(crate) fn new(
        shared: Arc<Shared>,
        segment_bytes: u64,
        base: u64,
    ) -> Result<Self, LogError> {
        let path = shared.segments.path(base);
        let file = shared.segments.file(base).map_err(LogError::at(&path))?;
        let length = file.metadata().map_err(LogError::at(&path))?.len();
        let end = shared.end();
        Ok(Self {
            shared,
            segment_bytes,
            file,
            base,
            end,
            length,
            buffer: Vec::new(),
        })
    }

    /// Works until told to close or until nobody can ask any more.
    pub(crate) fn run(mut self, commands: &Receiver<Command>) {
        while let Ok(first) = commands.recv() {
            let (group, last) = self.gather(first, commands);
            self.write(group);
            match last {
                Some(Command::Close) => break,
                Some(Command::Purge { stream, answer }) => {
                    let purged = self.purge(&stream);
                    if answer.send(purged).is_err() {
                        tracing::debug!("nobody waits for the answer of a purge");
                    }
                }
                _ => {}
            }
        }
        self.shared.stop("closed".into());
        for command in commands.try_iter() {
            if let Command::Append { promise, .. } = command {
                promise.answer(Err(AppendError::Stopped("closed".into())));
            }
        }
    }

    /// Takes what waits up to a group; a command that is not an append ends it.
    fn gather(&mut self, first: Command, commands: &Receiver<Command>) -> (Group, Option<Command>) {
        let mut group = Group::default();
        let mut next = Some(first);
        self.buffer.clear();
        while let Some(command) = next {
            let Command::Append {
                id,
                writes,
                bytes,
                promise,
            } = command
            else {
                return (group, Some(command));
            };
            self.shared.queued.fetch_sub(bytes, Ordering::Relaxed);
            self.take(&mut group, id, writes, promise);
            let full = group.commits.len() >= GROUP || self.buffer.len() >= GROUP_BYTES;
            next = if full { None } else { commands.try_recv().ok() };
        }
        (group, None)
    }

    fn take(&mut self, group: &mut Group, id: CommitId, writes: Vec<Write>, promise: Promise) {
        if let Some(reason) = self.shared.stopped() {
            return promise.answer(Err(AppendError::Stopped(reason)));
        }
        if self.buffer.is_empty()
            && self.end - self.base >= self.segment_bytes
            && let Err(error) = self.roll()
        {
            let reason = self.stop(&error);
            return promise.answer(Err(AppendError::Stopped(reason)));
        }
        match self.place(group, id, writes) {
            Ok(appended) => group.accepted.push((promise, appended)),
            Err(error) => group.refused.push((promise, error)),
        }
    }

    /// Checks the versions and encodes the commit behind those of the group.
    fn place(
        &mut self,
        group: &mut Group,
        id: CommitId,
        writes: Vec<Write>,
    ) -> Result<Appended, AppendError> {
        let mut previous = Vec::with_capacity(writes.len());
        for write in &writes {
            let tip = match group.tips.get(&write.stream) {
                Some(tip) => Some(*tip),
                None => self
                    .tip(&write.stream)
                    .map_err(|error| AppendError::Stopped(self.stop(&error)))?,
            };
            let actual = tip.map_or(0, |tip| tip.version);
            if actual != write.expected_version {
                let at = tip.map(|tip| tip.at);
                let same_commit_id = self
                    .took(write, at, id)
                    .map_err(|error| AppendError::Stopped(self.stop(&error)))?;
                return Err(AppendError::Conflict {
                    stream: write.stream.clone(),
                    actual,
                    same_commit_id,
                });
            }
            previous.push(tip.map(|tip| tip.at));
        }
        let at = self.end + u64::try_from(self.buffer.len()).unwrap_or(u64::MAX);
        let next = at + u64::try_from(record::encoded_size(&writes)).unwrap_or(u64::MAX);
        let commit = Commit {
            id,
            at: Cursor(at),
            next: Cursor(next),
            writes,
        };
        record::encode(&commit, self.end, &previous, &mut self.buffer);
        let versions = commit.writes.iter().map(Write::version).collect();
        group.tips.extend(tips(&commit));
        group.commits.push(Arc::new(commit));
        Ok(Appended {
            cursor: Cursor(next),
            versions,
        })
    }

    fn tip(&self, stream: &Stream) -> Result<Option<Tip>, ReadError> {
        let hot = self.shared.hot().latest(stream);
        match hot {
            Some(entry) => Ok(Some(Tip {
                version: entry.version(),
                at: entry.commit().at.0,
                wake: entry.wake,
            })),
            None => self.shared.index.tip(stream),
        }
    }

    /// Did this same commit take the version it expects?
    fn took(&self, write: &Write, mut at: Option<u64>, id: CommitId) -> Result<bool, ReadError> {
        for _ in 0..SAME_COMMIT_REACH {
            let Some(here) = at else { return Ok(false) };
            let (entry, previous) = self.entry(&write.stream, here)?;
            if entry.expected_version <= write.expected_version {
                return Ok(
                    entry.expected_version == write.expected_version && entry.commit().id == id
                );
            }
            at = previous;
        }
        Ok(false)
    }

    fn entry(&self, stream: &Stream, at: u64) -> Result<(Entry, Option<u64>), ReadError> {
        let Some(inside) = at.checked_sub(self.end) else {
            return self.shared.entry(stream, at);
        };
        let bytes = usize::try_from(inside)
            .ok()
            .and_then(|inside| self.buffer.get(inside..));
        let record = bytes.and_then(|bytes| record::decode(bytes, at).ok());
        let found = record.and_then(|record| of_stream(record, stream));
        Ok(found.expect("invariant: the group holds what its tips point to"))
    }

    /// Makes a group durable, shows it, answers.
    fn write(&mut self, group: Group) {
        if !group.commits.is_empty()
            && let Err(error) = self.persist()
        {
            let reason = self.stop(&error);
            for (promise, _) in group.accepted {
                promise.answer(Err(AppendError::Unknown(Arc::clone(&reason))));
            }
            for (promise, _) in group.refused {
                promise.answer(Err(AppendError::Stopped(Arc::clone(&reason))));
            }
            return;
        }
        if let Some(last) = group.commits.last() {
            self.end = last.next.0;
            if let Err(error) = self.shared.publish(group.tips, &group.commits, self.end) {
                self.stop(&error);
            }
        }
        for (promise, appended) in group.accepted {
            promise.answer(Ok(appended));
        }
        for (promise, error) in group.refused {
            promise.answer(Err(error));
        }
    }

    fn persist(&mut self) -> Result<(), LogError> {
        let offset = self.end - self.base;
        let needed = offset + u64::try_from(self.buffer.len()).unwrap_or(u64::MAX);
        let mut write = |file: &File| {
            if needed > self.length {
                let large = self.buffer.len() > LARGE;
                let grown = if large {
                    needed
                } else {
                    (needed / GROW + 1) * GROW
                };
                zeros(file, needed.max(self.length), grown)?;
                self.length = grown;
            }
            file.write_all_at(&self.buffer, offset)?;
            file.sync_data()
        };
        let file = Arc::clone(&self.file);
        write(&file).map_err(LogError::at(&self.shared.segments.path(self.base)))
    }

    /// Closes the full segment at its length and begins the next.
    fn roll(&mut self) -> Result<(), LogError> {
        let segments = &self.shared.segments;
        let cut = self
            .file
            .set_len(self.end - self.base)
            .and_then(|()| self.file.sync_all());
        cut.map_err(LogError::at(&segments.path(self.base)))?;
        self.file = segments.create(self.end)?;
        self.base = self.end;
        self.end = self.base + HEADER;
        self.length = HEADER;
        Ok(())
    }

    fn purge(&mut self, stream: &Stream) -> Result<u64, AppendError> {
        if let Some(reason) = self.shared.stopped() {
            return Err(AppendError::Stopped(reason));
        }
        super::purge::purge(&self.shared, stream)
            .map_err(|error| AppendError::Unknown(self.stop(&error)))
    }

    fn stop(&self, error: &dyn std::error::Error) -> Arc<str> {
        let reason: Arc<str> = error.to_string().into();
        tracing::error!(%reason, "the journal stops accepting commits");
        self.shared.stop(Arc::clone(&reason));
        reason
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.stop("the writer ended".into());
    }
}

/// Where a commit leaves its streams.
pub(crate) fn tips(commit: &Commit) -> impl Iterator<Item = (Stream, Tip)> + '_ {
    commit.writes.iter().map(|write| {
        let tip = Tip {
            version: write.version(),
            at: commit.at.0,
            wake: write.wake,
        };
        (write.stream.clone(), tip)
    })
}

fn zeros(file: &File, from: u64, to: u64) -> std::io::Result<()> {
    let chunk = vec![0; 64 << 10];
    let mut at = from;
    while at < to {
        let length = usize::try_from(to - at)
            .unwrap_or(usize::MAX)
            .min(chunk.len());
        file.write_all_at(chunk.get(..length).unwrap_or_default(), at)?;
        at += u64::try_from(length).unwrap_or(u64::MAX);
    }
    Ok(())
}
