//! What every stream's state is: a fold of events that can be kept as bytes.

use serde::Serialize;
use serde::de::DeserializeOwned;
use trilha_model::Timestamp;
use trilha_model::codec::{self, CodecError};

/// The state of a stream.
pub trait Fold: Default + Serialize + DeserializeOwned {
    /// What happens on the stream.
    type Event: Serialize + DeserializeOwned;

    /// Grows when the shape of the bytes changes; bytes of another number are refolded from events.
    const SCHEMA: u8;

    /// Folds one event in. Total: any event in any state.
    fn apply(&mut self, event: &Self::Event);

    /// When its stream wants to be woken.
    fn wake(&self) -> Option<Timestamp> {
        None
    }

    /// The state as bytes.
    fn to_bytes(&self) -> Vec<u8> {
        codec::state_to_bytes(Self::SCHEMA, self, Vec::with_capacity(512))
    }

    /// Reads the state back.
    fn from_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        codec::state_from_bytes(Self::SCHEMA, bytes)
    }

    /// The fold of these events from nothing.
    fn fold<'a>(events: impl IntoIterator<Item = &'a Self::Event>) -> Self
    where
        Self::Event: 'a,
    {
        let mut state = Self::default();
        for event in events {
            state.apply(event);
        }
        state
    }
}
