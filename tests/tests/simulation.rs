//! Many conversations at once in a world that loses, repeats, delays and crashes; the laws after every event.
//!
//! Each run takes a few of the trails that ship and of the cases, so that a new kind of step is here as soon as it
//! has a case. Meanwhile people come and go, and new versions of trails are published. Every run is decided by its
//! seed. A run that fails prints it: `TRILHA_SEED=… cargo test -p trilha-tests --test simulation` plays that one alone.

#[expect(dead_code, reason = "tests of trails are played elsewhere")]
#[path = "flows/folder.rs"]
mod folder;

#[path = "simulation/chance.rs"]
mod chance;
#[path = "simulation/laws.rs"]
mod laws;
#[path = "simulation/outside.rs"]
mod outside;
#[path = "simulation/people.rs"]
mod people;
#[path = "simulation/played.rs"]
mod played;
#[path = "simulation/storing.rs"]
mod storing;
#[path = "simulation/world.rs"]
mod world;

use chance::Dice;
use laws::{
    automations_come_to_an_end, automations_fire_once, calls_end_once,
    silence_while_people_have_it, what_is_said_in_a_group_stays_there,
};
use played::{AUTOMATED, PLAYED, Played};
use std::collections::{BTreeMap, BTreeSet};
use trilha_desk::{Arrangement, Conversation, Fold, World};
use trilha_journal::{Entry, Journal, Memory};
use trilha_model::codec::event_from_bytes;
use trilha_model::{
    AutomationId, ConversationId, Edge, Effect, EffectId, Event, InboxId, Input, Move, Stream,
    TeamId, Timestamp, ToolEnd,
};
use trilha_trail::{Frame, VERBS};
use world::{TEAMS, world};

const RUNS: u64 = 120;
const TURNS: u64 = 200;
const CONTACTS: u64 = 2;
/// How many trails a run has, each on an inbox of its own.
const TRAILS: u64 = 3;
/// The runs after those, in which a model assists on one more inbox, and this is its trail.
const ASSISTED: (u64, &str) = (30, "ai-assist");
/// The tools of that trail, and how each must have ended in some run: a custom step, a function, and a trail
/// that asks the contact.
const CALLED: [(&str, &str); 7] = [
    ("points", "gave"),
    ("points", "refused"),
    ("points", "failed"),
    ("twice", "gave"),
    ("twice", "refused"),
    ("order", "gave"),
    ("order", "failed"),
];

#[test]
fn a_world_that_loses_repeats_delays_and_crashes_breaks_no_law() {
    if let Ok(seed) = std::env::var("TRILHA_SEED") {
        Run::new(seed.parse().expect("TRILHA_SEED is a number")).play();
        return;
    }
    let (mut walked, mut fired, mut got) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let (mut worn_out, mut moved, mut confined) = (0, BTreeSet::new(), 0);
    for seed in 0..RUNS + ASSISTED.0 {
        let run = std::panic::catch_unwind(|| Run::new(seed).play());
        assert!(
            run.is_ok(),
            "again alone: TRILHA_SEED={seed} cargo test -p trilha-tests --test simulation"
        );
        let seen = run.unwrap_or_default();
        walked.extend(seen.walked);
        fired.extend(seen.fired);
        got.extend(seen.got);
        worn_out += usize::from(seen.worn_out);
        moved.extend(seen.moved);
        confined += seen.confined;
    }
    let rules = AUTOMATED.iter().flat_map(|(id, bundle)| {
        let starts = bundle.root().starts.iter();
        starts.map(move |start| start.id(id))
    });
    let silent: Vec<AutomationId> = rules.filter(|id| !fired.contains(id)).collect();
    assert!(silent.is_empty(), "no run fires these: {silent:?}");
    assert!(worn_out > 0, "no run comes to where no more fire");
    assert_eq!(moved.len(), TEAMS.len(), "not to each team: {moved:?}");
    assert!(confined > 100, "little is said in groups: {confined}");
    let never: Vec<_> = CALLED.iter().filter(|one| !got.contains(*one)).collect();
    assert!(
        never.is_empty(),
        "no call ends like this: {never:?} of {got:?}"
    );
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

/// What a run came upon.
#[derive(Default)]
struct Seen {
    /// The kinds of steps that were left.
    walked: BTreeSet<&'static str>,
    /// The automations that fired.
    fired: BTreeSet<AutomationId>,
    /// The tools that models called, each with how it ended.
    got: BTreeSet<(&'static str, &'static str)>,
    /// Whether what goes by time fired as often as it may for a ticket.
    worn_out: bool,
    /// The teams that tickets were given to.
    moved: BTreeSet<TeamId>,
    /// How much was said in message groups.
    confined: usize,
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
    arrangement: Arrangement,
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
    /// Whether what goes by time fired as often as it may for a ticket.
    worn_out: bool,
    /// How much was said in message groups.
    confined: usize,
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
        if seed >= RUNS {
            let (_, assisted) = ASSISTED;
            let played = PLAYED.iter().find(|one| one.id.as_str() == assisted);
            trails.insert(assisted.into(), played.expect("a case plays it"));
        }
        Self {
            dice,
            journal: Memory::new(),
            world: world(&trails),
            arrangement: Arrangement::default(),
            trails,
            now: Timestamp(1_795_000_000_000),
            hot: BTreeMap::new(),
            coming: Vec::new(),
            dispatched: BTreeSet::new(),
            acknowledged: BTreeMap::new(),
            commits: 0,
            worn_out: false,
            confined: 0,
        }
    }

    /// Plays it.
    fn play(mut self) -> Seen {
        for _ in 0..TURNS {
            match self.dice.below(28) {
                0..=8 => self.contact_speaks(),
                9..=12 => self.person_acts(),
                13..=15 => self.answer_comes(),
                16..=18 => self.clock_jumps(),
                19 => self.time_passes(),
                20 => self.another_system_tells(),
                21 => self.people_come_and_go(),
                22 => self.publishes(),
                23 | 24 => self.person_tags(),
                25 => self.schedule_comes(),
                26 => self.automations_are_arranged(),
                _ => self.crash(),
            }
        }
        self.crash();
        for id in self.ids() {
            self.nothing_lost(&id);
        }
        Seen {
            walked: self.walked(),
            fired: self.fired(),
            got: self.got(),
            worn_out: self.worn_out,
            moved: self.moved(),
            confined: self.confined,
        }
    }

    /// The teams that tickets were given to.
    fn moved(&self) -> BTreeSet<TeamId> {
        let ids = self.ids().into_iter();
        let events = ids.flat_map(|id| self.events(&id.stream()));
        let moved = events.filter_map(|event| match event {
            Event::TicketMoved { team, .. } => team,
            _ => None,
        });
        moved.collect()
    }

    fn got(&self) -> BTreeSet<(&'static str, &'static str)> {
        let ids = self.ids().into_iter();
        let events = ids.flat_map(|id| self.events(&id.stream()));
        let got = events.filter_map(|event| {
            let Event::AssistantGot { tool, end, .. } = event else {
                return None;
            };
            let end = match end {
                ToolEnd::Gave(_) => "gave",
                ToolEnd::Refused(_) => "refused",
                ToolEnd::Failed(_) => "failed",
            };
            let known = CALLED.iter().find(|(name, _)| *name == tool.as_str());
            known.map(|(name, _)| (*name, end))
        });
        got.collect()
    }

    fn fired(&self) -> BTreeSet<AutomationId> {
        let ids = self.ids().into_iter();
        let events = ids.flat_map(|id| self.events(&id.stream()));
        let fired = events.filter_map(|event| match event {
            Event::AutomationFired { automation, .. } => Some(automation),
            _ => None,
        });
        fired.collect()
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

    fn people_come_and_go(&mut self) {
        let available = u32::try_from(self.dice.below(2)).expect("small");
        for line in self.world.queues.values_mut() {
            line.available = available;
        }
    }

    /// Some automations are switched off, others come first; conversations are looked at again, or not yet.
    fn automations_are_arranged(&mut self) {
        let all = &self.world.automations;
        let ids: Vec<_> = all.iter().map(|one| one.id.clone()).collect();
        let order = vec![self.dice.of(&ids)];
        let off = (0..self.dice.below(3))
            .map(|_| self.dice.of(&ids))
            .collect();
        self.arrangement = Arrangement { order, off };
        self.world.arrange(&self.arrangement);
        for id in self.ids() {
            if self.dice.one_in(2) {
                self.input(&id, Input::Woken)
                    .expect("waking is never refused");
            }
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
        self.world.arrange(&self.arrangement);
        if self.dice.one_in(2) {
            for id in self.ids() {
                self.moves(&id);
            }
        }
    }

    /// Both versions have the same steps: every session goes on in the newer one that waits for nothing from outside,
    /// and in which no model waits for what it called.
    fn moves(&mut self, id: &ConversationId) {
        let played = *self.trails.get(&id.inbox).expect("an inbox of this run");
        let published = self.world.published.get(&played.id);
        let bundle = published.expect("published").clone();
        let before = self.load(id).state.session;
        let to = Move {
            bundle: bundle.clone(),
            version: 2,
            steps: Vec::new(),
        };
        self.input(id, Input::Moved(to)).expect("not refused");
        let free = before.is_some_and(|session| {
            let ours = played.versions.iter().any(|one| one.hash == session.bundle);
            let aside = |frame: &Frame| {
                frame
                    .interrupted
                    .iter()
                    .any(|one| one.frames.iter().any(assists))
            };
            let assisted = session
                .frames
                .iter()
                .any(|frame| assists(frame) || aside(frame));
            ours && !assisted && session.parked.is_some_and(|parked| parked.effect.is_none())
        });
        let now = self.load(id).state.session;
        let there = now.is_none_or(|session| session.bundle == bundle);
        assert!(!free || there, "{id} did not move");
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
        automations_fire_once(&events);
        self.worn_out |= automations_come_to_an_end(&events);
        calls_end_once(&events);
        self.confined += what_is_said_in_a_group_stays_there(&events, &self.world);
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

fn assists(frame: &Frame) -> bool {
    !frame.assists.is_empty()
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
