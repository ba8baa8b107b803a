//! The desk: its lists, and a conversation opened.

use super::extract::{Path, Query};
use super::gate::Staff;
use super::thread::thread_before;
use super::turns::answer;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::speech;
use crate::staff::house::Snapshot;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use trilha_desk::Conversation;
use trilha_model::{ConversationId, QueueId, Value};
use trilha_views::{Filter, Line, Viewer};
use trilha_wire::desk::{Counts, Listed, Opened, Place, Summary, Ticket};

/// Lines in one page unless fewer are asked for.
const LINES: usize = 50;
/// The most lines in one page.
const MOST_LINES: usize = 200;

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
    // Whoever saw something happen finds it in the lists.
    app.follower.reached(app.journal.end()).await;
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
        .map(|line| summary(&staff.house, &viewer, line))
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

/// A line, for the wire, as this person may read it.
pub(super) fn summary(house: &Snapshot, viewer: &Viewer, line: &Line) -> Summary {
    let ticket = line.ticket.as_ref();
    let reads = viewer.reads(line.group.as_ref());
    // How it grows and ends would tell whether the contact speaks or the desk.
    let counted = reads && viewer.reads(line.ticket_group());
    let preview_from = match &line.from {
        _ if !reads => None,
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
        ticket: ticket.map(|one| ticket_of(house, viewer, one)),
        preview: if reads {
            line.preview.clone()
        } else {
            String::new()
        },
        preview_from,
        preview_group: line.group.as_ref().map(|group| house.team(group).title),
        at: line.at.0,
        unanswered: if counted { line.unanswered } else { 0 },
        tags: line.tags.clone(),
    }
}

fn ticket_of(house: &Snapshot, viewer: &Viewer, ticket: &trilha_views::Ticket) -> Ticket {
    let groups = [&ticket.group, &ticket.told_to];
    let hidden = groups.iter().any(|group| !viewer.reads(group.as_ref()));
    let told = |words: &Option<String>| words.clone().filter(|_| !hidden);
    Ticket {
        number: ticket.number.clone(),
        queue: ticket.queue.clone(),
        priority: ticket.priority,
        note: told(&ticket.note),
        subject: told(&ticket.subject),
        summary: told(&ticket.summary),
        skills: ticket.skills.clone(),
        team: ticket.team.as_ref().map(|team| house.team(team)),
        group: ticket.group.as_ref().map(|group| house.team(group)),
        hidden,
        state: ticket.state,
        opened_at: ticket.opened_at.0,
        waiting_since: ticket.waiting_since.map(|since| since.0),
        closed: ticket.closed,
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
        summary: summary(&house, &viewer, &Line::of(&id, version, &conversation)),
        thread: thread_before(&app, (&house, &viewer), &id, None, version).await?,
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
