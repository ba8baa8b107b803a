//! Records: one commit as bytes, with its length, checksum, place and the chain of each of its streams.
//!
//! ```text
//! length u32 · crc32 u32 · at u64 · synced u64 · id [16] · count u8 ·
//!   count × ( name u16+bytes · flags u8 · wake i64 · expected version u64 · previous u64
//!             · events u16 × (u32+bytes) · state u32+bytes )
//! ```
//! Numbers are little-endian. `length` counts what follows `synced`; the checksum covers everything but
//! itself. `synced` is the place up to which the log was durable when this record was written: it is
//! what tells a torn tail from damage (see [`super::scan`]).

use crate::commit::{Commit, CommitId, Write, limits};
use crate::cursor::Cursor;
use std::ops::Range;
use trilha_model::{Stream, Timestamp};

/// Bytes before the body.
pub(crate) const HEAD: usize = 24;
/// The longest body a commit within the limits can have.
pub(crate) const MAX_BODY: usize =
    limits::COMMIT_BYTES + limits::STREAMS * (limits::STREAM_NAME + limits::EVENTS * 4 + 64) + 64;

const NONE: u64 = u64::MAX;
const WAKES: u8 = 1;
const PURGED: u8 = 2;

/// A record read back.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) commit: Commit,
    /// Everything before this place was durable when the record was written.
    pub(crate) synced: u64,
    /// Where the previous commit on each written stream is.
    pub(crate) previous: Vec<Option<u64>>,
    /// Bytes of the whole record.
    pub(crate) size: usize,
}

/// Why bytes are not a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bad {
    Length,
    Cut,
    Checksum,
    Place,
    Shape,
}

impl Bad {
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Length => "impossible record length",
            Self::Cut => "the record is cut short",
            Self::Checksum => "the checksum does not match",
            Self::Place => "the record belongs elsewhere",
            Self::Shape => "the record does not decode",
        }
    }
}

/// The size of the whole record whose first bytes these are; at least four.
pub(crate) fn size(bytes: &[u8]) -> Result<usize, Bad> {
    let (length, _) = bytes.split_first_chunk::<4>().ok_or(Bad::Cut)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| Bad::Length)?;
    (1..=MAX_BODY)
        .contains(&length)
        .then_some(HEAD + length)
        .ok_or(Bad::Length)
}

/// The place a record says it is at, and the one it says was durable; whether true only the checksum tells.
pub(crate) fn claims(head: &[u8]) -> Option<(u64, u64)> {
    let at = head.get(8..16)?.try_into().ok()?;
    let synced = head.get(16..24)?.try_into().ok()?;
    Some((u64::from_le_bytes(at), u64::from_le_bytes(synced)))
}

/// Appends a record to `out`. `commit.at` and `previous` are its place and chain.
pub(crate) fn encode(commit: &Commit, synced: u64, previous: &[Option<u64>], out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(&[0; 8]);
    out.extend_from_slice(&commit.at.0.to_le_bytes());
    out.extend_from_slice(&synced.to_le_bytes());
    out.extend_from_slice(&commit.id.0);
    out.push(u8::try_from(commit.writes.len()).expect("invariant: within limits"));
    for (write, previous) in commit.writes.iter().zip(previous) {
        let name = write.stream.as_str().as_bytes();
        out.extend_from_slice(&short(name.len()));
        out.extend_from_slice(name);
        out.push(if write.wake.is_some() { WAKES } else { 0 });
        out.extend_from_slice(&write.wake.unwrap_or_default().0.to_le_bytes());
        out.extend_from_slice(&write.expected_version.to_le_bytes());
        out.extend_from_slice(&previous.unwrap_or(NONE).to_le_bytes());
        out.extend_from_slice(&short(write.events.len()));
        for bytes in write.events.iter().chain([&write.state]) {
            out.extend_from_slice(&long(bytes.len()));
            out.extend_from_slice(bytes);
        }
    }
    if let Some(record) = out.get_mut(start..) {
        seal(record);
    }
}

/// How many bytes [`encode`] will append.
pub(crate) fn encoded_size(writes: &[Write]) -> usize {
    let write = |w: &Write| w.stream.as_str().len() + 33 + 4 * w.events.len() + w.payload();
    HEAD + 17 + writes.iter().map(write).sum::<usize>()
}

fn short(length: usize) -> [u8; 2] {
    u16::try_from(length)
        .expect("invariant: within limits")
        .to_le_bytes()
}

fn long(length: usize) -> [u8; 4] {
    u32::try_from(length)
        .expect("invariant: within limits")
        .to_le_bytes()
}

/// Writes length and checksum of a whole record.
fn seal(record: &mut [u8]) {
    let length = long(record.len().saturating_sub(HEAD));
    if let Some(place) = record.first_chunk_mut() {
        *place = length;
    }
    let sum = checksum(record).to_le_bytes();
    if let Some(place) = record.get_mut(4..8) {
        place.copy_from_slice(&sum);
    }
}

fn checksum(record: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(record.get(..4).unwrap_or_default());
    hasher.update(record.get(8..).unwrap_or_default());
    hasher.finalize()
}

/// Reads the record at the beginning of `bytes`, which must be the one at place `at`.
pub(crate) fn decode(bytes: &[u8], at: u64) -> Result<Record, Bad> {
    let size = size(bytes)?;
    let bytes = bytes.get(..size).ok_or(Bad::Cut)?;
    let stored = bytes.get(4..8).ok_or(Bad::Cut)?;
    if stored != checksum(bytes).to_le_bytes() {
        return Err(Bad::Checksum);
    }
    let (claimed, synced) = claims(bytes).ok_or(Bad::Cut)?;
    if claimed != at || synced > at {
        return Err(Bad::Place);
    }
    let mut reader = Reader { bytes, at: HEAD };
    let (id, parts) = body(&mut reader).ok_or(Bad::Shape)?;
    let (writes, previous) = parts.into_iter().map(|part| part.take(bytes)).collect();
    let next = at.saturating_add(u64::try_from(size).unwrap_or(u64::MAX));
    let commit = Commit {
        id,
        at: Cursor(at),
        next: Cursor(next),
        writes,
    };
    Ok(Record {
        commit,
        synced,
        previous,
        size,
    })
}

/// Blanks one stream's payloads in a whole record and seals it again; how many events were blanked.
/// `None` if the record does not decode or does not write to the stream.
pub(crate) fn blank(record: &mut [u8], stream: &Stream) -> Option<u64> {
    let mut reader = Reader {
        bytes: record,
        at: HEAD,
    };
    let (_, parts) = body(&mut reader)?;
    let part = parts.into_iter().find(|part| part.stream == *stream)?;
    let flags = record.get_mut(part.flags_at)?;
    let fresh = if *flags & PURGED == 0 {
        part.events.len()
    } else {
        0
    };
    *flags = PURGED;
    record
        .get_mut(part.flags_at + 1..part.flags_at + 9)?
        .fill(0);
    for range in part.events.into_iter().chain([part.state]) {
        record.get_mut(range)?.fill(0);
    }
    seal(record);
    u64::try_from(fresh).ok()
}

/// Where the parts of one write lie in a record.
struct Part {
    stream: Stream,
    flags_at: usize,
    flags: u8,
    wake: i64,
    expected_version: u64,
    previous: u64,
    events: Vec<Range<usize>>,
    state: Range<usize>,
}

impl Part {
    fn take(self, record: &[u8]) -> (Write, Option<u64>) {
        let purged = self.flags & PURGED != 0;
        let copy = |range: Range<usize>| match record.get(range) {
            Some(bytes) if !purged => bytes.to_vec(),
            _ => Vec::new(),
        };
        let write = Write {
            stream: self.stream,
            expected_version: self.expected_version,
            events: self.events.into_iter().map(copy).collect(),
            state: copy(self.state),
            wake: (self.flags & WAKES != 0).then_some(Timestamp(self.wake)),
        };
        (write, (self.previous != NONE).then_some(self.previous))
    }
}

fn body(reader: &mut Reader<'_>) -> Option<(CommitId, Vec<Part>)> {
    let id = CommitId(reader.array()?);
    let [count] = reader.array()?;
    if !(1..=limits::STREAMS).contains(&usize::from(count)) {
        return None;
    }
    let parts = (0..count)
        .map(|_| part(reader))
        .collect::<Option<Vec<_>>>()?;
    (reader.at == reader.bytes.len()).then_some((id, parts))
}

fn part(reader: &mut Reader<'_>) -> Option<Part> {
    let name = usize::from(u16::from_le_bytes(reader.array()?));
    let name = reader.range(name)?;
    let name = std::str::from_utf8(reader.bytes.get(name)?).ok()?;
    let flags_at = reader.at;
    let [flags] = reader.array()?;
    let wake = i64::from_le_bytes(reader.array()?);
    let expected_version = u64::from_le_bytes(reader.array()?);
    let previous = u64::from_le_bytes(reader.array()?);
    let events = u16::from_le_bytes(reader.array()?);
    let events = (0..events)
        .map(|_| reader.chunk())
        .collect::<Option<Vec<_>>>()?;
    let state = reader.chunk()?;
    let stream = Stream(name.into());
    Some(Part {
        stream,
        flags_at,
        flags,
        wake,
        expected_version,
        previous,
        events,
        state,
    })
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn range(&mut self, length: usize) -> Option<Range<usize>> {
        let end = self
            .at
            .checked_add(length)
            .filter(|end| *end <= self.bytes.len())?;
        let range = self.at..end;
        self.at = end;
        Some(range)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let range = self.range(N)?;
        self.bytes.get(range)?.try_into().ok()
    }

    fn chunk(&mut self) -> Option<Range<usize>> {
        let length = u32::from_le_bytes(self.array()?);
        self.range(usize::try_from(length).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn writes() -> impl Strategy<Value = Vec<Write>> {
        let bytes = || proptest::collection::vec(any::<u8>(), 1..40);
        let write = (
            "[a-zé/]{1,30}",
            any::<u32>(),
            proptest::collection::vec(bytes(), 1..5),
            bytes(),
            proptest::option::of(any::<i64>()),
        )
            .prop_map(|(name, version, events, state, wake)| Write {
                stream: Stream(name.into()),
                expected_version: u64::from(version),
                events,
                state,
                wake: wake.map(Timestamp),
            });
        proptest::collection::vec(write, 1..=8)
    }

    fn record(writes: Vec<Write>, at: u64) -> (Commit, Vec<Option<u64>>, Vec<u8>) {
        let size = encoded_size(&writes);
        let previous = (0..writes.len())
            .map(|n| (n % 2 == 0).then_some(n as u64))
            .collect::<Vec<_>>();
        let commit = Commit {
            id: CommitId([7; 16]),
            at: Cursor(at),
            next: Cursor(at + size as u64),
            writes,
        };
        let mut bytes = Vec::new();
        encode(&commit, at / 2, &previous, &mut bytes);
        assert_eq!(bytes.len(), size);
        (commit, previous, bytes)
    }

    proptest! {
        #[test]
        fn a_record_reads_back_as_it_was(writes in writes(), at in 0..u64::MAX / 2) {
            let (commit, previous, bytes) = record(writes, at);
            let read = decode(&bytes, at).unwrap();
            prop_assert_eq!(read.commit, commit);
            prop_assert_eq!(read.previous, previous);
            prop_assert_eq!(read.synced, at / 2);
            prop_assert_eq!(read.size, bytes.len());
        }

        #[test]
        fn any_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), at: u64) {
            prop_assert!(decode(&bytes, at).is_err());
            let mut bytes = bytes;
            prop_assert!(blank(&mut bytes, &Stream::new("a", "b")).is_none());
        }

        #[test]
        fn sealed_nonsense_never_panics(bytes in proptest::collection::vec(any::<u8>(), 25..200)) {
            let mut bytes = bytes;
            bytes[8..24].fill(0);
            seal(&mut bytes);
            if let Ok(read) = decode(&bytes, 0) {
                prop_assert!(!read.commit.writes.is_empty());
            }
        }

        #[test]
        fn a_flipped_bit_never_reads_as_good(writes in writes(), at in 0..1_000_u64, place: prop::sample::Index, bit in 0..8_u8) {
            let (_, _, mut bytes) = record(writes, at);
            let place = place.index(bytes.len());
            bytes[place] ^= 1 << bit;
            prop_assert!(decode(&bytes, at).is_err());
        }

        #[test]
        fn blanking_keeps_everything_but_the_payloads(writes in writes(), at in 0..1_000_u64) {
            let (commit, previous, mut bytes) = record(writes, at);
            let size = bytes.len();
            let stream = commit.writes[0].stream.clone();
            let blanked = blank(&mut bytes, &stream).unwrap();
            prop_assert_eq!(blanked, commit.writes[0].events.len() as u64);
            prop_assert_eq!(blank(&mut bytes, &stream), Some(0));
            let read = decode(&bytes, at).unwrap();
            prop_assert_eq!((read.size, read.previous), (size, previous));
            prop_assert_eq!(read.commit.writes[0].version(), commit.writes[0].version());
            prop_assert!(read.commit.writes[0].events.iter().all(Vec::is_empty));
            prop_assert!(read.commit.writes[0].state.is_empty());
            prop_assert_eq!(read.commit.writes[0].wake, None);
            prop_assert_eq!(&read.commit.writes[1..], &commit.writes[1..]);
        }
    }
}
