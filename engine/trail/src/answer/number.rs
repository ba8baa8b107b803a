//! Numbers and amounts, as each language writes them.

use crate::text::base_of;
use rust_decimal::Decimal;
use trilha_model::Value;

/// The decimal sign of a language and the sign that groups thousands: Portuguese and most of the world's
/// Spanish write `1.234,5`, English and the Spanish of North and Central America `1,234.5` (Unicode CLDR).
fn signs(language: &str) -> (char, char) {
    const POINT: [&str; 10] = ["MX", "US", "PR", "GT", "HN", "NI", "PA", "PE", "SV", "DO"];
    let region = language.split(['-', '_']).nth(1).unwrap_or_default();
    let american = POINT
        .iter()
        .any(|country| country.eq_ignore_ascii_case(region));
    match base_of(language) {
        "en" => ('.', ','),
        "es" if american => ('.', ','),
        _ => (',', '.'),
    }
}

/// A whole number; thousands may be grouped by the language's sign or by spaces.
pub(super) fn integer(text: &str, language: &str) -> Option<i64> {
    let (_, group) = signs(language);
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (sign, digits) = match bare.strip_prefix(['+', '-']) {
        Some(digits) => (bare.get(..1)?, digits),
        None => ("", bare.as_str()),
    };
    let plain = ungrouped(digits, group)?;
    format!("{sign}{plain}").parse().ok()
}

/// Digits without the sign that groups them, where it groups them by three.
fn ungrouped(digits: &str, group: char) -> Option<String> {
    let mut parts = digits.split(group);
    let first = parts.next()?;
    let grouped = digits.contains(group);
    let fits = (!grouped || (1..=3).contains(&first.len())) && parts.all(|part| part.len() == 3);
    let plain = digits.replace(group, "");
    let is_digits = !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit());
    (fits && is_digits).then_some(plain)
}

/// A number. One sign that groups nothing is a decimal sign, whatever the language.
pub(super) fn number(text: &str, language: &str) -> Option<f64> {
    canonical(text, language)?.parse().ok()
}

/// An amount, with a currency's sign, word or code around it or none; with two places, and no more typed.
pub(super) fn money(text: &str, language: &str) -> Option<Decimal> {
    let lower = text.trim().to_lowercase();
    let (negative, rest) = match lower.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, lower.as_str()),
    };
    let mut amount: Decimal = canonical(without_currency(rest), language)?.parse().ok()?;
    if amount.scale() > 2 {
        return None;
    }
    amount.rescale(2);
    Some(if negative { -amount } else { amount })
}

fn without_currency(text: &str) -> &str {
    const BEFORE: [&str; 9] = ["r$", "us$", "u$s", "$", "€", "£", "brl", "usd", "eur"];
    const AFTER: [&str; 14] = [
        "reais", "real", "dollars", "dollar", "dólares", "dolares", "euros", "euro", "pesos",
        "brl", "usd", "eur", "€", "$",
    ];
    let text = text.trim();
    let before = BEFORE.iter().find_map(|sign| text.strip_prefix(sign));
    let text = before.unwrap_or(text).trim();
    let after = AFTER.iter().find_map(|sign| text.strip_suffix(sign));
    after.unwrap_or(text).trim()
}

/// A number with a point and without groups, as programs read it.
fn canonical(text: &str, language: &str) -> Option<String> {
    let (decimal, group) = signs(language);
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (sign, bare) = match bare.strip_prefix(['+', '-']) {
        Some(digits) => (bare.get(..1)?, digits),
        None => ("", bare.as_str()),
    };
    let (whole, fraction) = bare.split_once(decimal).unwrap_or((bare, "0"));
    let well = match ungrouped(whole, group) {
        Some(whole) => (whole, fraction),
        // `3.5` in Portuguese: no thousands, so a decimal sign.
        None if !bare.contains(decimal) => match whole.split_once(group)? {
            (whole, fraction) if fraction.len() != 3 => (whole.to_owned(), fraction),
            _ => return None,
        },
        None if whole.is_empty() && !fraction.is_empty() => ("0".to_owned(), fraction),
        None => return None,
    };
    let (whole, fraction) = (well.0, if well.1.is_empty() { "0" } else { well.1 });
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    (digits(&whole) && digits(fraction) && !whole.is_empty())
        .then(|| format!("{sign}{whole}.{fraction}"))
}

/// A value as a decimal, to compare amounts with.
pub(super) fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Int(value) => Some(Decimal::from(*value)),
        Value::Float(value) => Decimal::try_from(*value).ok(),
        Value::Decimal(value) => Some(*value),
        _ => None,
    }
}

/// A value as a float, to compare numbers with.
#[expect(
    clippy::cast_precision_loss,
    reason = "compared with a float, an integer is one"
)]
pub(super) fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Int(value) => Some(*value as f64),
        Value::Float(value) => Some(*value),
        Value::Decimal(value) => value.to_string().parse().ok(),
        _ => None,
    }
}
