//! The player beside the editor: late answers, and losing it.

use crate::stage::{SUPPORT, Stage};
use trilha_model::Span;
use trilha_state::player::{Order, Player, Told, Unread};
use trilha_state::simulation::{Do, FaultKind};
use trilha_state::tested::{Outcome, Playing};
use trilha_state::{Cmd, Msg, Notice, Test};

const TESTS: &str = "trail: support\ntests:\n  - name: goodbye\n    talk:\n      - me: oi\n";

/// An editor whose player answers when it is told to.
fn apart() -> (Stage, Player) {
    let mut stage = Stage::with(SUPPORT);
    let player = stage.player.take().expect("it has one");
    (stage, player)
}

fn orders(cmds: &[Cmd]) -> Vec<&'static str> {
    let order = |cmd: &Cmd| match cmd {
        Cmd::Player(Order::Around(_)) => "around",
        Cmd::Player(Order::Begin(..)) => "begin",
        Cmd::Player(Order::Do(..)) => "do",
        Cmd::Player(Order::Play(_)) => "play",
        Cmd::Player(Order::Record(..)) => "record",
        _ => "other",
    };
    cmds.iter().map(order).collect()
}

#[test]
fn the_player_is_told_what_surrounds_the_trail_once() {
    let (mut stage, mut player) = apart();
    let cmds = stage.send(Msg::Simulate);
    assert_eq!(orders(&cmds), ["around", "begin"]);
    assert!(stage.editor.begins() && stage.editor.simulation.is_none());
    stage.plays(&mut player, &cmds);
    assert!(!stage.editor.begins() && stage.editor.simulation.is_some());
    let cmds = stage.send(Msg::Do(Do::Say("Ana".to_owned())));
    assert_eq!(orders(&cmds), ["do"]);
}

#[test]
fn what_was_said_is_told_once() {
    let (mut stage, mut player) = apart();
    let mut lines = Vec::new();
    for msg in [
        Msg::Simulate,
        Msg::Do(Do::Say("Ana".to_owned())),
        Msg::Do(Do::Choose("1".into())),
        Msg::Simulate,
    ] {
        if msg == Msg::Simulate {
            lines.clear();
        }
        let cmds = stage.send(msg);
        for cmd in cmds {
            let Cmd::Player(order) = cmd else {
                panic!("{cmd:?}")
            };
            if let Some(Told::Scene(scene)) = player.hear(order) {
                assert!(!scene.lines().is_empty());
                lines.extend_from_slice(scene.lines());
                stage.send(Msg::Told(Told::Scene(scene)));
            }
        }
        let simulation = stage.editor.simulation.as_ref().unwrap();
        assert_eq!(simulation.lines(), lines);
    }
}

#[test]
fn a_talk_that_was_stopped_or_begun_anew_is_not_shown_when_it_comes() {
    let (mut stage, mut player) = apart();
    let first = stage.send(Msg::Simulate);
    stage.send(Msg::StopSimulating);
    stage.plays(&mut player, &first);
    assert!(stage.editor.simulation.is_none() && !stage.editor.begins());

    let second = stage.send(Msg::Simulate);
    let third = stage.send(Msg::Simulate);
    stage.plays(&mut player, &second);
    assert!(stage.editor.simulation.is_none() && stage.editor.begins());
    stage.plays(&mut player, &third);
    assert_eq!(stage.editor.simulation.as_ref().unwrap().run, 3);
}

#[test]
fn losing_the_player_loses_what_it_played_and_nothing_else() {
    let (mut stage, mut player) = apart();
    let cmds = stage.send(Msg::Simulate);
    stage.plays(&mut player, &cmds);
    stage.send(Msg::Test(Test::Write(TESTS.to_owned())));
    stage.send(Msg::Test(Test::Play));
    assert_eq!(stage.editor.tests.playing, Playing::Now);
    stage.send(Msg::PlayerLost);
    assert!(stage.editor.player_lost && stage.editor.simulation.is_none());
    assert_eq!(stage.editor.tests.playing, Playing::Not);
    assert_eq!(&*stage.editor.tests.text, TESTS);

    let mut another = Player::default();
    let cmds = stage.send(Msg::Test(Test::Play));
    assert_eq!(orders(&cmds), ["around", "play"]);
    assert!(!stage.editor.player_lost);
    stage.plays(&mut another, &cmds);
    let come = stage.editor.tests.played.clone().unwrap();
    assert!(matches!(&come.outcome, Outcome::Ran(tests, _) if tests.len() == 1));
}

#[test]
fn tests_are_played_anew_after_those_that_are_being_played() {
    let (mut stage, mut player) = apart();
    stage.send(Msg::Test(Test::Write(TESTS.to_owned())));
    let first = stage.send(Msg::Test(Test::Play));
    stage.send(Msg::Test(Test::Write(TESTS.replace("goodbye", "hello"))));
    assert_eq!(stage.send(Msg::Test(Test::Play)), []);
    let next = stage.plays(&mut player, &first);
    assert_eq!(orders(&next), ["play"]);
    assert!(!stage.editor.tests.is_fresh(&stage.editor.document.text));
    assert_eq!(stage.plays(&mut player, &next), []);
    assert!(stage.editor.tests.is_fresh(&stage.editor.document.text));
    assert_eq!(stage.editor.tests.playing, Playing::Not);
}

#[test]
fn what_came_of_tests_that_were_deleted_meanwhile_is_not_shown() {
    let (mut stage, mut player) = apart();
    stage.send(Msg::Test(Test::Write(TESTS.to_owned())));
    let cmds = stage.send(Msg::Test(Test::Play));
    stage.send(Msg::Test(Test::Write(String::new())));
    stage.plays(&mut player, &cmds);
    assert!(stage.editor.tests.played.is_none());
}

#[test]
fn a_talk_is_recorded_into_the_tests_as_they_have_become_meanwhile() {
    let (mut stage, mut player) = apart();
    let cmds = stage.send(Msg::Simulate);
    stage.plays(&mut player, &cmds);
    let cmds = stage.send(Msg::Test(Test::Record("one".to_owned())));
    stage.send(Msg::Test(Test::Write(TESTS.to_owned())));
    let again = stage.plays(&mut player, &cmds);
    assert_eq!(orders(&again), ["record"]);
    stage.plays(&mut player, &again);
    let text = &stage.editor.tests.text;
    assert!(
        text.starts_with(TESTS) && text.contains("name: one"),
        "{text}"
    );
}

#[test]
fn why_something_had_no_effect_is_told() {
    let mut stage = Stage::with(SUPPORT);
    stage.send(Msg::Simulate);
    stage.send(Msg::Do(Do::Choose("nowhere".into())));
    let fault = stage.editor.simulation.as_ref().unwrap().fault.clone();
    assert_eq!(fault.unwrap().kind, FaultKind::NoSuchOption);
}

#[test]
fn a_trail_with_errors_ends_the_talk_that_was_shown() {
    let mut stage = Stage::with(SUPPORT);
    stage.send(Msg::Simulate);
    stage.send(Msg::Rewrite(SUPPORT.replace("next: late", "next: nowhere")));
    let cmds = stage.send(Msg::Simulate);
    assert!(matches!(cmds.as_slice(), [Cmd::Say(Notice::Errors(1))]));
    assert!(stage.editor.simulation.is_none() && !stage.editor.begins());
}

#[test]
fn a_page_of_another_version_is_not_answered() {
    assert_eq!(Player::default().answer("{\"Sing\":1}"), Err(Unread));
    assert_eq!(Told::read("{\"Sung\":1}"), None);
}

#[test]
fn a_player_that_gives_no_answer_for_long_gives_way_to_a_new_one_when_one_asks_again() {
    let (mut stage, _silent) = apart();
    assert_eq!(stage.editor.awaited(), 0);
    stage.send(Msg::PlayerSlow);
    assert!(!stage.editor.player_slow, "nothing is awaited");

    stage.send(Msg::Simulate);
    assert_eq!(orders(&stage.send(Msg::Simulate)), ["begin"]);
    assert_eq!(stage.editor.awaited(), 2);
    stage.send(Msg::PlayerSlow);
    assert!(stage.editor.player_slow && stage.editor.begins());

    let mut another = Player::default();
    let cmds = stage.send(Msg::Simulate);
    assert_eq!(cmds.first(), Some(&Cmd::EndPlayer));
    assert_eq!(orders(&cmds), ["other", "around", "begin"]);
    assert!(!stage.editor.player_slow && stage.editor.awaited() == 1);
    stage.plays(&mut another, &cmds);
    assert_eq!(stage.editor.simulation.as_ref().unwrap().run, 3);
    assert_eq!(stage.editor.awaited(), 0);
}

#[test]
fn an_answer_that_comes_after_all_ends_the_waiting() {
    let (mut stage, mut player) = apart();
    let cmds = stage.send(Msg::Simulate);
    stage.send(Msg::PlayerSlow);
    stage.plays(&mut player, &cmds);
    assert!(!stage.editor.player_slow && stage.editor.simulation.is_some());
    assert_eq!(stage.send(Msg::StopSimulating), []);
    assert!(!stage.editor.player_lost);
}

#[test]
fn one_can_stop_what_does_not_end() {
    let (mut stage, _silent) = apart();
    stage.send(Msg::Test(Test::Write(TESTS.to_owned())));
    stage.send(Msg::Test(Test::Play));
    stage.send(Msg::PlayerSlow);
    assert_eq!(stage.send(Msg::StopPlayer), [Cmd::EndPlayer]);
    assert_eq!(stage.editor.tests.playing, Playing::Not);
    assert!(stage.editor.player_lost && !stage.editor.player_slow);

    let cmds = stage.send(Msg::Test(Test::Play));
    stage.send(Msg::PlayerSlow);
    assert_eq!(orders(&cmds), ["around", "play"]);
    let again = stage.send(Msg::Test(Test::Play));
    assert_eq!(orders(&again), ["other", "around", "play"]);
    assert_eq!(stage.editor.tests.playing, Playing::Now);

    stage.send(Msg::Simulate);
    stage.send(Msg::PlayerSlow);
    assert_eq!(stage.send(Msg::StopSimulating), [Cmd::EndPlayer]);
    assert!(stage.editor.player_lost && !stage.editor.begins());
}

#[test]
fn nothing_is_done_in_a_talk_while_another_begins_in_its_place() {
    let (mut stage, mut player) = apart();
    let cmds = stage.send(Msg::Simulate);
    stage.plays(&mut player, &cmds);
    let next = stage.send(Msg::Simulate);
    assert_eq!(stage.send(Msg::Do(Do::Say("Ana".to_owned()))), []);
    assert_eq!(stage.send(Msg::Test(Test::Record("one".to_owned()))), []);
    stage.plays(&mut player, &next);
    assert_eq!(
        orders(&stage.send(Msg::Do(Do::Say("Ana".to_owned())))),
        ["do"]
    );
}

#[test]
fn a_talk_that_the_player_does_not_have_any_more_is_told_to_be_lost() {
    let (mut stage, mut player) = apart();
    let cmds = stage.send(Msg::Simulate);
    stage.plays(&mut player, &cmds);
    let mut other = Player::default();
    for gone in [
        Msg::Do(Do::Say("Ana".to_owned())),
        Msg::Test(Test::Record("one".to_owned())),
    ] {
        let cmds = stage.send(gone);
        assert_eq!(stage.editor.awaited(), 1);
        let Some(Cmd::Player(order)) = cmds.first() else {
            panic!("nothing is ordered: {cmds:?}");
        };
        let told = other.hear(order.clone()).expect("an answer");
        let run = stage.editor.simulation.as_ref().unwrap().run;
        assert_eq!(told, Told::Gone(run));
        assert_eq!(stage.send(Msg::Told(told)), [Cmd::EndPlayer]);
        assert!(stage.editor.player_lost && stage.editor.simulation.is_none());
        let cmds = stage.send(Msg::Simulate);
        stage.plays(&mut player, &cmds);
    }
}

#[test]
fn time_that_makes_a_trail_wake_without_end_goes_by_up_to_a_bound() {
    let mut stage = Stage::with(
        "trail: support\nlanguage: en\nstarts:\n  - message: { inbox: [site] }\nsteps:\n  a:\n    wait: 1s\n    next: b\n  b:\n    wait: 1s\n    next: a\n",
    );
    stage.send(Msg::Simulate);
    let pass = |span: &str| Msg::Do(Do::Pass(Span::parse(span).expect("a span")));
    stage.send(pass("1m"));
    let fault = |stage: &Stage| stage.editor.simulation.as_ref().unwrap().fault.clone();
    assert_eq!(fault(&stage), None);
    stage.send(pass("1d"));
    assert_eq!(fault(&stage).unwrap().kind, FaultKind::Rings);
}
