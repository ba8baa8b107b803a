//! What one has not seen.

use super::*;

/// A line of one's own in which so much stands unanswered since that moment.
fn unanswered(version: u64, unanswered: u32, at: i64) -> Summary {
    Summary {
        unanswered,
        at,
        ..line("a", version, mine())
    }
}

#[test]
fn what_i_look_at_is_not_heard_and_not_unread() {
    let mut desk = Desk::with(vec![]);
    desk.open(unanswered(1, 1, 0), vec![]);
    let said_more = |desk: &mut Desk, version, count, at| {
        let entries = vec![said(version + 5, at, From::Contact, None)];
        desk.on(changed(unanswered(version, count, at), entries))
    };
    assert_eq!(said_more(&mut desk, 2, 2, 1), [Cmd::KeepSeen]);
    assert_eq!(desk.0.unread(&unanswered(2, 2, 1)), 0);
    desk.on(Msg::Looking(false));
    let cmds = said_more(&mut desk, 3, 3, 2);
    assert_eq!(cmds, [Cmd::Chime(Chime::Message)]);
    assert_eq!(desk.0.unread(&unanswered(3, 3, 2)), 1);
    assert_eq!(desk.0.badge(), 3);
}

#[test]
fn what_is_not_said_by_the_contact_makes_nothing_unread() {
    let mut desk = Desk::with(vec![]);
    desk.open(unanswered(1, 2, 5), vec![]);
    desk.on(Msg::Routed(Route::Desk));
    let tagged = Summary {
        tags: vec!["vip".into()],
        ..unanswered(2, 2, 5)
    };
    desk.on(changed(tagged.clone(), vec![]));
    assert_eq!(desk.0.unread(&tagged), 0);
}

#[test]
fn after_an_answer_one_counts_from_the_beginning() {
    let mut desk = Desk::with(vec![]);
    desk.open(unanswered(1, 2, 5), vec![]);
    desk.on(Msg::Routed(Route::Desk));
    let answered = Summary {
        preview_from: Some(From::Agent { name: "Ana".into() }),
        ..unanswered(2, 0, 6)
    };
    desk.on(changed(answered, vec![]));
    desk.on(changed(unanswered(3, 2, 7), vec![]));
    assert_eq!(desk.0.unread(&unanswered(3, 2, 7)), 2);
}

#[test]
fn an_answer_that_was_given_elsewhere_does_not_hide_what_was_said_after_it() {
    let mut desk = Desk::with(vec![]);
    desk.open(unanswered(1, 2, 5), vec![]);
    desk.on(Msg::Routed(Route::Desk));
    assert_eq!(desk.0.unread(&unanswered(9, 1, 7)), 1);
}

#[test]
fn in_the_settings_nothing_is_seen() {
    let mut desk = Desk::with(vec![]);
    desk.open(unanswered(1, 1, 0), vec![]);
    desk.on(Msg::Routed(Route::Settings(crate::route::Section::Profile)));
    desk.on(changed(
        unanswered(2, 2, 1),
        vec![said(8, 1, From::Contact, None)],
    ));
    assert_eq!(desk.0.unread(&unanswered(2, 2, 1)), 1);
}

#[test]
fn what_was_seen_survives_a_reload() {
    let mut desk = Desk::with(vec![]);
    desk.open(unanswered(4, 1, 5), vec![]);
    let mut again = State::default();
    let kept = Kept {
        seen: desk.0.seen_text(),
        ..Kept::default()
    };
    again.update(Msg::Began { me: me(), kept }, 10_000);
    assert_eq!(again.unread(&unanswered(4, 1, 5)), 0);
    assert_eq!(again.unread(&unanswered(5, 2, 6)), 1);
}

#[test]
fn of_two_tabs_the_later_look_counts() {
    let mut state = State {
        me: Some(Rc::new(me())),
        ..State::default()
    };
    state.read_seen("3 9 site/a");
    state.read_seen("1 5 site/a");
    assert_eq!(state.unread(&unanswered(9, 3, 9)), 0);
    state.read_seen("4 12 site/a\nnonsense\n1 x site/b");
    assert_eq!(state.unread(&unanswered(9, 4, 12)), 0);
}

#[test]
fn the_title_counts_one_s_own_that_are_in_no_list_on_the_screen() {
    let mut desk = Desk::with(vec![]);
    assert_eq!(desk.0.badge(), 0);
    desk.on(Msg::Reload);
    desk.lists(Tab::Waiting, vec![]);
    desk.lists(Tab::Mine, vec![unanswered(1, 2, 0)]);
    assert_eq!((desk.0.tab, desk.0.badge()), (Tab::Waiting, 1));
}

#[test]
fn what_one_may_not_read_is_marked_until_one_has_looked() {
    let hidden = |version, at| Summary {
        preview: String::new(),
        preview_from: None,
        preview_group: Some("SALES".into()),
        ..unanswered(version, 0, at)
    };
    let marked = |desk: &Desk, line: &Summary| desk.0.unread_hidden(line);
    let mut desk = Desk::with(vec![]);
    assert!(marked(&desk, &hidden(1, 5)), "nobody has looked");
    assert!(
        !marked(&desk, &unanswered(1, 2, 5)),
        "it is read, so it is counted"
    );
    desk.open(hidden(1, 5), vec![]);
    assert!(!marked(&desk, &hidden(1, 5)));
    desk.on(Msg::Looking(false));
    desk.on(changed(hidden(2, 6), vec![]));
    assert!(marked(&desk, &hidden(2, 6)));
    assert_eq!((desk.0.unread(&hidden(2, 6)), desk.0.badge()), (0, 3));
    let waiting = Summary {
        owner: queue(),
        ..hidden(3, 7)
    };
    assert!(!marked(&desk, &waiting), "it is nobody's yet");

    desk.on(Msg::Looking(true));
    assert!(!marked(&desk, &hidden(2, 6)));
    let kept = Kept {
        seen: desk.0.seen_text(),
        ..Kept::default()
    };
    let mut again = Desk(State::default());
    again.on(Msg::Began { me: me(), kept });
    assert!(!marked(&again, &hidden(2, 6)), "a reload forgets no look");
    assert!(marked(&again, &hidden(3, 7)));
}
