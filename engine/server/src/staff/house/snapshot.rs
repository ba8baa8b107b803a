//! Everything that is not a conversation, at one moment, and what others ask of it.

use crate::automations::Watch;
use crate::hooks::Hook;
use crate::mail::MailSetting;
use crate::media::Links;
use crate::staff::signins::{self, SignIn};
use crate::staff::tokens::{self, Token};
use crate::streams::At;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use trilha_desk::{Agent, Arrangement, Inbox, PublishedTrail, Queue, Settings, Team, World};
use trilha_model::{
    AgentId, BundleHash, InboxId, Limits, QueueId, Role, TeamId, Timestamp, TrailId,
};
use trilha_trail::{Bundle, Known, KnownInbox};
use trilha_views::Viewer;
use trilha_wire::desk::TeamName;

/// Everything that is not a conversation, at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Snapshot {
    /// What sprints look at.
    pub(crate) world: Arc<World>,
    pub(crate) agents: BTreeMap<AgentId, Arc<At<Agent>>>,
    pub(crate) queues: BTreeMap<QueueId, Arc<At<Queue>>>,
    pub(crate) inboxes: BTreeMap<InboxId, Arc<At<Inbox>>>,
    pub(crate) teams: BTreeMap<TeamId, Arc<At<Team>>>,
    pub(crate) trails: BTreeMap<TrailId, Arc<At<PublishedTrail>>>,
    pub(crate) env: Arc<At<Settings>>,
    /// How admins arranged automations.
    pub(crate) automations: Arc<At<Arrangement>>,
    /// Automations that go by time, as they are watched.
    pub(crate) watches: BTreeMap<SmolStr, Arc<At<Watch>>>,
    pub(crate) secrets: Arc<At<Settings>>,
    pub(crate) calendars: Arc<At<Settings>>,
    /// Makes links to media.
    pub(crate) links: Links,
    /// What a talk may use.
    pub(crate) limits: Limits,
    pub(crate) mail: Arc<At<MailSetting>>,
    pub(crate) hooks: BTreeMap<SmolStr, Arc<At<Hook>>>,
    pub(crate) tokens: BTreeMap<SmolStr, Arc<At<Token>>>,
    pub(super) sign_ins: BTreeMap<SmolStr, Arc<At<SignIn>>>,
    /// How many conversations wait in each queue; queues in which none does may be missing.
    pub(super) waiting: BTreeMap<QueueId, u32>,
    pub(super) bundles: BTreeMap<BundleHash, Arc<Bundle>>,
    /// Whether calendars or automations are others than the world says.
    pub(super) stale: bool,
}

impl Snapshot {
    /// A person's account.
    pub(crate) fn agent(&self, id: &AgentId) -> Option<&Agent> {
        self.agents
            .get(id)
            .map(|at| &at.state)
            .filter(|agent| agent.exists())
    }

    /// The name people read of a person.
    pub(crate) fn name<'a>(&'a self, id: &'a AgentId) -> &'a str {
        self.agent(id)
            .map_or(id.as_str(), |agent| agent.name.as_str())
    }

    /// The name people read of a queue, also of one taken away.
    pub(crate) fn queue_title<'a>(&'a self, id: &'a QueueId) -> &'a str {
        self.queues
            .get(id)
            .map(|at| at.state.title.as_str())
            .filter(|title| !title.is_empty())
            .unwrap_or(id.as_str())
    }

    /// A team by the name people read, also one taken away.
    pub(crate) fn team(&self, id: &TeamId) -> TeamName {
        let title = self.teams.get(id).map(|at| at.state.title.as_str());
        TeamName {
            id: id.clone(),
            title: title.unwrap_or(id.as_str()).to_owned(),
        }
    }

    /// The teams there are.
    pub(crate) fn teams(&self) -> impl Iterator<Item = (&TeamId, &Team)> {
        let teams = self.teams.iter().map(|(id, at)| (id, &at.state));
        teams.filter(|(_, team)| team.exists)
    }

    /// The name people read of an inbox, also of one taken away.
    pub(crate) fn inbox_title<'a>(&'a self, id: &'a InboxId) -> &'a str {
        self.inboxes
            .get(id)
            .map(|at| at.state.title.as_str())
            .filter(|title| !title.is_empty())
            .unwrap_or(id.as_str())
    }

    /// Who is signed in with this token's key.
    pub(crate) fn signed_in(&self, key: &str, now: Timestamp) -> Option<AgentId> {
        let sign_in = &self.sign_ins.get(key)?.state;
        let agent = self.agent(&sign_in.agent)?;
        let good = sign_in.until > now && sign_in.passwords == agent.passwords && !agent.disabled;
        good.then(|| sign_in.agent.clone())
    }

    /// The API token this is, by its id, if it is one that was not revoked.
    pub(crate) fn api_token(&self, token: &str) -> Option<(SmolStr, &Token)> {
        let id = tokens::id_in(token)?;
        let known = &self.tokens.get(id)?.state;
        let same = known.exists() && known.hash == signins::key(token);
        same.then(|| (id.into(), known))
    }

    /// Those who can no longer sign in and have conversations all the same.
    pub(crate) fn gone_with_conversations(&self) -> Vec<AgentId> {
        let gone = |at: &Arc<At<Agent>>| at.state.disabled && !at.state.held.is_empty();
        let agents = self.agents.iter().filter(|(_, at)| gone(at));
        agents.map(|(id, _)| id.clone()).collect()
    }

    /// What this person may see.
    pub(crate) fn viewer(&self, id: &AgentId) -> Viewer {
        let all = self
            .agent(id)
            .is_some_and(|agent| agent.role >= Role::Supervisor);
        let member = |at: &Arc<At<Queue>>| at.state.members.contains(id);
        let queues: BTreeSet<QueueId> = self
            .queues
            .iter()
            .filter(|(_, at)| member(at))
            .map(|(id, _)| id.clone())
            .collect();
        let mine = self.teams().filter(|(_, team)| team.members.contains(id));
        Viewer {
            agent: id.clone(),
            all,
            queues,
            teams: mine.map(|(id, _)| id.clone()).collect(),
        }
    }

    /// What `check` may complain about.
    pub(crate) fn known(&self) -> Known {
        let queues = self.world.queues.iter();
        Known {
            limits: self.limits,
            queues: Some(
                queues
                    .map(|(id, line)| {
                        (
                            id.clone(),
                            u32::try_from(line.members.len()).unwrap_or(u32::MAX),
                        )
                    })
                    .collect(),
            ),
            env: Some(self.env.state.env.keys().map(ToString::to_string).collect()),
            secrets: Some(
                self.secrets
                    .state
                    .secrets
                    .keys()
                    .map(ToString::to_string)
                    .collect(),
            ),
            calendars: Some(
                self.world
                    .calendars
                    .keys()
                    .map(ToString::to_string)
                    .collect(),
            ),
            skills: Some(self.skills()),
            teams: Some(self.teams().map(|(id, _)| id.clone()).collect()),
            inboxes: Some(
                self.world
                    .inboxes
                    .iter()
                    .map(|(id, inbox)| {
                        let known = KnownInbox {
                            channel: inbox.channel,
                            trail: inbox.trail.clone(),
                        };
                        (id.clone(), known)
                    })
                    .collect(),
            ),
        }
    }

    /// What people who can sign in are good at, all of them together.
    pub(crate) fn skills(&self) -> BTreeSet<String> {
        let known = self.world.skills.iter().flat_map(BTreeMap::values);
        known.flatten().map(ToString::to_string).collect()
    }
}
