//! Sessions, told from the events of a conversation.

use trilha_desk::Conversation;
use trilha_model::{
    Act, AgentId, BundleHash, Content, Effect, EffectId, Event, Incoming, Map, Outcome, Owner,
    Recipient, Span, Speaker, TicketOutcome, Timestamp, TrailId, Value,
};

/// One session as it was: what came in and when, and what the outside answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// The trail it began in.
    pub trail: TrailId,
    /// The bundle it ran.
    pub bundle: BundleHash,
    /// When it began.
    pub at: Timestamp,
    /// Until when it is known: its end, or the last thing that happened.
    pub until: Timestamp,
    /// What was known of the contact when it began.
    pub profile: Map,
    /// The contact's language, where it was known.
    pub language: Option<smol_str::SmolStr>,
    /// What came in, in order; the first began it.
    pub inputs: Vec<(Timestamp, Happened)>,
    /// What was asked of the outside and answered, in order of the answers.
    pub answers: Vec<Answered>,
}

/// Something that came in.
#[derive(Clone, Debug, PartialEq)]
pub enum Happened {
    /// The contact said something.
    Said(Incoming),
    /// The contact arrived without a word.
    Arrived,
    /// A person at the desk did something.
    Acted {
        /// Who.
        by: AgentId,
        /// What.
        act: Act,
    },
}

/// Something the outside was asked, and what it answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// What it was asked.
    pub effect: Effect,
    /// How long it took.
    pub took: Span,
    /// What it answered.
    pub outcome: Outcome,
}

/// The sessions in a conversation's events, oldest first. One that has not ended is there too.
pub fn sessions(events: &[Event]) -> Vec<Recorded> {
    let mut reader = Reader::default();
    for (at, event) in events.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| events.get(at));
        reader.read(event, before);
        reader.conversation.apply(event);
    }
    reader.found.extend(reader.open);
    reader.found
}

#[derive(Default)]
struct Reader {
    conversation: Conversation,
    asked: Vec<(EffectId, Effect, Timestamp)>,
    open: Option<Recorded>,
    found: Vec<Recorded>,
}

impl Reader {
    fn read(&mut self, event: &Event, before: Option<&Event>) {
        if let Event::SessionStarted {
            bundle, trail, at, ..
        } = event
        {
            self.found.extend(self.open.take());
            self.begin(trail, bundle, *at, before);
            return;
        }
        let Some(open) = &mut self.open else {
            return;
        };
        match event {
            Event::InputReceived { message, at, .. } => {
                open.happens(*at, Happened::Said(message.clone()));
            }
            Event::EffectRequested { id, effect, at, .. } => {
                self.asked.push((*id, effect.clone(), *at));
                open.until = *at;
            }
            Event::EffectSettled { id, outcome, at } => {
                open.until = *at;
                if let Some((_, effect, asked)) = self.asked.iter().find(|(known, ..)| known == id)
                {
                    open.answers.push(Answered {
                        effect: effect.clone(),
                        took: Span(at.0.saturating_sub(asked.0).max(0)),
                        outcome: outcome.clone(),
                    });
                }
            }
            Event::SessionEnded { at, .. } => {
                open.until = *at;
                self.found.extend(self.open.take());
            }
            event => {
                if let Some((at, by, act)) = acted(event, &self.conversation) {
                    open.happens(at, Happened::Acted { by, act });
                }
            }
        }
    }

    fn begin(
        &mut self,
        trail: &TrailId,
        bundle: &BundleHash,
        at: Timestamp,
        before: Option<&Event>,
    ) {
        let first = match before {
            Some(Event::InputReceived { message, .. }) => Happened::Said(message.clone()),
            _ => Happened::Arrived,
        };
        let profile = match &self.conversation.profile {
            Value::Map(profile) => profile.clone(),
            _ => Map::new(),
        };
        self.asked.clear();
        self.open = Some(Recorded {
            trail: trail.clone(),
            bundle: bundle.clone(),
            at,
            until: at,
            profile,
            language: self.conversation.language.clone(),
            inputs: vec![(at, first)],
            answers: Vec::new(),
        });
    }
}

impl Recorded {
    fn happens(&mut self, at: Timestamp, what: Happened) {
        self.until = self.until.max(at);
        self.inputs.push((at, what));
    }
}

/// What a person did, told from what it led to.
fn acted(event: &Event, conversation: &Conversation) -> Option<(Timestamp, AgentId, Act)> {
    let owner = &conversation.owner;
    Some(match event {
        Event::OwnerChanged {
            owner: Owner::Agent(to),
            by: Some(by),
            at,
            ..
        } => {
            let act = if to == by {
                match owner {
                    Owner::Agent(_) => Act::TakeOver,
                    Owner::Bot | Owner::Queue(_) => Act::Take,
                }
            } else {
                Act::Transfer {
                    to: Recipient::Agent(to.clone()),
                    note: None,
                }
            };
            (*at, by.clone(), act)
        }
        Event::OwnerChanged {
            owner: Owner::Queue(to),
            by: Some(by),
            at,
            ..
        } if matches!(owner, Owner::Agent(_)) => {
            let queue = to.clone();
            let ticket = conversation.open_ticket();
            let to = match ticket.and_then(|ticket| ticket.team.clone()) {
                Some(team) => Recipient::Team { queue, team },
                None => Recipient::Queue(queue),
            };
            let act = Act::Transfer { to, note: None };
            (*at, by.clone(), act)
        }
        Event::GroupSet {
            group,
            by: Some(by),
            at,
            ..
        } => {
            let group = group.clone();
            (*at, by.clone(), Act::Group { group })
        }
        Event::Tagged {
            add,
            remove,
            by: Some(by),
            at: Some(at),
        } => {
            let (add, remove) = (add.clone(), remove.clone());
            (*at, by.clone(), Act::Tag { add, remove })
        }
        Event::TicketClosed {
            outcome: TicketOutcome::Resolved,
            by: Some(by),
            at,
        } => (*at, by.clone(), Act::Resolve),
        Event::TicketClosed {
            outcome: TicketOutcome::GivenBack,
            by: Some(by),
            at,
        } => (*at, by.clone(), Act::GiveBack),
        Event::MessageSent {
            speaker: Speaker::Agent(by),
            content: Content::Text(text),
            id,
            at,
            ..
        } => {
            let act = Act::Reply {
                id: id
                    .clone()
                    .unwrap_or_else(|| smol_str::format_smolstr!("{}", at.0)),
                text: text.clone(),
                media: None,
            };
            (*at, by.clone(), act)
        }
        _ => return None,
    })
}
