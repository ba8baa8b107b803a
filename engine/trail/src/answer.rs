//! Answers: from what a contact typed to a value of a type.

use crate::text::base_of;
use jiff::civil::Date;
use std::cmp::Ordering;
use trilha_model::{Timestamp, Value};

/// The types an answer may have, as written in `expect`.
pub(crate) const TYPES: [&str; 7] = [
    "text", "integer", "number", "yes_no", "email", "date", "cpf",
];

/// A type of answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Any text that is not empty.
    #[default]
    Text,
    /// A whole number.
    Integer,
    /// A number, with the decimal sign of the language.
    Number,
    /// Yes or no, in Portuguese, English or Spanish.
    YesNo,
    /// An e-mail address.
    Email,
    /// A date; saved as `2026-11-20`.
    Date,
    /// A Brazilian CPF number with right check digits; saved as eleven digits.
    Cpf,
}

impl Answer {
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "text" => Self::Text,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "yes_no" => Self::YesNo,
            "email" => Self::Email,
            "date" => Self::Date,
            "cpf" => Self::Cpf,
            _ => return None,
        })
    }

    /// The kind of value it gives.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Text | Self::Email | Self::Date | Self::Cpf => "text",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::YesNo => "yes_no",
        }
    }

    /// The normalised value of an answer, if it is one of this type.
    pub(crate) fn read(self, text: &str, language: &str) -> Option<Value> {
        let text = text.trim();
        match self {
            Self::Text => (!text.is_empty()).then(|| Value::text(text)),
            Self::Integer => text.replace(' ', "").parse().ok().map(Value::Int),
            Self::Number => number(text, language).map(Value::Float),
            Self::YesNo => yes_no(text).map(Value::Bool),
            Self::Email => email(text).map(Value::from),
            Self::Date => date(text, language).map(|date| Value::from(date.to_string())),
            Self::Cpf => cpf(text).map(Value::from),
        }
    }

    /// How a value lies to a bound: numbers and dates by size, texts by their number of characters.
    pub(crate) fn compare(self, value: &Value, bound: &Value) -> Result<Ordering, String> {
        let against = |bound: &Value| format!("{} is no bound for {}", bound.kind(), value.kind());
        match (self, value, bound) {
            (Self::Date, Value::Text(value), Value::Text(bound)) => {
                let bound: Date = bound
                    .parse()
                    .map_err(|_| format!("`{bound}` is not a date; write it as 2026-11-20"))?;
                let value: Date = value
                    .parse()
                    .map_err(|_| format!("`{value}` is not a date"))?;
                Ok(value.cmp(&bound))
            }
            (_, Value::Text(text), Value::Int(length)) => {
                let count = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
                Ok(count.cmp(length))
            }
            (_, Value::Int(value), Value::Int(bound)) => Ok(value.cmp(bound)),
            (_, value, bound) => match (as_float(value), as_float(bound)) {
                (Some(value), Some(limit)) => {
                    value.partial_cmp(&limit).ok_or_else(|| against(bound))
                }
                _ => Err(against(bound)),
            },
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "compared with a float, an integer is one"
)]
fn as_float(value: &Value) -> Option<f64> {
    match value {
        Value::Int(value) => Some(*value as f64),
        Value::Float(value) => Some(*value),
        _ => None,
    }
}

/// A moment as RFC 3339 writes it, with its zone.
pub(crate) fn moment(text: &str) -> Option<Timestamp> {
    let moment: jiff::Timestamp = text.parse().ok()?;
    Some(Timestamp(moment.as_millisecond()))
}

/// Portuguese and Spanish write `1.234,5`, English `1,234.5`. The other sign groups thousands.
fn number(text: &str, language: &str) -> Option<f64> {
    let (decimal, group) = match base_of(language) {
        "en" => ('.', ','),
        _ => (',', '.'),
    };
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (whole, fraction) = bare.split_once(decimal).unwrap_or((&bare, ""));
    let grouped = whole.contains(group);
    let well_grouped = whole.split(group).skip(1).all(|part| part.len() == 3);
    let text = match (grouped, well_grouped, fraction.is_empty()) {
        (true, false, true) if whole.matches(group).count() == 1 => whole.replace(group, "."),
        (true, false, _) => return None,
        _ => format!(
            "{}.{}",
            whole.replace(group, ""),
            if fraction.is_empty() { "0" } else { fraction }
        ),
    };
    let plain = text
        .chars()
        .all(|c| c.is_ascii_digit() || "+-.".contains(c))
        && bare.contains(|c: char| c.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn yes_no(text: &str) -> Option<bool> {
    const YES: [&str; 14] = [
        "sim", "s", "yes", "y", "si", "claro", "ok", "isso", "quero", "yeah", "yep", "correto",
        "certo", "true",
    ];
    const NO: [&str; 8] = [
        "nao", "n", "no", "nope", "negativo", "nunca", "errado", "false",
    ];
    let said = crate::matching::plain(text);
    let first = said.split(' ').next().unwrap_or_default();
    match (YES.contains(&first), NO.contains(&first)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// One `@`, something before it, a dotted name after it; the domain in lower case. RFC 5321 limits the length to 254.
fn email(text: &str) -> Option<String> {
    let (local, domain) = text.rsplit_once('@')?;
    let labels: Vec<&str> = domain.split('.').collect();
    let label = |label: &&str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let local_fits = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local
            .chars()
            .all(|c| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    let fits = local_fits
        && text.len() <= 254
        && labels.len() > 1
        && labels.iter().all(label)
        && labels.last().is_some_and(|top| top.len() > 1);
    fits.then(|| format!("{local}@{}", domain.to_lowercase()))
}

/// `2026-11-20`, or day, month and year with `/`, `-` or `.` between; in English without a region other
/// than the United States' own, month first. A year of two digits is of this century.
fn date(text: &str, language: &str) -> Option<Date> {
    if let Ok(date) = text.parse::<Date>() {
        return Some(date);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).map(str::trim).collect();
    let [first, second, year] = parts.as_slice() else {
        return None;
    };
    let month_first = ["en", "en-US"]
        .iter()
        .any(|american| language.eq_ignore_ascii_case(american));
    let (day, month) = if month_first {
        (second, first)
    } else {
        (first, second)
    };
    let year: i16 = match year.len() {
        2 => 2000 + year.parse::<i16>().ok()?,
        4 => year.parse().ok()?,
        _ => return None,
    };
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Eleven digits whose last two are check digits modulo 11 (Receita Federal); eleven equal digits are none.
fn cpf(text: &str) -> Option<String> {
    let allowed = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | ' '));
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    if !allowed || digits.len() != 11 || digits.iter().all(|digit| Some(digit) == digits.first()) {
        return None;
    }
    let check = |length: u32| {
        let weights = (2..=length + 1).rev();
        let sum: u32 = digits
            .iter()
            .zip(weights)
            .map(|(digit, weight)| digit * weight)
            .sum();
        (sum * 10) % 11 % 10
    };
    let right = digits.get(9) == Some(&check(9)) && digits.get(10) == Some(&check(10));
    right.then(|| {
        digits
            .iter()
            .filter_map(|digit| char::from_digit(*digit, 10))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::Answer;
    use trilha_model::Value;

    fn read(kind: &str, text: &str, language: &str) -> Option<Value> {
        Answer::parse(kind).unwrap().read(text, language)
    }

    #[test]
    fn numbers_follow_the_language() {
        assert_eq!(
            read("number", "1.234,5", "pt-BR"),
            Some(Value::Float(1234.5))
        );
        assert_eq!(read("number", "1,234.5", "en"), Some(Value::Float(1234.5)));
        assert_eq!(read("number", "3.5", "pt"), Some(Value::Float(3.5)));
        assert_eq!(read("number", "1.2.3", "pt"), None);
        assert_eq!(read("number", "inf", "en"), None);
        for nothing in ["-", "+", ",", ".", "-,", "–"] {
            assert_eq!(read("number", nothing, "pt"), None, "{nothing}");
            assert_eq!(read("number", nothing, "en"), None, "{nothing}");
        }
        assert_eq!(read("integer", "1 000", "en"), Some(Value::Int(1000)));
        assert_eq!(read("integer", "1.5", "en"), None);
    }

    #[test]
    fn yes_and_no_are_understood_in_three_languages() {
        for yes in ["Sim", "sim, por favor", "YES", "sí"] {
            assert_eq!(read("yes_no", yes, "pt"), Some(Value::Bool(true)), "{yes}");
        }
        for no in ["Não", "não quero", "no", "n"] {
            assert_eq!(read("yes_no", no, "pt"), Some(Value::Bool(false)), "{no}");
        }
        assert_eq!(read("yes_no", "talvez", "pt"), None);
    }

    #[test]
    fn an_email_keeps_its_local_part_and_lowers_its_domain() {
        assert_eq!(
            read("email", "Ana.B@Exemplo.COM.br", "pt"),
            Some(Value::text("Ana.B@exemplo.com.br"))
        );
        for bad in [
            "ana",
            "ana@",
            "@x.com",
            "a b@x.com",
            "ana@x",
            "ana@-x.com",
            "a..b@x.com",
        ] {
            assert_eq!(read("email", bad, "pt"), None, "{bad}");
        }
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        assert_eq!(
            read("date", "20/11/2026", "pt-BR"),
            Some(Value::text("2026-11-20"))
        );
        assert_eq!(
            read("date", "11/20/2026", "en-US"),
            Some(Value::text("2026-11-20"))
        );
        assert_eq!(
            read("date", "11/20/2026", "en-us"),
            Some(Value::text("2026-11-20"))
        );
        assert_eq!(
            read("date", "20/11/2026", "en-GB"),
            Some(Value::text("2026-11-20"))
        );
        assert_eq!(
            read("date", "2026-11-20", "es"),
            Some(Value::text("2026-11-20"))
        );
        assert_eq!(
            read("date", "1.2.26", "pt"),
            Some(Value::text("2026-02-01"))
        );
        assert_eq!(read("date", "31/02/2026", "pt"), None);
    }

    #[test]
    fn a_cpf_needs_its_check_digits() {
        assert_eq!(
            read("cpf", "529.982.247-25", "pt"),
            Some(Value::text("52998224725"))
        );
        assert_eq!(read("cpf", "529.982.247-24", "pt"), None);
        assert_eq!(read("cpf", "111.111.111-11", "pt"), None);
        assert_eq!(read("cpf", "529982247", "pt"), None);
    }
}
