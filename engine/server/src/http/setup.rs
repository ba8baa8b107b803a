//! What admins set up: queues and inboxes.

use super::change::{listed, name, save, take_away};
use super::extract::{Json, OnlyNew, Path};
use super::gate::Staff;
use super::turns::answer;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::staff::house::Snapshot;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;
use trilha_desk::{Inbox, Queue};
use trilha_model::{AgentId, InboxEvent, InboxId, QueueEvent, QueueId, Stream, TrailId};
use trilha_wire::staff::{self as wire, InboxSettings, QueueSettings};

/// Members of a queue, and of a team.
const MEMBERS: usize = 1_000;

/// An id, if it is one: `[a-z][a-z0-9_-]*`, as trails have.
pub(super) fn id(text: &str) -> Answer<TrailId> {
    crate::studio::id(text).map_err(|_| {
        Problem::invalid().detail("an id is a small letter, then small letters, digits, - and _")
    })
}

/// The members of a queue or a team: people with an account, each once.
pub(super) fn known_people(house: &Snapshot, mut members: Vec<AgentId>) -> Answer<Vec<AgentId>> {
    if let Some(unknown) = members.iter().find(|id| house.agent(id).is_none()) {
        return Err(Problem::invalid().detail(format!("there is nobody called {unknown}")));
    }
    if members.len() > MEMBERS {
        return Err(Problem::too_long().detail(format!("there are at most {MEMBERS} members")));
    }
    members.sort();
    members.dedup();
    Ok(members)
}

fn queue(app: &App, house: &Snapshot, id: &QueueId) -> Option<wire::Queue> {
    let queue = &house.queues.get(id)?.state;
    queue.exists.then(|| wire::Queue {
        id: id.clone(),
        settings: QueueSettings {
            title: queue.title.clone(),
            members: queue.members.clone(),
            colour: queue.colour.clone(),
        },
        waiting: app.follower.views().waiting_in(id),
        available: house.world.queues.get(id).map_or(0, |line| line.available),
    })
}

/// `GET /api/queues`
pub(super) async fn queues(State(app): State<Arc<App>>, staff: Staff) -> Response {
    let viewer = staff.house.viewer(&staff.id);
    let shown = |id: &QueueId| {
        let mut queue = queue(&app, &staff.house, id)?;
        if !viewer.all && !viewer.queues.contains(id) {
            (queue.waiting, queue.available) = (0, 0);
            queue.settings.members.clear();
        }
        Some(queue)
    };
    let all = staff.house.queues.keys().filter_map(shown);
    listed(all)
}

/// `PUT /api/queues/{id}`
pub(super) async fn save_queue(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(path): Path<String>,
    only_new: OnlyNew,
    Json(new): Json<QueueSettings>,
) -> Answer<Response> {
    let id = QueueId(id(&path)?.0);
    let title = name(&new.title)?;
    let hex = new
        .colour
        .strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.chars().all(|c| c.is_ascii_hexdigit()));
    if !hex {
        return Err(Problem::invalid().detail("a colour is written #rrggbb"));
    }
    let members = known_people(&app.now(), new.members)?;
    let colour = new.colour.to_lowercase();
    let (by, at) = staff.signs();
    let saved = QueueEvent::QueueSaved {
        title,
        members,
        colour,
        by,
        at,
    };
    let stream = Stream::new("queue", id.as_str());
    save::<Queue>(&app, &stream, only_new, |queue| queue.exists, saved).await?;
    let queue = queue(&app, &app.now(), &id).ok_or_else(Problem::internal)?;
    Ok(answer(StatusCode::OK, &queue))
}

/// `DELETE /api/queues/{id}`
pub(super) async fn remove_queue(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    let stream = Stream::new("queue", &id);
    let (by, at) = staff.signs();
    let gone = QueueEvent::QueueRemoved { by, at };
    take_away::<Queue>(&app, &stream, |queue| queue.exists, gone).await
}

fn inbox(house: &Snapshot, id: &InboxId) -> Option<wire::Inbox> {
    let inbox = &house.inboxes.get(id)?.state;
    inbox.exists.then(|| wire::Inbox {
        id: id.clone(),
        settings: InboxSettings {
            title: inbox.title.clone(),
            channel: inbox.channel,
            trail: inbox.trail.clone(),
            queue: inbox.queue.clone(),
            enabled: inbox.enabled,
        },
    })
}

/// `GET /api/inboxes`
pub(super) async fn inboxes(staff: Staff) -> Response {
    let all = staff
        .house
        .inboxes
        .keys()
        .filter_map(|id| inbox(&staff.house, id));
    listed(all)
}

/// `PUT /api/inboxes/{id}`
pub(super) async fn save_inbox(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(path): Path<String>,
    only_new: OnlyNew,
    Json(new): Json<InboxSettings>,
) -> Answer<Response> {
    let inbox_id = InboxId(id(&path)?.0);
    let title = name(&new.title)?;
    if let Some(trail) = &new.trail {
        id(trail.as_str())?;
    }
    let house = app.now();
    if let Some(queue) = new
        .queue
        .as_ref()
        .filter(|queue| !house.world.queues.contains_key(*queue))
    {
        return Err(Problem::invalid().detail(format!("there is no queue {queue}")));
    }
    let (by, at) = staff.signs();
    let saved = InboxEvent::InboxSaved {
        title,
        channel: new.channel,
        trail: new.trail,
        queue: new.queue,
        enabled: new.enabled,
        by,
        at,
    };
    let stream = Stream::new("inbox", inbox_id.as_str());
    save::<Inbox>(&app, &stream, only_new, |inbox| inbox.exists, saved).await?;
    let inbox = inbox(&app.now(), &inbox_id).ok_or_else(Problem::internal)?;
    Ok(answer(StatusCode::OK, &inbox))
}

/// `DELETE /api/inboxes/{id}`
pub(super) async fn remove_inbox(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    let stream = Stream::new("inbox", &id);
    let (by, at) = staff.signs();
    let gone = InboxEvent::InboxRemoved { by, at };
    take_away::<Inbox>(&app, &stream, |inbox| inbox.exists, gone).await
}
