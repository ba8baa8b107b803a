//! Inputs: the only things that move a conversation.

use crate::effect::Outcome;
use crate::id::{AgentId, AutomationId, BundleHash, EffectId, QueueId, StepId, TeamId, TrailId};
use crate::message::{Incoming, Received};
use crate::time::Timestamp;
use crate::value::{Map, Value};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Something that happened to a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Input {
    /// The contact said something.
    Message(Incoming),
    /// The contact arrived without a word (a web chat was opened): opens the conversation if it is
    /// new, and only starts a session where none is live.
    Arrived {
        /// What is known of them: `name`, `email`, … as `contact` shows it to trails.
        profile: Map,
        /// Their language, such as `pt-BR`, where the channel tells.
        language: Option<SmolStr>,
    },
    /// An effect came to an end.
    Settled {
        /// Which.
        effect: EffectId,
        /// How.
        outcome: Outcome,
    },
    /// Another system tells of something by its name, such as `order_paid`.
    Event {
        /// The name.
        name: SmolStr,
        /// What it tells.
        payload: Value,
        /// The sender's own id: a second one with the same id changes nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<SmolStr>,
    },
    /// The conversation's wake time came, or what automations go by has changed: they look at it again.
    Woken,
    /// A newer version of its trail was published: the session goes on there, if it can.
    Moved(Move),
    /// A schedule's moment has come, for this conversation as for others. Where anything goes on, or the
    /// automation is not for it, or it had this moment already, nothing changes.
    Scheduled {
        /// The automation.
        automation: AutomationId,
        /// Its moment.
        due: Timestamp,
    },
    /// A person at the desk did something.
    Acted {
        /// Who.
        by: AgentId,
        /// What.
        act: Act,
    },
}

/// Where sessions are to go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The bundle.
    pub bundle: BundleHash,
    /// The version of the trail that it was published as.
    pub version: u32,
    /// Where sessions go on that stand on steps the bundle lacks.
    pub steps: Vec<StepMove>,
}

/// A step that takes another one's place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepMove {
    /// The trail both are in.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub trail: TrailId,
    /// The step sessions stand on.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub from: StepId,
    /// The step of the new version, of the same kind.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub to: StepId,
}

/// What a person at the desk can do to a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Act {
    /// Takes it, from a queue, or from the bot. Of two who do, one wins.
    Take,
    /// Takes it from whoever has it: something for supervisors.
    TakeOver,
    /// Says something to the contact.
    Reply {
        /// The client's own id: a second one with the same id changes nothing.
        id: SmolStr,
        /// The words; what is read below the media where there is any, and may be empty then.
        text: String,
        /// A picture, a recording, a file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        media: Option<Box<Received>>,
    },
    /// Writes a private note.
    Note {
        /// The client's own id, where it gives one: a second one with the same id changes nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<SmolStr>,
        /// The words.
        text: String,
    },
    /// Gives it to a queue or a person.
    Transfer {
        /// To whom.
        to: Recipient,
        /// A note for whoever takes it.
        note: Option<String>,
    },
    /// Sets the message group: from now on only this team and supervisors read what is said; none: all who see the
    /// conversation do.
    Group {
        /// The team.
        group: Option<TeamId>,
    },
    /// Puts it back at the end of its queue.
    ReturnToQueue,
    /// Gives it back to the bot, at the handoff's `next`.
    GiveBack,
    /// Closes the ticket.
    Resolve,
    /// Adds and removes tags of the conversation.
    Tag {
        /// Tags to add.
        add: Vec<SmolStr>,
        /// Tags to remove.
        remove: Vec<SmolStr>,
    },
}

/// Whom a conversation is given to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recipient {
    /// A queue: it waits there.
    Queue(QueueId),
    /// A team: it waits in a queue, for those who work it and are in the team.
    Team {
        /// The queue.
        queue: QueueId,
        /// The team.
        team: TeamId,
    },
    /// A person: it is theirs at once.
    Agent(AgentId),
}
