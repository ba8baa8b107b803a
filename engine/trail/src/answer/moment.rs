//! Dates, times of day and moments.

use jiff::civil::{Date, Time};
use trilha_model::Timestamp;
use trilha_script::words;

/// A moment as RFC 3339 writes it, with its zone.
pub(crate) fn moment(text: &str) -> Option<Timestamp> {
    let moment: jiff::Timestamp = text.parse().ok()?;
    Some(Timestamp(moment.as_millisecond()))
}

/// Whether a text begins with a date as variables hold it, `2026-11-20`, and what follows is a time if anything.
pub(crate) fn begins_with_date(text: &str) -> bool {
    let (date, rest) = text.split_at_checked(10).unwrap_or((text, ""));
    date.parse::<Date>().is_ok() && (rest.is_empty() || rest.starts_with(['T', ' ']))
}

/// The months as Portuguese, English and Spanish name them, whole and shortened, without accents.
const MONTHS: [&[&str]; 12] = [
    &["janeiro", "january", "enero", "jan", "ene"],
    &["fevereiro", "february", "febrero", "fev", "feb"],
    &["marco", "march", "marzo", "mar"],
    &["abril", "april", "abr", "apr"],
    &["maio", "may", "mayo", "mai"],
    &["junho", "june", "junio", "jun"],
    &["julho", "july", "julio", "jul"],
    &["agosto", "august", "ago", "aug"],
    &[
        "setembro",
        "september",
        "septiembre",
        "setiembre",
        "set",
        "sept",
        "sep",
    ],
    &["outubro", "october", "octubre", "out", "oct"],
    &["novembro", "november", "noviembre", "nov"],
    &["dezembro", "december", "diciembre", "dez", "dec", "dic"],
];

/// `2026-11-20`, or day, month and year with `/`, `-` or `.` between; in English without a region other
/// than the United States' own, month first. A year of two digits is of this century. Or with the month by its
/// name: `20 de novembro de 2026`, `Nov 20th, 2026`.
pub(super) fn date(text: &str, language: &str) -> Option<Date> {
    if let Ok(date) = text.parse::<Date>() {
        return Some(date);
    }
    if text.contains(char::is_alphabetic) {
        return named(text);
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
    Date::new(year_of(year)?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn year_of(text: &str) -> Option<i16> {
    match text.len() {
        2 => Some(2000 + text.parse::<i16>().ok()?),
        4 => text.parse().ok(),
        _ => None,
    }
}

/// A date with its month by name: a day, the month and a year, the month before the day or behind it.
fn named(text: &str) -> Option<Date> {
    let plain = words::plain(text);
    let parts = plain.split(|c: char| c.is_whitespace() || "/-.,".contains(c));
    let mut parts = parts.filter(|part| !matches!(*part, "" | "de" | "del" | "of" | "the" | "dia"));
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let month = |word: &str| {
        let at = MONTHS.iter().position(|names| names.contains(&word))?;
        i8::try_from(at + 1).ok()
    };
    let (day, month) = match (month(first), month(second)) {
        (Some(month), None) => (second, month),
        (None, Some(month)) => (first, month),
        _ => return None,
    };
    let ordinal = ["st", "nd", "rd", "th", "º", "°", "o"];
    let day = ordinal
        .iter()
        .find_map(|sign| day.strip_suffix(sign))
        .unwrap_or(day);
    Date::new(year_of(year)?, month, day.parse().ok()?).ok()
}

/// A time of day as `14:30`, from `14:30`, `14h30`, `14h`, `2:30 pm` or `2pm`.
pub(super) fn time(text: &str) -> Option<String> {
    let lower: String = text
        .to_lowercase()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let without = |ending: &str| lower.strip_suffix(ending);
    let half = [("a.m.", 0), ("p.m.", 12), ("am", 0), ("pm", 12)];
    let half = half
        .into_iter()
        .find_map(|(ending, hours)| Some((without(ending)?, hours)));
    let clock = half.map_or(lower.as_str(), |(clock, _)| clock);
    let (hour, minute) = match clock.split_once([':', 'h']) {
        Some((hour, minute)) => (hour, minute.trim_end_matches("min")),
        None if half.is_some() => (clock, ""),
        None => return None,
    };
    let number = |text: &str| -> Option<i8> {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten()
    };
    let hour = match (number(hour)?, half) {
        (hour, None) => hour,
        (hour @ 1..=12, Some((_, later))) => hour % 12 + later,
        _ => return None,
    };
    let minute = match minute {
        "" if half.is_some() || clock.ends_with('h') => 0,
        minute if minute.len() == 2 => number(minute)?,
        _ => return None,
    };
    let time = Time::new(hour, minute, 0, 0).ok()?;
    Some(format!("{:02}:{:02}", time.hour(), time.minute()))
}
