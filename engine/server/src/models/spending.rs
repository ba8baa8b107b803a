//! What models cost today, as the fold of `models/spent`.

use crate::ambient;
use crate::problem::Answer;
use crate::streams;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use trilha_desk::Fold;
use trilha_journal::Journal;
use trilha_model::{ModelEvent, Stream, Timestamp};

const DAY: i64 = 86_400_000;

/// What was used on the last day that anything was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Spending {
    /// The day, counted from 1 January 1970 in UTC.
    day: i64,
    tokens: u64,
}

impl Spending {
    fn on(&self, day: i64) -> u64 {
        if self.day == day { self.tokens } else { 0 }
    }
}

impl Fold for Spending {
    type Event = ModelEvent;
    const SCHEMA: u8 = 1;

    fn apply(&mut self, event: &ModelEvent) {
        let ModelEvent::TokensUsed { tokens, at } = event;
        let day = day(*at);
        *self = Self {
            day,
            tokens: self.on(day).saturating_add(u64::from(*tokens)),
        };
    }
}

fn day(at: Timestamp) -> i64 {
    at.0.div_euclid(DAY)
}

fn stream() -> Stream {
    Stream::new("models", "spent")
}

/// How many tokens were used today.
pub(super) fn today(journal: &dyn Journal) -> Answer<u64> {
    let at = streams::load::<Spending>(journal, &stream())?;
    Ok(at.state.on(day(ambient::now())))
}

/// Writes down that so many were used.
pub(super) async fn used(journal: &Arc<dyn Journal>, tokens: u32) {
    let at = ambient::now();
    let event = |_: &Spending| Ok(vec![ModelEvent::TokensUsed { tokens, at }]);
    if let Err(problem) = streams::change(journal, &stream(), event).await {
        tracing::warn!(
            problem = problem.kind,
            tokens,
            "what a model cost was not written down"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_begins_with_nothing() {
        let used = |tokens, at| ModelEvent::TokensUsed {
            tokens,
            at: Timestamp(at),
        };
        let spending = Spending::fold(&[used(5, DAY - 1), used(7, DAY), used(2, 2 * DAY - 1)]);
        assert_eq!((spending.on(0), spending.on(1), spending.on(2)), (0, 9, 0));
    }
}
