//! Message groups: what is drawn of them, and who may set one.

use super::*;
use trilha_wire::desk::TeamName;
use trilha_wire::staff::TeamSettings;

fn team(id: &str, members: &[&str]) -> Team {
    Team {
        id: id.into(),
        settings: TeamSettings {
            title: id.to_uppercase(),
            members: members.iter().map(|id| (*id).into()).collect(),
        },
    }
}

/// A line whose group is set; whether one reads it.
fn grouped(owner: Owner, reads: bool) -> Summary {
    let mut line = line("a", 1, owner);
    let ticket = line.ticket.as_mut().unwrap();
    ticket.hidden = !reads;
    ticket.group = Some(TeamName {
        id: "sales".into(),
        title: "SALES".into(),
    });
    line
}

fn hidden(seq: u64, at: i64, group: &str) -> Entry {
    Entry {
        seq,
        at,
        group: Some(group.into()),
        what: What::Hidden,
    }
}

fn within(seq: u64, group: Option<&str>) -> Entry {
    Entry {
        group: group.map(str::to_owned),
        ..said(seq, 0, From::Contact, None)
    }
}

fn drawn(entries: Vec<Entry>) -> Vec<String> {
    let entries: Vec<Rc<Entry>> = entries.into_iter().map(Rc::new).collect();
    pieces(&entries, |at| at / 100)
        .iter()
        .map(|piece| match piece {
            Piece::Day(_) => "day".to_owned(),
            Piece::Hidden {
                seq,
                count,
                group,
                at: (first, last),
            } => format!("{count} in {group} at {seq}, {first} to {last}"),
            Piece::Bubbles { group, entries, .. } => format!("{} in {group:?}", entries.len()),
            Piece::Note(_) | Piece::Line(_) => "line".to_owned(),
        })
        .collect()
}

#[test]
fn a_run_of_what_is_hidden_is_one_line_that_grows_where_it_is() {
    let one = vec![hidden(3, 1, "Sales")];
    assert_eq!(drawn(one.clone()), ["day", "1 in Sales at 3, 1 to 1"]);
    let mut more = one;
    more.push(hidden(5, 9, "Sales"));
    assert_eq!(drawn(more.clone()), ["day", "2 in Sales at 3, 1 to 9"]);
    more.push(hidden(6, 10, "Law"));
    more.push(said(7, 11, From::Contact, None));
    more.push(hidden(8, 12, "Law"));
    more.push(hidden(9, 112, "Law"));
    assert_eq!(
        drawn(more),
        [
            "day",
            "2 in Sales at 3, 1 to 9",
            "1 in Law at 6, 10 to 10",
            "1 in None",
            "1 in Law at 8, 12 to 12",
            "day",
            "1 in Law at 9, 112 to 112"
        ]
    );
}

#[test]
fn bubbles_of_different_groups_stand_apart() {
    let entries = vec![
        within(1, None),
        within(2, Some("Sales")),
        within(3, Some("Sales")),
        within(4, None),
    ];
    assert_eq!(
        drawn(entries),
        ["day", "1 in None", "2 in Some(\"Sales\")", "1 in None"]
    );
}

#[test]
fn who_does_not_read_says_nothing_and_may_still_hand_it_on() {
    let now = can(&grouped(mine(), false), &me());
    assert!(!now.work && !now.note && !now.group, "{now:?}");
    assert!(now.transfer && now.release, "{now:?}");
    let now = can(&grouped(mine(), true), &me());
    assert!(now.work && now.note && now.group, "{now:?}");
    let now = can(&grouped(bia(), true), &me());
    assert!(!now.work && now.note && !now.group, "a colleague: {now:?}");
    let mut over = grouped(Owner::Bot, false);
    over.ticket.as_mut().unwrap().closed = true;
    assert!(can(&over, &me()).note, "it ended with the ticket");
    let mut off = grouped(mine(), false);
    off.ticket.as_mut().unwrap().group = None;
    assert!(can(&off, &me()).work, "only its note is another group's");
    let mut desk = Desk::with(vec![]);
    desk.on(Msg::Teams(vec![team("sales", &["ana"])]));
    let other = desk.0.can(&grouped(mine(), false));
    assert!(other.work, "its note was told to another group than hers");
}

/// Opens the dialog by its key, if one may.
fn asks(who: Me, teams: Vec<Team>, there: Summary) -> Option<Overlay> {
    let mut desk = Desk::with(vec![]);
    desk.on(Msg::Teams(teams));
    desk.on(Msg::Me(who));
    desk.open(there, vec![]);
    desk.on(Msg::Key(Command::Group));
    desk.0.overlay
}

#[test]
fn who_has_it_or_oversees_sets_a_group_of_their_own() {
    let there = |owner| line("a", 1, owner);
    let asked = Some(Overlay::Group);
    let (own, other) = (
        || vec![team("sales", &["ana"])],
        || vec![team("law", &["bia"])],
    );
    assert_eq!(asks(me(), own(), there(mine())), asked);
    assert_eq!(asks(me(), other(), there(mine())), None, "no team of hers");
    assert_eq!(asks(me(), own(), there(bia())), None, "somebody else's");
    assert_eq!(asks(me(), own(), there(queue())), None, "nobody's yet");
    assert_eq!(asks(supervisor(), other(), there(bia())), asked);
    assert_eq!(asks(supervisor(), vec![], there(bia())), None);
    assert_eq!(asks(supervisor(), vec![], grouped(bia(), true)), asked);
    assert_eq!(asks(me(), other(), grouped(mine(), false)), None);
}

#[test]
fn setting_a_group_closes_the_dialog_that_asked_and_a_refusal_stays_in_it() {
    let act = Act::Group {
        group: Some("sales".into()),
    };
    let mut desk = Desk::with(vec![]);
    desk.on(Msg::Teams(vec![team("sales", &["ana"])]));
    desk.open(line("a", 1, mine()), vec![]);
    desk.on(Msg::Key(Command::Group));
    let sent = desk.on(Msg::Act(id("a"), act.clone()));
    assert_eq!(sent, [Cmd::Act(id("a"), act.clone())]);
    let acted = |result| Msg::Acted {
        id: id("a"),
        act: act.clone(),
        result,
    };
    desk.on(acted(Err(refused("not-of-group"))));
    assert_eq!(desk.0.declined, Some(refused("not-of-group")));
    desk.on(Msg::Act(id("a"), act.clone()));
    let done = desk.on(acted(Ok(Box::new(grouped(mine(), true)))));
    assert_eq!((done, desk.0.overlay), (vec![], None), "the thread says so");
}

#[test]
fn who_joins_or_leaves_a_team_has_everything_fetched_again() {
    let mut desk = Desk::with(vec![]);
    assert_eq!(desk.on(Msg::Teams(vec![team("sales", &[])])), []);
    desk.open(grouped(bia(), false), vec![hidden(3, 0, "Sales")]);
    let others = vec![team("sales", &[]), team("law", &["bia"])];
    assert_eq!(desk.on(Msg::Teams(others)), [], "one reads what one read");
    let cmds = desk.on(Msg::Teams(vec![team("sales", &["ana"])]));
    assert!(cmds.contains(&Cmd::Open(id("a"))), "{cmds:?}");
    let lists = |cmd: &Cmd| matches!(cmd, Cmd::List { .. });
    assert!(cmds.iter().any(lists), "{cmds:?}");
    let read = whole(grouped(bia(), true), vec![within(5, Some("Sales"))]);
    desk.on(Msg::Opened {
        id: id("a"),
        result: Ok(read),
    });
    let open = desk.0.open.as_ref().unwrap();
    let shown: Vec<u64> = open.entries.keys().copied().collect();
    assert_eq!(
        (shown, open.before),
        (vec![5], Some(3)),
        "what was shown goes"
    );
}

#[test]
fn a_new_role_reads_otherwise_too() {
    let mut desk = Desk::with(vec![]);
    desk.on(Msg::Teams(vec![]));
    desk.open(grouped(bia(), false), vec![]);
    let cmds = desk.on(Msg::Me(supervisor()));
    assert!(cmds.contains(&Cmd::Open(id("a"))), "{cmds:?}");
}

#[test]
fn what_is_hidden_comes_without_another_fetch_and_ends_the_typing() {
    let mut desk = Desk::with(vec![]);
    desk.open(grouped(bia(), false), vec![]);
    desk.on(Msg::Pushed(Box::new(Push::Typing {
        inbox: "site".into(),
        address: "a".into(),
        by: None,
    })));
    assert!(desk.0.contact_types(&id("a")));
    let mut later = grouped(bia(), false);
    later.version = 2;
    let cmds = desk.on(changed(later, vec![hidden(4, 0, "Sales")]));
    assert!(!cmds.contains(&Cmd::Open(id("a"))), "{cmds:?}");
    assert!(!desk.0.contact_types(&id("a")));
}

/// A command that says something, as one had seen version 1 and for whom it was written.
fn says_for(act: &Act, group: Option<&str>) -> Cmd {
    let deed = Deed {
        act: act.clone(),
        seen: matches!(act, Act::Reply { .. }).then_some(1),
        written_for: group.map(Into::into),
        anyway: false,
    };
    Cmd::Say(id("a"), deed)
}

fn resent() -> Msg {
    Msg::Resend {
        id: id("a"),
        client: "u1".into(),
    }
}

fn come_back(desk: &mut Desk, act: &Act, kind: &str) {
    desk.on(Msg::Acted {
        id: id("a"),
        act: act.clone(),
        result: Err(refused(kind)),
    });
}

/// The title of the group that reads instead, empty where all do; none where nobody else does.
fn read_instead(desk: &Desk) -> Option<String> {
    let title = |now: Option<&TeamName>| now.map_or_else(String::new, |now| now.title.clone());
    let one = &desk.0.on_the_way(&id("a"))[0];
    desk.0.read_instead(&id("a"), one, title)
}

#[test]
fn what_was_written_for_a_group_is_said_to_others_only_once_one_has_read_who_they_are() {
    let note = Act::Note {
        id: Some("u1".into()),
        text: "Olá".into(),
    };
    for act in [reply("Olá"), note] {
        let mut desk = Desk::with(vec![]);
        desk.open(grouped(mine(), true), vec![]);
        let cmds = desk.on(send("Olá", matches!(act, Act::Note { .. })));
        assert_eq!(cmds[1..], [says_for(&act, Some("sales"))]);
        come_back(&mut desk, &act, "readers-changed");
        assert_eq!(read_instead(&desk), None, "the page does not know yet");
        assert_eq!(desk.on(resent()), [says_for(&act, Some("sales"))]);
        come_back(&mut desk, &act, "readers-changed");
        desk.on(changed(line("a", 2, mine()), vec![]));
        assert_eq!(read_instead(&desk).as_deref(), Some(""), "all do");
        assert_eq!(desk.on(resent()), [says_for(&act, None)]);
    }
}

#[test]
fn who_insists_on_an_answer_does_not_insist_on_other_readers() {
    let mut desk = Desk::with(vec![]);
    desk.open(grouped(mine(), true), vec![]);
    let act = reply("Olá");
    desk.on(send("Olá", false));
    come_back(&mut desk, &act, "someone-answered");
    desk.on(changed(line("a", 2, mine()), vec![]));
    let deed = Deed {
        act: act.clone(),
        seen: None,
        written_for: Some("sales".into()),
        anyway: false,
    };
    assert_eq!(desk.on(resent()), [Cmd::Say(id("a"), deed)]);
}

#[test]
fn whom_something_was_written_for_outlives_the_page_and_words_may_be_written_anew() {
    let mut desk = Desk::with(vec![]);
    desk.open(grouped(mine(), true), vec![]);
    let cmds = desk.on(send("Olá", true));
    let Some(Cmd::Keep { client, kept }) = cmds.first() else {
        panic!("it is kept");
    };
    let kept = Kept {
        outgoing: vec![(client.clone(), kept.clone())],
        ..Kept::default()
    };
    let mut desk = Desk(State::default());
    desk.on(Msg::Began { me: me(), kept });
    desk.open(line("a", 2, mine()), vec![]);
    let note = Act::Note {
        id: Some("u1".into()),
        text: "Olá".into(),
    };
    assert_eq!(desk.on(resent()), [says_for(&note, Some("sales"))]);
    come_back(&mut desk, &note, "readers-changed");
    assert_eq!(read_instead(&desk).as_deref(), Some(""));
    let rewrite = Msg::Rewrite {
        id: id("a"),
        client: "u1".into(),
    };
    let back = Cmd::Draft {
        id: id("a"),
        note: true,
        text: "Olá".into(),
    };
    let cmds = desk.on(rewrite.clone());
    assert_eq!(cmds, [back, forgotten(), Cmd::FocusComposer]);
    assert!(desk.0.noting && desk.0.on_the_way(&id("a")).is_empty());
    assert_eq!(desk.on(rewrite), [], "it is taken back once");
}
