//! What came of each firing, however it is folded.

mod events;

use super::{Firing, Firings, KEPT, SPARE, Trouble};
use crate::stage::{Counted, World};
use crate::store::Store;
use crate::{Log, Viewer, Views};
use events::{closed, ended, failed, fired, mailed, opened, owner, started, ticket, undelivered};
use std::collections::BTreeSet;
use trilha_journal::Write;
use trilha_model::{ConversationId, EndReason, Event, LimitName, Owner, Timestamp, codec};

fn everything() -> Viewer {
    Viewer {
        agent: "sol".into(),
        all: true,
        queues: BTreeSet::new(),
        teams: BTreeSet::new(),
    }
}

fn log(world: &World, views: &mut Views, automation: Option<&str>) -> Log {
    views.settle(&world.journal).unwrap();
    let automation = automation.map(Into::into);
    let found = views.firings(&everything(), automation.as_ref(), None, 50);
    found.log(&world.journal, &everything()).unwrap()
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
    let (quiet, beside) = ("late/quiet", fired("late/waiting-1", true, 5));
    world.happen(
        "v",
        &[beside, mailed(5), fired(quiet, true, 5), failed("tag")],
    );
    let closes = [fired("late/open-1", true, 7), closed(), owner(Owner::Bot)];
    let mut views = world.views();
    log(&world, &mut views, None);
    world.happen("v", &[undelivered(5)]);
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

/// A step of the trail that is run beside whatever goes on.
fn failed_beside(step: &str) -> Event {
    Event::StepFailed {
        trail: "late".into(),
        step: step.into(),
        error: "no".into(),
    }
}

#[test]
fn what_a_firing_does_after_it_closed_the_ticket_is_its_own() {
    let mut world = World::new();
    world.happen("v", &[opened(), fired("t/keyword-1", false, 1), started(1)]);
    let limit = |step: &str| Event::LimitReached {
        limit: LimitName::Steps,
        step: Some(step.into()),
    };
    let closes = |at| [fired("late/open-1", true, at), closed(), owner(Owner::Bot)];
    let rest: [&[Event]; 3] = [
        &[mailed(5)],
        &[failed_beside("tag")],
        &[limit("loop"), failed_beside("loop")],
    ];
    for (at, rest) in (5..).zip(rest) {
        world.happen("v", &ticket("one"));
        world.happen("v", &[&closes(at), rest].concat());
    }
    let mut views = world.views();
    log(&world, &mut views, None);
    world.happen("v", &[undelivered(5)]);
    world.happen("v", &ticket("one"));
    let both = [limit("pay"), failed("pay"), failed_beside("last")];
    world.happen("v", &[&closes(8)[..], &both].concat());
    let mut views = world.views();
    let expected = [
        ("late/open-1", Some(step("last")), true),
        ("late/open-1", Some(Trouble::Limit("steps".into())), true),
        ("late/open-1", Some(step("tag")), true),
        ("late/open-1", Some(step("mail")), true),
        ("t/keyword-1", Some(Trouble::Limit("steps".into())), false),
    ];
    assert_eq!(told(&log(&world, &mut views, None)), expected);
}

#[test]
fn the_last_firing_by_time_tells_that_the_rules_of_a_ticket_were_stopped() {
    let mut world = World::new();
    let timed = |at| Event::AutomationFired {
        automation: "late/waiting-1".into(),
        since: Some(Timestamp(at)),
        told: None,
        aside: Some("b1".into()),
        at: Timestamp(at),
    };
    world.happen("v", &[opened(), fired("t/keyword-1", false, 1), started(1)]);
    world.happen("v", &ticket("one"));
    world.happen("w", &[opened()]);
    for who in ["v", "w"] {
        world.happen(who, &[timed(3)]);
    }
    world.happen(
        "v",
        &[timed(4), failed("tag"), fired("late/tagged-1", true, 4)],
    );
    let mut views = world.views();
    log(&world, &mut views, None);
    views.close(&world.journal).unwrap();
    drop(views);
    let (limit, step) = (LimitName::Firings, None);
    world.happen("v", &[Event::LimitReached { limit, step }]);
    let mut views = world.views();
    let all = log(&world, &mut views, Some("late/waiting-1"));
    let stopped = Some(Trouble::Limit("firings".into()));
    let at = |at| {
        let all = all.firings.iter();
        let mut of = all.filter(|(firing, _)| firing.at == Timestamp(at));
        of.all(|(firing, _)| firing.trouble == if at == 4 { stopped.clone() } else { None })
    };
    assert_eq!(all.firings.len(), 3);
    assert!(at(4) && at(3), "{:?}", told(&all));
    let others = log(&world, &mut views, None);
    let others = told(&others);
    let others = others.iter().filter(|(_, trouble, _)| trouble.is_some());
    assert_eq!(others.count(), 1);
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
            let page = views.firings(viewer, automation.as_ref(), after.as_deref(), 4);
            let page = page.log(&world.journal, viewer).unwrap();
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

#[test]
fn for_a_page_each_conversation_without_a_line_is_read_once() {
    let mut world = World::new();
    for who in ["bot", "open", "closed"] {
        world.happen(who, &[opened()]);
        if who != "bot" {
            world.happen(who, &ticket("one"));
        }
        for at in 0..4 {
            world.happen(who, &[fired("t/tagged-1", true, at)]);
        }
    }
    world.happen("closed", &[closed(), owner(Owner::Bot)]);
    let mut views = world.views();
    views.settle(&world.journal).unwrap();
    let journal = Counted::new(&world.journal);
    let found = views.firings(&everything(), None, None, 50);
    let page = found.log(&journal, &everything()).unwrap();
    assert_eq!(page.firings.len(), 12);
    assert!(page.firings.iter().all(|(_, line)| line.name == "Ana"));
    assert_eq!(journal.reads(), 1);
}

/// Folds so many firings in a conversation, one after the other, as one write.
fn fold_many(firings: &mut Firings, store: &mut Store, who: &str, times: &[i64]) {
    let id = ConversationId::parse(&format!("site/{who}")).unwrap();
    let of_time = |at: &i64| Event::AutomationFired {
        automation: "t/often".into(),
        since: Some(Timestamp(*at)),
        told: None,
        aside: None,
        at: Timestamp(*at),
    };
    let write = Write {
        stream: id.stream(),
        expected_version: 0,
        events: times
            .iter()
            .map(|at| codec::event_to_bytes(&of_time(at)))
            .collect(),
        state: Vec::new(),
        wake: None,
    };
    firings.note(&id, &write, None);
    firings.settle(store).unwrap();
}

#[test]
fn of_each_automation_the_newest_firings_are_kept_and_all_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let (mut store, _) = Store::open(folder.path()).unwrap();
    let mut firings = Firings::default();
    let seldom = ConversationId::parse("site/seldom").unwrap();
    let write = Write {
        stream: seldom.stream(),
        expected_version: 0,
        events: vec![codec::event_to_bytes(&fired("t/seldom", false, 1))],
        state: Vec::new(),
        wake: None,
    };
    firings.note(&seldom, &write, None);
    fold_many(&mut firings, &mut store, "first", &[2]);
    let first = ConversationId::parse("site/first").unwrap();
    assert!(store.going(&first).unwrap().is_some() && store.timed(&first).unwrap().is_some());
    let most = i64::try_from(KEPT + SPARE).unwrap();
    let often = "t/often".into();
    let kept = |store: &Store| store.firings(Some(&often), None).count();
    fold_many(
        &mut firings,
        &mut store,
        "v",
        &(3..most + 2).collect::<Vec<_>>(),
    );
    assert_eq!(kept(&store), KEPT + SPARE);
    fold_many(&mut firings, &mut store, "v2", &[most + 2]);
    assert_eq!(kept(&store), KEPT);
    let newest = store.firings(Some(&often), None).next().unwrap();
    assert_eq!(newest.1.at, Timestamp(most + 2));
    assert_eq!(
        store.firings(None, None).count(),
        KEPT + 1,
        "the other's is kept"
    );
    assert_eq!(
        firings.tally(&often).unwrap().count,
        u64::try_from(most + 1).unwrap()
    );
    assert_eq!(
        (store.going(&first).unwrap(), store.timed(&first).unwrap()),
        (None, None)
    );
    // As after a start: what is there is counted.
    let mut firings = Firings::default();
    let more: Vec<i64> = (most + 3..most + 4 + i64::try_from(SPARE).unwrap()).collect();
    fold_many(&mut firings, &mut store, "v3", &more);
    assert_eq!(kept(&store), KEPT);
}
