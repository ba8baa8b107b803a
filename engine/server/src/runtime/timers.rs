//! Timers: sleeps until the next conversation wants to be woken. The timers themselves are state in the journal.

use super::Runtime;
use crate::ambient;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use trilha_model::{ConversationId, Input, Stream, Timestamp};

/// Conversations woken in one go.
const BATCH: usize = 256;
/// The longest sleep: a clock that was set is noticed this soon.
const LONGEST: Duration = Duration::from_secs(30);
/// The pause after a failure.
const PAUSE: Duration = Duration::from_secs(1);

/// The next wake anyone asked for.
#[derive(Debug)]
pub(crate) struct Timers {
    next: AtomicI64,
    sooner: Notify,
}

impl Default for Timers {
    fn default() -> Self {
        Self {
            next: AtomicI64::new(i64::MIN),
            sooner: Notify::new(),
        }
    }
}

impl Timers {
    /// A conversation wants to be woken.
    pub(crate) fn hint(&self, wake: Timestamp) {
        if wake.0 < self.next.fetch_min(wake.0, Ordering::AcqRel) {
            self.sooner.notify_one();
        }
    }

    /// Wakes what is due, for as long as the server runs.
    pub(crate) async fn run(&self, runtime: Arc<Runtime>, mut closing: watch::Receiver<bool>) {
        let mut stale = BTreeMap::new();
        while !*closing.borrow() {
            // Asked for before looking, so that a hint that comes in between is heard.
            self.next.store(i64::MAX, Ordering::Release);
            let pause = match self.fire(&runtime, &mut stale).await {
                Ok(true) => continue,
                Ok(false) => self.until_next(&runtime, &stale),
                Err(problem) => {
                    tracing::warn!(problem = problem.kind, "timers wait");
                    PAUSE
                }
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.sooner.notified() => {}
                _ = closing.changed() => {}
            }
        }
    }

    /// Wakes what is due now; whether there may be more.
    async fn fire(
        &self,
        runtime: &Arc<Runtime>,
        stale: &mut BTreeMap<Stream, Timestamp>,
    ) -> crate::problem::Answer<bool> {
        let mut due = runtime.journal.due(ambient::now(), BATCH + stale.len())?;
        due.retain(|due| stale.get(&due.stream) != Some(&due.wake));
        let more = due.len() >= BATCH;
        let waking = due
            .into_iter()
            .filter_map(|due| Some((ConversationId::parse(due.stream.key())?, due)));
        let woken = futures::future::join_all(
            waking.map(|(id, due)| async move { (runtime.drive(&id, Input::Woken).await, due) }),
        )
        .await;
        for (done, due) in woken {
            // A wake that moved nothing would be found again and again.
            if done?.events.is_empty() {
                stale.insert(due.stream, due.wake);
            }
        }
        if stale.len() > BATCH * 16 {
            stale.clear();
        }
        Ok(more)
    }

    fn until_next(&self, runtime: &Runtime, stale: &BTreeMap<Stream, Timestamp>) -> Duration {
        let now = ambient::now();
        let horizon = Timestamp(
            now.0
                .saturating_add(i64::try_from(LONGEST.as_millis()).unwrap_or(i64::MAX)),
        );
        let due = runtime
            .journal
            .due(horizon, stale.len() + 1)
            .unwrap_or_default();
        let first = due
            .iter()
            .find(|due| stale.get(&due.stream) != Some(&due.wake))
            .map_or(horizon, |due| due.wake);
        let next = first.0.min(self.next.fetch_min(first.0, Ordering::AcqRel));
        Duration::from_millis(u64::try_from(next.saturating_sub(now.0)).unwrap_or(0))
    }
}
