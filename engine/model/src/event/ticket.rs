//! Whose a conversation is, and how its ticket stands.

use crate::id::{AgentId, QueueId};
use serde::{Deserialize, Serialize};

/// Who may speak for the house.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owner {
    /// The trail.
    #[default]
    Bot,
    /// Nobody yet: it waits in a queue.
    Queue(QueueId),
    /// A person.
    Agent(AgentId),
}

/// How urgent a ticket is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Can wait.
    Low,
    /// As it comes.
    #[default]
    Normal,
    /// Before others.
    High,
    /// Before everything.
    Urgent,
}

/// Where the work on a ticket that is not over stands.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// It is for people to go on with.
    #[default]
    Open,
    /// It waits for something else first.
    Pending,
}

/// How a ticket ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketOutcome {
    /// Solved, as a person said.
    Resolved,
    /// Given back to the bot.
    GivenBack,
    /// Nobody took it in time.
    Abandoned,
}
