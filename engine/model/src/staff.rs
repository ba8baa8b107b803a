//! Events of everything that is not a conversation: people, queues, inboxes, settings, published trails.

use crate::id::{AgentId, AutomationId, BundleHash, ConversationId, QueueId, TrailId};
use crate::input::StepMove;
use crate::time::Timestamp;
use crate::value::Value;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeMap;

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
    },
    /// Name or role changed.
    AgentChanged {
        /// The name people read.
        name: String,
        /// What they may do.
        role: Role,
    },
    /// The password changed; every sign-in from before is void.
    PasswordChanged {
        /// The argon2id hash, in PHC form.
        password: String,
    },
    /// They can no longer sign in.
    AgentDisabled,
    /// They can sign in again.
    AgentEnabled,
    /// What they are good at: all of it.
    SkillsSet {
        /// Words of the house, as trails ask for them in `skills`.
        skills: Vec<SmolStr>,
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
    },
    /// Taken away; what waits in it can still be taken.
    QueueRemoved,
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
    },
    /// Taken away.
    InboxRemoved,
}

/// When somebody is there, as people write it: what trails name in `hours`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarRules {
    /// The name people read.
    pub title: String,
    /// The time zone, by its name in the IANA database.
    pub zone: SmolStr,
    /// The hours of each day of the week, Monday first, as `09:00-18:00`; over midnight as `22:00-06:00`.
    pub week: [Vec<SmolStr>; 7],
    /// Days without hours: `2026-12-25`, or `12-25` for every year.
    pub holidays: Vec<SmolStr>,
    /// Days with hours of their own, written as those two are.
    pub days: BTreeMap<SmolStr, Vec<SmolStr>>,
}

/// Events of settings, on `setting/env`, `setting/secret`, `setting/calendar` and `setting/automations`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SettingEvent {
    /// A value trails read as `env.NAME`.
    EnvSet {
        /// Its name: `[A-Z][A-Z0-9_]*`.
        name: SmolStr,
        /// Its value.
        value: Value,
    },
    /// The value is gone.
    EnvRemoved {
        /// Its name.
        name: SmolStr,
    },
    /// A secret, sealed with the server's key.
    SecretSet {
        /// Its name: `[A-Z][A-Z0-9_]*`.
        name: SmolStr,
        /// Nonce and cipher text.
        sealed: Vec<u8>,
    },
    /// Automations were put in order, switched on or off: all of them.
    AutomationsArranged {
        /// Those that were put in order, the first to match first.
        order: Vec<AutomationId>,
        /// Those that are switched off.
        off: Vec<AutomationId>,
        /// Who did it.
        by: Option<AgentId>,
        /// When.
        at: Timestamp,
    },
    /// The secret is gone.
    SecretRemoved {
        /// Its name.
        name: SmolStr,
    },
    /// A calendar was made, or changed: all of it.
    CalendarSaved {
        /// The name trails use: `[a-z][a-z0-9_-]*`.
        name: SmolStr,
        /// What it says.
        calendar: Box<CalendarRules>,
    },
    /// The calendar is gone.
    CalendarRemoved {
        /// Its name.
        name: SmolStr,
    },
}

/// Events of published trails: the bundle on `bundle/<hash>`, the choice of it on `trail/<id>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TrailEvent {
    /// The sources of a bundle, for good.
    BundleStored {
        /// Its hash.
        hash: BundleHash,
        /// Its root trail.
        trail: TrailId,
        /// Every file it reaches, by path below the flows folder.
        files: BTreeMap<String, String>,
    },
    /// New sessions of this trail run this bundle.
    TrailPublished {
        /// Which.
        bundle: BundleHash,
        /// Counts up from 1.
        version: u32,
        /// Who; none for the server itself.
        by: Option<AgentId>,
        /// Why.
        note: String,
        /// When.
        at: Timestamp,
        /// The older version whose bundle it is, where one went back to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        again: Option<u32>,
        /// What was scheduled and happened so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        schedule: Option<u32>,
        /// That sessions of older versions go on in this one, and which steps take others' places; none: they
        /// finish where they began.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moves: Option<Vec<StepMove>>,
    },
    /// This bundle is to be published at a moment.
    TrailScheduled {
        /// Which of the trail's schedules: counts up from 1.
        schedule: u32,
        /// The bundle, stored already.
        bundle: BundleHash,
        /// When it is to be published.
        at: Timestamp,
        /// Who wants it.
        by: Option<AgentId>,
        /// Why.
        note: String,
        /// As in `TrailPublished`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moves: Option<Vec<StepMove>>,
    },
    /// What was scheduled will not happen.
    ScheduleCancelled {
        /// Which.
        schedule: u32,
        /// Who did not want it any more; none: when its moment came, its bundle served already.
        by: Option<AgentId>,
        /// When.
        at: Timestamp,
    },
    /// What was scheduled could not be published when its moment came.
    ScheduleFailed {
        /// Which.
        schedule: u32,
        /// Why.
        problem: String,
        /// When.
        at: Timestamp,
    },
    /// Sessions of older versions are to go on in the one that serves already.
    MoveRequested {
        /// The version.
        version: u32,
        /// Which steps take others' places.
        steps: Vec<StepMove>,
        /// Who wants it; none for the server itself.
        by: Option<AgentId>,
        /// When.
        at: Timestamp,
    },
    /// Every session that could go on in this version does; the others finish where they are.
    SessionsMoved {
        /// The version.
        version: u32,
        /// When.
        at: Timestamp,
    },
}
