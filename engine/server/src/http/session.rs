//! Signing in and out, and one's own password.

use super::change::change;
use super::extract::{From, Json};
use super::gate::{Staff, cookie_name};
use super::people::set_password;
use super::turns::answer;
use crate::ambient;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::staff::house::Snapshot;
use crate::staff::passwords;
use crate::staff::signins::{self, SignIn, SignInEvent};
use crate::tries::who;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;
use trilha_model::AgentId;
use trilha_wire::staff::{Me, PasswordChange, SignIn as Credentials};

/// Who one is.
pub(super) fn me(house: &Snapshot, id: &AgentId) -> Answer<Me> {
    let agent = house.agent(id).ok_or_else(Problem::signed_out)?;
    Ok(Me {
        id: id.clone(),
        name: agent.name.clone(),
        role: agent.role,
        available: agent.available,
        version: env!("CARGO_PKG_VERSION").into(),
    })
}

/// `POST /api/session`
pub(super) async fn sign_in(
    State(app): State<Arc<App>>,
    From(from): From,
    Json(given): Json<Credentials>,
) -> Answer<Response> {
    let id = AgentId::from(given.user.as_str());
    let number = right_password(&app, &id, from, given.password).await?;
    let cookie = remembered(&app, &id, number, given.remember).await?;
    let mut response = answer(StatusCode::OK, &me(&app.now(), &id)?);
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// The number of somebody's password, if this is it; wrong ones are counted.
async fn right_password(app: &App, id: &AgentId, from: IpAddr, password: String) -> Answer<u32> {
    let who = who(id.as_str(), from);
    app.tries
        .take(&who, Instant::now())
        .map_err(|wait| Problem::too_many_tries().after(wait))?;
    let house = app.now();
    let known = house.agent(id).filter(|agent| !agent.disabled);
    let hash = known.map(|agent| agent.password.clone());
    if !passwords::verify(password, hash).await? {
        return Err(Problem::wrong_credentials());
    }
    app.tries.forgive(&who);
    known
        .map(|agent| agent.passwords)
        .ok_or_else(Problem::wrong_credentials)
}

/// A new sign-in of somebody under a password, as a cookie; refused when that is no longer theirs.
async fn remembered(
    app: &App,
    id: &AgentId,
    passwords: u32,
    remember: bool,
) -> Answer<HeaderValue> {
    let token = signins::token();
    let life = if remember {
        signins::A_MONTH
    } else {
        signins::A_DAY
    };
    let now = ambient::now();
    let event = SignInEvent::SignedIn {
        agent: id.clone(),
        passwords,
        until: now.after(life),
        at: Some(now),
    };
    let key = signins::key(&token);
    change::<SignIn>(app, &signins::stream(&key), |_| Ok(vec![event.clone()])).await?;
    if app.now().signed_in(&key, ambient::now()).is_none() {
        return Err(Problem::wrong_credentials());
    }
    let age = if remember {
        format!("; Max-Age={}", life.0 / 1000)
    } else {
        String::new()
    };
    cookie(app, &format!("{token}{age}"))
}

fn cookie(app: &App, value: &str) -> Answer<HeaderValue> {
    let secure = if app.options.is_https() {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!(
        "{}={value}; Path=/; HttpOnly; SameSite=Strict{secure}",
        cookie_name(app)
    );
    HeaderValue::from_str(&cookie).map_err(|error| Problem::ours(&error))
}

/// `GET /api/session`
pub(super) async fn session(staff: Staff) -> Answer<Response> {
    me(&staff.house, &staff.id).map(|me| answer(StatusCode::OK, &me))
}

/// `DELETE /api/session`
pub(super) async fn sign_out(State(app): State<Arc<App>>, staff: Staff) -> Answer<Response> {
    let (by, at) = staff.signs();
    let left = SignInEvent::SignedOut { by, at };
    let leave = |sign_in: &SignIn| {
        Ok(if sign_in.agent.as_str().is_empty() {
            Vec::new()
        } else {
            vec![left.clone()]
        })
    };
    change::<SignIn>(&app, &signins::stream(&staff.sign_in), leave).await?;
    let mut response = Response::new(axum::body::Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
        .headers_mut()
        .insert(header::SET_COOKIE, cookie(&app, "; Max-Age=0")?);
    Ok(response)
}

/// `PUT /api/session/password`
pub(super) async fn own_password(
    State(app): State<Arc<App>>,
    staff: Staff,
    From(from): From,
    Json(new): Json<PasswordChange>,
) -> Answer<Response> {
    passwords::check(&new.password)?;
    let number = right_password(&app, &staff.id, from, new.current).await?;
    let by = staff.id.clone();
    set_password(&app, &staff.id, new.password, Some(number), by).await?;
    // Every sign-in from before is void, this one too: it goes on under a new one.
    let cookie = remembered(&app, &staff.id, number.saturating_add(1), false).await?;
    let mut response = answer(StatusCode::OK, &me(&app.now(), &staff.id)?);
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}
