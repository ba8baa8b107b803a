//! Signing in, and what admins set up.

use super::extract::{From, Json, Path};
use super::gate::{Staff, cookie_name};
use super::turns::answer;
use crate::ambient;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::staff::house::Snapshot;
use crate::staff::passwords;
use crate::staff::signins::{self, SignIn, SignInEvent};
use crate::streams;
use crate::tries::who;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use smol_str::SmolStr;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;
use trilha_desk::{Agent, Conversation, Fold};
use trilha_model::{Act, AgentEvent, AgentId, Input, Owner, Role, Stream};
use trilha_wire::staff::{
    Me, NewPassword, NewUser, PasswordChange, SignIn as Credentials, User, UserChange,
};

/// Characters of a name people read.
pub(super) const NAME: usize = 80;

/// Changes a stream and waits until everybody sees it.
pub(super) async fn change<T: Fold>(
    app: &App,
    stream: &Stream,
    events: impl Fn(&T) -> Answer<Vec<T::Event>>,
) -> Answer<()> {
    if let Some(cursor) = streams::change::<T>(&app.journal, stream, events).await? {
        app.follower.reached(cursor).await;
    }
    Ok(())
}

/// A name people read, trimmed; refused when empty or too long.
pub(super) fn name(name: &str) -> Answer<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Problem::empty().detail("a name is needed"));
    }
    if name.chars().count() > NAME {
        return Err(Problem::too_long().detail(format!("a name has at most {NAME} characters")));
    }
    Ok(name.to_owned())
}

fn agent_stream(id: &AgentId) -> Stream {
    Stream::new("agent", id.as_str())
}

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
    let event = SignInEvent::SignedIn {
        agent: id.clone(),
        passwords,
        until: ambient::now().after(life),
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
    let leave = |sign_in: &SignIn| {
        Ok(if sign_in.agent.as_str().is_empty() {
            Vec::new()
        } else {
            vec![SignInEvent::SignedOut]
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
    set_password(&app, &staff.id, new.password, Some(number)).await?;
    // Every sign-in from before is void, this one too: it goes on under a new one.
    let cookie = remembered(&app, &staff.id, number.saturating_add(1), false).await?;
    let mut response = answer(StatusCode::OK, &me(&app.now(), &staff.id)?);
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Sets a password; where it stands for one of a certain number, only if that is still theirs.
async fn set_password(
    app: &App,
    id: &AgentId,
    password: String,
    instead_of: Option<u32>,
) -> Answer<()> {
    let password = passwords::hash(password).await?;
    change::<Agent>(app, &agent_stream(id), |agent| {
        if !agent.exists() {
            return Err(Problem::not_found());
        }
        if instead_of.is_some_and(|number| number != agent.passwords) {
            return Err(Problem::wrong_credentials());
        }
        Ok(vec![AgentEvent::PasswordChanged {
            password: password.clone(),
        }])
    })
    .await
}

fn user(house: &Snapshot, id: &AgentId) -> Option<User> {
    let agent = house.agent(id)?;
    Some(User {
        id: id.clone(),
        name: agent.name.clone(),
        role: agent.role,
        disabled: agent.disabled,
        available: agent.available,
        holding: u32::try_from(agent.held.len()).unwrap_or(u32::MAX),
    })
}

/// `GET /api/users`
pub(super) async fn users(staff: Staff) -> Response {
    let admin = staff
        .house
        .agent(&staff.id)
        .is_some_and(|agent| agent.role == Role::Admin);
    let all = staff
        .house
        .agents
        .keys()
        .filter_map(|id| user(&staff.house, id));
    answer(
        StatusCode::OK,
        &all.filter(|user| admin || !user.disabled)
            .collect::<Vec<_>>(),
    )
}

/// `POST /api/users`
pub(super) async fn add_user(
    State(app): State<Arc<App>>,
    Json(new): Json<NewUser>,
) -> Answer<Response> {
    let name = name(&new.name)?;
    add_person(&app, &new.id, name, new.role, new.password).await?;
    let user = user(&app.now(), &new.id).ok_or_else(Problem::internal)?;
    Ok(answer(StatusCode::CREATED, &user))
}

/// Makes an account.
pub(crate) async fn add_person(
    app: &App,
    id: &AgentId,
    name: String,
    role: Role,
    password: String,
) -> Answer<()> {
    if !is_user(id.as_str()) {
        return Err(Problem::invalid()
            .detail("a name to sign in with has 2 to 32 of a-z, 0-9, dot, underscore and dash"));
    }
    passwords::check(&password)?;
    let password = passwords::hash(password).await?;
    change::<Agent>(app, &agent_stream(id), |agent| {
        if agent.exists() {
            return Err(Problem::taken());
        }
        Ok(vec![AgentEvent::AgentCreated {
            name: name.clone(),
            role,
            password: password.clone(),
        }])
    })
    .await
}

fn is_user(id: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    id.chars().next().is_some_and(letter)
        && (2..=32).contains(&id.len())
        && id
            .chars()
            .all(|c| letter(c) || matches!(c, '.' | '_' | '-'))
}

/// `PUT /api/users/{id}`
pub(super) async fn change_user(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
    Json(new): Json<UserChange>,
) -> Answer<Response> {
    let id = AgentId::from(id);
    let name = name(&new.name)?;
    let _alone = app.accounts.lock().await;
    let house = app.now();
    change::<Agent>(&app, &agent_stream(&id), |agent| {
        if !agent.exists() {
            return Err(Problem::not_found());
        }
        let steps_down = agent.role == Role::Admin
            && !agent.disabled
            && (new.role != Role::Admin || new.disabled);
        if steps_down && !another_admin(&house, &id) {
            return Err(Problem::last_admin());
        }
        Ok(changes(agent, &name, &new))
    })
    .await?;
    if new.disabled {
        release(&app, &id, &staff.id).await?;
    }
    let user = user(&app.now(), &id).ok_or_else(Problem::internal)?;
    Ok(answer(StatusCode::OK, &user))
}

fn changes(agent: &Agent, name: &str, new: &UserChange) -> Vec<AgentEvent> {
    let mut events = Vec::new();
    if agent.name != name || agent.role != new.role {
        events.push(AgentEvent::AgentChanged {
            name: name.to_owned(),
            role: new.role,
        });
    }
    if agent.disabled != new.disabled {
        events.push(if new.disabled {
            AgentEvent::AgentDisabled
        } else {
            AgentEvent::AgentEnabled
        });
    }
    events
}

/// Puts everything that somebody disabled still has back into its queue. They can take nothing more, so what
/// they have now is all there is.
async fn release(app: &App, id: &AgentId, by: &AgentId) -> Answer<()> {
    let held = streams::load::<Agent>(&*app.journal, &agent_stream(id))?
        .state
        .held;
    let theirs = Owner::Agent(id.clone());
    let still = |_: u64, conversation: &Conversation| {
        (conversation.owner == theirs)
            .then_some(())
            .ok_or_else(Problem::not_yours)
    };
    for conversation in held {
        let back = Input::Acted {
            by: by.clone(),
            act: Act::ReturnToQueue,
        };
        match app.runtime.drive_if(&conversation, back, &still).await {
            Ok(done) => {
                if let Some(cursor) = done.cursor {
                    app.follower.reached(cursor).await;
                }
            }
            // Somebody else was quicker.
            Err(problem) if problem.kind == Problem::not_yours().kind => {}
            Err(problem) => return Err(problem),
        }
    }
    Ok(())
}

fn another_admin(house: &Snapshot, id: &AgentId) -> bool {
    let admins = house
        .agents
        .iter()
        .filter(|(_, at)| at.state.exists() && !at.state.disabled && at.state.role == Role::Admin);
    admins.into_iter().any(|(other, _)| other != id)
}

/// `PUT /api/users/{id}/password`
pub(super) async fn reset_password(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Json(new): Json<NewPassword>,
) -> Answer<StatusCode> {
    let id = AgentId::from(id);
    passwords::check(&new.password)?;
    app.now().agent(&id).ok_or_else(Problem::not_found)?;
    set_password(&app, &id, new.password, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The name of a setting, if it is one: `[A-Z][A-Z0-9_]*`.
pub(super) fn setting(name: &str) -> Answer<SmolStr> {
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let good = name.chars().next().is_some_and(|c| c.is_ascii_uppercase())
        && name.chars().all(plain)
        && name.len() <= 64;
    good.then(|| SmolStr::new(name)).ok_or_else(|| {
        Problem::invalid().detail("a name is a capital letter, then capital letters, digits and _")
    })
}
