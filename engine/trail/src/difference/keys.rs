//! Two values compared key by key.

use std::collections::BTreeSet;
use trilha_model::{KeyDifference, Value};

/// Notes each key below `path` under which the values differ: as deep as both hold maps, or lists of one length.
pub(super) fn compare(
    path: &str,
    old: Option<&Value>,
    new: Option<&Value>,
    found: &mut Vec<KeyDifference>,
) {
    match (old, new) {
        (Some(Value::Map(old)), Some(Value::Map(new))) => {
            let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
            for key in keys {
                compare(&below(path, key), old.get(key), new.get(key), found);
            }
        }
        (Some(Value::List(old)), Some(Value::List(new))) if old.len() == new.len() => {
            for (at, (old, new)) in old.iter().zip(new).enumerate() {
                compare(&below(path, &at.to_string()), Some(old), Some(new), found);
            }
        }
        (old, new) if old == new => {}
        (old, new) => found.push(KeyDifference {
            key: path.to_owned(),
            old: old.map(shown),
            new: new.map(shown),
        }),
    }
}

fn below(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.to_string(),
        other => other.to_json(),
    }
}
