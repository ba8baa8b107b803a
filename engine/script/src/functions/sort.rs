//! Sorting that fails where a comparison fails, and never panics at a comparison without an order.

use super::Row;
use crate::compare::{self, Comparison};
use crate::engine::{Answer, mismatch, refuse};
use crate::failure::Kind;
use rhai::{Array, Dynamic, Engine, FnPtr, NativeCallContext};

pub(super) const ROWS: &[Row] = &[
    (
        "order",
        "list.order([function]) -> list",
        "A new list in order; with a function of two items that gives a whole number, below 0 when the first comes first.",
        "[2, 1].order()",
        "[1, 2]",
    ),
    (
        "order_desc",
        "list.order_desc() -> list",
        "A new list, the largest first.",
        "[1, 2].order_desc()",
        "[2, 1]",
    ),
    (
        "order_by",
        "list.order_by(key) -> list",
        "A new list in the order of what each item has at a key; with a function, as `order`.",
        r#"[#{ n: 2 }, #{ n: 1 }].order_by("n").pluck("n")"#,
        "[1, 2]",
    ),
    (
        "sort",
        "list.sort([function])",
        "Puts a list in order, as `order` does.",
        "let l = [2, 1]; l.sort(); l",
        "[1, 2]",
    ),
    (
        "sort_desc",
        "list.sort_desc()",
        "Puts a list in order, the largest first.",
        "let l = [1, 2]; l.sort_desc(); l",
        "[2, 1]",
    ),
    (
        "sort_by",
        "list.sort_by(key)",
        "Puts a list in the order of what each item has at a key; with a function, as `sort`.",
        r#"let l = [#{ n: 2 }, #{ n: 1 }]; l.sort_by("n"); l.pluck("n")"#,
        "[1, 2]",
    ),
];

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("sort", |list: &mut Array| in_place(list, &mut up))
        .register_fn("sort_desc", |list: &mut Array| in_place(list, &mut down))
        .register_fn("order", |list: Array| sorted(list, &mut up))
        .register_fn("order_desc", |list: Array| sorted(list, &mut down));
    engine
        .register_fn("sort_by", |list: &mut Array, key: &str| {
            in_place(list, &mut |a, b| up(&at(a, key), &at(b, key)))
        })
        .register_fn("order_by", |list: Array, key: &str| {
            sorted(list, &mut |a, b| up(&at(a, key), &at(b, key)))
        });
    for name in ["sort", "sort_by"] {
        engine.register_fn(
            name,
            |context: NativeCallContext, list: &mut Array, by: FnPtr| {
                in_place(list, &mut |a, b| asked(&context, &by, a, b))
            },
        );
    }
    for name in ["order", "order_by"] {
        engine.register_fn(
            name,
            |context: NativeCallContext, list: Array, by: FnPtr| {
                sorted(list, &mut |a, b| asked(&context, &by, a, b))
            },
        );
    }
}

/// Whether the second must come before the first.
type Swaps<'a> = dyn FnMut(&Dynamic, &Dynamic) -> Answer<bool> + 'a;

fn up(a: &Dynamic, b: &Dynamic) -> Answer<bool> {
    compare::dynamics(Comparison::More, a, b).map_err(|why| mismatch(Comparison::More, &why))
}

fn down(a: &Dynamic, b: &Dynamic) -> Answer<bool> {
    compare::dynamics(Comparison::Less, a, b).map_err(|why| mismatch(Comparison::Less, &why))
}

/// What an item has at a key.
fn at(item: &Dynamic, key: &str) -> Dynamic {
    let map = item.as_map_ref();
    map.ok()
        .and_then(|map| map.get(key).cloned())
        .unwrap_or_default()
}

fn asked(context: &NativeCallContext, by: &FnPtr, a: &Dynamic, b: &Dynamic) -> Answer<bool> {
    let answer: Dynamic = by.call_within_context(context, (a.clone(), b.clone()))?;
    match (answer.as_int(), answer.as_bool()) {
        (Ok(order), _) => Ok(order > 0),
        (_, Ok(first)) => Ok(!first),
        _ => Err(refuse(
            Kind::Type,
            format!(
                "a function that sorts gives integer, not {}",
                crate::value::kind(&answer)
            ),
        )),
    }
}

fn in_place(list: &mut Array, swaps: &mut Swaps) -> Answer<()> {
    *list = sorted(std::mem::take(list), swaps)?;
    Ok(())
}

/// By merging, stable; the halves are halved at most as often as a list is long in bits.
fn sorted(mut list: Array, swaps: &mut Swaps) -> Answer<Array> {
    if list.len() < 2 {
        return Ok(list);
    }
    let right = list.split_off(list.len() / 2);
    let mut left = sorted(list, swaps)?.into_iter().peekable();
    let mut right = sorted(right, swaps)?.into_iter().peekable();
    let mut out = Array::with_capacity(left.len() + right.len());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let next = if swaps(a, b)? {
            right.next()
        } else {
            left.next()
        };
        out.extend(next);
    }
    out.extend(left);
    out.extend(right);
    Ok(out)
}
