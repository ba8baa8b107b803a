//! Conversations held ready in memory: a lock for each that is in use, and the state of those used last.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use trilha_desk::Conversation;
use trilha_model::ConversationId;

use crate::streams::At;

/// Locks over the map, so that turns of different conversations do not wait for each other.
const SHARDS: usize = 16;

/// One conversation. Holding the lock is having the turn; the state is none when it must be read again.
pub(crate) type Slot = tokio::sync::Mutex<Option<At<Conversation>>>;

struct Kept {
    slot: Arc<Slot>,
    used: u64,
}

/// Slots by conversation, at most about as many as were asked for.
pub(crate) struct Hot {
    shards: [Mutex<BTreeMap<ConversationId, Kept>>; SHARDS],
    hasher: RandomState,
    clock: AtomicU64,
    most: usize,
}

impl Hot {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            shards: Default::default(),
            hasher: RandomState::new(),
            clock: AtomicU64::new(0),
            most: (most / SHARDS).max(8),
        }
    }

    /// The slot of a conversation.
    pub(crate) fn slot(&self, id: &ConversationId) -> Arc<Slot> {
        let used = self.clock.fetch_add(1, Ordering::Relaxed);
        let shard = usize::try_from(self.hasher.hash_one(id)).unwrap_or(0) % SHARDS;
        let shard = self
            .shards
            .get(shard)
            .expect("invariant: the remainder is below the number of shards");
        let mut kept = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = kept.get_mut(id) {
            kept.used = used;
            return Arc::clone(&kept.slot);
        }
        if kept.len() >= self.most {
            let_go(&mut kept);
        }
        let slot = Arc::new(Slot::default());
        kept.insert(
            id.clone(),
            Kept {
                slot: Arc::clone(&slot),
                used,
            },
        );
        slot
    }

    /// How many are held.
    pub(crate) fn len(&self) -> usize {
        self.shards
            .iter()
            .map(|shard| shard.lock().unwrap_or_else(PoisonError::into_inner).len())
            .sum()
    }
}

/// Lets the half go that was not used for longest, except what somebody holds right now.
fn let_go(kept: &mut BTreeMap<ConversationId, Kept>) {
    let mut uses: Vec<u64> = kept.values().map(|kept| kept.used).collect();
    let half = uses.len() / 2;
    let (_, middle, _) = uses.select_nth_unstable(half);
    let middle = *middle;
    kept.retain(|_, kept| kept.used >= middle || Arc::strong_count(&kept.slot) > 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: usize) -> ConversationId {
        ConversationId {
            inbox: "site".into(),
            address: format!("v{n}").into(),
        }
    }

    #[test]
    fn what_is_in_use_keeps_its_slot_however_many_others_come() {
        let hot = Hot::new(64);
        let held = hot.slot(&id(0));
        for n in 1..5_000 {
            drop(hot.slot(&id(n)));
        }
        assert!(Arc::ptr_eq(&held, &hot.slot(&id(0))));
        assert!(hot.len() <= 16 * 9, "{}", hot.len());
    }
}
