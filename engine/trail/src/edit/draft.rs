//! A value about to be written: like a variable's value, with its keys in the order wanted.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use trilha_model::value::Value;

/// A value about to be written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Draft {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(String),
    /// Items in order.
    List(Vec<Draft>),
    /// Entries in order.
    Map(Vec<(SmolStr, Draft)>),
}

impl Draft {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A map of entries in order.
    pub fn map<K: Into<SmolStr>>(entries: impl IntoIterator<Item = (K, Draft)>) -> Self {
        Self::Map(
            entries
                .into_iter()
                .map(|(key, value)| (key.into(), value))
                .collect(),
        )
    }

    /// What a reader of the written text gets.
    pub fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Int(value) => Value::Int(*value),
            Self::Float(value) => Value::Float(*value),
            Self::Text(text) => Value::text(text),
            Self::List(items) => Value::List(items.iter().map(Self::to_value).collect()),
            Self::Map(entries) => {
                let pairs = entries
                    .iter()
                    .map(|(key, value)| (key.clone(), value.to_value()));
                Value::Map(pairs.collect())
            }
        }
    }
}

/// A decimal becomes text: YAML has no exact numbers.
impl From<&Value> for Draft {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Int(value) => Self::Int(*value),
            Value::Float(value) => Self::Float(*value),
            Value::Decimal(value) => Self::Text(value.to_string()),
            Value::Text(text) => Self::text(text.as_str()),
            Value::List(items) => Self::List(items.iter().map(Self::from).collect()),
            Value::Map(entries) => Self::map(
                entries
                    .iter()
                    .map(|(key, value)| (key.clone(), Self::from(value))),
            ),
        }
    }
}

impl From<&str> for Draft {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<i64> for Draft {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<bool> for Draft {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}
