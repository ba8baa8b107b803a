//! Events of a conversation: a conversation is exactly the fold of these.

mod contact;
mod session;
mod ticket;

pub use contact::ContactChange;
pub use session::{Edge, EndReason};
pub use ticket::{Owner, Priority, TicketOutcome, TicketState};

use crate::effect::{Effect, Outcome};
use crate::id::{
    AgentId, AutomationId, BundleHash, ContactId, EffectId, QueueId, SessionId, StepId, TeamId,
    TrailId, VarName,
};
use crate::input::StepMove;
use crate::limits::LimitName;
use crate::message::{Content, Incoming, Scale, Speaker};
use crate::model::ToolEnd;
use crate::time::{Span, Timestamp};
use crate::value::{Map, Value};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Something that happened in a conversation. Its meaning never changes; a new meaning is a new event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The contact was first heard of on this inbox.
    ConversationOpened {
        /// Who.
        contact: ContactId,
        /// What is known of them: `name`, `email`, … as `contact` shows it to trails.
        profile: Map,
        /// Their language, such as `pt-BR`, where the channel tells.
        language: Option<SmolStr>,
        /// When.
        at: Timestamp,
    },
    /// The contact said something.
    InputReceived {
        /// What.
        message: Incoming,
        /// The message group it was said in, as the ticket then had it; none: for all who see the conversation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<TeamId>,
        /// When.
        at: Timestamp,
    },
    /// What was just received waits for the next step that waits for a message.
    InputQueued {
        /// The message.
        message: Incoming,
    },
    /// A waiting message is dealt with now.
    InputTaken {
        /// The message's id.
        id: SmolStr,
    },
    /// A message was let go: too many waited, and it was the oldest; or it came so early that nobody could know
    /// whether it would answer a sensitive question, so it could not wait.
    InputDropped {
        /// The message's id.
        id: SmolStr,
    },

    /// A session began, at the first step of a trail.
    SessionStarted {
        /// Which.
        session: SessionId,
        /// The bundle it is pinned to.
        bundle: BundleHash,
        /// The trail.
        trail: TrailId,
        /// The first values of its variables.
        vars: Vec<(VarName, Value)>,
        /// When.
        at: Timestamp,
    },
    /// Variables of the innermost frame got these values.
    VariablesSet {
        /// Names and values.
        vars: Vec<(VarName, Value)>,
    },
    /// A sub-trail was called, or another trail taken up for good.
    FrameEntered {
        /// The trail.
        trail: TrailId,
        /// The step that called, where control comes back; none for `goto`.
        from: Option<StepId>,
        /// The first values of its variables.
        vars: Vec<(VarName, Value)>,
    },
    /// A sub-trail came to its end, control is with its caller again.
    FrameLeft,
    /// An interrupt was said while this step waited; `return` comes back to it.
    Interrupted {
        /// The step that waited.
        step: StepId,
        /// How many frames were left to get to the trail whose interrupt it was.
        frames: u32,
    },
    /// An interrupt's `return`: back at the step that waited.
    InterruptReturned,
    /// An interrupt's way went on for good: `return` does not come back any more to what the innermost
    /// frame had put aside.
    InterruptsForgotten,
    /// An `each` began on its items, in the innermost frame; what it had begun before is forgotten.
    LoopEntered {
        /// The step.
        step: StepId,
        /// The items, in order.
        items: Vec<Value>,
    },
    /// An `each` took its next item.
    LoopAdvanced {
        /// The step.
        step: StepId,
    },
    /// An `each` is done, or was left half-way.
    LoopLeft {
        /// The step.
        step: StepId,
    },
    /// A model that assists was asked for the first time.
    AssistantBegan {
        /// The step, in the innermost frame.
        step: StepId,
        /// The first question to the model.
        effect: EffectId,
        /// What it is asked, also when it is asked again.
        text: String,
        /// Whom it speaks as, also when it is asked again. Nothing where the step does not say, and in events from
        /// before this was written down.
        #[serde(default)]
        persona: Option<String>,
        /// When.
        at: Timestamp,
    },
    /// A model that assists wants a tool to be called; it is, as soon as those before it are done.
    AssistantCalled {
        /// The step, in the innermost frame.
        step: StepId,
        /// Which call of this assistance, from 1.
        id: u32,
        /// Which answer of the model asked for it, from 1.
        turn: u32,
        /// The tool's name, as the model wrote it.
        tool: SmolStr,
        /// What it is called with, as in [`ToolCall`](crate::ToolCall).
        arguments: Value,
        /// When.
        at: Timestamp,
    },
    /// A tool that a model called came to its end.
    AssistantGot {
        /// The step, in the innermost frame.
        step: StepId,
        /// Which call.
        id: u32,
        /// The tool's name, as the model wrote it.
        tool: SmolStr,
        /// What came of it.
        end: ToolEnd,
        /// When.
        at: Timestamp,
    },
    /// A model that assisted is done, or was left half-way: what it called is forgotten.
    AssistantDone {
        /// The step, in the innermost frame.
        step: StepId,
    },
    /// The session stands at a step and waits.
    Parked {
        /// The step, in the innermost frame.
        step: StepId,
        /// The effect it waits for.
        effect: Option<EffectId>,
        /// When it stops waiting.
        until: Option<Timestamp>,
        /// Wrong answers so far.
        attempts: u32,
        /// How far it has come, where a step asks several things one after the other.
        #[serde(default, skip_serializing_if = "is_first")]
        stage: u32,
    },
    /// The way taken in this sprint.
    Walked {
        /// Edges in order.
        edges: Vec<Edge>,
    },
    /// A step could not do its work; the `error` exit was taken.
    StepFailed {
        /// The trail.
        trail: TrailId,
        /// The step.
        step: StepId,
        /// What happened, for the people who made the trail.
        error: String,
    },
    /// A limit was reached. What came of it follows: a step that failed, a session that ended, a message that was
    /// let go of, or nothing but that it waits.
    LimitReached {
        /// Which.
        limit: LimitName,
        /// The step that reached it, where one did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<StepId>,
    },
    /// The session goes on in another bundle of its trail.
    SessionMoved {
        /// The bundle it is pinned to from now on.
        bundle: BundleHash,
        /// The version of the trail that it was published as.
        version: u32,
        /// The steps it stood on that have another id there.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        steps: Vec<StepMove>,
        /// First values of variables that are new there, by trail: for frames that have none of that name.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        vars: Vec<(TrailId, Vec<(VarName, Value)>)>,
        /// When.
        at: Timestamp,
    },
    /// The session is over.
    SessionEnded {
        /// Why.
        reason: EndReason,
        /// When.
        at: Timestamp,
    },

    /// Something was said to the contact.
    MessageSent {
        /// By whom.
        speaker: Speaker,
        /// What.
        content: Content,
        /// The owner's version after the sprint that said it.
        owner_version: u64,
        /// The sender's own id, where it gave one.
        id: Option<SmolStr>,
        /// How long it is shown as being typed before it is read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        typing: Option<Span>,
        /// The message group it was said in, as the ticket then had it; none: for all who see the conversation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<TeamId>,
        /// When.
        at: Timestamp,
    },
    /// The contact gave a mark.
    Rated {
        /// The trail that asked.
        trail: TrailId,
        /// The step.
        step: StepId,
        /// What the mark means.
        scale: Scale,
        /// The mark, within the range of its scale.
        score: u8,
        /// When.
        at: Timestamp,
    },
    /// The contact said something about the mark they gave.
    RatingCommented {
        /// The trail that asked.
        trail: TrailId,
        /// The step.
        step: StepId,
        /// The words.
        comment: String,
        /// When.
        at: Timestamp,
    },
    /// Something is to be done outside.
    EffectRequested {
        /// Its id in this conversation.
        id: EffectId,
        /// The owner's version after the sprint that asked.
        owner_version: u64,
        /// What.
        effect: Effect,
        /// When.
        at: Timestamp,
    },
    /// It came to an end.
    EffectSettled {
        /// Which.
        id: EffectId,
        /// How.
        outcome: Outcome,
        /// When.
        at: Timestamp,
    },
    /// It is no longer wanted; what it answers is ignored.
    EffectCancelled {
        /// Which.
        id: EffectId,
    },
    /// What a step sent without waiting for it did not go out: an e-mail of a trail beside whatever goes on.
    SendingFailed {
        /// What was to be sent.
        id: EffectId,
        /// The trail.
        trail: TrailId,
        /// The step.
        step: StepId,
        /// Why, for the people who made the trail.
        error: String,
        /// Since when it was to be sent.
        since: Timestamp,
        /// When it was given up.
        at: Timestamp,
    },

    /// The conversation has another owner.
    OwnerChanged {
        /// Who owns it now.
        owner: Owner,
        /// The owner's version from now on.
        version: u64,
        /// The person who did it, if one did.
        by: Option<AgentId>,
        /// When.
        at: Timestamp,
    },
    /// An episode of human service began.
    TicketOpened {
        /// Its protocol number, such as `20261121-4F7K2-M9Q3X`.
        number: SmolStr,
        /// The queue it waits in.
        queue: QueueId,
        /// How urgent.
        priority: Priority,
        /// What the bot wants the person to know.
        note: Option<String>,
        /// The step that handed off.
        step: Option<StepId>,
        /// What it is about, in one line.
        #[serde(default)]
        subject: Option<String>,
        /// The person it is meant for, before anyone else of the queue.
        #[serde(default)]
        agent: Option<AgentId>,
        /// What came before, for whoever takes it.
        #[serde(default)]
        summary: Option<String>,
        /// What whoever takes it must be good at.
        #[serde(default)]
        skills: Vec<SmolStr>,
        /// The team whoever takes it must be in; none: all who work the queue may.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        team: Option<TeamId>,
        /// The team for whom what is said while the ticket is open is; none: for all who see the conversation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<TeamId>,
        /// The state it begins in.
        #[serde(default)]
        state: TicketState,
        /// When.
        at: Timestamp,
    },
    /// The ticket is in another queue, or for others of it.
    TicketMoved {
        /// The queue.
        queue: QueueId,
        /// As in `TicketOpened`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        team: Option<TeamId>,
        /// The team it was for until then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<TeamId>,
        /// The person who moved it, if one did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When.
        at: Timestamp,
    },
    /// The episode is over.
    TicketClosed {
        /// How it ended.
        outcome: TicketOutcome,
        /// The person who ended it, if one did.
        by: Option<AgentId>,
        /// When.
        at: Timestamp,
    },
    /// A private note was written.
    NoteAdded {
        /// By whom.
        by: AgentId,
        /// The writer's own id, where it gave one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<SmolStr>,
        /// The words.
        text: String,
        /// The message group it was said in, as the ticket then had it; none: for all who see the conversation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<TeamId>,
        /// When.
        at: Timestamp,
    },
    /// The trail left a private note.
    NoteLeft {
        /// The words.
        text: String,
        /// The step.
        step: Option<StepId>,
        /// The message group it was said in, as the ticket then had it; none: for all who see the conversation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<TeamId>,
        /// When.
        at: Timestamp,
    },
    /// The contact got a protocol number; the session's ticket takes it.
    ProtocolGiven {
        /// The number, such as `20261121-4F7K2-M9Q3X`.
        number: SmolStr,
        /// What it is about, in one line.
        subject: Option<String>,
        /// When.
        at: Timestamp,
    },
    /// What is known of the contact changed.
    ContactChanged {
        /// What of it.
        change: ContactChange,
        /// When.
        at: Timestamp,
    },
    /// Another system told of something, by its name.
    EventReceived {
        /// The name.
        name: SmolStr,
        /// What it told.
        payload: Value,
        /// The sender's own id, where it gave one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<SmolStr>,
        /// When.
        at: Timestamp,
    },
    /// A session took up the oldest waiting event of this name.
    EventTaken {
        /// The name.
        name: SmolStr,
    },
    /// Too many events waited; the oldest of this name was let go.
    EventDropped {
        /// The name.
        name: SmolStr,
    },
    /// An automation did its work: it began the session that starts next, or, beside whatever goes on, what
    /// follows of what the system says and does.
    AutomationFired {
        /// Which.
        automation: AutomationId,
        /// Since when the conversation had been as the automation waits for: it fires once for each such moment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Timestamp>,
        /// The event of another system that it takes up: the newest told of this name, `input` from now on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        told: Option<SmolStr>,
        /// The bundle that ran beside whatever goes on; none where a session begins.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        aside: Option<BundleHash>,
        /// When.
        at: Timestamp,
    },
    /// Automations want to look at the conversation again at this moment, or no longer.
    AlarmSet {
        /// When.
        at: Option<Timestamp>,
    },
    /// What was just received waits for more that the contact may be about to say.
    InputGathered {
        /// The message.
        message: Incoming,
        /// Until when nothing more must come.
        until: Timestamp,
    },
    /// The messages that were gathered are dealt with now, as one.
    InputsJoined,
    /// What is said in the open ticket from now on is for another message group, or for all again. What was said
    /// before stays as it was.
    GroupSet {
        /// The team who reads it, besides supervisors; none: all who see the conversation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<TeamId>,
        /// The one until then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<TeamId>,
        /// The person who set it, if one did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When.
        at: Timestamp,
    },
    /// The ticket is as urgent as this from now on.
    TicketPrioritized {
        /// How urgent.
        priority: Priority,
        /// When.
        at: Timestamp,
    },
    /// The conversation's tags changed.
    Tagged {
        /// Added.
        add: Vec<SmolStr>,
        /// Removed.
        remove: Vec<SmolStr>,
        /// The person who did it, if one did. Nobody also in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        /// When; none in events from before this was written down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde gives what it asks about by reference"
)]
fn is_first(stage: &u32) -> bool {
    *stage == 0
}
