//! Ids: short strings with a kind, so that a queue is never taken for an inbox.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
        #[serde(transparent)]
        pub struct $name(pub SmolStr);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(SmolStr::new(text))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(SmolStr::from(text))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", self.0.as_str())
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

ids! {
    /// A trail: `[a-z][a-z0-9_-]*`, also its file name.
    TrailId;
    /// A step inside a trail.
    StepId;
    /// A named way out of a step.
    ExitName;
    /// A published trail with all it reaches: the lower-case hex SHA-256 of its sources.
    BundleHash;
    /// One configured channel.
    InboxId;
    /// Where a contact is reached on an inbox: a visitor id, a phone number, an e-mail address.
    Address;
    /// A person on the other side of an inbox.
    ContactId;
    /// A person who works at the desk.
    AgentId;
    /// A queue of conversations that wait for a person.
    QueueId;
    /// People who work together, whatever queues they work.
    TeamId;
    /// A variable of a trail.
    VarName;
    /// An entry of a trail's `starts`: `trail/name`, such as `support/keyword-1`.
    AutomationId;
}

/// One contact on one inbox, for good. Printed as `inbox/address`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ConversationId {
    /// The inbox.
    pub inbox: InboxId,
    /// The contact's address there.
    pub address: Address,
}

impl ConversationId {
    /// The stream that holds the conversation, computed, so that two first messages cannot make two.
    pub fn stream(&self) -> Stream {
        Stream::new("conversation", &format!("{}/{}", self.inbox, self.address))
    }

    /// Parses `inbox/address`; the address may itself hold slashes.
    pub fn parse(text: &str) -> Option<Self> {
        let (inbox, address) = text.split_once('/')?;
        (!inbox.is_empty() && !address.is_empty()).then(|| Self {
            inbox: inbox.into(),
            address: address.into(),
        })
    }
}

impl fmt::Display for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.inbox, self.address)
    }
}

/// The name of a stream in the journal: `kind/key`, such as `conversation/site/v1a2`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stream(pub SmolStr);

impl Stream {
    /// The stream of `kind` (`conversation`, `agent`, `queue`, …) with this key.
    pub fn new(kind: &str, key: &str) -> Self {
        Self(SmolStr::from(format!("{kind}/{key}")))
    }

    /// The part before the first slash.
    pub fn kind(&self) -> &str {
        self.0.split_once('/').map_or(&self.0, |(kind, _)| kind)
    }

    /// The part after the first slash.
    pub fn key(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, key)| key)
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The n-th effect of a conversation; carried out as the idempotency key together with the conversation.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct EffectId(pub u64);

/// The n-th session of a conversation, from 1.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct SessionId(pub u64);
