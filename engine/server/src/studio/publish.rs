//! Publishing: a bundle and the choice of it, in one append.

use crate::ambient;
use crate::app::App;
use crate::problem::{Answer, Problem};
use crate::staff::house::bundle_stream;
use crate::streams::{self, Attempt, TRIES};
use std::sync::Arc;
use trilha_desk::{Choice, PublishedTrail, StoredBundle};
use trilha_model::{AgentId, Stream, TrailEvent, TrailId};
use trilha_trail::Bundle;
use trilha_wire::studio::Published;

/// Lets new sessions of a trail run this bundle; nothing changes when they do already.
pub(crate) async fn publish(
    app: &App,
    id: &TrailId,
    bundle: Arc<Bundle>,
    by: Option<&AgentId>,
    note: &str,
) -> Answer<Published> {
    let trail = Stream::new("trail", id.as_str());
    let stored = bundle_stream(&bundle.hash);
    for _ in 0..TRIES {
        let published = streams::load::<PublishedTrail>(&*app.journal, &trail)?;
        let current = published.state.current();
        if let Some(current) = current.filter(|current| current.bundle == bundle.hash) {
            return Ok(shown(&app.now(), current));
        }
        // Before it is chosen, so that whoever follows the journal need not compile it.
        app.house.offer(Arc::clone(&bundle));
        let chosen = TrailEvent::TrailPublished {
            bundle: bundle.hash.clone(),
            version: current.map_or(0, |current| current.version) + 1,
            by: by.cloned(),
            note: note.to_owned(),
            at: ambient::now(),
            again: None,
            schedule: None,
            moves: None,
        };
        let mut writes = Vec::with_capacity(2);
        let there = streams::load::<StoredBundle>(&*app.journal, &stored)?;
        if there.version == 0 {
            let event = TrailEvent::BundleStored {
                hash: bundle.hash.clone(),
                trail: id.clone(),
                files: bundle.files.clone(),
            };
            writes.push(streams::write(stored.clone(), there, &[event]));
        }
        writes.push(streams::write(trail.clone(), published, &[chosen]));
        if let Attempt::Done(cursor) = streams::append(&*app.journal, writes).await? {
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

/// A published version, for the wire.
pub(crate) fn shown(house: &Arc<crate::staff::house::Snapshot>, choice: &Choice) -> Published {
    Published {
        version: choice.version,
        bundle: choice.bundle.clone(),
        by: choice.by.as_ref().map(|by| house.name(by).to_owned()),
        note: choice.note.clone(),
        at: choice.at.0,
        again: choice.again,
    }
}
