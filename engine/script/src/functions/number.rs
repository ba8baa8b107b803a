//! Functions on numbers: whole, with a binary fraction, and money, which is a decimal.

use super::{Documented, entry};
use crate::compare::{self, Comparison};
use crate::engine::{Answer, mismatch, refuse};
use crate::failure::Kind;
use rhai::{Dynamic, Engine};
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use rust_decimal::{Decimal, RoundingStrategy};

pub(super) const TABLE: [Documented; 9] = [
    entry(
        "number",
        "round",
        r#"round(money("2.345"), 2) == money("2.35")"#,
        "To n digits after the point, halves away from zero; without n, to a whole.",
    ),
    entry(
        "number",
        "floor",
        "floor(2.7) == 2",
        "The next whole downwards.",
    ),
    entry(
        "number",
        "ceil",
        "ceil(2.1) == 3",
        "The next whole upwards.",
    ),
    entry("number", "abs", "abs(-3) == 3", "Without its sign."),
    entry("number", "min", "min(2, 3) == 2", "The smaller of two."),
    entry("number", "max", "max(2, 3) == 3", "The larger of two."),
    entry(
        "number",
        "integer",
        r#"integer("42") == 42"#,
        "A whole number from text or a number; a second argument is given where that fails.",
    ),
    entry(
        "number",
        "number",
        r#"number("2.5") == 2.5"#,
        "A number from text or a number; a second argument is given where that fails.",
    ),
    entry(
        "number",
        "money",
        r#"money("1.10") + 1"#,
        "A decimal from text or a number; a second argument is given where that fails. Also `decimal`.",
    ),
];

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("round", |n: i64| n)
        .register_fn("round", |n: i64, _digits: i64| n)
        .register_fn("round", f64::round)
        .register_fn("round", round_float)
        .register_fn("round", |n: Decimal| round(n, 0))
        .register_fn("round", |n: Decimal, digits: i64| round(n, digits))
        .register_fn("floor", |n: i64| n)
        .register_fn("floor", f64::floor)
        .register_fn("floor", |n: Decimal| n.floor())
        .register_fn("ceil", |n: i64| n)
        .register_fn("ceil", f64::ceil)
        .register_fn("ceil", |n: Decimal| n.ceil())
        .register_fn("abs", |n: i64| -> Answer<i64> {
            n.checked_abs().ok_or_else(|| {
                refuse(
                    Kind::Arithmetic,
                    format!("the whole number {n} has no opposite"),
                )
            })
        })
        .register_fn("abs", f64::abs)
        .register_fn("abs", |n: Decimal| n.abs())
        .register_fn("min", |a: Dynamic, b: Dynamic| {
            pick(Comparison::AtMost, a, b)
        })
        .register_fn("max", |a: Dynamic, b: Dynamic| {
            pick(Comparison::AtLeast, a, b)
        });
    parser(engine, "integer", "a whole number", |value| {
        integer(value).map(Dynamic::from_int)
    });
    parser(engine, "number", "a number", |value| {
        number(value).map(Dynamic::from_float)
    });
    for name in ["money", "decimal"] {
        parser(engine, name, "an amount", |value| {
            money(value).map(Dynamic::from_decimal)
        });
    }
}

/// Registers a parser under a name, and the same with an answer for what it cannot read.
fn parser(
    engine: &mut Engine,
    name: &'static str,
    what: &'static str,
    parse: fn(&Dynamic) -> Option<Dynamic>,
) {
    engine
        .register_fn(name, move |value: Dynamic| -> Answer<Dynamic> {
            parse(&value).ok_or_else(|| {
                refuse(
                    Kind::Type,
                    format!("this {} is not {what}", crate::value::kind(&value)),
                )
            })
        })
        .register_fn(name, move |value: Dynamic, otherwise: Dynamic| {
            parse(&value).unwrap_or(otherwise)
        });
}

fn trimmed(value: &Dynamic) -> Option<String> {
    let text = value.as_immutable_string_ref().ok()?;
    Some(text.trim().to_owned())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "only whole numbers within the exact range get here"
)]
fn integer(value: &Dynamic) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if let Ok(n) = value.as_int() {
        Some(n)
    } else if let Ok(n) = value.as_float() {
        (n.fract() == 0.0 && n.abs() <= EXACT).then_some(n as i64)
    } else if let Ok(n) = value.as_decimal() {
        n.is_integer().then(|| n.to_i64()).flatten()
    } else {
        trimmed(value)?.parse().ok()
    }
}

fn number(value: &Dynamic) -> Option<f64> {
    if let Ok(n) = value.as_float() {
        Some(n)
    } else if let Ok(n) = value.as_int() {
        n.to_f64()
    } else if let Ok(n) = value.as_decimal() {
        n.to_f64()
    } else {
        let parsed: f64 = trimmed(value)?.parse().ok()?;
        parsed.is_finite().then_some(parsed)
    }
}

fn money(value: &Dynamic) -> Option<Decimal> {
    if let Ok(n) = value.as_decimal() {
        Some(n)
    } else if let Ok(n) = value.as_int() {
        Some(n.into())
    } else if let Ok(n) = value.as_float() {
        Decimal::from_f64(n)
    } else {
        trimmed(value)?.parse().ok()
    }
}

fn round(n: Decimal, digits: i64) -> Decimal {
    let digits = u32::try_from(digits.clamp(0, 28)).unwrap_or(0);
    n.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
}

fn round_float(n: f64, digits: i64) -> f64 {
    Decimal::from_f64(n)
        .and_then(|exact| round(exact, digits).to_f64())
        .unwrap_or(n)
}

fn pick(how: Comparison, a: Dynamic, b: Dynamic) -> Answer<Dynamic> {
    match compare::dynamics(how, &a, &b) {
        Ok(true) => Ok(a),
        Ok(false) => Ok(b),
        Err(error) => Err(mismatch(how, &error)),
    }
}
