//! The course of a simulated conversation, as people follow it.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use trilha_model::{
    Content, Effect, EffectId, EndReason, HttpRequest, ModelTask, Outcome, Owner, Speaker, StepId,
    Timestamp, ToolEnd, TrailId, Value,
};

/// One thing in the course of a simulated conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum What {
    /// The contact said something.
    Contact(String),
    /// The house said something.
    Said {
        /// Who.
        by: Speaker,
        /// What.
        content: Content,
    },
    /// A step asks a web service.
    Requested {
        /// The effect's id, for [`Simulator::settle`].
        id: EffectId,
        /// What it asks.
        request: HttpRequest,
    },
    /// A step asks something else of the outside.
    Asked {
        /// The effect's id, for [`Simulator::settle`](crate::Simulator::settle).
        id: EffectId,
        /// What it asks.
        effect: Effect,
    },
    /// It came to its end.
    Settled {
        /// The effect.
        id: EffectId,
        /// How.
        outcome: Outcome,
    },
    /// A step failed.
    Failed {
        /// The trail.
        trail: TrailId,
        /// The step.
        step: StepId,
        /// Why.
        error: String,
    },
    /// A model called a tool.
    Called {
        /// The tool's name.
        tool: SmolStr,
        /// What it was called with.
        arguments: Value,
    },
    /// A tool that a model called came to its end.
    Got {
        /// The tool's name.
        tool: SmolStr,
        /// What came of it.
        end: ToolEnd,
    },
    /// Another owner.
    Owned(Owner),
    /// The session is over.
    Ended(EndReason),
}

/// How a session ended, for people.
pub fn ending(reason: &EndReason) -> String {
    match reason {
        EndReason::Finished(None) => "it came to its end".into(),
        EndReason::Finished(Some(reason)) => format!("it came to its end: {reason}"),
        EndReason::Failed => "an error had no way on".into(),
        EndReason::Closed => "people closed it".into(),
        EndReason::Lost => "where it stood is gone".into(),
    }
}

/// What came of calling a tool, for people.
pub fn tool_ending(end: &ToolEnd) -> String {
    match end {
        ToolEnd::Gave(value) => value.to_json(),
        ToolEnd::Refused(why) | ToolEnd::Failed(why) => why.clone(),
    }
}

/// What is asked of the outside, for people.
pub fn asking(effect: &Effect) -> String {
    match effect {
        Effect::Http(request) => {
            format!("{} {}", request.method.as_str(), request.url.masked())
        }
        Effect::Email(mail) => format!("an e-mail to {}", mail.to.join(", ")),
        Effect::Emit(event) => format!("the event {}", event.name),
        Effect::Dial(call) => format!("a call to {}", call.number),
        Effect::Record(_) => "a voice message".into(),
        Effect::Model(asked) => {
            let doing = match asked.task {
                ModelTask::Reply => "to reply to",
                ModelTask::Extract(_) => "to find values in",
                ModelTask::Classify(_) => "to classify",
                ModelTask::Assist { .. } => "to assist with",
            };
            format!("a model {doing}: {}", asked.text)
        }
    }
}
