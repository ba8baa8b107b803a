//! The web chat and the API inbox: visits, messages, typing.

use super::extract::{From, Json, Path, Query, Visitor};
use super::media::received;
use super::turns::{SprintTurn, Turn, Visit, answer};
use crate::ambient;
use crate::app::App;
use crate::aside::aside;
use crate::problem::{Answer, Problem};
use crate::runtime::{Done, News, asks};
use crate::streams::numbered;
use crate::tries::network;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use smol_str::SmolStr;
use std::sync::Arc;
use std::time::Instant;
use trilha_channels::web;
use trilha_journal::Journal;
use trilha_model::{ConversationId, Event, InboxId, Location, Owner, Received, Stream, codec};
use trilha_wire::chat::{NewVisit, Say};

/// Messages in one answer.
const MESSAGES: usize = 200;
/// Commits read at once.
const COMMITS: usize = 64;
/// Commits searched for a message that was sent before, and for those of one answer.
const SEARCHED: usize = 256;

/// `POST /api/chat/{inbox}/visits`
pub(super) async fn visit(
    State(app): State<Arc<App>>,
    Path(inbox): Path<String>,
    From(from): From,
    headers: HeaderMap,
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
    let accepted = headers.get(header::ACCEPT_LANGUAGE);
    let accepted = accepted.and_then(|accept| web::preferred(accept.to_str().ok()?));
    let language = new.language.as_deref().or(accepted);
    let arrived = web::arrived(new.name.as_deref(), language)?;
    let (id, token) = app.visits.admit(&inbox, ambient::now());
    let done = app.runtime.drive(&id, arrived).await?;
    let turn = SprintTurn {
        house: &house,
        before: done.before,
        events: &done.events,
        owner: &done.owner,
        asks: done.asks,
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
    let message = say.id.clone();
    let media = match say.media.clone() {
        Some(sent) => Some(received(&app, &id, sent).await?),
        None => None,
    };
    let said = web::said(spoken(say, media))?;
    let done = app.runtime.drive(&id, said).await?;
    let house = app.now();
    if done.events.is_empty() {
        return repeated(&app, &id, &message, &done).await;
    }
    let turn = SprintTurn {
        house: &house,
        before: done.before,
        events: &done.events,
        owner: &done.owner,
        asks: done.asks,
    };
    Ok(answer(StatusCode::OK, &turn))
}

/// What a visitor says, in the words of the channel.
fn spoken(say: Say, media: Option<Received>) -> web::Said {
    let location = say.location.map(|place| Location {
        latitude: place.latitude,
        longitude: place.longitude,
        name: place.name,
        address: place.address,
    });
    let answers = say.answers.into_iter();
    web::Said {
        id: say.id,
        text: say.text,
        option: say.option,
        media,
        location,
        answers: answers
            .map(|(name, answer)| (name.into(), answer))
            .collect(),
        options: say.options.into_iter().map(Into::into).collect(),
    }
}

/// What came after a message that was sent before.
async fn repeated(app: &App, id: &ConversationId, message: &str, done: &Done) -> Answer<Response> {
    let (journal, of, message) = (Arc::clone(&app.journal), id.clone(), SmolStr::new(message));
    let sent = aside(move || sent_at(&*journal, &of, &message)).await?;
    let found = messages_after(app, id, sent.unwrap_or(done.version), done.version).await?;
    Ok(found.answer(app, &done.owner, done.asks))
}

/// The version after a message came in, where that was not too long ago.
fn sent_at(journal: &dyn Journal, id: &ConversationId, message: &str) -> Answer<Option<u64>> {
    let same = |event: &Event| matches!(event, Event::InputReceived { message: received, .. } if received.id == message);
    let mut before = u64::MAX;
    let mut searched = 0;
    while searched < SEARCHED {
        let page = journal.read_back(&id.stream(), before, COMMITS)?;
        for entry in &page {
            let hit = numbered(entry).rev().find(|(_, event)| {
                codec::event_from_bytes::<Event>(event).is_ok_and(|event| same(&event))
            });
            if let Some((at, _)) = hit {
                return Ok(Some(at));
            }
            before = entry.expected_version;
        }
        searched += page.len();
        if page.len() < COMMITS {
            break;
        }
    }
    Ok(None)
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
    let (version, owner, asks) = stands(&app, &id).await?;
    if version == 0 {
        return Err(Problem::no_conversation());
    }
    let found = messages_after(&app, &id, query.after, version).await?;
    Ok(found.answer(&app, &owner, asks))
}

/// A conversation's version, who has it, and the type of the answer it waits for where that is more than words.
pub(super) async fn stands(
    app: &App,
    id: &ConversationId,
) -> Answer<(u64, Owner, Option<&'static str>)> {
    let house = app.now();
    app.runtime
        .look(id, |version, conversation| {
            let asks = asks(&house.world, conversation);
            (version, conversation.owner.clone(), asks)
        })
        .await
}

/// Messages in order, and how far they were read.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Found {
    pub(super) events: Vec<(u64, Event)>,
    /// Up to where a reader has everything.
    pub(super) seq: u64,
    /// Whether there is more after that.
    pub(super) more: bool,
}

impl Found {
    /// Nothing after a version.
    pub(super) fn nothing(seq: u64) -> Self {
        Self {
            seq,
            ..Self::default()
        }
    }

    fn answer(&self, app: &App, owner: &Owner, asks: Option<&'static str>) -> Response {
        let turn = Turn {
            house: &app.now(),
            seq: self.seq,
            events: &self.events,
            more: self.more,
            owner,
            asks,
        };
        answer(StatusCode::OK, &turn)
    }
}

/// Messages after a version, as many as one answer holds; `version` is the conversation's, as looked at before.
pub(super) async fn messages_after(
    app: &App,
    id: &ConversationId,
    after: u64,
    version: u64,
) -> Answer<Found> {
    let (journal, stream) = (Arc::clone(&app.journal), id.stream());
    let mut found = aside(move || said_after(&*journal, &stream, after, SEARCHED)).await?;
    if !found.more {
        // What was read may be newer than the version looked at.
        found.seq = found.seq.max(version);
    }
    Ok(found)
}

/// Messages after a version, from so many commits at most.
fn said_after(journal: &dyn Journal, stream: &Stream, after: u64, most: usize) -> Answer<Found> {
    let mut found = Found::nothing(after);
    let mut read = 0;
    loop {
        let page = journal.read(stream, found.seq, COMMITS)?;
        for entry in &page {
            let from = found.seq;
            for (version, bytes) in numbered(entry).filter(|(version, _)| *version > from) {
                let said = matches!(
                    codec::event_name(bytes),
                    Some("InputReceived" | "MessageSent")
                );
                if let Some(event) = said.then(|| codec::event_from_bytes(bytes).ok()).flatten() {
                    if found.events.len() == MESSAGES {
                        found.more = true;
                        return Ok(found);
                    }
                    found.events.push((version, event));
                }
                found.seq = version;
            }
        }
        read += page.len();
        if page.len() < COMMITS {
            return Ok(found);
        }
        if read >= most {
            found.more = true;
            return Ok(found);
        }
    }
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
    // Before the desk's lists know of it nobody would be told, and then nobody for a second.
    let is_listed = |id: &ConversationId| {
        let line = app.follower.views().line(id);
        line.is_some_and(|line| line.is_open())
    };
    let who = (id, None);
    if with_people && is_listed(&who.0) && app.typing.take(&who, Instant::now()).is_ok() {
        app.hub.announce(News::Typing {
            id: who.0,
            by: None,
        });
    }
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use trilha_journal::{Memory, Write};
    use trilha_model::{Incoming, Timestamp};

    #[test]
    fn what_was_said_is_read_in_bounded_steps_and_none_is_passed_over() {
        let journal = Memory::new();
        let stream = Stream::new("conversation", "site/v1");
        let said = |at: u64| Event::InputReceived {
            message: Incoming::text(format!("m{at}"), "hello"),
            group: None,
            at: Timestamp(1),
        };
        let unseen = Event::Tagged {
            add: vec!["vip".into()],
            remove: Vec::new(),
            by: None,
            at: None,
        };
        let last = 4 * COMMITS as u64;
        for at in 1..=last {
            let event = if at == 1 || at == last {
                said(at)
            } else {
                unseen.clone()
            };
            let write = Write {
                stream: stream.clone(),
                expected_version: at - 1,
                events: vec![codec::event_to_bytes(&event)],
                state: Vec::new(),
                wake: None,
            };
            journal
                .append(ambient::commit_id(), vec![write])
                .wait()
                .unwrap();
        }
        let (mut seq, mut all, mut steps) = (0, Vec::new(), 0);
        loop {
            let found = said_after(&journal, &stream, seq, COMMITS).unwrap();
            assert!(found.seq > seq || !found.more, "it goes on");
            seq = found.seq;
            all.extend(found.events);
            steps += 1;
            if !found.more {
                break;
            }
        }
        assert_eq!(all, [(1, said(1)), (last, said(last))]);
        assert_eq!((seq, steps), (last, 5));
    }
}
