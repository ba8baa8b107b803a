//! Numbers and amounts as people of a place write them.

use super::Row;
use super::number::decimal;
use crate::engine::{Answer, refuse};
use crate::failure::Kind;
use rhai::{Dynamic, Engine};
use rust_decimal::{Decimal, RoundingStrategy};

pub(super) const ROWS: &[Row] = &[
    (
        "format_number",
        "format_number(n, digits, locale) -> text",
        "With so many digits after the decimal sign and groups of thousands, halves rounded to the even digit.",
        r#"format_number(1234.5, 2, "pt-BR")"#,
        r#""1.234,50""#,
    ),
    (
        "format_money",
        "format_money(n, currency, locale) -> text",
        "An amount with its currency, by the ISO 4217 code, halves rounded to the even digit.",
        r#"format_money(money("1234.5"), "BRL", "pt-BR")"#,
        r#""R$ 1.234,50""#,
    ),
    (
        "format_percent",
        "format_percent(n, digits, locale) -> text",
        "A share as hundredths: 0.125 is 12.5%.",
        r#"format_percent(0.125, 1, "pt-BR")"#,
        r#""12,5%""#,
    ),
];

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn(
            "format_number",
            |n: Dynamic, digits: i64, locale: &str| -> Answer<String> {
                Ok(Locale::of(locale).number(exact(&n)?, places(digits)))
            },
        )
        .register_fn(
            "format_money",
            |n: Dynamic, currency: &str, locale: &str| -> Answer<String> {
                Ok(Locale::of(locale).money(exact(&n)?, &currency.to_uppercase()))
            },
        )
        .register_fn(
            "format_percent",
            |n: Dynamic, digits: i64, locale: &str| -> Answer<String> {
                let hundredths = exact(&n)?
                    .checked_mul(Decimal::ONE_HUNDRED)
                    .ok_or_else(|| refuse(Kind::Arithmetic, "this number is too large"))?;
                Ok(Locale::of(locale).number(hundredths, places(digits)) + "%")
            },
        );
}

fn exact(n: &Dynamic) -> Answer<Decimal> {
    decimal(n).ok_or_else(|| {
        refuse(
            Kind::Type,
            format!("{} is no number", crate::value::kind(n)),
        )
    })
}

fn places(digits: i64) -> u32 {
    u32::try_from(digits.clamp(0, 20)).unwrap_or(0)
}

/// How a place writes numbers, after the Unicode CLDR; spaces are plain ones.
struct Locale {
    point: &'static str,
    group: &'static str,
    /// Whole digits from which on thousands are grouped.
    grouped_from: usize,
    currency: Place,
    /// The currency of the place, where people write `$` for it and mean no other.
    dollar: &'static str,
}

/// Where the sign of a currency stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    BeforeWithSpace,
    Behind,
}

impl Locale {
    fn of(locale: &str) -> Self {
        let (language, region) = locale.split_once('-').unwrap_or((locale, ""));
        let (point, group) = match (language, region) {
            ("en", _)
            | ("es", "MX" | "US" | "GT" | "HN" | "NI" | "PA" | "PR" | "SV" | "DO" | "PE") => {
                (".", ",")
            }
            ("fr", _) => (",", " "),
            _ => (",", "."),
        };
        let grouped_from = match (language, region) {
            ("pt", "PT") | ("es", "" | "ES") => 5,
            _ => 4,
        };
        let currency = match (language, region) {
            ("en", _) | ("es", "MX" | "US" | "GT" | "HN" | "NI" | "PA" | "PR" | "SV" | "DO") => {
                Place::Before
            }
            ("pt", "PT") | ("es", "" | "ES") | ("fr" | "de" | "it", _) => Place::Behind,
            _ => Place::BeforeWithSpace,
        };
        let dollar = match (language, region) {
            ("en", "" | "US") | ("es", "US" | "PR" | "SV") => "USD",
            ("en" | "fr", "CA") => "CAD",
            ("en", "AU") => "AUD",
            ("es", "MX") => "MXN",
            ("es", "AR") => "ARS",
            ("es", "CL") => "CLP",
            ("es", "CO") => "COP",
            ("es", "UY") => "UYU",
            _ => "",
        };
        Self {
            point,
            group,
            grouped_from,
            currency,
            dollar,
        }
    }

    fn number(&self, n: Decimal, digits: u32) -> String {
        let rounded = n.round_dp_with_strategy(digits, RoundingStrategy::MidpointNearestEven);
        let sign = if rounded.is_sign_negative() && !rounded.is_zero() {
            "-"
        } else {
            ""
        };
        let text = format!("{:.*}", digits as usize, rounded.abs());
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let mut out = sign.to_owned();
        for (at, digit) in whole.chars().enumerate() {
            let left = whole.len() - at;
            if at > 0 && left.is_multiple_of(3) && whole.len() >= self.grouped_from {
                out.push_str(self.group);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push_str(self.point);
            out.push_str(fraction);
        }
        out
    }

    fn money(&self, n: Decimal, currency: &str) -> String {
        let (sign, digits) = currency_sign(currency);
        let sign = if currency == self.dollar { "$" } else { sign };
        let number = self.number(n, digits);
        let (minus, number) = match number.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", number.as_str()),
        };
        let word = sign.chars().all(char::is_alphabetic);
        match self.currency {
            Place::Behind => format!("{minus}{number} {sign}"),
            Place::Before if !word => format!("{minus}{sign}{number}"),
            _ => format!("{minus}{sign} {number}"),
        }
    }
}

/// The sign of a currency from elsewhere and the digits of its smallest coin (ISO 4217); its code where it has none.
fn currency_sign(code: &str) -> (&str, u32) {
    match code {
        "BRL" => ("R$", 2),
        "USD" => ("US$", 2),
        "EUR" => ("€", 2),
        "GBP" => ("£", 2),
        "JPY" => ("¥", 0),
        "PYG" => ("Gs.", 0),
        "PEN" => ("S/", 2),
        "BOB" => ("Bs", 2),
        "CLP" | "UYI" | "VND" | "KRW" | "ISK" => (code, 0),
        _ => (code, 2),
    }
}
