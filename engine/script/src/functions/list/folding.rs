//! One value out of a list, and lists out of a list.

use super::finding::{at_key, find};
use crate::budget::Budgets;
use crate::engine::{Answer, refuse};
use crate::failure::Kind;
use crate::functions::number;
use crate::functions::text::read;
use crate::limits::Limits;
use crate::value;
use rhai::{Array, Dynamic, Engine, FnPtr, Map, NativeCallContext};
use std::collections::BTreeMap;

pub(super) fn folding(engine: &mut Engine) {
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
                let exact = number::decimal(&total)
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

pub(super) fn grouping(engine: &mut Engine, limits: &Limits, budgets: &Budgets) {
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
