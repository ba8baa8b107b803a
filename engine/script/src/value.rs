//! Values into Rhai and back.

use crate::failure::{Failure, Kind};
use crate::limits::Limits;
use rhai::Dynamic;
use rust_decimal::Decimal;
use smol_str::SmolStr;
use trilha_model::{LimitName, Value};

/// Why a value cannot be kept, compared or read out.
pub(crate) const TOO_DEEP: &str = "lists and maps lie too deep in each other";

/// Why the result of a division by nought, or one beyond all numbers, cannot be kept.
const NO_NUMBER: &str = "this calculation gives no number";

/// A value as Rhai holds it.
pub(crate) fn to_dynamic(value: &Value) -> Dynamic {
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(value) => Dynamic::from_bool(*value),
        Value::Int(value) => Dynamic::from_int(*value),
        Value::Float(value) => Dynamic::from_float(*value),
        Value::Decimal(value) => Dynamic::from_decimal(*value),
        Value::Text(value) => value.as_str().into(),
        Value::List(list) => Dynamic::from_array(list.iter().map(to_dynamic).collect()),
        Value::Map(map) => Dynamic::from_map(
            map.iter()
                .map(|(key, item)| (key.as_str().into(), to_dynamic(item)))
                .collect(),
        ),
    }
}

/// Rhai's value as ours; functions, ranges and the like are no values, and depth is limited.
pub(crate) fn from_dynamic(value: &Dynamic, limits: &Limits) -> Result<Value, Failure> {
    convert(value, limits.levels)
}

fn convert(value: &Dynamic, levels: usize) -> Result<Value, Failure> {
    if let Ok(value) = value.as_int() {
        return Ok(Value::Int(value));
    }
    if let Ok(text) = value.as_immutable_string_ref() {
        return Ok(Value::Text(SmolStr::new(text.as_str())));
    }
    if value.is_unit() {
        return Ok(Value::Null);
    }
    if let Ok(value) = value.as_bool() {
        return Ok(Value::Bool(value));
    }
    if let Ok(value) = value.as_float() {
        // Not equal to itself, or nothing JSON can hold: it would not read back as it was written.
        return if value.is_finite() {
            Ok(Value::Float(value))
        } else {
            Err(Failure::new(Kind::Arithmetic, NO_NUMBER))
        };
    }
    if let Ok(value) = value.as_decimal() {
        return Ok(Value::Decimal(value));
    }
    if let Ok(value) = value.as_char() {
        return Ok(Value::Text(value.to_string().into()));
    }
    let deeper = levels
        .checked_sub(1)
        .ok_or_else(|| Failure::new(Kind::Limit(LimitName::Levels), TOO_DEEP));
    if let Ok(list) = value.as_array_ref() {
        let deeper = deeper?;
        return list
            .iter()
            .map(|item| convert(item, deeper))
            .collect::<Result<_, _>>()
            .map(Value::List);
    }
    if let Ok(map) = value.as_map_ref() {
        let deeper = deeper?;
        return map
            .iter()
            .map(|(key, item)| Ok((SmolStr::new(key.as_str()), convert(item, deeper)?)))
            .collect::<Result<_, _>>()
            .map(Value::Map);
    }
    let kind = kind(value);
    Err(Failure::new(
        Kind::Type,
        format!("a {kind} is not a value that can be kept"),
    ))
}

/// The kind, as people read it.
pub(crate) fn kind(value: &Dynamic) -> &'static str {
    friendly(value.type_name()).unwrap_or("thing without a name")
}

/// What people call one of Rhai's types.
pub(crate) fn friendly(type_name: &str) -> Option<&'static str> {
    let decimal = std::any::type_name::<Decimal>();
    Some(match type_name {
        "()" => "nothing",
        "bool" => "yes_no",
        "i64" => "integer",
        "f64" => "number",
        "decimal" => "money",
        "string" | "char" | "&str" | "ImmutableString" => "text",
        "array" => "list",
        "map" => "map",
        "Fn" => "function",
        name if name == decimal => "money",
        name if name.contains("FnPtr") => "function",
        name if name.contains("ImmutableString") => "text",
        name if name.contains("Range") || name.starts_with("range") => "range",
        name if name.contains("BTreeMap") => "map",
        name if name.contains("Vec<") => "list",
        _ => return None,
    })
}
