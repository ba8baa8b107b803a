//! The outbox: carries out what conversations asked for, once their commit is durable.

use super::{Hub, Runtime, asked_to_stop};
use crate::fetch::{Allowed, Fetcher, Miss, Reply};
use crate::hooks::Deliveries;
use crate::mail;
use crate::models::{Library, Models, Shown};
use crate::problem::Problem;
use crate::vault::Vault;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use trilha_desk::{Conversation, Unsettled};
use trilha_model::{
    ConversationId, Effect, EffectId, Emission, HttpRequest, Input, Outcome, Value,
};

/// Requests under way at once: what one machine's sockets bear without starving its visitors.
const AT_ONCE: usize = 128;

/// The first pause before settling is tried again; it doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// The longest one: a contact waits this long at most once the journal takes commits again.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// The env value in which an admin names hosts the HTTP step may reach wherever they resolve to.
pub(crate) const ALLOWED_HOSTS: &str = "ALLOWED_HOSTS";

/// Carries effects out.
#[derive(Debug)]
pub(crate) struct Outbox {
    running: Mutex<BTreeSet<(ConversationId, EffectId)>>,
    room: Semaphore,
    fetcher: Fetcher,
    vault: Arc<Vault>,
    hooks: Arc<Deliveries>,
    hub: Arc<Hub>,
    library: Library,
    allowed: Allowed,
    closing: watch::Receiver<bool>,
}

impl Outbox {
    pub(crate) fn new(
        fetcher: Fetcher,
        vault: Arc<Vault>,
        hooks: Arc<Deliveries>,
        hub: Arc<Hub>,
        allowed: Allowed,
        closing: watch::Receiver<bool>,
    ) -> Self {
        Self {
            hub,
            library: Library::default(),
            closing,
            running: Mutex::default(),
            room: Semaphore::new(AT_ONCE),
            fetcher,
            vault,
            hooks,
            allowed,
        }
    }

    /// How many effects are under way or waiting for room.
    pub(crate) fn pending(&self) -> usize {
        self.running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }

    /// Takes up what a conversation has asked for and nobody carries out yet.
    pub(crate) fn take_up(
        self: &Arc<Self>,
        runtime: &Arc<Runtime>,
        id: &ConversationId,
        conversation: &Conversation,
    ) {
        for unsettled in &conversation.unsettled {
            if !is_wanted(conversation, unsettled) {
                continue;
            }
            let Some(running) = Running::begin(self, (id.clone(), unsettled.id)) else {
                continue;
            };
            let runtime = Arc::clone(runtime);
            tokio::spawn(async move {
                let (outbox, (id, effect)) = (&running.outbox, &running.key);
                let mut closing = outbox.closing.clone();
                // Cut when the server stops: what has not settled is asked for again after the next start.
                tokio::select! {
                    () = outbox.see_through(&runtime, id, *effect) => {}
                    () = asked_to_stop(&mut closing) => {}
                }
            });
        }
    }

    async fn see_through(&self, runtime: &Arc<Runtime>, id: &ConversationId, effect: EffectId) {
        let outcome = {
            let Ok(_room) = self.room.acquire().await else {
                return;
            };
            // It may have waited long: what is no longer wanted is not sent.
            let Some(asked) = wanted(runtime, id, effect).await else {
                return;
            };
            match asked {
                Effect::Http(request) => {
                    let key = idempotency_key(id, effect);
                    self.http(runtime, &request, Some(&key)).await
                }
                Effect::Email(mail) => {
                    let key = idempotency_key(id, effect);
                    match &runtime.house.now().mail.state.server {
                        Some(server) => mail::send(server, &self.vault, &mail, &key).await,
                        None => cannot("no mail server is configured"),
                    }
                }
                Effect::Emit(emission) => {
                    self.emit(runtime, id, effect, &emission).await;
                    Outcome::Done
                }
                Effect::Dial(_) => cannot("this inbox cannot place calls"),
                Effect::Record(_) => cannot("this inbox cannot take voice messages"),
                Effect::Model(request) => {
                    let key = idempotency_key(id, effect);
                    let models = Models {
                        fetcher: &self.fetcher,
                        vault: &self.vault,
                        library: &self.library,
                        allowed: self.allowed(runtime),
                    };
                    let shown = Shown {
                        hub: &self.hub,
                        id,
                        effect,
                    };
                    let dropped = self.dropped(runtime, id, effect);
                    let answer = models.carry_out(runtime, &request, &key, shown, dropped);
                    answer.await
                }
            }
        };
        settle(runtime, id, effect, outcome).await;
    }

    /// Waits until an effect is no longer wanted: somebody took the conversation, or an interrupt gave it up.
    async fn dropped(&self, runtime: &Runtime, id: &ConversationId, effect: EffectId) {
        let asked = || async move {
            let asked = runtime.look(id, |_, conversation| is_asked(conversation, effect));
            // What cannot be read now is as it was.
            asked.await.unwrap_or(true)
        };
        self.hub.until_gone(id, asked).await;
    }

    /// Has an event wait for whoever subscribed to it: it is out once that is stored.
    async fn emit(
        &self,
        runtime: &Runtime,
        id: &ConversationId,
        effect: EffectId,
        emission: &Emission,
    ) {
        let key = idempotency_key(id, effect);
        let mut pauses = Pauses::default();
        while let Err(problem) = self.hooks.queue(runtime, id, &key, emission).await {
            // What was not stored is asked for again after a restart.
            if problem.kind == Problem::stopped().kind {
                return;
            }
            pauses.after(&problem, effect).await;
        }
    }

    /// Makes a request under the guard, with the secrets it names.
    pub(crate) async fn http(
        &self,
        runtime: &Runtime,
        request: &HttpRequest,
        key: Option<&str>,
    ) -> Outcome {
        let house = runtime.house.now();
        let allowed = self.allowed(runtime);
        let secret = |name: &str| {
            self.vault
                .reveal(name, house.secrets.state.secrets.get(name)?)
        };
        self.fetcher.carry_out(request, key, &allowed, secret).await
    }

    /// Makes a request under the guard that names no secrets, once.
    pub(crate) async fn tell(
        &self,
        runtime: &Runtime,
        request: &HttpRequest,
    ) -> Result<Reply, Miss> {
        let allowed = self.allowed(runtime);
        self.fetcher.tell(request, &allowed).await
    }

    /// The hosts that may have private addresses: those the server was started with, and those an admin lists.
    fn allowed(&self, runtime: &Runtime) -> Allowed {
        let house = runtime.house.now();
        let listed = house.env.state.env.get(ALLOWED_HOSTS);
        let listed = listed.and_then(Value::as_text).unwrap_or_default();
        self.allowed.and(&Allowed::new(listed.split([',', ' '])))
    }
}

/// An effect under way: no longer when this is dropped, however that comes.
struct Running {
    outbox: Arc<Outbox>,
    key: (ConversationId, EffectId),
}

impl Running {
    /// Begins one that is not under way yet.
    fn begin(outbox: &Arc<Outbox>, key: (ConversationId, EffectId)) -> Option<Self> {
        let mut running = outbox
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        running.insert(key.clone()).then(|| Self {
            outbox: Arc::clone(outbox),
            key,
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.outbox
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.key);
    }
}

fn cannot(reason: &str) -> Outcome {
    Outcome::Failed {
        reason: reason.to_owned(),
    }
}

/// What is asked for, if it still is; tried again until the conversation can be read.
async fn wanted(runtime: &Runtime, id: &ConversationId, effect: EffectId) -> Option<Effect> {
    let mut pauses = Pauses::default();
    loop {
        match runtime
            .look(id, |_, conversation| still_wanted(conversation, effect))
            .await
        {
            Ok(wanted) => return wanted,
            Err(problem) if problem.kind == Problem::stopped().kind => return None,
            Err(problem) => pauses.after(&problem, effect).await,
        }
    }
}

/// Tells the conversation what came of it, until that is stored: nothing else moves it on.
async fn settle(runtime: &Runtime, id: &ConversationId, effect: EffectId, mut outcome: Outcome) {
    let mut pauses = Pauses::default();
    loop {
        let settled = Input::Settled {
            effect,
            outcome: outcome.clone(),
        };
        let Err(problem) = runtime.drive(id, settled).await else {
            return;
        };
        // What was not stored is asked for again after a restart.
        if problem.kind == Problem::stopped().kind {
            return;
        }
        let answered = !matches!(outcome, Outcome::Failed { .. });
        if answered && problem.kind == Problem::too_large().kind {
            tracing::warn!(effect = effect.0, "an answer is too large to be stored");
            outcome = Outcome::Failed {
                reason: "the answer is too large to be stored".into(),
            };
        } else {
            pauses.after(&problem, effect).await;
        }
    }
}

/// Ever longer pauses between tries, up to [`LONGEST_PAUSE`]. Whoever waits is cut when the server stops.
struct Pauses(Duration);

impl Default for Pauses {
    fn default() -> Self {
        Self(FIRST_PAUSE)
    }
}

impl Pauses {
    async fn after(&mut self, problem: &Problem, effect: EffectId) {
        tracing::warn!(
            problem = problem.kind,
            effect = effect.0,
            pause = ?self.0,
            "an effect could not settle and is tried again"
        );
        tokio::time::sleep(self.0.mul_f64(rand::random_range(0.5..1.0))).await;
        self.0 = (self.0 * 2).min(LONGEST_PAUSE);
    }
}

fn still_wanted(conversation: &Conversation, effect: EffectId) -> Option<Effect> {
    let unsettled = conversation
        .unsettled
        .iter()
        .find(|unsettled| unsettled.id == effect)?;
    is_wanted(conversation, unsettled).then(|| unsettled.effect.clone())
}

/// Whether a conversation still waits for what comes of an effect.
pub(crate) fn is_asked(conversation: &Conversation, effect: EffectId) -> bool {
    still_wanted(conversation, effect).is_some()
}

/// What was asked under an earlier owner is not wanted any more, unless it tells of what has happened.
fn is_wanted(conversation: &Conversation, unsettled: &Unsettled) -> bool {
    unsettled.owner_version >= conversation.owner_version || !unsettled.effect.is_awaited()
}

/// The same for every try at an effect, and for no other: `inbox/address/number`, each part percent-encoded.
fn idempotency_key(id: &ConversationId, effect: EffectId) -> String {
    let mut key = String::new();
    for part in [id.inbox.as_str(), id.address.as_str()] {
        percent_encode(part, &mut key);
        key.push('/');
    }
    key.push_str(&effect.0.to_string());
    key
}

/// Everything but the unreserved characters of RFC 3986, section 2.3.
fn percent_encode(text: &str, out: &mut String) {
    use std::fmt::Write as _;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("invariant: a string takes everything");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_broke_down_is_no_longer_under_way() {
        let folder = tempfile::tempdir().unwrap();
        let (_close, closing) = watch::channel(false);
        let vault = Arc::new(Vault::open(folder.path()).unwrap());
        let outbox = Arc::new(Outbox::new(
            Fetcher::new().unwrap(),
            Arc::clone(&vault),
            Arc::new(Deliveries::new(vault, Duration::ZERO, Vec::new())),
            Arc::new(Hub::default()),
            Allowed::default(),
            closing,
        ));
        let key = || (ConversationId::parse("site/v1").unwrap(), EffectId(1));
        let broken = std::thread::spawn({
            let outbox = Arc::clone(&outbox);
            move || {
                let _running = Running::begin(&outbox, key()).unwrap();
                assert!(Running::begin(&outbox, key()).is_none(), "twice");
                std::panic::resume_unwind(Box::new("broken"));
            }
        });
        broken.join().unwrap_err();
        assert_eq!(outbox.pending(), 0);
        assert!(Running::begin(&outbox, key()).is_some());
    }

    #[test]
    fn no_two_conversations_share_a_key_and_every_key_can_stand_in_a_header() {
        let key = |inbox: &str, address: &str| {
            let id = ConversationId {
                inbox: inbox.into(),
                address: address.into(),
            };
            idempotency_key(&id, EffectId(1))
        };
        let addresses = [
            "ana", "aná", "anã", "an_", "an%C3%A3", "a/na", "a%2Fna", "ana/1", "an a", "",
        ];
        let keys: BTreeSet<_> = addresses.map(|address| key("site", address)).into();
        assert_eq!(keys.len(), addresses.len(), "{keys:?}");
        assert_ne!(key("a/b", "c"), key("a", "b/c"));
        assert!(
            keys.iter()
                .all(|key| key.bytes().all(|byte| byte.is_ascii_graphic()))
        );
        assert_eq!(key("site", "v1a2"), "site/v1a2/1");
        assert_eq!(key("site", "ã/ "), "site/%C3%A3%2F%20/1");
    }
}
