//! The desk: lists, threads and what agents do.
//!
//! A conversation is named in paths by `{inbox}/{address}`, both percent-encoded.
//!
//! - `GET /api/desk/conversations?list=waiting|mine|all|closed&queue=&text=&before=&limit=` → 200 [`Listed`].
//! - `GET /api/desk/conversations/{inbox}/{address}` → 200 [`Opened`]: the summary, the last page of the thread, the story.
//! - `GET /api/desk/conversations/{inbox}/{address}/thread?before=N` → 200 [`Thread`].
//! - `POST /api/desk/conversations/{inbox}/{address}/acts` ([`Deed`]) → 200 [`Summary`]; 409 `already-taken` names the winner;
//!   409 `not-yours`; 409 `not-of-team` and 409 `not-of-group` name it; 409 `unskilled`; 409 `someone-answered` names who; 409 `readers-changed` says who reads now; 409 `nothing-to-give-back`. What another person has, supervisors and
//!   admins may take over (`"TakeOver"`), transfer, return to its queue, give back and resolve.
//! - `POST /api/desk/conversations/{inbox}/{address}/media?name=` → 201 [`crate::chat::Sent`]: a picture, a recording or a file,
//!   the body as it is, for a reply that follows: `{"Reply": {"id": "c1", "text": "", "media": {"kind": "image", "url": "/media/…"}}}`.
//!   Only for who has the conversation.
//! - `POST /api/desk/conversations/{inbox}/{address}/typing` → 204. The others who see the conversation are told; the contact
//!   too when one has it.
//! - `PUT /api/desk/availability` ([`Availability`]) → 200 [`crate::staff::Me`].
//! - `GET /api/desk/socket?after=CURSOR` → WebSocket of [`Push`], text frames. Without `after`, from now on.
//!
//! An agent sees the queues they are a member of and what they hold; supervisors and admins see all. What was said in a
//! message group is read by those who are in its team now, supervisors and admins; the others are told that something was
//! said ([`What::Hidden`]) and neither what nor by whom. `{"Group": {"group": "sales"}}` sets it, `null` takes it off.

use crate::chat::{Content, From};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use trilha_model::{
    Act, AgentId, ConversationId, InboxId, Priority, QueueId, Scale, TeamId, TicketState, TrailId,
};

/// What a person does: one of [`Act`], as JSON, such as `"Take"` or `{"Reply": {"id": "c1", "text": "Oi"}}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deed {
    /// What.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub act: Act,
    /// With a reply: the conversation's version the writer had before them. If somebody else has answered
    /// since, the reply is refused with 409 `someone-answered`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<u64>,
    /// With a reply or a note: the message group it was written for. If what is said is by now for all again, or for
    /// another group, it is refused with 409 `readers-changed`. Absent: written for all, or not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub written_for: Option<TeamId>,
    /// Whether it is to be done although somebody else has answered, or others read it now.
    #[serde(default)]
    pub anyway: bool,
}

/// Whether one takes conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Availability {
    /// Whether one does.
    pub available: bool,
}

/// A page of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Listed {
    /// Most urgent first in `waiting`, newest first elsewhere.
    pub conversations: Vec<Summary>,
    /// Pass as `before` for the next page; none: that was the last.
    #[serde(default)]
    pub next: Option<String>,
    /// How many there are, by list.
    pub counts: Counts,
    /// Pass as the socket's `after`: what happened since this answer.
    pub cursor: String,
}

/// How many conversations there are, by list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Counts {
    /// Waiting in a queue one sees.
    pub waiting: u32,
    /// Held by oneself.
    pub mine: u32,
    /// Open tickets one sees.
    pub all: u32,
}

/// A conversation, as a line of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Summary {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub id: ConversationId,
    /// Grows with everything that happens in it.
    pub version: u64,
    /// The contact's name, or their address.
    pub name: String,
    /// The inbox's title.
    pub inbox_title: String,
    /// Who has it.
    pub owner: Owner,
    /// The open or last ticket.
    pub ticket: Option<Ticket>,
    /// The last thing said, cut at 120 characters.
    pub preview: String,
    /// Who said it.
    pub preview_from: Option<From>,
    /// The title of the message group it was said in. Who does not read it gets an empty preview.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview_group: Option<String>,
    /// When.
    pub at: i64,
    /// How much the contact said since a person last answered; 0 for who does not read what is said.
    pub unanswered: u32,
    /// Tags of the conversation.
    pub tags: Vec<String>,
}

/// Who has a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Owner {
    /// The trail.
    Bot,
    /// Nobody yet.
    Queue {
        /// Where it waits.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        id: QueueId,
        /// The queue's title.
        title: String,
    },
    /// A person.
    Agent {
        /// Who.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        id: AgentId,
        /// Their name.
        name: String,
    },
}

/// A team, as conversations name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamName {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: TeamId,
    /// The name people read.
    pub title: String,
}

/// An episode of human service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ticket {
    /// Its protocol number.
    pub number: String,
    /// Its queue.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub queue: QueueId,
    /// How urgent.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamName>,
    /// The message group: the team who reads what is said while it is set, besides supervisors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<TeamName>,
    /// Whether one does not read its group, or the one it was opened with: note, subject and summary are left out.
    #[serde(default)]
    pub hidden: bool,
    /// Where the work on it stood when it began.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(default)]
    pub state: TicketState,
    /// Since when.
    pub opened_at: i64,
    /// Since when it waits, where it does.
    pub waiting_since: Option<i64>,
    /// Whether it is over.
    pub closed: bool,
}

/// A conversation, opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Opened {
    /// Its line.
    pub summary: Summary,
    /// The last page of what was said and done.
    pub thread: Thread,
    /// What is known of the contact.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub contact: BTreeMap<String, trilha_model::Value>,
    /// Where in the trail they are.
    pub place: Option<Place>,
}

/// Where in its trails a conversation stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Place {
    /// The innermost trail.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub trail: TrailId,
    /// Its title.
    pub title: String,
    /// The step.
    pub step: String,
    /// The variables of the outermost trail and of those called, innermost last wins.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub vars: BTreeMap<String, trilha_model::Value>,
    /// The variables marked as personal.
    pub personal: Vec<String>,
}

/// A page of what was said and done, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Thread {
    /// In order.
    pub entries: Vec<Entry>,
    /// Pass as `before` for what came earlier; none: this is the beginning.
    #[serde(default)]
    pub before: Option<u64>,
    /// The conversation's version this page is of.
    pub version: u64,
}

/// One thing said or done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    /// Its place in the conversation; grows, with gaps.
    pub seq: u64,
    /// When.
    pub at: i64,
    /// The title of the message group it was said in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What was said or done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum What {
    /// A message, either way.
    Message {
        /// Who.
        from: From,
        /// What.
        content: Content,
        /// The sender's own id, where it gave one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
    },
    /// A private note.
    Note {
        /// By whom.
        name: String,
        /// The words.
        text: String,
    },
    /// The bot began, or began again.
    Started {
        /// The trail's title.
        trail: String,
    },
    /// It came to a person's queue.
    HandedOff {
        /// The ticket's number.
        number: String,
        /// The queue's title.
        queue: String,
        /// The title of the team it is for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        team: Option<String>,
        /// The title of the message group that what is said is for from now on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        for_group: Option<String>,
    },
    /// From now on it is for a team of the queue.
    ForTeam {
        /// The team's title.
        team: String,
        /// The queue's title.
        queue: String,
        /// Who did it, where a person did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// What was for a team is for all of a queue from now on.
    ForAll {
        /// The queue's title.
        queue: String,
        /// The title of the team it was for.
        team: String,
        /// Who did it, where a person did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// Another owner.
    Owned {
        /// Who has it now.
        owner: Owner,
        /// Who did it, where a person did.
        by: Option<String>,
    },
    /// The ticket ended.
    Closed {
        /// `resolved`, `given_back` or `abandoned`.
        outcome: String,
        /// Who did it, where a person did.
        by: Option<String>,
    },
    /// A step could not do its work.
    Failed {
        /// Where.
        step: String,
        /// Why.
        error: String,
    },
    /// A limit of what a talk may use was reached; what came of it follows.
    Limited {
        /// The limit's name.
        limit: String,
    },
    /// A model called a tool.
    Called {
        /// Its name.
        tool: String,
        /// What it was called with, as JSON; cut where it is long.
        arguments: String,
    },
    /// A tool that a model called came to its end.
    Got {
        /// Its name.
        tool: String,
        /// What it gave, as JSON, or why it gave nothing; cut where it is long.
        result: String,
        /// Whether it gave something.
        done: bool,
    },
    /// The contact gave a mark.
    Rated {
        /// `csat` (1 to 5), `nps` (0 to 10) or `thumbs` (0 down, 1 up).
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        scale: Scale,
        /// The mark.
        score: u8,
    },
    /// An automation did its work; what it began or said follows.
    Fired {
        /// Its id, such as `shop/waiting-1`.
        automation: String,
        /// The title of its trail.
        trail: String,
    },
    /// Something was said in a message group that one does not read.
    Hidden,
    /// From now on what is said is for this message group, or for all again.
    Grouped {
        /// The group's title.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<String>,
        /// The title of the group it was for until then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<String>,
        /// Who did it, where a person did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// Tags were given or taken off.
    Tagged {
        /// Given.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        add: Vec<String>,
        /// Taken off.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        remove: Vec<String>,
        /// Who did it, where a person did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// The ticket is as urgent as this from now on.
    Prioritized {
        /// How urgent.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        priority: Priority,
    },
    /// The bot goes on in another version of its trail.
    Moved {
        /// Which.
        version: u32,
    },
    /// The bot's session ended.
    Ended,
}

/// What the desk's socket sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = DeskPush))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Push {
    /// Something happened in a conversation one sees.
    Changed {
        /// Its line now.
        summary: Box<Summary>,
        /// What is new in the thread.
        entries: Vec<Entry>,
        /// The lists' numbers now.
        counts: Counts,
        /// Resume from here.
        cursor: String,
    },
    /// A conversation one saw is no longer one's to see.
    Gone {
        /// Which.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        id: ConversationId,
        /// The lists' numbers now.
        counts: Counts,
        /// Resume from here.
        cursor: String,
    },
    /// A person came or went, or a queue changed: fetch `/api/queues` or `/api/users` again where shown.
    Staff {
        /// Resume from here.
        cursor: String,
    },
    /// The mail server, a webhook, what came of a delivery, or an API token changed: fetch them again where shown. Told to
    /// admins, and of many changes perhaps once; what changed while nobody was connected is not told.
    Outside,
    /// Somebody is typing in a conversation one sees, for the next five seconds. One's own typing is not told.
    Typing {
        /// The inbox.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        inbox: InboxId,
        /// The address.
        address: String,
        /// The name of the person at the desk who is; none: the contact.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// Too much happened since `after`: fetch the lists again, then go on from here.
    Reset {
        /// Resume from here.
        cursor: String,
    },
}
