//! A simulated conversation beside the canvas: the real engine, and what of its way is lit.

use crate::document::{Document, Surroundings};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;
use trilha_model::{
    Act, AgentId, EffectId, HttpRequest, Map, Outcome, Owner, QueueId, Span, StepId, Timestamp,
    TrailId, Value,
};
use trilha_model::{Attached, Content, Effect};
use trilha_talk::{Fault, Line, Recorder, Setup, Simulator, What};
use trilha_trail::{Bundle, Calendar, compile};

/// Lets go of events to other systems: nobody waits for them, and nobody is told in a simulation.
fn sent_out(simulator: &mut Simulator) -> Result<(), Fault> {
    let emitted = |simulator: &Simulator| {
        let mut pending = simulator.pending().iter();
        let found = pending.find(|unsettled| matches!(unsettled.effect, Effect::Emit(_)));
        found.map(|unsettled| unsettled.id)
    };
    while let Some(id) = emitted(simulator) {
        simulator.settle(id, Outcome::Done)?;
    }
    Ok(())
}

/// What one may do in a simulation.
#[derive(Clone, Debug, PartialEq)]
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
}

/// A simulated conversation.
#[derive(Clone, Debug)]
pub struct Simulation {
    simulator: Simulator,
    recorder: Recorder,
    trail: TrailId,
    personal: BTreeSet<SmolStr>,
    /// The text it runs: another than the document's when that was changed since.
    pub text: Rc<str>,
    /// Which one since the page was opened: a late answer to an earlier one is dropped.
    pub run: u32,
    /// Steps of this trail that were walked.
    pub steps: BTreeSet<StepId>,
    /// Exits of this trail that were walked.
    pub exits: BTreeSet<(StepId, SmolStr)>,
    /// Why the last thing done had no effect.
    pub fault: Option<Fault>,
    /// Requests the server answered: what it says of one that failed is English.
    pub answered: BTreeSet<EffectId>,
}

/// A variable and what it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// Its name.
    pub name: SmolStr,
    /// Its value.
    pub value: Value,
    /// Whether it is about a person.
    pub personal: bool,
}

impl Simulation {
    /// A conversation that begins with the contact's arrival; none where the trail has errors.
    pub fn start(document: &Document, around: &Surroundings, start: Start) -> Option<Self> {
        let sources = around.sources(&document.id, &document.text);
        let (bundle, _) = compile(&sources, &document.id, &around.known()).ok()?;
        let personal = personal(&bundle);
        let env = around
            .env
            .iter()
            .map(|(name, value)| (name.as_str().into(), Value::text(value)));
        let available = around
            .queues
            .iter()
            .map(|queue| (queue.id.clone(), u32::from(start.staffed)));
        let calendars = around.calendars.iter().filter_map(|known| {
            let calendar = Calendar::of(&known.settings.rules()?).ok()?;
            Some((known.name.as_str().into(), Arc::new(calendar)))
        });
        let setup = Setup {
            env: env.collect(),
            calendars: calendars.collect(),
            language: start.language,
            available: available.collect::<BTreeMap<QueueId, u32>>(),
            contact: Map::new(),
            now: start.now,
            seed: 1,
            ..Setup::default()
        };
        let mut it = Self {
            recorder: Recorder::of(&setup, &bundle),
            simulator: Simulator::quick(Arc::new(bundle), setup),
            trail: document.id.clone(),
            personal,
            text: document.text.clone(),
            run: start.run,
            steps: BTreeSet::new(),
            exits: BTreeSet::new(),
            fault: None,
            answered: BTreeSet::new(),
        };
        it.settle(|simulator| simulator.arrive().map(drop), Recorder::arrives);
        Some(it)
    }

    /// Does something, and lights the way that came of it.
    pub fn act(&mut self, what: Do) {
        let now = self.simulator.now();
        let told = what.clone();
        let wake = self.simulator.wake();
        self.settle(
            |simulator| {
                match what {
                    Do::Say(text) => simulator.say(&text),
                    Do::Choose(key) => simulator.choose(&key),
                    Do::Send(text, attached) => simulator.send(&text, attached),
                    Do::Settle(effect, outcome) => simulator.settle(effect, outcome),
                    Do::NextWake => match simulator.wake() {
                        Some(moment) => simulator.wake_at(moment),
                        None => return Ok(()),
                    },
                    Do::Pass(span) => simulator.pass(span),
                    Do::Act(act) => simulator.act(&agent(), act),
                }
                .map(drop)
            },
            |recorder| match told {
                Do::Say(text) => recorder.says(&text),
                Do::Choose(key) => recorder.chooses(&key),
                Do::Send(text, attached) => recorder.sends(&text, &attached),
                Do::NextWake => {
                    if let Some(wake) = wake {
                        recorder.waits(Span(wake.0.saturating_sub(now.0)));
                    }
                }
                Do::Pass(span) => recorder.waits(span),
                Do::Act(Act::Take) => recorder.acts("take"),
                Do::Act(Act::GiveBack) => recorder.acts("give_back"),
                Do::Act(Act::Resolve) => recorder.acts("resolve"),
                Do::Act(Act::Reply { text, .. }) => recorder.replies(&text),
                Do::Act(_) | Do::Settle(..) => {}
            },
        );
    }

    /// Does something, and writes it down where it had an effect.
    fn settle(
        &mut self,
        done: impl FnOnce(&mut Simulator) -> Result<(), Fault>,
        written: impl FnOnce(&mut Recorder),
    ) {
        let from = self.simulator.path().len();
        let done = done(&mut self.simulator);
        if done.is_ok() {
            written(&mut self.recorder);
        }
        let done = done.and_then(|()| sent_out(&mut self.simulator));
        self.recorder.listen(&self.simulator);
        self.fault = done.err();
        let walked = self.simulator.path().get(from..).unwrap_or_default();
        for edge in walked.iter().filter(|edge| edge.trail == self.trail) {
            self.steps.insert(edge.from.clone());
            self.exits.insert((edge.from.clone(), edge.exit.0.clone()));
            self.steps.extend(edge.to.clone());
        }
        if let Some(step) = self.place() {
            self.steps.insert(step);
        }
    }

    /// The talk so far, as it would stand in a test.
    pub fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    /// What was said and done.
    pub fn lines(&self) -> &[Line] {
        self.simulator.lines()
    }

    /// The step it waits at, in this trail.
    pub fn place(&self) -> Option<StepId> {
        let (trail, step) = self.simulator.place()?;
        (*trail == self.trail).then(|| step.clone())
    }

    /// The trail and step it waits at, where that is in another trail.
    pub fn elsewhere(&self) -> Option<(TrailId, StepId)> {
        let (trail, step) = self.simulator.place()?;
        (*trail != self.trail).then(|| (trail.clone(), step.clone()))
    }

    /// Requests that wait for an answer.
    pub fn requests(&self) -> Vec<(EffectId, HttpRequest)> {
        let pending = self.simulator.pending().iter();
        pending
            .filter_map(|unsettled| match &unsettled.effect {
                Effect::Http(request) => Some((unsettled.id, request.clone())),
                _ => None,
            })
            .collect()
    }

    /// What else waits for an answer: an e-mail, a call, a voice message.
    pub fn asked(&self) -> Vec<(EffectId, Effect)> {
        let pending = self.simulator.pending().iter();
        pending
            .filter(|unsettled| !matches!(unsettled.effect, Effect::Http(_) | Effect::Emit(_)))
            .map(|unsettled| (unsettled.id, unsettled.effect.clone()))
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
        let at = self.lines().iter().rposition(shown)?;
        let answered = self.lines().iter().skip(at).any(said);
        (!answered && self.simulator.place().is_some()).then_some(at)
    }

    /// Variables and what they hold.
    pub fn variables(&self) -> Vec<Variable> {
        let variable = |(name, value): (trilha_model::VarName, Value)| Variable {
            personal: self.personal.contains(&name.0),
            name: name.0,
            value,
        };
        self.simulator.vars().into_iter().map(variable).collect()
    }

    /// Who may speak for the house.
    pub fn owner(&self) -> &Owner {
        &self.simulator.conversation().owner
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        self.simulator.now()
    }

    /// When something happens by itself.
    pub fn wake(&self) -> Option<Timestamp> {
        self.simulator.wake()
    }

    /// Whether the session is over.
    pub fn ended(&self) -> bool {
        self.simulator.ended().is_some()
    }
}

/// How a simulation begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// When.
    pub now: Timestamp,
    /// The contact's language.
    pub language: Option<SmolStr>,
    /// Whether somebody is available in every queue.
    pub staffed: bool,
    /// Its number.
    pub run: u32,
}

fn agent() -> AgentId {
    "agent".into()
}

fn personal(bundle: &Bundle) -> BTreeSet<SmolStr> {
    let vars = bundle.trails().flat_map(|trail| &trail.vars);
    vars.filter(|var| var.personal)
        .map(|var| var.name.0.clone())
        .collect()
}
