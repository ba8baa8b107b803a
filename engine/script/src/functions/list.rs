//! Functions on lists, and the one behind `?.`.

use super::Row;
use super::text::read;
use crate::budget::Budgets;
use crate::compare::{self, Comparison};
use crate::engine::{Answer, mismatch, refuse};
use crate::failure::Kind;
use crate::limits::Limits;
use crate::{soft, value};
use rhai::{Array, Dynamic, Engine, FnPtr, Map, NativeCallContext};
use std::collections::BTreeMap;
use trilha_model::LimitName;

pub(super) const ROWS: &[Row] = &[
    (
        "map",
        "list.map(function) -> list",
        "Every item through a function.",
        "[1, 2].map(|n| n * 2)",
        "[2, 4]",
    ),
    (
        "filter",
        "list.filter(function) -> list",
        "The items for which a function holds; also the entries of a map.",
        "[1, 2].filter(|n| n > 1)",
        "[2]",
    ),
    (
        "find",
        "list.find(function, [from]) -> value",
        "The first item for which a function holds, or nothing.",
        "[1, 2, 3].find(|n| n > 1)",
        "2",
    ),
    (
        "find_map",
        "list.find_map(function, [from]) -> value",
        "The first thing that a function gives for an item, or nothing.",
        "[1, 2].find_map(|n| if n > 1 { n * 10 })",
        "20",
    ),
    (
        "some",
        "list.some(function) -> yes_no",
        "Whether a function holds for any item.",
        "[1, 2].some(|n| n > 1)",
        "true",
    ),
    (
        "all",
        "list.all(function) -> yes_no",
        "Whether a function holds for every item.",
        "[1, 2].all(|n| n > 1)",
        "false",
    ),
    (
        "count",
        "list.count(function) -> integer",
        "For how many items a function holds.",
        "[1, 2, 3].count(|n| n > 1)",
        "2",
    ),
    (
        "reduce",
        "list.reduce(function, [first]) -> value",
        "One value out of all items, by a function of what there is so far and the next item.",
        "[1, 2, 3].reduce(|sum, n| sum + n, 10)",
        "16",
    ),
    (
        "reduce_rev",
        "list.reduce_rev(function, [first]) -> value",
        "The same from the end.",
        r#"["a", "b"].reduce_rev(|so_far, t| so_far + t, "")"#,
        r#""ba""#,
    ),
    (
        "for_each",
        "list.for_each(function)",
        "Calls a function with each item as `this`, which it may change.",
        "let l = [1, 2]; l.for_each(|| this *= 2); l",
        "[2, 4]",
    ),
    (
        "zip",
        "list.zip(other, function) -> list",
        "What a function gives for each pair of items.",
        "[1, 2].zip([3, 4], |a, b| a + b)",
        "[4, 6]",
    ),
    (
        "sum",
        "sum(list, [by]) -> number",
        "The items added up, or what a key or a function gives of each.",
        r#"sum([#{ price: money("1.10") }, #{ price: money("2.20") }], "price")"#,
        r#"money("3.30")"#,
    ),
    (
        "average",
        "average(list) -> number",
        "The mean of numbers; nothing where there is none.",
        "average([1, 2, 6])",
        "money(3)",
    ),
    (
        "pluck",
        "list.pluck(key) -> list",
        "What each item has at a key, or nothing.",
        r#"[#{ id: 1 }, #{ id: 2 }].pluck("id")"#,
        "[1, 2]",
    ),
    (
        "unique",
        "list.unique([by]) -> list",
        "The first of each that are equal, or of which a key or a function gives the same.",
        "[2, 1, 2].unique()",
        "[2, 1]",
    ),
    (
        "group_by",
        "list.group_by(by) -> map",
        "Lists of the items, by the text of what a key or a function gives.",
        r#"[1, 2, 3].group_by(|n| if n > 1 { "many" } else { "one" })"#,
        "#{ many: [2, 3], one: [1] }",
    ),
    (
        "chunk",
        "list.chunk(size) -> list",
        "Lists of so many items each; the last may have fewer.",
        "[1, 2, 3].chunk(2)",
        "[[1, 2], [3]]",
    ),
    (
        "flatten",
        "list.flatten() -> list",
        "The items of the lists in it, one after the other.",
        "[[1], [2, 3], 4].flatten()",
        "[1, 2, 3, 4]",
    ),
    (
        "first",
        "list.first([count]) -> value",
        "The first item, or nothing; with a number, a list of so many.",
        "[1, 2, 3].first(2)",
        "[1, 2]",
    ),
    (
        "last",
        "list.last([count]) -> value",
        "The last item, or nothing; with a number, a list of so many.",
        "[1, 2, 3].last()",
        "3",
    ),
    (
        "join",
        "list.join([with]) -> text",
        "The items as one text.",
        r#"[1, 2].join(", ")"#,
        r#""1, 2""#,
    ),
    (
        "join_last",
        "list.join_last(with, last) -> text",
        "The same, with another word before the last item.",
        r#"["a", "b", "c"].join_last(", ", " e ")"#,
        r#""a, b e c""#,
    ),
    (
        "index_of",
        "list.index_of(item, [from]) -> integer",
        "Where an item, or a part of a text, first is, from 0; -1 if nowhere.",
        "[1, 2].index_of(2)",
        "1",
    ),
    (
        "get",
        "list.get(place, [otherwise]) -> value",
        "The item at a place or key; nothing, or the second argument, where there is none.",
        r#"#{ a: 1 }.get("b", 0)"#,
        "0",
    ),
    (
        "set",
        "list.set(place, value)",
        "Puts a value at a place or key.",
        "let l = [1, 2]; l.set(0, 9); l",
        "[9, 2]",
    ),
    (
        "push",
        "list.push(item)",
        "Adds an item behind.",
        "let l = [1]; l.push(2); l",
        "[1, 2]",
    ),
    (
        "append",
        "list.append(other)",
        "Adds all items of another list behind; also text to text.",
        "let l = [1]; l.append([2, 3]); l",
        "[1, 2, 3]",
    ),
    (
        "insert",
        "list.insert(place, item)",
        "Adds an item at a place.",
        "let l = [1, 3]; l.insert(1, 2); l",
        "[1, 2, 3]",
    ),
    (
        "pop",
        "list.pop() -> value",
        "Takes the last item, or character, away and gives it.",
        "let l = [1, 2]; l.pop()",
        "2",
    ),
    (
        "shift",
        "list.shift() -> value",
        "Takes the first item away and gives it.",
        "let l = [1, 2]; l.shift()",
        "1",
    ),
    (
        "remove",
        "list.remove(place) -> value",
        "Takes away and gives the item at a place or key; from a text, every such part.",
        "let l = [1, 2]; l.remove(0); l",
        "[2]",
    ),
    (
        "clear",
        "list.clear()",
        "Takes everything away.",
        "let l = [1]; l.clear(); l",
        "[]",
    ),
    (
        "truncate",
        "list.truncate(length)",
        "Keeps only so many items, or characters, in front.",
        "let l = [1, 2, 3]; l.truncate(2); l",
        "[1, 2]",
    ),
    (
        "chop",
        "list.chop(length)",
        "Keeps only so many items at the end.",
        "let l = [1, 2, 3]; l.chop(2); l",
        "[2, 3]",
    ),
    (
        "pad",
        "list.pad(length, item)",
        "Adds an item, or a text to a text, until it is so long.",
        "let l = [1]; l.pad(3, 0); l",
        "[1, 0, 0]",
    ),
    (
        "reverse",
        "list.reverse()",
        "Turns the order round.",
        "let l = [1, 2]; l.reverse(); l",
        "[2, 1]",
    ),
    (
        "splice",
        "list.splice(from, length, items)",
        "Puts other items in the place of some.",
        "let l = [1, 2, 3]; l.splice(0, 2, [9]); l",
        "[9, 3]",
    ),
    (
        "extract",
        "list.extract(from, [length]) -> list",
        "The items from a place on.",
        "[1, 2, 3].extract(1, 2)",
        "[2, 3]",
    ),
    (
        "drain",
        "list.drain(function) -> list",
        "Takes away and gives the items for which a function holds; also those from a place on.",
        "let l = [1, 2, 3]; l.drain(|n| n > 1); l",
        "[1]",
    ),
    (
        "retain",
        "list.retain(function) -> list",
        "Keeps the items for which a function holds, and gives the others; also those from a place on.",
        "let l = [1, 2, 3]; l.retain(|n| n > 1); l",
        "[2, 3]",
    ),
    (
        "dedup",
        "list.dedup([function])",
        "Makes one of equal neighbours.",
        "let l = [1, 1, 2, 1]; l.dedup(); l",
        "[1, 2, 1]",
    ),
    (
        "to_blob",
        "text.to_blob()",
        "Bytes; nothing here takes them, and they cannot be kept.",
        r#"type_of("olá".to_blob())"#,
        r#""blob""#,
    ),
];

pub(super) fn register(engine: &mut Engine, limits: &Limits, budgets: &Budgets) {
    joining(engine, limits);
    finding(engine);
    folding(engine);
    grouping(engine, limits, budgets);
    engine.register_fn(
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
}

fn joining(engine: &mut Engine, limits: &Limits) {
    let (bare, by, last) = (limits.clone(), limits.clone(), limits.clone());
    engine
        .register_fn("join", move |list: Array| join(&list, "", "", &bare))
        .register_fn("join", move |list: Array, with: &str| {
            join(&list, with, with, &by)
        })
        .register_fn("join_last", move |list: Array, with: &str, before: &str| {
            join(&list, with, before, &last)
        });
}

fn finding(engine: &mut Engine) {
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

fn folding(engine: &mut Engine) {
    engine
        .register_fn("sum", |context: NativeCallContext, list: Array| {
            sum(&context, list)
        })
        .register_fn(
            "sum",
            |context: NativeCallContext, list: Array, by: Dynamic| -> Answer<Dynamic> {
                let parts = list.iter().map(|item| of(&context, &by, item));
                sum(&context, parts.collect::<Answer<Array>>()?)
            },
        )
        .register_fn(
            "average",
            |context: NativeCallContext, list: Array| -> Answer<Dynamic> {
                let count = i64::try_from(list.len()).unwrap_or(i64::MAX);
                if count == 0 {
                    return Ok(Dynamic::UNIT);
                }
                let total = sum(&context, list)?;
                let exact = super::number::decimal(&total)
                    .ok_or_else(|| refuse(Kind::Type, "the mean is of numbers"))?;
                Ok((exact / rust_decimal::Decimal::from(count))
                    .normalize()
                    .into())
            },
        )
        .register_fn(
            "count",
            |context: NativeCallContext, list: Array, by: FnPtr| -> Answer<i64> {
                let mut count = 0;
                for item in list {
                    count += i64::from(by.call_within_context::<bool>(&context, (item,))?);
                }
                Ok(count)
            },
        );
}

fn grouping(engine: &mut Engine, limits: &Limits, budgets: &Budgets) {
    let (limits, by_key) = (limits.clone(), budgets.clone());
    let plain = budgets.clone();
    engine
        .register_fn("pluck", |list: Array, key: &str| -> Array {
            let at = |item: &Dynamic| at_key(&*item.as_map_ref().ok()?, key);
            list.iter()
                .map(|item| at(item).unwrap_or_default())
                .collect()
        })
        .register_fn("unique", move |context: NativeCallContext, list: Array| {
            unique(&plain, &context, list, None)
        })
        .register_fn(
            "unique",
            move |context: NativeCallContext, list: Array, by: Dynamic| {
                unique(&by_key, &context, list, Some(&by))
            },
        )
        .register_fn(
            "group_by",
            move |context: NativeCallContext, list: Array, by: Dynamic| -> Answer<Map> {
                let mut groups: BTreeMap<String, Array> = BTreeMap::new();
                for item in list {
                    let key = read(&of(&context, &by, &item)?, &limits)?;
                    groups.entry(key).or_default().push(item);
                }
                Ok(groups
                    .into_iter()
                    .map(|(key, items)| (key.into(), items.into()))
                    .collect())
            },
        )
        .register_fn("chunk", |list: Array, size: i64| -> Answer<Array> {
            let size = usize::try_from(size)
                .ok()
                .filter(|&size| size > 0)
                .ok_or_else(|| refuse(Kind::Type, "a chunk has at least one item"))?;
            Ok(list.chunks(size).map(|part| part.to_vec().into()).collect())
        })
        .register_fn("flatten", |list: Array| -> Array {
            let items = |item: Dynamic| match item.try_cast_result::<Array>() {
                Ok(items) => items,
                Err(item) => vec![item],
            };
            list.into_iter().flat_map(items).collect()
        });
}

/// What a key or a function gives of an item.
fn of(context: &NativeCallContext, by: &Dynamic, item: &Dynamic) -> Answer<Dynamic> {
    if let Some(function) = by.clone().try_cast::<FnPtr>() {
        return function.call_within_context(context, (item.clone(),));
    }
    let key = by
        .as_immutable_string_ref()
        .map_err(|_| refuse(Kind::Type, "a key or a function is needed here"))?;
    let map = item.as_map_ref().map_err(|_| {
        refuse(
            Kind::Type,
            format!("{} has no key `{}`", value::kind(item), key.as_str()),
        )
    })?;
    Ok(at_key(&map, &key).unwrap_or_default())
}

fn sum(context: &NativeCallContext, list: Array) -> Answer<Dynamic> {
    let mut items = list.into_iter();
    let mut total = items.next().unwrap_or(Dynamic::from_int(0));
    for item in items {
        total = context.call_native_fn("+", (total, item))?;
    }
    Ok(total)
}

fn unique(
    budgets: &Budgets,
    context: &NativeCallContext,
    list: Array,
    by: Option<&Dynamic>,
) -> Answer<Array> {
    budgets.pay(context, list.len().saturating_mul(list.len()) / 16)?;
    let (mut seen, mut kept) = (Array::new(), Array::new());
    for item in list {
        let key = match by {
            Some(by) => of(context, by, &item)?,
            None => item.clone(),
        };
        if find(&seen, &key)?.is_none() {
            seen.push(key);
            kept.push(item);
        }
    }
    Ok(kept)
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

fn join(list: &Array, by: &str, before_last: &str, limits: &Limits) -> Answer<String> {
    let mut out = String::new();
    for (at, item) in list.iter().enumerate() {
        if at > 0 {
            let end = at + 1 == list.len();
            out.push_str(if end { before_last } else { by });
        }
        match item.as_immutable_string_ref() {
            Ok(text) => out.push_str(&text),
            Err(_) => out.push_str(&read(item, limits)?),
        }
        if out.len() > limits.text {
            return Err(refuse(
                Kind::Limit(LimitName::ScriptText),
                "too large: length of the text",
            ));
        }
    }
    Ok(out)
}
