//! How many steps a run has taken, those inside functions that lists call included.
//!
//! Rhai copies its count into each function called by a native one and forgets the copy, so a
//! function mapped over a list would start anew for every item. Here the count carries the number
//! of a slot in its upper half, every copy keeps it, and each step is added up in that slot.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Runs at one moment: one a thread, and no server has more.
const SLOTS: usize = 256;

/// The bits that Rhai's own count may use.
const SHIFT: u32 = 32;

/// On a cache line of its own: threads count at the same time.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Slot {
    taken: AtomicBool,
    spent: AtomicU64,
}

/// The budgets of all runs of a host.
#[derive(Clone, Debug)]
pub(crate) struct Budgets {
    slots: Arc<[Slot]>,
    limit: u64,
}

/// The budget of one run, given back at its end.
#[derive(Debug)]
pub(crate) struct Budget<'a> {
    slot: &'a Slot,
    number: u64,
    limit: u64,
}

impl Budgets {
    pub(crate) fn new(operations: u64) -> Self {
        Self {
            slots: (0..SLOTS).map(|_| Slot::default()).collect(),
            limit: operations.min(u64::from(u32::MAX)),
        }
    }

    /// A full budget, if there are not too many runs already.
    pub(crate) fn begin(&self) -> Option<Budget<'_>> {
        let (number, slot) = (0..)
            .zip(self.slots.iter())
            .find(|(_, slot)| !slot.taken.swap(true, Ordering::Acquire))?;
        slot.spent.store(0, Ordering::Relaxed);
        Some(Budget {
            slot,
            number,
            limit: self.limit,
        })
    }

    /// Counts one step of the run that `count` belongs to; whether it may go on.
    pub(crate) fn step(&self, count: u64) -> bool {
        usize::try_from(count >> SHIFT)
            .ok()
            .and_then(|number| self.slots.get(number))
            .is_some_and(|slot| slot.spent.fetch_add(1, Ordering::Relaxed) < self.limit)
    }
}

impl Budget<'_> {
    /// Where Rhai's count begins.
    pub(crate) fn count(&self) -> u64 {
        self.number << SHIFT
    }

    /// Whether more was asked than there was; a function may have swallowed the refusal.
    pub(crate) fn is_overdrawn(&self) -> bool {
        self.slot.spent.load(Ordering::Relaxed) > self.limit
    }
}

impl Drop for Budget<'_> {
    fn drop(&mut self) {
        self.slot.taken.store(false, Ordering::Release);
    }
}
