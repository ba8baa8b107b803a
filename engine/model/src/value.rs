//! Values: what variables hold, what expressions give, what services answer.

use rust_decimal::Decimal;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::fmt;

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

/// As a contact reads it: text bare, whole floats without a point, lists and maps as JSON.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value}"),
            Self::Decimal(value) => write!(f, "{value}"),
            Self::Text(value) => f.write_str(value),
            Self::List(_) | Self::Map(_) => write_json(self, f),
        }
    }
}

/// A value as others read it.
struct Json<'v>(&'v Value);

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_json(self.0, f)
    }
}

fn write_json(value: &Value, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value {
        Value::Null => f.write_str("null"),
        Value::Float(value) if !value.is_finite() => f.write_str("null"),
        Value::Text(text) => write_quoted(text, f),
        Value::List(list) => {
            f.write_str("[")?;
            for (index, item) in list.iter().enumerate() {
                f.write_str(if index == 0 { "" } else { ", " })?;
                write_json(item, f)?;
            }
            f.write_str("]")
        }
        Value::Map(map) => {
            f.write_str("{")?;
            for (index, (key, item)) in map.iter().enumerate() {
                f.write_str(if index == 0 { "" } else { ", " })?;
                write_quoted(key, f)?;
                f.write_str(": ")?;
                write_json(item, f)?;
            }
            f.write_str("}")
        }
        plain => write!(f, "{plain}"),
    }
}

/// Text as JSON quotes it (RFC 8259, section 7).
fn write_quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            c if c.is_ascii_control() => write!(f, "\\u{:04x}", u32::from(c))?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
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
    use super::{Foreign, Map, Value};

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

    #[test]
    fn lists_and_maps_print_as_json_that_reads_back() {
        let texts = [
            "ação",
            "a\u{301}",
            "\u{200b}",
            "\"\\/'",
            "a\nb\r\t\u{8}\u{1f}\u{7f}",
            "😀",
        ];
        let value = Value::Map(
            texts
                .map(|text| {
                    (
                        text.into(),
                        Value::List(vec![Value::text(text), Value::Null]),
                    )
                })
                .into(),
        );
        let read: Value = serde_json::from_str(&value.to_string()).unwrap();
        assert_eq!(read, value);
        assert_eq!(Value::List(vec!["é'".into()]).to_string(), "[\"é'\"]");
    }
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
    fn others_get_decimals_as_numbers() {
        let price = Value::Decimal("19.90".parse().unwrap());
        let order = Value::Map([("$decimal".into(), price)].into());
        assert_eq!(order.to_json(), r#"{"$decimal": 19.90}"#);
        assert_eq!(Value::Float(f64::NAN).to_json(), "null");
        assert_eq!(Value::text("a\"b").to_json(), r#""a\"b""#);
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
