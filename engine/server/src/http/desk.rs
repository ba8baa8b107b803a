//! The desk: lists, threads, what agents do.

use super::extract::{Json, Path, Query};
use super::gate::Staff;
use super::turns::answer;
use crate::app::App;
use crate::aside::aside;
use crate::problem::{Answer, Problem};
use crate::runtime::News;
use crate::speech;
use crate::staff::house::Snapshot;
use crate::streams::{self, numbered};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;
use trilha_desk::{Agent, Conversation};
use trilha_journal::Journal;
use trilha_model::{
    Act, AgentEvent, AgentId, ConversationId, Event, Input, Owner, QueueId, Speaker, Stream, Value,
    codec,
};
use trilha_views::{Filter, Line, Viewer};
use trilha_wire::desk::{
    Availability, Counts, Deed, Listed, Opened, Place, Summary, Thread, Ticket,
};

/// Lines in one page unless fewer are asked for.
const LINES: usize = 50;
/// The most lines in one page.
const MOST_LINES: usize = 200;
/// Entries in one page of a thread, about.
const ENTRIES: usize = 100;
/// Commits read at once.
const COMMITS: usize = 32;
/// Commits searched for one page of a thread, or for what somebody else answered.
const SEARCHED: usize = 512;

/// Which list.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum List {
    Waiting,
    Mine,
    All,
    Closed,
}

/// What may be asked of a list.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    list: List,
    #[serde(default)]
    queue: Option<QueueId>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    before: Option<String>,
    #[serde(default)]
    limit: Option<usize>,
}

/// `GET /api/desk/conversations`
pub(super) async fn list(
    State(app): State<Arc<App>>,
    staff: Staff,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    let viewer = staff.house.viewer(&staff.id);
    let filter = Filter::new(
        asked.queue.filter(|queue| !queue.as_str().is_empty()),
        asked.text.as_deref(),
    );
    let limit = asked.limit.unwrap_or(LINES).clamp(1, MOST_LINES);
    let after = asked.before.as_deref();
    let (page, counts, cursor) = {
        let views = app.follower.views();
        let page = match asked.list {
            List::Waiting => views.waiting(&viewer, &filter, after, limit),
            List::Mine => views.mine(&viewer, &filter, after, limit),
            List::All => views.all(&viewer, &filter, after, limit),
            List::Closed => views.closed(&viewer, &filter, after, limit),
        };
        (page, views.counts(&viewer), views.cursor())
    };
    let conversations = page
        .lines
        .iter()
        .map(|line| summary(&staff.house, line))
        .collect();
    let listed = Listed {
        conversations,
        next: page.next,
        counts: shown(counts),
        cursor: cursor.to_string(),
    };
    Ok(answer(StatusCode::OK, &listed))
}

/// The lists' numbers, for the wire.
pub(super) fn shown(counts: trilha_views::Counts) -> Counts {
    Counts {
        waiting: counts.waiting,
        mine: counts.mine,
        all: counts.all,
    }
}

/// A line, for the wire.
pub(super) fn summary(house: &Snapshot, line: &Line) -> Summary {
    let ticket = line.ticket.as_ref().map(|ticket| Ticket {
        number: ticket.number.clone(),
        queue: ticket.queue.clone(),
        priority: ticket.priority,
        note: ticket.note.clone(),
        opened_at: ticket.opened_at.0,
        waiting_since: ticket.waiting_since.map(|since| since.0),
        closed: ticket.closed,
    });
    let preview_from = match &line.from {
        Some(speaker) => Some(speech::from(house, speaker)),
        None if line.preview.is_empty() => None,
        None => Some(trilha_wire::chat::From::Contact),
    };
    Summary {
        id: line.id.clone(),
        version: line.version,
        name: line.name.clone(),
        inbox_title: house.inbox_title(&line.id.inbox).to_owned(),
        owner: speech::owner(house, &line.owner),
        ticket,
        preview: line.preview.clone(),
        preview_from,
        at: line.at.0,
        unanswered: line.unanswered,
        tags: line.tags.clone(),
    }
}

/// Whether a person may see a conversation; for those who may not, it is not there.
pub(super) fn may_see(viewer: &Viewer, conversation: &Conversation) -> Answer<()> {
    let queue = conversation.ticket.as_ref().map(|ticket| &ticket.queue);
    let sees = conversation.is_open() && viewer.sees(&conversation.owner, queue);
    sees.then_some(()).ok_or_else(Problem::no_conversation)
}

/// `GET /api/desk/conversations/{inbox}/{address}`
pub(super) async fn open(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((inbox, address)): Path<(String, String)>,
) -> Answer<Response> {
    let id = ConversationId {
        inbox: inbox.into(),
        address: address.into(),
    };
    let viewer = staff.house.viewer(&staff.id);
    let (version, conversation) = app
        .runtime
        .look(&id, |version, conversation| (version, conversation.clone()))
        .await?;
    may_see(&viewer, &conversation)?;
    if let Some(session) = &conversation.session {
        app.house.need(&session.bundle).await?;
    }
    let house = app.now();
    let opened = Opened {
        summary: summary(&house, &Line::of(&id, version, &conversation)),
        thread: thread_before(&app, &house, &id, None, version).await?,
        contact: plain(&conversation.profile),
        place: place(&house, &conversation),
    };
    Ok(answer(StatusCode::OK, &opened))
}

fn plain(profile: &Value) -> BTreeMap<String, Value> {
    match profile {
        Value::Map(map) => map
            .iter()
            .map(|(name, value)| (name.to_string(), value.clone()))
            .collect(),
        _ => BTreeMap::new(),
    }
}

fn place(house: &Snapshot, conversation: &Conversation) -> Option<Place> {
    let session = conversation.session.as_ref()?;
    let frame = session.frame();
    let bundle = house.world.bundles.get(&session.bundle);
    let trail = bundle.and_then(|bundle| bundle.trail(&frame.trail));
    let vars = session.frames.iter().flat_map(|frame| &frame.vars);
    let declared = session
        .frames
        .iter()
        .filter_map(|frame| bundle?.trail(&frame.trail));
    let personal = declared
        .flat_map(|trail| trail.vars.iter())
        .filter(|var| var.personal)
        .map(|var| var.name.to_string());
    Some(Place {
        trail: frame.trail.clone(),
        title: trail.map_or_else(|| frame.trail.to_string(), |trail| trail.title(None)),
        step: session
            .parked
            .as_ref()
            .map(|parked| parked.step.to_string())
            .unwrap_or_default(),
        vars: vars
            .map(|(name, value)| (name.to_string(), value.clone()))
            .collect(),
        personal: personal.collect(),
    })
}

/// What may be asked of a thread.
#[derive(Debug, Deserialize)]
pub(super) struct Before {
    #[serde(default)]
    before: Option<u64>,
}

/// `GET /api/desk/conversations/{inbox}/{address}/thread`
pub(super) async fn thread(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((inbox, address)): Path<(String, String)>,
    Query(asked): Query<Before>,
) -> Answer<Response> {
    let id = ConversationId {
        inbox: inbox.into(),
        address: address.into(),
    };
    let viewer = staff.house.viewer(&staff.id);
    let version = app
        .runtime
        .look(&id, |version, conversation| {
            may_see(&viewer, conversation).map(|()| version)
        })
        .await??;
    let thread = thread_before(&app, &staff.house, &id, asked.before, version).await?;
    Ok(answer(StatusCode::OK, &thread))
}

/// A page of a thread that ends before a place.
async fn thread_before(
    app: &App,
    house: &Arc<Snapshot>,
    id: &ConversationId,
    before: Option<u64>,
    version: u64,
) -> Answer<Thread> {
    let (journal, house, stream) = (Arc::clone(&app.journal), Arc::clone(house), id.stream());
    aside(move || {
        let from = before.unwrap_or(u64::MAX);
        let Shown { events, before } = shown_before(&*journal, &house, &stream, from)?;
        let shown = events.iter().map(|(seq, event)| (*seq, event));
        Ok(Thread {
            entries: speech::entries(&house, shown),
            before,
            version,
        })
    })
    .await
}

/// Events that a thread shows, oldest first.
struct Shown {
    events: Vec<(u64, Event)>,
    /// Where the page before them ends; none: this is the beginning.
    before: Option<u64>,
}

/// The events that a thread shows before a place: read from a bounded number of commits, of which only these
/// events are kept.
fn shown_before(
    journal: &dyn Journal,
    house: &Snapshot,
    stream: &Stream,
    mut from: u64,
) -> Answer<Shown> {
    let mut shown: Vec<(u64, Event)> = Vec::new();
    let mut read = 0;
    while from > 0 && shown.len() < ENTRIES && read < SEARCHED {
        let page = journal.read_back(stream, from, COMMITS)?;
        if page.is_empty() {
            from = 0;
        }
        read += page.len();
        for entry in page {
            if shown.len() >= ENTRIES {
                break;
            }
            from = entry.expected_version;
            let events = numbered(&entry).rev().filter_map(|(seq, bytes)| {
                let event = codec::event_from_bytes(bytes).ok()?;
                speech::entry(house, seq, &event).map(|_| (seq, event))
            });
            shown.extend(events);
        }
    }
    shown.reverse();
    Ok(Shown {
        events: shown,
        before: (from > 0).then_some(from),
    })
}

/// `POST /api/desk/conversations/{inbox}/{address}/acts`
pub(super) async fn act(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((inbox, address)): Path<(String, String)>,
    Json(deed): Json<Deed>,
) -> Answer<Response> {
    let id = ConversationId {
        inbox: inbox.into(),
        address: address.into(),
    };
    let viewer = staff.house.viewer(&staff.id);
    let Deed { act, seen, anyway } = deed;
    let may = |version: u64, conversation: &Conversation| {
        // Who just lost a race may be told to whom, although it is no longer theirs to see.
        if matches!(act, Act::Take)
            && conversation.is_open()
            && was_within_reach(&viewer, conversation)
        {
            return Ok(());
        }
        may_see(&viewer, conversation)?;
        if conversation.is_takeover(&act) && !staff.house.world.supervisors.contains(&staff.id) {
            return Err(Problem::forbidden()
                .detail("taking a conversation from the bot or from somebody is for supervisors"));
        }
        match (&act, seen.filter(|seen| *seen < version && !anyway)) {
            (Act::Reply { id: reply, .. }, Some(seen)) if !conversation.replies.contains(reply) => {
                nobody_answered(&app, &id, &staff.id, seen)
            }
            _ => Ok(()),
        }
    };
    let done = app
        .runtime
        .drive_if(
            &id,
            Input::Acted {
                by: staff.id.clone(),
                act: act.clone(),
            },
            &may,
        )
        .await;
    let done = match done {
        Err(problem) if problem.kind == Problem::already_taken().kind => {
            return Err(named(&app, problem, &id).await);
        }
        other => other?,
    };
    if let Some(cursor) = done.cursor {
        app.follower.reached(cursor).await;
    }
    let line = app
        .runtime
        .look(&id, |version, conversation| {
            Line::of(&id, version, conversation)
        })
        .await?;
    Ok(answer(StatusCode::OK, &summary(&app.now(), &line)))
}

/// Refuses when another person has answered the contact after a version, among the last few hundred commits.
fn nobody_answered(app: &App, id: &ConversationId, by: &AgentId, seen: u64) -> Answer<()> {
    let mut before = u64::MAX;
    let mut read = 0;
    while read < SEARCHED && before > seen {
        let page = app.journal.read_back(&id.stream(), before, COMMITS)?;
        for entry in &page {
            let newer = numbered(entry).filter(|(version, bytes)| {
                *version > seen && codec::event_name(bytes) == Some("MessageSent")
            });
            for (_, bytes) in newer {
                if let Ok(Event::MessageSent {
                    speaker: Speaker::Agent(other),
                    ..
                }) = codec::event_from_bytes(bytes)
                    && other != *by
                {
                    let detail = format!("{} has answered meanwhile", app.now().name(&other));
                    return Err(Problem::someone_answered().detail(detail));
                }
            }
            before = entry.expected_version;
        }
        if page.is_empty() {
            break;
        }
        read += page.len();
    }
    Ok(())
}

fn was_within_reach(viewer: &Viewer, conversation: &Conversation) -> bool {
    conversation
        .open_ticket()
        .is_some_and(|ticket| viewer.all || viewer.queues.contains(&ticket.queue))
}

/// Names the winner as people know them.
async fn named(app: &App, problem: Problem, id: &ConversationId) -> Problem {
    let owner = app
        .runtime
        .look(id, |_, conversation| conversation.owner.clone())
        .await;
    match owner {
        Ok(Owner::Agent(agent)) => {
            let detail = format!("{} has taken it already", app.now().name(&agent));
            problem.detail(detail)
        }
        _ => problem,
    }
}

/// `POST /api/desk/conversations/{inbox}/{address}/typing`
pub(super) async fn typing(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((inbox, address)): Path<(String, String)>,
) -> Answer<StatusCode> {
    let id = ConversationId {
        inbox: inbox.into(),
        address: address.into(),
    };
    let viewer = staff.house.viewer(&staff.id);
    let own = Owner::Agent(staff.id.clone());
    let holds = app
        .runtime
        .look(&id, |_, conversation| {
            may_see(&viewer, conversation).map(|()| conversation.owner == own)
        })
        .await??;
    let who = (id, Some(staff.id));
    if app.typing.take(&who, Instant::now()).is_ok() {
        let (id, by) = who;
        if holds {
            app.hub.tell(&id, |topic| topic.typing += 1);
        }
        app.hub.announce(News::Typing { id, by });
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT /api/desk/availability`
pub(super) async fn availability(
    State(app): State<Arc<App>>,
    staff: Staff,
    Json(wanted): Json<Availability>,
) -> Answer<Response> {
    let stream = Stream::new("agent", staff.id.as_str());
    let at = crate::ambient::now();
    let events = |agent: &Agent| {
        let changed = AgentEvent::AvailabilityChanged {
            available: wanted.available,
            at,
        };
        Ok(if agent.available == wanted.available {
            Vec::new()
        } else {
            vec![changed]
        })
    };
    if let Some(cursor) = streams::change::<Agent>(&app.journal, &stream, events).await? {
        app.follower.reached(cursor).await;
    }
    super::staff::me(&app.now(), &staff.id).map(|me| answer(StatusCode::OK, &me))
}

#[cfg(test)]
mod tests {
    use super::*;
    use trilha_journal::{Memory, Write};
    use trilha_model::{Incoming, Timestamp};

    #[test]
    fn a_page_of_a_thread_reads_so_many_commits_and_says_where_to_go_on() {
        let journal = Memory::new();
        let stream = Stream::new("conversation", "site/v1");
        let message = Event::InputReceived {
            message: Incoming::text("m1", "hello"),
            at: Timestamp(1),
        };
        let unseen = Event::Tagged {
            add: vec!["vip".into()],
            remove: Vec::new(),
        };
        for at in 0..=2 * SEARCHED as u64 {
            let event = if at == 0 { &message } else { &unseen };
            let write = Write {
                stream: stream.clone(),
                expected_version: at,
                events: vec![codec::event_to_bytes(event)],
                state: Vec::new(),
                wake: None,
            };
            journal
                .append(crate::ambient::commit_id(), vec![write])
                .wait()
                .unwrap();
        }
        let (mut from, mut shown, mut pages) = (Some(u64::MAX), Vec::new(), 0);
        while let Some(before) = from {
            let house = Snapshot::default();
            let page = shown_before(&journal, &house, &stream, before).unwrap();
            let next = page.before;
            assert!(next.is_none_or(|next| next < before), "it goes on");
            shown.extend(page.events);
            from = next;
            pages += 1;
        }
        assert_eq!(shown, [(1, message)]);
        assert_eq!(pages, 3);
    }
}
