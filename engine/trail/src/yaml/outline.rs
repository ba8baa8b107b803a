//! What `serde_yaml` reads in a text: the values, in order, without places.

use serde::de::{self, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use std::cell::Cell;
use std::fmt;

/// Nested deeper than this is no trail.
pub(super) const DEEPEST: usize = 64;
/// More values than this is no trail.
const MOST: usize = 250_000;

pub(super) const TOO_DEEP: &str = "too deep";
pub(super) const TOO_MANY: &str = "too many values";

/// A value as read, keys in order and repeated ones kept.
#[derive(Debug)]
pub(super) enum Outline {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Seq(Vec<Outline>),
    Map(Vec<(Outline, Outline)>),
    Tagged,
}

/// Reads a text, refusing what is deeper, larger or more repeated than any trail.
pub(super) fn read(text: &str) -> Result<Outline, serde_yaml::Error> {
    let left = Cell::new((text.len() * 3 + 16).min(MOST + text.len()));
    let reader = Reader {
        left: &left,
        depth: 0,
    };
    reader.deserialize(serde_yaml::Deserializer::from_str(text))
}

#[derive(Clone, Copy)]
struct Reader<'b> {
    left: &'b Cell<usize>,
    depth: usize,
}

impl Reader<'_> {
    /// Counts what was read. Without aliases a text cannot hold more than the budget.
    fn spend<E: de::Error>(&self, weight: usize) -> Result<(), E> {
        let left = self
            .left
            .get()
            .checked_sub(weight + 1)
            .ok_or_else(|| E::custom(TOO_MANY))?;
        self.left.set(left);
        Ok(())
    }

    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        self.spend(0)?;
        if self.depth == DEEPEST {
            return Err(E::custom(TOO_DEEP));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Outline;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Outline, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Outline;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Outline, E> {
        self.spend(0).map(|()| Outline::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Outline, E> {
        self.visit_unit()
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Outline, E> {
        self.spend(0).map(|()| Outline::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Outline, E> {
        self.spend(0).map(|()| Outline::Int(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Outline, E> {
        self.visit_u128(u128::from(value))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "beyond 64 bits it can only be kept so; the author is told"
    )]
    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Outline, E> {
        self.spend(0)?;
        Ok(i64::try_from(value).map_or(Outline::Float(value as f64), Outline::Int))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "beyond 64 bits it can only be kept so; the author is told"
    )]
    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Outline, E> {
        self.spend(0)?;
        Ok(i64::try_from(value).map_or(Outline::Float(value as f64), Outline::Int))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Outline, E> {
        self.spend(0).map(|()| Outline::Float(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Outline, E> {
        self.spend(value.len())
            .map(|()| Outline::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Outline, A::Error> {
        let inner = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Outline::Seq(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Outline, A::Error> {
        let inner = self.deeper()?;
        let mut entries = Vec::new();
        while let Some(key) = map.next_key_seed(inner)? {
            entries.push((key, map.next_value_seed(inner)?));
        }
        Ok(Outline::Map(entries))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Outline, A::Error> {
        let inner = self.deeper()?;
        let (_tag, variant) = data.variant::<String>()?;
        variant.newtype_variant_seed(inner)?;
        Ok(Outline::Tagged)
    }
}
