//! Moments in time zones, and dates in the words of a language.

use super::Row;
use super::time::{When, beyond, now};
use crate::engine::{Answer, refuse};
use crate::failure::Kind;
use jiff::tz::{Offset, TimeZone};
use rhai::{Engine, NativeCallContext};

pub(super) const ROWS: &[Row] = &[
    (
        "today",
        "today([zone]) -> text",
        "The date of this turn, in UTC, at an offset from it, or in a zone by its IANA name.",
        r#"today("America/Sao_Paulo")"#,
        r#""2026-11-20""#,
    ),
    (
        "in_zone",
        "in_zone(moment, zone) -> text",
        "The moment as clocks show it at an offset or in a zone; a local moment or date is taken as of there.",
        r#"in_zone(now(), "America/Sao_Paulo")"#,
        r#""2026-11-20T10:00:00-03:00""#,
    ),
    (
        "format",
        "format(when, pattern, [language]) -> text",
        "A date or moment by a pattern of strftime, its names in English, Portuguese or Spanish.",
        r#"format("2026-11-20", "%A, %d de %B", "pt-BR")"#,
        r#""sexta-feira, 20 de novembro""#,
    ),
    (
        "format_date",
        "format_date(when, locale) -> text",
        "The date as people of a place write it in figures.",
        r#"format_date("2026-11-20", "pt-BR")"#,
        r#""20/11/2026""#,
    ),
];

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("today", |context: NativeCallContext| today(&context, "UTC"))
        .register_fn("today", |context: NativeCallContext, name: &str| {
            today(&context, name)
        })
        .register_fn("in_zone", in_zone)
        .register_fn("format", |text: &str, pattern: &str| {
            print(When::read(text)?, pattern, "en")
        })
        .register_fn("format", |text: &str, pattern: &str, language: &str| {
            print(When::read(text)?, pattern, language)
        })
        .register_fn("format_date", |text: &str, locale: &str| {
            print(When::read(text)?, figures(locale), locale)
        });
}

/// `-03:00`, `UTC`, or a name of the IANA's time zone database.
fn zone(name: &str) -> Answer<TimeZone> {
    if matches!(name, "UTC" | "Z") {
        return Ok(TimeZone::UTC);
    }
    if name.starts_with(['+', '-']) {
        return Ok(TimeZone::fixed(offset(name)?));
    }
    TimeZone::get(name).map_err(|_| {
        refuse(
            Kind::Type,
            "a zone is written like -03:00, UTC or America/Sao_Paulo",
        )
    })
}

fn offset(text: &str) -> Answer<Offset> {
    let parsed = || -> Option<Offset> {
        let (sign, rest) = text.split_at_checked(1)?;
        let (hours, minutes) = rest.split_once(':')?;
        let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
        let seconds = i32::from(hours) * 3600 + i32::from(minutes) * 60;
        let seconds = if sign == "-" { -seconds } else { seconds };
        Offset::from_seconds(seconds)
            .ok()
            .filter(|_| hours < 24 && minutes < 60)
    };
    parsed().ok_or_else(|| refuse(Kind::Type, "an offset is written like -03:00"))
}

fn today(context: &NativeCallContext, name: &str) -> Answer<String> {
    let there = zone(name)?.to_datetime(now(context)?);
    Ok(there.date().to_string())
}

fn in_zone(text: &str, name: &str) -> Answer<String> {
    let zone = zone(name)?;
    let moment = match When::read(text)? {
        When::At(moment, _) => moment,
        local => {
            let there = local.local().to_zoned(zone.clone());
            there.map_err(|_| beyond())?.timestamp()
        }
    };
    Ok(When::At(moment, zone.to_offset(moment)).written())
}

/// Figures in the order of a place: the year first nowhere but in ISO 8601, the month first in the
/// United States.
fn figures(locale: &str) -> &'static str {
    match locale.split_once('-').unwrap_or((locale, "")) {
        ("en", "" | "US") => "%m/%d/%Y",
        ("de", _) => "%d.%m.%Y",
        _ => "%d/%m/%Y",
    }
}

const MONTHS_PT: [&str; 12] = [
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
];
const MONTHS_ES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
const DAYS_PT: [&str; 7] = [
    "segunda-feira",
    "terça-feira",
    "quarta-feira",
    "quinta-feira",
    "sexta-feira",
    "sábado",
    "domingo",
];
const DAYS_ES: [&str; 7] = [
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
];

/// By a pattern of strftime whose names of days and months are of a language.
fn print(when: When, pattern: &str, language: &str) -> Answer<String> {
    let local = when.local();
    let names = match language.split('-').next() {
        Some("pt") => Some((MONTHS_PT, DAYS_PT)),
        Some("es") => Some((MONTHS_ES, DAYS_ES)),
        _ => None,
    };
    let pattern = match names {
        Some((months, days)) => {
            let month = months.get(usize::from(local.month().unsigned_abs()) - 1);
            let day = days.get(usize::from(
                local.weekday().to_monday_zero_offset().unsigned_abs(),
            ));
            named(pattern, month.unwrap_or(&""), day.unwrap_or(&""))
        }
        None => pattern.to_owned(),
    };
    let printed = match when {
        When::At(moment, offset) => {
            let there = moment.to_zoned(TimeZone::fixed(offset));
            jiff::fmt::strtime::format(pattern, &there)
        }
        When::Date(_) | When::Local(_) => jiff::fmt::strtime::format(pattern, local),
    };
    printed.map_err(|_| refuse(Kind::Type, "this pattern cannot be used with a date"))
}

/// The pattern with names in the place of `%A`, `%a`, `%B` and `%b`.
fn named(pattern: &str, month: &str, day: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        let next = if c == '%' { chars.clone().next() } else { None };
        let name: Option<String> = match next {
            Some('A') => Some(day.to_owned()),
            Some('a') => Some(day.chars().take(3).collect()),
            Some('B') => Some(month.to_owned()),
            Some('b' | 'h') => Some(month.chars().take(3).collect()),
            _ => None,
        };
        match (name, next) {
            (Some(name), _) => out.push_str(&name),
            (None, Some(next)) => out.extend([c, next]),
            (None, None) => out.push(c),
        }
        if next.is_some() {
            chars.next();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{When, print};

    #[test]
    fn a_moment_tells_its_offset_and_a_date_has_none() {
        let print = |text: &str| print(When::read(text).unwrap(), "%H:%M %z %B", "pt").ok();
        let moment = print("2026-11-20T10:00:00-03:00");
        assert_eq!(moment.as_deref(), Some("10:00 -0300 novembro"));
        assert_eq!(print("2026-11-20T10:00:00"), None);
        assert_eq!(print("2026-11-20"), None);
    }
}
