//! Automations: what starts the published trails, in the order in which they are asked, and what each waits for.

use crate::conversation::Conversation;
use crate::fold::Fold;
use crate::limits;
use crate::world::World;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use trilha_model::{
    AutomationId, ContactChange, InboxId, Limits, Owner, SettingEvent, Span, Timestamp, TrailId,
    Value,
};
use trilha_trail::{Lapse, Service, Start, Trigger};

/// An entry of a published trail's `starts`.
#[derive(Clone, Debug)]
pub struct Automation {
    /// Its id: the trail's and its own name.
    pub id: AutomationId,
    /// The trail.
    pub trail: TrailId,
    /// What it waits for.
    pub start: Start,
    /// Whether it does.
    pub on: bool,
}

/// How admins arranged automations: the fold of `setting/automations`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrangement {
    /// Those that were put in order.
    pub order: Vec<AutomationId>,
    /// Those that are switched off.
    pub off: BTreeSet<AutomationId>,
}

impl Fold for Arrangement {
    type Event = SettingEvent;
    const SCHEMA: u8 = 1;

    fn apply(&mut self, event: &SettingEvent) {
        if let SettingEvent::AutomationsArranged { order, off, .. } = event {
            self.order.clone_from(order);
            self.off = off.iter().cloned().collect();
        }
    }
}

impl World {
    /// Puts the automations of the published trails in order. Those that nobody arranged stand before the first
    /// that is less particular: a keyword comes before an event, that before a tag and that before a message, what
    /// names inboxes before what names none, and then the trails' ids decide.
    pub fn arrange(&mut self, arrangement: &Arrangement) {
        let published = self.published.keys();
        let bundles = published.filter_map(|trail| Some((trail, self.newest(trail)?)));
        let mut found: Vec<Automation> = Vec::new();
        for (trail, bundle) in bundles {
            found.extend(bundle.root().starts.iter().map(|start| {
                let id = start.id(trail);
                Automation {
                    on: !arrangement.off.contains(&id),
                    id,
                    trail: trail.clone(),
                    start: start.clone(),
                }
            }));
        }
        found.sort_by_key(|one| one.start.rank());
        let order = arrangement.order.iter().enumerate().rev();
        let places: BTreeMap<&AutomationId, usize> = order.map(|(at, id)| (id, at)).collect();
        let place = |one: &Automation| places.get(&one.id).copied();
        let (mut arranged, others): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|one| place(one).is_some());
        arranged.sort_by_key(place);
        for one in others {
            let later = |known: &Automation| known.start.rank() > one.start.rank();
            let at = arranged.iter().position(later).unwrap_or(arranged.len());
            arranged.insert(at, one);
        }
        self.automations = arranged.into();
    }

    /// An automation that is switched on.
    pub(crate) fn automation(&self, id: &AutomationId) -> Option<&Automation> {
        let mut on = self.automations.iter().filter(|one| one.on);
        on.find(|one| one.id == *id)
    }
}

impl Automation {
    /// Since when a conversation is as the automation waits for, and how long that may last; none where it is not,
    /// or where the automation does not go by time.
    pub(crate) fn lasts(
        &self,
        world: &World,
        inbox: &InboxId,
        conversation: &Conversation,
    ) -> Option<(Timestamp, Span)> {
        if !self.on || !self.start.is_on(inbox) || !world.is_enabled(inbox) {
            return None;
        }
        let since = match &self.start.on {
            Trigger::Silent(_) => (conversation.is_idle() && conversation.is_heard(&world.limits))
                .then_some(conversation.silence.contact)?,
            Trigger::Service(service) => since(service, conversation, &world.limits)?,
            _ => return None,
        };
        Some((since, self.start.on.after()?))
    }
}

/// Since when what a service trigger waits for lasts.
fn since(service: &Service, conversation: &Conversation, limits: &Limits) -> Option<Timestamp> {
    let ticket = conversation.open_ticket()?;
    let silent = ticket.firings.told && ticket.firings.are_over(limits);
    let meant = !silent
        && (service.queues.is_empty() || service.queues.contains(&ticket.queue))
        && (service.priorities.is_empty() || service.priorities.contains(&ticket.priority))
        && has_tag(conversation, &service.tags);
    if !meant {
        return None;
    }
    match service.lapse {
        Lapse::Waiting => {
            let waits = matches!(conversation.owner, Owner::Queue(_));
            ticket.waiting_since.filter(|_| waits)
        }
        Lapse::AgentSilent => conversation.silence.owed,
        Lapse::ContactSilent => conversation.silence.answered,
        Lapse::Open => Some(ticket.opened_at),
    }
}

/// Whether the conversation or its contact has one of these tags; where there are none, any has.
pub(crate) fn has_tag(conversation: &Conversation, wanted: &[SmolStr]) -> bool {
    let of_contact = contact_tags(conversation);
    let has = |tag: &SmolStr| conversation.tags.contains(tag) || of_contact.contains(&tag.as_str());
    wanted.is_empty() || wanted.iter().any(has)
}

/// The contact's own tags.
pub(crate) fn contact_tags(conversation: &Conversation) -> Vec<&str> {
    match conversation.profile.get(ContactChange::TAGS) {
        Some(Value::List(tags)) => tags.iter().filter_map(Value::as_text).collect(),
        _ => Vec::new(),
    }
}

impl Conversation {
    /// Whether nothing goes on: the bot has it, no session is live and no ticket open.
    pub fn is_idle(&self) -> bool {
        self.is_open()
            && self.owner == Owner::Bot
            && self.session.is_none()
            && self.open_ticket().is_none()
    }

    /// Whether somebody answers now and then: a bot that nobody does is silent.
    pub(crate) fn is_heard(&self, limits: &Limits) -> bool {
        self.unprompted as usize <= limits.unprompted
    }

    /// Whether an automation fired for this moment already.
    pub(crate) fn has_fired(&self, automation: &AutomationId, since: Timestamp) -> bool {
        let mut fired = self.fired.iter();
        fired.any(|(known, moment)| known == automation && *moment == since)
    }

    /// Remembers that an automation fired, for this moment and no other.
    pub(crate) fn remember(&mut self, automation: &AutomationId, since: Timestamp) {
        self.fired.retain(|(known, _)| known != automation);
        if self.fired.len() >= limits::FIRED {
            self.fired.pop_front();
        }
        self.fired.push_back((automation.clone(), since));
    }
}
