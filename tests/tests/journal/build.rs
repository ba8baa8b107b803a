//! Words to write journal tests with.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use trilha_journal::{
    AppendError, Appended, Commit, CommitId, Cursor, Journal, Log, LogOptions, Write,
};
use trilha_model::{Stream, Timestamp};

pub(crate) fn stream(name: &str) -> Stream {
    Stream(name.into())
}

/// A commit id of its own.
pub(crate) fn fresh() -> CommitId {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let mut id = [0; 16];
    id[..8].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    id[8..12].copy_from_slice(&std::process::id().to_be_bytes());
    CommitId(id)
}

/// A write of these events; its state names the stream and version it leads to.
pub(crate) fn write(name: &str, version: u64, events: &[&str]) -> Write {
    Write {
        stream: stream(name),
        expected_version: version,
        events: events
            .iter()
            .map(|event| event.as_bytes().to_vec())
            .collect(),
        state: format!("{name}@{}", version + events.len() as u64).into_bytes(),
        wake: None,
    }
}

pub(crate) fn waking(name: &str, version: u64, wake: i64) -> Write {
    Write {
        wake: Some(Timestamp(wake)),
        ..write(name, version, &["e"])
    }
}

pub(crate) fn append(journal: &dyn Journal, writes: Vec<Write>) -> Result<Appended, AppendError> {
    journal.append(fresh(), writes).wait()
}

/// Everything there is, through a tail.
pub(crate) fn everything(journal: &dyn Journal) -> Vec<Commit> {
    let mut tail = journal.tail(Cursor::START);
    let mut found = Vec::new();
    loop {
        let commits = tail.try_next().unwrap();
        if commits.is_empty() {
            return found;
        }
        found.extend(commits.into_iter().map(|commit| Commit::clone(&commit)));
    }
}

/// Small segments and little memory, so that few commits already reach every corner.
pub(crate) fn small() -> LogOptions {
    LogOptions {
        segment_bytes: 2_000,
        index_cache_bytes: 1 << 20,
        hot_bytes: 2_000,
        progress: None,
    }
}

pub(crate) fn open(dir: &Path) -> Log {
    Log::open(dir, &small()).unwrap()
}

/// The segments of a log, in order.
pub(crate) fn segments(dir: &Path) -> Vec<std::path::PathBuf> {
    let files = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut logs: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|e| e == "log"))
        .collect();
    logs.sort();
    logs
}
