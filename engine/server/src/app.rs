//! What every request can reach.

use crate::assets::Assets;
use crate::metrics::Metrics;
use crate::options::Options;
use crate::runtime::{Follower, Hub, Outbox, Runtime};
use crate::staff::house::{House, Snapshot};
use crate::staff::tries::Tries;
use crate::studio::Drafts;
use crate::vault::Vault;
use crate::visits::Visits;
use std::sync::Arc;
use tokio::sync::watch;
use trilha_journal::Journal;

/// The running server.
pub(crate) struct App {
    pub(crate) options: Options,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) house: Arc<House>,
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) follower: Arc<Follower>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) vault: Arc<Vault>,
    pub(crate) visits: Visits,
    pub(crate) tries: Tries,
    pub(crate) new_visits: Tries,
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
