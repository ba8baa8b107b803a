//! Bytes: events as MessagePack maps that describe themselves, state as compact postcard behind a schema number.

use postcard::ser_flavors::Flavor;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Bytes that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    /// The state was written under another schema number: refold it from its events.
    #[error("state has schema {found}, this build reads {expected}")]
    Schema {
        /// The number in the bytes.
        found: u8,
        /// The number this build writes.
        expected: u8,
    },
    /// The bytes are not what they should be.
    #[error("unreadable bytes: {0}")]
    Unreadable(String),
}

/// An event as a MessagePack map.
pub fn event_to_bytes(event: &impl Serialize) -> Vec<u8> {
    rmp_serde::to_vec_named(event).expect("invariant: events are plain data")
}

/// The name of an event, told from its first bytes without reading it.
pub fn event_name(bytes: &[u8]) -> Option<&str> {
    let named = match bytes {
        // A map of one entry, whose key is the name; or the bare name of an event that holds nothing.
        [0x81, rest @ ..] | rest => rest,
    };
    let (length, rest) = match named {
        [short @ 0xa0..=0xbf, rest @ ..] => (usize::from(short & 0x1f), rest),
        [0xd9, length, rest @ ..] => (usize::from(*length), rest),
        _ => return None,
    };
    std::str::from_utf8(rest.get(..length)?).ok()
}

/// Reads an event back. A bare name is also read as an event that has come to hold optional things, with none of
/// them.
pub fn event_from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
    let read = rmp_serde::from_slice(bytes).or_else(|error| match bytes {
        [0xa0..=0xbf | 0xd9, ..] => {
            let holds_nothing = [&[0x81], bytes, &[0x80]].concat();
            rmp_serde::from_slice(&holds_nothing).map_err(|_| error)
        }
        _ => Err(error),
    });
    read.map_err(|error| CodecError::Unreadable(error.to_string()))
}

/// State as bytes: one byte of schema number, then postcard. Appends to `out`.
pub fn state_to_bytes(schema: u8, state: &impl Serialize, mut out: Vec<u8>) -> Vec<u8> {
    out.push(schema);
    postcard::serialize_with_flavor(state, Appended(out)).expect("invariant: state is plain data")
}

/// Bytes to append to, a slice at once: postcard's own way to append to a vector goes byte by byte.
struct Appended(Vec<u8>);

impl Flavor for Appended {
    type Output = Vec<u8>;

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<Vec<u8>> {
        Ok(self.0)
    }
}

/// Reads state back.
pub fn state_from_bytes<T: DeserializeOwned>(expected: u8, bytes: &[u8]) -> Result<T, CodecError> {
    match bytes.split_first() {
        Some((&found, rest)) if found == expected => {
            postcard::from_bytes(rest).map_err(|error| CodecError::Unreadable(error.to_string()))
        }
        Some((&found, _)) => Err(CodecError::Schema { found, expected }),
        None => Err(CodecError::Unreadable("no bytes".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::{event_from_bytes, event_name, event_to_bytes};
    use crate::event::Event;
    use crate::id::EffectId;
    use crate::time::Timestamp;
    use serde::Serialize;

    #[test]
    fn tags_from_before_it_was_written_down_who_gave_them_are_read() {
        #[derive(Serialize)]
        enum Before {
            Tagged {
                add: Vec<String>,
                remove: Vec<String>,
            },
        }
        let before = Before::Tagged {
            add: vec!["vip".into()],
            remove: vec!["new".into()],
        };
        let before = event_to_bytes(&before);
        let tagged = |by: Option<&str>, at| Event::Tagged {
            add: vec!["vip".into()],
            remove: vec!["new".into()],
            by: by.map(Into::into),
            at,
        };
        assert_eq!(
            event_from_bytes::<Event>(&before).unwrap(),
            tagged(None, None)
        );
        assert_eq!(event_to_bytes(&tagged(None, None)), before);
        let now = tagged(Some("ana"), Some(Timestamp(7)));
        assert_eq!(
            event_from_bytes::<Event>(&event_to_bytes(&now)).unwrap(),
            now
        );
    }

    #[test]
    fn an_event_is_named_without_being_read() {
        let cancelled = Event::EffectCancelled { id: EffectId(7) };
        assert_eq!(
            event_name(&event_to_bytes(&cancelled)),
            Some("EffectCancelled")
        );
        assert_eq!(
            event_name(&event_to_bytes(&Event::FrameLeft)),
            Some("FrameLeft")
        );
        for nonsense in [&[][..], &[0x81], &[0xbf, b'x'], &[0xc0]] {
            assert_eq!(event_name(nonsense), None);
        }
    }
}
