//! The bot's part of a sprint: starting a trail, stepping it, and taking what it says into the draft.

use super::draft::Draft;
use crate::automations::Automation;
use crate::conversation::{Conversation, input};
use smol_str::SmolStr;
use std::sync::Arc;
use trilha_model::{
    AgentId, Content, ConversationId, EndReason, Event, Incoming, LimitName, Map, Owner, Priority,
    QueueId, Speaker, TeamId, TicketState, Value,
};
use trilha_trail::{Bundle, HandoffEnd, Scene, Session, Start, Stimulus, Trigger, Whom};

/// What a trail made of a stimulus.
pub(super) enum Answer {
    /// It moved.
    Moved(Vec<Event>),
    /// It means nothing where the session stands.
    Nothing,
    /// The session's bundle is not there.
    Lost,
}

impl Draft<'_> {
    /// What the session would do; nothing is done yet. `said` stands in for the last thing the
    /// contact said.
    pub(super) fn ask_trail(&self, stimulus: Stimulus<'_>, said: Option<&Value>) -> Answer {
        let Some(session) = &self.conversation().session else {
            return Answer::Nothing;
        };
        let Some(bundle) = self.world.bundles.get(&session.bundle) else {
            return Answer::Lost;
        };
        self.scene(bundle, said, |scene| {
            match trilha_trail::step(scene, session, stimulus) {
                Some(events) => Answer::Moved(events),
                None => Answer::Nothing,
            }
        })
    }

    /// Takes what a trail did into the draft.
    pub(super) fn take(&mut self, events: Vec<Event>) {
        for event in events {
            self.hand_off(event);
        }
        if self.conversation().unprompted as usize > self.world.limits.unprompted {
            self.hush();
        }
        self.take_told();
    }

    /// Takes in one event of a trail. A ticket gets its number, and whom it is meant for has it, if they are there;
    /// else its queue.
    pub(super) fn hand_off(&mut self, mut event: Event) {
        let mut handed = None;
        if let Event::TicketOpened {
            number,
            queue,
            agent,
            team,
            group,
            skills,
            ..
        } = &mut event
        {
            *number = self.ticket_number();
            let whom = Whom {
                team: team.as_ref(),
                group: group.as_ref(),
                skills,
            };
            let present = |agent: &&AgentId| self.world.is_present(agent, whom) == Some(true);
            let agent = agent.as_ref().filter(present);
            let queue = || Owner::Queue(queue.clone());
            handed = Some(agent.cloned().map_or_else(queue, Owner::Agent));
        }
        self.emit(event);
        if let Some(owner) = handed {
            self.give(owner, None);
        }
    }

    /// Moves the ticket to a queue, and to a team of it or to all.
    pub(super) fn move_ticket(
        &mut self,
        queue: QueueId,
        team: Option<TeamId>,
        by: Option<&AgentId>,
    ) {
        let ticket = self.conversation().open_ticket();
        let was = ticket.and_then(|ticket| ticket.team.clone());
        self.emit(Event::TicketMoved {
            queue,
            team,
            was,
            by: by.cloned(),
            at: self.now,
        });
    }

    /// Lets the session have what another system told before it waited for it.
    pub(super) fn take_told(&mut self) {
        let conversation = self.conversation();
        let bundles = &self.world.bundles;
        let Some((name, payload)) = conversation.awaited(bundles) else {
            return;
        };
        let told = Stimulus::Event {
            name: &name,
            payload: &payload,
        };
        if let Answer::Moved(events) = self.ask_trail(told, None) {
            self.emit(Event::EventTaken { name });
            self.take(events);
        }
    }

    /// Tells that a limit was reached, and where the session stands.
    pub(super) fn reach(&mut self, limit: LimitName) {
        let session = self.conversation().session.as_ref();
        let parked = session.and_then(|session| session.parked.as_ref());
        let step = parked.map(|parked| parked.step.clone());
        self.emit(Event::LimitReached { limit, step });
    }

    /// Ends a session that writes on and on to somebody who says nothing.
    fn hush(&mut self) {
        let conversation = self.conversation();
        let Some(session) = &conversation.session else {
            return;
        };
        if conversation.owner != Owner::Bot {
            return;
        }
        let bundle = self.world.bundles.get(&session.bundle);
        let language = bundle.map_or("", |bundle| bundle.root().language.as_str());
        let words = trilha_trail::apology(conversation.language.as_deref().unwrap_or(language));
        self.cancel_effects();
        self.reach(LimitName::Unprompted);
        self.emit(Event::MessageSent {
            speaker: Speaker::Bot,
            content: Content::Text(words.to_owned()),
            owner_version: 0,
            id: None,
            typing: None,
            group: None,
            at: self.now,
        });
        self.end_session(EndReason::Failed);
    }

    /// Begins a session; `said` stands in for the last thing the contact said.
    pub(super) fn start(&mut self, bundle: &Arc<Bundle>, said: Option<&Value>) {
        let session = self.conversation().next_session;
        let events = self.scene(bundle, said, |scene| {
            trilha_trail::start_with(scene, session, &self.world.presets)
        });
        self.take(events);
    }

    /// The contact speaks, or arrives without a word, while nothing goes on.
    pub(super) fn trigger(&mut self, message: Option<&Incoming>) {
        let said = message.is_none().then(|| input(None));
        match self.started_by(message) {
            Some(Begun::By(automation)) => return self.begin(automation, None, said.as_ref()),
            Some(Begun::OfInbox(bundle)) => return self.start(bundle, said.as_ref()),
            None => {}
        }
        let inbox = self.world.inboxes.get(&self.id.inbox);
        let queue = inbox.and_then(|inbox| inbox.queue.clone());
        if let (Some(queue), Some(_)) = (queue, message) {
            self.open_ticket(queue.clone());
            self.give(Owner::Queue(queue), None);
        }
    }

    /// Opens a ticket that no trail asked for.
    pub(super) fn open_ticket(&mut self, queue: QueueId) {
        self.emit(Event::TicketOpened {
            number: self.ticket_number(),
            queue,
            priority: Priority::default(),
            note: None,
            step: None,
            subject: None,
            agent: None,
            summary: None,
            skills: Vec::new(),
            team: None,
            group: None,
            state: TicketState::default(),
            at: self.now,
        });
    }

    /// What may be kept of a message: not the answer to a question whose answer is nobody's business, also where
    /// it is said so early that nobody knows yet whether it comes to answer one.
    pub(super) fn kept(&self, message: &Incoming) -> Incoming {
        let conversation = self.conversation();
        let open = || message.clone();
        if conversation.owner != Owner::Bot {
            return open();
        }
        let Some(session) = &conversation.session else {
            return open();
        };
        let Some(bundle) = self.world.bundles.get(&session.bundle) else {
            return open();
        };
        let early = || {
            let early = self.may_answer_a_secret(bundle, session, message);
            early.then(|| trilha_trail::hidden(bundle, session, message))
        };
        trilha_trail::masked(bundle, session, message)
            .or_else(|| early().flatten())
            .unwrap_or_else(open)
    }

    /// Whether what is said now may come to answer a sensitive question once those that wait are dealt with.
    fn may_answer_a_secret(&self, bundle: &Bundle, session: &Session, message: &Incoming) -> bool {
        let conversation = self.conversation();
        // What was gathered is one message more, dealt with before one that is not gathered itself.
        let joins = !conversation.gathered.is_empty() && self.gathers(message).is_none();
        let before = conversation.queued.len() + usize::from(joins);
        let ahead = trilha_trail::ahead(bundle, session, before);
        let anew = |before: usize| {
            let world = self.world;
            let mut trails = world.published.keys().filter_map(|id| world.newest(id));
            trails.any(|bundle| trilha_trail::ahead_from_start(bundle, before).sensitive)
        };
        // Of those left when the session is over, the first begins the next one.
        let left = ahead.left.and_then(|left| left.checked_sub(1));
        ahead.sensitive || left.is_some_and(anew)
    }

    /// Deals with a message that the bot is to answer, after those that an earlier sprint had no room for.
    /// One that is `hidden` may not be kept until later.
    pub(super) fn hear(&mut self, message: &Incoming, hidden: bool) {
        let waiting = self.conversation().queued.len();
        if waiting > 0 {
            self.take_queued();
            if self.conversation().queued.len() < waiting {
                self.queue(message, hidden);
                return self.take_queued();
            }
        }
        if self.conversation().session.is_none() {
            self.trigger(Some(message));
            return self.take_queued();
        }
        if !self.gather(message, hidden) {
            self.answer(message, hidden);
        }
    }

    /// Whether a message's words lead away from where the session stands.
    pub(super) fn interrupts(&self, message: &Incoming) -> bool {
        let session = self.conversation().session.as_ref();
        let bundle = session.and_then(|session| self.world.bundles.get(&session.bundle));
        let (Some(session), Some(bundle)) = (session, bundle) else {
            return false;
        };
        message.attached.is_none()
            && self.scene(bundle, None, |scene| {
                trilha_trail::interrupts(scene, session, &message.text)
            })
    }

    /// Gives a message to the session. One that is `hidden` may not be kept until later.
    pub(super) fn answer(&mut self, message: &Incoming, hidden: bool) {
        match self.ask_trail(Stimulus::Message(message), None) {
            Answer::Moved(events) => {
                self.take(events);
                self.take_queued();
            }
            Answer::Nothing => self.queue(message, hidden),
            Answer::Lost => {
                self.end_session(EndReason::Lost);
                self.trigger(Some(message));
                self.take_queued();
            }
        }
    }

    pub(super) fn queue(&mut self, message: &Incoming, hidden: bool) {
        if hidden {
            let id = message.id.clone();
            return self.emit(Event::InputDropped { id });
        }
        let queued = &self.conversation().queued;
        let most = self.world.limits.queued;
        let oldest = queued.front().filter(|_| queued.len() >= most);
        if let Some(id) = oldest.map(|message| message.id.clone()) {
            self.reach(LimitName::Queued);
            self.emit(Event::InputDropped { id });
        }
        self.emit(Event::InputQueued {
            message: message.clone(),
        });
    }

    /// Deals with the messages that waited, one by one, as far as the session waits for a message
    /// again and there is room in the sprint. What people have now is theirs to answer.
    pub(super) fn take_queued(&mut self) {
        let (mut weighed, mut weight) = (0, 0);
        for _ in 0..self.world.limits.queued {
            let Some(message) = self.conversation().queued.front().cloned() else {
                return;
            };
            let taken = Event::InputTaken {
                id: message.id.clone(),
            };
            if self.conversation().owner != Owner::Bot {
                self.emit(taken);
                continue;
            }
            let events = self.events().get(weighed..).unwrap_or_default();
            weight += events.iter().map(weight_of).sum::<usize>();
            weighed = self.events().len();
            if weight > self.world.limits.catch_up_bytes {
                self.reach(LimitName::CatchUpBytes);
                return;
            }
            if self.conversation().session.is_none() {
                self.emit(taken);
                self.trigger(Some(&message));
            } else {
                let said = input(Some(&message));
                let answer = self.ask_trail(Stimulus::Message(&message), Some(&said));
                let Answer::Moved(events) = answer else {
                    return;
                };
                self.emit(taken);
                self.take(events);
            }
        }
    }

    /// Goes on after people gave the conversation back to the bot. A session that does not stand at
    /// a handoff, because people took it from the bot, is over.
    pub(super) fn resume(&mut self, end: HandoffEnd, handed_off: bool) {
        let ended = Stimulus::HandoffEnded(end);
        if handed_off && let Answer::Moved(events) = self.ask_trail(ended, None) {
            self.take(events);
            return self.take_queued();
        }
        self.end_session(EndReason::Closed);
    }

    /// Ends the session, if there is one.
    pub(super) fn end_session(&mut self, reason: EndReason) {
        if self.conversation().session.is_some() {
            self.emit(Event::SessionEnded {
                reason,
                at: self.now,
            });
        }
    }

    fn scene<T>(
        &self,
        bundle: &Arc<Bundle>,
        said: Option<&Value>,
        then: impl FnOnce(&Scene<'_>) -> T,
    ) -> T {
        self.scene_as(false, bundle, said, then)
    }

    /// The scene of what runs beside whatever goes on.
    pub(super) fn scene_aside<T>(
        &self,
        bundle: &Arc<Bundle>,
        then: impl FnOnce(&Scene<'_>) -> T,
    ) -> T {
        self.scene_as(true, bundle, None, then)
    }

    fn scene_as<T>(
        &self,
        aside: bool,
        bundle: &Arc<Bundle>,
        said: Option<&Value>,
        then: impl FnOnce(&Scene<'_>) -> T,
    ) -> T {
        let conversation = self.conversation();
        let facts = facts(self.id, conversation);
        let queues = |queue: &QueueId, whom: Whom<'_>| self.world.line(queue, whom);
        let teams = |team: &TeamId| self.world.is_team(team);
        let agents = |agent: &AgentId, whom: Whom<'_>| self.world.is_present(agent, whom);
        then(&Scene {
            bundle,
            env: &self.world.env,
            who: &conversation.contact,
            contact: &conversation.profile,
            conversation: &facts,
            input: said.unwrap_or(&conversation.input),
            language: conversation.language.as_deref(),
            queues: &queues,
            teams: &teams,
            agents: &agents,
            calendars: &self.world.calendars,
            cannot: self.world.cannot(&self.id.inbox),
            now: self.now,
            seed: self.seed(),
            next_effect: conversation.next_effect,
            spent: conversation.spent,
            aside,
        })
    }
}

/// What begins where a contact speaks.
enum Begun<'a> {
    /// What an automation starts.
    By(&'a Automation),
    /// The inbox's own trail, which no automation starts here.
    OfInbox(&'a Arc<Bundle>),
}

impl<'a> Draft<'a> {
    /// What begins here: the first automation, in their order, that waits for what was said, or for anything said. An
    /// inbox with a trail of its own gives all but keywords to it, which is the firing of that trail's automation for
    /// anything said, where it has one here; one with a queue is left alone by those that wait for anything and name
    /// no inbox.
    fn started_by(&self, message: Option<&Incoming>) -> Option<Begun<'a>> {
        let (world, id) = (self.world, &self.id.inbox);
        let inbox = world.inboxes.get(id)?;
        let here = || {
            let all = world.automations.iter();
            all.filter(|one| one.on && one.start.is_on(id))
        };
        let waits = |start: &Start| match &start.on {
            Trigger::Keyword(_) => message.is_some_and(|message| start.is_said(&message.text)),
            Trigger::Message if inbox.trail.is_some() => false,
            Trigger::Message if start.inboxes.is_empty() => inbox.queue.is_none(),
            Trigger::Message => true,
            _ => false,
        };
        if let Some(found) = here().find(|one| waits(&one.start)) {
            return Some(Begun::By(found));
        }
        let own = inbox.trail.as_ref()?;
        let answers =
            |one: &&Automation| one.trail == *own && matches!(one.start.on, Trigger::Message);
        let found = here().find(answers).map(Begun::By);
        found.or_else(|| world.newest(own).map(Begun::OfInbox))
    }
}

/// How many bytes an event adds to a commit.
fn weight_of(event: &Event) -> usize {
    trilha_model::codec::event_to_bytes(event).len()
}

/// What trails read as `conversation`.
fn facts(id: &ConversationId, conversation: &Conversation) -> Value {
    let ticket = conversation.ticket.as_ref();
    let tags = conversation.tags.iter().cloned().map(Value::Text);
    Value::Map(Map::from([
        (SmolStr::new_static("inbox"), Value::text(&id.inbox.0)),
        (SmolStr::new_static("address"), Value::text(&id.address.0)),
        (
            SmolStr::new_static("language"),
            conversation
                .language
                .clone()
                .map_or(Value::Null, Value::Text),
        ),
        (SmolStr::new_static("tags"), Value::List(tags.collect())),
        (
            SmolStr::new_static("protocol"),
            conversation
                .protocol
                .clone()
                .map_or(Value::Null, Value::Text),
        ),
        (
            SmolStr::new_static("ticket"),
            ticket.map_or(Value::Null, |ticket| Value::Text(ticket.number.clone())),
        ),
    ]))
}
