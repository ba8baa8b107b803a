//! A conversation as a line of a list.

use crate::lists::Viewer;
use serde::{Deserialize, Serialize};
use trilha_desk::Conversation;
use trilha_model::{
    ConversationId, Owner, Priority, QueueId, Speaker, TeamId, TicketState, Timestamp,
};

/// What a list shows of a conversation that has, or had, a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which.
    pub id: ConversationId,
    /// Grows with everything that happens in it.
    pub version: u64,
    /// The contact's name, or their address.
    pub name: String,
    /// Who has it.
    pub owner: Owner,
    /// The open or last ticket.
    pub ticket: Option<Ticket>,
    /// The last thing said, cut.
    pub preview: String,
    /// Who said it; none: the contact.
    pub from: Option<Speaker>,
    /// The message group it was said in.
    pub group: Option<TeamId>,
    /// When it was said, or when the conversation began.
    pub at: Timestamp,
    /// What the contact said since a person last answered.
    pub unanswered: u32,
    /// Its tags.
    pub tags: Vec<String>,
}

/// The ticket of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its protocol number.
    pub number: String,
    /// Its queue.
    pub queue: QueueId,
    /// How urgent.
    pub priority: Priority,
    /// What the bot wants the person to know.
    pub note: Option<String>,
    /// What it is about, in one line.
    #[serde(default)]
    pub subject: Option<String>,
    /// What came before.
    #[serde(default)]
    pub summary: Option<String>,
    /// What whoever takes it must be good at.
    #[serde(default)]
    pub skills: Vec<String>,
    /// The team whoever takes it must be in; none: all who work the queue may.
    pub team: Option<TeamId>,
    /// The message group that what is said while it is open is for.
    pub group: Option<TeamId>,
    /// The one it was opened with, which its note, subject and summary are for.
    pub told_to: Option<TeamId>,
    /// Where the work on it stood when it began.
    #[serde(default)]
    pub state: TicketState,
    /// Since when.
    pub opened_at: Timestamp,
    /// Since when it waits, where it does.
    pub waiting_since: Option<Timestamp>,
    /// Whether it is over.
    pub closed: bool,
}

impl Line {
    /// The line of a conversation at a version.
    pub fn of(id: &ConversationId, version: u64, conversation: &Conversation) -> Self {
        let name = conversation
            .profile
            .get("name")
            .and_then(|name| name.as_text())
            .filter(|name| !name.is_empty());
        let last = conversation.last.as_ref();
        Self {
            id: id.clone(),
            version,
            name: name.unwrap_or(id.address.as_str()).to_owned(),
            owner: conversation.owner.clone(),
            ticket: conversation.ticket.as_ref().map(|ticket| Ticket {
                number: ticket.number.to_string(),
                queue: ticket.queue.clone(),
                priority: ticket.priority,
                note: ticket.note.clone(),
                subject: ticket.subject.clone(),
                summary: ticket.summary.clone(),
                skills: ticket.skills.iter().map(ToString::to_string).collect(),
                team: ticket.team.clone(),
                group: ticket.group.clone(),
                told_to: ticket.told_to.clone(),
                state: ticket.state,
                opened_at: ticket.opened_at,
                waiting_since: ticket.waiting_since,
                closed: ticket.closed.is_some(),
            }),
            preview: last.map(|last| last.preview.clone()).unwrap_or_default(),
            from: last.and_then(|last| last.from.clone()),
            group: last.and_then(|last| last.group.clone()),
            at: last.map_or(conversation.opened_at, |last| last.at),
            unanswered: conversation.unanswered,
            tags: conversation.tags.iter().map(ToString::to_string).collect(),
        }
    }

    /// Whether its ticket is open, or a person has it.
    pub fn is_open(&self) -> bool {
        self.owner != Owner::Bot || self.ticket.as_ref().is_some_and(|ticket| !ticket.closed)
    }

    /// The message group of its ticket.
    pub fn ticket_group(&self) -> Option<&TeamId> {
        self.ticket.as_ref()?.group.as_ref()
    }

    /// Whether a text occurs in what this person reads of it; `text` in lower case.
    pub(crate) fn mentions(&self, text: &str, viewer: &Viewer) -> bool {
        let within = |field: &str| field.to_lowercase().contains(text);
        within(&self.name)
            || (viewer.reads(self.group.as_ref()) && within(&self.preview))
            || within(self.id.address.as_str())
            || self
                .ticket
                .as_ref()
                .is_some_and(|ticket| within(&ticket.number))
            || self.tags.iter().any(|tag| within(tag))
    }
}
