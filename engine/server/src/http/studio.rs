//! The editor: drafts, and the simulator's HTTP step.

use super::extract::{DRAFT, Json, Path};
use super::gate::Staff;
use super::turns::answer;
use crate::app::App;
use crate::aside::aside;
use crate::problem::{Answer, Problem};
use crate::staff::house::Snapshot;
use crate::studio::{self, Kind};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::collections::BTreeMap;
use std::sync::Arc;
use trilha_model::{Role, TrailId, Value};
use trilha_trail::{Severity, Sources};
use trilha_wire::staff::Calendar;
use trilha_wire::studio::{
    Draft, InboxChoice, Published, QueueChoice, SaveDraft, TrailLine, TryHttp,
};

/// `GET /api/trails`
pub(super) async fn list(State(app): State<Arc<App>>, staff: Staff) -> Answer<Response> {
    let lines = aside(move || {
        let sources = app
            .drafts
            .sources()
            .map_err(|error| Problem::ours(&error))?;
        let known = staff.house.known();
        let mut ids = sources.trails();
        ids.extend(staff.house.trails.keys().cloned());
        ids.sort();
        ids.dedup();
        Ok(ids
            .into_iter()
            .map(|id| line(&staff.house, &sources, &known, id))
            .collect::<Vec<_>>())
    });
    Ok(answer(StatusCode::OK, &lines.await?))
}

fn line(
    house: &Arc<Snapshot>,
    sources: &Sources,
    known: &trilha_trail::Known,
    id: TrailId,
) -> TrailLine {
    let drafted = sources.path_of(&id).is_some();
    let checked = drafted.then(|| trilha_trail::check(sources, &id, known));
    let trail = checked.as_ref().and_then(|checked| checked.trail.as_ref());
    let serving = house.world.newest(&id);
    let of = |severity: Severity| {
        let all = checked.iter().flat_map(|checked| &checked.diagnostics);
        u32::try_from(all.filter(|one| one.severity == severity).count()).unwrap_or(u32::MAX)
    };
    let same = |path: &String, text: &String| sources.files.get(path) == Some(text);
    let inboxes = house
        .world
        .inboxes
        .values()
        .filter(|inbox| inbox.trail.as_ref() == Some(&id));
    let title = trail
        .map(|trail| trail.title(None))
        .or_else(|| Some(serving?.trail(&id)?.title(None)));
    TrailLine {
        title: title
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| id.to_string()),
        steps: trail.map(|trail| u32::try_from(trail.steps.len()).unwrap_or(u32::MAX)),
        errors: of(Severity::Error),
        warnings: of(Severity::Warning),
        published: published(house, &id),
        changed: drafted
            && !serving
                .is_some_and(|bundle| bundle.files.iter().all(|(path, text)| same(path, text))),
        inboxes: inboxes.map(|inbox| inbox.title.clone()).collect(),
        id,
    }
}

fn published(house: &Arc<Snapshot>, id: &TrailId) -> Option<Published> {
    house
        .trails
        .get(id)?
        .state
        .current()
        .map(|choice| studio::shown(house, choice))
}

/// Bytes of documents that are sent to be edited beside: as many as one trail may be published with.
const DOCUMENTS: usize = trilha_trail::KNOWLEDGE_BYTES;
/// Characters of a first line: more is no name.
const NAMED: usize = 200;

/// Leaves of the documents beyond what is sent their first lines, which name them: a browser checks that they
/// are there, and publishing checks the rest.
fn shorten(files: &mut BTreeMap<String, String>) {
    let mut left = DOCUMENTS;
    for (path, text) in files {
        if trilha_trail::knowledge_of(path).is_none() {
            continue;
        }
        if text.len() <= left {
            left -= text.len();
        } else {
            let line = text.trim_start().lines().next().unwrap_or_default();
            *text = line.chars().take(NAMED).collect();
        }
    }
}

/// `GET /api/trails/{id}`
pub(super) async fn draft(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
) -> Answer<Response> {
    let id = studio::id(&id)?;
    let draft = aside(move || read(&app, &staff, id)).await?;
    Ok(answer(StatusCode::OK, &draft))
}

fn read(app: &App, staff: &Staff, id: TrailId) -> Answer<Draft> {
    let house = &staff.house;
    let admin = house
        .agent(&staff.id)
        .is_some_and(|agent| agent.role >= Role::Admin);
    let mut files = app
        .drafts
        .read_all()
        .map_err(|error| Problem::ours(&error))?;
    let text = files
        .remove(&Kind::Trail.file(&id))
        .ok_or_else(Problem::not_found)?;
    let own_tests = Kind::Tests.file(&id);
    files.retain(|name, _| !name.ends_with(".test.yaml") || *name == own_tests);
    shorten(&mut files);
    let queues = house.world.queues.iter().map(|(id, line)| QueueChoice {
        id: id.clone(),
        title: line.title.clone(),
        members: u32::try_from(line.members.len()).unwrap_or(u32::MAX),
    });
    let shown = |value: &Value| {
        if admin {
            value.to_string()
        } else {
            String::new()
        }
    };
    let inboxes = house.world.inboxes.iter().map(|(id, inbox)| InboxChoice {
        id: id.clone(),
        title: inbox.title.clone(),
        channel: inbox.channel,
        trail: inbox.trail.clone(),
    });
    let calendars = house.calendars.state.calendars.iter();
    let calendars = calendars.map(|(name, rules)| Calendar {
        name: name.to_string(),
        settings: rules.into(),
    });
    Ok(Draft {
        base: studio::base(&text),
        text,
        files,
        published: published(house, &id),
        queues: queues.collect(),
        inboxes: inboxes.collect(),
        calendars: calendars.collect(),
        skills: house.skills().into_iter().collect(),
        teams: house.teams().map(|(id, _)| house.team(id)).collect(),
        limits: house
            .limits
            .lowered()
            .map(|(name, most)| (name.to_string(), u32::try_from(most).unwrap_or(u32::MAX)))
            .collect(),
        env: house
            .env
            .state
            .env
            .iter()
            .map(|(name, value)| (name.to_string(), shown(value)))
            .collect(),
        secrets: house
            .secrets
            .state
            .secrets
            .keys()
            .map(ToString::to_string)
            .collect(),
        id,
    })
}

/// `PUT /api/trails/{id}`
pub(super) async fn save(
    state: State<Arc<App>>,
    staff: Staff,
    path: Path<String>,
    body: Json<SaveDraft, DRAFT>,
) -> Answer<Response> {
    saved(state, staff, path, body, Kind::Trail).await
}

/// `PUT /api/trails/{id}/tests`
pub(super) async fn save_tests(
    state: State<Arc<App>>,
    staff: Staff,
    path: Path<String>,
    body: Json<SaveDraft, DRAFT>,
) -> Answer<Response> {
    saved(state, staff, path, body, Kind::Tests).await
}

async fn saved(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
    Json(new): Json<SaveDraft, DRAFT>,
    kind: Kind,
) -> Answer<Response> {
    let id = studio::id(&id)?;
    let draft = aside(move || {
        app.drafts.save(&id, kind, &new.base, &new.text)?;
        read(&app, &staff, id)
    });
    Ok(answer(StatusCode::OK, &draft.await?))
}

/// `DELETE /api/trails/{id}`
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    let id = studio::id(&id)?;
    aside(move || app.drafts.remove(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/trails/http`
pub(super) async fn try_http(State(app): State<Arc<App>>, Json(asked): Json<TryHttp>) -> Response {
    answer(
        StatusCode::OK,
        &app.outbox.http(&app.runtime, &asked.request, None).await,
    )
}
