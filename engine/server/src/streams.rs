//! Reading and changing the streams of the journal as the folds they hold.

use crate::ambient;
use crate::problem::{Answer, Problem};
use std::sync::Arc;
use trilha_desk::Fold;
use trilha_journal::{Cursor, Journal, Write};
use trilha_model::{Stream, codec};

pub(crate) use trilha_views::{At, after, load, numbered};

/// Tries at one change before giving up: each lost race means somebody else got on.
pub(crate) const TRIES: usize = 32;

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
        wake: state.wake(),
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
