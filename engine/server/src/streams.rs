//! Reading and changing the streams of the journal as the folds they hold.

use crate::ambient;
use crate::problem::{Answer, Problem};
use std::sync::Arc;
use trilha_desk::Fold;
use trilha_journal::{Cursor, Entry, Journal, ReadError, Write};
use trilha_model::{Stream, codec};

/// Tries at one change before giving up: each lost race means somebody else got on.
pub(crate) const TRIES: usize = 32;
/// Commits read at once while refolding.
const PAGE: usize = 256;

/// A state and the version of its stream.
#[derive(Clone, Debug, Default)]
pub(crate) struct At<T> {
    pub(crate) version: u64,
    pub(crate) state: T,
}

/// The state of a stream now; the default at version 0 for one that nobody wrote to.
pub(crate) fn load<T: Fold>(journal: &dyn Journal, stream: &Stream) -> Result<At<T>, ReadError> {
    let Some(entry) = journal.latest(stream)? else {
        return Ok(At::default());
    };
    of_entry(journal, stream, &entry)
}

/// The state after a commit; refolded from its events where the bytes are of another build.
pub(crate) fn of_entry<T: Fold>(
    journal: &dyn Journal,
    stream: &Stream,
    entry: &Entry,
) -> Result<At<T>, ReadError> {
    let version = entry.version();
    if entry.state.is_empty() {
        return Ok(At {
            version,
            state: T::default(),
        });
    }
    match T::from_bytes(&entry.state) {
        Ok(state) => Ok(At { version, state }),
        Err(_) => refold(journal, stream, version),
    }
}

fn refold<T: Fold>(journal: &dyn Journal, stream: &Stream, until: u64) -> Result<At<T>, ReadError> {
    let mut at = At::<T>::default();
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
pub(crate) fn numbered(
    write: &Write,
) -> impl DoubleEndedIterator<Item = (u64, &Vec<u8>)> + ExactSizeIterator {
    let first = write.expected_version + 1;
    write
        .events
        .iter()
        .enumerate()
        .map(move |(at, event)| (first + at as u64, event))
}

/// A write that takes a stream from one state to the next.
pub(crate) fn write<T: Fold>(stream: Stream, at: At<T>, events: &[T::Event]) -> Write {
    let mut state = at.state;
    for event in events {
        state.apply(event);
    }
    Write {
        stream,
        expected_version: at.version,
        events: events.iter().map(codec::event_to_bytes).collect(),
        state: state.to_bytes(),
        wake: None,
    }
}

/// What an attempt at a change came to.
pub(crate) enum Attempt {
    /// Appended; what follows the journal has it once it is here.
    Done(Cursor),
    /// Somebody else was first: look again.
    Lost,
}

/// Appends writes; a lost race is not an error.
pub(crate) async fn append(journal: &dyn Journal, writes: Vec<Write>) -> Answer<Attempt> {
    match journal.append(ambient::commit_id(), writes).await {
        Ok(appended) => Ok(Attempt::Done(appended.cursor)),
        Err(trilha_journal::AppendError::Conflict { .. }) => Ok(Attempt::Lost),
        Err(error) => Err(error.into()),
    }
}

/// Changes one stream by what its state says, until nobody else was first. No events: nothing to do.
pub(crate) async fn change<T: Fold>(
    journal: &Arc<dyn Journal>,
    stream: &Stream,
    events: impl Fn(&T) -> Answer<Vec<T::Event>>,
) -> Answer<Option<Cursor>> {
    for _ in 0..TRIES {
        let at = load::<T>(&**journal, stream)?;
        let events = events(&at.state)?;
        if events.is_empty() {
            return Ok(None);
        }
        if let Attempt::Done(cursor) =
            append(&**journal, vec![write(stream.clone(), at, &events)]).await?
        {
            return Ok(Some(cursor));
        }
    }
    Err(Problem::busy())
}
