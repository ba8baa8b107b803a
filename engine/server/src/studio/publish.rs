//! Publishing: a bundle and the choice of it, in one append; at once, or at a moment that is set.

use crate::ambient;
use crate::app::App;
use crate::aside::aside;
use crate::problem::{Answer, Problem};
use crate::runtime::Runtime;
use crate::staff::house::{Snapshot, bundle_stream};
use crate::streams::{self, At, Attempt, TRIES};
use std::sync::Arc;
use trilha_desk::{Choice, PublishedTrail, Scheduled, StoredBundle};
use trilha_journal::{Cursor, Journal, Write};
use trilha_model::{AgentId, StepMove, Stream, Timestamp, TrailEvent, TrailId};
use trilha_trail::{Bundle, Sources};
use trilha_wire::studio as wire;

/// Schedules of one trail at the same time: more is nobody's plan.
const SCHEDULES: usize = 10;

/// What is to be published, and how.
#[derive(Clone, Debug)]
pub(crate) struct Publication {
    pub(crate) bundle: Arc<Bundle>,
    /// Who wants it; none: the server itself.
    pub(crate) by: Option<AgentId>,
    pub(crate) note: String,
    /// The older version whose bundle it is.
    pub(crate) again: Option<u32>,
    /// That live sessions go on in it, and which steps take others' places.
    pub(crate) moves: Option<Vec<StepMove>>,
    /// Whether what is scheduled is taken away.
    pub(crate) cancel_schedules: bool,
}

/// The stream of a trail's versions.
pub(crate) fn trail_stream(id: &TrailId) -> Stream {
    Stream::new("trail", id.as_str())
}

/// Lets new sessions of a trail run this bundle; no new version when they do already, but live sessions of older ones
/// are moved all the same where that is wanted.
pub(crate) async fn publish(
    app: &App,
    id: &TrailId,
    wanted: &Publication,
) -> Answer<wire::Published> {
    let trail = trail_stream(id);
    for _ in 0..TRIES {
        let at = streams::load::<PublishedTrail>(&*app.journal, &trail)?;
        let current = at.state.current();
        let serves = current.is_some_and(|current| current.bundle == wanted.bundle.hash);
        let mut events = Vec::new();
        if wanted.cancel_schedules {
            events.extend(
                at.state
                    .schedules
                    .iter()
                    .map(|one| cancelled(one, wanted.by.as_ref())),
            );
        }
        if let (true, Some(current), Some(steps)) = (serves, current, &wanted.moves) {
            events.push(TrailEvent::MoveRequested {
                version: current.version,
                steps: steps.clone(),
                by: wanted.by.clone(),
                at: ambient::now(),
            });
        }
        if !serves {
            events.push(TrailEvent::TrailPublished {
                bundle: wanted.bundle.hash.clone(),
                version: current.map_or(0, |current| current.version) + 1,
                by: wanted.by.clone(),
                note: wanted.note.clone(),
                at: ambient::now(),
                again: wanted.again,
                schedule: None,
                moves: wanted.moves.clone(),
            });
        }
        if let (true, Some(current)) = (events.is_empty(), current) {
            return Ok(shown(&app.now(), current));
        }
        // Before it is chosen, so that whoever follows the journal need not compile it.
        app.house.offer(Arc::clone(&wanted.bundle));
        if let Some(cursor) = append(app, id, &wanted.bundle, at, &events).await? {
            app.follower.reached(cursor).await;
            let house = app.now();
            let current = house.trails.get(id).and_then(|at| at.state.current());
            return current
                .map(|current| shown(&house, current))
                .ok_or_else(Problem::internal);
        }
    }
    Err(Problem::busy())
}

/// Has this bundle published at a moment.
pub(crate) async fn schedule(
    app: &App,
    id: &TrailId,
    wanted: &Publication,
    moment: Timestamp,
) -> Answer<wire::Scheduled> {
    if moment <= ambient::now() {
        return Err(Problem::invalid().detail("this moment has passed"));
    }
    let trail = trail_stream(id);
    for _ in 0..TRIES {
        let at = streams::load::<PublishedTrail>(&*app.journal, &trail)?;
        if at.state.schedules.len() >= SCHEDULES {
            let problem = format!("a trail has at most {SCHEDULES} schedules");
            return Err(Problem::invalid().detail(problem));
        }
        let schedule = at.state.scheduled + 1;
        let events = [TrailEvent::TrailScheduled {
            schedule,
            bundle: wanted.bundle.hash.clone(),
            at: moment,
            by: wanted.by.clone(),
            note: wanted.note.clone(),
            moves: wanted.moves.clone(),
            asked: Some(ambient::now()),
        }];
        if let Some(cursor) = append(app, id, &wanted.bundle, at, &events).await? {
            app.follower.reached(cursor).await;
            let house = app.now();
            let mut all = schedules(&house, id).into_iter();
            return all
                .find(|one| one.schedule == schedule)
                .ok_or_else(Problem::busy);
        }
    }
    Err(Problem::busy())
}

/// Takes a schedule away.
pub(crate) async fn cancel(app: &App, id: &TrailId, number: u32, by: &AgentId) -> Answer<()> {
    let cursor = streams::change::<PublishedTrail>(&app.journal, &trail_stream(id), |state| {
        let one = state.schedules.iter().find(|one| one.schedule == number);
        let one = one.ok_or_else(Problem::not_found)?;
        Ok(vec![cancelled(one, Some(by))])
    })
    .await?;
    if let Some(cursor) = cursor {
        app.follower.reached(cursor).await;
    }
    Ok(())
}

/// Publishes the next of what is due, if anything is; each happens once, because the stream's version decides.
/// Whether anything changed.
pub(crate) async fn fire(runtime: &Runtime, id: &TrailId) -> Answer<bool> {
    let (trail, now) = (trail_stream(id), ambient::now());
    for _ in 0..TRIES {
        let at = streams::load::<PublishedTrail>(&*runtime.journal, &trail)?;
        let Some(due) = at.state.next().filter(|next| next.at <= now) else {
            return Ok(false);
        };
        runtime.house.need(&due.bundle).await?;
        let current = at.state.current();
        let problem = if current.is_some_and(|current| current.bundle == due.bundle) {
            None
        } else {
            obstacle(runtime, due).await?
        };
        let event = match problem {
            Some(problem) => TrailEvent::ScheduleFailed {
                schedule: due.schedule,
                problem,
                at: now,
            },
            None => due_event(&at.state, due, now),
        };
        tracing::info!(trail = %id, schedule = due.schedule, "what was scheduled is due");
        let write = streams::write(trail.clone(), at, &[event]);
        if let Attempt::Done(_) = streams::append(&*runtime.journal, vec![write]).await? {
            return Ok(true);
        }
    }
    Err(Problem::busy())
}

/// Why what is due cannot be published as things are now, which may have changed since it was scheduled: a queue it
/// hands to is gone, say.
async fn obstacle(runtime: &Runtime, due: &Scheduled) -> Answer<Option<String>> {
    let house = runtime.house.now();
    if !house.world.bundles.contains_key(&due.bundle) {
        let problem =
            "it does not compile under this version of the server; publish the draft anew";
        return Ok(Some(problem.to_owned()));
    }
    let stream = bundle_stream(&due.bundle);
    let journal = Arc::clone(&runtime.journal);
    aside(move || {
        let stored = streams::load::<StoredBundle>(&*journal, &stream)?.state;
        let files = stored.files;
        let compiled = trilha_trail::compile(&Sources { files }, &stored.trail, &house.known());
        let errors = compiled.err().unwrap_or_default();
        let first = errors.iter().find(|one| one.is_error());
        Ok(first.map(|one| format!("{} in {}: {}", one.code, one.file, one.message)))
    })
    .await
}

fn due_event(state: &PublishedTrail, due: &Scheduled, now: Timestamp) -> TrailEvent {
    let current = state.current();
    if current.is_some_and(|current| current.bundle == due.bundle) {
        return cancelled(due, None);
    }
    TrailEvent::TrailPublished {
        bundle: due.bundle.clone(),
        version: current.map_or(0, |current| current.version) + 1,
        by: due.by.clone(),
        note: due.note.clone(),
        at: now,
        again: None,
        schedule: Some(due.schedule),
        moves: due.moves.clone(),
    }
}

fn cancelled(one: &Scheduled, by: Option<&AgentId>) -> TrailEvent {
    TrailEvent::ScheduleCancelled {
        schedule: one.schedule,
        by: by.cloned(),
        at: ambient::now(),
    }
}

/// Appends what happens to a trail, and its bundle where it is not stored yet; none when somebody else was first.
async fn append(
    app: &App,
    id: &TrailId,
    bundle: &Bundle,
    at: At<PublishedTrail>,
    events: &[TrailEvent],
) -> Answer<Option<Cursor>> {
    let mut writes = Vec::with_capacity(2);
    writes.extend(store(&*app.journal, id, bundle)?);
    writes.push(streams::write(trail_stream(id), at, events));
    Ok(match streams::append(&*app.journal, writes).await? {
        Attempt::Done(cursor) => Some(cursor),
        Attempt::Lost => None,
    })
}

fn store(journal: &dyn Journal, id: &TrailId, bundle: &Bundle) -> Answer<Option<Write>> {
    let stream = bundle_stream(&bundle.hash);
    let there = streams::load::<StoredBundle>(journal, &stream)?;
    if there.version > 0 {
        return Ok(None);
    }
    let event = TrailEvent::BundleStored {
        hash: bundle.hash.clone(),
        trail: id.clone(),
        files: bundle.files.clone(),
    };
    Ok(Some(streams::write(stream, there, &[event])))
}

/// A published version, for the wire.
pub(crate) fn shown(house: &Arc<Snapshot>, choice: &Choice) -> wire::Published {
    wire::Published {
        version: choice.version,
        bundle: choice.bundle.clone(),
        by: choice.by.as_ref().map(|by| house.name(by).to_owned()),
        note: choice.note.clone(),
        at: choice.at.0,
        again: choice.again,
    }
}

/// What is scheduled for a trail, the next first; what failed at the end.
pub(crate) fn schedules(house: &Arc<Snapshot>, id: &TrailId) -> Vec<wire::Scheduled> {
    let all = house.trails.get(id).map(|at| at.state.schedules.iter());
    let mut all: Vec<&Scheduled> = all.into_iter().flatten().collect();
    all.sort_by_key(|one| (one.problem.is_some(), one.at, one.schedule));
    let shown = |one: &Scheduled| wire::Scheduled {
        schedule: one.schedule,
        bundle: one.bundle.clone(),
        at: one.at.0,
        by: one.by.as_ref().map(|by| house.name(by).to_owned()),
        note: one.note.clone(),
        sessions: match one.moves {
            Some(_) => wire::Keep::Move,
            None => wire::Keep::Finish,
        },
        problem: one.problem.clone(),
    };
    all.into_iter().map(shown).collect()
}
