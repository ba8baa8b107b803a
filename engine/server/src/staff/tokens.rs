//! API tokens: what other systems show, its hash on the stream `token/<id>`.

use super::signins;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use trilha_desk::Fold;
use trilha_model::{AgentId, InboxId, Stream, Timestamp};

/// Milliseconds between two events that tell of a token's use: enough to see which are forgotten.
const TELL_USE: i64 = 3_600_000;

/// What happens to a token.
#[expect(
    clippy::enum_variant_names,
    reason = "in the journal an event is named whole"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TokenEvent {
    /// It was made.
    TokenMade {
        /// What it is for.
        name: String,
        /// The SHA-256 of its secret, in hex: the secret has 256 bits of chance, so nothing slower is needed.
        hash: SmolStr,
        /// Who made it.
        by: AgentId,
        /// When.
        at: Timestamp,
        /// The inboxes it is good for; none: all of them.
        #[serde(default)]
        inboxes: Vec<InboxId>,
        /// When it ends; never where it is none.
        #[serde(default)]
        expires: Option<Timestamp>,
    },
    /// It was used: told once an hour at most.
    TokenUsed {
        /// When.
        at: Timestamp,
    },
    /// It is no longer good.
    TokenRevoked {
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
}

/// A token: the fold of its stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Token {
    pub(crate) name: String,
    /// Empty once it is revoked.
    pub(crate) hash: SmolStr,
    pub(crate) by: AgentId,
    pub(crate) at: Timestamp,
    /// The inboxes it is good for; none: all of them.
    pub(crate) inboxes: Vec<InboxId>,
    pub(crate) expires: Option<Timestamp>,
    pub(crate) used: Option<Timestamp>,
}

impl Token {
    /// Whether its time is over.
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }

    /// Whether it is to be told that it is used now.
    pub(crate) fn tells_use(&self, now: Timestamp) -> bool {
        let rests = |used: Timestamp| now.0.saturating_sub(used.0) < TELL_USE;
        self.exists() && !self.used.is_some_and(rests)
    }

    /// Whether it is good.
    pub(crate) fn exists(&self) -> bool {
        !self.hash.is_empty()
    }
}

impl Fold for Token {
    type Event = TokenEvent;
    const SCHEMA: u8 = 2;

    fn apply(&mut self, event: &TokenEvent) {
        match event {
            TokenEvent::TokenMade {
                name,
                hash,
                by,
                at,
                inboxes,
                expires,
            } => {
                *self = Self {
                    name: name.clone(),
                    hash: hash.clone(),
                    by: by.clone(),
                    at: *at,
                    inboxes: inboxes.clone(),
                    expires: *expires,
                    used: None,
                };
            }
            TokenEvent::TokenUsed { at } => self.used = Some(*at),
            TokenEvent::TokenRevoked { .. } => *self = Self::default(),
        }
    }
}

/// The stream of a token.
pub(crate) fn stream(id: &str) -> Stream {
    Stream::new("token", id)
}

/// A new token: its id, the whole of it, and the hash that is kept.
pub(crate) fn make() -> (SmolStr, String, SmolStr) {
    let id = SmolStr::from(crate::ambient::hex(&crate::ambient::unguessable::<6>()));
    let token = format!("trilha_{id}_{}", signins::token());
    let hash = signins::key(&token);
    (id, token, hash)
}

/// The id in a token.
pub(crate) fn id_in(token: &str) -> Option<&str> {
    token
        .strip_prefix("trilha_")?
        .split_once('_')
        .map(|(id, _)| id)
}
