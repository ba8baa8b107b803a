//! The conversation one looks at, and what the socket says.

use super::*;

#[test]
fn an_arrival_is_heard_once() {
    let mut desk = Desk::with(vec![]);
    assert_eq!(
        desk.on(changed(line("a", 1, queue()), vec![])),
        [Cmd::Chime(Chime::Arrival)]
    );
    assert_eq!(desk.on(changed(line("a", 2, queue()), vec![])), []);
    assert_eq!(desk.names(), ["a"]);
}

#[test]
fn earlier_pages_join_without_doubling() {
    let mut desk = Desk::with(vec![]);
    desk.open(
        line("a", 1, mine()),
        vec![said(5, 0, From::Contact, None), said(6, 0, From::Bot, None)],
    );
    assert_eq!(
        desk.on(Msg::Earlier),
        [Cmd::Earlier {
            id: id("a"),
            before: 3
        }]
    );
    assert_eq!(desk.on(Msg::Earlier), [], "one page at a time");
    let page = Thread {
        entries: vec![
            said(1, 0, From::Contact, None),
            said(5, 0, From::Contact, None),
        ],
        before: None,
        version: 1,
    };
    desk.on(Msg::EarlierCame {
        id: id("a"),
        result: Ok(page),
    });
    let open = desk.0.open.as_ref().unwrap();
    assert_eq!(open.entries.keys().copied().collect::<Vec<_>>(), [1, 5, 6]);
    assert_eq!(desk.on(Msg::Earlier), [], "that was the beginning");
}

#[test]
fn a_gap_in_the_thread_is_never_shown_as_if_it_were_none() {
    let mut desk = Desk::with(vec![]);
    desk.open(line("a", 1, mine()), vec![said(5, 0, From::Contact, None)]);
    let thread = Thread {
        entries: vec![said(90, 0, From::Contact, None)],
        before: Some(90),
        version: 9,
    };
    let opened = Opened {
        summary: line("a", 9, mine()),
        thread,
        contact: BTreeMap::new(),
        place: None,
    };
    desk.on(Msg::Opened {
        id: id("a"),
        result: Ok(Box::new(opened)),
    });
    let open = desk.0.open.as_ref().unwrap();
    assert_eq!(open.entries.keys().copied().collect::<Vec<_>>(), [90]);
    assert_eq!(open.before, Some(90));
}

#[test]
fn after_too_long_a_cut_everything_shown_is_fetched_again() {
    let mut desk = Desk::with(vec![line("a", 1, queue())]);
    desk.open(line("b", 1, mine()), vec![]);
    let cmds = desk.on(Msg::Pushed(Box::new(Push::Reset {
        cursor: "c9".into(),
    })));
    assert!(
        cmds.contains(&Cmd::List {
            tab: Tab::Waiting,
            filter: Filter::default(),
            before: None
        }),
        "{cmds:?}"
    );
    assert!(cmds.contains(&Cmd::Open(id("b"))), "{cmds:?}");
    assert_eq!(desk.names(), ["a"], "what is shown stays until then");
}

#[test]
fn typing_ends_by_itself_or_with_the_message() {
    let mut desk = Desk::with(vec![line("a", 1, mine())]);
    let typing = Msg::Pushed(Box::new(Push::Typing {
        inbox: "site".into(),
        address: "a".into(),
        by: None,
    }));
    assert!(matches!(desk.on(typing.clone())[..], [Cmd::Later(_)]));
    assert!(desk.0.contact_types(&id("a")));
    desk.0.update(Msg::Tick, 20_000);
    assert!(desk.0.typing.is_empty());
    desk.on(typing);
    desk.on(changed(
        line("a", 2, mine()),
        vec![said(9, 0, From::Contact, None)],
    ));
    assert!(desk.0.typing.is_empty());
}

#[test]
fn what_one_may_no_longer_see_closes() {
    let mut desk = Desk::with(vec![]);
    desk.open(line("a", 1, queue()), vec![]);
    let gone = Push::Gone {
        id: id("a"),
        counts: Counts::default(),
        cursor: "c".into(),
    };
    assert_eq!(
        desk.on(Msg::Pushed(Box::new(gone))),
        [Cmd::Notice(Notice::Gone), Cmd::Go(Route::Desk)]
    );
}

#[test]
fn what_comes_while_a_thread_is_fetched_stands_in_it() {
    let mut desk = Desk::with(vec![]);
    desk.on(Msg::Routed(Route::Conversation(id("a"))));
    desk.on(changed(
        line("a", 2, mine()),
        vec![said(7, 0, From::Contact, None)],
    ));
    let cmds = desk.on(Msg::Opened {
        id: id("a"),
        result: Ok(whole(
            line("a", 1, mine()),
            vec![said(6, 0, From::Bot, None)],
        )),
    });
    assert!(cmds.contains(&Cmd::Open(id("a"))), "{cmds:?}");
    let open = desk.0.open.as_ref().unwrap();
    assert_eq!(open.entries.keys().copied().collect::<Vec<_>>(), [6, 7]);
    assert_eq!((&open.load, open.before), (&Load::Ready, Some(3)));
    let cmds = desk.on(Msg::Opened {
        id: id("a"),
        result: Ok(whole(line("a", 2, mine()), vec![])),
    });
    assert!(
        !cmds.contains(&Cmd::Open(id("a"))),
        "it is as new as can be"
    );
}

#[test]
fn two_at_the_desk_see_each_other_typing() {
    let mut desk = Desk::with(vec![]);
    desk.open(line("a", 1, mine()), vec![]);
    let typing = Push::Typing {
        inbox: "site".into(),
        address: "a".into(),
        by: Some("Bia".into()),
    };
    desk.on(Msg::Pushed(Box::new(typing)));
    let names = |desk: &Desk| {
        let at = id("a");
        let names = desk.0.others_typing(&at);
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(names(&desk), ["Bia"]);
    assert!(!desk.0.contact_types(&id("a")));
    desk.on(changed(
        line("a", 2, mine()),
        vec![said(8, 0, From::Agent { name: "Bia".into() }, None)],
    ));
    assert_eq!(names(&desk), Vec::<String>::new());
}

#[test]
fn the_settings_follow_what_changes_and_what_may_have_changed_unheard() {
    let mut desk = Desk(State::default());
    let grows = |desk: &mut Desk, msg: Msg| {
        let before = desk.0.changes;
        desk.on(msg);
        desk.0.changes > before
    };
    let pushed = |push| Msg::Pushed(Box::new(push));
    let live = || Msg::Linked(Link::Live);
    let cursor = || "c2".to_owned();
    assert!(!grows(&mut desk, live()), "all was fetched just now");
    assert!(grows(&mut desk, pushed(Push::Outside)));
    assert!(grows(&mut desk, pushed(Push::Staff { cursor: cursor() })));
    assert!(grows(&mut desk, pushed(Push::Reset { cursor: cursor() })));
    let typing = Push::Typing {
        inbox: "site".into(),
        address: "a".into(),
        by: None,
    };
    assert!(!grows(&mut desk, pushed(typing)));
    assert!(grows(&mut desk, live()), "another connection");
    assert!(!grows(&mut desk, Msg::Linked(Link::Retrying)));
    assert!(grows(&mut desk, live()));
}
