//! What stands in the lists.

use super::*;

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
fn an_agent_is_not_shown_what_all_do() {
    let tabs: Vec<Tab> = Tab::shown_to(Role::Agent).collect();
    assert_eq!(tabs, [Tab::Waiting, Tab::Mine, Tab::Closed]);
    assert_eq!(Tab::shown_to(Role::Supervisor).count(), 4);
}

#[test]
fn what_arrives_while_a_list_is_under_way_stays_in_it() {
    let mut desk = Desk::with(vec![line("a", 1, queue()), line("gone", 1, queue())]);
    desk.on(Msg::Reload);
    desk.on(changed(line("new", 1, queue()), vec![]));
    desk.on(changed(line("a", 2, mine()), vec![]));
    desk.lists(Tab::Waiting, vec![line("a", 1, queue())]);
    assert_eq!(desk.names(), ["new"], "not what left it meanwhile");
    assert!(!desk.0.lines.contains_key(&id("gone")), "nor a ghost");
    assert!(desk.0.lines.contains_key(&id("a")));
}

#[test]
fn a_later_page_brings_no_line_that_has_moved_since() {
    let mut desk = Desk::with(vec![]);
    desk.on(changed(line("a", 5, mine()), vec![]));
    desk.on(Msg::Listed {
        tab: Tab::Waiting,
        filter: Filter::default(),
        before: Some("p2".into()),
        result: Ok(listed(vec![line("a", 3, queue())], None)),
    });
    assert_eq!(desk.names(), Vec::<String>::new());
}

#[test]
fn after_too_long_a_cut_one_s_own_that_are_gone_count_no_longer() {
    let mut desk = Desk::with(vec![]);
    desk.on(changed(line("a", 1, mine()), vec![]));
    let before = desk.0.badge();
    let cmds = desk.on(Msg::Pushed(Box::new(Push::Reset {
        cursor: "c9".into(),
    })));
    let own = Cmd::List {
        tab: Tab::Mine,
        filter: Filter::default(),
        before: None,
    };
    assert!(cmds.contains(&own), "{cmds:?}");
    desk.lists(Tab::Waiting, vec![]);
    desk.lists(Tab::Mine, vec![]);
    assert!(!desk.0.lines.contains_key(&id("a")));
    assert!(desk.0.badge() < before);
}

#[test]
fn what_the_server_finds_by_words_of_its_own_is_shown() {
    let mut desk = Desk::with(vec![]);
    desk.on(Msg::Filter(Filter {
        queue: None,
        text: "+55 11".into(),
    }));
    desk.lists(Tab::Waiting, vec![line("João", 1, queue())]);
    assert_eq!(desk.names(), ["João"]);
}
