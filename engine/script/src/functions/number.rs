//! Functions on numbers: whole, with a binary fraction, and money, which is a decimal.

use super::Row;
use crate::compare::{self, Comparison};
use crate::engine::{Answer, mismatch, refuse};
use crate::failure::Kind;
use rhai::{Array, Dynamic, Engine};
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use rust_decimal::{Decimal, RoundingStrategy};

pub(super) const ROWS: &[Row] = &[
    (
        "round",
        "round(n, [digits]) -> number",
        "To so many digits after the point, halves away from zero; to a whole where none are said.",
        r#"round(money("2.345"), 2)"#,
        r#"money("2.35")"#,
    ),
    (
        "round_even",
        "round_even(n, [digits]) -> money",
        "To so many digits after the point, halves to the even digit, as banks round.",
        r#"round_even(money("2.345"), 2)"#,
        r#"money("2.34")"#,
    ),
    (
        "floor",
        "floor(n) -> number",
        "The next whole downwards.",
        "floor(2.7)",
        "2.0",
    ),
    (
        "ceil",
        "ceil(n) -> number",
        "The next whole upwards.",
        "ceil(2.1)",
        "3.0",
    ),
    (
        "abs",
        "abs(n) -> number",
        "Without its sign.",
        "abs(-3)",
        "3",
    ),
    (
        "sign",
        "n.sign() -> integer",
        "1 above zero, -1 below, 0 at it.",
        "(-3).sign()",
        "-1",
    ),
    (
        "clamp",
        "clamp(n, least, most) -> number",
        "The number, or the bound it lies beyond.",
        "clamp(12, 0, 10)",
        "10",
    ),
    (
        "min",
        "min(a, b) -> value",
        "The smaller of two; of a list, the smallest item, nothing where it is empty.",
        "min(2, 3)",
        "2",
    ),
    (
        "max",
        "max(a, b) -> value",
        "The larger of two; of a list, the largest item, nothing where it is empty.",
        "max([2, 3, 1])",
        "3",
    ),
    (
        "integer",
        "integer(value, [otherwise]) -> integer",
        "A whole number from text or a number; a second argument is given where that fails.",
        r#"integer("42")"#,
        "42",
    ),
    (
        "number",
        "number(value, [otherwise]) -> number",
        "A number from text or a number; a second argument is given where that fails.",
        r#"number("2.5")"#,
        "2.5",
    ),
    (
        "money",
        "money(value, [otherwise]) -> money",
        "A decimal from text or a number, exact to the digit; a second argument is given where that fails.",
        r#"money("0.10") + money("0.20")"#,
        r#"money("0.30")"#,
    ),
    (
        "decimal",
        "decimal(value, [otherwise]) -> money",
        "As `money`.",
        r#"decimal("1.10")"#,
        r#"money("1.10")"#,
    ),
    (
        "to_int",
        "text.to_int() -> integer",
        "The code of a character.",
        "'a'.to_int()",
        "97",
    ),
    (
        "is_zero",
        "n.is_zero() -> yes_no",
        "Whether it is zero.",
        "0.is_zero()",
        "true",
    ),
    (
        "is_even",
        "n.is_even() -> yes_no",
        "Whether a whole number is even.",
        "4.is_even()",
        "true",
    ),
    (
        "is_odd",
        "n.is_odd() -> yes_no",
        "Whether a whole number is odd.",
        "4.is_odd()",
        "false",
    ),
    (
        "to_hex",
        "n.to_hex() -> text",
        "A whole number in hexadecimal digits.",
        "255.to_hex()",
        r#""ff""#,
    ),
    (
        "to_octal",
        "n.to_octal() -> text",
        "A whole number in octal digits.",
        "8.to_octal()",
        r#""10""#,
    ),
    (
        "to_binary",
        "n.to_binary() -> text",
        "A whole number in binary digits.",
        "5.to_binary()",
        r#""101""#,
    ),
    (
        "bits",
        "for bit in n.bits([from, length])",
        "Its bits one by one, the lowest first, for a loop.",
        "let n = 0; for bit in 5.bits(0, 3) { if bit { n += 1; } } n",
        "2",
    ),
    (
        "range",
        "for n in range(from, to, [step])",
        "Numbers one by one, the last left out, for a loop; also `from..to`.",
        "let sum = 0; for n in range(0, 10, 4) { sum += n; } sum",
        "12",
    ),
    (
        "start",
        "range.start() -> integer",
        "Where a range begins.",
        "(2..5).start()",
        "2",
    ),
    (
        "end",
        "range.end() -> integer",
        "Where a range ends.",
        "(2..5).end()",
        "5",
    ),
    (
        "is_inclusive",
        "range.is_inclusive() -> yes_no",
        "Whether a range has its end in it.",
        "(2..=5).is_inclusive()",
        "true",
    ),
    (
        "is_exclusive",
        "range.is_exclusive() -> yes_no",
        "Whether a range leaves its end out.",
        "(2..=5).is_exclusive()",
        "false",
    ),
    (
        "add",
        "add(a, b) -> number",
        "As `a + b`, of money.",
        "add(money(2), money(3))",
        "money(5)",
    ),
    (
        "subtract",
        "subtract(a, b) -> number",
        "As `a - b`, of money.",
        "subtract(money(2), money(3))",
        "money(-1)",
    ),
    (
        "multiply",
        "multiply(a, b) -> number",
        "As `a * b`, of money.",
        "multiply(money(2), money(3))",
        "money(6)",
    ),
    (
        "divide",
        "divide(a, b) -> number",
        "As `a / b`, of money.",
        "divide(money(6), money(3))",
        "money(2)",
    ),
    (
        "modulo",
        "modulo(a, b) -> number",
        "As `a % b`, of money.",
        "modulo(money(7), money(3))",
        "money(1)",
    ),
    (
        "power",
        "power(a, b) -> number",
        "As `a ** b`, of money.",
        "power(money(2), money(3))",
        "money(8)",
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
        .register_fn("round_even", |n: Dynamic| round_even(&n, 0))
        .register_fn("round_even", |n: Dynamic, digits: i64| {
            round_even(&n, digits)
        })
        .register_fn("clamp", |n: Dynamic, least: Dynamic, most: Dynamic| {
            pick(
                Comparison::AtMost,
                pick(Comparison::AtLeast, n, least)?,
                most,
            )
        })
        .register_fn("min", |list: Array| extreme(Comparison::AtMost, list))
        .register_fn("max", |list: Array| extreme(Comparison::AtLeast, list))
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
    decimal(value).or_else(|| trimmed(value)?.parse().ok())
}

/// Any kind of number, exact.
pub(super) fn decimal(value: &Dynamic) -> Option<Decimal> {
    if let Ok(n) = value.as_decimal() {
        Some(n)
    } else if let Ok(n) = value.as_int() {
        Some(n.into())
    } else {
        Decimal::from_f64(value.as_float().ok()?)
    }
}

fn round(n: Decimal, digits: i64) -> Decimal {
    let digits = u32::try_from(digits.clamp(0, 28)).unwrap_or(0);
    n.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
}

fn round_even(n: &Dynamic, digits: i64) -> Answer<Decimal> {
    let digits = u32::try_from(digits.clamp(0, 28)).unwrap_or(0);
    let exact = decimal(n).ok_or_else(|| {
        refuse(
            Kind::Type,
            format!("{} is no number", crate::value::kind(n)),
        )
    })?;
    Ok(exact.round_dp_with_strategy(digits, RoundingStrategy::MidpointNearestEven))
}

fn extreme(how: Comparison, list: Array) -> Answer<Dynamic> {
    let mut items = list.into_iter();
    let first = items.next().unwrap_or_default();
    items.try_fold(first, |best, item| pick(how, best, item))
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
