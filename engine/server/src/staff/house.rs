//! The house as it is now: people, queues, inboxes, settings, published trails and sign-ins, folded from their streams.

use super::signins::{self, SignIn};
use super::tokens::{self, Token};
use crate::ambient;
use crate::aside::aside;
use crate::automations::Watch;
use crate::hooks::Hook;
use crate::mail::MailSetting;
use crate::media::Links;
use crate::problem::Answer;
use crate::streams::{self, At};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use trilha_desk::{
    Agent, Arrangement, Fold, Inbox, PublishedTrail, Queue, QueueLine, Settings, StoredBundle,
    World,
};
use trilha_journal::{Commit, Journal, ReadError, Write};
use trilha_model::{
    AgentId, BundleHash, CalendarRules, InboxId, Limits, Owner, QueueId, Role, Stream, TrailId,
    Value,
};
use trilha_trail::{Bundle, Calendar, Known, KnownInbox, Sources};
use trilha_views::{Change, Line, Viewer};

/// Streams read at once while starting.
const PAGE: usize = 1_000;

/// Everything that is not a conversation, at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Snapshot {
    /// What sprints look at.
    pub(crate) world: Arc<World>,
    pub(crate) agents: BTreeMap<AgentId, Arc<At<Agent>>>,
    pub(crate) queues: BTreeMap<QueueId, Arc<At<Queue>>>,
    pub(crate) inboxes: BTreeMap<InboxId, Arc<At<Inbox>>>,
    pub(crate) trails: BTreeMap<TrailId, Arc<At<PublishedTrail>>>,
    pub(crate) env: Arc<At<Settings>>,
    /// How admins arranged automations.
    pub(crate) automations: Arc<At<Arrangement>>,
    /// Automations that go by time, as they are watched.
    pub(crate) watches: BTreeMap<SmolStr, Arc<At<Watch>>>,
    pub(crate) secrets: Arc<At<Settings>>,
    pub(crate) calendars: Arc<At<Settings>>,
    /// Makes links to media.
    pub(crate) links: Links,
    /// What a talk may use.
    pub(crate) limits: Limits,
    pub(crate) mail: Arc<At<MailSetting>>,
    pub(crate) hooks: BTreeMap<SmolStr, Arc<At<Hook>>>,
    pub(crate) tokens: BTreeMap<SmolStr, Arc<At<Token>>>,
    sign_ins: BTreeMap<SmolStr, Arc<At<SignIn>>>,
    /// How many conversations wait in each queue; queues in which none does may be missing.
    waiting: BTreeMap<QueueId, u32>,
    bundles: BTreeMap<BundleHash, Arc<Bundle>>,
    /// Whether calendars or automations are others than the world says.
    stale: bool,
}

impl Snapshot {
    /// A person's account.
    pub(crate) fn agent(&self, id: &AgentId) -> Option<&Agent> {
        self.agents
            .get(id)
            .map(|at| &at.state)
            .filter(|agent| agent.exists())
    }

    /// The name people read of a person.
    pub(crate) fn name<'a>(&'a self, id: &'a AgentId) -> &'a str {
        self.agent(id)
            .map_or(id.as_str(), |agent| agent.name.as_str())
    }

    /// The name people read of a queue, also of one taken away.
    pub(crate) fn queue_title<'a>(&'a self, id: &'a QueueId) -> &'a str {
        self.queues
            .get(id)
            .map(|at| at.state.title.as_str())
            .filter(|title| !title.is_empty())
            .unwrap_or(id.as_str())
    }

    /// The name people read of an inbox, also of one taken away.
    pub(crate) fn inbox_title<'a>(&'a self, id: &'a InboxId) -> &'a str {
        self.inboxes
            .get(id)
            .map(|at| at.state.title.as_str())
            .filter(|title| !title.is_empty())
            .unwrap_or(id.as_str())
    }

    /// Who is signed in with this token's key.
    pub(crate) fn signed_in(&self, key: &str, now: trilha_model::Timestamp) -> Option<AgentId> {
        let sign_in = &self.sign_ins.get(key)?.state;
        let agent = self.agent(&sign_in.agent)?;
        let good = sign_in.until > now && sign_in.passwords == agent.passwords && !agent.disabled;
        good.then(|| sign_in.agent.clone())
    }

    /// The API token this is, by its id, if it is one that was not revoked.
    pub(crate) fn api_token(&self, token: &str) -> Option<(SmolStr, &tokens::Token)> {
        let id = tokens::id_in(token)?;
        let known = &self.tokens.get(id)?.state;
        let same = known.exists() && known.hash == signins::key(token);
        same.then(|| (id.into(), known))
    }

    /// Those who can no longer sign in and have conversations all the same.
    pub(crate) fn gone_with_conversations(&self) -> Vec<AgentId> {
        let gone = |at: &Arc<At<Agent>>| at.state.disabled && !at.state.held.is_empty();
        let agents = self.agents.iter().filter(|(_, at)| gone(at));
        agents.map(|(id, _)| id.clone()).collect()
    }

    /// What this person may see.
    pub(crate) fn viewer(&self, id: &AgentId) -> Viewer {
        let all = self
            .agent(id)
            .is_some_and(|agent| agent.role >= Role::Supervisor);
        let member = |at: &Arc<At<Queue>>| at.state.members.contains(id);
        let queues: BTreeSet<QueueId> = self
            .queues
            .iter()
            .filter(|(_, at)| member(at))
            .map(|(id, _)| id.clone())
            .collect();
        Viewer {
            agent: id.clone(),
            all,
            queues,
        }
    }

    /// What `check` may complain about.
    pub(crate) fn known(&self) -> Known {
        let queues = self.world.queues.iter();
        Known {
            limits: self.limits,
            queues: Some(
                queues
                    .map(|(id, line)| {
                        (
                            id.clone(),
                            u32::try_from(line.members.len()).unwrap_or(u32::MAX),
                        )
                    })
                    .collect(),
            ),
            env: Some(self.env.state.env.keys().map(ToString::to_string).collect()),
            secrets: Some(
                self.secrets
                    .state
                    .secrets
                    .keys()
                    .map(ToString::to_string)
                    .collect(),
            ),
            calendars: Some(
                self.world
                    .calendars
                    .keys()
                    .map(ToString::to_string)
                    .collect(),
            ),
            skills: Some(self.skills()),
            inboxes: Some(
                self.world
                    .inboxes
                    .iter()
                    .map(|(id, inbox)| {
                        let known = KnownInbox {
                            channel: inbox.channel,
                            trail: inbox.trail.clone(),
                        };
                        (id.clone(), known)
                    })
                    .collect(),
            ),
        }
    }

    /// What people who can sign in are good at, all of them together.
    pub(crate) fn skills(&self) -> BTreeSet<String> {
        let known = self.world.skills.iter().flat_map(BTreeMap::values);
        known.flatten().map(ToString::to_string).collect()
    }

    /// One conversation more waits in a queue, or one less.
    fn waits(&mut self, owner: &Owner, by: i32) {
        if let Owner::Queue(queue) = owner {
            let count = self.waiting.entry(queue.clone()).or_default();
            *count = count.saturating_add_signed(by);
        }
    }

    fn rebuild(&mut self) {
        let stale = std::mem::take(&mut self.stale);
        let takes = |id: &AgentId| {
            self.agent(id)
                .is_some_and(|agent| agent.available && !agent.disabled)
        };
        let idle = |id: &AgentId| self.agent(id).is_some_and(|agent| agent.held.is_empty());
        let count = |queue: &Queue, counts: &dyn Fn(&AgentId) -> bool| {
            let people = queue.members.iter().filter(|id| counts(id)).count();
            u32::try_from(people).unwrap_or(u32::MAX)
        };
        let line = |id: &QueueId, queue: &Queue| QueueLine {
            title: queue.title.clone(),
            members: queue.members.clone(),
            available: count(queue, &takes),
            free: Some(count(queue, &|id| takes(id) && idle(id))),
            waiting: Some(self.waiting.get(id).copied().unwrap_or_default()),
            wait: None,
        };
        let queues = self.queues.iter().filter(|(_, at)| at.state.exists);
        let inboxes = self.inboxes.iter().filter(|(_, at)| at.state.exists);
        let agents = self
            .agents
            .iter()
            .filter(|(_, at)| at.state.exists() && !at.state.disabled);
        let supervisors = agents
            .clone()
            .filter(|(_, at)| at.state.role >= Role::Supervisor);
        let published = self
            .trails
            .iter()
            .filter_map(|(id, at)| Some((id.clone(), at.state.current()?.bundle.clone())));
        let mut world = World {
            limits: self.limits,
            env: Value::Map(self.env.state.env.clone()),
            presets: Vec::new(),
            automations: Arc::clone(&self.world.automations),
            cannot: None,
            bundles: self.bundles.clone(),
            published: published
                .filter(|(_, bundle)| self.bundles.contains_key(bundle))
                .collect(),
            inboxes: inboxes
                .map(|(id, at)| (id.clone(), at.state.clone()))
                .collect(),
            queues: queues
                .map(|(id, at)| (id.clone(), line(id, &at.state)))
                .collect(),
            agents: agents
                .clone()
                .map(|(id, at)| (id.clone(), SmolStr::new(&at.state.name)))
                .collect(),
            supervisors: supervisors.map(|(id, _)| id.clone()).collect(),
            present: self.agents.keys().filter(|id| takes(id)).cloned().collect(),
            idle: self.agents.keys().filter(|id| idle(id)).cloned().collect(),
            skills: Some(
                agents
                    .map(|(id, at)| (id.clone(), at.state.skills.clone()))
                    .collect(),
            ),
            calendars: if stale {
                read_calendars(&self.calendars.state)
            } else {
                self.world.calendars.clone()
            },
        };
        if stale {
            world.arrange(&self.automations.state);
        }
        self.world = Arc::new(world);
    }
}

fn read_calendars(settings: &Settings) -> BTreeMap<SmolStr, Arc<Calendar>> {
    let read = |(name, rules): (&SmolStr, &CalendarRules)| match Calendar::of(rules) {
        Ok(calendar) => Some((name.clone(), Arc::new(calendar))),
        Err(reason) => {
            tracing::error!(calendar = %name, reason, "a calendar cannot be read");
            None
        }
    };
    settings.calendars.iter().filter_map(read).collect()
}

/// Keeps the snapshot: read by everyone, moved on by what follows the journal.
pub(crate) struct House {
    journal: Arc<dyn Journal>,
    now: RwLock<Arc<Snapshot>>,
    moving: Mutex<()>,
    compiling: tokio::sync::Mutex<()>,
    /// Stored bundles that do not compile under this version.
    broken: Mutex<BTreeSet<BundleHash>>,
}

impl std::fmt::Debug for House {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("House")
    }
}

impl House {
    /// Folds the house from the journal. Talks stay within these limits.
    pub(crate) fn open(
        journal: Arc<dyn Journal>,
        links: Links,
        limits: &Limits,
    ) -> Result<Self, ReadError> {
        let house = Self {
            journal,
            now: RwLock::default(),
            moving: Mutex::default(),
            compiling: tokio::sync::Mutex::default(),
            broken: Mutex::default(),
        };
        let mut snapshot = Snapshot {
            links,
            limits: *limits,
            ..Snapshot::default()
        };
        for prefix in [
            "agent/",
            "queue/",
            "inbox/",
            "setting/",
            "mail/",
            "webhook/",
            "token/",
            "sign-in/",
            "trail/",
            "automation/",
        ] {
            let mut after: Option<Stream> = None;
            loop {
                let page = house.journal.streams(prefix, after.as_ref(), PAGE)?;
                for stream in &page {
                    if let Some(entry) = house.journal.latest(stream)? {
                        house.take_in(&mut snapshot, &entry)?;
                    }
                }
                match page.last() {
                    Some(last) if page.len() == PAGE => after = Some(last.clone()),
                    _ => break,
                }
            }
        }
        snapshot.rebuild();
        house.publish(snapshot);
        Ok(house)
    }

    /// The house as it is now.
    pub(crate) fn now(&self) -> Arc<Snapshot> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn publish(&self, snapshot: Snapshot) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }

    /// Takes in what a commit did to the house; whether anyone should look again.
    pub(crate) fn follow(&self, commit: &Arc<Commit>) -> Result<bool, ReadError> {
        let ours = |write: &Write| {
            write.stream.kind() != "conversation" && write.stream.kind() != "bundle"
        };
        if !commit.writes.iter().any(ours) {
            return Ok(false);
        }
        let _moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        let mut snapshot = (*self.now()).clone();
        let mut changed = false;
        for write in commit.writes.iter().filter(|write| ours(write)) {
            if let Some(entry) = trilha_journal::Entry::of(Arc::clone(commit), &write.stream) {
                changed |= self.take_in(&mut snapshot, &entry)?;
            }
        }
        if changed {
            snapshot.rebuild();
        }
        self.publish(snapshot);
        Ok(changed)
    }

    /// Knows from now on how many conversations wait in each queue.
    pub(crate) fn count_waiting(&self, owners: impl IntoIterator<Item = Owner>) {
        let _moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        let mut snapshot = (*self.now()).clone();
        snapshot.waiting.clear();
        for owner in owners {
            snapshot.waits(&owner, 1);
        }
        snapshot.rebuild();
        self.publish(snapshot);
    }

    /// Takes in that conversations came to queues and left them.
    pub(crate) fn follow_waiting(&self, changes: &[Change]) {
        let owner = |line: Option<&Arc<Line>>| match line.map(|line| &line.owner) {
            Some(Owner::Queue(queue)) => Some(queue.clone()),
            _ => None,
        };
        let moves: Vec<_> = changes
            .iter()
            .map(|change| (owner(change.before.as_ref()), owner(Some(&change.after))))
            .filter(|(before, after)| before != after)
            .collect();
        if moves.is_empty() {
            return;
        }
        let _moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        let mut snapshot = (*self.now()).clone();
        for (before, after) in moves {
            if let Some(queue) = before {
                snapshot.waits(&Owner::Queue(queue), -1);
            }
            if let Some(queue) = after {
                snapshot.waits(&Owner::Queue(queue), 1);
            }
        }
        snapshot.rebuild();
        self.publish(snapshot);
    }

    /// Whether the world changed by it.
    fn take_in(
        &self,
        snapshot: &mut Snapshot,
        entry: &trilha_journal::Entry,
    ) -> Result<bool, ReadError> {
        let key = entry.stream.key();
        snapshot.stale |= matches!(entry.stream.kind(), "setting" | "trail");
        Ok(match entry.stream.kind() {
            "agent" => self.newer(&mut snapshot.agents, AgentId::from(key), entry)?,
            "queue" => self.newer(&mut snapshot.queues, QueueId::from(key), entry)?,
            "inbox" => self.newer(&mut snapshot.inboxes, InboxId::from(key), entry)?,
            "setting" if key == "automations" => {
                let at = streams::after::<Arrangement>(&*self.journal, entry)?;
                let newer = at.version > snapshot.automations.version;
                if newer {
                    snapshot.automations = Arc::new(at);
                }
                newer
            }
            "setting" => {
                let at = streams::after::<Settings>(&*self.journal, entry)?;
                let slot = match key {
                    "env" => &mut snapshot.env,
                    "calendar" => &mut snapshot.calendars,
                    _ => &mut snapshot.secrets,
                };
                let newer = at.version > slot.version;
                if newer {
                    *slot = Arc::new(at);
                }
                newer
            }
            "mail" => {
                let at = streams::after::<MailSetting>(&*self.journal, entry)?;
                if at.version > snapshot.mail.version {
                    snapshot.mail = Arc::new(at);
                }
                false
            }
            "webhook" => {
                self.newer(&mut snapshot.hooks, SmolStr::new(key), entry)?;
                false
            }
            "automation" => {
                self.newer(&mut snapshot.watches, SmolStr::new(key), entry)?;
                false
            }
            "token" => {
                self.newer(&mut snapshot.tokens, SmolStr::new(key), entry)?;
                false
            }
            "sign-in" => {
                let key = SmolStr::new(key);
                self.newer(&mut snapshot.sign_ins, key.clone(), entry)?;
                let now = ambient::now();
                if snapshot
                    .sign_ins
                    .get(&key)
                    .is_some_and(|at| at.state.until <= now)
                {
                    snapshot.sign_ins.remove(&key);
                }
                false
            }
            "trail" => {
                let newer = self.newer(&mut snapshot.trails, TrailId::from(key), entry)?;
                let current = snapshot
                    .trails
                    .get(key)
                    .and_then(|at| at.state.current())
                    .map(|choice| choice.bundle.clone());
                if let Some(hash) = current.filter(|_| newer)
                    && !snapshot.bundles.contains_key(&hash)
                    && let Some(bundle) = self.compiled(&hash)?
                {
                    snapshot.bundles.insert(hash, Arc::new(bundle));
                }
                newer
            }
            _ => false,
        })
    }

    fn newer<K: Ord, T: Fold>(
        &self,
        map: &mut BTreeMap<K, Arc<At<T>>>,
        key: K,
        entry: &trilha_journal::Entry,
    ) -> Result<bool, ReadError> {
        if map
            .get(&key)
            .is_some_and(|known| known.version >= entry.version())
        {
            return Ok(false);
        }
        let at = streams::after::<T>(&*self.journal, entry)?;
        map.insert(key, Arc::new(at));
        Ok(true)
    }

    /// Makes a bundle ready that a session is pinned to, if it still compiles.
    pub(crate) async fn need(self: &Arc<Self>, hash: &BundleHash) -> Answer<()> {
        if self.now().bundles.contains_key(hash) || self.is_broken(hash) {
            return Ok(());
        }
        // Of many who need the same one, after a restart, one compiles it.
        let _alone = self.compiling.lock().await;
        if self.now().bundles.contains_key(hash) {
            return Ok(());
        }
        let (house, hash) = (Arc::clone(self), hash.clone());
        aside(move || {
            if let Some(bundle) = house.compiled(&hash)? {
                house.offer(Arc::new(bundle));
            }
            Ok(())
        })
        .await
    }

    /// Has a bundle ready that was compiled already.
    pub(crate) fn offer(&self, bundle: Arc<Bundle>) {
        let _moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        let mut snapshot = (*self.now()).clone();
        snapshot.bundles.insert(bundle.hash.clone(), bundle);
        snapshot.stale = true;
        snapshot.rebuild();
        self.publish(snapshot);
    }

    fn is_broken(&self, hash: &BundleHash) -> bool {
        let broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        broken.contains(hash)
    }

    /// A stored bundle, compiled; none where it is not stored, or does not compile under this version. What
    /// does not is remembered, because it never will.
    fn compiled(&self, hash: &BundleHash) -> Result<Option<Bundle>, ReadError> {
        if self.is_broken(hash) {
            return Ok(None);
        }
        let stored = streams::load::<StoredBundle>(&*self.journal, &bundle_stream(hash))?.state;
        if stored.trail.as_str().is_empty() {
            return Ok(None);
        }
        let files = stored.files;
        let limits = self.now().limits.with_sources_of_any_size();
        match trilha_trail::compile_published(&Sources { files }, &stored.trail, &limits) {
            Ok(bundle) => Ok(Some(bundle)),
            Err(diagnostics) => {
                tracing::error!(trail = %stored.trail, problems = diagnostics.len(), "a stored bundle does not compile under this version");
                self.broken
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(hash.clone());
                Ok(None)
            }
        }
    }

    /// Forgets sign-ins whose time is over.
    pub(crate) fn sweep(&self) {
        let _moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        let now = ambient::now();
        let current = self.now();
        if current.sign_ins.values().any(|at| at.state.until <= now) {
            let mut snapshot = (*current).clone();
            snapshot.sign_ins.retain(|_, at| at.state.until > now);
            self.publish(snapshot);
        }
    }
}

/// The stream of a bundle.
pub(crate) fn bundle_stream(hash: &BundleHash) -> Stream {
    Stream::new("bundle", hash.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use trilha_journal::Memory;
    use trilha_model::TrailEvent;

    #[tokio::test]
    async fn a_bundle_that_does_not_compile_is_tried_once() {
        let journal = Arc::new(Memory::new());
        let hash = BundleHash::from("b1");
        let stored = TrailEvent::BundleStored {
            hash: hash.clone(),
            trail: "old".into(),
            files: [("old.yaml".into(), "steps: nonsense".into())].into(),
        };
        let write = streams::write(
            bundle_stream(&hash),
            At::<StoredBundle>::default(),
            &[stored],
        );
        journal
            .append(ambient::commit_id(), vec![write])
            .wait()
            .unwrap();
        let house = Arc::new(
            House::open(
                Arc::<Memory>::clone(&journal),
                Links::default(),
                &Limits::default(),
            )
            .unwrap(),
        );
        house.need(&hash).await.unwrap();
        assert!(house.is_broken(&hash));
        // Nothing is left to read or to compile.
        journal.purge(&bundle_stream(&hash)).unwrap();
        house.need(&hash).await.unwrap();
        assert!(house.now().bundles.is_empty());
        // One that is not stored yet may be later.
        house.need(&"b2".into()).await.unwrap();
        assert!(!house.is_broken(&"b2".into()));
    }
}
