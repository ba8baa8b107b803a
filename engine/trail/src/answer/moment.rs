//! Dates, times of day and moments.

use jiff::civil::{Date, Time};
use trilha_model::Timestamp;

/// A moment as RFC 3339 writes it, with its zone.
pub(crate) fn moment(text: &str) -> Option<Timestamp> {
    let moment: jiff::Timestamp = text.parse().ok()?;
    Some(Timestamp(moment.as_millisecond()))
}

/// `2026-11-20`, or day, month and year with `/`, `-` or `.` between; in English without a region other
/// than the United States' own, month first. A year of two digits is of this century.
pub(super) fn date(text: &str, language: &str) -> Option<Date> {
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
