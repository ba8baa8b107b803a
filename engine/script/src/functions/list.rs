//! Functions on lists and maps, and the one behind `?.`.

use super::text::read;
use super::{Documented, entry};
use crate::compare::{self, Comparison};
use crate::engine::{Answer, mismatch, refuse};
use crate::failure::Kind;
use crate::limits::Limits;
use crate::{soft, value};
use rhai::{Array, Dynamic, Engine, Map};

pub(super) const TABLE: [Documented; 9] = [
    entry(
        "list",
        "len",
        "[1, 2].len() == 2",
        "How many items or entries.",
    ),
    entry(
        "list",
        "map",
        "[1, 2].map(|n| n * 2) == [2, 4]",
        "Every item through a function.",
    ),
    entry(
        "list",
        "filter",
        "[1, 2].filter(|n| n > 1) == [2]",
        "The items for which a function holds.",
    ),
    entry(
        "list",
        "join",
        r#"[1, 2].join(", ") == "1, 2""#,
        "The items as one text.",
    ),
    entry(
        "list",
        "contains",
        "[1, 2].contains(2)",
        "Whether an item is in a list or a key in a map; also `2 in list`.",
    ),
    entry(
        "list",
        "index_of",
        "[1, 2].index_of(2) == 1",
        "Where an item first is, from 0; -1 if nowhere.",
    ),
    entry(
        "list",
        "get",
        r#"#{ a: 1 }.get("b", 0) == 0"#,
        "The item at a place or key; nothing, or the second argument, where there is none.",
    ),
    entry("list", "sum", "sum([1, 2]) == 3", "The items added up."),
    entry(
        "list",
        "keys",
        "#{ a: 1 }.keys() == [\"a\"]",
        "The keys of a map, in order.",
    ),
];

pub(super) fn register(engine: &mut Engine, limits: &Limits) {
    let (bare, by) = (limits.clone(), limits.clone());
    engine
        .register_fn("join", move |list: Array| join(&list, "", &bare))
        .register_fn("join", move |list: Array, with: &str| {
            join(&list, with, &by)
        })
        .register_fn("dedup", dedup)
        .register_fn(
            "contains",
            |list: &mut Array, item: Dynamic| -> Answer<bool> { Ok(find(list, &item)?.is_some()) },
        )
        .register_fn(
            "index_of",
            |list: &mut Array, item: Dynamic| -> Answer<i64> { index_from(list, item, 0) },
        )
        .register_fn("index_of", index_from)
        .register_fn("get", |map: &mut Map, key: &str| {
            at_key(map, key).unwrap_or_default()
        })
        .register_fn("get", |map: &mut Map, key: &str, otherwise: Dynamic| {
            at_key(map, key).unwrap_or(otherwise)
        })
        .register_fn("get", |list: &mut Array, at: i64| {
            at_place(list, at).unwrap_or_default()
        })
        .register_fn("get", |list: &mut Array, at: i64, otherwise: Dynamic| {
            at_place(list, at).unwrap_or(otherwise)
        })
        .register_fn(
            soft::FUNCTION,
            |owner: &mut Dynamic, name: &str| -> Answer<Dynamic> {
                match owner.as_map_ref() {
                    Ok(map) => Ok(at_key(&map, name).unwrap_or_default()),
                    Err(_) if owner.is_unit() => Ok(Dynamic::UNIT),
                    Err(_) => Err(refuse(
                        Kind::Missing,
                        format!("there is no property `{name}` on {}", value::kind(owner)),
                    )),
                }
            },
        );
    engine.register_fn(
        "sum",
        |context: rhai::NativeCallContext, list: Array| -> Answer<Dynamic> {
            let mut items = list.into_iter();
            let mut total = items.next().unwrap_or(Dynamic::from_int(0));
            for item in items {
                total = context.call_native_fn("+", (total, item))?;
            }
            Ok(total)
        },
    );
}

fn at_key(map: &Map, key: &str) -> Option<Dynamic> {
    map.get(key).cloned()
}

fn at_place(list: &Array, at: i64) -> Option<Dynamic> {
    let length = i64::try_from(list.len()).ok()?;
    let at = if at < 0 { at.checked_add(length)? } else { at };
    list.get(usize::try_from(at).ok()?).cloned()
}

fn find(list: &[Dynamic], wanted: &Dynamic) -> Answer<Option<usize>> {
    for (at, item) in list.iter().enumerate() {
        let same = compare::dynamics(Comparison::Equal, item, wanted);
        if same.map_err(|error| mismatch(Comparison::Equal, &error))? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that registration asks for"
)]
fn index_from(list: &mut Array, wanted: Dynamic, start: i64) -> Answer<i64> {
    let start = usize::try_from(start).unwrap_or(0);
    let rest = list.get(start..).unwrap_or_default();
    let at = find(rest, &wanted)?.and_then(|at| i64::try_from(at + start).ok());
    Ok(at.unwrap_or(-1))
}

/// Neighbours that are equal become one.
fn dedup(list: &mut Array) -> Answer<()> {
    let mut kept = Array::with_capacity(list.len());
    for item in list.drain(..) {
        let again = match kept.last() {
            Some(before) => find(std::slice::from_ref(before), &item)?.is_some(),
            None => false,
        };
        if !again {
            kept.push(item);
        }
    }
    *list = kept;
    Ok(())
}

fn join(list: &Array, by: &str, limits: &Limits) -> Answer<String> {
    let mut out = String::new();
    for (at, item) in list.iter().enumerate() {
        if at > 0 {
            out.push_str(by);
        }
        match item.as_immutable_string_ref() {
            Ok(text) => out.push_str(&text),
            Err(_) => out.push_str(&read(item, limits)?),
        }
        if out.len() > limits.text {
            return Err(refuse(Kind::Limit, "too large: length of the text"));
        }
    }
    Ok(out)
}
