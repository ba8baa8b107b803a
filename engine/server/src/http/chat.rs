//! The web chat and the API inbox: visits, messages, typing.

use super::extract::{From, Json, Path, Query, Visitor};
use super::turns::{SprintTurn, Turn, Visit, answer};
use crate::ambient;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::runtime::News;
use crate::streams::numbered;
use crate::tries::network;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Instant;
use trilha_channels::web;
use trilha_model::{ConversationId, Event, InboxId, Owner, codec};
use trilha_wire::chat::{NewVisit, Say};

/// Messages in one answer.
const MESSAGES: usize = 200;
/// Commits read at once.
const COMMITS: usize = 64;
/// Commits searched for a message that was sent before.
const SEARCHED: usize = 256;

/// `POST /api/chat/{inbox}/visits`
pub(super) async fn visit(
    State(app): State<Arc<App>>,
    Path(inbox): Path<String>,
    From(from): From,
    Json(new): Json<NewVisit>,
) -> Answer<Response> {
    let house = app.now();
    let inbox = InboxId::from(inbox);
    let title = house
        .world
        .inboxes
        .get(&inbox)
        .map(|inbox| inbox.title.clone())
        .ok_or_else(Problem::no_inbox)?;
    if app.options.knows_addresses() {
        app.new_visits
            .take(&network(from), Instant::now())
            .map_err(|wait| Problem::too_many_visits().after(wait))?;
    }
    let arrived = web::arrived(new.name.as_deref(), new.language.as_deref())?;
    let (id, token) = app.visits.admit(&inbox, ambient::now());
    let done = app.runtime.drive(&id, arrived).await?;
    let turn = SprintTurn {
        house: &house,
        before: done.before,
        events: &done.events,
        owner: &done.owner,
    };
    Ok(answer(
        StatusCode::CREATED,
        &Visit {
            token: &token,
            title: &title,
            turn,
        },
    ))
}

/// `POST /api/chat/{inbox}/messages`
pub(super) async fn say(
    State(app): State<Arc<App>>,
    Visitor(id): Visitor,
    Json(say): Json<Say>,
) -> Answer<Response> {
    if let Some(messages) = &app.messages {
        messages
            .take(&id, Instant::now())
            .map_err(|wait| Problem::too_many_messages().after(wait))?;
    }
    let said = web::said(&say.id, say.text, say.option)?;
    let done = app.runtime.drive(&id, said).await?;
    let house = app.now();
    if done.events.is_empty() {
        return repeated(&app, &id, &say.id, done.version, &done.owner);
    }
    let turn = SprintTurn {
        house: &house,
        before: done.before,
        events: &done.events,
        owner: &done.owner,
    };
    Ok(answer(StatusCode::OK, &turn))
}

/// What came after a message that was sent before.
fn repeated(
    app: &App,
    id: &ConversationId,
    message: &str,
    version: u64,
    owner: &Owner,
) -> Answer<Response> {
    let same = |event: &Event| matches!(event, Event::InputReceived { message: received, .. } if received.id == message);
    let mut before = u64::MAX;
    let mut searched = 0;
    let mut found = None;
    'search: while searched < SEARCHED {
        let page = app.journal.read_back(&id.stream(), before, COMMITS)?;
        for entry in &page {
            let hit = numbered(entry).rev().find(|(_, event)| {
                codec::event_from_bytes::<Event>(event).is_ok_and(|event| same(&event))
            });
            if let Some((at, _)) = hit {
                found = Some(at);
                break 'search;
            }
            before = entry.expected_version;
        }
        searched += page.len();
        if page.len() < COMMITS {
            break;
        }
    }
    let (events, more) = messages_after(app, id, found.unwrap_or(version))?;
    let seq = seen(&events, more, version);
    Ok(answer(
        StatusCode::OK,
        &Turn {
            house: &app.now(),
            seq,
            events: &events,
            more,
            owner,
        },
    ))
}

/// What may be asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct After {
    /// Only what comes after this.
    #[serde(default)]
    pub(super) after: u64,
    /// The visitor's token, where no header can be sent.
    #[serde(default)]
    pub(super) token: String,
}

/// `GET /api/chat/{inbox}/messages?after=N`
pub(super) async fn messages(
    State(app): State<Arc<App>>,
    Visitor(id): Visitor,
    Query(query): Query<After>,
) -> Answer<Response> {
    let (version, owner) = app
        .runtime
        .look(&id, |version, conversation| {
            (version, conversation.owner.clone())
        })
        .await?;
    if version == 0 {
        return Err(Problem::no_conversation());
    }
    let (events, more) = messages_after(&app, &id, query.after)?;
    let seq = seen(&events, more, version.max(query.after));
    Ok(answer(
        StatusCode::OK,
        &Turn {
            house: &app.now(),
            seq,
            events: &events,
            more,
            owner: &owner,
        },
    ))
}

/// Messages after a version, as many as one answer holds, and whether there are more.
pub(super) fn messages_after(
    app: &App,
    id: &ConversationId,
    after: u64,
) -> Answer<(Vec<(u64, Event)>, bool)> {
    let stream = id.stream();
    let mut found = Vec::new();
    let mut from = after;
    loop {
        let page = app.journal.read(&stream, from, COMMITS)?;
        for entry in &page {
            for (version, bytes) in numbered(entry).filter(|(version, _)| *version > from) {
                let said = matches!(
                    codec::event_name(bytes),
                    Some("InputReceived" | "MessageSent")
                );
                let Some(event) = said.then(|| codec::event_from_bytes(bytes).ok()).flatten()
                else {
                    continue;
                };
                if found.len() == MESSAGES {
                    return Ok((found, true));
                }
                found.push((version, event));
            }
            from = from.max(entry.version());
        }
        if page.len() < COMMITS {
            return Ok((found, false));
        }
    }
}

/// Up to where a reader of these messages has everything. What was read may be newer than the version looked at.
pub(super) fn seen(events: &[(u64, Event)], more: bool, version: u64) -> u64 {
    let last = events.last().map_or(0, |(seq, _)| *seq);
    if more { last } else { last.max(version) }
}

/// `POST /api/chat/{inbox}/typing`
pub(super) async fn typing(
    State(app): State<Arc<App>>,
    Visitor(id): Visitor,
) -> Answer<StatusCode> {
    let with_people = app
        .runtime
        .look(&id, |_, conversation| conversation.owner != Owner::Bot)
        .await?;
    let who = (id, None);
    if with_people && app.typing.take(&who, Instant::now()).is_ok() {
        app.hub.announce(News::Typing {
            id: who.0,
            by: None,
        });
    }
    Ok(StatusCode::NO_CONTENT)
}
