//! What starts a trail: the entries of `starts`, each an automation.

mod aside;
mod keys;
mod read;
mod schedule;

pub(crate) use aside::waiting;
pub use keys::START;
pub(crate) use read::priority;
pub use schedule::Schedule;

use crate::diagnostic::Span;
use crate::matching;
use smol_str::SmolStr;
use trilha_model::{AutomationId, InboxId, Priority, QueueId, Span as Time, TrailId};

/// One entry of `starts`.
#[derive(Clone, Debug)]
pub struct Start {
    /// Its name in the trail: as given, or its kind and which of that kind it is, such as `keyword-1`.
    pub name: SmolStr,
    /// What it waits for.
    pub on: Trigger,
    /// On which inboxes; on all where it names none.
    pub inboxes: Vec<InboxId>,
    /// Where it is written.
    pub(crate) span: Span,
}

/// What an automation waits for.
#[derive(Clone, Debug)]
pub enum Trigger {
    /// Anything a contact says, or their arrival, while nothing goes on.
    Message,
    /// One of these phrases, plain, while nothing goes on.
    Keyword(Vec<String>),
    /// Another system tells of one of these, while nothing goes on.
    Event(Vec<SmolStr>),
    /// The contact or the conversation gets one of these tags.
    Tagged(Vec<SmolStr>),
    /// A moment comes, for each conversation in which nothing goes on.
    Schedule(Box<Schedule>),
    /// The contact says nothing for so long, while nothing goes on: once in each silence.
    Silent(Time),
    /// Something about a ticket lasts too long: once each time it begins to.
    Service(Service),
}

/// What about a ticket lasts too long, and which tickets are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// What lasts.
    pub lapse: Lapse,
    /// How long it may.
    pub after: Time,
    /// Tickets of these queues; of all where it names none.
    pub queues: Vec<QueueId>,
    /// Conversations or contacts with one of these tags; all where it names none.
    pub tags: Vec<SmolStr>,
    /// Tickets as urgent as one of these; all where it names none.
    pub priorities: Vec<Priority>,
}

/// What about a ticket lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lapse {
    /// It waits in a queue. Begins anew each time it comes to one.
    Waiting,
    /// A person has it, and has not answered. Begins when they get it, and with the first thing the contact
    /// says after an answer.
    AgentSilent,
    /// The contact has not answered what a person said last.
    ContactSilent,
    /// It is open.
    Open,
}

impl Trigger {
    /// Its key in `starts`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Keyword(_) => "keyword",
            Self::Event(_) => "event",
            Self::Tagged(_) => "tagged",
            Self::Schedule(_) => "schedule",
            Self::Silent(_) => "silent",
            Self::Service(service) => match service.lapse {
                Lapse::Waiting => "waiting",
                Lapse::AgentSilent => "agent_silent",
                Lapse::ContactSilent => "contact_silent",
                Lapse::Open => "open",
            },
        }
    }

    /// How long it waits, where it goes by time.
    pub fn after(&self) -> Option<Time> {
        match self {
            Self::Silent(after) => Some(*after),
            Self::Service(service) => Some(service.after),
            _ => None,
        }
    }

    /// Whether it is about a ticket, so that its trail runs beside what people do.
    pub fn is_service(&self) -> bool {
        matches!(self, Self::Service(_))
    }

    /// What it listens for, plain: of two that listen for the same, the first in order gets it.
    pub(crate) fn words(&self) -> Vec<&str> {
        match self {
            Self::Keyword(words) => words.iter().map(String::as_str).collect(),
            Self::Event(names) | Self::Tagged(names) => names.iter().map(SmolStr::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

impl Start {
    /// Its id beside those of other trails.
    pub fn id(&self, trail: &TrailId) -> AutomationId {
        AutomationId(smol_str::format_smolstr!("{trail}/{}", self.name))
    }

    /// Whether it can happen on an inbox.
    pub fn is_on(&self, inbox: &InboxId) -> bool {
        self.inboxes.is_empty() || self.inboxes.contains(inbox)
    }

    /// Whether this text is one of its keywords.
    pub fn is_said(&self, text: &str) -> bool {
        matches!(&self.on, Trigger::Keyword(words) if words.contains(&matching::plain(text)))
    }

    /// Whether it takes up what another system tells under this name.
    pub fn is_told(&self, name: &str) -> bool {
        matches!(&self.on, Trigger::Event(names) if names.iter().any(|known| known == name))
    }

    /// Whether it waits for this tag.
    pub fn is_tag(&self, tag: &str) -> bool {
        matches!(&self.on, Trigger::Tagged(tags) if tags.iter().any(|known| known == tag))
    }

    /// Where it stands while nobody has put automations in order: what is more particular comes first.
    pub fn rank(&self) -> (u8, bool) {
        let kind = match &self.on {
            Trigger::Keyword(_) => 0,
            Trigger::Event(_) => 1,
            Trigger::Tagged(_) => 2,
            Trigger::Message => 3,
            Trigger::Silent(_) => 4,
            Trigger::Schedule(_) => 5,
            Trigger::Service(_) => 6,
        };
        (kind, self.inboxes.is_empty())
    }

    /// What it takes of another that comes after it: the words the other never gets, or nothing where the other
    /// gets something of each.
    pub(crate) fn takes_from<'o>(&self, other: &'o Self) -> Option<Vec<&'o str>> {
        let within = self.inboxes.is_empty()
            || (!other.inboxes.is_empty() && other.inboxes.iter().all(|inbox| self.is_on(inbox)));
        if !within || self.on.kind() != other.on.kind() {
            return None;
        }
        if matches!(self.on, Trigger::Message) {
            return Some(Vec::new());
        }
        let mine = self.on.words();
        let mut taken = other.on.words();
        taken.retain(|word| mine.contains(word));
        (!taken.is_empty()).then_some(taken)
    }
}
