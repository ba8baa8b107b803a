//! The last few ids seen, so that what is sent twice counts once.

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use trilha_model::chance;

/// A ring of the hashes of the last `N` ids: one block of bytes, read and written at once.
///
/// Only the sender's own ids are compared, so two that share a 64-bit hash would cost a sender one of
/// their own messages, once in 2^58.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Recent<const N: usize>(Vec<u8>);

const WIDTH: usize = 8;

impl<const N: usize> Recent<N> {
    /// Whether this id is among them.
    pub fn contains(&self, id: &str) -> bool {
        let (seen, _) = self.0.as_chunks::<WIDTH>();
        seen.contains(&hash(id))
    }

    /// Remembers an id, and forgets the oldest one beyond `N`.
    pub fn push(&mut self, id: &str) {
        if self.0.len() >= N * WIDTH {
            self.0.drain(..self.0.len() - (N - 1) * WIDTH);
        }
        self.0.extend_from_slice(&hash(id));
    }
}

fn hash(id: &str) -> [u8; WIDTH] {
    chance::of(id).to_le_bytes()
}

impl<const N: usize> fmt::Debug for Recent<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recent({})", self.0.len() / WIDTH)
    }
}

impl<const N: usize> Serialize for Recent<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Recent<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(Bytes::<N>)
    }
}

struct Bytes<const N: usize>;

impl<const N: usize> Visitor<'_> for Bytes<N> {
    type Value = Recent<N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("hashes of eight bytes each")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Recent<N>, E> {
        if bytes.len().is_multiple_of(WIDTH) && bytes.len() <= N * WIDTH {
            Ok(Recent(bytes.to_vec()))
        } else {
            Err(E::invalid_length(bytes.len(), &self))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Recent;

    #[test]
    fn the_last_ids_are_known_and_older_ones_forgotten() {
        let mut recent = Recent::<4>::default();
        for id in ["a", "b", "c", "d", "e"] {
            recent.push(id);
        }
        assert!(!recent.contains("a"));
        assert!(["b", "c", "d", "e"].iter().all(|id| recent.contains(id)));
    }
}
