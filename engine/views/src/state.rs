//! The state of a stream: as it was kept, or folded again from events where it was kept in another shape.

use trilha_desk::Fold;
use trilha_journal::{Journal, ReadError, Write};
use trilha_model::{Stream, codec};

/// Commits read at once while folding again.
const PAGE: usize = 256;

/// A state and the version of its stream.
#[derive(Clone, Debug, Default)]
pub struct At<T> {
    /// How many events it is the fold of.
    pub version: u64,
    /// The fold.
    pub state: T,
}

/// The state of a stream now; the default at version 0 for one that nobody wrote to.
pub fn load<T: Fold>(journal: &dyn Journal, stream: &Stream) -> Result<At<T>, ReadError> {
    let Some(entry) = journal.latest(stream)? else {
        return Ok(At::default());
    };
    after(journal, &entry)
}

/// The state after a write; the default where the stream was purged.
pub fn after<T: Fold>(journal: &dyn Journal, write: &Write) -> Result<At<T>, ReadError> {
    after_from(journal, write, At::default)
}

/// As [`after`]; where it is folded again, what `earlier` gives of the stream is gone on from.
pub(crate) fn after_from<T: Fold>(
    journal: &dyn Journal,
    write: &Write,
    earlier: impl FnOnce() -> At<T>,
) -> Result<At<T>, ReadError> {
    let version = write.version();
    if write.state.is_empty() {
        return Ok(At {
            version,
            state: T::default(),
        });
    }
    match T::from_bytes(&write.state) {
        Ok(state) => Ok(At { version, state }),
        Err(_) => refold(journal, &write.stream, version, earlier()),
    }
}

fn refold<T: Fold>(
    journal: &dyn Journal,
    stream: &Stream,
    until: u64,
    earlier: At<T>,
) -> Result<At<T>, ReadError> {
    let mut at = if earlier.version <= until {
        earlier
    } else {
        At::default()
    };
    while at.version < until {
        let page = journal.read(stream, at.version, PAGE)?;
        if page.is_empty() {
            break;
        }
        for entry in page {
            for (version, event) in numbered(&entry) {
                if version > at.version && version <= until {
                    if let Ok(event) = codec::event_from_bytes::<T::Event>(event) {
                        at.state.apply(&event);
                    }
                    at.version = version;
                }
            }
        }
    }
    Ok(at)
}

/// The events of a write with the version of the stream after each.
pub fn numbered(
    write: &Write,
) -> impl DoubleEndedIterator<Item = (u64, &Vec<u8>)> + ExactSizeIterator {
    let first = write.expected_version + 1;
    write
        .events
        .iter()
        .enumerate()
        .map(move |(at, event)| (first + at as u64, event))
}
