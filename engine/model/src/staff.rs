//! Events of everything that is not a conversation: people, queues, inboxes, settings, published trails.

mod setting;
#[cfg(test)]
mod tests;
mod trail;

pub use setting::{CalendarRules, SettingEvent};
pub use trail::TrailEvent;

use crate::id::{AgentId, ConversationId, QueueId, TrailId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// What a person may do.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Works conversations.
    #[default]
    Agent,
    /// Watches the desk too.
    Supervisor,
    /// Changes everything.
    Admin,
}

/// Events of a person, on `agent/<id>`; the id is the name they sign in with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AgentEvent {
    /// The account was made.
    AgentCreated {
        /// The name people read.
        name: String,
        /// What they may do.
        role: Role,
        /// The argon2id hash of the password, in PHC form.
        password: String,
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// Name or role changed.
    AgentChanged {
        /// The name people read.
        name: String,
        /// What they may do.
        role: Role,
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// The password changed; every sign-in from before is void.
    PasswordChanged {
        /// The argon2id hash, in PHC form.
        password: String,
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// They can no longer sign in.
    AgentDisabled {
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// They can sign in again.
    AgentEnabled {
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// What they are good at: all of it.
    SkillsSet {
        /// Words of the house, as trails ask for them in `skills`.
        skills: Vec<SmolStr>,
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// They take conversations, or no longer do.
    AvailabilityChanged {
        /// Whether they do.
        available: bool,
        /// When.
        at: Timestamp,
    },
    /// A conversation became theirs.
    ConversationHeld {
        /// Which.
        conversation: ConversationId,
    },
    /// A conversation is no longer theirs.
    ConversationReleased {
        /// Which.
        conversation: ConversationId,
    },
}

/// Events of a queue, on `queue/<id>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum QueueEvent {
    /// Made, or its settings changed: all of them.
    QueueSaved {
        /// The name people read.
        title: String,
        /// Who works it.
        members: Vec<AgentId>,
        /// Colour as `#rrggbb`.
        colour: String,
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// Taken away; what waits in it can still be taken.
    QueueRemoved {
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
}

/// Events of a team, on `team/<id>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TeamEvent {
    /// Made, or its settings changed: all of them.
    TeamSaved {
        /// The name people read.
        title: String,
        /// Who is in it.
        members: Vec<AgentId>,
        /// Who did it.
        by: Option<AgentId>,
        /// When.
        at: Timestamp,
    },
    /// Taken away; what is for it is for all of its queue.
    TeamRemoved {
        /// Who did it.
        by: Option<AgentId>,
        /// When.
        at: Timestamp,
    },
}

/// A channel: a kind of way to talk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The chat on a web page.
    #[default]
    Webchat,
    /// Plain HTTP: one POST a turn.
    Api,
}

/// Events of an inbox, on `inbox/<id>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum InboxEvent {
    /// Made, or its settings changed: all of them.
    InboxSaved {
        /// The name people read.
        title: String,
        /// Its channel.
        channel: Channel,
        /// The trail that answers; none: only people do.
        trail: Option<TrailId>,
        /// The queue for conversations that no trail answers.
        queue: Option<QueueId>,
        /// Whether anything comes in.
        enabled: bool,
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    /// Taken away.
    InboxRemoved {
        /// Who did it; none for the server itself, and in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
}
