//! What starts the published trails: in which order, whether it does, and what it did.

use super::change::{listed, put};
use super::extract::{Json, Query};
use super::gate::Staff;
use super::turns::answer;
use crate::ambient;
use crate::app::App;
use crate::aside::aside;
use crate::problem::{Answer, Problem};
use crate::speech::automation_title;
use crate::staff::house::Snapshot;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use smol_str::SmolStr;
use std::sync::Arc;
use trilha_desk::{Arrangement, Automation};
use trilha_model::{AutomationId, Priority, SettingEvent, Stream};
use trilha_trail::Trigger;
use trilha_views::{Firing, Tally, Trouble, Views};
use trilha_wire::automations as wire;

/// Automations that can be put in order: more than a house with a thousand trails has.
const MOST: usize = 5_000;

/// Firings in one page unless fewer are asked for.
const LINES: usize = 50;
/// The most in one page.
const MOST_LINES: usize = 200;

/// `GET /api/automations`
pub(super) async fn automations(State(app): State<Arc<App>>) -> Answer<Response> {
    all(&app).await
}

/// What may be asked of the log.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    automation: Option<AutomationId>,
    #[serde(default)]
    before: Option<String>,
    #[serde(default)]
    limit: Option<usize>,
}

/// `GET /api/automations/firings`
pub(super) async fn firings(
    State(app): State<Arc<App>>,
    staff: Staff,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    let viewer = staff.house.viewer(&staff.id);
    let automation = asked.automation.filter(|id| !id.as_str().is_empty());
    let limit = asked.limit.unwrap_or(LINES).clamp(1, MOST_LINES);
    let looks = viewer.clone();
    let found = seen(&app, move |views| {
        let before = asked.before.as_deref();
        views.firings(&looks, automation.as_ref(), before, limit)
    });
    let (found, read) = (found.await?, Arc::clone(&app));
    let log = aside(move || Ok(found.log(&*read.journal, &viewer)?)).await?;
    let shown = log.firings.iter().map(|(firing, line)| wire::Firing {
        automation: firing.automation.to_string(),
        title: automation_title(&staff.house, &firing.automation),
        at: firing.at.0,
        conversation: firing.conversation.clone(),
        name: line.name.clone(),
        inbox_title: staff.house.inbox_title(&line.id.inbox).to_owned(),
        ticket: firing.ticket.clone(),
        end: end(firing),
    });
    let firings = wire::Firings {
        firings: shown.collect(),
        next: log.next,
    };
    Ok(answer(StatusCode::OK, &firings))
}

fn end(firing: &Firing) -> wire::FiringEnd {
    match &firing.trouble {
        Some(Trouble::Step(step)) => wire::FiringEnd::Failed {
            step: Some(step.clone()),
        },
        Some(Trouble::Lost) => wire::FiringEnd::Failed { step: None },
        Some(Trouble::Limit(limit)) => wire::FiringEnd::Limited {
            limit: limit.clone(),
        },
        None if firing.over => wire::FiringEnd::Done,
        None => wire::FiringEnd::GoesOn,
    }
}

/// Asks the views once they hold all that was committed before.
async fn seen<T: Send + 'static>(
    app: &Arc<App>,
    ask: impl FnOnce(&Views) -> T + Send + 'static,
) -> Answer<T> {
    app.follower.reached(app.journal.end()).await;
    let app = Arc::clone(app);
    aside(move || {
        let mut views = app.follower.views();
        let settled = views.settle(&*app.journal);
        settled.map_err(|error| Problem::ours(&error))?;
        Ok(ask(&views))
    })
    .await
}

/// `PUT /api/automations`
pub(super) async fn arrange(
    staff: Staff,
    State(app): State<Arc<App>>,
    Json(new): Json<wire::Arrangement>,
) -> Answer<Response> {
    let arranged = SettingEvent::AutomationsArranged {
        order: known(&staff.house, &new.order)?,
        off: known(&staff.house, &new.off)?,
        by: Some(staff.id),
        at: ambient::now(),
    };
    let stream = Stream::new("setting", "automations");
    put::<Arrangement>(&app, &stream, arranged).await?;
    all(&app).await
}

/// Ids as they were given, each once; refused where there is no such automation.
fn known(house: &Snapshot, ids: &[String]) -> Answer<Vec<AutomationId>> {
    if ids.len() > MOST {
        return Err(Problem::too_long().detail(format!("at most {MOST} automations")));
    }
    let mut found: Vec<AutomationId> = Vec::with_capacity(ids.len());
    for id in ids {
        let all = &house.world.automations;
        let Some(one) = all.iter().find(|one| one.id.as_str() == id) else {
            return Err(Problem::invalid().detail(format!("there is no automation `{id}`")));
        };
        if !found.contains(&one.id) {
            found.push(one.id.clone());
        }
    }
    Ok(found)
}

async fn all(app: &Arc<App>) -> Answer<Response> {
    let house = app.house.now();
    let all = house.world.automations.iter();
    let ids: Vec<AutomationId> = all.map(|one| one.id.clone()).collect();
    let tallies = seen(app, move |views| {
        ids.iter().map(|id| views.fired(id)).collect::<Vec<_>>()
    });
    let tallies = tallies.await?;
    let all = house.world.automations.iter().zip(tallies);
    Ok(listed(all.map(|(one, tally)| entry(&house, one, tally))))
}

fn entry(house: &Snapshot, one: &Automation, tally: Option<Tally>) -> wire::Automation {
    let bundle = house.world.newest(&one.trail);
    let on = &one.start.on;
    let watch = house.watches.get(one.id.as_str()).map(|at| &at.state);
    let mut entry = wire::Automation {
        id: one.id.to_string(),
        trail: one.trail.to_string(),
        title: bundle.map_or_else(String::new, |bundle| bundle.root().title(None)),
        kind: on.kind().to_owned(),
        on: one.on,
        inboxes: one.start.inboxes.iter().map(ToString::to_string).collect(),
        words: Vec::new(),
        after: on.after().map(|after| after.to_string()),
        queues: Vec::new(),
        tags: Vec::new(),
        priorities: Vec::new(),
        cron: None,
        zone: None,
        next: watch
            .and_then(|watch| watch.next)
            .filter(|_| one.on)
            .map(|next| next.0),
        moments: Vec::new(),
        fired: tally.map_or(0, |tally| tally.count),
        last: tally.map(|tally| tally.last.0),
    };
    let strings = |words: &[SmolStr]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
    match on {
        Trigger::Keyword(words) => entry.words.clone_from(words),
        Trigger::Event(words) | Trigger::Tagged(words) => entry.words = strings(words),
        Trigger::Schedule(schedule) => {
            entry.cron = Some(schedule.pattern.to_string());
            entry.zone = Some(schedule.zone().to_owned());
            entry.tags = strings(&schedule.tags);
            let moments = watch
                .into_iter()
                .flat_map(|watch| watch.moments.iter().rev());
            let moment = |(due, began): &(trilha_model::Timestamp, Option<u32>)| wire::Moment {
                due: due.0,
                began: *began,
            };
            entry.moments = moments.map(moment).collect();
        }
        Trigger::Service(service) => {
            entry.queues = service.queues.iter().map(ToString::to_string).collect();
            entry.tags = strings(&service.tags);
            entry.priorities = service.priorities.iter().copied().map(word).collect();
        }
        Trigger::Message | Trigger::Silent(_) => {}
    }
    entry
}

fn word(priority: Priority) -> String {
    let word = match priority {
        Priority::Low => "low",
        Priority::Normal => "normal",
        Priority::High => "high",
        Priority::Urgent => "urgent",
    };
    word.to_owned()
}
