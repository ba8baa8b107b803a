//! What surrounds a conversation: settings, bundles, inboxes, queues and people, as they are now.

use crate::staff::Inbox;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use trilha_model::{AgentId, BundleHash, InboxId, QueueId, Timestamp, TrailId, Value, VarName};
use trilha_trail::{Availability, Bundle};

/// Everything a sprint may look at besides the conversation itself.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// What trails read as `env`; always a map.
    pub env: Value,
    /// First values of variables in new sessions, instead of the trail's own: for tests and tries.
    pub presets: Vec<(VarName, Value)>,
    /// Every bundle that a session may be pinned to, or that is published.
    pub bundles: BTreeMap<BundleHash, Arc<Bundle>>,
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
    /// Whether somebody could take a conversation from this queue now.
    pub fn availability(&self, queue: &QueueId) -> Availability {
        match self.queues.get(queue) {
            Some(line) if line.available > 0 => Availability::Open,
            Some(_) => Availability::Offline,
            None => Availability::Unknown,
        }
    }

    /// The bundle that a new session of this trail runs.
    pub fn newest(&self, trail: &TrailId) -> Option<&Arc<Bundle>> {
        self.bundles.get(self.published.get(trail)?)
    }
}
