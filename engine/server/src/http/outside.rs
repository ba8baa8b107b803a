//! What admins set up between the house and other systems: the mail server, webhooks, API tokens.

use super::change::{change, listed, name, put, take_away};
use super::events::is_event;
use super::extract::{Json, OnlyNew, Path};
use super::gate::Staff;
use super::turns::answer;
use crate::ambient;
use crate::app::App;
use crate::hooks::{self, Hook, HookEvent};
use crate::mail::{self, MailEvent, MailServer, MailSetting, NotSent};
use crate::problem::{Answer, Problem};
use crate::staff::tokens::{self, Token, TokenEvent};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;
use trilha_model::{Mail, Stream, Timestamp};
use trilha_wire::outside as wire;

/// Characters of a host, an address or a name to sign in with.
const LINE: usize = 320;
/// Characters of an address that events go to.
const URL: usize = 2_000;
/// Events that a webhook names: who wants more wants all.
const EVENTS: usize = 100;
/// Webhooks of a house: each event is stored once for each of them.
const HOOKS: usize = 20;
/// Tokens of a house.
const TOKENS: usize = 200;

fn mail_server(server: &MailServer) -> wire::MailServer {
    wire::MailServer {
        host: server.host.clone(),
        port: server.port,
        tls: server.tls,
        user: server.user.clone(),
        password_set: server.password.is_some(),
        from: server.from.clone(),
    }
}

/// `GET /api/mail`
pub(super) async fn mail(staff: Staff) -> Response {
    listed(staff.house.mail.state.server.iter().map(mail_server))
}

/// `PUT /api/mail`
pub(super) async fn save_mail(
    State(app): State<Arc<App>>,
    staff: Staff,
    Json(new): Json<wire::MailSettings>,
) -> Answer<Response> {
    let host = line("the host", &new.host)?;
    let host_is_one = !host.contains(|c: char| c.is_whitespace() || "/:@".contains(c));
    if !host_is_one || new.port == 0 {
        return Err(Problem::invalid().detail("a mail server is a host and a port"));
    }
    let from = line("the sender", &new.from)?;
    if mail::sender(&from).is_none() {
        return Err(Problem::invalid().detail("the sender is not an e-mail address"));
    }
    let user = new.user.filter(|user| !user.trim().is_empty());
    let user = user.map(|user| line("the user", &user)).transpose()?;
    let password = new.password.filter(|password| !password.is_empty());
    let sealed = password.map(|password| mail::sealed(&app.vault, &password));
    let (by, at) = staff.signs();
    change::<MailSetting>(&app, &mail::stream(), |setting| {
        // Who changes where the password goes must know it.
        let same = |old: &&MailServer| old.host == host && old.user == user;
        let old = setting.server.as_ref().filter(same);
        let kept = || old.and_then(|old| old.password.clone());
        let password = user.as_ref().and_then(|_| sealed.clone().or_else(kept));
        if user.is_some() && password.is_none() {
            return Err(Problem::invalid().detail("who signs in has a password"));
        }
        let server = MailServer {
            host: host.clone(),
            port: new.port,
            tls: new.tls,
            user: user.clone(),
            password,
            from: from.clone(),
        };
        Ok(vec![MailEvent::MailServerSaved {
            server,
            by: by.clone(),
            at,
        }])
    })
    .await?;
    let house = app.now();
    let server = house.mail.state.server.as_ref();
    let server = server.ok_or_else(Problem::internal)?;
    Ok(answer(StatusCode::OK, &mail_server(server)))
}

/// `POST /api/mail/test`
pub(super) async fn try_mail(
    State(app): State<Arc<App>>,
    staff: Staff,
    Json(wanted): Json<wire::MailTest>,
) -> Answer<StatusCode> {
    let to = line("the address", &wanted.to)?;
    if mail::sender(&to).is_none() {
        return Err(Problem::invalid().detail("this is not an e-mail address"));
    }
    let server = staff.house.mail.state.server.as_ref();
    let server = server.ok_or_else(Problem::not_found)?;
    let mail = Mail {
        to: vec![to.into()],
        reply_to: None,
        subject: "Trilha".into(),
        text: Some("Trilha can send e-mail through this server.".into()),
        html: None,
        aside: None,
    };
    may_try(&app, &mail::stream())?;
    let key = ambient::hex(&ambient::unguessable::<16>());
    let sent = mail::send_once(server, &app.vault, &mail, &key).await;
    sent.map_err(|(why, reason)| {
        let problem = match why {
            NotSent::Refused => Problem::mail_failed(),
            NotSent::Unreached => Problem::mail_unreachable(),
        };
        problem.detail(reason)
    })?;
    Ok(StatusCode::NO_CONTENT)
}

/// Nobody sends to others in a row what is only to be seen to arrive.
fn may_try(app: &App, what: &Stream) -> Answer<()> {
    let room = app.trials.take(what, Instant::now());
    room.map_err(|wait| Problem::too_many_requests().after(wait))
}

/// `DELETE /api/mail`
pub(super) async fn remove_mail(State(app): State<Arc<App>>, staff: Staff) -> Answer<StatusCode> {
    let is_there = |setting: &MailSetting| setting.server.is_some();
    let (by, at) = staff.signs();
    let gone = MailEvent::MailServerRemoved { by, at };
    take_away::<MailSetting>(&app, &mail::stream(), is_there, gone).await
}

/// One line, trimmed; refused when empty or too long.
fn line(what: &str, text: &str) -> Answer<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(Problem::invalid().detail(format!("{what} is one line of text")));
    }
    if text.chars().count() > LINE {
        return Err(Problem::too_long().detail(format!("{what} has at most {LINE} characters")));
    }
    Ok(text.to_owned())
}

fn hook(id: &str, hook: &Hook, secret: Option<String>) -> wire::Hook {
    let attempt = |tried: &hooks::Tried| wire::Attempt {
        event: tried.delivery.name.to_string(),
        at: tried.at.0,
        problem: tried.problem.clone(),
    };
    wire::Hook {
        id: id.to_owned(),
        url: hook.url.clone(),
        events: hook.events.iter().map(ToString::to_string).collect(),
        enabled: hook.enabled,
        pending: u32::try_from(hook.pending.len()).unwrap_or(u32::MAX),
        next: hook
            .next()
            .filter(|next| next.tries > 0)
            .map(|next| next.at.0),
        last: hook.last.as_ref().map(attempt),
        given_up: hook.given_up.iter().map(attempt).collect(),
        secret,
    }
}

/// `GET /api/webhooks`
pub(super) async fn webhooks(staff: Staff) -> Response {
    let hooks = staff.house.hooks.iter().filter(|(_, at)| at.state.exists);
    listed(hooks.map(|(id, at)| hook(id, &at.state, None)))
}

/// `GET /api/events`
pub(super) async fn sent_out(staff: Staff) -> Response {
    let world = &staff.house.world;
    let newest = world.published.keys().filter_map(|id| world.newest(id));
    let mut events: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for trail in newest.flat_map(|bundle| bundle.trails()) {
        for event in trail.steps.iter().filter_map(|step| step.kind.event()) {
            events.entry(event).or_default().insert(trail.title(None));
        }
    }
    listed(events.into_iter().map(|(name, trails)| wire::SentOut {
        name: name.to_owned(),
        trails: trails.into_iter().collect(),
    }))
}

/// `PUT /api/webhooks/{id}`
pub(super) async fn save_webhook(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
    only_new: OnlyNew,
    Json(new): Json<wire::HookSettings>,
) -> Answer<Response> {
    let url = checked(&id, &new)?;
    let house = app.now();
    let others = house
        .hooks
        .iter()
        .filter(|(other, at)| at.state.exists && other.as_str() != id);
    if others.count() >= HOOKS {
        return Err(Problem::too_long().detail(format!("there are at most {HOOKS} webhooks")));
    }
    let made = hooks::secret();
    let given = new.secret.filter(|secret| !secret.is_empty());
    if given
        .as_deref()
        .is_some_and(|secret| hooks::key(secret).is_none())
    {
        return Err(Problem::invalid()
            .detail("a secret is whsec_ and 24 to 64 bytes in Base64; or none, then one is made"));
    }
    let events: Vec<SmolStr> = new.events.iter().map(SmolStr::from).collect();
    let is_new = house
        .hooks
        .get(id.as_str())
        .is_none_or(|at| !at.state.exists);
    let (by, at) = staff.signs();
    change::<Hook>(&app, &hooks::stream(&id), |hook| {
        only_new.allows(hook.exists)?;
        let secret = match &given {
            Some(given) => hooks::sealed(&app.vault, &id, given),
            None if hook.exists => hook.secret.clone(),
            None if is_new => hooks::sealed(&app.vault, &id, &made),
            None => return Err(Problem::not_found()),
        };
        Ok(vec![HookEvent::HookSaved {
            url: url.clone(),
            events: events.clone(),
            enabled: new.enabled,
            secret,
            by: by.clone(),
            at,
        }])
    })
    .await?;
    app.hooks.look();
    let house = app.now();
    let at = house.hooks.get(id.as_str()).ok_or_else(Problem::internal)?;
    let shown = (is_new && given.is_none()).then_some(made);
    Ok(answer(StatusCode::OK, &hook(&id, &at.state, shown)))
}

/// The address of a webhook, if everything about it is as it must be.
fn checked(id: &str, new: &wire::HookSettings) -> Answer<String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    let good = id.starts_with(|c: char| c.is_ascii_lowercase()) && id.chars().all(plain);
    if !good || id.len() > 64 {
        return Err(Problem::invalid()
            .detail("an id begins with one of a-z and has of a-z, 0-9, underscore and dash"));
    }
    let url = new.url.trim();
    let parsed = reqwest::Url::parse(url).ok();
    let to_web = |url: &reqwest::Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    if !parsed.as_ref().is_some_and(to_web) {
        return Err(Problem::invalid().detail("events go to an address of https or http"));
    }
    if url.len() > URL || new.events.len() > EVENTS {
        return Err(Problem::too_long().detail(format!(
            "an address has at most {URL} characters, and at most {EVENTS} events are named"
        )));
    }
    if let Some(bad) = new.events.iter().find(|name| !is_event(name)) {
        return Err(Problem::invalid().detail(format!("{bad} cannot be an event's name")));
    }
    Ok(url.to_owned())
}

/// `POST /api/webhooks/{id}/again`
pub(super) async fn try_again(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
) -> Answer<Response> {
    let again = HookEvent::GivenUpQueued {
        at: ambient::now(),
        by: Some(staff.id),
    };
    change::<Hook>(&app, &hooks::stream(&id), |hook| {
        if !hook.exists {
            return Err(Problem::not_found());
        }
        let any = !hook.given_up.is_empty();
        Ok(any.then(|| again.clone()).into_iter().collect())
    })
    .await?;
    app.hooks.look();
    let house = app.now();
    let at = house.hooks.get(id.as_str()).ok_or_else(Problem::internal)?;
    Ok(answer(StatusCode::OK, &hook(&id, &at.state, None)))
}

/// `POST /api/webhooks/{id}/test`
pub(super) async fn try_webhook(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
) -> Answer<Response> {
    let hook = staff.house.hooks.get(id.as_str());
    let hook = hook.filter(|at| at.state.exists);
    let hook = hook.ok_or_else(Problem::not_found)?;
    may_try(&app, &hooks::stream(&id))?;
    let tried = app
        .hooks
        .try_out(&app.runtime, &app.outbox, (&id, &hook.state));
    Ok(answer(StatusCode::OK, &tried.await))
}

/// `DELETE /api/webhooks/{id}`
pub(super) async fn remove_webhook(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    let is_there = |hook: &Hook| hook.exists;
    let (by, at) = staff.signs();
    let gone = HookEvent::HookRemoved { by, at };
    take_away::<Hook>(&app, &hooks::stream(&id), is_there, gone).await
}

fn token(id: &SmolStr, token: &Token) -> wire::Token {
    wire::Token {
        id: id.to_string(),
        name: token.name.clone(),
        by: token.by.clone(),
        at: token.at.0,
        inboxes: token.inboxes.clone(),
        expires: token.expires.map(|at| at.0),
        used: token.used.map(|at| at.0),
    }
}

/// `GET /api/tokens`
pub(super) async fn api_tokens(staff: Staff) -> Response {
    let tokens = staff.house.tokens.iter();
    let good = tokens.filter(|(_, at)| at.state.exists());
    listed(good.map(|(id, at)| token(id, &at.state)))
}

/// `POST /api/tokens`
pub(super) async fn make_token(
    State(app): State<Arc<App>>,
    staff: Staff,
    Json(new): Json<wire::NewToken>,
) -> Answer<Response> {
    let name = name(&new.name)?;
    let good = staff.house.tokens.values().filter(|at| at.state.exists());
    if good.count() >= TOKENS {
        return Err(Problem::too_long().detail(format!("there are at most {TOKENS} tokens")));
    }
    let now = ambient::now();
    if new.expires.is_some_and(|expires| expires <= now.0) {
        return Err(Problem::invalid().detail("a token's end is to come"));
    }
    let inboxes = &staff.house.world.inboxes;
    if let Some(unknown) = new.inboxes.iter().find(|id| !inboxes.contains_key(*id)) {
        return Err(Problem::invalid().detail(format!("there is no inbox {unknown}")));
    }
    let (id, secret, hash) = tokens::make();
    let made = TokenEvent::TokenMade {
        name,
        hash,
        by: staff.id,
        at: now,
        inboxes: new.inboxes,
        expires: new.expires.map(Timestamp),
    };
    put::<Token>(&app, &tokens::stream(&id), made).await?;
    let house = app.now();
    let at = house.tokens.get(&id).ok_or_else(Problem::internal)?;
    let made = wire::MadeToken {
        token: token(&id, &at.state),
        secret,
    };
    Ok(answer(StatusCode::CREATED, &made))
}

/// `DELETE /api/tokens/{id}`
pub(super) async fn revoke_token(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    let stream = tokens::stream(&id);
    let (by, at) = staff.signs();
    let gone = TokenEvent::TokenRevoked { by, at };
    take_away::<Token>(&app, &stream, Token::exists, gone).await
}
