//! What surrounds a simulated conversation.

use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use trilha_desk::{Arrangement, Inbox, QueueLine, World};
use trilha_model::{AgentId, Capability, InboxId, Map, QueueId, TeamId, Timestamp, Value, VarName};
use trilha_trail::{Bundle, Calendar, Line, Start, Trigger};

/// Where and when a simulated conversation takes place.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// What trails read as `env`.
    pub env: Map,
    /// What variables of the trail hold in the beginning, instead of what it says itself.
    pub vars: Vec<(VarName, Value)>,
    /// What trails read as `contact`.
    pub contact: Map,
    /// The contact's language.
    pub language: Option<SmolStr>,
    /// How many people are available, by queue. Queues that are not named have one.
    pub available: BTreeMap<QueueId, u32>,
    /// Queues of which more is known.
    pub lines: BTreeMap<QueueId, Line>,
    /// The contact's address on the inbox; `me` where it is empty.
    pub address: SmolStr,
    /// People there are, by the names they sign in with, and whether they take conversations now.
    pub agents: BTreeMap<AgentId, bool>,
    /// Who of them may take what is for others, and act on what somebody else has; none: all of them. Test files do not
    /// say it: what was done has the same outcome where more people may do it.
    pub supervisors: Option<BTreeSet<AgentId>>,
    /// What those people are good at. Where nothing is said of anyone, all are good at everything; else these
    /// people work every queue.
    pub skills: BTreeMap<AgentId, BTreeSet<SmolStr>>,
    /// Who is in each team. Where nothing is said of any, all are in every team; else these people work every
    /// queue.
    pub teams: BTreeMap<TeamId, BTreeSet<AgentId>>,
    /// Calendars by the names trails use.
    pub calendars: BTreeMap<SmolStr, Arc<Calendar>>,
    /// The inbox; `talk` where it is empty.
    pub inbox: SmolStr,
    /// What the channel cannot do; it can do all that channels can if nothing is said.
    pub cannot: Vec<Capability>,
    /// When it begins.
    pub now: Timestamp,
    /// Where everything random comes from.
    pub seed: u64,
}

impl Setup {
    /// The inbox the contact talks on.
    pub(super) fn inbox(&self) -> InboxId {
        let named = Some(self.inbox.as_str()).filter(|inbox| !inbox.is_empty());
        named.unwrap_or("talk").into()
    }
}

/// The world of a bundle: one inbox it answers, and the queues it hands off to.
pub(super) fn world(bundle: Arc<Bundle>, setup: &Setup) -> World {
    let root = bundle.root();
    let hears = |start: &Start| matches!(start.on, Trigger::Message | Trigger::Keyword(_));
    let answers = root.starts.is_empty() || root.starts.iter().any(hears);
    let inbox = Inbox {
        title: root.id.to_string(),
        trail: answers.then(|| root.id.clone()),
        enabled: true,
        exists: true,
        ..Inbox::default()
    };
    let skilled = setup.skills.keys();
    let working: BTreeSet<AgentId> = skilled
        .chain(setup.teams.values().flatten())
        .cloned()
        .collect();
    let line = |queue: &QueueId, available| QueueLine {
        title: queue.to_string(),
        members: working.iter().cloned().collect(),
        available,
        ..QueueLine::default()
    };
    let mut queues: BTreeMap<QueueId, QueueLine> = handoffs(&bundle)
        .map(|queue| (queue.clone(), line(&queue, 1)))
        .collect();
    for (queue, available) in &setup.available {
        queues.insert(queue.clone(), line(queue, *available));
    }
    for (queue, known) in &setup.lines {
        let line = QueueLine {
            free: known.free,
            waiting: known.waiting,
            wait: known.wait,
            ..line(queue, known.available)
        };
        queues.insert(queue.clone(), line);
    }
    let mut world = World {
        limits: bundle.limits,
        env: Value::Map(setup.env.clone()),
        presets: setup.vars.clone(),
        automations: Arc::default(),
        cannot: Some(setup.cannot.clone()),
        published: [(bundle.root().id.clone(), bundle.hash.clone())].into(),
        inboxes: [(setup.inbox(), inbox)].into(),
        queues,
        agents: setup
            .agents
            .keys()
            .map(|id| (id.clone(), id.0.clone()))
            .collect(),
        present: setup
            .agents
            .iter()
            .filter(|(_, here)| **here)
            .map(|(id, _)| id.clone())
            .collect(),
        idle: setup.agents.keys().cloned().collect(),
        skills: (!setup.skills.is_empty()).then(|| setup.skills.clone()),
        teams: (!setup.teams.is_empty()).then(|| setup.teams.clone()),
        titles: BTreeMap::new(),
        calendars: setup.calendars.clone(),
        supervisors: match &setup.supervisors {
            Some(some) => some.clone(),
            None => setup.agents.keys().cloned().collect(),
        },
        bundles: [(bundle.hash.clone(), bundle)].into(),
    };
    world.arrange(&Arrangement::default());
    world
}

/// The queues that the bundle's steps name.
pub(crate) fn handoffs(bundle: &Bundle) -> impl Iterator<Item = QueueId> + '_ {
    let steps = bundle.trails().flat_map(|trail| &trail.steps);
    steps.filter_map(|step| step.kind.queue().cloned())
}
