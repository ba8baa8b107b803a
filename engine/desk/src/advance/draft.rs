//! A sprint in the making: a working copy that moves only through its events.

use super::Sprint;
use crate::conversation::Conversation;
use crate::world::{Context, World};
use smol_str::SmolStr;
use std::collections::BTreeSet;
use trilha_model::{AgentId, ConversationId, EffectId, Event, Owner, TeamId, Timestamp, chance};
use trilha_trail::protocol_number;

pub(super) struct Draft<'a> {
    pub(super) world: &'a World,
    pub(super) id: &'a ConversationId,
    pub(super) now: Timestamp,
    before: &'a Conversation,
    copy: Conversation,
    events: Vec<Event>,
    seed: u64,
    /// The tags that automations gave as they fired of themselves.
    pub(super) own_tags: BTreeSet<SmolStr>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(
        world: &'a World,
        id: &'a ConversationId,
        before: &'a Conversation,
        context: Context,
    ) -> Self {
        Self {
            world,
            id,
            now: context.now,
            before,
            copy: before.clone(),
            events: Vec::new(),
            seed: context.seed,
            own_tags: BTreeSet::new(),
        }
    }

    /// The conversation as it was before the sprint.
    pub(super) fn before(&self) -> &'a Conversation {
        self.before
    }

    /// The conversation as it stands in the middle of the sprint.
    pub(super) fn conversation(&self) -> &Conversation {
        &self.copy
    }

    /// What happened so far.
    pub(super) fn events(&self) -> &[Event] {
        &self.events
    }

    /// A number to draw from, another one after each event.
    pub(super) fn seed(&self) -> u64 {
        let events = u64::try_from(self.events.len()).unwrap_or(u64::MAX);
        chance::mix(self.seed.wrapping_add(events))
    }

    /// A new ticket's number: the one the session gave its contact, unless another ticket has it.
    pub(super) fn ticket_number(&self) -> SmolStr {
        let taken = self.copy.ticket.as_ref().map(|ticket| &ticket.number);
        let given = self.copy.protocol.as_ref();
        let given = given.filter(|number| Some(*number) != taken);
        given
            .cloned()
            .unwrap_or_else(|| protocol_number(self.now, self.seed()))
    }

    /// Adds an event and folds it in. What is said is for the group that the open ticket has.
    pub(super) fn emit(&mut self, mut event: Event) {
        stamp(&mut event, self.copy.owner_version);
        if let Some(group) = self.copy.group() {
            confine(&mut event, group);
        }
        self.copy.apply(&event);
        self.events.push(event);
    }

    /// Gives the conversation another owner.
    pub(super) fn give(&mut self, owner: Owner, by: Option<&AgentId>) {
        self.emit(Event::OwnerChanged {
            owner,
            version: self.copy.owner_version.saturating_add(1),
            by: by.cloned(),
            at: self.now,
        });
    }

    /// Has what is said from now on be for a message group, or for all again; nothing where it is already.
    pub(super) fn set_group(&mut self, group: Option<TeamId>, by: Option<&AgentId>) {
        let was = self.copy.group().cloned();
        if group != was {
            self.emit(Event::GroupSet {
                group,
                was,
                by: by.cloned(),
                at: self.now,
            });
        }
    }

    /// Lets go of everything the bot asked of the outside world and waits for. What other systems are to be
    /// told stays: it has happened, whoever comes next.
    pub(super) fn cancel_effects(&mut self) {
        let asked = self.copy.unsettled.iter();
        let awaited = asked.filter(|asked| asked.effect.is_awaited());
        let awaited: Vec<EffectId> = awaited.map(|asked| asked.id).collect();
        for id in awaited {
            self.emit(Event::EffectCancelled { id });
        }
    }

    /// The sprint. What it says and asks carries the owner's version after it, so an owner who changed
    /// on the way is told to every event, and the copy is folded again from what they now say.
    pub(super) fn finish(mut self) -> Sprint {
        let version = self.copy.owner_version;
        if version != self.before.owner_version {
            self.copy = self.before.clone();
            for event in &mut self.events {
                stamp(event, version);
                self.copy.apply(event);
            }
        }
        Sprint {
            events: self.events,
            after: self.copy,
        }
    }
}

/// Writes into what is said for which group it is.
fn confine(event: &mut Event, to: &TeamId) {
    if let Event::InputReceived { group, .. }
    | Event::MessageSent { group, .. }
    | Event::NoteAdded { group, .. }
    | Event::NoteLeft { group, .. } = event
    {
        *group = Some(to.clone());
    }
}

fn stamp(event: &mut Event, version: u64) {
    if let Event::MessageSent { owner_version, .. } | Event::EffectRequested { owner_version, .. } =
        event
    {
        *owner_version = version;
    }
}
