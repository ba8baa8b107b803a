//! Answers: from what a contact said to a value of a type.

mod address;
mod moment;
mod number;
mod score;
#[cfg(test)]
mod tests;
mod word;

pub(crate) use address::email;
pub(crate) use moment::{begins_with_date, moment};
pub(crate) use score::score;
pub(crate) use word::is_skip;

use crate::text::base_of;
use jiff::civil::{Date, Time};
use std::cmp::Ordering;
use trilha_model::{Incoming, Location, MediaKind, Value};
use trilha_script::papers;

/// The types an answer may have that is typed, as written in `expect`.
pub(crate) const TYPED: [&str; 13] = [
    "text", "integer", "number", "money", "yes_no", "date", "time", "email", "phone", "url", "cpf",
    "cnpj", "cep",
];

/// The types an answer may have, as written in `expect`.
pub(crate) const TYPES: [&str; 18] = [
    "text", "integer", "number", "money", "yes_no", "date", "time", "email", "phone", "url", "cpf",
    "cnpj", "cep", "image", "audio", "video", "file", "location",
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
    /// An amount, with the decimal sign of the language; saved as a decimal with two places.
    Money,
    /// Yes or no, in Portuguese, English or Spanish.
    YesNo,
    /// A date; saved as `2026-11-20`.
    Date,
    /// A time of day; saved as `14:30`.
    Time,
    /// An e-mail address.
    Email,
    /// A phone number; saved as E.164.
    Phone,
    /// The address of a page; saved with its scheme.
    Url,
    /// A Brazilian CPF number with right check digits; saved as eleven digits.
    Cpf,
    /// A Brazilian CNPJ with right check digits; saved as fourteen digits and letters.
    Cnpj,
    /// A Brazilian postal code; saved as eight digits.
    Cep,
    /// Media of this kind, a file of any; saved as `{ kind, url, name, size, mime }`.
    Media(MediaKind),
    /// A place; saved as `{ latitude, longitude, name, address }`.
    Location,
}

/// Where an answer is read: what decides how numbers, dates and phones are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Locale<'l> {
    /// The language, such as `pt-BR`.
    pub(crate) language: &'l str,
    /// The country of phone numbers that name none, as ISO 3166 writes it.
    pub(crate) country: Option<&'l str>,
}

impl<'l> Locale<'l> {
    /// Of a language: its region, or the country where most who speak it without saying more live.
    pub(crate) fn of(language: &'l str) -> Self {
        let mut parts = language.split(['-', '_']).skip(1);
        let region = parts.find(|part| part.len() == 2);
        let country = region.or_else(|| match base_of(language) {
            "pt" => Some("BR"),
            "en" => Some("US"),
            _ => None,
        });
        Self { language, country }
    }
}

impl Answer {
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "text" => Self::Text,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "money" => Self::Money,
            "yes_no" => Self::YesNo,
            "date" => Self::Date,
            "time" => Self::Time,
            "email" => Self::Email,
            "phone" => Self::Phone,
            "url" => Self::Url,
            "cpf" => Self::Cpf,
            "cnpj" => Self::Cnpj,
            "cep" => Self::Cep,
            "location" => Self::Location,
            word => Self::Media(MediaKind::parse(word).filter(|_| TYPES.contains(&word))?),
        })
    }

    /// The word it is written with.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Money => "money",
            Self::YesNo => "yes_no",
            Self::Date => "date",
            Self::Time => "time",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Url => "url",
            Self::Cpf => "cpf",
            Self::Cnpj => "cnpj",
            Self::Cep => "cep",
            Self::Location => "location",
            Self::Media(kind) => kind.word(),
        }
    }

    /// The kind of value it gives.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Money => "money",
            Self::YesNo => "yes_no",
            Self::Media(_) | Self::Location => "map",
            _ => "text",
        }
    }

    /// The normalised value of what a contact said, if it is an answer of this type.
    pub(crate) fn read(self, message: &Incoming, locale: Locale<'_>) -> Option<Value> {
        match self {
            Self::Media(kind) => {
                let media = message.media()?;
                let fits = kind == MediaKind::File || media.kind == kind;
                fits.then(|| media.value())
            }
            Self::Location => match message.location() {
                Some(place) => Some(place.value()),
                None => degrees(&message.text).map(|place| place.value()),
            },
            typed => typed.read_text(&message.text, locale),
        }
    }

    /// The normalised value of a text, if it is an answer of this type.
    pub(crate) fn read_text(self, text: &str, locale: Locale<'_>) -> Option<Value> {
        let text = text.trim();
        let language = locale.language;
        match self {
            Self::Text => (!text.is_empty()).then(|| Value::text(text)),
            Self::Integer => number::integer(text, language).map(Value::Int),
            Self::Number => number::number(text, language).map(Value::Float),
            Self::Money => number::money(text, language).map(Value::Decimal),
            Self::YesNo => word::yes_no(text).map(Value::Bool),
            Self::Date => moment::date(text, language).map(|date| Value::from(date.to_string())),
            Self::Time => moment::time(text).map(Value::from),
            Self::Email => address::email(text).map(Value::from),
            Self::Phone => {
                let phone = |text: &str| papers::phone(text, locale.country);
                word::after_words(text, phone).map(Value::from)
            }
            Self::Url => address::url(text).map(Value::from),
            Self::Cpf => word::after_words(text, papers::cpf).map(Value::from),
            Self::Cnpj => word::after_words(text, papers::cnpj).map(Value::from),
            Self::Cep => word::after_words(text, papers::cep).map(Value::from),
            Self::Location => degrees(text).map(|place| place.value()),
            Self::Media(_) => None,
        }
    }

    /// How a value lies to a bound: numbers, amounts, dates and times by size, other texts by their number
    /// of characters.
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
            (Self::Time, Value::Text(value), Value::Text(bound)) => {
                let bound: Time = bound
                    .parse()
                    .map_err(|_| format!("`{bound}` is not a time; write it as 14:30"))?;
                let value: Time = value
                    .parse()
                    .map_err(|_| format!("`{value}` is not a time"))?;
                Ok(value.cmp(&bound))
            }
            (_, Value::Text(text), Value::Int(length)) => {
                let count = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
                Ok(count.cmp(length))
            }
            (_, Value::Int(value), Value::Int(bound)) => Ok(value.cmp(bound)),
            (_, Value::Decimal(value), bound) => {
                let bound = number::decimal(bound).ok_or_else(|| against(bound))?;
                Ok(value.cmp(&bound))
            }
            (_, value, bound) => match (number::float(value), number::float(bound)) {
                (Some(value), Some(limit)) => {
                    value.partial_cmp(&limit).ok_or_else(|| against(bound))
                }
                _ => Err(against(bound)),
            },
        }
    }
}

/// A place by its degrees: `-23.55, -46.63`.
fn degrees(text: &str) -> Option<Location> {
    let (latitude, longitude) = text.split_once(',')?;
    let degree = |text: &str| {
        let text = text.trim();
        let plain = |c: char| c.is_ascii_digit() || "+-.".contains(c);
        text.chars().all(plain).then(|| text.parse().ok()).flatten()
    };
    let place = Location {
        latitude: degree(latitude)?,
        longitude: degree(longitude)?,
        name: None,
        address: None,
    };
    place.is_on_earth().then_some(place)
}
