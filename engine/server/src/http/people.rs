//! The people: accounts, roles, passwords that admins set.

use super::change::{change, listed, name};
use super::extract::{Json, Path};
use super::gate::Staff;
use super::turns::answer;
use crate::ambient;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::runtime::{News, asked_to_stop};
use crate::staff::house::Snapshot;
use crate::staff::passwords;
use crate::streams;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use trilha_desk::{Agent, Conversation};
use trilha_model::{Act, AgentEvent, AgentId, Input, Limits, Owner, Role, Stream, Timestamp};
use trilha_wire::staff::{NewPassword, NewUser, User, UserChange};

/// Skills of a person.
const SKILLS: usize = 50;

fn agent_stream(id: &AgentId) -> Stream {
    Stream::new("agent", id.as_str())
}

fn user(house: &Snapshot, id: &AgentId) -> Option<User> {
    let agent = house.agent(id)?;
    Some(User {
        id: id.clone(),
        name: agent.name.clone(),
        role: agent.role,
        disabled: agent.disabled,
        available: agent.available,
        holding: u32::try_from(agent.held.len()).unwrap_or(u32::MAX),
        skills: agent.skills.iter().map(ToString::to_string).collect(),
    })
}

/// `GET /api/users`
pub(super) async fn users(staff: Staff) -> Response {
    let admin = staff
        .house
        .agent(&staff.id)
        .is_some_and(|agent| agent.role == Role::Admin);
    let all = staff
        .house
        .agents
        .keys()
        .filter_map(|id| user(&staff.house, id));
    listed(all.filter(|user| admin || !user.disabled))
}

/// `POST /api/users`
pub(super) async fn add_user(
    State(app): State<Arc<App>>,
    staff: Staff,
    Json(new): Json<NewUser>,
) -> Answer<Response> {
    let person = NewUser {
        name: name(&new.name)?,
        ..new
    };
    let id = person.id.clone();
    add_person(&app, person, Some(staff.id)).await?;
    let user = user(&app.now(), &id).ok_or_else(Problem::internal)?;
    Ok(answer(StatusCode::CREATED, &user))
}

/// Makes an account; `by` nobody: the server itself does.
pub(crate) async fn add_person(app: &App, new: NewUser, by: Option<AgentId>) -> Answer<()> {
    if !is_user(new.id.as_str()) {
        return Err(Problem::invalid()
            .detail("a name to sign in with has 2 to 32 of a-z, 0-9, dot, underscore and dash"));
    }
    passwords::check(&new.password)?;
    let made = AgentEvent::AgentCreated {
        name: new.name,
        role: new.role,
        password: passwords::hash(new.password).await?,
        by,
        at: Some(ambient::now()),
    };
    change::<Agent>(app, &agent_stream(&new.id), |agent| {
        if agent.exists() {
            return Err(Problem::taken());
        }
        Ok(vec![made.clone()])
    })
    .await
}

fn is_user(id: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    id.chars().next().is_some_and(letter)
        && (2..=32).contains(&id.len())
        && id
            .chars()
            .all(|c| letter(c) || matches!(c, '.' | '_' | '-'))
}

/// `PUT /api/users/{id}`
pub(super) async fn change_user(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
    Json(new): Json<UserChange>,
) -> Answer<Response> {
    let id = AgentId::from(id);
    let name = name(&new.name)?;
    let skills = new.skills.as_deref().map(skills).transpose()?;
    let _alone = app.accounts.lock().await;
    let house = app.now();
    let signed = staff.signs();
    change::<Agent>(&app, &agent_stream(&id), |agent| {
        if !agent.exists() {
            return Err(Problem::not_found());
        }
        let steps_down = agent.role == Role::Admin
            && !agent.disabled
            && (new.role != Role::Admin || new.disabled);
        if steps_down && !another_admin(&house, &id) {
            return Err(Problem::last_admin());
        }
        Ok(changes(agent, &name, &new, skills.as_ref(), &signed))
    })
    .await?;
    if new.disabled {
        release(&app, &id, &staff.id).await?;
    }
    let user = user(&app.now(), &id).ok_or_else(Problem::internal)?;
    Ok(answer(StatusCode::OK, &user))
}

/// Words of the house: trimmed, each once.
fn skills(words: &[String]) -> Answer<BTreeSet<SmolStr>> {
    let words = words.iter().map(|word| SmolStr::new(word.trim()));
    let skills: BTreeSet<SmolStr> = words.filter(|word| !word.is_empty()).collect();
    let most = Limits::CEILING.tag_length;
    let long = |word: &SmolStr| word.chars().count() > most;
    if skills.len() > SKILLS || skills.iter().any(long) {
        return Err(Problem::too_long().detail(format!(
            "a person has at most {SKILLS} skills of {most} characters"
        )));
    }
    Ok(skills)
}

fn changes(
    agent: &Agent,
    name: &str,
    new: &UserChange,
    skills: Option<&BTreeSet<SmolStr>>,
    (by, at): &(Option<AgentId>, Option<Timestamp>),
) -> Vec<AgentEvent> {
    let (by, at) = (|| by.clone(), *at);
    let mut events = Vec::new();
    if agent.name != name || agent.role != new.role {
        events.push(AgentEvent::AgentChanged {
            name: name.to_owned(),
            role: new.role,
            by: by(),
            at,
        });
    }
    if agent.disabled != new.disabled {
        events.push(if new.disabled {
            AgentEvent::AgentDisabled { by: by(), at }
        } else {
            AgentEvent::AgentEnabled { by: by(), at }
        });
    }
    if let Some(skills) = skills.filter(|skills| **skills != agent.skills) {
        events.push(AgentEvent::SkillsSet {
            skills: skills.iter().cloned().collect(),
            by: by(),
            at,
        });
    }
    events
}

/// Puts everything that somebody disabled still has back into its queue. They can take nothing more, so what
/// they have now is all there is. One that cannot be returned holds up no other; it is the error.
async fn release(app: &App, id: &AgentId, by: &AgentId) -> Answer<()> {
    let held = streams::load::<Agent>(&*app.journal, &agent_stream(id))?
        .state
        .held;
    let theirs = Owner::Agent(id.clone());
    let still = |_: u64, conversation: &Conversation| {
        (conversation.owner == theirs)
            .then_some(())
            .ok_or_else(Problem::not_yours)
    };
    let mut released = Ok(());
    for conversation in held {
        let back = Input::Acted {
            by: by.clone(),
            act: Act::ReturnToQueue,
        };
        match app.runtime.drive_if(&conversation, back, &still).await {
            Ok(done) => {
                if let Some(cursor) = done.cursor {
                    app.follower.reached(cursor).await;
                }
            }
            // Somebody else was quicker.
            Err(problem) if problem.kind == Problem::not_yours().kind => {}
            Err(problem) => released = Err(problem),
        }
    }
    released
}

/// Returns what people hold who were disabled: at the start, where the server was cut between the two, and
/// whenever people change.
pub(crate) async fn return_conversations(app: Arc<App>, mut closing: watch::Receiver<bool>) {
    let mut news = app.hub.desk();
    loop {
        let mut left = false;
        {
            // Whoever disables somebody returns these themselves, and holds this until it is done.
            let _alone = app.accounts.lock().await;
            for id in app.now().gone_with_conversations() {
                if let Err(problem) = release(&app, &id, &id).await {
                    tracing::warn!(problem = problem.kind, "conversations are not returned");
                    left = true;
                }
            }
        }
        let staff = async {
            while !matches!(
                news.recv().await,
                Ok(News::Staff { .. }) | Err(RecvError::Lagged(_) | RecvError::Closed)
            ) {}
        };
        tokio::select! {
            () = staff => {}
            () = tokio::time::sleep(app.options.return_pause), if left => {}
            () = asked_to_stop(&mut closing) => return,
        }
    }
}

fn another_admin(house: &Snapshot, id: &AgentId) -> bool {
    let admins = house
        .agents
        .iter()
        .filter(|(_, at)| at.state.exists() && !at.state.disabled && at.state.role == Role::Admin);
    admins.into_iter().any(|(other, _)| other != id)
}

/// `PUT /api/users/{id}/password`
pub(super) async fn reset_password(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
    Json(new): Json<NewPassword>,
) -> Answer<StatusCode> {
    let id = AgentId::from(id);
    passwords::check(&new.password)?;
    app.now().agent(&id).ok_or_else(Problem::not_found)?;
    set_password(&app, &id, new.password, None, staff.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sets a password; where it stands for one of a certain number, only if that is still theirs.
pub(super) async fn set_password(
    app: &App,
    id: &AgentId,
    password: String,
    instead_of: Option<u32>,
    by: AgentId,
) -> Answer<()> {
    let changed = AgentEvent::PasswordChanged {
        password: passwords::hash(password).await?,
        by: Some(by),
        at: Some(ambient::now()),
    };
    change::<Agent>(app, &agent_stream(id), |agent| {
        if !agent.exists() {
            return Err(Problem::not_found());
        }
        if instead_of.is_some_and(|number| number != agent.passwords) {
            return Err(Problem::wrong_credentials());
        }
        Ok(vec![changed.clone()])
    })
    .await
}
