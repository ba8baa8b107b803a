//! The time and the seed of chance of one run, as arguments.

use rhai::{Dynamic, NativeCallContext};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use trilha_model::Timestamp;

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
        let nth = self.drawn.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        let mut z = self
            .clock
            .seed
            .wrapping_add(nth.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
