//! What starts the published trails: in which order, and whether it does.

use super::change::{listed, put};
use super::extract::Json;
use super::gate::Staff;
use crate::ambient;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::staff::house::Snapshot;
use axum::extract::State;
use axum::response::Response;
use smol_str::SmolStr;
use std::sync::Arc;
use trilha_desk::{Arrangement, Automation};
use trilha_model::{AutomationId, Priority, SettingEvent, Stream};
use trilha_trail::Trigger;
use trilha_wire::automations as wire;

/// Automations that can be put in order: more than a house with a thousand trails has.
const MOST: usize = 5_000;

/// `GET /api/automations`
pub(super) async fn automations(staff: Staff) -> Response {
    all(&staff.house)
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
    Ok(all(&app.house.now()))
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

fn all(house: &Snapshot) -> Response {
    let all = house.world.automations.iter();
    listed(all.map(|one| entry(house, one)))
}

fn entry(house: &Snapshot, one: &Automation) -> wire::Automation {
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
