//! Moments as people of this place and language write them.

use js_sys::{Date, Object, Reflect};
use trilha_widgets::{i18n, t};
use wasm_bindgen::JsValue;
use yew::AttrValue;

const DAY: i64 = 86_400_000;

/// Now, in milliseconds since 1970 UTC.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a date in milliseconds fits into 53 bits"
)]
pub(crate) fn now() -> i64 {
    Date::now() as i64
}

fn date(at: i64) -> Date {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a date in milliseconds fits into 53 bits"
    )]
    Date::new(&JsValue::from_f64(at as f64))
}

/// Which day of this place a moment is in.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole minutes, at most a day of them"
)]
pub(crate) fn day(at: i64) -> i64 {
    let offset = date(at).get_timezone_offset() as i64;
    (at - offset * 60_000).div_euclid(DAY)
}

fn written(at: i64, options: &[(&str, &str)]) -> String {
    let object = Object::new();
    for (key, value) in options {
        let set = Reflect::set(&object, &(*key).into(), &(*value).into());
        debug_assert!(set.is_ok(), "a plain object takes any key");
    }
    String::from(date(at).to_locale_string(i18n::language().code(), &object))
}

/// The time of day.
pub(crate) fn time(at: i64) -> String {
    written(at, &[("hour", "2-digit"), ("minute", "2-digit")])
}

/// Date and time, no longer than both need to be read.
pub(crate) fn full(at: i64) -> String {
    written(at, &[("dateStyle", "medium"), ("timeStyle", "short")])
}

/// Today, yesterday, or the date.
pub(crate) fn day_name(at: i64) -> AttrValue {
    match day(now()) - day(at) {
        0 => t!("today"),
        1 => t!("yesterday"),
        days if days < 300 => written(
            at,
            &[("weekday", "long"), ("day", "numeric"), ("month", "long")],
        )
        .into(),
        _ => written(at, &[("dateStyle", "long")]).into(),
    }
}

/// The time for today, else the day, as short as can be.
pub(crate) fn short(at: i64) -> String {
    match day(now()) - day(at) {
        0 => time(at),
        days if days < 300 => written(at, &[("day", "numeric"), ("month", "short")]),
        _ => written(at, &[("dateStyle", "short")]),
    }
}
