//! Opening a log: finish a purge, find the end, check the index against the log, replay what it lacks.

use super::behind::Index;
use super::index::{Disk, locked};
use super::options::{LogError, LogOptions, Progress};
use super::record::Bad;
use super::scan::{Found, Scan};
use super::segment::{HEADER, Segments};
use super::shared::marks;
use super::writer::tips;
use crate::journal::ReadError;
use std::collections::VecDeque;
use std::fs::{self, File, TryLockError};
use std::os::unix::fs::FileExt;
use std::path::Path;
use trilha_model::Stream;

/// The newest indexed tips that are compared with the index before it is trusted.
const COMPARED: usize = 1024;
/// How many bytes are replayed between two reports of progress.
const REPORT: u64 = 16 << 20;

/// A directory taken for this process alone, as long as this lives.
#[derive(Debug)]
pub(crate) struct Lock(File);

impl Drop for Lock {
    /// Said explicitly: a child process being started at this moment still holds a copy of the handle.
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "letting go of the journal's directory");
        }
    }
}

/// Takes a directory, making it if need be.
pub(crate) fn lock(dir: &Path) -> Result<Lock, LogError> {
    fs::create_dir_all(dir).map_err(LogError::at(dir))?;
    let path = dir.join("lock");
    let file = File::create(&path).map_err(LogError::at(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(LogError::InUse(dir.to_owned())),
        Err(TryLockError::Error(error)) => Err(LogError::at(&path)(error)),
    }
}

/// The segments, with at least one.
pub(crate) fn segments(dir: &Path) -> Result<Segments, LogError> {
    let segments = Segments::list(dir)?;
    if segments.bases().is_empty() {
        segments.create(0)?;
    }
    Ok(segments)
}

/// What the last segment holds.
pub(crate) struct Last {
    pub(crate) base: u64,
    pub(crate) end: u64,
    /// What the newest records say about streams: place, name, version.
    newest: VecDeque<(u64, Stream, u64)>,
}

/// Reads the last segment, cuts a torn tail, and makes sure that all that was read is durable.
pub(crate) fn last(segments: &Segments, watermark: u64) -> Result<Last, LogError> {
    let base = segments.bases().last().copied().unwrap_or(0);
    let mut scan = Scan::new(segments, base, base)?;
    let mut newest = VecDeque::new();
    let mut synced = base + HEADER;
    let torn = loop {
        match scan.next()? {
            Found::Record(record) => {
                synced = record.synced.max(synced);
                for (stream, tip) in tips(&record.commit).filter(|(_, tip)| tip.at < watermark) {
                    newest.push_front((tip.at, stream, tip.version));
                }
                newest.truncate(COMPARED);
            }
            Found::End => break None,
            Found::Bad(bad) => break Some(bad),
        }
    };
    let end = scan.at();
    match torn {
        Some(bad) if end < watermark || scan.was_durable()? => {
            return Err(segments.damaged(base, end, bad.reason()).into());
        }
        None if end < watermark => {
            return Err(segments
                .damaged(
                    base,
                    end,
                    "the log ends before commits that were acknowledged",
                )
                .into());
        }
        Some(bad) => cut(segments, base, end, bad)?,
        None => {}
    }
    settle(segments, base, synced, end)?;
    Ok(Last { base, end, newest })
}

fn cut(segments: &Segments, base: u64, end: u64, bad: Bad) -> Result<(), LogError> {
    let path = segments.path(base);
    let file = segments.file(base).map_err(LogError::at(&path))?;
    let length = file.metadata().map_err(LogError::at(&path))?.len();
    tracing::warn!(
        file = %path.display(), offset = end - base, bytes = base + length - end, reason = bad.reason(),
        "cutting a torn tail: a crash interrupted commits that were never acknowledged"
    );
    file.set_len(end - base)
        .and_then(|()| file.sync_all())
        .map_err(LogError::at(&path))
}

/// Writes again what may only be in the page cache, since a crash may have come before its sync, or its
/// sync may have failed and left the pages marked as clean.
fn settle(segments: &Segments, base: u64, synced: u64, end: u64) -> Result<(), LogError> {
    let path = segments.path(base);
    let file = segments.file(base).map_err(LogError::at(&path))?;
    let mut bytes = vec![0; usize::try_from(end.saturating_sub(synced)).unwrap_or(0)];
    let again = file
        .read_exact_at(&mut bytes, synced - base)
        .and_then(|()| file.write_all_at(&bytes, synced - base))
        .and_then(|()| file.sync_all());
    again.map_err(LogError::at(&path))
}

/// The index on disk, fit to be used, with its watermark; rebuilt from nothing when it is not.
pub(crate) fn index(dir: &Path, options: &LogOptions) -> Result<(Disk, u64), LogError> {
    let opened = Disk::open(dir, options.index_cache_bytes);
    let opened = opened.and_then(|disk| {
        if disk.is_of_this_form()? {
            return disk.watermark().map(|watermark| (disk, watermark));
        }
        disk.close();
        Err(ReadError::Index("it is of an older form".into()))
    });
    match opened {
        Ok(found) => Ok(found),
        Err(error) if locked(&error) => Err(error.into()),
        Err(error) => Ok((afresh(dir, options, &error)?, 0)),
    }
}

/// Moves an index aside and begins a new one.
pub(crate) fn afresh(
    dir: &Path,
    options: &LogOptions,
    error: &ReadError,
) -> Result<Disk, LogError> {
    tracing::warn!(%error, "the index cannot be used and is rebuilt from the log");
    Disk::set_aside(dir)?;
    Ok(Disk::open(dir, options.index_cache_bytes)?)
}

/// Compares the newest indexed commits with the index.
pub(crate) fn compare(disk: &Disk, last: &Last) -> Result<(), ReadError> {
    for (at, stream, version) in &last.newest {
        let agrees = disk
            .get(stream)?
            .is_some_and(|tip| tip.version >= *version && tip.at >= *at);
        if !agrees {
            return Err(ReadError::Index(
                format!("it lacks a commit of {stream}").into(),
            ));
        }
    }
    Ok(())
}

/// Puts everything from the watermark on into the index.
pub(crate) fn replay(
    segments: &Segments,
    index: &Index,
    from: u64,
    end: u64,
    options: &LogOptions,
) -> Result<(), LogError> {
    let report = |at: u64| {
        if let Some(progress) = &options.progress {
            progress(Progress {
                rebuilding: from == 0 && end > HEADER,
                done: at.saturating_sub(from),
                total: end.saturating_sub(from),
            });
        }
    };
    let mut reported = from;
    report(from);
    each(segments, from, end, |record| {
        let commit = &record.commit;
        index.put(tips(commit), marks(commit), commit.next.0)?;
        if record.commit.next.0 - reported >= REPORT {
            reported = record.commit.next.0;
            report(reported);
        }
        Ok(())
    })?;
    report(end);
    Ok(())
}

/// Every record from a place to an end, which must all be good.
pub(crate) fn each(
    segments: &Segments,
    from: u64,
    end: u64,
    mut visit: impl FnMut(&super::record::Record) -> Result<(), LogError>,
) -> Result<(), LogError> {
    let bases = segments.bases();
    for (at, base) in bases.iter().enumerate() {
        let until = bases.get(at + 1).copied().unwrap_or(end).min(end);
        if until <= from {
            continue;
        }
        let mut scan = Scan::new(segments, *base, from)?;
        while scan.at() < until {
            match scan.next()? {
                Found::Record(record) => visit(&record)?,
                Found::End => {
                    return Err(segments
                        .damaged(*base, scan.at(), "zeros where commits should be")
                        .into());
                }
                Found::Bad(bad) => {
                    return Err(segments.damaged(*base, scan.at(), bad.reason()).into());
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commit::{Commit, CommitId, Write};
    use crate::cursor::Cursor;
    use crate::log::record::{encode, encoded_size};
    use proptest::prelude::*;
    use std::path::PathBuf;

    /// Writes groups of so many commits each, as the writer does, and says where each commit begins.
    fn groups(dir: &Path, sizes: &[usize]) -> (PathBuf, Vec<u64>, u64) {
        let segments = segments(dir).unwrap();
        let (mut bytes, mut places) = (Vec::new(), Vec::new());
        for size in sizes {
            let synced = HEADER + bytes.len() as u64;
            for _ in 0..*size {
                let at = HEADER + bytes.len() as u64;
                let writes = vec![Write {
                    stream: Stream::new("a", "1"),
                    expected_version: places.len() as u64,
                    events: vec![vec![1; 30]],
                    state: vec![2; 20],
                    wake: None,
                }];
                let next = Cursor(at + encoded_size(&writes) as u64);
                let commit = Commit {
                    id: CommitId([3; 16]),
                    at: Cursor(at),
                    next,
                    writes,
                };
                encode(&commit, synced, &[places.last().copied()], &mut bytes);
                places.push(at);
            }
        }
        segments
            .file(0)
            .unwrap()
            .write_all_at(&bytes, HEADER)
            .unwrap();
        (segments.path(0), places, HEADER + bytes.len() as u64)
    }

    fn spoil(path: &Path, at: u64) {
        let mut bytes = fs::read(path).unwrap();
        bytes[usize::try_from(at).unwrap()] ^= 0x40;
        fs::write(path, bytes).unwrap();
    }

    #[test]
    fn a_torn_group_is_cut_though_its_later_commits_are_whole() {
        let dir = tempfile::tempdir().unwrap();
        let (path, places, _) = groups(dir.path(), &[2, 3]);
        spoil(&path, places[2] + 40);
        let segments = segments(dir.path()).unwrap();
        assert_eq!(last(&segments, 0).unwrap().end, places[2]);
        assert_eq!(fs::metadata(&path).unwrap().len(), places[2]);
    }

    #[test]
    fn the_same_in_an_earlier_group_is_damage() {
        let dir = tempfile::tempdir().unwrap();
        let (path, places, end) = groups(dir.path(), &[2, 3, 1]);
        for place in &places[..5] {
            spoil(&path, place + 40);
            let told = last(&segments(dir.path()).unwrap(), 0)
                .err()
                .map(|error| error.to_string());
            assert!(told.unwrap().contains(&format!("damaged at byte {place}:")));
            spoil(&path, place + 40);
        }
        assert_eq!(last(&segments(dir.path()).unwrap(), end).unwrap().end, end);
    }

    #[test]
    fn a_torn_group_the_index_knows_is_damage() {
        let dir = tempfile::tempdir().unwrap();
        let (path, places, end) = groups(dir.path(), &[2, 3]);
        spoil(&path, places[3] + 40);
        assert!(last(&segments(dir.path()).unwrap(), end).is_err());
        assert!(last(&segments(dir.path()).unwrap(), places[3] + 1).is_err());
        assert_eq!(
            last(&segments(dir.path()).unwrap(), places[3]).unwrap().end,
            places[3]
        );
    }

    proptest! {
        #[test]
        fn a_group_that_reached_the_disk_in_any_pieces_is_cut_or_whole(lost in proptest::collection::vec(any::<bool>(), 30)) {
            let dir = tempfile::tempdir().unwrap();
            let (path, places, end) = groups(dir.path(), &[2, 6]);
            let mut bytes = fs::read(&path).unwrap();
            let begin = usize::try_from(places[2]).unwrap();
            // Blocks of 32 bytes stand for the disk's sectors.
            for (block, lost) in bytes[begin..].chunks_mut(32).zip(lost) {
                if lost {
                    block.fill(0);
                }
            }
            fs::write(&path, &bytes).unwrap();
            let found = last(&segments(dir.path()).unwrap(), 0).unwrap().end;
            prop_assert!(found == end || places[2..].contains(&found));
            let kept = usize::try_from(found).unwrap();
            let again = tempfile::tempdir().unwrap();
            let (whole, _, _) = groups(again.path(), &[2, 6]);
            prop_assert_eq!(&bytes[..kept], &fs::read(whole).unwrap()[..kept]);
        }
    }
}
