//! The scene: everything a sprint of a trail may look at besides its session.

use crate::bundle::Bundle;
use trilha_model::{EffectId, Incoming, Outcome, QueueId, Timestamp, Value};

/// What surrounds a session in one sprint.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The bundle the session is pinned to.
    pub bundle: &'a Bundle,
    /// What trails read as `env`; a map.
    pub env: &'a Value,
    /// What trails read as `contact`; a map.
    pub contact: &'a Value,
    /// What trails read as `conversation`; a map.
    pub conversation: &'a Value,
    /// What trails read as `input`, the last thing the contact said: `{ text, option }`, both there.
    pub input: &'a Value,
    /// The contact's language, where it is known.
    pub language: Option<&'a str>,
    /// Whether somebody could take a conversation from a queue now.
    pub queues: &'a dyn Fn(&QueueId) -> Availability,
    /// Now.
    pub now: Timestamp,
    /// Where everything random in the sprint comes from.
    pub seed: u64,
    /// The id of the next effect.
    pub next_effect: EffectId,
}

/// Whether a queue could take a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// Somebody is available.
    Open,
    /// Nobody is.
    Offline,
    /// There is no such queue.
    Unknown,
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
    /// Its time has come.
    Timeout,
    /// People are done.
    Handoff(HandoffEnd),
    /// A sub-trail came back with its outputs.
    Returned(Value),
    /// An interrupt returned: the step asks or shows again what it waits for.
    Again,
}
