//! Functions on maps.

use super::Row;
use rhai::{Array, Dynamic, Engine, Map};

pub(super) const ROWS: &[Row] = &[
    (
        "keys",
        "map.keys() -> list",
        "The keys, in order.",
        "#{ b: 1, a: 2 }.keys()",
        r#"["a", "b"]"#,
    ),
    (
        "values",
        "map.values() -> list",
        "The values, in the order of their keys.",
        "#{ b: 1, a: 2 }.values()",
        "[2, 1]",
    ),
    (
        "entries",
        "map.entries() -> list",
        "Each entry as a map of `key` and `value`, in the order of the keys.",
        "#{ a: 2 }.entries()",
        r#"[#{ key: "a", value: 2 }]"#,
    ),
    (
        "only",
        "map.only(keys) -> map",
        "Only the entries with these keys.",
        r#"#{ a: 1, b: 2 }.only(["a", "c"])"#,
        "#{ a: 1 }",
    ),
    (
        "without",
        "map.without(keys) -> map",
        "All but the entries with these keys.",
        r#"#{ a: 1, b: 2 }.without(["a"])"#,
        "#{ b: 2 }",
    ),
    (
        "with",
        "map.with(key, value) -> map",
        "The map with one entry more, or another value.",
        r#"#{ a: 1 }.with("b", 2)"#,
        "#{ a: 1, b: 2 }",
    ),
    (
        "mixin",
        "map.mixin(other)",
        "Adds all entries of the other map, which win.",
        "let m = #{ a: 1 }; m.mixin(#{ a: 2 }); m",
        "#{ a: 2 }",
    ),
    (
        "fill_with",
        "map.fill_with(other)",
        "Adds those entries of the other map whose keys are not there yet.",
        "let m = #{ a: 1 }; m.fill_with(#{ a: 2, b: 3 }); m",
        "#{ a: 1, b: 3 }",
    ),
];

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("entries", |map: &mut Map| -> Array {
            let entry = |(key, value): (&rhai::Identifier, &Dynamic)| {
                let key = Dynamic::from(key.to_string());
                let entry: Map = [("key".into(), key), ("value".into(), value.clone())].into();
                entry.into()
            };
            map.iter().map(entry).collect()
        })
        .register_fn("only", |map: Map, keys: Array| -> Map {
            map.into_iter()
                .filter(|(key, _)| named(&keys, key))
                .collect()
        })
        .register_fn("without", |map: Map, keys: Array| -> Map {
            map.into_iter()
                .filter(|(key, _)| !named(&keys, key))
                .collect()
        })
        .register_fn("with", |mut map: Map, key: &str, value: Dynamic| -> Map {
            map.insert(key.into(), value);
            map
        });
}

fn named(keys: &Array, key: &str) -> bool {
    keys.iter().any(|wanted| {
        wanted
            .as_immutable_string_ref()
            .is_ok_and(|wanted| wanted.as_str() == key)
    })
}
