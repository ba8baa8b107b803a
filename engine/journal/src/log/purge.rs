//! Overwriting a stream's payloads in place, so that a crash half-way leaves nothing unreadable.
//!
//! The blanked records are first written, whole, to a file of their own. Only once that is durable are
//! they copied over the originals; whoever opens the log next finishes the copying.

use super::options::LogError;
use super::record;
use super::segment::{Segments, sync_dir};
use super::shared::Shared;
use crate::journal::ReadError;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use trilha_model::Stream;

fn plan_path(dir: &Path) -> PathBuf {
    dir.join("purge.todo")
}

/// Blanks everything a stream holds; only the writer may call this.
pub(crate) fn purge(shared: &Shared, stream: &Stream) -> Result<u64, LogError> {
    let Some(tip) = shared.index.tip(stream)? else {
        return Ok(0);
    };
    let segments = &shared.segments;
    let (mut plan, mut events, mut at) = (Vec::new(), 0, Some(tip.at));
    while let Some(here) = at {
        let (base, here, mut bytes) = segments.bytes(here, shared.end())?;
        let damaged = || segments.damaged(base, here, "the chain of the stream is broken");
        at = shared.entry(stream, here)?.1;
        events += record::blank(&mut bytes, stream).ok_or_else(damaged)?;
        plan.push(bytes);
    }
    let path = plan_path(segments.dir());
    store(&path, &plan)?;
    overwrite(segments, &plan)?;
    shared.hot().clear();
    let blank = super::index::Tip { wake: None, ..tip };
    let tips = [(stream.clone(), blank)];
    shared.index.put(tips, [], shared.end())?;
    shared.index.settle()?;
    finish(&path)?;
    Ok(events)
}

/// Does again what a crash interrupted, before anything else reads the log. Answers the streams concerned.
pub(crate) fn resume(dir: &Path) -> Result<BTreeSet<Stream>, LogError> {
    let path = plan_path(dir);
    let bytes = match fs::read(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        other => other.map_err(LogError::at(&path))?,
    };
    // A plan that is not whole was never carried out.
    let Some(plan) = load(&bytes) else {
        finish(&path)?;
        return Ok(BTreeSet::new());
    };
    tracing::warn!(
        records = plan.len(),
        "finishing a purge that was interrupted"
    );
    overwrite(&Segments::list(dir)?, &plan)?;
    let records = plan
        .iter()
        .filter_map(|bytes| record::decode(bytes, record::claims(bytes)?.0).ok());
    Ok(records
        .flat_map(|record| record.commit.writes)
        .map(|write| write.stream)
        .collect())
}

/// Has the index forget what the purged streams asked for, and the plan with it.
pub(crate) fn resumed(shared: &Shared, streams: BTreeSet<Stream>) -> Result<(), LogError> {
    if streams.is_empty() {
        return Ok(());
    }
    for stream in streams {
        let Some(tip) = shared.index.tip(&stream)? else {
            continue;
        };
        let wake = shared.entry(&stream, tip.at)?.0.wake;
        shared.index.put(
            [(stream, super::index::Tip { wake, ..tip })],
            [],
            shared.end(),
        )?;
    }
    shared.index.settle()?;
    finish(&plan_path(shared.segments.dir()))
}

fn store(path: &Path, plan: &[Vec<u8>]) -> Result<(), LogError> {
    let bytes = plan.concat();
    let sum = crc32fast::hash(&bytes).to_le_bytes();
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes();
    let written = File::create(path).and_then(|mut file| {
        file.write_all(&[length.as_slice(), &sum, &bytes].concat())?;
        file.sync_all()
    });
    written.map_err(LogError::at(path))?;
    path.parent().map_or(Ok(()), sync_dir)
}

fn load(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let (sum, mut rest) = rest.split_first_chunk::<4>()?;
    let whole = u64::try_from(rest.len()).ok()? == u64::from_le_bytes(*length);
    if !whole || crc32fast::hash(rest).to_le_bytes() != *sum {
        return None;
    }
    let mut plan = Vec::new();
    while !rest.is_empty() {
        let (record, after) = rest.split_at_checked(record::size(rest).ok()?)?;
        plan.push(record.to_vec());
        rest = after;
    }
    Some(plan)
}

fn overwrite(segments: &Segments, plan: &[Vec<u8>]) -> Result<(), LogError> {
    let _alone = segments
        .blanking
        .write()
        .unwrap_or_else(PoisonError::into_inner);
    let mut touched = BTreeSet::new();
    for bytes in plan {
        let (at, _) = record::claims(bytes).unwrap_or_default();
        let (base, _) = segments
            .around(at)
            .ok_or(ReadError::BadCursor(crate::Cursor(at)))?;
        let path = segments.path(base);
        let written = segments
            .file(base)
            .and_then(|file| file.write_all_at(bytes, at - base));
        written.map_err(LogError::at(&path))?;
        touched.insert(base);
    }
    for base in touched {
        let synced = segments.file(base).and_then(|file| file.sync_data());
        synced.map_err(LogError::at(&segments.path(base)))?;
    }
    Ok(())
}

fn finish(path: &Path) -> Result<(), LogError> {
    fs::remove_file(path).map_err(LogError::at(path))?;
    path.parent().map_or(Ok(()), sync_dir)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CommitId, Journal, Log, LogOptions, Write};
    use trilha_model::Timestamp;

    fn filled(dir: &Path) -> (Stream, Vec<u64>) {
        let stream = Stream::new("a", "1");
        let log = Log::open(dir, &LogOptions::default()).unwrap();
        for version in 0..3 {
            let write = Write {
                stream: stream.clone(),
                expected_version: version,
                events: vec![b"secret".to_vec()],
                state: b"secret".to_vec(),
                wake: Some(Timestamp(7)),
            };
            log.append(CommitId([u8::try_from(version).unwrap(); 16]), vec![write])
                .wait()
                .unwrap();
        }
        let places = log
            .read(&stream, 0, 9)
            .unwrap()
            .iter()
            .map(|entry| entry.commit().at.0)
            .collect();
        (stream, places)
    }

    fn plan(segments: &Segments, stream: &Stream, places: &[u64]) -> Vec<Vec<u8>> {
        let blanked = places.iter().map(|place| {
            let (_, _, mut bytes) = segments.bytes(*place, u64::MAX >> 1).unwrap();
            assert_eq!(record::blank(&mut bytes, stream), Some(1));
            bytes
        });
        blanked.collect()
    }

    #[test]
    fn a_purge_interrupted_while_overwriting_is_finished_at_the_next_start() {
        let dir = tempfile::tempdir().unwrap();
        let (stream, places) = filled(dir.path());
        let segments = Segments::list(dir.path()).unwrap();
        let plan = plan(&segments, &stream, &places);
        store(&plan_path(dir.path()), &plan).unwrap();
        segments
            .file(0)
            .unwrap()
            .write_all_at(&[0xEE; 60], places[1])
            .unwrap();

        let log = Log::open(dir.path(), &LogOptions::default()).unwrap();
        let entries = log.read(&stream, 0, 9).unwrap();
        assert_eq!(entries.len(), 3);
        assert!(
            entries
                .iter()
                .all(|entry| entry.state.is_empty() && entry.events == [b""])
        );
        assert!(log.due(Timestamp(9), 9).unwrap().is_empty());
        assert!(!plan_path(dir.path()).exists());
        assert_eq!(log.verify().unwrap().commits, 3);
    }

    #[test]
    fn a_plan_that_was_not_yet_whole_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let (stream, places) = filled(dir.path());
        let plan = plan(&Segments::list(dir.path()).unwrap(), &stream, &places);
        store(&plan_path(dir.path()), &plan).unwrap();
        let whole = fs::read(plan_path(dir.path())).unwrap();
        for length in [0, 5, 12, whole.len() - 1] {
            fs::write(plan_path(dir.path()), &whole[..length]).unwrap();
            let log = Log::open(dir.path(), &LogOptions::default()).unwrap();
            assert!(
                log.read(&stream, 0, 9)
                    .unwrap()
                    .iter()
                    .all(|entry| entry.state == b"secret")
            );
            assert_eq!(log.due(Timestamp(9), 9).unwrap().len(), 1);
            assert!(!plan_path(dir.path()).exists());
        }
    }
}
