//! Values written and read back: in formats that describe themselves, and in those that do not.

use super::{Map, Value};
use rust_decimal::Decimal;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;
use std::fmt;

/// A value out of JSON that others wrote, where `$decimal` is a key like any other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Foreign(pub Value);

impl<'de> Deserialize<'de> for Foreign {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Natural { ours: false }.deserialize(deserializer).map(Self)
    }
}

/// The key that marks a decimal in JSON.
const DECIMAL: &str = "$decimal";

/// Whether a key is the mark of a decimal, or one that was escaped: `$decimal`, `$$decimal`, …
fn is_mark(key: &str) -> bool {
    key.starts_with('$') && key.trim_start_matches('$') == "decimal"
}

/// The same value for formats that do not describe themselves.
#[derive(Serialize, Deserialize)]
enum Tagged<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Decimal(Decimal),
    Text(SmolStr),
    List(Vec<Value>),
    Map(std::borrow::Cow<'a, Map>),
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return compact(self, serializer);
        }
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Decimal(value) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(DECIMAL, &value.to_string())?;
                map.end()
            }
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(list) => {
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                for item in list {
                    seq.serialize_element(item)?;
                }
                seq.end()
            }
            Self::Map(map) => {
                let mut out = serializer.serialize_map(Some(map.len()))?;
                for (key, item) in map {
                    if map.len() == 1 && is_mark(key) {
                        out.serialize_entry(&format!("${key}"), item)?;
                    } else {
                        out.serialize_entry(key, item)?;
                    }
                }
                out.end()
            }
        }
    }
}

fn compact<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    const NAME: &str = "Tagged";
    match value {
        Value::Null => serializer.serialize_unit_variant(NAME, 0, "Null"),
        Value::Bool(value) => serializer.serialize_newtype_variant(NAME, 1, "Bool", value),
        Value::Int(value) => serializer.serialize_newtype_variant(NAME, 2, "Int", value),
        Value::Float(value) => serializer.serialize_newtype_variant(NAME, 3, "Float", value),
        Value::Decimal(value) => serializer.serialize_newtype_variant(NAME, 4, "Decimal", value),
        Value::Text(value) => serializer.serialize_newtype_variant(NAME, 5, "Text", value),
        Value::List(value) => serializer.serialize_newtype_variant(NAME, 6, "List", value),
        Value::Map(value) => serializer.serialize_newtype_variant(NAME, 7, "Map", value),
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return Natural { ours: true }.deserialize(deserializer);
        }
        Ok(match Tagged::deserialize(deserializer)? {
            Tagged::Null => Self::Null,
            Tagged::Bool(value) => Self::Bool(value),
            Tagged::Int(value) => Self::Int(value),
            Tagged::Float(value) => Self::Float(value),
            Tagged::Decimal(value) => Self::Decimal(value),
            Tagged::Text(value) => Self::Text(value),
            Tagged::List(value) => Self::List(value),
            Tagged::Map(value) => Self::Map(value.into_owned()),
        })
    }
}

/// Reads values from formats that describe themselves.
#[derive(Clone, Copy)]
struct Natural {
    /// Whether decimals are marked as we mark them.
    ours: bool,
}

impl<'de> DeserializeSeed<'de> for Natural {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Natural {
    /// What a map of one entry is: a decimal, a map whose key was escaped, or itself.
    fn unmarked(map: Map) -> Value {
        let Some((key, item)) = map.first_key_value().filter(|(key, _)| is_mark(key)) else {
            return Value::Map(map);
        };
        if key != DECIMAL {
            let key = SmolStr::new(key.get(1..).unwrap_or_default());
            return Value::Map(Map::from([(key, item.clone())]));
        }
        let decimal = item.as_text().and_then(|text| text.parse().ok());
        decimal.map_or_else(|| Value::Map(map.clone()), Value::Decimal)
    }
}

impl<'de> Visitor<'de> for Natural {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "beyond i64 only a float can hold it"
        )]
        Ok(i64::try_from(value).map_or(Value::Float(value as f64), Value::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = access.next_key::<SmolStr>()? {
            map.insert(key, access.next_value_seed(self)?);
        }
        let marked = self.ours && map.len() == 1;
        Ok(if marked {
            Self::unmarked(map)
        } else {
            Value::Map(map)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::value::{Foreign, Map, Value};

    #[test]
    fn a_map_that_looks_like_a_decimal_stays_a_map() {
        let mark = |key: &str, value: Value| Value::Map(Map::from([(key.into(), value)]));
        for value in [
            Value::Decimal("1.10".parse().unwrap()),
            mark("$decimal", "1.10".into()),
            mark("$decimal", Value::Decimal("1.10".parse().unwrap())),
            mark("$$decimal", "1.10".into()),
            mark("$decimal", Value::Int(3)),
            mark("decimal", "1.10".into()),
            Value::Map([("$decimal".into(), "1".into()), ("b".into(), Value::Null)].into()),
        ] {
            let json = serde_json::to_string(&value).unwrap();
            let read: Value = serde_json::from_str(&json).unwrap();
            assert_eq!(read, value, "{json}");
            let bytes = crate::codec::event_to_bytes(&value);
            let read: Value = crate::codec::event_from_bytes(&bytes).unwrap();
            assert_eq!(read, value);
        }
    }

    #[test]
    fn what_was_written_before_reads_as_it_was_meant() {
        let read = |json: &str| serde_json::from_str::<Value>(json).unwrap();
        let decimal = Value::Decimal("1.10".parse().unwrap());
        assert_eq!(read(r#"{"$decimal":"1.10"}"#), decimal);
        let word = Value::Map(Map::from([("$decimal".into(), "much".into())]));
        assert_eq!(read(r#"{"$decimal":"much"}"#), word);
    }

    #[test]
    fn in_the_json_of_others_nothing_is_a_mark() {
        let json = r#"[{"$decimal":"1.10"},{"$$decimal":1},{"a":{"$decimal":null}}]"#;
        let Foreign(read) = serde_json::from_str(json).unwrap();
        let mark = |key: &str, value: Value| Value::Map(Map::from([(key.into(), value)]));
        let inner = mark("$decimal", Value::Null);
        let expected = [
            mark("$decimal", "1.10".into()),
            mark("$$decimal", Value::Int(1)),
            mark("a", inner),
        ];
        assert_eq!(read, Value::List(expected.into()));
    }
}
