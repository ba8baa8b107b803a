//! The time and the seed of chance of one run, as arguments.

use rhai::{Dynamic, NativeCallContext};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use trilha_model::{Timestamp, chance};

/// What `now()` and `random()` answer from; the same clock gives the same answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// The moment `now()` gives.
    pub now: Timestamp,
    /// Where `random()` begins; give each run of a sprint its own.
    pub seed: u64,
}

/// The clock of a run, and how often chance was asked.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    clock: Clock,
    drawn: Arc<AtomicU64>,
}

impl Moment {
    pub(crate) fn tag(clock: Clock) -> Dynamic {
        Dynamic::from(Self {
            clock,
            drawn: Arc::default(),
        })
    }

    pub(crate) fn of(context: &NativeCallContext) -> Option<Self> {
        context.tag()?.clone().try_cast()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now
    }

    /// The next number in the sequence that the seed fixes (`SplitMix64`).
    pub(crate) fn draw(&self) -> u64 {
        let nth = self.drawn.fetch_add(1, Ordering::Relaxed);
        chance::nth(self.clock.seed, nth)
    }
}
