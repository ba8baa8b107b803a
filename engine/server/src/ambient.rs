//! The clock and chance: what the pure crates are given as arguments.

use std::time::{SystemTime, UNIX_EPOCH};
use trilha_journal::CommitId;
use trilha_model::Timestamp;

/// Now.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A seed for one sprint.
pub(crate) fn seed() -> u64 {
    rand::random()
}

/// A name for one append.
pub(crate) fn commit_id() -> CommitId {
    CommitId(rand::random())
}

/// Bytes nobody can guess, from the system's own generator through the thread's.
pub(crate) fn unguessable<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes);
    bytes
}

/// Bytes as lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
            write!(out, "{byte:02x}").expect("invariant: a string takes everything");
            out
        })
}

/// Lower-case hex as bytes.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let bytes = text.as_bytes();
    let whole = bytes.len().is_multiple_of(2);
    let pairs = bytes.chunks_exact(2).map(|pair| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    });
    whole.then(|| pairs.collect()).flatten()
}

/// A password people can type: 20 characters without those that look alike, about 100 bits.
pub(crate) fn password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letter = |byte: u8| {
        LETTERS
            .get(usize::from(byte & 31))
            .copied()
            .map_or('x', char::from)
    };
    unguessable::<20>().into_iter().map(letter).collect()
}
