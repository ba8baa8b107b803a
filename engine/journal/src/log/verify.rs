//! Reading everything: every checksum, every chain, and that the index agrees.

use super::open;
use super::options::LogError;
use super::record::Record;
use super::scan::{Found, Scan};
use super::segment::Segments;
use super::shared::Shared;
use crate::cursor::Cursor;
use crate::journal::ReadError;
use std::collections::BTreeMap;
use std::path::Path;
use trilha_model::Stream;

/// What a log that is in order holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Files of the log.
    pub segments: usize,
    /// Streams.
    pub streams: usize,
    /// Commits.
    pub commits: u64,
    /// Events.
    pub events: u64,
    /// The place after the last commit.
    pub end: Cursor,
    /// Something unreadable follows the last commit, which opening the log would cut.
    pub torn: bool,
}

/// Reads a log that may be closed, or open in another process; changes nothing. Memory grows with the
/// number of streams.
pub fn verify(dir: &Path) -> Result<Verified, LogError> {
    let segments = Segments::list(dir)?;
    let (end, torn) = end(&segments)?;
    Ok(Verified {
        torn,
        ..read(&segments, end)?.0
    })
}

/// As [`verify`], of an open log, its index included.
pub(crate) fn verify_open(shared: &Shared) -> Result<Verified, LogError> {
    let (verified, tips) = read(&shared.segments, shared.end())?;
    for (stream, (version, at)) in tips {
        let tip = shared.index.tip(&stream)?;
        if tip.is_none_or(|tip| tip.version < version || tip.at < at) {
            return Err(ReadError::Index(format!("it lacks a commit of {stream}").into()).into());
        }
    }
    Ok(verified)
}

/// Where a log ends that may be written to at this moment, and whether something unreadable follows.
pub(crate) fn end(segments: &Segments) -> Result<(u64, bool), LogError> {
    let Some(base) = segments.bases().last().copied() else {
        return Ok((0, false));
    };
    let mut scan = Scan::new(segments, base, base)?;
    loop {
        match scan.next()? {
            Found::Record(_) => {}
            Found::End => return Ok((scan.at(), false)),
            Found::Bad(bad) if scan.was_durable()? => {
                return Err(segments.damaged(base, scan.at(), bad.reason()).into());
            }
            Found::Bad(_) => return Ok((scan.at(), true)),
        }
    }
}

type Tips = BTreeMap<Stream, (u64, u64)>;

fn read(segments: &Segments, end: u64) -> Result<(Verified, Tips), LogError> {
    let mut tips = Tips::new();
    let (mut commits, mut events, mut last) = (0, 0, Cursor::START);
    open::each(segments, 0, end, |record| {
        commits += 1;
        last = record.commit.next;
        events += chain(segments, &mut tips, record)?;
        Ok(())
    })?;
    let verified = Verified {
        segments: segments.bases().len(),
        streams: tips.len(),
        commits,
        events,
        end: last,
        torn: false,
    };
    Ok((verified, tips))
}

/// Checks that a record continues its streams where they were left; how many events it holds.
fn chain(segments: &Segments, tips: &mut Tips, record: &Record) -> Result<u64, LogError> {
    let at = record.commit.at.0;
    let mut events = 0;
    for (write, previous) in record.commit.writes.iter().zip(&record.previous) {
        let known = tips.insert(write.stream.clone(), (write.version(), at));
        let continues = match known {
            Some((version, place)) => write.expected_version == version && *previous == Some(place),
            None => write.expected_version == 0 && previous.is_none(),
        };
        if !continues {
            let base = segments.around(at).map_or(0, |(base, _)| base);
            let reason = format!("the chain of {} is broken", write.stream);
            return Err(segments.damaged(base, at, &reason).into());
        }
        events += write.version() - write.expected_version;
    }
    Ok(events)
}
