//! Values as people and other systems read them.

use super::Value;
use rust_decimal::Decimal;
use std::fmt;

/// As a contact reads it: text bare, whole floats without a point, lists and maps as JSON.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value}"),
            Self::Decimal(value) => write!(f, "{}", readable(*value)),
            Self::Text(value) => f.write_str(value),
            Self::List(_) | Self::Map(_) => write_json(self, f),
        }
    }
}

/// A decimal without the zeros that computing leaves behind its second place: three digits behind a point would
/// be thousands to most who read them.
fn readable(value: Decimal) -> Decimal {
    if value.scale() <= 2 {
        return value;
    }
    let mut bare = value.normalize();
    if bare.scale() < 2 {
        bare.rescale(2);
    }
    bare
}

/// A value as others read it.
pub(super) struct Json<'v>(pub(super) &'v Value);

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

#[cfg(test)]
mod tests {
    use crate::value::Value;

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
    fn others_get_decimals_as_numbers() {
        let price = Value::Decimal("19.90".parse().unwrap());
        let order = Value::Map([("$decimal".into(), price)].into());
        assert_eq!(order.to_json(), r#"{"$decimal": 19.90}"#);
        assert_eq!(Value::Float(f64::NAN).to_json(), "null");
        assert_eq!(Value::text("a\"b").to_json(), r#""a\"b""#);
    }
}
