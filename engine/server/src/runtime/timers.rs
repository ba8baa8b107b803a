//! Timers: sleeps until the next conversation wants to be woken. The timers themselves are state in the journal.

use super::Runtime;
use crate::ambient;
use crate::problem::{Answer, Problem};
use crate::studio;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use trilha_journal::Due;
use trilha_model::{ConversationId, Input, Stream, Timestamp, TrailId};

/// Conversations woken in one go.
const BATCH: usize = 256;
/// The longest sleep: a clock that was set is noticed this soon.
const LONGEST: Duration = Duration::from_secs(30);
/// The pause after a failure; for one conversation it doubles.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest of these.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// Wakes that changed nothing and are remembered.
const MOST_STALE: usize = 4_096;
/// Conversations that do not wake and are remembered: beyond it, something is wrong with all of them.
const MOST_FAILED: usize = 16_384;

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
        let mut aside = Aside::default();
        while !*closing.borrow() {
            // Asked for before looking, so that a hint that comes in between is heard.
            self.next.store(i64::MAX, Ordering::Release);
            let pause = match self.fire(&runtime, &mut aside).await {
                Ok(true) => continue,
                Ok(false) => self.until_next(&runtime, &aside),
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
    async fn fire(&self, runtime: &Arc<Runtime>, aside: &mut Aside) -> Answer<bool> {
        let now = ambient::now();
        let mut due = runtime.journal.due(now, BATCH + aside.len())?;
        let failed_before = aside.take_ripe(now);
        due.retain(|due| !aside.holds(due));
        due.truncate(BATCH);
        let more = due.len() >= BATCH;
        let woken = futures::future::join_all(
            due.into_iter()
                .map(|due| async move { (wake(runtime, &due.stream).await, due) }),
        )
        .await;
        let mut stopped = None;
        for (done, due) in woken {
            match done {
                // A wake that moved nothing would be found again and again.
                Ok(false) => aside.moved_nothing(due),
                Ok(true) => {}
                Err(problem) if problem.kind == Problem::stopped().kind => stopped = Some(problem),
                Err(problem) => {
                    let before = failed_before.get(&due.stream);
                    let tries = before.map_or(0, |failed| failed.tries) + 1;
                    tracing::warn!(problem = problem.kind, tries, "what is due does not wake");
                    aside.failed(due, tries, now);
                }
            }
        }
        if let Some(problem) = stopped {
            return Err(problem);
        }
        if aside.failed.len() > MOST_FAILED {
            return Err(Problem::busy().detail("too many conversations do not wake"));
        }
        Ok(more)
    }

    fn until_next(&self, runtime: &Runtime, aside: &Aside) -> Duration {
        let now = ambient::now();
        let horizon = after(now, LONGEST);
        let due = runtime
            .journal
            .due(horizon, aside.len() + 1)
            .unwrap_or_default();
        let first = due
            .iter()
            .find(|due| !aside.holds(due))
            .map_or(horizon, |due| due.wake);
        let first = aside
            .failed
            .values()
            .map(|failed| failed.again)
            .fold(first, Timestamp::min);
        let next = first.0.min(self.next.fetch_min(first.0, Ordering::AcqRel));
        Duration::from_millis(u64::try_from(next.saturating_sub(now.0)).unwrap_or(0))
    }
}

/// Wakes a conversation, or a trail of which something is to be published; whether it moved anything.
async fn wake(runtime: &Arc<Runtime>, stream: &Stream) -> Answer<bool> {
    if stream.kind() == "trail" {
        return studio::fire(runtime, &TrailId::from(stream.key())).await;
    }
    let Some(id) = ConversationId::parse(stream.key()) else {
        return Ok(false);
    };
    let done = runtime.drive(&id, Input::Woken).await?;
    Ok(!done.events.is_empty())
}

fn after(now: Timestamp, pause: Duration) -> Timestamp {
    let millis = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
    Timestamp(now.0.saturating_add(millis))
}

/// What is due but left alone, so that it holds up nobody else.
#[derive(Debug, Default)]
struct Aside {
    /// Wakes that changed nothing.
    stale: BTreeMap<Stream, Timestamp>,
    /// Wakes that did not succeed, until they are tried again.
    failed: BTreeMap<Stream, Failed>,
}

/// A wake that did not succeed.
#[derive(Debug)]
struct Failed {
    wake: Timestamp,
    again: Timestamp,
    tries: u32,
}

impl Aside {
    fn len(&self) -> usize {
        self.stale.len() + self.failed.len()
    }

    fn holds(&self, due: &Due) -> bool {
        self.stale.get(&due.stream) == Some(&due.wake)
            || self
                .failed
                .get(&due.stream)
                .is_some_and(|failed| failed.wake == due.wake)
    }

    fn moved_nothing(&mut self, due: Due) {
        if self.stale.len() >= MOST_STALE {
            self.stale.clear();
        }
        self.stale.insert(due.stream, due.wake);
    }

    fn failed(&mut self, due: Due, tries: u32, now: Timestamp) {
        let pause = PAUSE
            .saturating_mul(1 << (tries - 1).min(16))
            .min(LONGEST_PAUSE);
        let failed = Failed {
            wake: due.wake,
            again: after(now, pause),
            tries,
        };
        self.failed.insert(due.stream, failed);
    }

    /// Takes out those that may be tried again.
    fn take_ripe(&mut self, now: Timestamp) -> BTreeMap<Stream, Failed> {
        self.failed
            .extract_if(.., |_, failed| failed.again <= now)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metrics;
    use crate::staff::house::House;
    use trilha_journal::{
        AppendError, CommitId, Cursor, Entry, Journal, Memory, Pending, ReadError, Tail, Write,
    };

    /// A journal in which the conversations of the inbox `broken` cannot be read.
    struct Damaged(Memory);

    impl Journal for Damaged {
        fn append(&self, id: CommitId, writes: Vec<Write>) -> Pending {
            self.0.append(id, writes)
        }
        fn latest(&self, stream: &Stream) -> Result<Option<Entry>, ReadError> {
            if stream.key().starts_with("broken/") {
                return Err(ReadError::Io("it cannot be read".into()));
            }
            self.0.latest(stream)
        }
        fn read(&self, stream: &Stream, from: u64, limit: usize) -> Result<Vec<Entry>, ReadError> {
            self.0.read(stream, from, limit)
        }
        fn read_back(
            &self,
            stream: &Stream,
            before: u64,
            limit: usize,
        ) -> Result<Vec<Entry>, ReadError> {
            self.0.read_back(stream, before, limit)
        }
        fn tail(&self, from: Cursor) -> Tail {
            self.0.tail(from)
        }
        fn end(&self) -> Cursor {
            self.0.end()
        }
        fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>, ReadError> {
            self.0.due(now, limit)
        }
        fn streams(
            &self,
            prefix: &str,
            after: Option<&Stream>,
            limit: usize,
        ) -> Result<Vec<Stream>, ReadError> {
            self.0.streams(prefix, after, limit)
        }
        fn purge(&self, stream: &Stream) -> Result<u64, AppendError> {
            self.0.purge(stream)
        }
        fn stopped(&self) -> Option<Arc<str>> {
            self.0.stopped()
        }
    }

    async fn sleeping(journal: &Memory, conversation: &str, wake: i64) -> Stream {
        let stream = Stream::new("conversation", conversation);
        let write = Write {
            stream: stream.clone(),
            expected_version: 0,
            events: vec![b"slept".to_vec()],
            state: Vec::new(),
            wake: Some(Timestamp(wake)),
        };
        journal
            .append(ambient::commit_id(), vec![write])
            .await
            .unwrap();
        stream
    }

    #[tokio::test]
    async fn conversations_that_do_not_wake_hold_up_nobody() {
        let memory = Memory::new();
        for at in 0..BATCH + 10 {
            sleeping(&memory, &format!("broken/{at}"), 1).await;
        }
        let good = sleeping(&memory, "site/ana", 2).await;
        let journal: Arc<dyn Journal> = Arc::new(Damaged(memory));
        let house = Arc::new(
            House::open(
                Arc::clone(&journal),
                crate::media::Links::default(),
                &trilha_model::Limits::default(),
            )
            .unwrap(),
        );
        let runtime = Arc::new(Runtime::new(
            journal,
            house,
            Arc::new(Metrics::default()),
            64,
        ));
        let (timers, mut aside) = (Timers::default(), Aside::default());
        let before = ambient::now();
        while timers.fire(&runtime, &mut aside).await.unwrap() {}
        assert!(aside.stale.contains_key(&good), "it was woken");
        assert_eq!(aside.failed.len(), BATCH + 10);
        let soonest = after(before, PAUSE);
        assert!(aside.failed.values().all(|failed| failed.again >= soonest));
    }

    #[test]
    fn a_conversation_that_fails_again_is_left_alone_for_longer() {
        let due = || Due {
            wake: Timestamp(5),
            stream: Stream::new("conversation", "site/ana"),
        };
        let mut aside = Aside::default();
        aside.failed(due(), 1, Timestamp(1_000));
        assert!(aside.holds(&due()));
        assert!(aside.take_ripe(Timestamp(1_999)).is_empty());
        assert_eq!(aside.take_ripe(Timestamp(2_000)).len(), 1);
        assert!(!aside.holds(&due()));
        aside.failed(due(), 4, Timestamp(2_000));
        assert!(aside.take_ripe(Timestamp(9_999)).is_empty());
        aside.failed(due(), u32::MAX, Timestamp(0));
        let longest = after(Timestamp(0), LONGEST_PAUSE);
        assert_eq!(aside.take_ripe(longest).len(), 1);
        aside.failed(due(), 1, Timestamp(0));
        let moved = Due {
            wake: Timestamp(9),
            ..due()
        };
        assert!(!aside.holds(&moved), "a new wake is a new try");
    }
}
