//! What one does, and what one may.

use super::*;

#[test]
fn taking_opens_the_conversation_ready_to_write() {
    let mut desk = Desk::with(vec![line("a", 1, queue())]);
    desk.on(Msg::Key(Command::Down));
    assert_eq!(
        desk.on(Msg::Key(Command::Take)),
        [Cmd::Act(id("a"), Act::Take)]
    );
    assert_eq!(desk.on(Msg::Key(Command::Take)), [], "one try at a time");
    let cmds = desk.on(Msg::Acted {
        id: id("a"),
        act: Act::Take,
        result: Ok(Box::new(line("a", 2, mine()))),
    });
    assert!(
        cmds.contains(&Cmd::Go(Route::Conversation(id("a")))) && cmds.contains(&Cmd::FocusComposer),
        "{cmds:?}"
    );
    assert_eq!(desk.0.tab, Tab::Mine);
}

#[test]
fn who_was_faster_is_named() {
    let mut desk = Desk::with(vec![line("a", 1, queue())]);
    desk.on(Msg::Act(id("a"), Act::Take));
    let lost = Msg::Acted {
        id: id("a"),
        act: Act::Take,
        result: Err(refused("already-taken")),
    };
    assert_eq!(desk.on(lost), [Cmd::Winner(id("a"))]);
    let theirs = line(
        "a",
        2,
        Owner::Agent {
            id: "bia".into(),
            name: "Bia".into(),
        },
    );
    let opened = Opened {
        summary: theirs,
        thread: Thread::default(),
        contact: BTreeMap::new(),
        place: None,
    };
    let cmds = desk.on(Msg::Winner {
        id: id("a"),
        result: Ok(Box::new(opened)),
    });
    assert_eq!(
        cmds,
        [Cmd::Notice(Notice::AlreadyTaken {
            name: Some("Bia".into())
        })]
    );
    assert_eq!(desk.names(), Vec::<String>::new(), "it waits no more");
}

#[test]
fn keys_do_only_what_one_may() {
    let mut desk = Desk::with(vec![]);
    desk.open(
        line(
            "a",
            1,
            Owner::Agent {
                id: "bia".into(),
                name: "Bia".into(),
            },
        ),
        vec![],
    );
    for command in [
        Command::Take,
        Command::GiveBack,
        Command::Resolve,
        Command::Transfer,
    ] {
        assert_eq!(desk.on(Msg::Key(command)), [], "{command:?}");
    }
    assert_eq!(desk.0.overlay, None);
}

#[test]
fn availability_goes_back_when_the_server_refuses() {
    let mut desk = Desk::with(vec![]);
    assert_eq!(desk.on(Msg::Available(false)), [Cmd::Availability(false)]);
    assert!(!desk.0.me.as_ref().unwrap().available);
    desk.on(Msg::Switched(Err(Refusal::Offline)));
    assert!(desk.0.me.as_ref().unwrap().available);
}

fn tag(name: &str) -> Act {
    Act::Tag {
        add: vec![name.into()],
        remove: vec![],
    }
}

#[test]
fn tags_typed_quickly_go_one_after_the_other() {
    let mut desk = Desk::with(vec![]);
    desk.open(line("a", 1, mine()), vec![]);
    desk.on(Msg::Act(id("a"), Act::Resolve));
    let first = desk.on(Msg::Act(id("a"), tag("vip")));
    assert_eq!(first, [Cmd::Act(id("a"), tag("vip"))]);
    assert_eq!(desk.on(Msg::Act(id("a"), tag("late"))), []);
    let done = Msg::Acted {
        id: id("a"),
        act: tag("vip"),
        result: Err(Refusal::Offline),
    };
    assert_eq!(
        desk.on(done),
        [
            Cmd::Act(id("a"), tag("late")),
            Cmd::Notice(Notice::Refused(Refusal::Offline))
        ]
    );
    let done = Msg::Acted {
        id: id("a"),
        act: tag("late"),
        result: Ok(Box::new(line("a", 2, mine()))),
    };
    assert_eq!(desk.on(done), []);
    assert_eq!(
        desk.on(Msg::Act(id("a"), tag("more"))),
        [Cmd::Act(id("a"), tag("more"))]
    );
}

#[test]
fn what_somebody_else_has_is_taken_only_after_asking() {
    for (command, act) in [
        (Command::Take, Act::TakeOver),
        (Command::Resolve, Act::Resolve),
        (Command::GiveBack, Act::GiveBack),
    ] {
        let mut desk = Desk::with(vec![]);
        desk.on(Msg::Me(supervisor()));
        desk.open(line("a", 1, bia()), vec![]);
        assert_eq!(desk.on(Msg::Key(command)), [], "{command:?}");
        assert_eq!(desk.0.overlay, Some(Overlay::Over));
        assert_eq!(desk.0.asked.as_ref().unwrap().holder, "Bia");
        assert_eq!(
            desk.on(Msg::Confirmed),
            [Cmd::Act(id("a"), act.clone())],
            "{command:?}"
        );
        desk.on(Msg::Acted {
            id: id("a"),
            act,
            result: Ok(Box::new(line("a", 2, mine()))),
        });
        assert_eq!((desk.0.overlay, desk.0.asked.as_ref()), (None, None));
    }
}

#[test]
fn who_thinks_better_of_it_takes_nothing() {
    let mut desk = Desk::with(vec![]);
    desk.on(Msg::Me(supervisor()));
    desk.open(line("a", 1, bia()), vec![]);
    desk.on(Msg::Act(id("a"), Act::ReturnToQueue));
    desk.on(Msg::Overlay(None));
    assert_eq!(desk.on(Msg::Confirmed), []);
}

#[test]
fn a_refusal_is_said_in_the_dialog_that_asked() {
    let transfer = Act::Transfer {
        to: trilha_model::Recipient::Queue("support".into()),
        note: None,
    };
    let mut desk = Desk::with(vec![]);
    desk.open(line("a", 1, mine()), vec![]);
    desk.on(Msg::Key(Command::Transfer));
    desk.on(Msg::Act(id("a"), transfer.clone()));
    let declined = Msg::Acted {
        id: id("a"),
        act: transfer.clone(),
        result: Err(refused("invalid")),
    };
    assert_eq!(desk.on(declined.clone()), [Cmd::Open(id("a"))]);
    assert_eq!(desk.0.declined, Some(refused("invalid")));
    assert_eq!(desk.0.overlay, Some(Overlay::Transfer));
    desk.on(Msg::Act(id("a"), transfer));
    assert_eq!(desk.0.declined, None, "another try");
    desk.on(Msg::Overlay(None));
    assert_eq!(
        desk.on(declined)[0],
        Cmd::Notice(Notice::Refused(refused("invalid"))),
        "where there is no dialog any more, a toast says it"
    );
}

#[test]
fn only_who_oversees_may_take_from_the_bot_or_from_somebody() {
    for owner in [bia(), Owner::Bot] {
        let there = line("a", 1, owner);
        assert!(!can(&there, &me()).take);
        assert!(can(&there, &supervisor()).take);
        assert!(!can(&there, &supervisor()).work, "answering needs taking");
    }
}

#[test]
fn another_tab_s_availability_is_shown_unless_one_is_changing_it() {
    let mut desk = Desk::with(vec![]);
    let away = Me {
        available: false,
        ..me()
    };
    let staff = Push::Staff { cursor: "c".into() };
    assert!(desk.on(Msg::Pushed(Box::new(staff))).contains(&Cmd::Me));
    desk.on(Msg::Me(away));
    assert!(!desk.0.me.as_ref().unwrap().available);
    desk.on(Msg::Available(true));
    desk.on(Msg::Me(Me {
        available: false,
        ..me()
    }));
    assert!(
        desk.0.me.as_ref().unwrap().available,
        "the newer wish holds"
    );
    desk.on(Msg::Switched(Ok(me())));
    assert!(desk.0.me.as_ref().unwrap().available);
}

#[test]
fn moving_through_the_list_moves_the_focus() {
    let mut desk = Desk::with(vec![line("a", 1, queue())]);
    assert_eq!(desk.on(Msg::Key(Command::Down)), [Cmd::FocusRow(id("a"))]);
}

#[test]
fn the_focus_goes_where_one_writes_and_stays_where_one_may_not() {
    let mut desk = Desk::with(vec![]);
    assert_eq!(desk.on(Msg::Key(Command::Reply)), [], "nothing is open");
    desk.open(line("a", 1, mine()), vec![]);
    for command in [Command::Reply, Command::Note] {
        assert_eq!(desk.on(Msg::Key(command)), [Cmd::FocusComposer]);
    }
    desk.open(line("b", 1, queue()), vec![]);
    assert_eq!(desk.on(Msg::Key(Command::Reply)), []);
    assert_eq!(desk.on(Msg::Key(Command::Note)), [Cmd::FocusComposer]);
    desk.on(Msg::Routed(Route::Conversation(id("c"))));
    let early = desk.on(Msg::Key(Command::Reply));
    assert_eq!(early, [Cmd::FocusComposer], "it is still fetched");
}

#[test]
fn a_dialog_stays_when_something_else_is_done() {
    let mut desk = Desk::with(vec![line("b", 1, queue())]);
    desk.open(line("a", 1, mine()), vec![]);
    desk.on(Msg::Act(id("b"), Act::Take));
    desk.on(Msg::Key(Command::Transfer));
    desk.on(Msg::Acted {
        id: id("b"),
        act: Act::Take,
        result: Ok(Box::new(line("b", 2, mine()))),
    });
    assert_eq!(desk.0.overlay, Some(Overlay::Transfer));
}
