//! Live sessions and versions: who runs what, what a new version would mean for them, and moving them to it.

use super::publish::trail_stream;
use crate::ambient;
use crate::app::App;
use crate::aside::aside;
use crate::problem::{Answer, Problem};
use crate::runtime::asked_to_stop;
use crate::staff::house::{Snapshot, bundle_stream};
use crate::streams;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use trilha_desk::{Moving, PublishedTrail, StoredBundle};
use trilha_model::{BundleHash, ConversationId, Input, StepId, StepMove, TrailEvent, TrailId};
use trilha_trail::{Bundle, counterpart, verb_of};
use trilha_views::Standing;
use trilha_wire::studio::{self as wire, Impact, LackingStep, LiveVersion, Sessions};

/// Conversations looked at before what is found of them is moved.
const PAGE: usize = 512;
/// Sessions moved at the same time: they share commits, and leave room for those who talk.
const TOGETHER: usize = 32;
/// The pause after a failure.
const PAUSE: Duration = Duration::from_secs(1);
/// How often it is looked whether there is anything to move, although nothing was told.
const LONGEST: Duration = Duration::from_mins(1);

/// Where the live sessions of a trail stand, by any of its bundles, and how many do.
async fn standings(app: &Arc<App>, id: &TrailId) -> Answer<Vec<(Standing, u64)>> {
    let (app, id) = (Arc::clone(app), id.clone());
    aside(move || {
        let all = {
            let mut views = app.follower.views();
            let settled = views.settle(&*app.journal);
            settled.map_err(|error| Problem::ours(&error))?;
            let all = views.standings();
            all.map(|(standing, count)| (standing.clone(), count))
                .collect::<Vec<_>>()
        };
        let ours = bundles(&app, &id, all.iter().map(|(standing, _)| &standing.bundle))?;
        let mut all = all;
        all.retain(|(standing, _)| ours.contains(&standing.bundle));
        Ok(all)
    })
    .await
}

/// Those of some bundles that are versions of this trail, also such as are no longer listed.
fn bundles<'b>(
    app: &App,
    id: &TrailId,
    all: impl Iterator<Item = &'b BundleHash>,
) -> Answer<BTreeSet<BundleHash>> {
    let house = app.now();
    let listed = house.trails.get(id).map(|at| &at.state.versions);
    let listed: BTreeSet<&BundleHash> = listed
        .into_iter()
        .flatten()
        .map(|choice| &choice.bundle)
        .collect();
    let mut ours = BTreeSet::new();
    for hash in all.collect::<BTreeSet<_>>() {
        let is_ours = listed.contains(hash) || {
            let stored = streams::load::<StoredBundle>(&*app.journal, &bundle_stream(hash))?;
            stored.state.trail == *id
        };
        if is_ours {
            ours.insert(hash.clone());
        }
    }
    Ok(ours)
}

/// How many run each version, newest first.
fn by_version(house: &Snapshot, id: &TrailId, all: &[(Standing, u64)]) -> Vec<LiveVersion> {
    let mut live: BTreeMap<&BundleHash, u64> = BTreeMap::new();
    for (standing, count) in all {
        *live.entry(&standing.bundle).or_default() += count;
    }
    let versions = house.trails.get(id).map(|at| &at.state.versions);
    let version = |hash: &BundleHash| {
        let mut newest = versions.into_iter().flatten().rev();
        newest
            .find(|choice| choice.bundle == *hash)
            .map(|choice| choice.version)
    };
    let mut found: Vec<LiveVersion> = live
        .into_iter()
        .map(|(hash, live)| LiveVersion {
            version: version(hash),
            bundle: hash.clone(),
            live,
        })
        .collect();
    found.sort_by_key(|one| std::cmp::Reverse(one.version));
    found
}

/// What publishing a bundle would mean for live sessions.
pub(crate) async fn impact(
    app: &Arc<App>,
    id: &TrailId,
    new: &Bundle,
    steps: &[StepMove],
) -> Answer<Impact> {
    fits(new, steps)?;
    let mut all = standings(app, id).await?;
    all.retain(|(standing, _)| standing.bundle != new.hash);
    for hash in all
        .iter()
        .map(|(standing, _)| &standing.bundle)
        .collect::<BTreeSet<_>>()
    {
        app.house.need(hash).await?;
    }
    let house = app.now();
    let (mut movable, mut stranded) = (0, 0);
    let mut lacking: BTreeMap<(TrailId, StepId), LackingStep> = BTreeMap::new();
    for (standing, count) in &all {
        let old = house.world.bundles.get(&standing.bundle);
        let lacks = |(trail, step): &&(TrailId, StepId)| {
            old.is_none_or(|old| counterpart((old, new), trail, step, steps).is_none())
        };
        let lacks: Vec<_> = standing.steps.iter().filter(lacks).collect();
        let sum = if lacks.is_empty() {
            &mut movable
        } else {
            &mut stranded
        };
        *sum += count;
        for (trail, step) in lacks {
            let was = old.and_then(|old| verb_of(old, trail, step));
            let key = (trail.clone(), step.clone());
            let line = lacking.entry(key).or_insert_with(|| LackingStep {
                trail: trail.clone(),
                step: step.clone(),
                was: was.unwrap_or_default().to_owned(),
                now: verb_of(new, trail, step).map(str::to_owned),
                sessions: 0,
            });
            line.sessions += count;
        }
    }
    let mut steps: Vec<LackingStep> = lacking.into_values().collect();
    steps.sort_by_key(|line| std::cmp::Reverse(line.sessions));
    Ok(Impact {
        live: movable + stranded,
        versions: by_version(&house, id, &all),
        movable,
        stranded,
        steps,
    })
}

/// Refuses steps that are to take others' places and are not there.
pub(crate) fn fits(new: &Bundle, steps: &[StepMove]) -> Answer<()> {
    let missing = |one: &&StepMove| verb_of(new, &one.trail, &one.to).is_none();
    match steps.iter().find(missing) {
        None => Ok(()),
        Some(one) => Err(Problem::invalid().detail(format!(
            "`{}` of the trail `{}` cannot take the place of `{}`: there is no such step",
            one.to, one.trail, one.from
        ))),
    }
}

/// The live sessions of a trail, and how far moving them has come.
pub(crate) async fn sessions(app: &Arc<App>, id: &TrailId) -> Answer<Sessions> {
    let all = standings(app, id).await?;
    let house = app.now();
    let moving = house.trails.get(id).and_then(|at| at.state.moving.as_ref());
    let moving = moving.map(|moving| {
        let to = &moving.to;
        let others = all
            .iter()
            .filter(|(standing, _)| standing.bundle != to.bundle);
        wire::Moving {
            version: to.version,
            moved: app.follower.views().moved(&to.bundle, to.version),
            left: others.map(|(_, count)| count).sum(),
            done: moving.done,
        }
    });
    Ok(Sessions {
        versions: by_version(&house, id, &all),
        moving,
    })
}

/// Moves sessions to new versions, for as long as the server runs. What is to be moved is told by the journal: after
/// a restart it is begun again, and passes over those that have moved.
pub(crate) async fn move_sessions(app: Arc<App>, mut closing: watch::Receiver<bool>) {
    loop {
        let pause = match pass(&app, &closing).await {
            Ok(true) => continue,
            Ok(false) => LONGEST,
            Err(problem) => {
                tracing::warn!(problem = problem.kind, "sessions wait to be moved");
                PAUSE
            }
        };
        tokio::select! {
            () = asked_to_stop(&mut closing) => return,
            () = app.follower.published.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
        if *closing.borrow() {
            return;
        }
    }
}

/// Moves the sessions of one trail; whether there was one to do it for.
async fn pass(app: &Arc<App>, closing: &watch::Receiver<bool>) -> Answer<bool> {
    let house = app.now();
    let undone = |moving: &&Moving| !moving.done;
    let found = house.trails.iter().find_map(|(id, at)| {
        let moving = at.state.moving.as_ref().filter(undone)?;
        Some((id.clone(), moving.clone()))
    });
    let Some((id, moving)) = found else {
        return Ok(false);
    };
    app.house.need(&moving.to.bundle).await?;
    let mut others: BTreeSet<BundleHash> = standings(app, &id)
        .await?
        .into_iter()
        .map(|(standing, _)| standing.bundle)
        .collect();
    others.remove(&moving.to.bundle);
    let mut after = None;
    while !others.is_empty() {
        let now = app.now();
        let still = now.trails.get(&id).and_then(|at| at.state.moving.as_ref());
        if *closing.borrow() || still != Some(&moving) {
            return Ok(!*closing.borrow());
        }
        let (found, next) = page(app, &others, after.as_ref()).await?;
        for some in found.chunks(TOGETHER) {
            drive(app, &moving, some).await?;
        }
        let Some(next) = next else { break };
        after = Some(next);
    }
    let version = moving.to.version;
    let stream = trail_stream(&id);
    let cursor = streams::change::<PublishedTrail>(&app.journal, &stream, |state| {
        let still = state.moving.as_ref() == Some(&moving);
        let at = ambient::now();
        let done = TrailEvent::SessionsMoved { version, at };
        Ok(still.then_some(done).into_iter().collect())
    });
    // Where something newer was published meanwhile, whatever follows the journal tells of it.
    let moved = cursor.await?;
    if let Some(cursor) = moved {
        // What follows the journal may have stopped before this was appended.
        let mut closing = closing.clone();
        tokio::select! {
            () = app.follower.reached(cursor) => {}
            () = asked_to_stop(&mut closing) => return Ok(false),
        }
        tracing::info!(trail = %id, version, "sessions were moved");
    }
    Ok(moved.is_some() && !*closing.borrow())
}

async fn page(
    app: &Arc<App>,
    bundles: &BTreeSet<BundleHash>,
    after: Option<&ConversationId>,
) -> Answer<(Vec<ConversationId>, Option<ConversationId>)> {
    let (app, bundles, after) = (Arc::clone(app), bundles.clone(), after.cloned());
    aside(move || Ok(app.follower.views().live_on(&bundles, after.as_ref(), PAGE))).await
}

/// Tells some conversations; one in trouble is left where it is, unless nothing can be stored.
async fn drive(app: &Arc<App>, moving: &Moving, some: &[ConversationId]) -> Answer<()> {
    let one = |id: ConversationId| {
        let input = Input::Moved(moving.to.clone());
        async move { app.runtime.drive(&id, input).await }
    };
    let done = futures::future::join_all(some.iter().cloned().map(one)).await;
    for problem in done.into_iter().filter_map(Result::err) {
        let all = [Problem::stopped().kind, Problem::busy().kind];
        if all.contains(&problem.kind) {
            return Err(problem);
        }
        tracing::warn!(problem = problem.kind, "a session is not moved");
    }
    Ok(())
}
