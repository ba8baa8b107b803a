//! A ticket: one episode of human service.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use trilha_model::{
    AgentId, Limits, Priority, QueueId, Span, StepId, TeamId, TicketOutcome, TicketState, Timestamp,
};

/// One episode of human service inside a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its protocol number.
    pub number: SmolStr,
    /// Its queue.
    pub queue: QueueId,
    /// How urgent.
    pub priority: Priority,
    /// What the bot wants the person to know.
    pub note: Option<String>,
    /// The step that handed off; none: people began it.
    pub step: Option<StepId>,
    /// What it is about, in one line.
    pub subject: Option<String>,
    /// The person the bot meant it for.
    pub agent: Option<AgentId>,
    /// What came before, for whoever takes it.
    pub summary: Option<String>,
    /// What whoever takes it must be good at.
    pub skills: Vec<SmolStr>,
    /// The team whoever takes it must be in; none: all who work the queue may.
    pub team: Option<TeamId>,
    /// The message group: the team for whom what is said now is, besides supervisors.
    pub group: Option<TeamId>,
    /// The group it was opened with: its note, subject and summary are for it, whatever is set later.
    pub told_to: Option<TeamId>,
    /// Where the work on it stood when it began.
    pub state: TicketState,
    /// Since when.
    pub opened_at: Timestamp,
    /// Since when it waits in its queue, where it does.
    pub waiting_since: Option<Timestamp>,
    /// How it ended, once it has.
    pub closed: Option<TicketOutcome>,
    /// What automations that go by time did about it.
    pub firings: Firings,
}

/// What automations that go by time did about a ticket since the contact last said something or a person last closed
/// one. A ticket that is opened before either goes on where the one before it ended, so that none is opened again and
/// again for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Firings {
    /// How often one fired.
    pub count: u32,
    /// Whether it was told that they fired as often as they may, and none fired after that.
    pub told: bool,
}

impl Firings {
    /// Whether they fired as often as they may.
    pub(crate) fn are_over(self, limits: &Limits) -> bool {
        self.count as usize >= limits.firings
    }
}

impl Ticket {
    /// When the handoff gives up, where `until` is when it would have the first time.
    pub(crate) fn patience_ends(&self, until: Timestamp) -> Option<Timestamp> {
        let patience = Span(until.0.saturating_sub(self.opened_at.0));
        Some(self.waiting_since?.after(patience))
    }
}
