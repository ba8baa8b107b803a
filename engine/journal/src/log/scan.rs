//! Reading a segment from a place to its end, and telling a torn tail from damage.
//!
//! Every record says up to where the log was durable when it was written. So if something unreadable
//! lies at a place and a good record behind it says that place was durable, it was once good: that
//! is damage, an error. If no record says so, nobody was ever told that it is there: that is a group
//! of commits torn by a crash, and is cut.

use super::record::{self, Bad, HEAD, MAX_BODY, Record};
use super::segment::{HEADER, Segments};
use crate::journal::ReadError;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

const WINDOW: usize = 256 << 10;

/// A sequential reader of one segment.
pub(crate) struct Scan<'a> {
    segments: &'a Segments,
    base: u64,
    file: Arc<File>,
    /// The next place.
    at: u64,
    window: Vec<u8>,
    window_at: u64,
}

/// What is at the next place.
pub(crate) enum Found {
    Record(Box<Record>),
    /// Nothing but zeros to the end of the file, or the end.
    End,
    Bad(Bad),
}

impl<'a> Scan<'a> {
    /// Begins at a place, or at the first record of the segment.
    pub(crate) fn new(segments: &'a Segments, base: u64, from: u64) -> Result<Self, ReadError> {
        let file = segments
            .file(base)
            .map_err(|error| segments.refused(base, &error))?;
        let at = from.max(base + HEADER);
        Ok(Self {
            segments,
            base,
            file,
            at,
            window: Vec::new(),
            window_at: at,
        })
    }

    /// The place of what comes next.
    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    /// Reads what is there and, if it is a record, goes behind it.
    pub(crate) fn next(&mut self) -> Result<Found, ReadError> {
        let at = self.at;
        let found = match record::size(self.bytes(at, HEAD)?) {
            Ok(size) => record::decode(self.bytes(at, size)?, at),
            Err(bad) => Err(bad),
        };
        match found {
            Ok(record) => {
                self.at = record.commit.next.0;
                Ok(Found::Record(Box::new(record)))
            }
            Err(_) if self.only_zeros(at)? => Ok(Found::End),
            Err(bad) => Ok(Found::Bad(bad)),
        }
    }

    /// The bytes of the record just read.
    pub(crate) fn raw(&mut self, record: &Record) -> Result<&[u8], ReadError> {
        self.bytes(record.commit.at.0, record.size)
    }

    /// Does a good record behind the next place say that this place was durable?
    pub(crate) fn was_durable(&mut self) -> Result<bool, ReadError> {
        let bad = self.at;
        let mut at = bad + 1;
        loop {
            let bytes = self.bytes(at, WINDOW)?;
            if bytes.len() < HEAD {
                return Ok(false);
            }
            let claim = bytes.windows(HEAD).zip(at..).find(|(head, at)| {
                record::claims(head).is_some_and(|(claimed, synced)| claimed == *at && synced > bad)
            });
            let Some((head, found)) = claim else {
                at += u64::try_from(bytes.len() - HEAD + 1).unwrap_or(u64::MAX);
                continue;
            };
            if let Ok(size) = record::size(head)
                && record::decode(self.bytes(found, size)?, found).is_ok()
            {
                return Ok(true);
            }
            at = found + 1;
        }
    }

    fn only_zeros(&mut self, from: u64) -> Result<bool, ReadError> {
        let mut at = from;
        loop {
            let bytes = self.bytes(at, WINDOW)?;
            if bytes.is_empty() {
                return Ok(true);
            }
            if bytes.iter().any(|byte| *byte != 0) {
                return Ok(false);
            }
            at += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        }
    }

    /// Up to `length` bytes at a place; fewer only at the end of the file.
    fn bytes(&mut self, at: u64, length: usize) -> Result<&[u8], ReadError> {
        let inside = at
            .checked_sub(self.window_at)
            .and_then(|skip| usize::try_from(skip).ok());
        let held = inside
            .and_then(|skip| self.window.get(skip..))
            .map_or(0, <[u8]>::len);
        if held < length {
            let wanted = length.clamp(WINDOW, HEAD + MAX_BODY);
            self.window.resize(wanted, 0);
            let read = fill(&self.file, &mut self.window, at - self.base);
            let read = read.map_err(|error| self.segments.refused(self.base, &error))?;
            self.window.truncate(read);
            self.window_at = at;
        }
        let skip = usize::try_from(at - self.window_at).unwrap_or(usize::MAX);
        let rest = self.window.get(skip..).unwrap_or_default();
        Ok(rest.get(..length).unwrap_or(rest))
    }
}

fn fill(file: &File, mut into: &mut [u8], mut offset: u64) -> io::Result<usize> {
    let mut read = 0;
    while !into.is_empty() {
        match file.read_at(into, offset) {
            Ok(0) => break,
            Ok(n) => {
                read += n;
                offset += u64::try_from(n).unwrap_or(u64::MAX);
                into = into.get_mut(n..).unwrap_or_default();
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}
