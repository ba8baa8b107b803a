//! What admins set up of teams: people who work together, whatever queues they work.

use super::change::{listed, name, save, take_away};
use super::extract::{Json, OnlyNew, Path};
use super::gate::Staff;
use super::setup::{id, known_people};
use super::turns::answer;
use crate::ambient;
use crate::app::App;
use crate::problem::{Answer, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;
use trilha_desk::Team;
use trilha_model::{Role, Stream, TeamEvent, TeamId};
use trilha_wire::staff::{self as wire, TeamSettings};

fn stream(id: &str) -> Stream {
    Stream::new("team", id)
}

fn shown(id: &TeamId, team: &Team) -> wire::Team {
    wire::Team {
        id: id.clone(),
        settings: TeamSettings {
            title: team.title.clone(),
            members: team.members.iter().cloned().collect(),
        },
    }
}

/// `GET /api/teams`
pub(super) async fn teams(staff: Staff) -> Response {
    let me = staff.house.agent(&staff.id);
    let all = me.is_some_and(|agent| agent.role >= Role::Supervisor);
    listed(staff.house.teams().map(|(id, team)| {
        let mut shown = shown(id, team);
        if !all && !team.members.contains(&staff.id) {
            shown.settings.members.clear();
        }
        shown
    }))
}

/// `PUT /api/teams/{id}`
pub(super) async fn save_team(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(path): Path<String>,
    only_new: OnlyNew,
    Json(new): Json<TeamSettings>,
) -> Answer<Response> {
    let id = TeamId(id(&path)?.0);
    let title = name(&new.title)?;
    let members = known_people(&app.now(), new.members)?;
    let saved = TeamEvent::TeamSaved {
        title,
        members,
        by: Some(staff.id),
        at: ambient::now(),
    };
    let stream = stream(id.as_str());
    save::<Team>(&app, &stream, only_new, |team| team.exists, saved).await?;
    let house = app.now();
    let mut teams = house.teams();
    let team = teams.find(|(known, _)| **known == id);
    let (_, team) = team.ok_or_else(Problem::internal)?;
    Ok(answer(StatusCode::OK, &shown(&id, team)))
}

/// `DELETE /api/teams/{id}`
pub(super) async fn remove_team(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    let gone = TeamEvent::TeamRemoved {
        by: Some(staff.id),
        at: ambient::now(),
    };
    take_away::<Team>(&app, &stream(&id), |team| team.exists, gone).await
}
