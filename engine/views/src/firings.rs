//! What automations did: each firing with what came of it, and how often each automation fired.
//!
//! What commits tell of it is only noted when they happen, and folded in one go when somebody asks, or every few
//! thousand. Folding the same commits again gives the same: a firing stands where it happened, and how often an
//! automation fired is written down together with the place up to which the journal is folded.

use crate::line::Line;
use crate::state::numbered;
use crate::store::Store;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use trilha_journal::Write;
use trilha_model::{
    AutomationId, ConversationId, Effect, EffectId, EndReason, Event, LimitName, Owner, Timestamp,
    codec,
};

/// Commits that are noted and not folded yet, at most.
const NOTED: usize = 4_096;

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
    /// What went wrong first, where anything did.
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

/// A page of what automations did, newest first, each with the conversation as lists have it.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// The firings.
    pub firings: Vec<(Firing, Arc<Line>)>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// What is known of firings besides what is in the tree.
#[derive(Default)]
pub(crate) struct Firings {
    tallies: BTreeMap<AutomationId, Tally>,
    noted: Vec<Noted>,
}

/// What a commit tells of firings.
struct Noted {
    conversation: ConversationId,
    /// What happened, each with the version of the stream after it.
    events: Vec<(u64, Event)>,
    ticket: Option<Ticket>,
}

/// The conversation's ticket after a commit.
pub(crate) struct Ticket {
    pub(crate) number: String,
    pub(crate) closed: bool,
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

/// Where a firing stands in the log, as text that goes out as `next` and comes back as `before`: the newest first.
fn place(at: Timestamp, conversation: &ConversationId, version: u64) -> String {
    format!("{}{version:016x}", beginning(at, conversation))
}

/// How the places of a conversation's firings at a moment begin.
fn beginning(at: Timestamp, conversation: &ConversationId) -> String {
    let newest_first = !(at.0.cast_unsigned() ^ (1 << 63));
    format!("{newest_first:016x}{conversation}/")
}

impl Firings {
    /// As they were kept.
    pub(crate) fn new(tallies: BTreeMap<AutomationId, Tally>) -> Self {
        Self {
            tallies,
            noted: Vec::new(),
        }
    }

    /// Notes a commit that tells of them, and the ticket after it where an automation fired.
    pub(crate) fn note(&mut self, id: &ConversationId, write: &Write, ticket: Option<Ticket>) {
        let read = |(version, bytes): (u64, &Vec<u8>)| {
            Some((version, codec::event_from_bytes::<Event>(bytes).ok()?))
        };
        self.noted.push(Noted {
            conversation: id.clone(),
            events: numbered(write).filter_map(read).collect(),
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
        let mut draft = Draft {
            store,
            tallies: &mut self.tallies,
            fresh: BTreeMap::new(),
            going: BTreeMap::new(),
        };
        for noted in std::mem::take(&mut self.noted) {
            draft.fold(&noted)?;
        }
        let (fresh, going) = (draft.fresh, draft.going);
        for (place, firing) in fresh {
            store.put_firing(&place, &firing);
        }
        for (conversation, place) in going {
            store.set_going(&conversation, place.as_deref());
        }
        store.save(None)
    }
}

/// The log while it is folded: what is in the tree, and what will be.
struct Draft<'a> {
    store: &'a Store,
    tallies: &'a mut BTreeMap<AutomationId, Tally>,
    fresh: BTreeMap<String, Firing>,
    /// The firings whose sessions go on, by conversation.
    going: BTreeMap<ConversationId, Option<String>>,
}

impl Draft<'_> {
    fn fold(&mut self, noted: &Noted) -> sled::Result<()> {
        let id = &noted.conversation;
        // The firing that runs beside whatever goes on, and does what follows.
        let mut beside: Option<String> = None;
        for (at, (version, event)) in noted.events.iter().enumerate() {
            match event {
                Event::AutomationFired {
                    automation,
                    aside,
                    at: when,
                    ..
                } => {
                    let rest = noted.events.get(at..).unwrap_or_default();
                    let firing = Firing {
                        automation: automation.clone(),
                        conversation: id.clone(),
                        at: *when,
                        ticket: ticket(noted.ticket.as_ref(), rest),
                        trouble: None,
                        over: aside.is_some(),
                        mails: Vec::new(),
                    };
                    let place = place(*when, id, *version);
                    beside = aside.is_some().then(|| place.clone());
                    if aside.is_none() {
                        self.ends(id)?;
                        self.going.insert(id.clone(), Some(place.clone()));
                    }
                    self.count(automation, *when);
                    self.fresh.insert(place, firing);
                }
                Event::EffectRequested {
                    id: effect,
                    effect: Effect::Email(mail),
                    ..
                } if mail.aside.is_some() => {
                    self.change(beside.as_deref(), |firing| firing.mails.push(*effect))?;
                }
                Event::StepFailed { step, .. } => {
                    let trouble = Trouble::Step(step.to_string());
                    self.trouble(id, beside.as_deref(), trouble)?;
                }
                Event::LimitReached { limit, .. } if is_of_trails(*limit) => {
                    let trouble = Trouble::Limit(limit.to_string());
                    self.trouble(id, beside.as_deref(), trouble)?;
                }
                Event::SendingFailed {
                    id: effect,
                    step,
                    since,
                    ..
                } => {
                    let sender = self.sender(id, *since, *effect)?;
                    let trouble = Trouble::Step(step.to_string());
                    self.change(sender.as_deref(), |firing| firing.fails(trouble))?;
                }
                // The ticket is closed: what follows is the session's again.
                Event::OwnerChanged {
                    owner: Owner::Bot, ..
                } => beside = None,
                Event::SessionEnded { reason, .. } => {
                    if *reason == EndReason::Lost {
                        self.trouble(id, None, Trouble::Lost)?;
                    }
                    self.ends(id)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn count(&mut self, automation: &AutomationId, at: Timestamp) {
        let tally = self.tallies.entry(automation.clone()).or_default();
        tally.count += 1;
        tally.last = tally.last.max(at);
    }

    /// The firing whose session goes on in a conversation.
    fn going(&self, id: &ConversationId) -> sled::Result<Option<String>> {
        match self.going.get(id) {
            Some(going) => Ok(going.clone()),
            None => self.store.going(id),
        }
    }

    fn ends(&mut self, id: &ConversationId) -> sled::Result<()> {
        if let Some(place) = self.going(id)? {
            self.change(Some(&place), |firing| firing.over = true)?;
            self.going.insert(id.clone(), None);
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
        if !self.fresh.contains_key(place)
            && let Some(firing) = self.store.firing(place)?
        {
            self.fresh.insert(place.to_owned(), firing);
        }
        if let Some(firing) = self.fresh.get_mut(place) {
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
        let fresh = self.fresh.range(beginning.clone()..);
        let mut fresh = fresh.take_while(|(place, _)| place.starts_with(&beginning));
        if let Some((place, _)) = fresh.find(|(_, firing)| sent(firing)) {
            return Ok(Some(place.clone()));
        }
        self.store.find_firing(&beginning, sent)
    }
}

impl Firing {
    fn fails(&mut self, trouble: Trouble) {
        self.trouble.get_or_insert(trouble);
    }
}

/// The ticket a firing is about: the one that is open after it, or was closed by what followed.
fn ticket(after: Option<&Ticket>, rest: &[(u64, Event)]) -> Option<String> {
    let closes = |(_, event): &(u64, Event)| matches!(event, Event::TicketClosed { .. });
    let meant = after.filter(|ticket| !ticket.closed || rest.iter().any(closes));
    meant.map(|ticket| ticket.number.clone())
}

/// Whether a trail runs into a limit, and not a contact, another system or a ticket.
fn is_of_trails(limit: LimitName) -> bool {
    !matches!(
        limit,
        LimitName::Queued | LimitName::Told | LimitName::CatchUpBytes | LimitName::Firings
    )
}

#[cfg(test)]
mod tests {
    use super::{Firing, Trouble};
    use crate::stage::World;
    use crate::{Log, Viewer, Views};
    use std::collections::BTreeSet;
    use trilha_model::{
        Effect, EffectId, EndReason, Event, LimitName, Mail, Map, Owner, Sender, SessionId,
        TicketOutcome, TicketState, Timestamp,
    };

    fn opened() -> Event {
        Event::ConversationOpened {
            contact: "site/v".into(),
            profile: Map::from([("name".into(), "Ana".into())]),
            language: None,
            at: Timestamp(1),
        }
    }

    fn fired(automation: &str, aside: bool, at: i64) -> Event {
        Event::AutomationFired {
            automation: automation.into(),
            since: None,
            told: None,
            aside: aside.then(|| "b1".into()),
            at: Timestamp(at),
        }
    }

    fn started(at: i64) -> Event {
        Event::SessionStarted {
            session: SessionId(1),
            bundle: "b1".into(),
            trail: "t".into(),
            vars: Vec::new(),
            at: Timestamp(at),
        }
    }

    fn ended(reason: EndReason) -> Event {
        let at = Timestamp(90);
        Event::SessionEnded { reason, at }
    }

    fn failed(step: &str) -> Event {
        Event::StepFailed {
            trail: "t".into(),
            step: step.into(),
            error: "no".into(),
        }
    }

    fn ticket(number: &str) -> [Event; 2] {
        let opened = Event::TicketOpened {
            number: number.into(),
            queue: "support".into(),
            priority: trilha_model::Priority::Normal,
            note: None,
            step: None,
            subject: None,
            agent: None,
            summary: None,
            skills: Vec::new(),
            team: None,
            state: TicketState::Open,
            at: Timestamp(2),
        };
        [opened, owner(Owner::Queue("support".into()))]
    }

    fn owner(owner: Owner) -> Event {
        Event::OwnerChanged {
            owner,
            version: 1,
            by: None,
            at: Timestamp(2),
        }
    }

    fn closed() -> Event {
        Event::TicketClosed {
            outcome: TicketOutcome::Resolved,
            by: None,
            at: Timestamp(3),
        }
    }

    fn everything() -> Viewer {
        Viewer {
            agent: "sol".into(),
            all: true,
            queues: BTreeSet::new(),
        }
    }

    fn log(world: &World, views: &mut Views, automation: Option<&str>) -> Log {
        views.settle(&world.journal).unwrap();
        let automation = automation.map(Into::into);
        let seen = views.log(&world.journal, &everything(), automation.as_ref(), None, 50);
        seen.unwrap()
    }

    fn step(step: &str) -> Option<Trouble> {
        Some(Trouble::Step(step.into()))
    }

    /// Of each firing: which automation, what went wrong, and whether it is over.
    fn told(log: &Log) -> Vec<(&str, Option<Trouble>, bool)> {
        let all = log.firings.iter().map(|(firing, _)| {
            let Firing { trouble, over, .. } = firing;
            (firing.automation.as_str(), trouble.clone(), *over)
        });
        all.collect()
    }

    /// Sessions that end well, badly, by a limit and not yet.
    fn sessions(world: &mut World) {
        for (n, who) in ["well", "badly", "limit", "open"].into_iter().enumerate() {
            let at = i64::try_from(n).unwrap() + 10;
            world.happen(
                who,
                &[opened(), fired("t/keyword-1", false, at), started(at)],
            );
        }
        world.happen("well", &[ended(EndReason::Finished(None))]);
        world.happen("badly", &[failed("pay"), failed("sorry")]);
        world.happen("badly", &[ended(EndReason::Failed)]);
        let (limit, step) = (LimitName::Steps, None);
        let queued = LimitName::Queued;
        let flood = Event::LimitReached {
            limit: queued,
            step: None,
        };
        world.happen("open", &[flood]);
        let reached = Event::LimitReached { limit, step };
        let end = ended(EndReason::Failed);
        world.happen("limit", &[reached, failed("loop"), end]);
        // What begins without an automation is nobody's firing.
        world.happen("well", &[started(50), failed("other")]);
    }

    #[test]
    fn a_firing_is_told_with_what_came_of_the_session_it_began() {
        let mut world = World::new();
        sessions(&mut world);
        let mut views = world.views();
        let all = log(&world, &mut views, None);
        let limit = Some(Trouble::Limit("steps".into()));
        let expected = [
            ("t/keyword-1", None, false),
            ("t/keyword-1", limit, true),
            ("t/keyword-1", step("pay"), true),
            ("t/keyword-1", None, true),
        ];
        assert_eq!(told(&all), expected);
        assert!(all.firings.iter().all(|(_, line)| line.name == "Ana"));
        assert!(
            all.firings
                .iter()
                .all(|(firing, _)| firing.ticket.is_none())
        );
    }

    #[test]
    fn what_is_folded_twice_after_a_crash_counts_once() {
        let mut world = World::new();
        sessions(&mut world);
        let mut views = world.views();
        let before = log(&world, &mut views, None);
        // A crash: the log was written, the place in the journal was not.
        drop(views);
        for _ in 0..2 {
            let mut views = world.views();
            let after = log(&world, &mut views, None);
            assert_eq!(told(&after), told(&before));
            let tally = views.fired(&"t/keyword-1".into()).unwrap();
            assert_eq!((tally.count, tally.last), (4, Timestamp(13)));
            views.close(&world.journal).unwrap();
        }
    }

    #[test]
    fn what_runs_beside_a_session_has_its_own_end_and_ticket() {
        let mut world = World::new();
        world.happen("v", &[opened(), fired("t/keyword-1", false, 1), started(1)]);
        world.happen("v", &ticket("one"));
        let mail = Mail {
            to: vec!["boss@shop.test".into()],
            reply_to: None,
            subject: "Slow".into(),
            text: Some("Look.".into()),
            html: None,
            aside: Some(Sender {
                trail: "late".into(),
                step: "mail".into(),
            }),
        };
        let sent = Event::EffectRequested {
            id: EffectId(1),
            owner_version: 1,
            effect: Effect::Email(mail),
            at: Timestamp(5),
        };
        let (quiet, beside) = ("late/quiet", fired("late/waiting-1", true, 5));
        world.happen("v", &[beside, sent, fired(quiet, true, 5), failed("tag")]);
        let undelivered = Event::SendingFailed {
            id: EffectId(1),
            trail: "late".into(),
            step: "mail".into(),
            error: "no such mailbox".into(),
            since: Timestamp(5),
            at: Timestamp(6),
        };
        let closes = [fired("late/open-1", true, 7), closed(), owner(Owner::Bot)];
        let mut views = world.views();
        log(&world, &mut views, None);
        world.happen("v", &[undelivered]);
        world.happen("v", &[&closes[..], &[failed("after")]].concat());
        views.close(&world.journal).unwrap();
        drop(views);
        let mut views = world.views();
        let all = log(&world, &mut views, None);
        let expected = [
            ("late/open-1", None, true),
            ("late/waiting-1", step("mail"), true),
            (quiet, step("tag"), true),
            ("t/keyword-1", step("after"), false),
        ];
        assert_eq!(told(&all), expected);
        let tickets = all
            .firings
            .iter()
            .map(|(firing, _)| firing.ticket.as_deref());
        let one = Some("one");
        assert_eq!(tickets.collect::<Vec<_>>(), [one, one, one, None]);
        let one = log(&world, &mut views, Some(quiet));
        assert_eq!(told(&one), [(quiet, step("tag"), true)]);
        world.happen("v", &[fired("t/silent-1", false, 9), started(9)]);
        let mut views = world.views();
        let silent = log(&world, &mut views, Some("t/silent-1"));
        assert_eq!(silent.firings[0].0.ticket, None, "that ticket is closed");
    }

    #[test]
    fn the_log_is_paged_without_a_gap_and_shows_what_one_may_see() {
        let mut world = World::new();
        for n in 0..25 {
            let who = format!("v{n}");
            let automation = if n % 2 == 0 { "t/even" } else { "t/odd" };
            world.happen(&who, &[opened(), fired(automation, true, 100 - n)]);
            if n % 5 == 0 {
                world.happen(&who, &ticket("one"));
            }
        }
        let mut views = world.views();
        views.settle(&world.journal).unwrap();
        let seen = |viewer: &Viewer, automation: Option<&str>| {
            let automation = automation.map(Into::into);
            let (mut seen, mut after) = (Vec::new(), None::<String>);
            loop {
                let page = views.log(
                    &world.journal,
                    viewer,
                    automation.as_ref(),
                    after.as_deref(),
                    4,
                );
                let page = page.unwrap();
                seen.extend(page.firings.into_iter().map(|(firing, _)| firing.at));
                after = page.next;
                if after.is_none() {
                    assert!(seen.is_sorted_by(|one, other| one > other));
                    return seen.len();
                }
            }
        };
        let of_support = Viewer {
            all: false,
            queues: ["support".into()].into(),
            ..everything()
        };
        assert_eq!(seen(&everything(), None), 25);
        assert_eq!(seen(&everything(), Some("t/even")), 13);
        assert_eq!(seen(&of_support, None), 5);
        assert_eq!(seen(&of_support, Some("t/odd")), 2);
    }
}
