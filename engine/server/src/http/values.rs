//! What admins set for trails: env values, secrets and calendars.

use super::change::{listed, name, save, take_away};
use super::extract::{Json, OnlyNew, Path};
use super::gate::Staff;
use super::turns::answer;
use crate::app::App;
use crate::problem::{Answer, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use smol_str::SmolStr;
use std::sync::Arc;
use trilha_desk::Settings;
use trilha_model::{SettingEvent, Stream, Value};
use trilha_trail::Calendar;
use trilha_wire::staff::{self as wire, CalendarSettings, EnvEntry, NewValue};

/// Bytes of an env value or a secret: a key or an address, not a document.
const VALUE: usize = 8 << 10;

/// The name of a setting, if it is one: `[A-Z][A-Z0-9_]*`.
fn setting(name: &str) -> Answer<SmolStr> {
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let good = name.chars().next().is_some_and(|c| c.is_ascii_uppercase())
        && name.chars().all(plain)
        && name.len() <= 64;
    good.then(|| SmolStr::new(name)).ok_or_else(|| {
        Problem::invalid().detail("a name is a capital letter, then capital letters, digits and _")
    })
}

fn checked(new: &NewValue) -> Answer<&str> {
    if new.value.len() > VALUE {
        return Err(Problem::too_long().detail(format!("a value has at most {} KiB", VALUE >> 10)));
    }
    Ok(&new.value)
}

/// As the wire has it; a secret comes without its value.
fn entry(name: &SmolStr, value: Option<String>) -> EnvEntry {
    EnvEntry {
        name: name.to_string(),
        value,
    }
}

fn env_stream() -> Stream {
    Stream::new("setting", "env")
}

fn secret_stream() -> Stream {
    Stream::new("setting", "secret")
}

/// `GET /api/env`
pub(super) async fn env(staff: Staff) -> Response {
    let values = staff.house.env.state.env.iter();
    listed(values.map(|(name, value)| entry(name, Some(value.to_string()))))
}

/// `PUT /api/env/{NAME}`
pub(super) async fn set_env(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(name): Path<String>,
    only_new: OnlyNew,
    Json(new): Json<NewValue>,
) -> Answer<Response> {
    let name = setting(&name)?;
    let (by, at) = staff.signs();
    let set = SettingEvent::EnvSet {
        name: name.clone(),
        value: Value::text(checked(&new)?),
        by,
        at,
    };
    let is_there = |settings: &Settings| settings.env.contains_key(&name);
    save::<Settings>(&app, &env_stream(), only_new, is_there, set).await?;
    Ok(answer(StatusCode::OK, &entry(&name, Some(new.value))))
}

/// `DELETE /api/env/{NAME}`
pub(super) async fn remove_env(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(name): Path<String>,
) -> Answer<StatusCode> {
    let name = setting(&name)?;
    let (by, at) = staff.signs();
    let gone = SettingEvent::EnvRemoved {
        name: name.clone(),
        by,
        at,
    };
    let is_there = |settings: &Settings| settings.env.contains_key(&name);
    take_away::<Settings>(&app, &env_stream(), is_there, gone).await
}

/// `GET /api/secrets`
pub(super) async fn secrets(staff: Staff) -> Response {
    let names = staff.house.secrets.state.secrets.keys();
    listed(names.map(|name| entry(name, None)))
}

/// `PUT /api/secrets/{NAME}`
pub(super) async fn set_secret(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(name): Path<String>,
    only_new: OnlyNew,
    Json(new): Json<NewValue>,
) -> Answer<Response> {
    let name = setting(&name)?;
    let (by, at) = staff.signs();
    let set = SettingEvent::SecretSet {
        name: name.clone(),
        sealed: app.vault.seal(&name, checked(&new)?),
        by,
        at,
    };
    let is_there = |settings: &Settings| settings.secrets.contains_key(&name);
    save::<Settings>(&app, &secret_stream(), only_new, is_there, set).await?;
    Ok(answer(StatusCode::OK, &entry(&name, None)))
}

/// `DELETE /api/secrets/{NAME}`
pub(super) async fn remove_secret(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(name): Path<String>,
) -> Answer<StatusCode> {
    let name = setting(&name)?;
    let (by, at) = staff.signs();
    let gone = SettingEvent::SecretRemoved {
        name: name.clone(),
        by,
        at,
    };
    let is_there = |settings: &Settings| settings.secrets.contains_key(&name);
    take_away::<Settings>(&app, &secret_stream(), is_there, gone).await
}

/// Holidays and other days of a calendar.
const DAYS: usize = 1_000;
/// Hours of one day.
const HOURS: usize = 12;

fn calendar_stream() -> Stream {
    Stream::new("setting", "calendar")
}

/// `GET /api/calendars`
pub(super) async fn calendars(staff: Staff) -> Response {
    let all = staff.house.calendars.state.calendars.iter();
    listed(all.map(|(name, rules)| wire::Calendar {
        name: name.to_string(),
        settings: rules.into(),
    }))
}

/// `PUT /api/calendars/{name}`
pub(super) async fn save_calendar(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
    only_new: OnlyNew,
    Json(new): Json<CalendarSettings>,
) -> Answer<Response> {
    let id = super::setup::id(&id)?.0;
    let title = name(&new.title)?;
    let new = CalendarSettings { title, ..new };
    let many = new.holidays.len() + new.days.len() > DAYS;
    if many
        || new
            .week
            .iter()
            .chain(new.days.values())
            .any(|hours| hours.len() > HOURS)
    {
        return Err(Problem::too_long().detail(format!(
            "a calendar has at most {DAYS} days, and a day {HOURS} hours"
        )));
    }
    let rules = new
        .rules()
        .ok_or_else(|| Problem::invalid().detail("a week has seven days"))?;
    Calendar::of(&rules).map_err(|reason| Problem::invalid().detail(reason))?;
    let (by, at) = staff.signs();
    let saved = SettingEvent::CalendarSaved {
        name: id.clone(),
        calendar: Box::new(rules),
        by,
        at,
    };
    let is_there = |settings: &Settings| settings.calendars.contains_key(&id);
    save::<Settings>(&app, &calendar_stream(), only_new, is_there, saved).await?;
    let calendar = wire::Calendar {
        name: id.to_string(),
        settings: new,
    };
    Ok(answer(StatusCode::OK, &calendar))
}

/// `DELETE /api/calendars/{name}`
pub(super) async fn remove_calendar(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    let name = super::setup::id(&id)?.0;
    let (by, at) = staff.signs();
    let gone = SettingEvent::CalendarRemoved {
        name: name.clone(),
        by,
        at,
    };
    let is_there = |settings: &Settings| settings.calendars.contains_key(&name);
    take_away::<Settings>(&app, &calendar_stream(), is_there, gone).await
}
