//! What one says, until it stands in the thread.

use super::*;

/// What the browser would keep, were the page left after these commands.
fn kept(cmds: &[Cmd]) -> Kept {
    let outgoing = cmds.iter().filter_map(|cmd| match cmd {
        Cmd::Keep { client, kept } => Some((client.clone(), kept.clone())),
        _ => None,
    });
    Kept {
        outgoing: outgoing.collect(),
        ..Kept::default()
    }
}

fn answered(desk: &mut Desk, act: Act, result: Result<Summary, Refusal>) -> Vec<Cmd> {
    desk.on(Msg::Acted {
        id: id("a"),
        act,
        result: result.map(Box::new),
    })
}

fn again() -> Msg {
    Msg::Resend {
        id: id("a"),
        client: "u1".into(),
    }
}

#[test]
fn a_reply_shows_at_once_and_only_once() {
    let mut desk = Desk::with(vec![]);
    desk.open(line("a", 1, mine()), vec![]);
    let cmds = desk.on(send(" Olá ", false));
    assert_eq!(cmds[1..], [says(reply("Olá"), false)]);
    assert_eq!(desk.0.on_the_way(&id("a")).len(), 1);
    let cmds = answered(&mut desk, reply("Olá"), Ok(line("a", 2, mine())));
    assert_eq!(cmds, [forgotten()], "the server has it");
    assert_eq!(desk.0.on_the_way(&id("a"))[0].sending, Sending::Sent(2));
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
    desk.on(send("Olá", false));
    let cmds = answered(&mut desk, reply("Olá"), Err(Refusal::Offline));
    assert_eq!(cmds, [], "it stays kept");
    assert_eq!(
        desk.0.on_the_way(&id("a"))[0].sending,
        Sending::Failed(Refusal::Offline)
    );
    assert_eq!(desk.on(again()), [says(reply("Olá"), false)]);
    assert_eq!(desk.on(again()), [], "it is under way");
}

#[test]
fn a_note_that_failed_is_written_again_under_the_same_id() {
    let mut desk = Desk::with(vec![]);
    desk.open(line("a", 1, mine()), vec![]);
    let note = Act::Note {
        id: Some("u1".into()),
        text: "Olá".into(),
    };
    let cmds = desk.on(send("Olá", true));
    assert_eq!(cmds[1..], [says(note.clone(), false)]);
    answered(&mut desk, note.clone(), Err(Refusal::Offline));
    assert_eq!(desk.on(again()), [says(note.clone(), false)]);
    let cmds = answered(&mut desk, note, Ok(line("a", 2, mine())));
    assert_eq!(cmds, [forgotten()]);
    assert!(desk.0.on_the_way(&id("a")).is_empty());
}

#[test]
fn what_was_under_way_survives_the_end_of_the_session() {
    let mut desk = Desk::with(vec![]);
    desk.open(line("a", 1, mine()), vec![]);
    let kept = kept(&desk.on(send("Olá", false)));
    let mut desk = Desk(State::default());
    desk.on(Msg::Began { me: me(), kept });
    assert_eq!(
        desk.0.on_the_way(&id("a"))[0].sending,
        Sending::Failed(Refusal::Interrupted)
    );
    assert_eq!(desk.on(again()), [says(reply("Olá"), false)]);
}

#[test]
fn what_had_arrived_after_all_is_not_offered_again() {
    let mut desk = Desk::with(vec![]);
    desk.open(line("a", 1, mine()), vec![]);
    let kept = kept(&desk.on(send("Olá", false)));
    let mut desk = Desk(State::default());
    desk.on(Msg::Began { me: me(), kept });
    desk.on(Msg::Routed(Route::Conversation(id("a"))));
    let there = said(2, 0, From::Agent { name: "Ana".into() }, Some("u1"));
    let cmds = desk.on(Msg::Opened {
        id: id("a"),
        result: Ok(whole(line("a", 2, mine()), vec![there])),
    });
    assert_eq!(cmds, [forgotten()]);
    assert!(desk.0.on_the_way(&id("a")).is_empty());
}

#[test]
fn what_had_been_said_on_an_earlier_page_is_on_its_way_no_longer() {
    let mut desk = Desk::with(vec![]);
    desk.open(line("a", 1, mine()), vec![]);
    desk.on(send("Olá", false));
    let cmds = answered(&mut desk, reply("Olá"), Ok(line("a", 1, mine())));
    assert_eq!(cmds, [forgotten()], "the server said nothing new");
    assert!(desk.0.on_the_way(&id("a")).is_empty());
}

#[test]
fn what_is_discarded_or_cannot_be_read_is_not_kept() {
    let mut desk = Desk::with(vec![]);
    desk.open(line("a", 1, mine()), vec![]);
    desk.on(send("Olá", false));
    let discarded = desk.on(Msg::Discard {
        id: id("a"),
        client: "u1".into(),
    });
    assert_eq!(discarded, [forgotten()]);
    let kept = Kept {
        outgoing: vec![("u2".into(), "{".into())],
        ..Kept::default()
    };
    let mut desk = Desk(State::default());
    desk.on(Msg::Began { me: me(), kept });
    assert!(desk.0.outgoing.is_empty());
}

#[test]
fn who_answered_first_is_quoted_and_one_may_insist() {
    let mut desk = Desk::with(vec![]);
    let before = said(1, 0, From::Agent { name: "Bia".into() }, None);
    desk.open(line("a", 1, mine()), vec![before]);
    desk.on(send("Olá", false));
    let first = said(2, 0, From::Agent { name: "Bia".into() }, None);
    desk.on(changed(line("a", 2, mine()), vec![first]));
    answered(&mut desk, reply("Olá"), Err(refused("someone-answered")));
    let waiting = desk.0.on_the_way(&id("a"))[0].clone();
    assert_eq!(desk.0.answered_before(&waiting), Some(("Bia", "Oi")));
    assert_eq!(desk.on(again()), [says(reply("Olá"), true)]);
}

#[test]
fn what_stood_there_before_one_wrote_is_no_answer_that_came_first() {
    let mut desk = Desk::with(vec![]);
    let before = said(1, 0, From::Agent { name: "Bia".into() }, None);
    desk.open(line("a", 1, mine()), vec![before]);
    desk.on(send("Olá", false));
    answered(&mut desk, reply("Olá"), Err(refused("someone-answered")));
    let waiting = desk.0.on_the_way(&id("a"))[0].clone();
    assert_eq!(desk.0.answered_before(&waiting), None);
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
fn without_a_connection_a_reply_is_refused_once() {
    let mut desk = Desk::with(vec![]);
    desk.open(line("a", 1, mine()), vec![]);
    desk.on(Msg::Linked(Link::Retrying));
    desk.on(send("Olá", false));
    let cmds = answered(&mut desk, reply("Olá"), Err(Refusal::Offline));
    assert_eq!(cmds, []);
    desk.on(again());
    let cmds = answered(&mut desk, reply("Olá"), Err(refused("someone-answered")));
    assert_eq!(cmds, [Cmd::Open(id("a"))], "what was answered is fetched");
}

#[test]
fn after_an_answer_one_tells_anew_as_soon_as_the_server_listens() {
    let mut state = State::default();
    state.update(Msg::Writing(id("a")), 10_000);
    state.update(send("Olá", false), 10_200);
    assert_eq!(
        state.update(Msg::Writing(id("a")), 10_300),
        [Cmd::Later(800)]
    );
    assert_eq!(state.update(Msg::Writing(id("a")), 10_400), []);
    assert_eq!(state.update(Msg::Tick, 10_900), [], "too early");
    assert_eq!(state.update(Msg::Tick, 11_100), [Cmd::Typing(id("a"))]);
    assert_eq!(state.update(Msg::Tick, 15_000), [], "once");
}

#[test]
fn what_was_sent_is_not_told_as_typing_afterwards() {
    let mut state = State::default();
    state.update(Msg::Writing(id("a")), 10_000);
    state.update(send("Olá", false), 10_200);
    state.update(Msg::Writing(id("a")), 10_300);
    state.update(send("Oi", false), 10_400);
    assert_eq!(state.update(Msg::Tick, 11_100), []);
}
