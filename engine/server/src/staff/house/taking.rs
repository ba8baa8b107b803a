//! What one change of a stream does to the house.

use super::{House, Snapshot};
use crate::ambient;
use crate::staff::signins::SignIn;
use crate::streams::{self, At};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;
use trilha_desk::Fold;
use trilha_journal::{Entry, ReadError};
use trilha_model::{AgentId, InboxId, QueueId, TeamId, TrailId};

impl House {
    /// Whether the world changed by it.
    pub(super) fn take_in(
        &self,
        snapshot: &mut Snapshot,
        entry: &Entry,
    ) -> Result<bool, ReadError> {
        let key = entry.stream.key();
        snapshot.stale |= matches!(entry.stream.kind(), "setting" | "trail");
        match entry.stream.kind() {
            "agent" => return self.newer(&mut snapshot.agents, AgentId::from(key), entry),
            "queue" => return self.newer(&mut snapshot.queues, QueueId::from(key), entry),
            "team" => return self.newer(&mut snapshot.teams, TeamId::from(key), entry),
            "inbox" => return self.newer(&mut snapshot.inboxes, InboxId::from(key), entry),
            "setting" => return self.take_setting(snapshot, key, entry),
            "trail" => return self.take_trail(snapshot, key, entry),
            "mail" => self.newest(&mut snapshot.mail, entry)?,
            "webhook" => self.newer(&mut snapshot.hooks, SmolStr::new(key), entry)?,
            "automation" => self.newer(&mut snapshot.watches, SmolStr::new(key), entry)?,
            "token" => self.newer(&mut snapshot.tokens, SmolStr::new(key), entry)?,
            "sign-in" => self.take_sign_in(snapshot, key, entry)?,
            _ => false,
        };
        Ok(false)
    }

    fn take_setting(
        &self,
        snapshot: &mut Snapshot,
        key: &str,
        entry: &Entry,
    ) -> Result<bool, ReadError> {
        match key {
            "automations" => self.newest(&mut snapshot.automations, entry),
            "env" => self.newest(&mut snapshot.env, entry),
            "calendar" => self.newest(&mut snapshot.calendars, entry),
            _ => self.newest(&mut snapshot.secrets, entry),
        }
    }

    fn take_trail(
        &self,
        snapshot: &mut Snapshot,
        key: &str,
        entry: &Entry,
    ) -> Result<bool, ReadError> {
        let newer = self.newer(&mut snapshot.trails, TrailId::from(key), entry)?;
        let current = snapshot
            .trails
            .get(key)
            .and_then(|at| at.state.current())
            .map(|choice| choice.bundle.clone());
        if let Some(hash) = current.filter(|_| newer)
            && !snapshot.bundles.contains_key(&hash)
            && let Some(bundle) = self.compiled(&hash)?
        {
            snapshot.bundles.insert(hash, Arc::new(bundle));
        }
        Ok(newer)
    }

    /// Sign-ins whose time is over are not kept.
    fn take_sign_in(
        &self,
        snapshot: &mut Snapshot,
        key: &str,
        entry: &Entry,
    ) -> Result<bool, ReadError> {
        let newer = self.newer(&mut snapshot.sign_ins, SmolStr::new(key), entry)?;
        let now = ambient::now();
        let over = |at: &Arc<At<SignIn>>| at.state.until <= now;
        if snapshot.sign_ins.get(key).is_some_and(over) {
            snapshot.sign_ins.remove(key);
        }
        Ok(newer)
    }

    /// Takes the state after this change in the place of an older one.
    fn newest<T: Fold>(&self, slot: &mut Arc<At<T>>, entry: &Entry) -> Result<bool, ReadError> {
        let at = streams::after::<T>(&*self.journal, entry)?;
        let newer = at.version > slot.version;
        if newer {
            *slot = Arc::new(at);
        }
        Ok(newer)
    }

    /// The same in a map, where what is known already is not read again.
    fn newer<K: Ord, T: Fold>(
        &self,
        map: &mut BTreeMap<K, Arc<At<T>>>,
        key: K,
        entry: &Entry,
    ) -> Result<bool, ReadError> {
        if map
            .get(&key)
            .is_some_and(|known| known.version >= entry.version())
        {
            return Ok(false);
        }
        let at = streams::after::<T>(&*self.journal, entry)?;
        map.insert(key, Arc::new(at));
        Ok(true)
    }
}
