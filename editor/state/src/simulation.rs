//! A simulated conversation beside the canvas, as it stands, and what of its way is lit. It is had by the [player](crate::player).

use crate::setting::Setting;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::rc::Rc;
use trilha_model::{
    Act, AgentId, Attached, Content, Effect, EffectId, HttpRequest, Outcome, Owner, Span, StepId,
    TeamId, Timestamp, TrailId, Value,
};
use trilha_talk::{Line, What};

/// What one may do in a simulation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Do {
    /// The contact types.
    Say(String),
    /// The contact presses a button.
    Choose(SmolStr),
    /// The contact sends more than words.
    Send(String, Attached),
    /// A web service answered.
    Settle(EffectId, Outcome),
    /// The clock jumps to when the conversation wants to be woken.
    NextWake,
    /// Time goes by.
    Pass(Span),
    /// The person at the desk does something.
    Act(Act),
    /// This person is at the desk now, until another has the conversation.
    As(AgentId),
}

/// How a simulation begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// When.
    pub now: Timestamp,
    /// Where.
    pub setting: Setting,
    /// Its number.
    pub run: u32,
}

/// A simulated conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Simulation {
    /// Which one since the page was opened: a late answer to an earlier one is dropped.
    pub run: u32,
    /// The text it runs: another than the document's when that was changed since.
    #[serde(skip)]
    pub text: Rc<str>,
    /// Steps of this trail that were walked.
    pub steps: BTreeSet<StepId>,
    /// Exits of this trail that were walked.
    pub exits: BTreeSet<(StepId, SmolStr)>,
    /// Why the last thing done had no effect.
    pub fault: Option<Fault>,
    /// Requests the server answered: what it says of one that failed is English.
    #[serde(skip)]
    pub answered: BTreeSet<EffectId>,
    pub(crate) trail: TrailId,
    pub(crate) lines: Vec<Line>,
    pub(crate) place: Option<(TrailId, StepId)>,
    pub(crate) open: Vec<(EffectId, Effect)>,
    pub(crate) variables: Vec<Variable>,
    pub(crate) owner: Owner,
    pub(crate) agent: AgentId,
    pub(crate) now: Timestamp,
    pub(crate) wake: Option<Timestamp>,
    pub(crate) ended: bool,
}

/// Why something done had no effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Of which kind.
    pub kind: FaultKind,
    /// What exactly, in English.
    pub exact: String,
}

/// Of which kind a fault is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FaultKind {
    /// The desk refused it.
    Refused,
    /// The desk refused it: somebody else has the conversation.
    NotYours,
    /// The desk refused it: it is for this team.
    NotOfTeam(TeamId),
    /// The desk refused it: what is said is for this team.
    NotOfGroup(TeamId),
    /// The desk refused it: it is for people who are good at this.
    Unskilled(String),
    /// No button with this key was shown.
    NoSuchOption,
    /// The trail wakes again and again in the time that was to go by.
    Rings,
    /// The engine has a defect.
    Defect,
}

/// A variable and what it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Variable {
    /// Its name.
    pub name: SmolStr,
    /// Its value.
    pub value: Value,
    /// Whether it is about a person.
    pub personal: bool,
}

impl Simulation {
    /// What was said and done.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The step it waits at, in this trail.
    pub fn place(&self) -> Option<StepId> {
        let (trail, step) = self.place.as_ref()?;
        (*trail == self.trail).then(|| step.clone())
    }

    /// The trail and step it waits at, where that is in another trail.
    pub fn elsewhere(&self) -> Option<(TrailId, StepId)> {
        self.place.clone().filter(|(trail, _)| *trail != self.trail)
    }

    /// Requests that wait for an answer.
    pub fn requests(&self) -> Vec<(EffectId, HttpRequest)> {
        let open = self.open.iter();
        open.filter_map(|(id, effect)| match effect {
            Effect::Http(request) => Some((*id, request.clone())),
            _ => None,
        })
        .collect()
    }

    /// What else waits for an answer: an e-mail, a call, a voice message.
    pub fn asked(&self) -> Vec<(EffectId, Effect)> {
        let open = self.open.iter();
        open.filter(|(_, effect)| !matches!(effect, Effect::Http(_)))
            .cloned()
            .collect()
    }

    /// The line of the menu, form or rating that was shown last, while an answer to it is awaited.
    pub fn question(&self) -> Option<usize> {
        let shown = |line: &Line| {
            matches!(
                &line.what,
                What::Said {
                    content: Content::Menu { .. } | Content::Form(_) | Content::Rating { .. },
                    ..
                }
            )
        };
        let said = |line: &Line| matches!(&line.what, What::Contact(_) | What::Ended(_));
        let at = self.lines.iter().rposition(shown)?;
        let answered = self.lines.iter().skip(at).any(said);
        (!answered && self.place.is_some()).then_some(at)
    }

    /// Variables and what they hold.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// Who may speak for the house.
    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// Who does what the person at the desk does; a nameless one where nobody is named.
    pub fn agent(&self) -> Option<&AgentId> {
        (self.agent != nameless()).then_some(&self.agent)
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// When something happens by itself.
    pub fn wake(&self) -> Option<Timestamp> {
        self.wake
    }

    /// Whether the session is over.
    pub fn ended(&self) -> bool {
        self.ended
    }
}

/// The person at the desk where nobody is named.
pub(crate) fn nameless() -> AgentId {
    AgentId::from("agent")
}
