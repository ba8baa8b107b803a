//! Sorting that fails where a comparison fails, and never panics at a comparison without an order.

use super::{Documented, entry};
use crate::compare::{self, Comparison};
use crate::engine::{Answer, mismatch, refuse};
use crate::failure::Kind;
use rhai::{Array, Dynamic, Engine, FnPtr, NativeCallContext};

pub(super) const TABLE: [Documented; 2] = [
    entry(
        "list",
        "order",
        "[2, 1].order() == [1, 2]",
        "A new list in order; also `order_desc`, and with a function of two items that gives a whole number, below 0 when the first comes first.",
    ),
    entry(
        "list",
        "sort",
        "let list = [2, 1]; list.sort()",
        "The same, in place; also `sort_desc`.",
    ),
];

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("sort", |list: &mut Array| in_place(list, &mut up))
        .register_fn("sort_desc", |list: &mut Array| in_place(list, &mut down))
        .register_fn("order", |list: Array| sorted(list, &mut up))
        .register_fn("order_desc", |list: Array| sorted(list, &mut down));
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
