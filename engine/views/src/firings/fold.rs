//! What a commit tells of firings, folded into the log.

use super::{Firing, Noted, Tally, Trouble};
use crate::store::Store;
use std::collections::BTreeMap;
use trilha_model::{
    AutomationId, ConversationId, Effect, EffectId, EndReason, Event, LimitName, Owner, Timestamp,
    TrailId,
};

/// The log while it is folded: what is in the tree, and what will be.
pub(super) struct Draft<'a> {
    store: &'a Store,
    tallies: &'a mut BTreeMap<AutomationId, Tally>,
    pub(super) folded: Folded,
}

/// What is to be written to the tree.
#[derive(Default)]
pub(super) struct Folded {
    /// The firings that are new or changed, by their places.
    pub(super) fresh: BTreeMap<String, Firing>,
    /// The places of the firings whose sessions go on, by conversation.
    pub(super) going: BTreeMap<ConversationId, Option<String>>,
    /// The places of the last firings that went by time, by conversation.
    pub(super) timed: BTreeMap<ConversationId, String>,
}

/// How far a commit is gone through.
#[derive(Default)]
struct Course {
    /// The number of the ticket that is open by now.
    ticket: Option<String>,
    /// The place of the commit's last firing so far.
    last: Option<String>,
    /// The commit's last firing, where it runs beside whatever goes on.
    aside: Option<Aside>,
}

/// A firing that runs beside whatever goes on.
struct Aside {
    place: String,
    /// The trail that runs.
    trail: TrailId,
    /// Whether it closed the ticket: what follows is done by it and by the session, which goes on.
    shared: bool,
}

impl Aside {
    fn new(automation: &AutomationId, place: String) -> Self {
        let id = automation.as_str();
        // Its trail, then its name there.
        let (trail, _) = id.rsplit_once('/').unwrap_or((id, ""));
        Self {
            place,
            trail: trail.into(),
            shared: false,
        }
    }
}

impl Course {
    /// The place of the firing beside the session that what a trail does now is of; none: it is of the session.
    fn beside(&self, trail: Option<&TrailId>) -> Option<&str> {
        let aside = self.aside.as_ref();
        let aside = aside.filter(|aside| !aside.shared || trail == Some(&aside.trail));
        aside.map(|aside| aside.place.as_str())
    }
}

impl<'a> Draft<'a> {
    pub(super) fn new(store: &'a Store, tallies: &'a mut BTreeMap<AutomationId, Tally>) -> Self {
        Self {
            store,
            tallies,
            folded: Folded::default(),
        }
    }

    /// Folds what a commit tells.
    pub(super) fn fold(&mut self, noted: &Noted) -> sled::Result<()> {
        let id = &noted.conversation;
        let mut course = Course {
            ticket: noted.ticket.clone(),
            ..Course::default()
        };
        let mut events = noted.events.iter().peekable();
        while let Some((version, event)) = events.next() {
            match event {
                Event::AutomationFired { .. } => self.fires(id, &mut course, *version, event)?,
                Event::TicketOpened { number, .. } => {
                    let number = number.to_string();
                    course.ticket = Some(number.clone());
                    self.change(course.last.as_deref(), |firing| {
                        firing.ticket.get_or_insert(number);
                    })?;
                }
                Event::TicketClosed { .. } => course.ticket = None,
                Event::OwnerChanged {
                    owner: Owner::Bot, ..
                } => {
                    if let Some(aside) = &mut course.aside {
                        aside.shared = true;
                    }
                }
                Event::SessionEnded { reason, .. } => {
                    if *reason == EndReason::Lost {
                        self.trouble(id, None, Trouble::Lost)?;
                    }
                    self.ends(id)?;
                }
                event => {
                    let next = events.peek().map(|(_, event)| event);
                    self.goes_wrong(id, &course, event, next)?;
                }
            }
        }
        Ok(())
    }

    fn fires(
        &mut self,
        id: &ConversationId,
        course: &mut Course,
        version: u64,
        event: &Event,
    ) -> sled::Result<()> {
        let Event::AutomationFired {
            automation,
            since,
            aside,
            at,
            ..
        } = event
        else {
            return Ok(());
        };
        let firing = Firing {
            automation: automation.clone(),
            conversation: id.clone(),
            at: *at,
            ticket: course.ticket.clone(),
            trouble: None,
            over: aside.is_some(),
            mails: Vec::new(),
        };
        let place = place(*at, id, version);
        course.aside = aside
            .is_some()
            .then(|| Aside::new(automation, place.clone()));
        course.last = Some(place.clone());
        if aside.is_none() {
            self.ends(id)?;
            self.folded.going.insert(id.clone(), Some(place.clone()));
        }
        if since.is_some() {
            self.folded.timed.insert(id.clone(), place.clone());
        }
        self.count(automation, *at);
        self.folded.fresh.insert(place, firing);
        Ok(())
    }

    /// What was to be sent, and what went wrong, with whose firing it was; and what was noted after it.
    fn goes_wrong(
        &mut self,
        id: &ConversationId,
        course: &Course,
        event: &Event,
        next: Option<&Event>,
    ) -> sled::Result<()> {
        match event {
            Event::EffectRequested {
                id: effect,
                effect: Effect::Email(mail),
                ..
            } if mail.aside.is_some() => {
                let sender = course.aside.as_ref().map(|aside| aside.place.as_str());
                self.change(sender, |firing| firing.mails.push(*effect))
            }
            Event::StepFailed { trail, step, .. } => {
                let trouble = Trouble::Step(step.to_string());
                self.trouble(id, course.beside(Some(trail)), trouble)
            }
            // The last one that went by time was one too many.
            Event::LimitReached {
                limit: limit @ LimitName::Firings,
                ..
            } => {
                let last = match self.folded.timed.get(id) {
                    Some(last) => Some(last.clone()),
                    None => self.store.timed(id)?,
                };
                let trouble = Trouble::Limit(limit.to_string());
                self.change(last.as_deref(), |firing| firing.trouble = Some(trouble))
            }
            Event::LimitReached { limit, step } if is_of_trails(*limit) => {
                let trail = match next {
                    Some(Event::StepFailed {
                        trail, step: at, ..
                    }) if step.as_ref() == Some(at) => Some(trail),
                    _ => None,
                };
                let trouble = Trouble::Limit(limit.to_string());
                self.trouble(id, course.beside(trail), trouble)
            }
            Event::SendingFailed {
                id: effect,
                step,
                since,
                ..
            } => {
                let sender = self.sender(id, *since, *effect)?;
                let trouble = Trouble::Step(step.to_string());
                self.change(sender.as_deref(), |firing| firing.fails(trouble))
            }
            _ => Ok(()),
        }
    }

    fn count(&mut self, automation: &AutomationId, at: Timestamp) {
        let tally = self.tallies.entry(automation.clone()).or_default();
        tally.count += 1;
        tally.last = tally.last.max(at);
    }

    /// The firing whose session goes on in a conversation.
    fn going(&self, id: &ConversationId) -> sled::Result<Option<String>> {
        match self.folded.going.get(id) {
            Some(going) => Ok(going.clone()),
            None => self.store.going(id),
        }
    }

    fn ends(&mut self, id: &ConversationId) -> sled::Result<()> {
        if let Some(place) = self.going(id)? {
            self.change(Some(&place), |firing| firing.over = true)?;
            self.folded.going.insert(id.clone(), None);
        }
        Ok(())
    }

    /// Something went wrong: with what runs beside whatever goes on, or with the session.
    fn trouble(
        &mut self,
        id: &ConversationId,
        beside: Option<&str>,
        trouble: Trouble,
    ) -> sled::Result<()> {
        let place = match beside {
            Some(place) => Some(place.to_owned()),
            None => self.going(id)?,
        };
        self.change(place.as_deref(), |firing| firing.fails(trouble))
    }

    fn change(
        &mut self,
        place: Option<&str>,
        change: impl FnOnce(&mut Firing),
    ) -> sled::Result<()> {
        let Some(place) = place else { return Ok(()) };
        if !self.folded.fresh.contains_key(place)
            && let Some(firing) = self.store.firing(place)?
        {
            self.folded.fresh.insert(place.to_owned(), firing);
        }
        if let Some(firing) = self.folded.fresh.get_mut(place) {
            change(firing);
        }
        Ok(())
    }

    /// Of the firings in a conversation at a moment, the one that sent this.
    fn sender(
        &self,
        id: &ConversationId,
        since: Timestamp,
        mail: EffectId,
    ) -> sled::Result<Option<String>> {
        let beginning = beginning(since, id);
        let sent = |firing: &Firing| firing.mails.contains(&mail);
        let fresh = self.folded.fresh.range(beginning.clone()..);
        let mut fresh = fresh.take_while(|(place, _)| place.starts_with(&beginning));
        if let Some((place, _)) = fresh.find(|(_, firing)| sent(firing)) {
            return Ok(Some(place.clone()));
        }
        self.store.find_firing(&beginning, sent)
    }
}

/// Where a firing stands in the log, as text that goes out as `next` and comes back as `before`: the newest first.
fn place(at: Timestamp, conversation: &ConversationId, version: u64) -> String {
    format!("{}{version:016x}", beginning(at, conversation))
}

/// How the places of a conversation's firings at a moment begin.
fn beginning(at: Timestamp, conversation: &ConversationId) -> String {
    let newest_first = !(at.0.cast_unsigned() ^ (1 << 63));
    format!("{newest_first:016x}{conversation}/")
}

/// Whether a trail runs into a limit, and not a contact, another system or a ticket's automations.
fn is_of_trails(limit: LimitName) -> bool {
    !matches!(
        limit,
        LimitName::Queued | LimitName::Told | LimitName::CatchUpBytes | LimitName::Firings
    )
}
