//! `trilha schema`: what machines need to know of trails, tests and the API.

use crate::output::Output;
use anyhow::{Context, Result};
use clap::Args;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

/// Writes `trail.schema.json`, `test.schema.json`, `step-test.schema.json` and `openapi.json`.
#[derive(Args)]
pub(crate) struct Schema {
    /// The folder to write them to; it is made when it is not there.
    #[arg(long, default_value = "schemas")]
    out: PathBuf,
}

impl Schema {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        fs::create_dir_all(&self.out)
            .with_context(|| format!("cannot make the folder {}", self.out.display()))?;
        for (name, document) in [
            ("trail.schema.json", trilha_trail::schema()),
            ("test.schema.json", trilha_talk::schema()),
            ("step-test.schema.json", trilha_talk::step_schema()),
            ("openapi.json", trilha_server::openapi()),
        ] {
            let path = self.out.join(name);
            let text = serde_json::to_string_pretty(&sorted(document))? + "\n";
            fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
            out.line(&path.display().to_string());
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A document with its keys in order of the alphabet, whatever order `serde_json` was built to keep:
/// another crate of the same build may have asked it to keep that of insertion.
fn sorted(document: Value) -> Value {
    match document {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map.into_iter().collect();
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            let sorted = entries.into_iter().map(|(key, value)| (key, sorted(value)));
            Value::Object(sorted.collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::sorted;
    use serde_json::json;

    #[test]
    fn keys_are_in_order_at_every_depth() {
        let document = sorted(json!({ "b": [{ "d": 1, "c": 2 }], "a": {} }));
        assert_eq!(document.to_string(), r#"{"a":{},"b":[{"c":2,"d":1}]}"#);
    }
}
