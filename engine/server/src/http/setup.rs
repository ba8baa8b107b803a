//! What admins set up: queues, inboxes, env values and secrets.

use super::extract::{Json, Path};
use super::gate::Staff;
use super::staff::{change, name, setting};
use super::turns::answer;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::staff::house::Snapshot;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;
use trilha_desk::{Inbox, Queue, Settings};
use trilha_model::{
    InboxEvent, InboxId, QueueEvent, QueueId, SettingEvent, Stream, TrailId, Value,
};
use trilha_wire::staff::{self as wire, EnvEntry, InboxSettings, NewValue, QueueSettings};

/// Bytes of an env value or a secret: a key or an address, not a document.
const VALUE: usize = 8 << 10;
/// Members of a queue.
const MEMBERS: usize = 1_000;

/// An id, if it is one: `[a-z][a-z0-9_-]*`, as trails have.
fn id(text: &str) -> Answer<TrailId> {
    crate::studio::id(text).map_err(|_| {
        Problem::invalid().detail("an id is a small letter, then small letters, digits, - and _")
    })
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
    answer(StatusCode::OK, &all.collect::<Vec<_>>())
}

/// `PUT /api/queues/{id}`
pub(super) async fn save_queue(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
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
    let house = app.now();
    if let Some(unknown) = new.members.iter().find(|id| house.agent(id).is_none()) {
        return Err(Problem::invalid().detail(format!("there is nobody called {unknown}")));
    }
    if new.members.len() > MEMBERS {
        return Err(Problem::too_long().detail(format!("a queue has at most {MEMBERS} members")));
    }
    let mut members = new.members;
    members.sort();
    members.dedup();
    let colour = new.colour.to_lowercase();
    let saved = QueueEvent::QueueSaved {
        title,
        members,
        colour,
    };
    change::<Queue>(&app, &Stream::new("queue", id.as_str()), |_| {
        Ok(vec![saved.clone()])
    })
    .await?;
    let queue = queue(&app, &app.now(), &id).ok_or_else(Problem::internal)?;
    Ok(answer(StatusCode::OK, &queue))
}

/// `DELETE /api/queues/{id}`
pub(super) async fn remove_queue(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    change::<Queue>(&app, &Stream::new("queue", &id), |queue| {
        if queue.exists {
            Ok(vec![QueueEvent::QueueRemoved])
        } else {
            Err(Problem::not_found())
        }
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
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
    answer(StatusCode::OK, &all.collect::<Vec<_>>())
}

/// `PUT /api/inboxes/{id}`
pub(super) async fn save_inbox(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
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
    let saved = InboxEvent::InboxSaved {
        title,
        channel: new.channel,
        trail: new.trail,
        queue: new.queue,
        enabled: new.enabled,
    };
    change::<Inbox>(&app, &Stream::new("inbox", inbox_id.as_str()), |_| {
        Ok(vec![saved.clone()])
    })
    .await?;
    let inbox = inbox(&app.now(), &inbox_id).ok_or_else(Problem::internal)?;
    Ok(answer(StatusCode::OK, &inbox))
}

/// `DELETE /api/inboxes/{id}`
pub(super) async fn remove_inbox(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    change::<Inbox>(&app, &Stream::new("inbox", &id), |inbox| {
        if inbox.exists {
            Ok(vec![InboxEvent::InboxRemoved])
        } else {
            Err(Problem::not_found())
        }
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn value(new: &NewValue) -> Answer<&str> {
    if new.value.len() > VALUE {
        return Err(Problem::too_long().detail(format!("a value has at most {} KiB", VALUE >> 10)));
    }
    Ok(&new.value)
}

/// `GET /api/env`
pub(super) async fn env(staff: Staff) -> Response {
    let entry = |(name, value): (&smol_str::SmolStr, &Value)| EnvEntry {
        name: name.to_string(),
        value: Some(value.to_string()),
    };
    answer(
        StatusCode::OK,
        &staff
            .house
            .env
            .state
            .env
            .iter()
            .map(entry)
            .collect::<Vec<_>>(),
    )
}

/// `PUT /api/env/{NAME}`
pub(super) async fn set_env(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Json(new): Json<NewValue>,
) -> Answer<Response> {
    let name = setting(&name)?;
    let set = SettingEvent::EnvSet {
        name: name.clone(),
        value: Value::text(value(&new)?),
    };
    change::<Settings>(&app, &Stream::new("setting", "env"), |_| {
        Ok(vec![set.clone()])
    })
    .await?;
    Ok(answer(
        StatusCode::OK,
        &EnvEntry {
            name: name.to_string(),
            value: Some(new.value),
        },
    ))
}

/// `DELETE /api/env/{NAME}`
pub(super) async fn remove_env(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Answer<StatusCode> {
    let name = setting(&name)?;
    change::<Settings>(&app, &Stream::new("setting", "env"), |settings| {
        if settings.env.contains_key(&name) {
            Ok(vec![SettingEvent::EnvRemoved { name: name.clone() }])
        } else {
            Err(Problem::not_found())
        }
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/secrets`
pub(super) async fn secrets(staff: Staff) -> Response {
    let entry = |name: &smol_str::SmolStr| EnvEntry {
        name: name.to_string(),
        value: None,
    };
    answer(
        StatusCode::OK,
        &staff
            .house
            .secrets
            .state
            .secrets
            .keys()
            .map(entry)
            .collect::<Vec<_>>(),
    )
}

/// `PUT /api/secrets/{NAME}`
pub(super) async fn set_secret(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    Json(new): Json<NewValue>,
) -> Answer<Response> {
    let name = setting(&name)?;
    let set = SettingEvent::SecretSet {
        name: name.clone(),
        sealed: app.vault.seal(&name, value(&new)?),
    };
    change::<Settings>(&app, &Stream::new("setting", "secret"), |_| {
        Ok(vec![set.clone()])
    })
    .await?;
    Ok(answer(
        StatusCode::OK,
        &EnvEntry {
            name: name.to_string(),
            value: None,
        },
    ))
}

/// `DELETE /api/secrets/{NAME}`
pub(super) async fn remove_secret(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Answer<StatusCode> {
    let name = setting(&name)?;
    change::<Settings>(&app, &Stream::new("setting", "secret"), |settings| {
        let there = settings.secrets.contains_key(&name);
        if there {
            Ok(vec![SettingEvent::SecretRemoved { name: name.clone() }])
        } else {
            Err(Problem::not_found())
        }
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
