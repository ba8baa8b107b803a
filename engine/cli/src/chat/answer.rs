//! What a person types as the answer of a web service.

use anyhow::{Context as _, Result};
use trilha_model::{Foreign, Map, Outcome, Value};

/// An answer as typed: nothing, a status, JSON, or a status and JSON.
pub(super) fn answer(line: &str) -> Result<Outcome> {
    if line.is_empty() {
        return Ok(Outcome::Failed {
            reason: "no answer".into(),
        });
    }
    let (head, rest) = line.split_once(' ').unwrap_or((line, ""));
    let status = head
        .parse::<u16>()
        .ok()
        .filter(|status| (100..600).contains(status));
    let (status, json) = status.map_or((200, line), |status| (status, rest.trim()));
    let body = match json {
        "" => Value::Null,
        json => {
            let Foreign(body) = serde_json::from_str(json).context("this is not JSON")?;
            body
        }
    };
    Ok(Outcome::Http {
        status,
        headers: Map::new(),
        body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_status_json_both_or_nothing() {
        for (line, status) in [
            ("404", Some(404)),
            ("{}", Some(200)),
            ("500 [1]", Some(500)),
            ("", None),
        ] {
            let found = match answer(line).unwrap() {
                Outcome::Http { status, .. } => Some(status),
                _ => None,
            };
            assert_eq!(found, status, "{line}");
        }
        assert!(answer("{oops").is_err());
    }
}
