//! What surrounds the conversations of a run.

use crate::played::{AUTOMATED, Played};
use std::collections::BTreeMap;
use std::sync::Arc;
use trilha_desk::{Arrangement, Inbox, QueueLine, World};
use trilha_model::{InboxId, Limits, Map, Value};

/// How often what goes by time may fire for a ticket: so few that runs come to it.
pub(crate) const FIRINGS: usize = 3;

/// The teams of a run, each with who is in it.
pub(crate) const TEAMS: [(&str, &[&str]); 2] = [("sales", &["ana", "bia"]), ("night", &["caio"])];

/// The inboxes of a run, each with its trail, and the queues they all hand off to.
pub(crate) fn world(trails: &BTreeMap<InboxId, &'static Played>) -> World {
    let inbox = |played: &Played| Inbox {
        title: "Inbox".into(),
        trail: Some(played.id.clone()),
        enabled: true,
        exists: true,
        ..Inbox::default()
    };
    let people = ["ana", "bia", "caio"];
    let line = QueueLine {
        title: "Queue".into(),
        members: people.map(Into::into).into(),
        available: 1,
        ..QueueLine::default()
    };
    let versions = trails.values().flat_map(|played| &played.versions);
    let queues = ["support", "sales", "reception"];
    let mut world = World {
        env: Value::Map(Map::new()),
        limits: Limits {
            firings: FIRINGS,
            ..Limits::CEILING
        },
        teams: Some(
            TEAMS
                .map(|(team, people)| {
                    let people = people.iter().map(|name| (*name).into());
                    (team.into(), people.collect())
                })
                .into(),
        ),
        inboxes: trails
            .iter()
            .map(|(id, played)| (id.clone(), inbox(played)))
            .collect(),
        bundles: versions
            .map(|one| (one.hash.clone(), Arc::clone(one)))
            .collect(),
        queues: queues.map(|queue| (queue.into(), line.clone())).into(),
        agents: people.map(|name| (name.into(), name.into())).into(),
        ..World::default()
    };
    for played in trails.values() {
        let first = played.versions[0].hash.clone();
        world.published.insert(played.id.clone(), first);
    }
    for (id, bundle) in AUTOMATED.iter() {
        world.published.insert(id.clone(), bundle.hash.clone());
        world
            .bundles
            .insert(bundle.hash.clone(), Arc::clone(bundle));
    }
    world.arrange(&Arrangement::default());
    world
}
