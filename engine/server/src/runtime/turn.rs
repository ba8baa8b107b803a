//! One turn: load, advance, fold, append; again when somebody else was first.

use super::hot::Hot;
use crate::ambient;
use crate::metrics::Metrics;
use crate::problem::{Answer, Problem};
use crate::staff::house::House;
use crate::streams::{self, At, TRIES};
use std::sync::Arc;
use std::time::Instant;
use trilha_desk::{Agent, Context, Conversation, World, advance, hold_changes};
use trilha_journal::{AppendError, Cursor, Journal, Write};
use trilha_model::{AgentEvent, AgentId, ConversationId, Event, Input, Owner, Stream, codec};

/// What a turn came to.
#[derive(Debug)]
pub(crate) struct Done {
    /// The conversation's version before the turn.
    pub(crate) before: u64,
    /// What happened; nothing when the input changed nothing.
    pub(crate) events: Vec<Event>,
    /// The conversation's version after it.
    pub(crate) version: u64,
    /// Who has the conversation after it.
    pub(crate) owner: Owner,
    /// The type of the answer that its trail waits for after it, where that is more than words.
    pub(crate) asks: Option<&'static str>,
    /// Just after its commit.
    pub(crate) cursor: Option<Cursor>,
}

/// The one place where inputs become commits.
pub(crate) struct Runtime {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) house: Arc<House>,
    metrics: Arc<Metrics>,
    hot: Hot,
}

/// Whether an input may be dealt with, told from the conversation and its version as they are at that moment.
pub(crate) type May<'a> = &'a (dyn Fn(u64, &Conversation) -> Answer<()> + Sync);

impl Runtime {
    pub(crate) fn new(
        journal: Arc<dyn Journal>,
        house: Arc<House>,
        metrics: Arc<Metrics>,
        hot: usize,
    ) -> Self {
        Self {
            journal,
            house,
            metrics,
            hot: Hot::new(hot),
        }
    }

    /// How many conversations are held in memory.
    pub(crate) fn hot(&self) -> usize {
        self.hot.len()
    }

    /// Deals with one input.
    pub(crate) async fn drive(&self, id: &ConversationId, input: Input) -> Answer<Done> {
        self.drive_if(id, input, &|_, _| Ok(())).await
    }

    /// Looks at a conversation as it is now.
    pub(crate) async fn look<T>(
        &self,
        id: &ConversationId,
        look: impl FnOnce(u64, &Conversation) -> T,
    ) -> Answer<T> {
        let slot = self.hot.slot(id);
        let mut held = slot.lock().await;
        if held.is_none() {
            *held = Some(streams::load(&*self.journal, &id.stream())?);
        }
        let at = held.as_ref().expect("invariant: just loaded");
        Ok(look(at.version, &at.state))
    }

    /// Deals with one input if the conversation, as it is then, allows it.
    pub(crate) async fn drive_if(
        &self,
        id: &ConversationId,
        input: Input,
        may: May<'_>,
    ) -> Answer<Done> {
        let slot = self.hot.slot(id);
        let stream = id.stream();
        let mut held = slot.lock().await;
        for _ in 0..TRIES {
            // Taken out while it is changed: a turn that is dropped half-way leaves nothing half-changed.
            let at = match held.take() {
                Some(at) => at,
                None => streams::load(&*self.journal, &stream)?,
            };
            if let Err(problem) = self.ready_bundle(&at.state).await {
                *held = Some(at);
                return Err(problem);
            }
            let prepared = self.prepare(id, &stream, &at, &input, may);
            let Some((after, done, writes)) = prepared.inspect_err(|_| *held = Some(at.clone()))?
            else {
                let done = Done {
                    before: at.version,
                    version: at.version,
                    owner: at.state.owner.clone(),
                    asks: asks(&self.house.now().world, &at.state),
                    cursor: None,
                    events: Vec::new(),
                };
                *held = Some(at);
                return Ok(done);
            };
            let began = Instant::now();
            match self.journal.append(ambient::commit_id(), writes).await {
                Ok(appended) => {
                    self.metrics.appended(began.elapsed());
                    self.metrics.turn();
                    self.metrics.happened(&done.events);
                    *held = Some(after);
                    return Ok(Done {
                        cursor: Some(appended.cursor),
                        ..done
                    });
                }
                Err(AppendError::Conflict { .. }) => self.metrics.conflict(),
                Err(error) => return Err(error.into()),
            }
        }
        Err(Problem::busy())
    }

    /// The conversation after the turn, what to answer, what to append; `None` when nothing changes.
    #[expect(clippy::type_complexity, reason = "the three results of one step")]
    fn prepare(
        &self,
        id: &ConversationId,
        stream: &Stream,
        at: &At<Conversation>,
        input: &Input,
        may: May<'_>,
    ) -> Answer<Option<(At<Conversation>, Done, Vec<Write>)>> {
        may(at.version, &at.state)?;
        let mut world = Arc::clone(&self.house.now().world);
        let (sprint, holds) = loop {
            let context = Context {
                now: ambient::now(),
                seed: ambient::seed(),
            };
            let sprint = advance(&world, id, &at.state, input.clone(), context)?;
            let (holds, disabled) = self.holds(id, &at.state.owner, &sprint.after.owner)?;
            match (disabled, input) {
                (None, _) => break (sprint, holds),
                (Some(_), Input::Acted { .. }) => {
                    return Err(Problem::forbidden().detail("this account is disabled"));
                }
                // The trail named somebody of whom the world does not know yet that they are gone.
                (Some(gone), _) => world = Arc::new(world.without(&gone)),
            }
        };
        if sprint.events.is_empty() {
            return Ok(None);
        }
        let version = at.version + sprint.events.len() as u64;
        let owner = sprint.after.owner.clone();
        let mut writes = Vec::with_capacity(1);
        writes.push(Write {
            stream: stream.clone(),
            expected_version: at.version,
            events: sprint.events.iter().map(codec::event_to_bytes).collect(),
            state: sprint.after.to_bytes(),
            wake: sprint.after.wake(),
        });
        writes.extend(holds);
        let done = Done {
            before: at.version,
            version,
            owner,
            asks: asks(&world, &sprint.after),
            cursor: None,
            events: sprint.events,
        };
        Ok(Some((
            At {
                version,
                state: sprint.after,
            },
            done,
            writes,
        )))
    }

    /// What a change of owner writes on the streams of people; and who would get the conversation although they
    /// are disabled.
    fn holds(
        &self,
        id: &ConversationId,
        before: &Owner,
        after: &Owner,
    ) -> Answer<(Vec<Write>, Option<AgentId>)> {
        let (mut writes, mut disabled) = (Vec::new(), None);
        for (id, event) in hold_changes(id, before, after) {
            let stream = Stream::new("agent", id.as_str());
            let agent = streams::load::<Agent>(&*self.journal, &stream)?;
            if agent.state.disabled && matches!(event, AgentEvent::ConversationHeld { .. }) {
                disabled = Some(id);
            }
            writes.push(streams::write(stream, agent, &[event]));
        }
        Ok((writes, disabled))
    }

    async fn ready_bundle(&self, conversation: &Conversation) -> Answer<()> {
        match &conversation.session {
            Some(session) => self.house.need(&session.bundle).await,
            None => Ok(()),
        }
    }
}

/// The type of the answer that a conversation's trail waits for, where that is more than words.
pub(crate) fn asks(world: &World, conversation: &Conversation) -> Option<&'static str> {
    let session = conversation
        .session
        .as_ref()
        .filter(|_| conversation.owner == Owner::Bot)?;
    let asked = trilha_trail::asked(world.bundles.get(&session.bundle)?, session)?;
    matches!(asked, "image" | "video" | "audio" | "file" | "location").then_some(asked)
}
