//! Versions of trails: publishing at once or later, going back, what differs, and what it means for live sessions.

use super::extract::{Json, Path, Query};
use super::gate::Staff;
use super::turns::answer;
use crate::app::App;
use crate::aside::aside;
use crate::problem::{Answer, Problem};
use crate::staff::house::Snapshot;
use crate::studio::{self, Kind, Publication, Which};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::sync::Arc;
use trilha_model::{Timestamp, TrailId};
use trilha_trail::{Bundle, Diagnostic, Sources, diagnostic, difference};
use trilha_wire::studio::{AskImpact, Keep, Publish, PublishAgain, Schedule, Terms, Version};

/// Characters of the note with a publication.
const NOTE: usize = 500;

/// Compiles what is read off the threads that serve.
async fn compiled(
    house: &Arc<Snapshot>,
    id: &TrailId,
    read: impl FnOnce() -> Answer<Sources> + Send + 'static,
) -> Result<Arc<Bundle>, Refusal> {
    let (house, id) = (Arc::clone(house), id.clone());
    let compiled = aside(move || {
        let sources = read()?;
        let compiled = trilha_trail::compile(&sources, &id, &house.known());
        Ok(compiled
            .map(|(bundle, _)| Arc::new(bundle))
            .map_err(|diagnostics| Refusal::Errors(shown(&sources, &diagnostics))))
    });
    compiled.await?
}

/// Compiles the draft, if it is the text one has seen.
async fn draft(
    app: &Arc<App>,
    staff: &Staff,
    id: &TrailId,
    seen: String,
) -> Result<Arc<Bundle>, Refusal> {
    let (reader, of) = (Arc::clone(app), id.clone());
    compiled(&staff.house, id, move || {
        let sources = reader.drafts.sources();
        let sources = sources.map_err(|error| Problem::ours(&error))?;
        let text = sources.files.get(&Kind::Trail.file(&of));
        if studio::base(text.ok_or_else(Problem::not_found)?) != seen {
            return Err(Problem::changed());
        }
        Ok(sources)
    })
    .await
}

/// Compiles a version as it would be published now.
async fn version(
    app: &Arc<App>,
    staff: &Staff,
    id: &TrailId,
    which: Which,
) -> Result<Arc<Bundle>, Refusal> {
    let (reader, house, of) = (Arc::clone(app), Arc::clone(&staff.house), id.clone());
    compiled(&staff.house, id, move || {
        studio::sources(&reader, &house, &of, which)
    })
    .await
}

/// The publication of a bundle; refused where the note is too long, or a step that is to take another's place is
/// not there.
fn publication(staff: Staff, bundle: Arc<Bundle>, terms: Terms) -> Answer<Publication> {
    let Terms {
        note,
        sessions,
        steps,
    } = terms;
    if note.chars().count() > NOTE {
        return Err(Problem::too_long().detail(format!("a note has at most {NOTE} characters")));
    }
    studio::fits(&bundle, &steps)?;
    Ok(Publication {
        bundle,
        by: Some(staff.id),
        note,
        again: None,
        moves: (sessions == Keep::Move).then_some(steps),
        cancel_schedules: false,
    })
}

/// `POST /api/trails/{id}/publish`
pub(super) async fn publish(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
    Json(wanted): Json<Publish>,
) -> Result<Response, Refusal> {
    let id = studio::id(&id)?;
    let bundle = draft(&app, &staff, &id, wanted.base).await?;
    let publication = Publication {
        cancel_schedules: wanted.cancel_schedules,
        ..publication(staff, bundle, wanted.terms)?
    };
    let published = studio::publish(&app, &id, &publication).await?;
    Ok(answer(StatusCode::OK, &published))
}

/// `POST /api/trails/{id}/versions/{version}/publish`
pub(super) async fn publish_again(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((id, number)): Path<(String, String)>,
    Json(wanted): Json<PublishAgain>,
) -> Result<Response, Refusal> {
    let id = studio::id(&id)?;
    let which = Which::parse(&number)?;
    let Which::Version(number) = which else {
        let problem = Problem::invalid();
        return Err(problem
            .detail("only what was published can be published again")
            .into());
    };
    let bundle = version(&app, &staff, &id, which).await?;
    let mut terms = wanted.terms;
    if terms.note.trim().is_empty() {
        terms.note = format!("Back to version {number}");
    }
    let publication = Publication {
        again: Some(number),
        cancel_schedules: wanted.cancel_schedules,
        ..publication(staff, bundle, terms)?
    };
    let published = studio::publish(&app, &id, &publication).await?;
    Ok(answer(StatusCode::OK, &published))
}

/// `POST /api/trails/{id}/schedules`
pub(super) async fn schedule(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
    Json(wanted): Json<Schedule>,
) -> Result<Response, Refusal> {
    let id = studio::id(&id)?;
    let bundle = draft(&app, &staff, &id, wanted.base).await?;
    let publication = publication(staff, bundle, wanted.terms)?;
    let at = Timestamp(wanted.at);
    let scheduled = studio::schedule(&app, &id, &publication, at).await?;
    Ok(answer(StatusCode::OK, &scheduled))
}

/// `GET /api/trails/{id}/schedules`
pub(super) async fn schedules(staff: Staff, Path(id): Path<String>) -> Answer<Response> {
    let id = studio::id(&id)?;
    Ok(answer(
        StatusCode::OK,
        &studio::schedules(&staff.house, &id),
    ))
}

/// `DELETE /api/trails/{id}/schedules/{schedule}`
pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((id, schedule)): Path<(String, u32)>,
) -> Answer<StatusCode> {
    let id = studio::id(&id)?;
    studio::cancel(&app, &id, schedule, &staff.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/trails/{id}/versions`
pub(super) async fn list(staff: Staff, Path(id): Path<String>) -> Answer<Response> {
    let id = studio::id(&id)?;
    let versions = staff.house.trails.get(&id).map(|at| &at.state.versions);
    let newest_first = versions.into_iter().flatten().rev();
    Ok(answer(
        StatusCode::OK,
        &newest_first
            .map(|choice| studio::shown(&staff.house, choice))
            .collect::<Vec<_>>(),
    ))
}

/// `GET /api/trails/{id}/versions/{version}`
pub(super) async fn one(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((id, which)): Path<(String, String)>,
) -> Answer<Response> {
    let (id, which) = (studio::id(&id)?, Which::parse(&which)?);
    let published = match which {
        Which::Draft => None,
        Which::Version(version) => {
            let choice = studio::choice(&staff.house, &id, version)?;
            Some(studio::shown(&staff.house, choice))
        }
    };
    let shown = aside(move || {
        let sources = studio::sources(&app, &staff.house, &id, which)?;
        let root = sources.path_of(&id).ok_or_else(Problem::not_found)?;
        Ok(Version {
            published,
            root: root.to_owned(),
            files: sources.files,
        })
    });
    Ok(answer(StatusCode::OK, &shown.await?))
}

/// Which two versions.
#[derive(Deserialize)]
pub(super) struct Two {
    from: Option<String>,
    to: Option<String>,
}

/// `GET /api/trails/{id}/diff`
pub(super) async fn diff(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
    Query(two): Query<Two>,
) -> Answer<Response> {
    let id = studio::id(&id)?;
    let serving = staff
        .house
        .trails
        .get(&id)
        .and_then(|at| at.state.current());
    let from = match two.from.as_deref() {
        Some(from) => Some(Which::parse(from)?),
        None => serving.map(|serving| Which::Version(serving.version)),
    };
    let to = two.to.as_deref().map_or(Ok(Which::Draft), Which::parse)?;
    let told = aside(move || {
        let read = |which| studio::sources(&app, &staff.house, &id, which);
        let old = from.map(read).transpose()?.unwrap_or_default();
        Ok(difference(&old, &read(to)?, Some(&id)))
    });
    Ok(answer(StatusCode::OK, &told.await?))
}

/// `POST /api/trails/{id}/impact`
pub(super) async fn impact(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
    Json(asked): Json<AskImpact>,
) -> Result<Response, Refusal> {
    let (id, which) = (studio::id(&id)?, Which::parse(&asked.of)?);
    let bundle = version(&app, &staff, &id, which).await?;
    let impact = studio::impact(&app, &id, &bundle, &asked.steps).await?;
    Ok(answer(StatusCode::OK, &impact))
}

/// `GET /api/trails/{id}/sessions`
pub(super) async fn sessions(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Answer<Response> {
    let id = studio::id(&id)?;
    let sessions = studio::sessions(&app, &id).await?;
    Ok(answer(StatusCode::OK, &sessions))
}

/// Why something cannot be published.
pub(super) enum Refusal {
    /// As anything may be refused.
    Problem(Problem),
    /// Its sources have errors: a problem document that also is a `Checked`.
    Errors(serde_json::Value),
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// What is wrong with sources, as a problem document.
fn shown(sources: &Sources, diagnostics: &[Diagnostic]) -> serde_json::Value {
    let text = |one: &Diagnostic| {
        sources
            .files
            .get(one.file.as_str())
            .map(String::as_str)
            .unwrap_or_default()
    };
    let rendered: Vec<_> = diagnostics
        .iter()
        .map(|one| diagnostic::human(one, &diagnostic::Lines::new(text(one)), false))
        .collect();
    serde_json::json!({
        "type": "does-not-check",
        "title": "The draft has errors; what is published keeps serving.",
        "status": 422,
        "diagnostics": rendered,
    })
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let errors = match self {
            Self::Problem(problem) => return problem.into_response(),
            Self::Errors(errors) => errors,
        };
        let mut response = answer(StatusCode::UNPROCESSABLE_ENTITY, &errors);
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            header::HeaderValue::from_static("application/problem+json"),
        );
        response
    }
}
