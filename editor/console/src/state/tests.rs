//! Behaviour of the desk, without a browser.

use super::*;
use crate::route::Route;
use trilha_model::{Priority, Role};
use trilha_wire::Problem;
use trilha_wire::chat::{Content, From};
use trilha_wire::desk::{Entry, Owner, Ticket, What};

fn id(address: &str) -> ConversationId {
    ConversationId {
        inbox: "site".into(),
        address: address.into(),
    }
}

fn me() -> Me {
    Me {
        id: "ana".into(),
        name: "Ana".into(),
        role: Role::Agent,
        available: true,
        version: "0".into(),
    }
}

fn mine() -> Owner {
    Owner::Agent {
        id: "ana".into(),
        name: "Ana".into(),
    }
}

fn queue() -> Owner {
    Owner::Queue {
        id: "support".into(),
        title: "Support".into(),
    }
}

fn line(address: &str, version: u64, owner: Owner) -> Summary {
    let waiting_since = matches!(owner, Owner::Queue { .. }).then_some(1_000);
    let closed = owner == Owner::Bot;
    Summary {
        id: id(address),
        version,
        name: address.into(),
        inbox_title: "Site".into(),
        owner,
        ticket: Some(Ticket {
            number: "1".into(),
            queue: "support".into(),
            priority: Priority::Normal,
            note: None,
            opened_at: 0,
            waiting_since,
            closed,
        }),
        preview: "Oi".into(),
        preview_from: Some(From::Contact),
        at: 0,
        unanswered: 1,
        tags: vec![],
    }
}

fn urgent(mut summary: Summary, priority: Priority, since: i64) -> Summary {
    let ticket = summary.ticket.as_mut().unwrap();
    ticket.priority = priority;
    ticket.waiting_since = Some(since);
    summary
}

fn said(seq: u64, at: i64, from: From, client: Option<&str>) -> Entry {
    let content = Content::Text { text: "Oi".into() };
    Entry {
        seq,
        at,
        what: What::Message {
            from,
            content,
            id: client.map(str::to_owned),
        },
    }
}

fn listed(conversations: Vec<Summary>, next: Option<&str>) -> Listed {
    Listed {
        conversations,
        next: next.map(str::to_owned),
        counts: Counts::default(),
        cursor: "c1".into(),
    }
}

fn changed(summary: Summary, entries: Vec<Entry>) -> Msg {
    let counts = Counts {
        waiting: 2,
        mine: 1,
        all: 3,
    };
    Msg::Pushed(Box::new(Push::Changed {
        summary: Box::new(summary),
        entries,
        counts,
        cursor: "c2".into(),
    }))
}

fn refused(kind: &str) -> Refusal {
    Refusal::Problem(Problem {
        kind: kind.into(),
        title: String::new(),
        status: 409,
        detail: None,
    })
}

struct Desk(State);

impl Desk {
    fn with(lines: Vec<Summary>) -> Self {
        let mut desk = Self(State {
            looking: true,
            link: Link::Live,
            ..State::default()
        });
        desk.on(Msg::Began(me()));
        let first = Msg::Listed {
            tab: Tab::Waiting,
            filter: Filter::default(),
            before: None,
            result: Ok(listed(lines, None)),
        };
        assert_eq!(desk.on(first), [Cmd::Connect { after: "c1".into() }]);
        desk
    }

    fn on(&mut self, msg: Msg) -> Vec<Cmd> {
        self.0.update(msg, 10_000)
    }

    fn open(&mut self, summary: Summary, entries: Vec<Entry>) -> &mut Self {
        let at = summary.id.clone();
        assert_eq!(
            self.on(Msg::Routed(Route::Conversation(at.clone()))),
            [Cmd::Open(at.clone())]
        );
        let thread = Thread {
            entries,
            before: Some(3),
            version: summary.version,
        };
        let opened = Box::new(Opened {
            summary,
            thread,
            contact: BTreeMap::new(),
            place: None,
        });
        self.on(Msg::Opened {
            id: at,
            result: Ok(opened),
        });
        self
    }

    fn names(&self) -> Vec<String> {
        self.0
            .visible()
            .iter()
            .map(|line| line.name.clone())
            .collect()
    }
}

#[test]
fn the_most_urgent_comes_first_then_the_longest_wait() {
    let desk = Desk::with(vec![
        urgent(line("a", 1, queue()), Priority::Normal, 50),
        urgent(line("b", 1, queue()), Priority::Urgent, 90),
        urgent(line("c", 1, queue()), Priority::Normal, 20),
    ]);
    assert_eq!(desk.names(), ["b", "c", "a"]);
}

#[test]
fn a_conversation_moves_between_the_lists_as_its_owner_changes() {
    let mut desk = Desk::with(vec![line("a", 1, queue())]);
    desk.on(Msg::Tab(Tab::Mine));
    desk.on(Msg::Listed {
        tab: Tab::Mine,
        filter: Filter::default(),
        before: None,
        result: Ok(listed(vec![], None)),
    });
    desk.on(changed(line("a", 2, mine()), vec![]));
    assert_eq!(desk.names(), ["a"]);
    desk.on(Msg::Tab(Tab::Waiting));
    assert_eq!(desk.names(), Vec::<String>::new());
    assert_eq!(desk.0.counts.mine, 1);
}

#[test]
fn an_older_line_does_not_undo_a_newer_one() {
    let mut desk = Desk::with(vec![line("a", 5, queue())]);
    desk.on(changed(line("a", 4, mine()), vec![]));
    assert_eq!(desk.names(), ["a"]);
}

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
fn what_i_look_at_is_not_heard_and_not_unread() {
    let mut desk = Desk::with(vec![]);
    desk.open(line("a", 1, mine()), vec![]);
    assert_eq!(
        desk.on(changed(
            line("a", 2, mine()),
            vec![said(7, 0, From::Contact, None)]
        )),
        [Cmd::KeepSeen]
    );
    assert_eq!(desk.0.unread(&line("a", 2, mine())), 0);
    desk.on(Msg::Looking(false));
    let cmds = desk.on(changed(
        line("a", 3, mine()),
        vec![said(8, 0, From::Contact, None)],
    ));
    assert_eq!(cmds, [Cmd::Chime(Chime::Message)]);
    assert_eq!(desk.0.unread(&line("a", 3, mine())), 1);
    assert_eq!(desk.0.badge(), 3);
}

#[test]
fn what_was_seen_survives_a_reload() {
    let mut desk = Desk::with(vec![]);
    desk.open(line("a", 4, mine()), vec![]);
    let mut again = State {
        me: Some(Rc::new(me())),
        ..State::default()
    };
    again.read_seen(&desk.0.seen_text());
    assert_eq!(again.unread(&line("a", 4, mine())), 0);
    assert_eq!(again.unread(&line("a", 5, mine())), 1);
}

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
fn a_reply_shows_at_once_and_only_once() {
    let mut desk = Desk::with(vec![]);
    desk.open(line("a", 1, mine()), vec![]);
    let act = Act::Reply {
        id: "u1".into(),
        text: "Olá".into(),
    };
    let send = Msg::Send {
        id: id("a"),
        client: "u1".into(),
        text: " Olá ".into(),
        note: false,
    };
    assert_eq!(desk.on(send), [Cmd::Act(id("a"), act.clone())]);
    assert_eq!(desk.0.on_the_way(&id("a")).len(), 1);
    desk.on(Msg::Acted {
        id: id("a"),
        act,
        result: Ok(Box::new(line("a", 2, mine()))),
    });
    assert_eq!(desk.0.on_the_way(&id("a"))[0].sending, Sending::Sent);
    desk.on(changed(
        line("a", 2, mine()),
        vec![said(9, 0, From::Agent { name: "Ana".into() }, Some("u1"))],
    ));
    assert!(desk.0.on_the_way(&id("a")).is_empty());
    assert_eq!(desk.0.open.as_ref().unwrap().entries.len(), 1);
}

#[test]
fn a_reply_that_failed_is_sent_again_under_the_same_id() {
    let mut desk = Desk::with(vec![]);
    desk.open(line("a", 1, mine()), vec![]);
    let act = Act::Reply {
        id: "u1".into(),
        text: "Olá".into(),
    };
    desk.on(Msg::Send {
        id: id("a"),
        client: "u1".into(),
        text: "Olá".into(),
        note: false,
    });
    desk.on(Msg::Acted {
        id: id("a"),
        act: act.clone(),
        result: Err(Refusal::Offline),
    });
    assert_eq!(
        desk.0.on_the_way(&id("a"))[0].sending,
        Sending::Failed(Refusal::Offline)
    );
    assert_eq!(
        desk.on(Msg::Resend {
            id: id("a"),
            client: "u1".into()
        }),
        [Cmd::Act(id("a"), act)]
    );
    assert_eq!(
        desk.on(Msg::Resend {
            id: id("a"),
            client: "u1".into()
        }),
        [],
        "it is under way"
    );
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
fn a_filter_also_holds_for_what_comes_later() {
    let mut desk = Desk::with(vec![]);
    let filter = Filter {
        queue: None,
        text: "joao".into(),
    };
    let cmds = desk.on(Msg::Filter(filter.clone()));
    assert_eq!(
        cmds,
        [Cmd::List {
            tab: Tab::Waiting,
            filter: filter.clone(),
            before: None
        }]
    );
    let stale = Msg::Listed {
        tab: Tab::Waiting,
        filter: Filter::default(),
        before: None,
        result: Ok(listed(vec![line("x", 1, queue())], None)),
    };
    desk.on(stale);
    desk.on(Msg::Listed {
        tab: Tab::Waiting,
        filter,
        before: None,
        result: Ok(listed(vec![], None)),
    });
    desk.on(changed(line("João", 1, queue()), vec![]));
    desk.on(changed(line("Bia", 1, queue()), vec![]));
    assert_eq!(desk.names(), ["João"]);
}

#[test]
fn the_next_page_is_asked_for_once() {
    let mut desk = Desk::with(vec![]);
    desk.on(Msg::Listed {
        tab: Tab::Waiting,
        filter: Filter::default(),
        before: None,
        result: Ok(listed(vec![line("a", 1, queue())], Some("p2"))),
    });
    let page = Cmd::List {
        tab: Tab::Waiting,
        filter: Filter::default(),
        before: Some("p2".into()),
    };
    assert_eq!(desk.on(Msg::More), [page]);
    assert_eq!(desk.on(Msg::More), []);
    desk.on(Msg::Listed {
        tab: Tab::Waiting,
        filter: Filter::default(),
        before: Some("p2".into()),
        result: Ok(listed(vec![line("b", 1, queue())], None)),
    });
    assert_eq!(desk.names().len(), 2);
    assert_eq!(desk.on(Msg::More), []);
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
fn typing_ends_by_itself_or_with_the_message() {
    let mut desk = Desk::with(vec![line("a", 1, mine())]);
    let typing = Msg::Pushed(Box::new(Push::Typing {
        inbox: "site".into(),
        address: "a".into(),
    }));
    assert!(matches!(desk.on(typing.clone())[..], [Cmd::Later(_)]));
    assert!(desk.0.typing.contains_key(&id("a")));
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
fn one_tells_that_one_is_typing_now_and_then_only() {
    let mut state = State::default();
    assert_eq!(
        state.update(Msg::Writing(id("a")), 10_000),
        [Cmd::Typing(id("a"))]
    );
    assert_eq!(state.update(Msg::Writing(id("a")), 11_000), []);
    assert_eq!(
        state.update(Msg::Writing(id("a")), 13_000),
        [Cmd::Typing(id("a"))]
    );
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
fn availability_goes_back_when_the_server_refuses() {
    let mut desk = Desk::with(vec![]);
    assert_eq!(desk.on(Msg::Available(false)), [Cmd::Availability(false)]);
    assert!(!desk.0.me.as_ref().unwrap().available);
    desk.on(Msg::MeCame(Err(Refusal::Offline)));
    assert!(desk.0.me.as_ref().unwrap().available);
}

#[test]
fn a_thread_is_laid_out_in_days_groups_and_lines() {
    let minute = 60_000;
    let entries: Vec<Rc<Entry>> = [
        said(1, 0, From::Bot, None),
        said(2, minute, From::Bot, None),
        said(3, 20 * minute, From::Bot, None),
        said(4, 21 * minute, From::Contact, None),
        Entry {
            seq: 5,
            at: 22 * minute,
            what: What::Ended,
        },
        said(6, 2_000 * minute, From::Contact, None),
    ]
    .map(Rc::new)
    .into();
    let drawn: Vec<String> = pieces(&entries, |at| at / 86_400_000)
        .iter()
        .map(|piece| match piece {
            Piece::Day(_) => "day".to_owned(),
            Piece::Group { entries, .. } => format!("group of {}", entries.len()),
            Piece::Note(_) => "note".to_owned(),
            Piece::Line(_) => "line".to_owned(),
        })
        .collect();
    assert_eq!(
        drawn,
        [
            "day",
            "group of 2",
            "group of 1",
            "group of 1",
            "line",
            "day",
            "group of 1"
        ]
    );
}

#[test]
fn an_agent_is_not_shown_what_all_do() {
    let tabs: Vec<Tab> = Tab::shown_to(Role::Agent).collect();
    assert_eq!(tabs, [Tab::Waiting, Tab::Mine, Tab::Closed]);
    assert_eq!(Tab::shown_to(Role::Supervisor).count(), 4);
}

#[test]
fn what_a_line_says_is_not_said_twice() {
    let owned = |seq, owner, by: Option<&str>| {
        let by = by.map(str::to_owned);
        Rc::new(Entry {
            seq,
            at: 0,
            what: What::Owned { owner, by },
        })
    };
    let entries = [
        owned(1, queue(), None),
        owned(2, mine(), Some("Ana")),
        owned(3, queue(), Some("Ana")),
        owned(4, Owner::Bot, Some("Ana")),
    ];
    let lines: Vec<u64> = pieces(&entries, |at| at)
        .iter()
        .filter_map(|piece| {
            if let Piece::Line(entry) = piece {
                Some(entry.seq)
            } else {
                None
            }
        })
        .collect();
    assert_eq!(lines, [2, 3]);
}
