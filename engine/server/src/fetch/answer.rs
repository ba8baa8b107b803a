//! Reading an answer: streamed, capped, JSON as values.

use super::limits;
use reqwest::Response;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use smol_str::SmolStr;
use trilha_model::{Map, Outcome, Value};

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
        .map_err(|error| super::send::reason(&error))?
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
    let parsed = json
        .then(|| serde_json::from_slice::<Value>(bytes).ok())
        .flatten();
    parsed.unwrap_or_else(|| Value::text(String::from_utf8_lossy(bytes)))
}
