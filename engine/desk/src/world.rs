//! What surrounds a conversation: settings, bundles, inboxes, queues and people, as they are now.

use crate::automations::Automation;
use crate::staff::Inbox;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use trilha_model::{
    AgentId, BundleHash, Capability, InboxId, Limits, QueueId, Span, TeamId, Timestamp, TrailId,
    Value, VarName,
};
use trilha_trail::{Bundle, Calendar, Line, Whom};

/// Everything a sprint may look at besides the conversation itself.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// What trails read as `env`; always a map.
    pub env: Value,
    /// What a talk may use, apart from what trails do: that is in their bundles.
    pub limits: Limits,
    /// First values of variables in new sessions, instead of the trail's own: for tests and tries.
    pub presets: Vec<(VarName, Value)>,
    /// What channels are taken not to be able to do, instead of what an inbox's own cannot: for tests and
    /// tries.
    pub cannot: Option<Vec<Capability>>,
    /// Every bundle that a session may be pinned to, or that is published.
    pub bundles: BTreeMap<BundleHash, Arc<Bundle>>,
    /// What starts the published trails, in the order in which they are asked; see [`World::arrange`].
    pub automations: Arc<[Automation]>,
    /// The bundle that new sessions of a trail run.
    pub published: BTreeMap<TrailId, BundleHash>,
    /// Inboxes, without those taken away.
    pub inboxes: BTreeMap<InboxId, Inbox>,
    /// Queues, without those taken away.
    pub queues: BTreeMap<QueueId, QueueLine>,
    /// The names of the people who can take conversations.
    pub agents: BTreeMap<AgentId, SmolStr>,
    /// Those who may act on what somebody else has.
    pub supervisors: BTreeSet<AgentId>,
    /// Those of them who take conversations now.
    pub present: BTreeSet<AgentId>,
    /// Those who have no conversation, where that is known of each.
    pub idle: BTreeSet<AgentId>,
    /// What each of them is good at; where it is not known, all of them are good at everything.
    pub skills: Option<BTreeMap<AgentId, BTreeSet<SmolStr>>>,
    /// Who is in each team, without those taken away; where it is not known, all of them are in every team.
    pub teams: Option<BTreeMap<TeamId, BTreeSet<AgentId>>>,
    /// The names people read of them; one that has none here goes by its id.
    pub titles: BTreeMap<TeamId, String>,
    /// Calendars by the names that trails use.
    pub calendars: BTreeMap<SmolStr, Arc<Calendar>>,
}

/// A queue, as conversations see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueLine {
    /// The name people read.
    pub title: String,
    /// Who works it.
    pub members: Vec<AgentId>,
    /// How many of them take conversations now.
    pub available: u32,
    /// How many of those have no conversation, where that is known.
    pub free: Option<u32>,
    /// How many conversations wait in it, where that is known.
    pub waiting: Option<u32>,
    /// How long one more is expected to wait, where anybody can tell.
    pub wait: Option<Span>,
}

/// What a sprint is told instead of asking a clock and chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// Now.
    pub now: Timestamp,
    /// Where everything random in the sprint comes from.
    pub seed: u64,
}

impl World {
    /// A queue as trails see it, of its people only those it is meant for; none where there is no such queue.
    pub fn line(&self, queue: &QueueId, whom: Whom<'_>) -> Option<Line> {
        let line = self.queues.get(queue)?;
        let all = Line {
            available: line.available,
            free: line.free,
            waiting: line.waiting,
            wait: line.wait,
        };
        let by_team = whom
            .team
            .is_some_and(|team| self.members_of(team).is_some());
        let by_group = whom.group.is_some() && self.teams.is_some();
        let by_skills = !whom.skills.is_empty() && self.skills.is_some();
        if !by_team && !by_group && !by_skills {
            return Some(all);
        }
        let count = |counts: &dyn Fn(&AgentId) -> bool| {
            let takes = |id: &AgentId| self.present.contains(id) && self.is_meant(id, whom);
            let people = line.members.iter().filter(|id| takes(id) && counts(id));
            u32::try_from(people.count()).unwrap_or(u32::MAX)
        };
        Some(Line {
            available: count(&|_| true),
            free: line.free.map(|_| count(&|id| self.idle.contains(id))),
            ..all
        })
    }

    fn members_of(&self, team: &TeamId) -> Option<&BTreeSet<AgentId>> {
        self.teams.as_ref()?.get(team)
    }

    /// Whether there is this team, or nobody knows which there are.
    pub fn is_team(&self, team: &TeamId) -> bool {
        self.teams.is_none() || self.members_of(team).is_some()
    }

    /// Whether a person is in a team. One that was taken away holds nobody back any more.
    pub fn is_in(&self, agent: &AgentId, team: &TeamId) -> bool {
        self.members_of(team)
            .is_none_or(|members| members.contains(agent))
    }

    /// Whether a person reads what is said in a message group: who is in the team now, and supervisors. Where the team
    /// was taken away only they do.
    pub fn reads(&self, agent: &AgentId, group: Option<&TeamId>) -> bool {
        group.is_none_or(|group| self.supervisors.contains(agent) || self.is_of(agent, group))
    }

    /// Whether a person is of a message group: in a team that was not taken away.
    fn is_of(&self, agent: &AgentId, group: &TeamId) -> bool {
        let member = |members: &BTreeSet<AgentId>| members.contains(agent);
        self.teams.is_none() || self.members_of(group).is_some_and(member)
    }

    /// Whether a person has all of these skills.
    pub fn can(&self, agent: &AgentId, skills: &[SmolStr]) -> bool {
        let Some(known) = &self.skills else {
            return true;
        };
        let theirs = known.get(agent);
        let has = |skill| theirs.is_some_and(|theirs| theirs.contains(skill));
        skills.iter().all(has)
    }

    /// Whether a person is one of those whom a conversation is for.
    fn is_meant(&self, agent: &AgentId, whom: Whom<'_>) -> bool {
        whom.team.is_none_or(|team| self.is_in(agent, team))
            && whom.group.is_none_or(|group| self.is_of(agent, group))
            && self.can(agent, whom.skills)
    }

    /// Whether a person takes conversations now; none where there is no such person among those it is for.
    pub fn is_present(&self, agent: &AgentId, whom: Whom<'_>) -> Option<bool> {
        let known = self.agents.contains_key(agent) && self.is_meant(agent, whom);
        known.then(|| self.present.contains(agent))
    }

    /// The name people read of a team.
    pub(crate) fn title<'a>(&'a self, team: &'a TeamId) -> &'a str {
        let title = self.titles.get(team);
        title.map_or(team.as_str(), String::as_str)
    }

    /// The same world where a person takes no conversations any more.
    #[must_use]
    pub fn without(&self, agent: &AgentId) -> Self {
        let mut world = self.clone();
        world.agents.remove(agent);
        world.supervisors.remove(agent);
        if world.present.remove(agent) {
            for line in world.queues.values_mut() {
                if line.members.contains(agent) {
                    line.available = line.available.saturating_sub(1);
                }
            }
        }
        world
    }

    /// What the channel of an inbox cannot do.
    pub fn cannot(&self, inbox: &InboxId) -> &[Capability] {
        let channel = self.inboxes.get(inbox).map(|inbox| inbox.channel);
        let own = channel.map_or(&[][..], trilha_model::Channel::cannot);
        self.cannot.as_deref().unwrap_or(own)
    }

    /// Whether anything comes in on an inbox, and automations speak there.
    pub(crate) fn is_enabled(&self, inbox: &InboxId) -> bool {
        let inbox = self.inboxes.get(inbox);
        inbox.is_some_and(|inbox| inbox.enabled)
    }

    /// The bundle that a new session of this trail runs.
    pub fn newest(&self, trail: &TrailId) -> Option<&Arc<Bundle>> {
        self.bundles.get(self.published.get(trail)?)
    }
}
