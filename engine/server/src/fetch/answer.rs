//! Reading an answer: streamed, capped, JSON as values.

use super::limits;
use reqwest::Response;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use smol_str::SmolStr;
use trilha_model::{Foreign, Map, Outcome, Value};

/// The answer as an outcome, or why it could not be read.
pub(super) async fn read(mut response: Response) -> Result<Outcome, String> {
    let status = response.status().as_u16();
    let headers = headers(response.headers());
    let json = is_json(response.headers());
    let announced = response
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limits::ANSWER) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| super::reason(&error))?
    {
        if bytes.len() + chunk.len() > limits::ANSWER {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Outcome::Http {
        status,
        headers,
        body: body(&bytes, json),
    })
}

fn too_large() -> String {
    format!("the answer is larger than {} KiB", limits::ANSWER / 1024)
}

fn headers(headers: &HeaderMap) -> Map {
    let text = |value: &reqwest::header::HeaderValue| {
        Value::text(String::from_utf8_lossy(value.as_bytes()))
    };
    headers
        .iter()
        .map(|(name, value)| (SmolStr::new(name.as_str()), text(value)))
        .collect()
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let essence = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

fn body(bytes: &[u8], json: bool) -> Value {
    if bytes.is_empty() {
        return Value::Null;
    }
    let parsed = json.then(|| serde_json::from_slice(bytes).ok()).flatten();
    parsed.map_or_else(
        || Value::text(String::from_utf8_lossy(bytes)),
        |Foreign(value)| value,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_makes_no_decimals_and_cannot_break_its_own_body() {
        let text = r#"{"$decimal":"1.50"}"#;
        let expected = Value::Map(Map::from([("$decimal".into(), Value::text("1.50"))]));
        assert_eq!(body(text.as_bytes(), true), expected);
        let broken = body(br#"{"word":"it","price":{"$decimal":"much"}}"#, true);
        let Value::Map(fields) = broken else {
            panic!("{broken:?}")
        };
        assert_eq!(fields.get("word"), Some(&Value::text("it")));
    }

    #[test]
    fn json_is_read_as_it_stands() {
        let text =
            r#"[null,true,-3,9223372036854775807,18446744073709551615,1.0,1e3,"1.5",{"a":[]}]"#;
        let expected = vec![
            Value::Null,
            Value::Bool(true),
            Value::Int(-3),
            Value::Int(i64::MAX),
            Value::Float(18_446_744_073_709_551_615.0),
            Value::Float(1.0),
            Value::Float(1000.0),
            Value::text("1.5"),
            Value::Map(Map::from([("a".into(), Value::List(Vec::new()))])),
        ];
        assert_eq!(body(text.as_bytes(), true), Value::List(expected));
        assert_eq!(body(b"[1", true), Value::text("[1"));
        assert_eq!(body(b"{}", false), Value::text("{}"));
    }
}
