//! Many conversations at once in a world that loses, repeats, delays and crashes; the laws after every event.
//!
//! Each run takes a few of the trails that ship and of the cases, so that a new kind of step is here as soon as it
//! has a case. Meanwhile people come and go, and new versions of trails are published. Every run is decided by its
//! seed. A run that fails prints it: `TRILHA_SEED=… cargo test -p trilha-tests --test simulation` plays that one alone.

#[expect(dead_code, reason = "tests of trails are played elsewhere")]
#[path = "flows/folder.rs"]
mod folder;

use folder::Folder;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};
use trilha_desk::{Context, Conversation, Fold, Inbox, QueueLine, Refused, World, advance};
use trilha_journal::{AppendError, CommitId, Entry, Journal, Memory, Write};
use trilha_model::codec::{event_from_bytes, event_to_bytes};
use trilha_model::{
    Act, Attached, CallEnd, Content, ConversationId, Edge, Effect, EffectId, Event, InboxId,
    Incoming, Input, Map, MediaKind, ModelAnswer, ModelTask, Move, Outcome, Owner, Received,
    Recipient, Span, Speaker, Stream, Timestamp, TrailId, Value,
};
use trilha_trail::{Bundle, Known, Sources, VERBS, compile};

const RUNS: u64 = 120;
const TURNS: u64 = 200;
const CONTACTS: u64 = 2;
/// How many trails a run has, each on an inbox of its own.
const TRAILS: u64 = 3;

/// A trail in two versions, and the words in its files.
struct Played {
    id: TrailId,
    versions: [Arc<Bundle>; 2],
    words: Vec<String>,
}

/// Every trail that ships or that a case plays. The second version of each has one line more.
static PLAYED: LazyLock<Vec<Played>> = LazyLock::new(|| {
    let mut played = Vec::new();
    for name in ["../flows", "cases"] {
        let folder = Folder::read(name);
        let roots: BTreeSet<TrailId> = folder.roots().into_iter().collect();
        for id in roots {
            let versions = ["", "\n# again\n"].map(|more| version(&folder.sources, &id, more));
            let words = words(&versions[0]);
            played.push(Played {
                id,
                versions,
                words,
            });
        }
    }
    played
});

fn version(sources: &Sources, id: &TrailId, more: &str) -> Arc<Bundle> {
    let mut sources = sources.clone();
    let path = sources.path_of(id).expect("it has a file").to_owned();
    sources.files.entry(path).or_default().push_str(more);
    let compiled = compile(&sources, id, &Known::default());
    Arc::new(compiled.expect("what a case plays compiles").0)
}

fn words(bundle: &Bundle) -> Vec<String> {
    let odd = [
        "hello",
        "Ana",
        "1",
        "2",
        "3",
        "sim",
        "7",
        "123456",
        "27/11/2026",
        "a@b.co",
        "what?",
    ];
    let mut words: Vec<String> = odd.map(str::to_owned).into();
    for text in bundle.files.values() {
        let parts = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.extend(parts.filter(|part| !part.is_empty()).map(str::to_owned));
    }
    words
}

#[test]
fn a_world_that_loses_repeats_delays_and_crashes_breaks_no_law() {
    if let Ok(seed) = std::env::var("TRILHA_SEED") {
        Run::new(seed.parse().expect("TRILHA_SEED is a number")).play();
        return;
    }
    let mut walked = BTreeSet::new();
    for seed in 0..RUNS {
        let run = std::panic::catch_unwind(|| Run::new(seed).play());
        assert!(
            run.is_ok(),
            "again alone: TRILHA_SEED={seed} cargo test -p trilha-tests --test simulation"
        );
        walked.extend(run.unwrap_or_default());
    }
    let left: Vec<&str> = VERBS
        .iter()
        .map(|verb| verb.name)
        .filter(|verb| !walked.contains(verb))
        .collect();
    assert!(
        left.len() < 4,
        "no run leaves steps of these kinds: {left:?}"
    );
}

/// Chance, from a seed: `SplitMix64`.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn of<T: Clone>(&mut self, items: &[T]) -> T {
        let at = usize::try_from(self.below(items.len() as u64)).expect("small");
        items.get(at).expect("below the length").clone()
    }
}

/// A conversation as the server keeps it in memory.
#[derive(Clone, Default)]
struct Hot {
    version: u64,
    state: Conversation,
}

/// An answer of the outside world on its way.
struct Coming {
    at: Timestamp,
    to: ConversationId,
    id: EffectId,
    effect: Effect,
}

struct Run {
    dice: Dice,
    journal: Memory,
    world: World,
    /// The trail each inbox answers with.
    trails: BTreeMap<InboxId, &'static Played>,
    now: Timestamp,
    hot: BTreeMap<ConversationId, Hot>,
    coming: Vec<Coming>,
    /// What was dispatched: each effect once by its key, however often it ran.
    dispatched: BTreeSet<(ConversationId, EffectId)>,
    /// Ids of messages that were acknowledged.
    acknowledged: BTreeMap<ConversationId, BTreeSet<String>>,
    commits: u64,
}

impl Run {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let mut trails = BTreeMap::new();
        for _ in 0..TRAILS {
            let at = usize::try_from(dice.below(PLAYED.len() as u64)).expect("small");
            let played = PLAYED.get(at).expect("below the length");
            trails.insert(InboxId::from(played.id.as_str()), played);
        }
        Self {
            dice,
            journal: Memory::new(),
            world: world(&trails),
            trails,
            now: Timestamp(1_795_000_000_000),
            hot: BTreeMap::new(),
            coming: Vec::new(),
            dispatched: BTreeSet::new(),
            acknowledged: BTreeMap::new(),
            commits: 0,
        }
    }

    /// Plays it; the kinds of steps that were left.
    fn play(mut self) -> BTreeSet<&'static str> {
        for _ in 0..TURNS {
            match self.dice.below(24) {
                0..=8 => self.contact_speaks(),
                9..=12 => self.person_acts(),
                13..=15 => self.answer_comes(),
                16..=18 => self.clock_jumps(),
                19 => self.time_passes(),
                20 => self.another_system_tells(),
                21 => self.people_come_and_go(),
                22 => self.publishes(),
                _ => self.crash(),
            }
        }
        self.crash();
        for id in self.ids() {
            self.nothing_lost(&id);
        }
        self.walked()
    }

    fn walked(&self) -> BTreeSet<&'static str> {
        let mut verbs = BTreeSet::new();
        for id in self.ids() {
            for event in self.events(&id.stream()) {
                if let Event::Walked { edges } = event {
                    verbs.extend(edges.iter().filter_map(|edge| self.verb(&id.inbox, edge)));
                }
            }
        }
        verbs
    }

    fn verb(&self, inbox: &InboxId, edge: &Edge) -> Option<&'static str> {
        let bundle = &self.trails.get(inbox)?.versions[0];
        Some(bundle.trail(&edge.trail)?.step(&edge.from)?.verb().name)
    }

    fn ids(&self) -> Vec<ConversationId> {
        let contacts = |inbox: &InboxId| {
            let inbox = inbox.clone();
            (0..CONTACTS).map(move |n| ConversationId {
                inbox: inbox.clone(),
                address: format!("v{n}").into(),
            })
        };
        self.trails.keys().flat_map(contacts).collect()
    }

    fn some_id(&mut self) -> ConversationId {
        let mut ids = self.ids();
        let at = self.dice.below(ids.len() as u64);
        ids.swap_remove(usize::try_from(at).expect("small"))
    }

    fn word(&mut self, inbox: &InboxId) -> &'static str {
        let words = &self.trails.get(inbox).expect("an inbox of this run").words;
        let at = usize::try_from(self.dice.below(words.len() as u64)).expect("small");
        words.get(at).expect("below the length")
    }

    /// What a contact sends: a word, a button of the last menu, or more than words.
    fn message(&mut self, id: &ConversationId) -> Incoming {
        // A small range of ids, so that a provider repeats itself now and then.
        let name = format!("m{}", self.dice.below(400));
        let word = self.word(&id.inbox);
        let mut message = Incoming::text(name, word);
        match self.dice.below(10) {
            0..=3 => {
                if let Some((key, label)) = self.button(id) {
                    message.option = Some(key.as_str().into());
                    message.text = label;
                }
            }
            4 => {
                message.attached = Some(Attached::Media(Box::new(Received {
                    kind: self
                        .dice
                        .of(&[MediaKind::Image, MediaKind::Audio, MediaKind::File]),
                    url: "https://media.test/1".into(),
                    name: None,
                    size: Some(2_000),
                    mime: None,
                })));
            }
            5 => message.attached = Some(Attached::Answers(vec![(word.into(), word.to_owned())])),
            _ => {}
        }
        message
    }

    fn button(&mut self, id: &ConversationId) -> Option<(String, String)> {
        let events = self.events(&id.stream());
        let options = events.iter().rev().find_map(|event| match event {
            Event::MessageSent {
                content: Content::Menu { options, .. },
                ..
            } => Some(options),
            _ => None,
        })?;
        let at = usize::try_from(self.dice.below(options.len() as u64)).expect("small");
        let option = options.get(at)?;
        Some((option.key.to_string(), option.label.clone()))
    }

    fn another_system_tells(&mut self) {
        let id = self.some_id();
        let input = Input::Event {
            name: self.word(&id.inbox).into(),
            payload: Value::Int(7),
            id: None,
        };
        self.input(&id, input).ok();
    }

    fn people_come_and_go(&mut self) {
        let available = u32::try_from(self.dice.below(2)).expect("small");
        for line in self.world.queues.values_mut() {
            line.available = available;
        }
    }

    /// Sessions that run keep their bundle, or are moved; the next ones get this.
    fn publishes(&mut self) {
        let second = self.dice.one_in(2);
        for played in self.trails.values() {
            let [one, other] = &played.versions;
            let hash = if second { other } else { one }.hash.clone();
            self.world.published.insert(played.id.clone(), hash);
        }
        if self.dice.one_in(2) {
            for id in self.ids() {
                self.moves(&id);
            }
        }
    }

    /// Both versions have the same steps: every session goes on in the newer one that waits for nothing from outside.
    fn moves(&mut self, id: &ConversationId) {
        let played = *self.trails.get(&id.inbox).expect("an inbox of this run");
        let bundle = self.world.published[&played.id].clone();
        let before = self.load(id).state.session;
        let to = Move {
            bundle: bundle.clone(),
            version: 2,
            steps: Vec::new(),
        };
        self.input(id, Input::Moved(to)).expect("not refused");
        let free = before.is_some_and(|session| {
            let ours = played.versions.iter().any(|one| one.hash == session.bundle);
            ours && session.parked.is_some_and(|parked| parked.effect.is_none())
        });
        let now = self.load(id).state.session;
        let there = now.is_none_or(|session| session.bundle == bundle);
        assert!(!free || there, "{id} did not move");
    }

    fn contact_speaks(&mut self) {
        let id = self.some_id();
        let message = self.message(&id);
        let times = if self.dice.one_in(5) { 2 } else { 1 };
        for _ in 0..times {
            self.input(&id, Input::Message(message.clone()))
                .unwrap_or_else(|refused| panic!("a message is refused: {refused}"));
        }
        self.acknowledged
            .entry(id)
            .or_default()
            .insert(message.id.to_string());
    }

    fn person_acts(&mut self) {
        let id = self.some_id();
        let by = self.dice.of(&["ana", "bia", "caio", "sol"]);
        let reply = Act::Reply {
            id: format!("r{}", self.dice.below(1_000)).into(),
            text: "Hello, a person here.".into(),
            media: None,
        };
        let act = match self.dice.below(13) {
            0..=4 => Act::Take,
            5..=6 => reply,
            7..=8 => Act::GiveBack,
            9 => Act::Resolve,
            10 => Act::ReturnToQueue,
            11 => Act::TakeOver,
            _ => Act::Transfer {
                to: Recipient::Agent("bia".into()),
                note: None,
            },
        };
        let before = self.load(&id);
        if self
            .input(&id, Input::Acted { by: by.into(), act })
            .is_err()
        {
            assert_eq!(
                before.state,
                self.load(&id).state,
                "a refusal changes nothing"
            );
        }
    }

    fn answer_comes(&mut self) {
        if self.coming.is_empty() {
            return;
        }
        // Any of them, not the first: the outside world keeps no order.
        let at = usize::try_from(self.dice.below(self.coming.len() as u64)).expect("small");
        let Coming { at, to, id, effect } = self.coming.swap_remove(at);
        self.now = self.now.max(at);
        let outcome = self.outcome(&effect);
        let times = if self.dice.one_in(3) { 2 } else { 1 };
        for _ in 0..times {
            self.input(
                &to,
                Input::Settled {
                    effect: id,
                    outcome: outcome.clone(),
                },
            )
            .unwrap_or_else(|refused| panic!("an answer is refused: {refused}"));
        }
    }

    fn outcome(&mut self, effect: &Effect) -> Outcome {
        let failed = Outcome::Failed {
            reason: "no connection".into(),
        };
        if self.dice.one_in(4) {
            return failed;
        }
        match effect {
            Effect::Http(_) => {
                let body = Map::from([("status".into(), Value::text("sent"))]);
                Outcome::Http {
                    status: self.dice.of(&[200, 200, 200, 404, 500]),
                    headers: Map::new(),
                    body: Value::Map(body),
                }
            }
            Effect::Email(_) | Effect::Emit(_) => Outcome::Done,
            Effect::Dial(_) => {
                let ends = [CallEnd::Answered, CallEnd::Busy, CallEnd::NoAnswer];
                Outcome::Called(self.dice.of(&ends))
            }
            Effect::Record(_) => Outcome::Recorded {
                media: "message.ogg".into(),
                length: Span(5_000),
            },
            Effect::Model(request) => Outcome::Model(self.thinks(&request.task)),
        }
    }

    /// What a model says: right, unsure, or of no use.
    fn thinks(&mut self, task: &ModelTask) -> ModelAnswer {
        let class = |task: &ModelTask| match task {
            ModelTask::Classify(classes) => classes.first().map(|class| class.name.to_string()),
            ModelTask::Reply | ModelTask::Extract(_) => None,
        };
        let words = class(task).unwrap_or_else(|| "As you say.".to_owned());
        ModelAnswer {
            answer: self
                .dice
                .of(&[Value::text(&words), Value::Map(Map::new()), Value::Null]),
            confidence: self.dice.of(&[None, Some(20), Some(95)]),
            tokens: 40,
        }
    }

    /// To the next timer, as the server finds it: in the journal.
    fn clock_jumps(&mut self) {
        let due = self
            .journal
            .due(Timestamp(i64::MAX), 1)
            .expect("memory reads");
        let Some(first) = due.into_iter().next() else {
            return;
        };
        self.now = self.now.max(first.wake);
        let id = ConversationId::parse(first.stream.key()).expect("a conversation");
        self.input(&id, Input::Woken)
            .expect("waking is never refused");
        let again = self.load(&id).state.wake();
        assert!(
            again.is_none_or(|wake| wake > self.now),
            "what was due is no longer due"
        );
        // A stale timer does nothing.
        let before = self.load(&id).version;
        self.input(&id, Input::Woken)
            .expect("waking is never refused");
        assert_eq!(before, self.load(&id).version);
    }

    fn time_passes(&mut self) {
        self.now = Timestamp(self.now.0 + i64::try_from(self.dice.below(600_000)).expect("small"));
    }

    /// Everything in memory is gone; what was asked and not settled is found in the states and asked again.
    fn crash(&mut self) {
        self.hot.clear();
        self.coming.clear();
        for id in self.ids() {
            let state = self.load(&id).state;
            for effect in &state.unsettled {
                self.dispatch(&id, effect.id, effect.owner_version, &state);
            }
        }
    }

    fn load(&mut self, id: &ConversationId) -> Hot {
        if let Some(hot) = self.hot.get(id) {
            return hot.clone();
        }
        let latest = self.journal.latest(&id.stream()).expect("memory reads");
        let hot = latest.map_or_else(Hot::default, |entry| Hot {
            version: entry.version(),
            state: Conversation::from_bytes(&entry.state).expect("what was written is read"),
        });
        self.hot.insert(id.clone(), hot.clone());
        hot
    }

    /// One input, as the server deals with it: load, advance, append, and only then dispatch.
    fn input(&mut self, id: &ConversationId, input: Input) -> Result<(), Refused> {
        let hot = self.load(id);
        let context = Context {
            now: self.now,
            seed: self.dice.below(u64::MAX),
        };
        let sprint = advance(&self.world, id, &hot.state, input, context)?;
        if sprint.events.is_empty() {
            return Ok(());
        }
        check_sprint(&hot.state, &sprint.events, &sprint.after);
        let after = Hot {
            version: hot.version + sprint.events.len() as u64,
            state: sprint.after,
        };
        self.append(id, &hot, &after, &sprint.events);
        self.hot.insert(id.clone(), after.clone());
        if self.dice.one_in(6) {
            // Between append and dispatch.
            self.crash();
            return Ok(());
        }
        for event in &sprint.events {
            if let Event::EffectRequested {
                id: effect,
                owner_version,
                ..
            } = event
            {
                self.dispatch(id, *effect, *owner_version, &after.state);
            }
        }
        Ok(())
    }

    fn append(&mut self, id: &ConversationId, before: &Hot, after: &Hot, events: &[Event]) {
        self.commits += 1;
        let name = u128::from(self.commits).to_le_bytes();
        let write = Write {
            stream: id.stream(),
            expected_version: before.version,
            events: events.iter().map(event_to_bytes).collect(),
            state: after.state.to_bytes(),
            wake: after.state.wake(),
        };
        let append = |write| self.journal.append(CommitId(name), vec![write]).wait();
        append(write.clone()).expect("nobody else writes");
        if self.dice.one_in(8) {
            // The answer was lost, and the commit is sent again.
            let again = self.journal.append(CommitId(name), vec![write]).wait();
            let known = matches!(
                again,
                Err(AppendError::Conflict {
                    same_commit_id: true,
                    ..
                })
            );
            assert!(known, "a repeated commit is recognised: {again:?}");
        }
    }

    /// The outside world is asked, if it still may be. The answer comes some time later, or never.
    fn dispatch(
        &mut self,
        id: &ConversationId,
        effect: EffectId,
        version: u64,
        state: &Conversation,
    ) {
        let durable = self
            .journal
            .latest(&id.stream())
            .expect("memory reads")
            .expect("appended");
        let stored = Conversation::from_bytes(&durable.state).expect("what was written is read");
        let unsettled = stored.unsettled.iter().find(|one| one.id == effect);
        let Some(what) = unsettled.map(|one| one.effect.clone()) else {
            return;
        };
        if version != state.owner_version && what.is_awaited() {
            assert!(
                matches!(what, Effect::Email(_)),
                "what a step waits for is cancelled with the owner: {what:?}"
            );
            return;
        }
        let person = matches!(state.owner, Owner::Agent(_));
        assert!(
            !person || !what.is_awaited(),
            "while a person has it only the person acts"
        );
        self.dispatched.insert((id.clone(), effect));
        if self.dice.one_in(5) {
            return;
        }
        let after = i64::try_from(self.dice.below(60_000)).expect("small");
        let at = Timestamp(self.now.0 + after);
        self.coming.push(Coming {
            at,
            to: id.clone(),
            id: effect,
            effect: what,
        });
    }

    /// The journal holds the whole story, and the story is the state.
    fn nothing_lost(&mut self, id: &ConversationId) {
        let events = self.events(&id.stream());
        let hot = self.load(id);
        assert_eq!(events.len() as u64, hot.version);
        assert_eq!(
            Conversation::fold(&events),
            hot.state,
            "replayed from the first event"
        );
        let heard = |event: &Event| match event {
            Event::InputReceived { message, .. } => Some(message.id.to_string()),
            _ => None,
        };
        let heard: BTreeSet<String> = events.iter().filter_map(heard).collect();
        assert_eq!(
            heard,
            self.acknowledged.remove(id).unwrap_or_default(),
            "nothing is lost"
        );
        for event in &events {
            if let Event::EffectSettled { id: effect, .. } = event {
                assert!(
                    self.dispatched.contains(&(id.clone(), *effect)),
                    "asked before answered"
                );
            }
        }
        silence_while_people_have_it(&events);
    }

    fn events(&self, stream: &Stream) -> Vec<Event> {
        let entries: Vec<Entry> = self
            .journal
            .read(stream, 0, usize::MAX)
            .expect("memory reads");
        let bytes = entries.iter().flat_map(|entry| entry.events.clone());
        bytes
            .map(|bytes| event_from_bytes(&bytes).expect("what was written is read"))
            .collect()
    }
}

/// The inboxes of a run, each with its trail, and the queues they all hand off to.
fn world(trails: &BTreeMap<InboxId, &'static Played>) -> World {
    let inbox = |played: &Played| Inbox {
        title: "Inbox".into(),
        trail: Some(played.id.clone()),
        enabled: true,
        exists: true,
        ..Inbox::default()
    };
    let people = ["ana", "bia", "caio"];
    let line = QueueLine {
        title: "Queue".into(),
        members: people.map(Into::into).into(),
        available: 1,
        ..QueueLine::default()
    };
    let versions = trails.values().flat_map(|played| &played.versions);
    let queues = ["support", "sales", "reception"];
    let mut world = World {
        env: Value::Map(Map::new()),
        inboxes: trails
            .iter()
            .map(|(id, played)| (id.clone(), inbox(played)))
            .collect(),
        bundles: versions
            .map(|one| (one.hash.clone(), Arc::clone(one)))
            .collect(),
        queues: queues.map(|queue| (queue.into(), line.clone())).into(),
        agents: people.map(|name| (name.into(), name.into())).into(),
        ..World::default()
    };
    for played in trails.values() {
        let first = played.versions[0].hash.clone();
        world.published.insert(played.id.clone(), first);
    }
    world
}

fn check_sprint(before: &Conversation, events: &[Event], after: &Conversation) {
    let mut state = before.clone();
    for event in events {
        let version = state.owner_version;
        state.apply(event);
        assert!(
            version <= state.owner_version,
            "the owner's version never falls: {event:?}"
        );
        assert!(
            state.queued.len() <= trilha_model::Limits::CEILING.queued,
            "{event:?}"
        );
        let bytes = event_to_bytes(event);
        let read: Event = event_from_bytes(&bytes).expect("what was written is read");
        assert_eq!(read, *event, "an event is what was written");
    }
    assert_eq!(state, *after, "the state is the fold of the events");
    let stored = Conversation::from_bytes(&after.to_bytes()).expect("what was written is read");
    assert_eq!(stored, *after, "what is stored is what is read");
    let changed = before.owner != after.owner;
    assert!(
        !changed || before.owner_version < after.owner_version,
        "a new owner, a new version"
    );
    for event in events {
        if let Event::MessageSent { owner_version, .. }
        | Event::EffectRequested { owner_version, .. } = event
        {
            assert_eq!(
                *owner_version, after.owner_version,
                "said under the version after the sprint"
            );
        }
    }
    let waits = after
        .session
        .as_ref()
        .is_none_or(|session| session.parked.is_some());
    assert!(waits, "between sprints a session waits somewhere");
    let ticket = after.open_ticket().is_some();
    assert_eq!(
        ticket,
        after.owner != Owner::Bot,
        "people have it with a ticket"
    );
    if let (Some(one), Some(other)) = (&before.session, &after.session)
        && one.id == other.id
    {
        let moved = events
            .iter()
            .any(|event| matches!(event, Event::SessionMoved { .. }));
        assert_eq!(
            one.bundle != other.bundle,
            moved,
            "a session keeps its bundle"
        );
    }
}

/// From the commit of a takeover on, until the bot has the conversation again.
fn silence_while_people_have_it(events: &[Event]) {
    let mut agent = false;
    for event in events {
        match event {
            Event::OwnerChanged { owner, .. } => agent = matches!(owner, Owner::Agent(_)),
            Event::MessageSent {
                speaker: Speaker::Bot,
                ..
            }
            | Event::EffectRequested { .. } => {
                assert!(!agent, "the bot acts while a person has the conversation");
            }
            _ => {}
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let story = |seed| {
        let mut run = Run::new(seed);
        for _ in 0..40 {
            run.contact_speaks();
            run.person_acts();
            run.answer_comes();
        }
        let ids = run.ids();
        ids.iter()
            .map(|id| run.events(&id.stream()))
            .collect::<Vec<_>>()
    };
    assert_eq!(story(3), story(3));
    assert_ne!(story(3), story(4));
}
