//! Comparing: numbers by their worth whatever their type, other things only with their own kind.

use crate::limits::LEVELS;
use rhai::{Dynamic, ImmutableString};
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use std::cmp::Ordering;
use trilha_model::Value;

/// The six comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Comparison {
    pub(crate) const ALL: [Self; 6] = [
        Self::Equal,
        Self::NotEqual,
        Self::Less,
        Self::AtMost,
        Self::More,
        Self::AtLeast,
    ];

    /// As it is written.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }

    pub(crate) fn holds(self, ordering: Option<Ordering>) -> bool {
        match self {
            Self::Equal => ordering == Some(Ordering::Equal),
            Self::NotEqual => ordering != Some(Ordering::Equal),
            Self::Less => ordering == Some(Ordering::Less),
            Self::AtMost => ordering.is_some_and(Ordering::is_le),
            Self::More => ordering == Some(Ordering::Greater),
            Self::AtLeast => ordering.is_some_and(Ordering::is_ge),
        }
    }

    fn is_equality(self) -> bool {
        matches!(self, Self::Equal | Self::NotEqual)
    }
}

/// Why two values cannot be compared.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Mismatch {
    /// The kinds that met.
    Kinds(&'static str, &'static str),
    /// Lists and maps lie deeper in each other than [`LEVELS`].
    Depth,
}

/// A value as comparison sees it.
enum Seen<'a> {
    Nothing,
    Bool(bool),
    Int(i64),
    Float(f64),
    Decimal(Decimal),
    Text(&'a str),
    Shared(ImmutableString),
    List,
    Map,
    Other(&'static str),
}

impl Seen<'_> {
    fn kind(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Bool(_) => "yes_no",
            Self::Int(_) => "integer",
            Self::Float(_) => "number",
            Self::Decimal(_) => "money",
            Self::Text(_) | Self::Shared(_) => "text",
            Self::List => "list",
            Self::Map => "map",
            Self::Other(kind) => kind,
        }
    }
}

/// Compares two of Rhai's values.
pub(crate) fn dynamics(how: Comparison, a: &Dynamic, b: &Dynamic) -> Result<bool, Mismatch> {
    dynamics_within(LEVELS, how, a, b)
}

fn dynamics_within(
    levels: usize,
    how: Comparison,
    a: &Dynamic,
    b: &Dynamic,
) -> Result<bool, Mismatch> {
    let (x, y) = (seen_dynamic(a), seen_dynamic(b));
    match (&x, &y) {
        (Seen::List, Seen::List) if how.is_equality() => {
            let (Ok(a), Ok(b)) = (a.as_array_ref(), b.as_array_ref()) else {
                return Err(Mismatch::Kinds("list", "list"));
            };
            let same = a.len() == b.len() && all(levels, a.iter().zip(b.iter()), dynamics_within)?;
            Ok(same == (how == Comparison::Equal))
        }
        (Seen::Map, Seen::Map) if how.is_equality() => {
            let (Ok(a), Ok(b)) = (a.as_map_ref(), b.as_map_ref()) else {
                return Err(Mismatch::Kinds("map", "map"));
            };
            let same = a.len() == b.len()
                && a.keys().eq(b.keys())
                && all(levels, a.values().zip(b.values()), dynamics_within)?;
            Ok(same == (how == Comparison::Equal))
        }
        _ => plain(how, &x, &y),
    }
}

/// Compares two values.
pub(crate) fn values(how: Comparison, a: &Value, b: &Value) -> Result<bool, Mismatch> {
    values_within(LEVELS, how, a, b)
}

fn values_within(levels: usize, how: Comparison, a: &Value, b: &Value) -> Result<bool, Mismatch> {
    match (a, b) {
        (Value::List(a), Value::List(b)) if how.is_equality() => {
            let same = a.len() == b.len() && all(levels, a.iter().zip(b), values_within)?;
            Ok(same == (how == Comparison::Equal))
        }
        (Value::Map(a), Value::Map(b)) if how.is_equality() => {
            let same = a.len() == b.len()
                && a.keys().eq(b.keys())
                && all(levels, a.values().zip(b.values()), values_within)?;
            Ok(same == (how == Comparison::Equal))
        }
        _ => plain(how, &seen_value(a), &seen_value(b)),
    }
}

fn all<'a, T: 'a>(
    levels: usize,
    pairs: impl Iterator<Item = (&'a T, &'a T)>,
    compare: fn(usize, Comparison, &T, &T) -> Result<bool, Mismatch>,
) -> Result<bool, Mismatch> {
    let levels = levels.checked_sub(1).ok_or(Mismatch::Depth)?;
    for (a, b) in pairs {
        if !compare(levels, Comparison::Equal, a, b)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn plain(how: Comparison, a: &Seen, b: &Seen) -> Result<bool, Mismatch> {
    let ordering = match (a, b) {
        (Seen::Nothing, Seen::Nothing) if how.is_equality() => Some(Ordering::Equal),
        (Seen::Nothing, _) | (_, Seen::Nothing) if how.is_equality() => None,
        (Seen::Bool(a), Seen::Bool(b)) if how.is_equality() => Some(a.cmp(b)),
        (Seen::Text(a), Seen::Text(b)) => Some(a.cmp(b)),
        (Seen::Shared(a), Seen::Shared(b)) => Some(a.as_str().cmp(b.as_str())),
        (Seen::Int(a), Seen::Int(b)) => Some(a.cmp(b)),
        (Seen::Float(a), Seen::Float(b)) => a.partial_cmp(b),
        (Seen::Decimal(a), Seen::Decimal(b)) => Some(a.cmp(b)),
        (Seen::Int(a), Seen::Decimal(b)) => Some(Decimal::from(*a).cmp(b)),
        (Seen::Decimal(a), Seen::Int(b)) => Some(a.cmp(&Decimal::from(*b))),
        (Seen::Int(a), Seen::Float(b)) => integer_float(*a, *b),
        (Seen::Float(a), Seen::Int(b)) => integer_float(*b, *a).map(Ordering::reverse),
        (Seen::Decimal(a), Seen::Float(b)) => decimal_float(*a, *b),
        (Seen::Float(a), Seen::Decimal(b)) => decimal_float(*b, *a).map(Ordering::reverse),
        _ => return Err(Mismatch::Kinds(a.kind(), b.kind())),
    };
    Ok(how.holds(ordering))
}

/// Exact also where a float cannot hold every whole number.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the bounds are powers of two, and within them truncation keeps the whole part"
)]
fn integer_float(a: i64, b: f64) -> Option<Ordering> {
    const BOUND: f64 = 9_223_372_036_854_775_808.0;
    if b.is_nan() {
        None
    } else if b >= BOUND {
        Some(Ordering::Less)
    } else if b < -BOUND {
        Some(Ordering::Greater)
    } else {
        let whole = b.trunc();
        let by_whole = a.cmp(&(whole as i64));
        Some(by_whole.then_with(|| 0.0_f64.total_cmp(&((b - whole) + 0.0))))
    }
}

fn decimal_float(a: Decimal, b: f64) -> Option<Ordering> {
    match Decimal::from_f64(b) {
        Some(b) => Some(a.cmp(&b)),
        None => a.to_f64()?.partial_cmp(&b),
    }
}

fn seen_value(value: &Value) -> Seen<'_> {
    match value {
        Value::Null => Seen::Nothing,
        Value::Bool(value) => Seen::Bool(*value),
        Value::Int(value) => Seen::Int(*value),
        Value::Float(value) => Seen::Float(*value),
        Value::Decimal(value) => Seen::Decimal(*value),
        Value::Text(value) => Seen::Text(value),
        Value::List(_) => Seen::List,
        Value::Map(_) => Seen::Map,
    }
}

fn seen_dynamic(value: &Dynamic) -> Seen<'_> {
    if let Ok(value) = value.as_int() {
        Seen::Int(value)
    } else if value.is_string() {
        Seen::Shared(value.clone().into_immutable_string().unwrap_or_default())
    } else if value.is_unit() {
        Seen::Nothing
    } else if let Ok(value) = value.as_bool() {
        Seen::Bool(value)
    } else if let Ok(value) = value.as_float() {
        Seen::Float(value)
    } else if let Ok(value) = value.as_decimal() {
        Seen::Decimal(value)
    } else if let Ok(value) = value.as_char() {
        Seen::Shared(value.to_string().into())
    } else if value.is_array() {
        Seen::List
    } else if value.is_map() {
        Seen::Map
    } else {
        Seen::Other(crate::value::kind(value))
    }
}
