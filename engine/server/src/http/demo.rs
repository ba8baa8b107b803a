//! The demo: a shop with orders to track, and a clinic with free times, as other companies' services would be.

use super::extract::{Json, Path, Query};
use super::pages::escaped;
use super::turns::answer;
use crate::app::App;
use crate::problem::{Answer, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;

/// How slow the slow order is: longer than a careful trail waits.
const SLOW: Duration = Duration::from_secs(15);

const STATES: [&str; 3] = ["paid", "shipped", "delivered"];
const CARRIERS: [&str; 3] = ["Correios", "Rodonorte", "Entrega Verde"];
const THINGS: [&str; 4] = [
    "Tênis de trilha",
    "Jaqueta de chuva",
    "Garrafa térmica",
    "Mochila 24 L",
];

/// `GET /demo/shop/orders/{number}`: the same answer for the same number, all day.
pub(super) async fn order(Path(number): Path<String>) -> Answer<Response> {
    let known = number.len() == 6 && number.chars().all(|c| c.is_ascii_digit());
    let value: u32 = number
        .parse()
        .ok()
        .filter(|_| known)
        .ok_or_else(|| Problem::not_found().detail("no such order"))?;
    match value % 100 {
        0 => return Err(Problem::not_found().detail("no such order")),
        98 => tokio::time::sleep(SLOW).await,
        99 => return Err(Problem::internal().detail("the shop is broken, on purpose")),
        _ => {}
    }
    let pick = |list: &'static [&'static str], by: u32| {
        list.get(usize::try_from(value / by).unwrap_or(0) % list.len())
            .copied()
    };
    let late = if value % 10 == 7 {
        value / 10 % 5 + 1
    } else {
        0
    };
    let due = if late > 0 {
        -i64::from(late)
    } else {
        i64::from(value % 9) + 1
    };
    let order = json!({
        "number": number,
        "status": if late > 0 { Some("shipped") } else { pick(&STATES, 1) },
        "item": pick(&THINGS, 7),
        "carrier": pick(&CARRIERS, 11),
        "due": days_from_today(due),
        "days_late": late,
        "total": format!("{}.{:02}", 20 + value % 480, value % 100),
        "currency": "BRL",
    });
    Ok(answer(StatusCode::OK, &order))
}

/// A day before or after today, in UTC.
fn days_from_today(days: i64) -> String {
    let now = jiff::Timestamp::from_millisecond(crate::ambient::now().0).unwrap_or_default();
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    today
        .saturating_add(jiff::Span::new().days(days))
        .to_string()
}

/// Which part of which day.
#[derive(Debug, Deserialize)]
pub(super) struct Day {
    date: String,
    #[serde(default)]
    period: String,
}

/// `GET /demo/clinic/slots?date=2026-11-30`: none on Sundays, fewer on Saturdays.
pub(super) async fn slots(Query(day): Query<Day>) -> Answer<Response> {
    let date: Date = day
        .date
        .parse()
        .map_err(|_| Problem::invalid().detail("a date is written 2026-11-30"))?;
    let hours: &[&str] = match date.weekday() {
        Weekday::Sunday => &[],
        Weekday::Saturday => &["09:00", "10:00", "11:00"],
        _ => &["08:30", "09:30", "11:00", "14:00", "15:30", "16:30"],
    };
    let wanted = |hour: &str| match day.period.as_str() {
        "morning" => hour < "12:00",
        "afternoon" => hour >= "12:00",
        _ => true,
    };
    let free = hours
        .iter()
        .zip(0_i8..)
        .filter(|(hour, place)| wanted(hour) && (place + date.day()) % 3 != 0)
        .map(|(hour, _)| *hour);
    Ok(answer(
        StatusCode::OK,
        &json!({ "date": date.to_string(), "free": free.collect::<Vec<_>>() }),
    ))
}

/// What is asked of the clinic.
#[derive(Debug, Deserialize)]
pub(super) struct Booking {
    date: String,
    hour: String,
}

/// `POST /demo/clinic/appointments`: a code that is the same for the same hour; 16:30 is always gone already.
pub(super) async fn book(Json(booking): Json<Booking>) -> Answer<Response> {
    if booking.hour == "16:30" {
        return Err(Problem::taken().detail("that hour has just been taken"));
    }
    let code = Sha256::digest(format!("{} {}", booking.date, booking.hour).as_bytes());
    let code = crate::ambient::hex(code.get(..3).unwrap_or_default()).to_uppercase();
    Ok(answer(
        StatusCode::CREATED,
        &json!({ "code": code, "date": booking.date, "hour": booking.hour }),
    ))
}

/// `GET /demo`
pub(super) async fn page(State(app): State<Arc<App>>) -> Response {
    let house = app.now();
    let brand = house
        .env
        .state
        .env
        .get("BRAND")
        .map_or_else(|| "Trilha".to_owned(), ToString::to_string);
    let page = include_str!("../../web/demo.html").replace("{{brand}}", &escaped(&brand));
    Html(page).into_response()
}
