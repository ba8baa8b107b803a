//! A conversation: one contact on one inbox, for good, as the fold of its events.

mod apply;
mod recent;
mod silence;
mod ticket;

use crate::fold::Fold;
use crate::limits;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use trilha_model::codec::CodecError;
use trilha_model::{
    Act, AutomationId, BundleHash, ContactId, Effect, EffectId, Event, Incoming, Owner, SessionId,
    Speaker, TeamId, Timestamp, Value,
};
use trilha_trail::{Bundle, Session, Spent};

pub use recent::Recent;
pub use silence::Silence;
pub use ticket::{Firings, Ticket};

/// What is remembered of a conversation between two sprints. Not what was said: messages are read from the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// Who it is with; empty before the first event.
    pub contact: ContactId,
    /// What is known of them, as trails read it in `contact`; always a map.
    pub profile: Value,
    /// Their language, where the channel told it.
    pub language: Option<SmolStr>,
    /// Since when there is this conversation.
    pub opened_at: Timestamp,
    /// Who may speak for the house.
    pub owner: Owner,
    /// Grows with each change of owner.
    pub owner_version: u64,
    /// The walk through trails that is going on.
    pub session: Option<Session>,
    /// The open episode of human service, or the last one.
    pub ticket: Option<Ticket>,
    /// What was asked of the outside world and is not answered yet.
    pub unsettled: Vec<Unsettled>,
    /// The last thing the contact said, as trails read it in `input`: `{ text, option }`, both there, and
    /// one of `media`, `location`, `options`, `answers` where the message brought it.
    pub input: Value,
    /// The protocol number that the session gave, or that its ticket has.
    pub protocol: Option<SmolStr>,
    /// What other systems told while nothing waited for it, oldest first: names and payloads. Kept while
    /// the session lasts.
    pub told: VecDeque<(SmolStr, Value)>,
    /// Messages that wait for the next waiting step, oldest first. Where dealing with them all would
    /// make a commit too heavy, the rest waits for the contact's next message, or whatever else moves
    /// the session.
    pub queued: VecDeque<Incoming>,
    /// Ids of the last messages that came in.
    pub recent: Recent<{ limits::RECENT }>,
    /// Ids of the last events that other systems told.
    pub told_ids: Recent<{ limits::TOLD_IDS }>,
    /// Ids of the last replies and notes that people wrote.
    pub replies: Recent<{ limits::REPLIES }>,
    /// The id of the next session.
    pub next_session: SessionId,
    /// The id of the next effect.
    pub next_effect: EffectId,
    /// Its tags, in order of the alphabet.
    pub tags: Vec<SmolStr>,
    /// The last thing said.
    pub last: Option<Last>,
    /// How much of what the contact said came to people since a person last answered.
    pub unanswered: u32,
    /// How much the bot said since the contact's last message, or since it took up one that waited.
    pub unprompted: u32,
    /// What models were paid for.
    pub spent: Spent,
    /// Since when nobody has said anything, and who owes a word.
    pub silence: Silence,
    /// When automations want to look at it again.
    pub alarm: Option<Timestamp>,
    /// The automations that fired last, each with the moment it fired for.
    pub fired: VecDeque<(AutomationId, Timestamp)>,
    /// Messages that wait for more that the contact may be about to say, oldest first.
    pub gathered: VecDeque<Incoming>,
    /// Until when nothing more must come for them to be dealt with.
    pub gathers_until: Option<Timestamp>,
}

/// Something that was asked of the outside world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unsettled {
    /// Its id.
    pub id: EffectId,
    /// The owner's version it was asked under: under another it is not to be dispatched.
    pub owner_version: u64,
    /// What.
    pub effect: Effect,
    /// Since when.
    pub at: Timestamp,
}

/// The last thing said, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// Its beginning.
    pub preview: String,
    /// Who said it; none: the contact.
    pub from: Option<Speaker>,
    /// The message group it was said in.
    pub group: Option<TeamId>,
    /// When.
    pub at: Timestamp,
}

/// A message as trails read it in `input`.
pub(crate) fn input(message: Option<&Incoming>) -> Value {
    let option = message.and_then(|message| message.option.clone());
    let mut map = trilha_model::Map::from([
        (
            SmolStr::new_static("text"),
            Value::text(message.map_or("", |message| &message.text)),
        ),
        (
            SmolStr::new_static("option"),
            option.map_or(Value::Null, Value::Text),
        ),
    ]);
    if let Some(attached) = message.and_then(|message| message.attached.as_ref()) {
        let (name, value) = attached.value();
        map.insert(SmolStr::new_static(name), value);
    }
    Value::Map(map)
}

impl Default for Conversation {
    fn default() -> Self {
        Self {
            contact: ContactId::default(),
            profile: Value::Map(trilha_model::Map::new()),
            language: None,
            opened_at: Timestamp::default(),
            owner: Owner::Bot,
            owner_version: 0,
            session: None,
            ticket: None,
            unsettled: Vec::new(),
            input: input(None),
            protocol: None,
            told: VecDeque::new(),
            queued: VecDeque::new(),
            recent: Recent::default(),
            told_ids: Recent::default(),
            replies: Recent::default(),
            next_session: SessionId(1),
            next_effect: EffectId(1),
            tags: Vec::new(),
            last: None,
            unanswered: 0,
            unprompted: 0,
            spent: Spent::default(),
            silence: Silence::default(),
            alarm: None,
            fired: VecDeque::new(),
            gathered: VecDeque::new(),
            gathers_until: None,
        }
    }
}

impl Conversation {
    /// Whether anything ever happened in it.
    pub fn is_open(&self) -> bool {
        !self.contact.as_str().is_empty()
    }

    /// The ticket, while it is open.
    pub fn open_ticket(&self) -> Option<&Ticket> {
        self.ticket
            .as_ref()
            .filter(|ticket| ticket.closed.is_none())
    }

    /// The message group that what is said now is for.
    pub fn group(&self) -> Option<&TeamId> {
        self.open_ticket()?.group.as_ref()
    }

    fn open_ticket_mut(&mut self) -> Option<&mut Ticket> {
        let ticket = self.ticket.as_mut();
        ticket.filter(|ticket| ticket.closed.is_none())
    }

    /// Whether the session waits at the step that handed off to people.
    pub fn at_handoff(&self) -> bool {
        let parked = self
            .session
            .as_ref()
            .and_then(|session| session.parked.as_ref());
        let handed = self.open_ticket().and_then(|ticket| ticket.step.as_ref());
        parked.is_some_and(|parked| Some(&parked.step) == handed)
    }

    /// When it wants to be woken: when nothing more came to what is gathered, at the waiting step's limit, or when
    /// automations want to look at it again.
    pub fn wake(&self) -> Option<Timestamp> {
        let step = self.gathers_until.or_else(|| self.limit());
        [step, self.alarm].into_iter().flatten().min()
    }

    /// The waiting step's limit while the bot has it; while it waits in a queue, when the handoff's patience is
    /// over, counted anew each time it comes to a queue.
    pub(crate) fn limit(&self) -> Option<Timestamp> {
        let until = self.session.as_ref()?.parked.as_ref()?.until?;
        match self.owner {
            Owner::Bot => Some(until),
            Owner::Queue(_) if self.at_handoff() => self.open_ticket()?.patience_ends(until),
            Owner::Queue(_) | Owner::Agent(_) => None,
        }
    }

    /// The oldest of the events told that the session waits for, if the bot has the conversation.
    pub(crate) fn awaited(
        &self,
        bundles: &BTreeMap<BundleHash, Arc<Bundle>>,
    ) -> Option<(SmolStr, Value)> {
        if self.told.is_empty() || self.owner != Owner::Bot {
            return None;
        }
        let session = self.session.as_ref()?;
        let awaited = trilha_trail::awaited(bundles.get(&session.bundle)?, session)?;
        self.told.iter().find(|(name, _)| name == awaited).cloned()
    }

    /// The messages that were gathered as one: a line each, under the id of the last.
    pub(crate) fn joined(&self) -> Option<Incoming> {
        let last = self.gathered.back()?;
        let lines: Vec<&str> = self.gathered.iter().map(|one| one.text.as_str()).collect();
        Some(Incoming::text(last.id.clone(), lines.join("\n")))
    }

    /// Whether an act takes the conversation away from the bot, or from somebody: something for supervisors.
    pub fn is_takeover(&self, act: &Act) -> bool {
        matches!(
            (act, &self.owner),
            (Act::Take, Owner::Bot) | (Act::TakeOver, _)
        )
    }

    /// Folds one event in. Total: any event in any state.
    pub fn apply(&mut self, event: &Event) {
        apply::apply(self, event);
    }

    /// The state as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        Fold::to_bytes(self)
    }

    /// Reads the state back.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        <Self as Fold>::from_bytes(bytes)
    }
}

impl Fold for Conversation {
    type Event = Event;
    const SCHEMA: u8 = 16;

    fn wake(&self) -> Option<Timestamp> {
        Self::wake(self)
    }

    fn apply(&mut self, event: &Event) {
        apply::apply(self, event);
    }
}
