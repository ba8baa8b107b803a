//! What is attached to answers.

use super::*;
use trilha_model::{MediaKind, Received};

fn picture(name: &str) -> Received {
    Received {
        kind: MediaKind::Image,
        url: format!("/media/{name}?sig=1"),
        name: Some(name.into()),
        size: Some(3),
        mime: Some("image/png".into()),
    }
}

fn step(client: &str, step: Step) -> Msg {
    Msg::Attach {
        id: id("a"),
        client: client.into(),
        step,
    }
}

fn chosen(client: &str, size: u64) -> Msg {
    let name = format!("{client}.png");
    step(client, Step::Chosen { name, size })
}

fn held() -> Desk {
    let mut desk = Desk::with(vec![line("a", 1, mine())]);
    desk.open(line("a", 1, mine()), vec![]);
    desk
}

/// What asks for media to be said.
fn says_with(client: &str, text: &str) -> Cmd {
    let act = Act::Reply {
        id: client.into(),
        text: text.into(),
        media: Some(Box::new(picture(client))),
    };
    says(act, false)
}

#[test]
fn what_is_chosen_goes_up_and_is_sent_one_after_the_other_with_the_words_below_the_first() {
    let mut desk = held();
    for client in ["f1", "f2"] {
        let upload = Cmd::Upload {
            id: id("a"),
            client: client.into(),
        };
        assert_eq!(desk.on(chosen(client, 3)), [upload]);
    }
    desk.on(step("f1", Step::Progress(40)));
    assert_eq!(desk.0.tray(&id("a"))[0].coming, Coming::Under(40));
    assert!(desk.on(send("too early", false)).is_empty());
    for client in ["f1", "f2"] {
        desk.on(step(client, Step::Came(Ok(picture(client)))));
    }
    let cmds = desk.on(send("Look", false));
    let said: Vec<&Cmd> = cmds
        .iter()
        .filter(|cmd| matches!(cmd, Cmd::Say(..)))
        .collect();
    assert_eq!(
        said,
        [&says_with("f1", "Look")],
        "the second waits for the first"
    );
    assert!(desk.0.tray(&id("a")).is_empty());
    let Cmd::Say(_, deed) = says_with("f1", "Look") else {
        unreachable!()
    };
    let cmds = desk.on(Msg::Acted {
        id: id("a"),
        act: deed.act,
        result: Ok(Box::new(line("a", 1, mine()))),
    });
    assert!(cmds.contains(&says_with("f2", "")), "{cmds:?}");
}

#[test]
fn what_is_too_large_empty_or_too_much_is_told_and_goes_nowhere() {
    let mut desk = held();
    let refused = |desk: &mut Desk, client: &str, size| {
        assert_eq!(desk.on(chosen(client, size)), [Cmd::Abort(client.into())]);
        desk.0.tray(&id("a")).last().unwrap().coming.clone()
    };
    let large = refused(&mut desk, "f1", (16 << 20) + 1);
    assert_eq!(large, Coming::Unfit(Unfit::TooLarge));
    let empty = refused(&mut desk, "f2", 0);
    assert_eq!(empty, Coming::Unfit(Unfit::Empty));
    assert!(!desk.0.tray_is_ready(&id("a")));
    for one in 0..8 {
        desk.on(chosen(&format!("g{one}"), 1));
    }
    let much = refused(&mut desk, "f3", 1);
    assert_eq!(much, Coming::Unfit(Unfit::TooMany));
    desk.on(step("f1", Step::Removed));
    assert_eq!(desk.0.tray(&id("a")).len(), 10);
}

#[test]
fn what_arrived_outlives_a_reload_and_what_is_removed_does_not() {
    let mut desk = held();
    desk.on(chosen("f1", 3));
    let cmds = desk.on(step("f1", Step::Came(Ok(picture("f1")))));
    let [Cmd::KeepTray { id: kept_for, kept }] = cmds.as_slice() else {
        panic!("{cmds:?}");
    };
    let mut later = Desk(State::default());
    later.on(Msg::Began {
        me: me(),
        kept: Kept {
            trays: vec![(kept_for.to_string(), kept.clone())],
            ..Kept::default()
        },
    });
    assert!(later.0.tray_is_ready(&id("a")));
    let gone = later.on(step("f1", Step::Removed));
    let nothing = Cmd::KeepTray {
        id: id("a"),
        kept: String::new(),
    };
    assert_eq!(gone, [Cmd::Abort("f1".into()), nothing]);
    assert!(
        later
            .on(step("f1", Step::Came(Ok(picture("f1")))))
            .is_empty()
    );
}

#[test]
fn what_did_not_arrive_is_tried_again() {
    let mut desk = held();
    desk.on(chosen("f1", 3));
    desk.on(step("f1", Step::Came(Err(Refusal::Offline))));
    assert!(!desk.0.tray_is_ready(&id("a")));
    let again = desk.on(step("f1", Step::Again));
    assert!(matches!(again.as_slice(), [Cmd::Upload { .. }]));
}

/// Three pictures that are sent at once; what that asks for.
fn album() -> (Desk, Vec<Cmd>) {
    let mut desk = held();
    for client in ["f3", "f1", "f2"] {
        desk.on(chosen(client, 3));
        desk.on(step(client, Step::Came(Ok(picture(client)))));
    }
    let cmds = desk.on(send("", false));
    assert!(cmds.contains(&says_with("f3", "")), "{cmds:?}");
    (desk, cmds)
}

fn clients(desk: &Desk) -> Vec<&str> {
    let said = desk.0.on_the_way(&id("a")).iter();
    said.map(|one| one.client.as_str()).collect()
}

fn acted(client: &str, result: Result<Summary, Refusal>) -> Msg {
    let Cmd::Say(id, deed) = says_with(client, "") else {
        unreachable!()
    };
    Msg::Acted {
        id,
        act: deed.act,
        result: result.map(Box::new),
    }
}

fn said_by(cmds: &[Cmd]) -> Vec<&Cmd> {
    let says = |cmd: &&Cmd| matches!(cmd, Cmd::Say(..));
    cmds.iter().filter(says).collect()
}

#[test]
fn pictures_keep_their_order_over_a_reload() {
    let (_, cmds) = album();
    let mut outgoing: Vec<_> = cmds
        .into_iter()
        .filter_map(|cmd| match cmd {
            Cmd::Keep { client, kept } => Some((client, kept)),
            _ => None,
        })
        .collect();
    outgoing.sort();
    let mut later = Desk(State::default());
    later.on(Msg::Began {
        me: me(),
        kept: Kept {
            outgoing,
            ..Kept::default()
        },
    });
    assert_eq!(clients(&later), ["f3", "f1", "f2"]);
}

#[test]
fn nothing_goes_past_a_picture_that_failed_until_it_is_sent_again_or_given_up() {
    let again = |client: &str| Msg::Resend {
        id: id("a"),
        client: client.into(),
    };
    let (mut desk, _) = album();
    let cmds = desk.on(acted("f3", Err(Refusal::Offline)));
    assert!(said_by(&cmds).is_empty(), "{cmds:?}");
    let text = desk.on(send("Here they are", false));
    assert_eq!(said_by(&text), [&says(reply("Here they are"), false)]);
    desk.on(Msg::Acted {
        id: id("a"),
        act: reply("Here they are"),
        result: Ok(Box::new(line("a", 1, mine()))),
    });
    assert_eq!(clients(&desk), ["f3", "f1", "f2"]);
    assert_eq!(desk.on(again("f3")), [says_with("f3", "")]);
    let cmds = desk.on(acted("f3", Ok(line("a", 1, mine()))));
    assert_eq!(said_by(&cmds), [&says_with("f1", "")]);

    desk.on(acted("f1", Err(Refusal::Offline)));
    let cmds = desk.on(Msg::Discard {
        id: id("a"),
        client: "f1".into(),
    });
    assert_eq!(said_by(&cmds), [&says_with("f2", "")]);
}
