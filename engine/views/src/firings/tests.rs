//! What came of each firing, however it is folded.

use super::{Firing, Trouble};
use crate::stage::{Counted, World};
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

fn step(step: &str) -> Trouble {
    Trouble::Step(step.into())
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
        ("t/keyword-1", Some(step("pay")), true),
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

/// What happens in one conversation, commit by commit: tickets that follow each other, and firings around them.
fn tickets(world: &mut World) {
    let (bot, closing) = (owner(Owner::Bot), "late/open-1");
    world.happen("v", &[opened(), fired("t/keyword-1", false, 1), started(1)]);
    let hand = [
        &[fired("t/keyword-2", false, 2), started(2)],
        &ticket("one")[..],
    ]
    .concat();
    world.happen("v", &hand);
    world.happen("v", &[fired("late/waiting-1", true, 3), failed("tag")]);
    // The rule closes the ticket, and the session it goes back to opens the next one at once.
    let again = [
        &[fired(closing, true, 4), closed(), bot.clone()],
        &ticket("two")[..],
    ]
    .concat();
    world.happen("v", &again);
    world.happen("v", &[fired(closing, true, 5), closed(), bot]);
    world.happen("v", &[failed("sorry"), ended(EndReason::Failed)]);
    world.happen("v", &[fired("t/silent-1", false, 6), started(6)]);
    world.happen("v", &ticket("three"));
    world.happen(
        "v",
        &[
            closed(),
            owner(Owner::Bot),
            ended(EndReason::Finished(None)),
        ],
    );
}

const OF_TICKETS: [(&str, Option<&str>); 6] = [
    ("t/silent-1", None),
    ("late/open-1", Some("two")),
    ("late/open-1", Some("one")),
    ("late/waiting-1", Some("one")),
    ("t/keyword-2", Some("one")),
    ("t/keyword-1", None),
];

/// Of each firing: which automation, and the number of its ticket.
fn of_tickets(log: &Log) -> Vec<(&str, Option<&str>)> {
    let all = log.firings.iter();
    all.map(|(firing, _)| (firing.automation.as_str(), firing.ticket.as_deref()))
        .collect()
}

#[test]
fn a_firing_has_the_ticket_it_was_for_though_the_next_is_opened_with_it() {
    let mut world = World::new();
    tickets(&mut world);
    let mut views = world.views();
    assert_eq!(of_tickets(&log(&world, &mut views, None)), OF_TICKETS);
}

/// What was folded of each firing.
fn folded(log: &Log) -> Vec<Firing> {
    log.firings
        .iter()
        .map(|(firing, _)| firing.clone())
        .collect()
}

#[test]
fn a_crash_anywhere_leaves_a_log_that_is_folded_to_the_same() {
    let mut world = World::new();
    tickets(&mut world);
    let mut views = world.views();
    let expected = folded(&log(&world, &mut views, None));
    assert_eq!(expected.len(), OF_TICKETS.len());
    let commits = world.commits();
    for last in 1..=commits.len() {
        for saved in 0..last {
            world.folder = tempfile::tempdir().unwrap();
            let mut views = Views::open(world.folder.path()).unwrap();
            for (at, commit) in commits.iter().take(last).enumerate() {
                views.apply(&world.journal, commit).unwrap();
                if at + 1 == saved {
                    views.close(&world.journal).unwrap();
                }
            }
            // The log was written, the place in the journal was not.
            views.settle(&world.journal).unwrap();
            drop(views);
            let mut views = world.views();
            let after = folded(&log(&world, &mut views, None));
            assert_eq!(after, expected, "saved after {saved}, crashed after {last}");
            let tally = views.fired(&"late/open-1".into()).unwrap();
            assert_eq!((tally.count, tally.last), (2, Timestamp(5)));
        }
    }
}

#[test]
fn where_sessions_begin_no_state_is_read() {
    let mut world = World::new();
    // States that cannot be read have the conversation folded again from its first event.
    world.shape = vec![0xff];
    for n in 0..20 {
        world.happen("v", &[opened(), fired("t/keyword-1", false, n), started(n)]);
        world.happen("v", &[ended(EndReason::Finished(None))]);
    }
    let mut views = Views::open(world.folder.path()).unwrap();
    let journal = Counted::new(&world.journal);
    for commit in world.commits() {
        views.apply(&journal, &commit).unwrap();
    }
    assert_eq!(journal.reads(), 0);
    assert_eq!(log(&world, &mut views, None).firings.len(), 20);
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
        ("late/waiting-1", Some(step("mail")), true),
        (quiet, Some(step("tag")), true),
        ("t/keyword-1", Some(step("after")), false),
    ];
    assert_eq!(told(&all), expected);
    let tickets = all
        .firings
        .iter()
        .map(|(firing, _)| firing.ticket.as_deref());
    let one = Some("one");
    assert_eq!(tickets.collect::<Vec<_>>(), [one, one, one, None]);
    let one = log(&world, &mut views, Some(quiet));
    assert_eq!(told(&one), [(quiet, Some(step("tag")), true)]);
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
