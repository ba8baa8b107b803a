//! Opening a log: finish a purge, find the end, check the index against the log, replay what it lacks.

use super::behind::Index;
use super::index::Disk;
use super::options::{LogError, LogOptions, Progress};
use super::record::Bad;
use super::scan::{Found, Scan};
use super::segment::{HEADER, Segments};
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

/// Takes the directory for this process alone, as long as the file lives.
pub(crate) fn lock(dir: &Path) -> Result<File, LogError> {
    fs::create_dir_all(dir).map_err(LogError::at(dir))?;
    let path = dir.join("lock");
    let file = File::create(&path).map_err(LogError::at(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
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
    let opened = opened.and_then(|disk| disk.watermark().map(|watermark| (disk, watermark)));
    match opened {
        Ok(found) => Ok(found),
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
        index.put(tips(&record.commit), record.commit.next.0)?;
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
