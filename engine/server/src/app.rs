//! What every request can reach.

use crate::assets::Assets;
use crate::hooks::Deliveries;
use crate::media::Store;
use crate::metrics::Metrics;
use crate::options::Options;
use crate::runtime::{Follower, Hub, Outbox, Runtime};
use crate::staff::house::{House, Snapshot};
use crate::studio::Drafts;
use crate::tries::{Tries, Who};
use crate::vault::Vault;
use crate::visits::Visits;
use smol_str::SmolStr;
use std::net::IpAddr;
use std::sync::Arc;
use tokio::sync::{Mutex, watch};
use trilha_journal::Journal;
use trilha_model::{AgentId, ConversationId, Stream};

/// The running server.
pub(crate) struct App {
    pub(crate) options: Options,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) house: Arc<House>,
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) follower: Arc<Follower>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) hooks: Arc<Deliveries>,
    pub(crate) vault: Arc<Vault>,
    pub(crate) visits: Visits,
    pub(crate) tries: Tries<Who>,
    pub(crate) new_visits: Tries<IpAddr>,
    /// How often visitors say something, where that has a limit.
    pub(crate) messages: Option<Tries<ConversationId>>,
    /// How often visitors send media.
    pub(crate) uploads: Tries<ConversationId>,
    /// Media from an address, in all its visits.
    pub(crate) uploads_from: Tries<IpAddr>,
    /// How often programs ask, by the ids of their tokens.
    pub(crate) programs: Tries<SmolStr>,
    /// How often agents send media.
    pub(crate) uploads_by: Tries<AgentId>,
    /// How often admins try whether something goes out: the mail server, or a webhook by its stream.
    pub(crate) trials: Tries<Stream>,
    /// What contacts and agents sent besides words.
    pub(crate) media: Store,
    /// How often it is told that somebody types: a person, or the contact.
    pub(crate) typing: Tries<(ConversationId, Option<AgentId>)>,
    /// Held while accounts change, so that what one change looks at no other changes.
    pub(crate) accounts: Mutex<()>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) drafts: Drafts,
    pub(crate) assets: Assets,
    pub(crate) closing: watch::Receiver<bool>,
}

impl App {
    /// The house as it is now.
    pub(crate) fn now(&self) -> Arc<Snapshot> {
        self.house.now()
    }
}
