//! Functions on moments and dates, which are ISO 8601 text, and on chance.

use super::{Documented, entry};
use crate::clock::Moment;
use crate::engine::{Answer, refuse};
use crate::failure::Kind;
use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};
use rhai::{Engine, NativeCallContext};

pub(super) const TABLE: [Documented; 9] = [
    entry(
        "time",
        "now",
        r#"now() == "2026-11-20T13:00:00Z""#,
        "The moment of this turn, in UTC.",
    ),
    entry(
        "time",
        "today",
        r#"today("-03:00") == "2026-11-20""#,
        "The date of this turn, in UTC or at an offset from it.",
    ),
    entry(
        "time",
        "date",
        r#"date("2026-11-20T10:00:00-03:00") == "2026-11-20""#,
        "The date a text begins with; fails where there is none.",
    ),
    entry(
        "time",
        "is_date",
        r#"is_date("2026-02-30") == false"#,
        "Whether a text begins with a date that exists.",
    ),
    entry(
        "time",
        "add_days",
        r#"add_days("2026-02-28", 1) == "2026-03-01""#,
        "The date n days later, or earlier.",
    ),
    entry(
        "time",
        "days_between",
        r#"days_between("2026-01-01", "2026-01-31") == 30"#,
        "From the first date to the second.",
    ),
    entry(
        "time",
        "weekday",
        r#"weekday("2026-11-20") == 5"#,
        "1 for Monday to 7 for Sunday.",
    ),
    entry(
        "time",
        "format",
        r#"format("2026-11-20", "%d/%m/%Y") == "20/11/2026""#,
        "A date or a local moment by a pattern of strftime.",
    ),
    entry(
        "time",
        "random",
        "random(6) + 1",
        "A whole number from 0 to n-1, fixed by the seed of the run.",
    ),
];

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("now", |context: NativeCallContext| -> Answer<String> {
            Ok(now(&context)?.to_string())
        })
        .register_fn("today", |context: NativeCallContext| today(&context, 0))
        .register_fn("today", |context: NativeCallContext, offset: &str| {
            today(&context, seconds(offset)?)
        })
        .register_fn("date", |text: &str| -> Answer<String> {
            Ok(date(text)?.to_string())
        })
        .register_fn("is_date", |text: &str| parse(text).is_some())
        .register_fn("add_days", |text: &str, days: i64| -> Answer<String> {
            (-4_000_000..=4_000_000)
                .contains(&days)
                .then(|| date(text).map(|date| date.checked_add(days.days()).ok()))
                .transpose()?
                .flatten()
                .map(|date| date.to_string())
                .ok_or_else(|| refuse(Kind::Arithmetic, "there is no such date"))
        })
        .register_fn("days_between", |from: &str, to: &str| -> Answer<i64> {
            let span = date(from)?.until(date(to)?);
            Ok(i64::from(span.map_or(0, |span| span.get_days())))
        })
        .register_fn("weekday", |text: &str| -> Answer<i64> {
            Ok(date(text)?.weekday().to_monday_one_offset().into())
        })
        .register_fn("format", format)
        .register_fn("random", random);
}

fn moment(context: &NativeCallContext) -> Answer<Moment> {
    Moment::of(context).ok_or_else(|| refuse(Kind::Other, "there is no clock here"))
}

fn now(context: &NativeCallContext) -> Answer<Timestamp> {
    Timestamp::from_millisecond(moment(context)?.now().0)
        .map_err(|_| refuse(Kind::Arithmetic, "the time is out of range"))
}

fn today(context: &NativeCallContext, offset: i32) -> Answer<String> {
    let zone = jiff::tz::Offset::from_seconds(offset)
        .map_err(|_| refuse(Kind::Type, "an offset is at most a day"))?;
    Ok(zone.to_datetime(now(context)?).date().to_string())
}

/// `-03:00` as seconds.
fn seconds(offset: &str) -> Answer<i32> {
    let parsed = || -> Option<i32> {
        let (sign, rest) = match offset.split_at_checked(1)? {
            ("+", rest) => (1, rest),
            ("-", rest) => (-1, rest),
            _ => return None,
        };
        let (hours, minutes) = rest.split_once(':')?;
        let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
        (hours < 24 && minutes < 60)
            .then(|| sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60))
    };
    parsed().ok_or_else(|| refuse(Kind::Type, "an offset is written like -03:00"))
}

fn parse(text: &str) -> Option<Date> {
    let (day, rest) = text.trim().split_at_checked(10)?;
    if !(rest.is_empty() || rest.starts_with(['T', ' '])) {
        return None;
    }
    day.parse().ok()
}

fn date(text: &str) -> Answer<Date> {
    parse(text).ok_or_else(|| refuse(Kind::Type, "this text is not a date like 2026-11-20"))
}

fn format(text: &str, pattern: &str) -> Answer<String> {
    let local = text
        .trim()
        .get(..19)
        .and_then(|local| local.parse::<DateTime>().ok());
    let local = match local {
        Some(local) => local,
        None => date(text)?.into(),
    };
    jiff::fmt::strtime::format(pattern, local)
        .map_err(|_| refuse(Kind::Type, "this pattern cannot be used with a date"))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that registration asks for"
)]
fn random(context: NativeCallContext, below: i64) -> Answer<i64> {
    let drawn = moment(&context)?.draw();
    let below = u64::try_from(below)
        .ok()
        .filter(|&below| below > 0)
        .ok_or_else(|| refuse(Kind::Type, "random needs a number above 0"))?;
    Ok(i64::try_from(drawn % below).expect("invariant: below a whole number"))
}
