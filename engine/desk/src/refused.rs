//! Why an input changes nothing and its sender is told so.

use trilha_model::{AgentId, InboxId, QueueId, TeamId};

/// Why [`crate::advance`] refused. Nothing happened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Somebody else has the conversation already.
    #[error("{by} has taken it already")]
    AlreadyTaken {
        /// Who.
        by: AgentId,
    },
    /// Only the person who has the conversation may do this, or a supervisor.
    #[error("the conversation is not yours")]
    NotYours,
    /// The bot has the conversation.
    #[error("the bot has the conversation already")]
    NothingToGiveBack,
    /// No such queue; with an empty name: none in which the ticket could be opened.
    #[error("there is no queue {0:?}")]
    NoSuchQueue(QueueId),
    /// No such person.
    #[error("there is nobody called {0:?}")]
    NoSuchAgent(AgentId),
    /// No such inbox.
    #[error("there is no inbox {0:?}")]
    NoSuchInbox(InboxId),
    /// The inbox takes nothing in.
    #[error("the inbox {0:?} is switched off")]
    InboxDisabled(InboxId),
    /// The ticket asks for what the person is not known to be good at.
    #[error("it is for people who are good at: {0}")]
    Unskilled(String),
    /// The ticket is for a team the person is not in, here by the name people read.
    #[error(
        "it is for people of the team {0:?}: ask a supervisor for it, or transfer it to others"
    )]
    NotOfTeam(String),
    /// The person does not read the message group, here by the name people read.
    #[error(
        "what is said here is for the group {0:?}, whose people and supervisors alone read and answer it: give it to one of them, or ask one to set another group"
    )]
    NotOfGroup(String),
    /// No such team.
    #[error("there is no team {0:?}")]
    NoSuchTeam(TeamId),
    /// Longer than it may be.
    #[error("{what} is longer than {limit} {unit}")]
    TooLong {
        /// What.
        what: &'static str,
        /// How long it may be.
        limit: usize,
        /// What is counted.
        unit: &'static str,
    },
    /// There is nothing in it.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// Nobody wrote in this conversation yet.
    #[error("the conversation has not begun")]
    NotOpened,
}
