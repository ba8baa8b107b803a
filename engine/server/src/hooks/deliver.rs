//! Delivering: what waits in the streams of webhooks is sent, one after the other for each of them.

use super::fold::{Hook, HookEvent, Pending, stream};
use super::send::problem;
use super::told;
use crate::ambient;
use crate::aside::aside;
use crate::problem::{Answer, Problem};
use crate::runtime::{Outbox, Runtime, asked_to_stop};
use crate::streams::{self, Attempt, TRIES};
use crate::vault::Vault;
use sha2::{Digest as _, Sha256};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use trilha_journal::Journal;
use trilha_model::{ConversationId, Emission, Span, Timestamp, Value, codec};

/// The pause after the journal could not be read or written, and the longest one before it is looked again.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);

/// Sends what waits.
pub(crate) struct Deliveries {
    pub(super) vault: Arc<Vault>,
    /// How long a receiver may take to answer.
    pub(super) limit: Span,
    /// How long after each failed try comes the next one.
    pauses: Vec<Duration>,
    more: Notify,
}

impl std::fmt::Debug for Deliveries {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Deliveries")
    }
}

/// The name under which a webhook's secret is sealed.
pub(super) fn sealed_as(id: &str) -> String {
    format!("webhook/{id}")
}

/// Seals a webhook's secret.
pub(crate) fn sealed(vault: &Vault, id: &str, secret: &str) -> Vec<u8> {
    vault.seal(&sealed_as(id), secret)
}

impl Deliveries {
    pub(crate) fn new(vault: Arc<Vault>, limit: Duration, pauses: Vec<Duration>) -> Self {
        let limit = i64::try_from(limit.as_millis()).unwrap_or(i64::MAX);
        Self {
            vault,
            limit: Span(limit),
            pauses,
            more: Notify::new(),
        }
    }

    /// Something waits, or what waits may go now.
    pub(crate) fn look(&self) {
        self.more.notify_one();
    }

    /// Has an event wait for everyone who subscribed to it; `key` is the same for every try at it.
    pub(crate) async fn queue(
        &self,
        runtime: &Runtime,
        conversation: &ConversationId,
        key: &str,
        emission: &Emission,
    ) -> Answer<()> {
        let house = runtime.house.now();
        for hook in house.hooks.keys() {
            let digest = ambient::hex(&Sha256::digest(format!("{hook}\n{key}").as_bytes()));
            let id = SmolStr::from(format!("msg_{}", digest.get(..32).unwrap_or_default()));
            Self::queue_one(&*runtime.journal, hook, &id, conversation, emission).await?;
        }
        self.look();
        Ok(())
    }

    /// Has an event wait for one webhook, if it wants it and does not have it already.
    async fn queue_one(
        journal: &dyn Journal,
        id: &str,
        delivery: &SmolStr,
        conversation: &ConversationId,
        emission: &Emission,
    ) -> Answer<()> {
        for _ in 0..TRIES {
            let hook = streams::load::<Hook>(journal, &stream(id))?;
            if !hook.state.wants(&emission.name) || hook.state.is_pending(delivery) {
                return Ok(());
            }
            let now = ambient::now();
            let (told, place) = told::keep(journal, id, &emission.data, now)?;
            let queued = HookEvent::DeliveryQueued {
                id: delivery.clone(),
                name: emission.name.clone(),
                data: Value::Null,
                told: Some(place),
                conversation: conversation.clone(),
                at: now,
            };
            let queued = streams::write(stream(id), hook, &[queued]);
            if let Attempt::Done(_) = streams::append(journal, vec![queued, told]).await? {
                return Ok(());
            }
        }
        Err(Problem::busy())
    }

    /// Blanks what was told long ago.
    pub(crate) async fn prune(runtime: &Arc<Runtime>) -> Answer<usize> {
        let journal = Arc::clone(&runtime.journal);
        aside(move || told::prune(&*journal, ambient::now())).await
    }

    /// How long a webhook rests whose delivering broke down so many times in a row.
    fn rest(&self, broke: usize) -> Duration {
        let pause = self.pauses.get(broke).or(self.pauses.last());
        pause.copied().unwrap_or(LONGEST)
    }

    /// Delivers for as long as the server runs.
    pub(crate) async fn run(
        self: Arc<Self>,
        runtime: Arc<Runtime>,
        outbox: Arc<Outbox>,
        mut closing: watch::Receiver<bool>,
    ) {
        let mut under_way = JoinSet::new();
        let mut busy = BTreeSet::new();
        let mut whose = HashMap::new();
        let mut broke: BTreeMap<SmolStr, usize> = BTreeMap::new();
        loop {
            let (ready, pause) = Self::ready(&runtime, &busy);
            for id in ready {
                busy.insert(id.clone());
                let hook = id.clone();
                let (this, runtime) = (Arc::clone(&self), Arc::clone(&runtime));
                let outbox = Arc::clone(&outbox);
                let task = under_way.spawn(async move {
                    this.drain(&runtime, &outbox, &id).await;
                    false
                });
                whose.insert(task.id(), hook);
            }
            tokio::select! {
                () = asked_to_stop(&mut closing) => return,
                () = self.more.notified() => {}
                Some(ended) = under_way.join_next_with_id() => {
                    match ended {
                        Ok((task, rested)) => if let Some(id) = whose.remove(&task) {
                            busy.remove(&id);
                            if !rested {
                                broke.remove(&id);
                            }
                        },
                        Err(error) => if let Some(id) = whose.remove(&error.id()) {
                            let times = broke.entry(id.clone()).or_insert(0);
                            let rest = self.rest(*times);
                            *times += 1;
                            tracing::error!(%error, webhook = %id, ?rest, "delivering broke down; it rests");
                            let task = under_way.spawn(async move {
                                tokio::time::sleep(rest).await;
                                true
                            });
                            whose.insert(task.id(), id);
                        },
                    }
                }
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// The webhooks that have something due now, and how long until there may be more.
    fn ready(runtime: &Runtime, busy: &BTreeSet<SmolStr>) -> (Vec<SmolStr>, Duration) {
        let now = ambient::now();
        let (mut ready, mut pause) = (Vec::new(), LONGEST);
        for id in runtime.house.now().hooks.keys() {
            if busy.contains(id) {
                continue;
            }
            let due = streams::load::<Hook>(&*runtime.journal, &stream(id))
                .map(|hook| hook.state.next().map(|next| next.at));
            match due {
                Ok(Some(at)) if at <= now => ready.push(id.clone()),
                Ok(Some(at)) => {
                    let left = u64::try_from(at.0.saturating_sub(now.0)).unwrap_or(0);
                    pause = pause.min(Duration::from_millis(left));
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(%error, "a webhook cannot be read");
                    pause = pause.min(PAUSE);
                }
            }
        }
        (ready, pause)
    }

    /// Sends what is due of one webhook.
    async fn drain(&self, runtime: &Arc<Runtime>, outbox: &Outbox, id: &SmolStr) {
        loop {
            match self.one(runtime, outbox, id).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(problem) => {
                    tracing::warn!(problem = problem.kind, "a webhook waits");
                    return tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Sends the first delivery that is due; whether there was one.
    async fn one(&self, runtime: &Arc<Runtime>, outbox: &Outbox, id: &SmolStr) -> Answer<bool> {
        let stream = stream(id);
        let hook = streams::load::<Hook>(&*runtime.journal, &stream)?.state;
        let now = ambient::now();
        let Some(pending) = hook.next().filter(|next| next.at <= now) else {
            return Ok(false);
        };
        let problem = match body(runtime, id, pending)? {
            Some(body) => {
                let sent = self.send(runtime, outbox, (id, &hook), (&pending.id, body));
                problem(sent.await)
            }
            None => Some("what it told is no longer kept".into()),
        };
        let at = ambient::now();
        let tried = HookEvent::DeliveryTried {
            id: pending.id.clone(),
            at,
            again: problem.as_ref().and_then(|_| self.again(pending, at)),
            problem,
        };
        streams::change::<Hook>(&runtime.journal, &stream, |hook| {
            let still = hook.is_pending(&pending.id);
            Ok(still.then(|| tried.clone()).into_iter().collect())
        })
        .await?;
        Ok(true)
    }

    /// When a delivery that failed just now is tried again, if it is: with jitter, so that what failed
    /// together does not come back together.
    fn again(&self, pending: &Pending, now: Timestamp) -> Option<Timestamp> {
        let pause = self.pauses.get(usize::try_from(pending.tries).ok()?)?;
        let pause = pause.mul_f64(rand::random_range(0.8..1.2)).as_millis();
        Some(Timestamp(
            now.0
                .saturating_add(i64::try_from(pause).unwrap_or(i64::MAX)),
        ))
    }
}

/// The body of a delivery; none where what it tells was blanked.
fn body(runtime: &Runtime, id: &str, pending: &Pending) -> Answer<Option<String>> {
    let before = pending.version.saturating_sub(1);
    let page = runtime.journal.read(&stream(id), before, 1)?;
    let queued = page
        .iter()
        .flat_map(|entry| streams::numbered(entry))
        .find(|(version, _)| *version == pending.version)
        .and_then(|(_, bytes)| codec::event_from_bytes::<HookEvent>(bytes).ok());
    let Some(HookEvent::DeliveryQueued {
        name,
        data,
        told,
        conversation,
        at,
        ..
    }) = queued
    else {
        return Ok(None);
    };
    let data = match told {
        Some(place) => told::read(&*runtime.journal, id, place)?,
        None => Some(data),
    };
    let Some(data) = data else {
        return Ok(None);
    };
    let timestamp = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    let name = Value::text(name).to_json();
    let conversation =
        serde_json::to_string(&conversation).map_err(|error| Problem::ours(&error))?;
    let data = data.to_json();
    Ok(Some(format!(
        r#"{{"type":{name},"timestamp":"{timestamp}","conversation":{conversation},"data":{data}}}"#
    )))
}
