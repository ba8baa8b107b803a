//! The house as it is now: people, queues, inboxes, settings, published trails and sign-ins, folded from their streams.

mod bundles;
mod snapshot;
mod taking;
#[cfg(test)]
mod tests;
mod world;

pub(crate) use bundles::bundle_stream;
pub(crate) use snapshot::Snapshot;

use crate::ambient;
use crate::media::Links;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use trilha_journal::{Commit, Entry, Journal, ReadError, Write};
use trilha_model::{BundleHash, Limits, Owner, Stream};
use trilha_trail::Known;
use trilha_views::{Change, Line};

/// Streams read at once while starting.
const PAGE: usize = 1_000;

/// The streams that hold what trails may refer to: [`Snapshot::known`] goes by no others.
const REFERRED: [&str; 5] = ["agent/", "queue/", "team/", "inbox/", "setting/"];

/// The other streams a house is made of.
const OTHERS: [&str; 6] = [
    "mail/",
    "webhook/",
    "token/",
    "sign-in/",
    "trail/",
    "automation/",
];

/// Keeps the snapshot: read by everyone, moved on by what follows the journal.
pub(crate) struct House {
    journal: Arc<dyn Journal>,
    now: RwLock<Arc<Snapshot>>,
    moving: Mutex<()>,
    compiling: tokio::sync::Mutex<()>,
    /// Stored bundles that do not compile under this version.
    broken: Mutex<BTreeSet<BundleHash>>,
}

impl std::fmt::Debug for House {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("House")
    }
}

impl House {
    /// Folds the house from the journal. Talks stay within these limits.
    pub(crate) fn open(
        journal: Arc<dyn Journal>,
        links: Links,
        limits: &Limits,
    ) -> Result<Self, ReadError> {
        let prefixes = [&REFERRED[..], &OTHERS[..]].concat();
        Self::read(journal, links, limits, &prefixes)
    }

    /// What trails may refer to, of a journal that is not served: nothing is compiled for it.
    pub(crate) fn known(journal: Arc<dyn Journal>) -> Result<Known, ReadError> {
        let house = Self::read(journal, Links::default(), &Limits::default(), &REFERRED)?;
        Ok(house.now().known())
    }

    fn read(
        journal: Arc<dyn Journal>,
        links: Links,
        limits: &Limits,
        prefixes: &[&str],
    ) -> Result<Self, ReadError> {
        let house = Self {
            journal,
            now: RwLock::default(),
            moving: Mutex::default(),
            compiling: tokio::sync::Mutex::default(),
            broken: Mutex::default(),
        };
        let mut snapshot = Snapshot {
            links,
            limits: *limits,
            ..Snapshot::default()
        };
        for prefix in prefixes {
            house.read_all(prefix, &mut snapshot)?;
        }
        snapshot.rebuild();
        house.publish(snapshot);
        Ok(house)
    }

    /// Takes in every stream of a kind, as it is now.
    fn read_all(&self, prefix: &str, snapshot: &mut Snapshot) -> Result<(), ReadError> {
        let mut after: Option<Stream> = None;
        loop {
            let page = self.journal.streams(prefix, after.as_ref(), PAGE)?;
            for stream in &page {
                if let Some(entry) = self.journal.latest(stream)? {
                    self.take_in(snapshot, &entry)?;
                }
            }
            match page.last() {
                Some(last) if page.len() == PAGE => after = Some(last.clone()),
                _ => return Ok(()),
            }
        }
    }

    /// The house as it is now.
    pub(crate) fn now(&self) -> Arc<Snapshot> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn publish(&self, snapshot: Snapshot) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }

    /// Takes in what a commit did to the house; whether anyone should look again.
    pub(crate) fn follow(&self, commit: &Arc<Commit>) -> Result<bool, ReadError> {
        let ours = |write: &Write| {
            write.stream.kind() != "conversation" && write.stream.kind() != "bundle"
        };
        if !commit.writes.iter().any(ours) {
            return Ok(false);
        }
        let _moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        let mut snapshot = (*self.now()).clone();
        let mut changed = false;
        for write in commit.writes.iter().filter(|write| ours(write)) {
            if let Some(entry) = Entry::of(Arc::clone(commit), &write.stream) {
                changed |= self.take_in(&mut snapshot, &entry)?;
            }
        }
        if changed {
            snapshot.rebuild();
        }
        self.publish(snapshot);
        Ok(changed)
    }

    /// Knows from now on how many conversations wait in each queue.
    pub(crate) fn count_waiting(&self, owners: impl IntoIterator<Item = Owner>) {
        let _moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        let mut snapshot = (*self.now()).clone();
        snapshot.waiting.clear();
        for owner in owners {
            snapshot.waits(&owner, 1);
        }
        snapshot.rebuild();
        self.publish(snapshot);
    }

    /// Takes in that conversations came to queues and left them.
    pub(crate) fn follow_waiting(&self, changes: &[Change]) {
        let owner = |line: Option<&Arc<Line>>| match line.map(|line| &line.owner) {
            Some(Owner::Queue(queue)) => Some(queue.clone()),
            _ => None,
        };
        let moves: Vec<_> = changes
            .iter()
            .map(|change| (owner(change.before.as_ref()), owner(Some(&change.after))))
            .filter(|(before, after)| before != after)
            .collect();
        if moves.is_empty() {
            return;
        }
        let _moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        let mut snapshot = (*self.now()).clone();
        for (before, after) in moves {
            if let Some(queue) = before {
                snapshot.waits(&Owner::Queue(queue), -1);
            }
            if let Some(queue) = after {
                snapshot.waits(&Owner::Queue(queue), 1);
            }
        }
        snapshot.rebuild();
        self.publish(snapshot);
    }

    /// Forgets sign-ins whose time is over.
    pub(crate) fn sweep(&self) {
        let _moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        let now = ambient::now();
        let current = self.now();
        if current.sign_ins.values().any(|at| at.state.until <= now) {
            let mut snapshot = (*current).clone();
            snapshot.sign_ins.retain(|_, at| at.state.until > now);
            self.publish(snapshot);
        }
    }
}
