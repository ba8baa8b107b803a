//! Functions on moments, dates and times of day, which are ISO 8601 text.
//!
//! A date is `2026-11-20`, a local moment `2026-11-20T10:00:00`, a moment `2026-11-20T13:00:00Z` or with
//! another offset, which it keeps through every calculation.

use super::Row;
use super::chance::moment;
use crate::engine::{Answer, refuse};
use crate::failure::Kind;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{Span, Timestamp, Unit};
use rhai::{Engine, NativeCallContext};

pub(super) const ROWS: &[Row] = &[
    (
        "now",
        "now() -> text",
        "The moment of this turn, in UTC.",
        "now()",
        r#""2026-11-20T13:00:00Z""#,
    ),
    (
        "date",
        "date(text) -> text",
        "The date a text begins with; fails where there is none.",
        r#"date("2026-11-20T10:00:00-03:00")"#,
        r#""2026-11-20""#,
    ),
    (
        "is_date",
        "is_date(text) -> yes_no",
        "Whether a text begins with a date that exists.",
        r#"is_date("2026-02-30")"#,
        "false",
    ),
    (
        "parse_date",
        "parse_date(text, pattern) -> text",
        "A date or local moment out of a text, by a pattern of strptime.",
        r#"parse_date("20/11/2026", "%d/%m/%Y")"#,
        r#""2026-11-20""#,
    ),
    (
        "add_days",
        "add_days(date, days) -> text",
        "The date so many days later, or earlier.",
        r#"add_days("2026-02-28", 1)"#,
        r#""2026-03-01""#,
    ),
    (
        "add_time",
        "add_time(when, n, unit) -> text",
        "So many `years`, `months`, `weeks`, `days`, `hours`, `minutes` or `seconds` later, or earlier; a month's end stays within its month.",
        r#"add_time("2026-01-31", 1, "months")"#,
        r#""2026-02-28""#,
    ),
    (
        "days_between",
        "days_between(from, to) -> integer",
        "From the first date to the second.",
        r#"days_between("2026-01-01", "2026-01-31")"#,
        "30",
    ),
    (
        "time_between",
        "time_between(from, to, unit) -> integer",
        "Whole units, as those of `add_time`, from one to the other.",
        r#"time_between("2000-05-20", now(), "years")"#,
        "26",
    ),
    (
        "part",
        "part(when, name) -> integer",
        "Its `year`, `month`, `day`, `hour`, `minute`, `second`, `week` (ISO 8601) or `quarter`.",
        r#"part("2026-11-20T10:30:00", "hour")"#,
        "10",
    ),
    (
        "weekday",
        "weekday(date) -> integer",
        "1 for Monday to 7 for Sunday.",
        r#"weekday("2026-11-20")"#,
        "5",
    ),
    (
        "unix",
        "unix(moment) -> integer",
        "The seconds since 1970 of a moment with its offset.",
        r#"unix("2026-11-20T10:00:00-03:00")"#,
        "1795179600",
    ),
    (
        "from_unix",
        "from_unix(seconds) -> text",
        "The moment so many seconds after 1970, in UTC.",
        "from_unix(1795179600)",
        r#""2026-11-20T13:00:00Z""#,
    ),
];

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("now", |context: NativeCallContext| -> Answer<String> {
            Ok(now(&context)?.to_string())
        })
        .register_fn("date", |text: &str| -> Answer<String> {
            Ok(date(text)?.to_string())
        })
        .register_fn("is_date", |text: &str| parse(text).is_some())
        .register_fn("parse_date", read)
        .register_fn("add_days", |text: &str, days: i64| -> Answer<String> {
            Ok(When::Date(date(text)?).plus(days, Unit::Day)?.written())
        })
        .register_fn(
            "add_time",
            |text: &str, n: i64, word: &str| -> Answer<String> {
                Ok(When::read(text)?.plus(n, unit(word)?)?.written())
            },
        )
        .register_fn("days_between", |from: &str, to: &str| -> Answer<i64> {
            let span = date(from)?.until(date(to)?);
            Ok(i64::from(span.map_or(0, |span| span.get_days())))
        })
        .register_fn("time_between", between)
        .register_fn("part", |text: &str, name: &str| {
            part(When::read(text)?.local(), name)
        })
        .register_fn("weekday", |text: &str| -> Answer<i64> {
            Ok(date(text)?.weekday().to_monday_one_offset().into())
        })
        .register_fn("unix", |text: &str| -> Answer<i64> {
            match When::read(text)? {
                When::At(moment, _) => Ok(moment.as_second()),
                _ => Err(refuse(
                    Kind::Type,
                    "a moment without its offset is none of all the world",
                )),
            }
        })
        .register_fn("from_unix", |seconds: i64| -> Answer<String> {
            let moment = Timestamp::from_second(seconds).map_err(|_| beyond())?;
            Ok(moment.to_string())
        });
}

/// A point in time, as much of it as is known.
#[derive(Clone, Copy, Debug)]
pub(super) enum When {
    Date(Date),
    Local(DateTime),
    At(Timestamp, Offset),
}

impl When {
    pub(super) fn read(text: &str) -> Answer<Self> {
        let text = text.trim();
        if let Ok(pieces) = jiff::fmt::temporal::Pieces::parse(text)
            && let (Some(time), Some(offset)) = (pieces.time(), pieces.to_numeric_offset())
        {
            let moment = offset.to_timestamp(pieces.date().to_datetime(time));
            return Ok(Self::At(moment.map_err(|_| beyond())?, offset));
        }
        if let Some(local) = text.get(..19).and_then(|local| local.parse().ok()) {
            return Ok(Self::Local(local));
        }
        Ok(Self::Date(date(text)?))
    }

    /// Date and time as a clock on the wall shows them; a date begins at midnight.
    pub(super) fn local(self) -> DateTime {
        match self {
            Self::Date(date) => date.into(),
            Self::Local(local) => local,
            Self::At(moment, offset) => offset.to_datetime(moment),
        }
    }

    fn plus(self, n: i64, unit: Unit) -> Answer<Self> {
        let span = span(n, unit)?;
        Ok(match self {
            Self::Date(date) if unit >= Unit::Day => {
                Self::Date(date.checked_add(span).map_err(|_| beyond())?)
            }
            Self::At(_, offset) => {
                let local = self.local().checked_add(span).map_err(|_| beyond())?;
                Self::At(offset.to_timestamp(local).map_err(|_| beyond())?, offset)
            }
            _ => Self::Local(self.local().checked_add(span).map_err(|_| beyond())?),
        })
    }

    pub(super) fn written(self) -> String {
        match self {
            Self::Date(date) => date.to_string(),
            Self::Local(local) => local.to_string(),
            Self::At(moment, Offset::UTC) => moment.to_string(),
            Self::At(moment, offset) => moment.display_with_offset(offset).to_string(),
        }
    }
}

#[expect(
    clippy::unnecessary_box_returns,
    reason = "Rhai's functions answer with a boxed error"
)]
pub(super) fn beyond() -> Box<rhai::EvalAltResult> {
    refuse(Kind::Arithmetic, "there is no such date")
}

pub(super) fn now(context: &NativeCallContext) -> Answer<Timestamp> {
    Timestamp::from_millisecond(moment(context)?.now().0)
        .map_err(|_| refuse(Kind::Arithmetic, "the time is out of range"))
}

fn parse(text: &str) -> Option<Date> {
    let (day, rest) = text.trim().split_at_checked(10)?;
    if !(rest.is_empty() || rest.starts_with(['T', ' '])) {
        return None;
    }
    day.parse().ok()
}

pub(super) fn date(text: &str) -> Answer<Date> {
    parse(text).ok_or_else(|| refuse(Kind::Type, "this text is not a date like 2026-11-20"))
}

fn read(text: &str, pattern: &str) -> Answer<String> {
    let no = |_| refuse(Kind::Type, "this text is not a date by that pattern");
    let parsed = jiff::fmt::strtime::parse(pattern, text.trim()).map_err(no)?;
    let date = parsed.to_date().map_err(no)?;
    Ok(match parsed.to_time() {
        Ok(time) if parsed.hour().is_some() => date.to_datetime(time).to_string(),
        _ => date.to_string(),
    })
}

fn unit(word: &str) -> Answer<Unit> {
    Ok(match word.trim_end_matches('s') {
        "year" => Unit::Year,
        "month" => Unit::Month,
        "week" => Unit::Week,
        "day" => Unit::Day,
        "hour" => Unit::Hour,
        "minute" => Unit::Minute,
        "second" => Unit::Second,
        _ => {
            let message = "units are years, months, weeks, days, hours, minutes and seconds";
            return Err(refuse(Kind::Type, message));
        }
    })
}

fn span(n: i64, unit: Unit) -> Answer<Span> {
    let span = Span::new();
    let span = match unit {
        Unit::Year => span.try_years(n),
        Unit::Month => span.try_months(n),
        Unit::Week => span.try_weeks(n),
        Unit::Day => span.try_days(n),
        Unit::Hour => span.try_hours(n),
        Unit::Minute => span.try_minutes(n),
        _ => span.try_seconds(n),
    };
    span.map_err(|_| beyond())
}

/// Moments by what lies between them all over the world, other things by the clock on the wall.
fn between(from: &str, to: &str, word: &str) -> Answer<i64> {
    let unit = unit(word)?;
    let (from, to) = (When::read(from)?, When::read(to)?);
    let (from, to) = match (from, to) {
        (When::At(from, offset), When::At(to, _)) => {
            (offset.to_datetime(from), offset.to_datetime(to))
        }
        (from, to) => (from.local(), to.local()),
    };
    let span = from.until((unit, to)).map_err(|_| beyond())?;
    Ok(match unit {
        Unit::Year => span.get_years().into(),
        Unit::Month => span.get_months().into(),
        Unit::Week => span.get_weeks().into(),
        Unit::Day => span.get_days().into(),
        Unit::Hour => span.get_hours().into(),
        Unit::Minute => span.get_minutes(),
        _ => span.get_seconds(),
    })
}

fn part(local: DateTime, name: &str) -> Answer<i64> {
    Ok(match name {
        "year" => local.year().into(),
        "month" => local.month().into(),
        "day" => local.day().into(),
        "hour" => local.hour().into(),
        "minute" => local.minute().into(),
        "second" => local.second().into(),
        "week" => local.date().iso_week_date().week().into(),
        "quarter" => i64::from((local.month() - 1) / 3 + 1),
        _ => {
            let message = "parts are year, month, day, hour, minute, second, week and quarter";
            return Err(refuse(Kind::Type, message));
        }
    })
}
