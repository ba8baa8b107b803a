//! Functions on JSON (RFC 8259).

use super::Row;
use crate::budget::Budgets;
use crate::engine::{Answer, refuse};
use crate::failure::Kind;
use crate::limits::Limits;
use crate::value;
use rhai::{Array, Dynamic, Engine, Map, NativeCallContext};
use trilha_model::{Foreign, LimitName};

pub(super) const ROWS: &[Row] = &[
    (
        "to_json",
        "value.to_json() -> text",
        "The value as JSON; money as a number with its digits.",
        r#"#{ id: 9, paid: money("1.10") }.to_json()"#,
        r#"`{"id": 9, "paid": 1.10}`"#,
    ),
    (
        "parse_json",
        "text.parse_json([otherwise]) -> value",
        "The value that a JSON text holds; what is given otherwise where it is none.",
        r#"`{"id": 9}`.parse_json().id"#,
        "9",
    ),
];

pub(super) fn register(engine: &mut Engine, limits: &Limits, budgets: &Budgets) {
    let within = limits.clone();
    engine.register_fn("to_json", move |value: Dynamic| print(&value, &within));
    let within = limits.clone();
    engine.register_fn("to_json", move |map: &mut Map| {
        print(&map.clone().into(), &within)
    });
    let within = limits.clone();
    engine.register_fn("to_json", move |list: &mut Array| {
        print(&list.clone().into(), &within)
    });
    let (limited, paying) = (limits.clone(), budgets.clone());
    engine.register_fn(
        "parse_json",
        move |context: NativeCallContext, text: &str| -> Answer<Dynamic> {
            paying.pay(&context, text.len() / 16)?;
            parse(text, &limited)
        },
    );
    let (limited, paying) = (limits.clone(), budgets.clone());
    engine.register_fn(
        "parse_json",
        move |context: NativeCallContext, text: &str, otherwise: Dynamic| -> Answer<Dynamic> {
            paying.pay(&context, text.len() / 16)?;
            Ok(parse(text, &limited).unwrap_or(otherwise))
        },
    );
}

fn print(value: &Dynamic, limits: &Limits) -> Answer<String> {
    match value::from_dynamic(value, limits) {
        Ok(value) => Ok(value.to_json()),
        Err(failure) => Err(refuse(failure.kind, failure.message)),
    }
}

fn parse(text: &str, limits: &Limits) -> Answer<Dynamic> {
    let Foreign(value) = serde_json::from_str(text)
        .map_err(|error| refuse(Kind::Type, format!("this is not JSON: {error}")))?;
    if !value.lies_within(limits.levels) {
        return Err(refuse(Kind::Limit(LimitName::Levels), value::TOO_DEEP));
    }
    Ok(value::to_dynamic(&value))
}
