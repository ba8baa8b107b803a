//! The scene: everything a sprint of a trail may look at besides its session.

use crate::bundle::Bundle;
use crate::calendar::Calendar;
use crate::session::Vars;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;
use trilha_model::{
    AgentId, Capability, ContactId, EffectId, Incoming, Outcome, QueueId, Span, TeamId, Timestamp,
    Value,
};

/// What surrounds a session in one sprint.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The bundle the session is pinned to.
    pub bundle: &'a Bundle,
    /// What trails read as `env`; a map.
    pub env: &'a Value,
    /// Who the contact is.
    pub who: &'a ContactId,
    /// What trails read as `contact`; a map.
    pub contact: &'a Value,
    /// What trails read as `conversation`; a map.
    pub conversation: &'a Value,
    /// What trails read as `input`, the last thing the contact said: `{ text, option }`, both there, and
    /// one of `media`, `location`, `options`, `answers` where it was brought.
    pub input: &'a Value,
    /// The contact's language, where it is known.
    pub language: Option<&'a str>,
    /// The queues as they are now, of their people only those it is meant for; none where there is no such
    /// queue.
    pub queues: &'a dyn Fn(&QueueId, Whom<'_>) -> Option<Line>,
    /// Whether there is this team, or nobody knows which there are.
    pub teams: &'a dyn Fn(&TeamId) -> bool,
    /// Whether a person takes conversations now; none where there is no such person among those it is meant for.
    pub agents: &'a dyn Fn(&AgentId, Whom<'_>) -> Option<bool>,
    /// The calendars that admins keep, by the names trails use.
    pub calendars: &'a BTreeMap<SmolStr, Arc<Calendar>>,
    /// What the channel cannot do.
    pub cannot: &'a [Capability],
    /// Now.
    pub now: Timestamp,
    /// Where everything random in the sprint comes from.
    pub seed: u64,
    /// The id of the next effect.
    pub next_effect: EffectId,
    /// What models were paid for in the conversation so far.
    pub spent: Spent,
    /// Whether the sprint runs beside whatever goes on: it speaks as the system, and does not wait.
    pub aside: bool,
}

/// Tokens of models that were read and written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Spent {
    /// Since the contact last said something.
    pub lately: u32,
    /// In the whole conversation.
    pub ever: u32,
}

impl Spent {
    /// Adds so many.
    pub fn add(&mut self, tokens: u32) {
        self.lately = self.lately.saturating_add(tokens);
        self.ever = self.ever.saturating_add(tokens);
    }
}

/// Which of a queue's people a conversation is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whom<'a> {
    /// Those in this team; none: all of them.
    pub team: Option<&'a TeamId>,
    /// Those who are of this message group; none: all of them.
    pub group: Option<&'a TeamId>,
    /// Those who are good at all of this.
    pub skills: &'a [SmolStr],
}

/// A queue as it is now. What is not known is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// How many of its people take conversations.
    pub available: u32,
    /// How many of those have no conversation.
    pub free: Option<u32>,
    /// How many conversations wait in it.
    pub waiting: Option<u32>,
    /// How long one more is expected to wait.
    pub wait: Option<Span>,
}

/// Whether a queue could take a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// Somebody is available.
    Open,
    /// People take conversations, but all of them have one, or others wait before.
    Busy,
    /// Nobody takes conversations.
    Offline,
}

impl Line {
    /// Whether it could take a conversation.
    pub fn availability(&self) -> Availability {
        if self.available == 0 {
            Availability::Offline
        } else if self.free == Some(0) || self.waiting.is_some_and(|waiting| waiting > 0) {
            Availability::Busy
        } else {
            Availability::Open
        }
    }
}

/// What moves a session.
#[derive(Clone, Copy, Debug)]
pub enum Stimulus<'a> {
    /// The contact said something.
    Message(&'a Incoming),
    /// An effect came to an end.
    Settled {
        /// Which.
        effect: EffectId,
        /// How.
        outcome: &'a Outcome,
    },
    /// Another system told of something.
    Event {
        /// Its name.
        name: &'a str,
        /// What it told.
        payload: &'a Value,
    },
    /// The time a step waits until has come.
    Woken,
    /// People are done with the conversation.
    HandoffEnded(HandoffEnd),
}

/// How people were done with a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandoffEnd {
    /// Given back to the bot.
    GivenBack,
    /// Resolved.
    Closed,
    /// Nobody took it in time.
    NobodyTook,
}

/// What a waiting step is told.
#[derive(Clone, Debug)]
pub(crate) enum Wake<'a> {
    /// The contact said something that is no interrupt.
    Message(&'a Incoming),
    /// Its effect came to an end.
    Settled(&'a Outcome),
    /// The event it waits for came.
    Event(&'a Value),
    /// Its time has come.
    Timeout,
    /// People are done.
    Handoff(HandoffEnd),
    /// A sub-trail came back.
    Returned {
        /// Its outputs.
        outputs: Value,
        /// Its variables that are about a person.
        personal: Vars,
    },
    /// A sub-trail failed and had no way on.
    Broken,
    /// An interrupt returned: the step asks or shows again what it waits for.
    Again,
}
