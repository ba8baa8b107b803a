//! Finding items of a list, and what a map has at a key.

use crate::compare::{self, Comparison};
use crate::engine::{Answer, mismatch};
use rhai::{Array, Dynamic, Engine, Map};

pub(super) fn finding(engine: &mut Engine) {
    engine
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
        .register_fn("first", |list: &mut Array| {
            list.first().cloned().unwrap_or_default()
        })
        .register_fn("last", |list: &mut Array| {
            list.last().cloned().unwrap_or_default()
        })
        .register_fn("first", |mut list: Array, count: i64| -> Array {
            list.truncate(usize::try_from(count).unwrap_or(0));
            list
        })
        .register_fn("last", |mut list: Array, count: i64| -> Array {
            let skipped = list
                .len()
                .saturating_sub(usize::try_from(count).unwrap_or(0));
            list.split_off(skipped)
        });
}

pub(super) fn at_key(map: &Map, key: &str) -> Option<Dynamic> {
    map.get(key).cloned()
}

fn at_place(list: &Array, at: i64) -> Option<Dynamic> {
    let length = i64::try_from(list.len()).ok()?;
    let at = if at < 0 { at.checked_add(length)? } else { at };
    list.get(usize::try_from(at).ok()?).cloned()
}

pub(super) fn find(list: &[Dynamic], wanted: &Dynamic) -> Answer<Option<usize>> {
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
