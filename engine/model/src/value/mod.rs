//! Values: what variables hold, what expressions give, what services answer.

mod print;
mod serial;

pub use serial::Foreign;

use print::Json;
use rust_decimal::Decimal;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// A map with its keys in order, so that printing and hashing never depend on chance.
pub type Map = BTreeMap<SmolStr, Value>;

/// A value. In JSON it is itself; a decimal is `{"$decimal": "1.10"}`, and a map whose only key is
/// `$decimal` has one `$` more there, so that it is read back as the map it is. JSON that others wrote
/// knows nothing of this: read it as [`Foreign`].
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a binary fraction.
    Float(f64),
    /// An exact decimal: money.
    Decimal(Decimal),
    /// Text.
    Text(SmolStr),
    /// Values in order.
    List(Vec<Value>),
    /// Values by name.
    Map(Map),
}

impl Value {
    /// Text.
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::Text(SmolStr::new(text))
    }

    /// The text, if this is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value at a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Self::Map(map) => map.get(key),
            _ => None,
        }
    }

    /// JSON for others (RFC 8259): a decimal is a number with the digits it has, a float that is no number
    /// is `null`, and no key is a mark.
    pub fn to_json(&self) -> String {
        Json(self).to_string()
    }

    /// The kind, as people read it: `text`, `integer`, `number`, `money`, `yes_no`, `list`, `map`, `nothing`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "yes_no",
            Self::Int(_) => "integer",
            Self::Float(_) => "number",
            Self::Decimal(_) => "money",
            Self::Text(_) => "text",
            Self::List(_) => "list",
            Self::Map(_) => "map",
        }
    }

    /// Whether at most this many lists and maps lie within each other: whatever reads, writes or drops a
    /// value goes as deep as it does.
    pub fn lies_within(&self, levels: usize) -> bool {
        let deeper = levels.checked_sub(1);
        match self {
            Self::List(list) => {
                deeper.is_some_and(|left| list.iter().all(|item| item.lies_within(left)))
            }
            Self::Map(map) => {
                deeper.is_some_and(|left| map.values().all(|item| item.lies_within(left)))
            }
            _ => true,
        }
    }

    /// About how many bytes it holds, for limits.
    pub fn weight(&self) -> usize {
        match self {
            Self::Null | Self::Bool(_) => 1,
            Self::Int(_) | Self::Float(_) => 8,
            Self::Decimal(_) => 16,
            Self::Text(text) => text.len() + 2,
            Self::List(list) => list.iter().map(Self::weight).sum::<usize>() + 2,
            Self::Map(map) => {
                map.iter()
                    .map(|(k, v)| k.len() + v.weight() + 2)
                    .sum::<usize>()
                    + 2
            }
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::text(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}

#[cfg(test)]
mod tests {
    use super::{Map, Value};

    fn nested(levels: usize) -> Value {
        (0..levels).fold(Value::Null, |inner, _| Value::List(vec![inner]))
    }

    #[test]
    fn depth_is_told_without_going_deeper_than_asked() {
        assert!(Value::text("x").lies_within(0));
        assert!(nested(64).lies_within(64));
        assert!(!nested(65).lies_within(64));
        let map = Value::Map(Map::from([("a".into(), nested(3))]));
        assert!(map.lies_within(4));
        assert!(!map.lies_within(3));
    }
}
