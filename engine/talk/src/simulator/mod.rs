//! One conversation with the real engine, under a virtual clock and without an outside.

mod line;
mod setup;

use setup::world;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;
use trilha_desk::{Context, Conversation, Fold, Refused, Unsettled, World, advance};
use trilha_model::{
    Act, AgentId, Attached, AutomationId, ContactId, Content, ConversationId, Edge, Effect,
    EffectId, EndReason, Event, Incoming, Input, Map, Outcome, Span, StepId, Timestamp, TrailId,
    Value, VarName,
};
use trilha_trail::{Bundle, Session, Trigger};

pub use line::{Line, What, asking, ending, tool_ending};
pub use setup::Setup;
pub(crate) use setup::handoffs;

/// How often the clock may ring while time goes by once: a trail that asks for more never rests.
pub(crate) const RINGS: u32 = 10_000;

/// Why an input had no effect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The desk refused it.
    #[error("{0}")]
    Refused(#[from] Refused),
    /// The conversation came back from its bytes as another one: a defect of the engine.
    #[error("the conversation does not survive being stored: {0}")]
    Stored(String),
    /// Its events, replayed from the first, give another conversation: a defect of the engine.
    #[error("replaying the events from the first gives another conversation")]
    Replayed,
    /// No button with this key was shown.
    #[error("no option {0:?} was shown")]
    NoSuchOption(SmolStr),
    /// The conversation wakes again and again while time goes by.
    #[error("the trail wakes more than {RINGS} times in this time")]
    Rings,
}

/// One conversation with a bundle.
#[derive(Clone, Debug)]
pub struct Simulator {
    world: World,
    id: ConversationId,
    conversation: Conversation,
    now: Timestamp,
    /// Up to when schedules were told.
    scheduled_to: Timestamp,
    seed: u64,
    inputs: u64,
    events: Vec<Event>,
    lines: Vec<Line>,
    path: Vec<Edge>,
    session: Option<Session>,
    ended: Option<EndReason>,
    store: Option<Store>,
}

/// Writes a conversation to bytes and reads it back.
type Store = fn(&Conversation) -> Result<Conversation, Fault>;

impl Simulator {
    /// A conversation in which nothing was said yet. Before each input it is written to bytes and read back, as it is in a
    /// journal, so that what does not survive that is found.
    pub fn new(bundle: Arc<Bundle>, setup: Setup) -> Self {
        Self {
            store: Some(stored),
            ..Self::quick(bundle, setup)
        }
    }

    /// The same without the bytes: for pages, which try trails and not the engine, and need not carry what reads and writes
    /// them.
    pub fn quick(bundle: Arc<Bundle>, setup: Setup) -> Self {
        let id = ConversationId {
            inbox: setup.inbox(),
            address: if setup.address.is_empty() {
                "me".into()
            } else {
                setup.address.as_str().into()
            },
        };
        let contact = ContactId::from(id.address.as_str());
        let mut it = Self {
            world: world(bundle, &setup),
            id,
            conversation: Conversation::default(),
            now: setup.now,
            scheduled_to: setup.now,
            seed: setup.seed,
            inputs: 0,
            events: Vec::new(),
            lines: Vec::new(),
            path: Vec::new(),
            session: None,
            ended: None,
            store: None,
        };
        it.fold(vec![Event::ConversationOpened {
            contact,
            profile: setup.contact,
            language: setup.language,
            at: setup.now,
        }]);
        it
    }

    /// The contact types something. Answers what came of it.
    pub fn say(&mut self, text: &str) -> Result<&[Event], Fault> {
        let message = Incoming::text(self.message_id(), text);
        self.feed(Input::Message(message))
    }

    /// The contact presses the button with this key, as last shown.
    pub fn choose(&mut self, key: &str) -> Result<&[Event], Fault> {
        let Some(label) = self.label(key) else {
            return Err(Fault::NoSuchOption(key.into()));
        };
        let message = Incoming {
            id: self.message_id(),
            text: label,
            option: Some(key.into()),
            attached: None,
        };
        self.feed(Input::Message(message))
    }

    /// The contact sends more than words.
    pub fn send(&mut self, text: &str, attached: Attached) -> Result<&[Event], Fault> {
        let message = Incoming {
            attached: Some(attached),
            ..Incoming::text(self.message_id(), text)
        };
        self.feed(Input::Message(message))
    }

    /// A message comes in as a channel gave it.
    pub fn receive(&mut self, message: Incoming) -> Result<&[Event], Fault> {
        self.feed(Input::Message(message))
    }

    /// Another system tells of something by its name.
    pub fn tell(&mut self, name: &str, payload: Value) -> Result<&[Event], Fault> {
        self.feed(Input::Event {
            name: name.into(),
            payload,
            id: None,
        })
    }

    /// The contact arrives without a word.
    pub fn arrive(&mut self) -> Result<&[Event], Fault> {
        self.feed(Input::Arrived {
            profile: Map::new(),
            language: None,
        })
    }

    /// What a step asked came to its end.
    pub fn settle(&mut self, effect: EffectId, outcome: Outcome) -> Result<&[Event], Fault> {
        self.feed(Input::Settled { effect, outcome })
    }

    /// A person at the desk does something.
    pub fn act(&mut self, by: &AgentId, act: Act) -> Result<&[Event], Fault> {
        self.world
            .agents
            .entry(by.clone())
            .or_insert_with(|| by.0.clone());
        self.feed(Input::Acted {
            by: by.clone(),
            act,
        })
    }

    /// Lets time go by, waking the conversation each time it asks for it, in order; up to where it has rung too often.
    pub fn pass(&mut self, span: Span) -> Result<&[Event], Fault> {
        let from = self.events.len();
        let until = self.now.after(span);
        for _ in 0..RINGS {
            let Some(wake) = self.wake().filter(|wake| *wake <= until) else {
                self.now = self.now.max(until);
                return Ok(self.since(from));
            };
            self.wake_at(wake)?;
            if self.wake() == Some(wake) {
                self.now = self.now.max(until);
                return Ok(self.since(from));
            }
        }
        Err(Fault::Rings)
    }

    /// Sets the clock to a moment, never back, and wakes nobody.
    pub fn clock(&mut self, moment: Timestamp) {
        self.now = self.now.max(moment);
    }

    /// Sets the clock to a moment, never back; schedules whose moment has come are told to the conversation, and it is
    /// woken.
    pub fn wake_at(&mut self, moment: Timestamp) -> Result<&[Event], Fault> {
        let from = self.events.len();
        self.now = self.now.max(moment);
        while let Some(due) = self.scheduled().filter(|due| *due <= moment) {
            let due_now = self.moments().filter(|(moment, _)| *moment == due);
            let all: Vec<AutomationId> = due_now.map(|(_, id)| id.clone()).collect();
            self.scheduled_to = due;
            for automation in all {
                self.feed(Input::Scheduled { automation, due })?;
            }
        }
        self.feed(Input::Woken)?;
        Ok(self.since(from))
    }

    /// When the conversation asks to be woken, or a schedule's next moment is.
    pub fn wake(&self) -> Option<Timestamp> {
        let wakes = [self.conversation.wake(), self.scheduled()];
        wakes.into_iter().flatten().min()
    }

    /// The first moment of a schedule that has not been told yet.
    fn scheduled(&self) -> Option<Timestamp> {
        self.moments().map(|(due, _)| due).min()
    }

    /// The next moment of each schedule.
    fn moments(&self) -> impl Iterator<Item = (Timestamp, &AutomationId)> {
        let on = self.world.automations.iter().filter(|one| one.on);
        on.filter_map(|one| match &one.start.on {
            Trigger::Schedule(schedule) => Some((schedule.next(self.scheduled_to)?, &one.id)),
            _ => None,
        })
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// What was said and done, in order.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Every event, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The edges walked, in order.
    pub fn path(&self) -> &[Edge] {
        &self.path
    }

    /// What was asked of the outside world and is not answered yet.
    pub fn pending(&self) -> &[Unsettled] {
        &self.conversation.unsettled
    }

    /// The conversation itself.
    pub fn conversation(&self) -> &Conversation {
        &self.conversation
    }

    /// Where the session waits: the innermost trail and its step.
    pub fn place(&self) -> Option<(&TrailId, &StepId)> {
        let session = self.conversation.session.as_ref()?;
        Some((&session.frame().trail, &session.parked.as_ref()?.step))
    }

    /// The variables of the session, or of the last one: of the outermost trail and of those it
    /// called, the innermost winning.
    pub fn vars(&self) -> BTreeMap<VarName, Value> {
        let frames = self.session.iter().flat_map(|session| &session.frames);
        frames
            .flat_map(|frame| frame.vars.iter().cloned())
            .collect()
    }

    /// How the last session ended, if none is live.
    pub fn ended(&self) -> Option<&EndReason> {
        self.ended.as_ref()
    }

    /// Replays all events from the first and compares.
    pub fn replay(&self) -> Result<(), Fault> {
        if Conversation::fold(&self.events) == self.conversation {
            Ok(())
        } else {
            Err(Fault::Replayed)
        }
    }

    /// One input.
    fn feed(&mut self, input: Input) -> Result<&[Event], Fault> {
        let read = match self.store {
            Some(store) => Some(store(&self.conversation)?),
            None => None,
        };
        let before = read.as_ref().unwrap_or(&self.conversation);
        let context = Context {
            now: self.now,
            seed: self.seed.wrapping_add(self.inputs + 1),
        };
        let sprint = advance(&self.world, &self.id, before, input, context)?;
        self.inputs += 1;
        let from = self.events.len();
        self.fold(sprint.events);
        Ok(self.since(from))
    }

    fn fold(&mut self, events: Vec<Event>) {
        for event in events {
            self.conversation.apply(&event);
            if let Some(session) = &self.conversation.session {
                self.session = Some(session.clone());
            }
            self.note(&event);
            self.events.push(event);
        }
    }

    fn note(&mut self, event: &Event) {
        let what = match event {
            Event::InputReceived { message, .. } => What::Contact(message.plain()),
            Event::MessageSent {
                speaker, content, ..
            } => What::Said {
                by: speaker.clone(),
                content: content.clone(),
            },
            Event::EffectRequested {
                id,
                effect: Effect::Http(request),
                ..
            } => What::Requested {
                id: *id,
                request: request.clone(),
            },
            Event::EffectRequested { id, effect, .. } => What::Asked {
                id: *id,
                effect: effect.clone(),
            },
            Event::EffectSettled { id, outcome, .. } => What::Settled {
                id: *id,
                outcome: outcome.clone(),
            },
            Event::StepFailed { trail, step, error }
            | Event::SendingFailed {
                trail, step, error, ..
            } => What::Failed {
                trail: trail.clone(),
                step: step.clone(),
                error: error.clone(),
            },
            Event::AssistantCalled {
                tool, arguments, ..
            } => What::Called {
                tool: tool.clone(),
                arguments: arguments.clone(),
            },
            Event::AssistantGot { tool, end, .. } => What::Got {
                tool: tool.clone(),
                end: end.clone(),
            },
            Event::OwnerChanged { owner, .. } => What::Owned(owner.clone()),
            Event::SessionEnded { reason, .. } => {
                self.ended = Some(reason.clone());
                What::Ended(reason.clone())
            }
            Event::SessionStarted { .. } => {
                self.ended = None;
                return;
            }
            Event::Walked { edges } => {
                self.path.extend(edges.iter().cloned());
                return;
            }
            _ => return,
        };
        self.lines.push(Line { at: self.now, what });
    }

    fn since(&self, from: usize) -> &[Event] {
        self.events.get(from..).unwrap_or_default()
    }

    fn message_id(&self) -> SmolStr {
        smol_str::format_smolstr!("m{}", self.inputs + 1)
    }

    fn label(&self, key: &str) -> Option<String> {
        self.lines.iter().rev().find_map(|line| match &line.what {
            What::Said {
                content: Content::Menu { options, .. },
                ..
            } => {
                let option = options.iter().find(|option| option.key == key)?;
                Some(option.label.clone())
            }
            _ => None,
        })
    }
}

/// The conversation as it comes back from its bytes.
fn stored(conversation: &Conversation) -> Result<Conversation, Fault> {
    let read = Conversation::from_bytes(&conversation.to_bytes());
    let read = read.map_err(|error| Fault::Stored(error.to_string()))?;
    if read == *conversation {
        Ok(read)
    } else {
        Err(Fault::Stored("it reads back as another one".into()))
    }
}
