//! What sprints look at, made anew as the house changes.

use super::Snapshot;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;
use trilha_desk::{Queue, QueueLine, Settings, World};
use trilha_model::{AgentId, BundleHash, CalendarRules, Owner, QueueId, Role, TrailId, Value};
use trilha_trail::Calendar;

impl Snapshot {
    /// One conversation more waits in a queue, or one less.
    pub(super) fn waits(&mut self, owner: &Owner, by: i32) {
        if let Owner::Queue(queue) = owner {
            let count = self.waiting.entry(queue.clone()).or_default();
            *count = count.saturating_add_signed(by);
        }
    }

    /// Makes the world anew of what is known.
    pub(super) fn rebuild(&mut self) {
        let stale = std::mem::take(&mut self.stale);
        let inboxes = self.inboxes.iter().filter(|(_, at)| at.state.exists);
        let agents = self
            .agents
            .iter()
            .filter(|(_, at)| at.state.exists() && !at.state.disabled);
        let supervisors = agents
            .clone()
            .filter(|(_, at)| at.state.role >= Role::Supervisor);
        let people = self.agents.keys();
        let mut world = World {
            limits: self.limits,
            env: Value::Map(self.env.state.env.clone()),
            presets: Vec::new(),
            automations: Arc::clone(&self.world.automations),
            cannot: None,
            bundles: self.bundles.clone(),
            published: self.published(),
            inboxes: inboxes
                .map(|(id, at)| (id.clone(), at.state.clone()))
                .collect(),
            queues: self.lines(),
            agents: agents
                .clone()
                .map(|(id, at)| (id.clone(), SmolStr::new(&at.state.name)))
                .collect(),
            supervisors: supervisors.map(|(id, _)| id.clone()).collect(),
            present: people
                .clone()
                .filter(|id| self.takes(id))
                .cloned()
                .collect(),
            idle: people.filter(|id| self.is_idle(id)).cloned().collect(),
            skills: Some(
                agents
                    .map(|(id, at)| (id.clone(), at.state.skills.clone()))
                    .collect(),
            ),
            teams: Some(
                self.teams()
                    .map(|(id, team)| (id.clone(), team.members.clone()))
                    .collect(),
            ),
            titles: self
                .teams()
                .map(|(id, team)| (id.clone(), team.title.clone()))
                .collect(),
            calendars: if stale {
                read_calendars(&self.calendars.state)
            } else {
                self.world.calendars.clone()
            },
        };
        if stale {
            world.arrange(&self.automations.state);
        }
        self.world = Arc::new(world);
    }

    /// Whether a person takes conversations now.
    fn takes(&self, id: &AgentId) -> bool {
        self.agent(id)
            .is_some_and(|agent| agent.available && !agent.disabled)
    }

    /// Whether a person has no conversation.
    fn is_idle(&self, id: &AgentId) -> bool {
        self.agent(id).is_some_and(|agent| agent.held.is_empty())
    }

    /// The trails that serve, by what they serve as; those whose bundle is ready.
    fn published(&self) -> BTreeMap<TrailId, BundleHash> {
        let published = self
            .trails
            .iter()
            .filter_map(|(id, at)| Some((id.clone(), at.state.current()?.bundle.clone())));
        published
            .filter(|(_, bundle)| self.bundles.contains_key(bundle))
            .collect()
    }

    /// The queues there are, as sprints look at them.
    fn lines(&self) -> BTreeMap<QueueId, QueueLine> {
        let queues = self.queues.iter().filter(|(_, at)| at.state.exists);
        queues
            .map(|(id, at)| (id.clone(), self.line(id, &at.state)))
            .collect()
    }

    fn line(&self, id: &QueueId, queue: &Queue) -> QueueLine {
        let count = |counts: &dyn Fn(&AgentId) -> bool| {
            let people = queue.members.iter().filter(|id| counts(id)).count();
            u32::try_from(people).unwrap_or(u32::MAX)
        };
        QueueLine {
            title: queue.title.clone(),
            members: queue.members.clone(),
            available: count(&|id| self.takes(id)),
            free: Some(count(&|id| self.takes(id) && self.is_idle(id))),
            waiting: Some(self.waiting.get(id).copied().unwrap_or_default()),
            wait: None,
        }
    }
}

fn read_calendars(settings: &Settings) -> BTreeMap<SmolStr, Arc<Calendar>> {
    let read = |(name, rules): (&SmolStr, &CalendarRules)| match Calendar::of(rules) {
        Ok(calendar) => Some((name.clone(), Arc::new(calendar))),
        Err(reason) => {
            tracing::error!(calendar = %name, reason, "a calendar cannot be read");
            None
        }
    };
    settings.calendars.iter().filter_map(read).collect()
}
