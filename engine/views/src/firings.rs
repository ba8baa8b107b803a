//! What automations did: each firing with what came of it, and how often each automation fired.
//!
//! What commits tell of it is only noted when they happen, and folded in one go when somebody asks, or every few
//! thousand. Folding the same commits again gives the same: a firing stands where it happened, and how often an
//! automation fired is written down together with the place up to which the journal is folded.
//!
//! Of each automation the newest firings are kept; how often it fired counts them all.

mod fold;
mod page;
#[cfg(test)]
mod tests;

use crate::state::numbered;
use crate::store::Store;
use fold::{Draft, Folded};
pub use page::{Found, Log};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use trilha_journal::Write;
use trilha_model::{AutomationId, ConversationId, Effect, EffectId, Event, Timestamp, codec};

/// Commits that are noted and not folded yet, at most.
const NOTED: usize = 4_096;
/// Firings of an automation that are kept at least: the newest.
const KEPT: usize = 10_000;
/// So many more may be there before the oldest are taken away, all at once.
const SPARE: usize = 1_000;

/// An automation did its work in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Firing {
    /// Which automation.
    pub automation: AutomationId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// When.
    pub at: Timestamp,
    /// The number of the ticket that was open, or that it opened at once.
    pub ticket: Option<String>,
    /// What went wrong first, where anything did; or that it was the last that its ticket allows.
    pub trouble: Option<Trouble>,
    /// Whether it is over: the session it began has ended, or it began none.
    pub over: bool,
    /// The e-mails it sent without waiting for them.
    mails: Vec<EffectId>,
}

/// What went wrong after an automation fired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// This step took `error`, or what it sent did not go out.
    Step(String),
    /// This limit was reached.
    Limit(String),
    /// The session it began was lost with its trail.
    Lost,
}

/// How often an automation fired, and when last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How often.
    pub count: u64,
    /// When last.
    pub last: Timestamp,
}

/// What is known of firings besides what is in the tree.
#[derive(Default)]
pub(crate) struct Firings {
    tallies: BTreeMap<AutomationId, Tally>,
    noted: Vec<Noted>,
    /// How many firings of an automation the tree holds at most, where it was counted.
    held: BTreeMap<AutomationId, usize>,
}

/// What a commit tells of firings.
struct Noted {
    conversation: ConversationId,
    /// What happened, each with the version of the stream after it.
    events: Vec<(u64, Event)>,
    /// The number of the ticket that was open before it.
    ticket: Option<String>,
}

/// Whether an event says that an automation fired.
pub(crate) fn fires(event: &[u8]) -> bool {
    codec::event_name(event) == Some("AutomationFired")
}

/// Whether an event may say what came of a firing.
pub(crate) fn concerns(event: &[u8]) -> bool {
    let name = codec::event_name(event);
    matches!(
        name,
        Some("AutomationFired" | "SessionEnded" | "StepFailed" | "LimitReached" | "SendingFailed")
    )
}

/// What of an event is kept until it is folded: little, since many wait.
fn kept(bytes: &[u8]) -> Option<Event> {
    let tells = concerns(bytes)
        || matches!(
            codec::event_name(bytes),
            Some("EffectRequested" | "OwnerChanged" | "TicketOpened" | "TicketClosed")
        );
    let mut event: Event = tells.then(|| codec::event_from_bytes(bytes).ok())??;
    match &mut event {
        Event::EffectRequested {
            effect: Effect::Email(mail),
            ..
        } if mail.aside.is_some() => (mail.text, mail.html) = (None, None),
        Event::EffectRequested { .. } => return None,
        Event::StepFailed { error, .. } | Event::SendingFailed { error, .. } => error.clear(),
        Event::TicketOpened {
            note,
            subject,
            summary,
            skills,
            ..
        } => {
            (*note, *subject, *summary) = (None, None, None);
            skills.clear();
        }
        _ => {}
    }
    Some(event)
}

impl Firings {
    /// As they were kept.
    pub(crate) fn new(tallies: BTreeMap<AutomationId, Tally>) -> Self {
        Self {
            tallies,
            ..Self::default()
        }
    }

    /// Notes a commit that tells of them, and the number of the ticket that was open before it,
    /// where an automation fired.
    pub(crate) fn note(&mut self, id: &ConversationId, write: &Write, ticket: Option<String>) {
        let kept = |(version, bytes): (u64, &Vec<u8>)| Some((version, kept(bytes)?));
        self.noted.push(Noted {
            conversation: id.clone(),
            events: numbered(write).filter_map(kept).collect(),
            ticket,
        });
    }

    /// Whether so much is noted that it should be folded.
    pub(crate) fn is_full(&self) -> bool {
        self.noted.len() >= NOTED
    }

    /// How often an automation fired; as of the last time it was folded.
    pub(crate) fn tally(&self, automation: &AutomationId) -> Option<Tally> {
        self.tallies.get(automation).copied()
    }

    /// All of them, to be kept together with the place up to which the journal is folded.
    pub(crate) fn tallies(&self) -> &BTreeMap<AutomationId, Tally> {
        &self.tallies
    }

    /// Folds what was noted, and writes it to the tree.
    pub(crate) fn settle(&mut self, store: &mut Store) -> sled::Result<()> {
        if self.noted.is_empty() {
            return Ok(());
        }
        let mut draft = Draft::new(store, &mut self.tallies);
        for noted in std::mem::take(&mut self.noted) {
            draft.fold(&noted)?;
        }
        let Folded {
            fresh,
            going,
            timed,
        } = draft.folded;
        let mut put: BTreeMap<AutomationId, usize> = BTreeMap::new();
        for (place, firing) in fresh {
            store.put_firing(&place, &firing);
            *put.entry(firing.automation).or_default() += 1;
        }
        for (conversation, place) in going {
            store.set_going(&conversation, place.as_deref());
        }
        for (conversation, place) in timed {
            store.set_timed(&conversation, &place);
        }
        store.save(None)?;
        put.into_iter()
            .try_for_each(|(automation, put)| self.trim(store, automation, put))
    }

    /// Takes away the oldest firings of an automation of which so many were put into the tree, where there are too
    /// many.
    fn trim(
        &mut self,
        store: &mut Store,
        automation: AutomationId,
        put: usize,
    ) -> sled::Result<()> {
        let held = match self.held.get(&automation) {
            Some(held) => held + put,
            None => store.count_firings(&automation)?,
        };
        let held = if held > KEPT + SPARE {
            store.trim_firings(&automation, KEPT)?
        } else {
            held
        };
        self.held.insert(automation, held);
        Ok(())
    }
}

impl Firing {
    fn fails(&mut self, trouble: Trouble) {
        self.trouble.get_or_insert(trouble);
    }
}
