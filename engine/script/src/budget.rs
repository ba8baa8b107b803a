//! How many steps a run has taken, those inside functions that lists call included.
//!
//! Rhai copies its count into each function called by a native one and forgets the copy, so a
//! function mapped over a list would start anew for every item. Here the count carries the number
//! of a slot in its upper half, every copy keeps it, and each step is added up in that slot.
//!
//! A function that captures a variable which comes to hold that function is a circle that counting
//! references never frees. So captured variables are kept with the run too, and emptied at its end.

use crate::engine::{Answer, refuse};
use crate::exit::End;
use crate::failure::{Kind, TOO_MANY_STEPS};
use rhai::{Dynamic, NativeCallContext};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use trilha_model::LimitName;

/// Runs at one moment, of all bundles with the same limits: one a thread, and no server has more.
const SLOTS: usize = 1024;

/// The bits that Rhai's own count may use.
const SHIFT: u32 = 32;

/// On a cache line of its own: threads count at the same time.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Slot {
    taken: AtomicBool,
    spent: AtomicU64,
    /// The exit it was ended by.
    end: Mutex<Option<End>>,
    /// Variables that functions of the run have captured.
    shared: Mutex<Vec<Dynamic>>,
}

impl Slot {
    /// Adds to what was spent; what that was before. A run is on one thread, so a plain load and store do, which take
    /// a fraction of what an atomic addition takes at each step.
    fn spend(&self, steps: u64) -> u64 {
        let before = self.spent.load(Ordering::Relaxed);
        self.spent
            .store(before.saturating_add(steps), Ordering::Relaxed);
        before
    }
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
        self.slot(count)
            .is_some_and(|slot| slot.spend(1) < self.limit)
    }

    /// Counts the steps that the work of a native function is worth: some fifty nanoseconds each.
    pub(crate) fn pay(&self, context: &NativeCallContext, steps: usize) -> Answer<()> {
        let steps = u64::try_from(steps).unwrap_or(u64::MAX).min(self.limit);
        let slot = self.slot(context.global_runtime_state().num_operations);
        let goes_on = slot.is_some_and(|slot| slot.spend(steps).saturating_add(steps) < self.limit);
        if goes_on {
            Ok(())
        } else {
            Err(refuse(Kind::Limit(LimitName::ScriptSteps), TOO_MANY_STEPS))
        }
    }

    /// Ends the run that `count` belongs to by an exit: it takes no further step.
    pub(crate) fn leave(&self, count: u64, end: End) {
        if let Some(slot) = self.slot(count) {
            *slot.end.lock().unwrap_or_else(PoisonError::into_inner) = Some(end);
            slot.spent.store(self.limit, Ordering::Relaxed);
        }
    }

    /// Keeps a captured variable until the end of the run that `count` belongs to.
    pub(crate) fn keep(&self, count: u64, shared: Dynamic) {
        if let Some(slot) = self.slot(count) {
            let mut kept = slot.shared.lock().unwrap_or_else(PoisonError::into_inner);
            kept.push(shared);
        }
    }

    fn slot(&self, count: u64) -> Option<&Slot> {
        self.slots.get(usize::try_from(count >> SHIFT).ok()?)
    }
}

impl Budget<'_> {
    /// Where Rhai's count begins.
    pub(crate) fn count(&self) -> u64 {
        self.number << SHIFT
    }

    /// The exit the run was ended by.
    pub(crate) fn end(&self) -> Option<End> {
        let mut end = self.slot.end.lock().unwrap_or_else(PoisonError::into_inner);
        end.take()
    }

    /// Whether more was asked than there was; a function may have swallowed the refusal.
    pub(crate) fn is_overdrawn(&self) -> bool {
        self.slot.spent.load(Ordering::Relaxed) > self.limit
    }
}

impl Drop for Budget<'_> {
    fn drop(&mut self) {
        drop(self.end());
        let mut shared = self
            .slot
            .shared
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for mut variable in std::mem::take(&mut *shared) {
            let inside = variable.write_lock::<Dynamic>();
            drop(inside.map(|mut inside| std::mem::take(&mut *inside)));
        }
        self.slot.taken.store(false, Ordering::Release);
    }
}
