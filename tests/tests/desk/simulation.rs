//! Many conversations at once in a world that loses, repeats, delays and crashes; the laws after every event.
//!
//! Every run is decided by its seed. A run that fails prints it: `TRILHA_SEED=… cargo test --test desk simulation`
//! plays that one alone.

use std::collections::{BTreeMap, BTreeSet};
use trilha_desk::{Context, Conversation, Fold, Refused, World, advance};
use trilha_journal::{AppendError, CommitId, Entry, Journal, Memory, Write};
use trilha_model::codec::{event_from_bytes, event_to_bytes};
use trilha_model::{
    Act, ConversationId, EffectId, Event, Incoming, Input, Map, Outcome, Owner, Recipient, Speaker,
    Stream, Timestamp, Value,
};

const RUNS: u64 = 60;
const TURNS: u64 = 250;
const CONTACTS: u64 = 4;

#[test]
fn a_world_that_loses_repeats_delays_and_crashes_breaks_no_law() {
    if let Ok(seed) = std::env::var("TRILHA_SEED") {
        return Run::new(seed.parse().expect("TRILHA_SEED is a number")).play();
    }
    for seed in 0..RUNS {
        let run = std::panic::catch_unwind(|| Run::new(seed).play());
        assert!(
            run.is_ok(),
            "again alone: TRILHA_SEED={seed} cargo test -p trilha-tests --test desk simulation"
        );
    }
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

    fn of<T: Copy>(&mut self, items: &[T]) -> T {
        let at = usize::try_from(self.below(items.len() as u64)).expect("small");
        *items.get(at).expect("below the length")
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
    effect: EffectId,
}

struct Run {
    dice: Dice,
    journal: Memory,
    world: World,
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
        Self {
            dice: Dice(seed),
            journal: Memory::new(),
            world: crate::stage::shop(),
            now: Timestamp(1_795_000_000_000),
            hot: BTreeMap::new(),
            coming: Vec::new(),
            dispatched: BTreeSet::new(),
            acknowledged: BTreeMap::new(),
            commits: 0,
        }
    }

    fn play(mut self) {
        for _ in 0..TURNS {
            match self.dice.below(20) {
                0..=8 => self.contact_speaks(),
                9..=13 => self.person_acts(),
                14..=15 => self.answer_comes(),
                16..=17 => self.clock_jumps(),
                18 => self.time_passes(),
                _ => self.crash(),
            }
        }
        self.crash();
        for id in Self::ids() {
            self.nothing_lost(&id);
        }
    }

    fn ids() -> Vec<ConversationId> {
        (0..CONTACTS)
            .map(|n| ConversationId {
                inbox: crate::stage::SITE.into(),
                address: format!("v{n}").into(),
            })
            .collect()
    }

    fn some_id(&mut self) -> ConversationId {
        let n = self.dice.below(CONTACTS);
        ConversationId {
            inbox: crate::stage::SITE.into(),
            address: format!("v{n}").into(),
        }
    }

    fn contact_speaks(&mut self) {
        let id = self.some_id();
        let text = self
            .dice
            .of(&["hello", "Ana", "1", "1", "2", "3", "human", "what?"]);
        // A small range of ids, so that a provider repeats itself now and then.
        let message = Incoming::text(format!("m{}", self.dice.below(400)), text);
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
        let Coming { at, to, effect } = self.coming.swap_remove(at);
        self.now = self.now.max(at);
        let body = Map::from([("status".into(), Value::text("sent"))]);
        let outcome = match self.dice.below(4) {
            0 => Outcome::Failed {
                reason: "no connection".into(),
            },
            1 => Outcome::Http {
                status: 500,
                headers: Map::new(),
                body: Value::Null,
            },
            _ => Outcome::Http {
                status: 200,
                headers: Map::new(),
                body: Value::Map(body),
            },
        };
        let times = if self.dice.one_in(3) { 2 } else { 1 };
        for _ in 0..times {
            self.input(
                &to,
                Input::Settled {
                    effect,
                    outcome: outcome.clone(),
                },
            )
            .unwrap_or_else(|refused| panic!("an answer is refused: {refused}"));
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
        for id in Self::ids() {
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
        if !stored
            .unsettled
            .iter()
            .any(|unsettled| unsettled.id == effect)
        {
            return;
        }
        assert_eq!(
            version, state.owner_version,
            "under another owner nothing is dispatched"
        );
        assert_eq!(state.owner, Owner::Bot, "only the bot asks");
        self.dispatched.insert((id.clone(), effect));
        if self.dice.one_in(5) {
            return;
        }
        let after = i64::try_from(self.dice.below(60_000)).expect("small");
        let at = Timestamp(self.now.0 + after);
        self.coming.push(Coming {
            at,
            to: id.clone(),
            effect,
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

fn check_sprint(before: &Conversation, events: &[Event], after: &Conversation) {
    let mut state = before.clone();
    for event in events {
        state.apply(event);
    }
    assert_eq!(state, *after, "the state is the fold of the events");
    assert!(before.owner_version <= after.owner_version);
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
        let ids = Run::ids();
        ids.iter()
            .map(|id| run.events(&id.stream()))
            .collect::<Vec<_>>()
    };
    assert_eq!(story(3), story(3));
    assert_ne!(story(3), story(4));
}
