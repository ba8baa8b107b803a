//! The trail's tests beside its canvas: played, saved, recorded, and what none of them walked.

use crate::stage::{SUPPORT, Stage, draft};
use trilha_state::simulation::Do;
use trilha_state::tested::{Outcome, path_of};
use trilha_state::{Cmd, Kept, Msg, Notice, Refusal, Test};

const TESTS: &str = "trail: support\ntests:\n  - name: goodbye\n    talk:\n      - me: oi\n";

fn ran(stage: &Stage) -> (usize, usize) {
    let played = stage.editor.tests.played.as_ref();
    match &played.expect("they were played").outcome {
        Outcome::Ran(tests, _) => {
            let passed = tests.iter().filter(|test| test.passed()).count();
            (passed, tests.len())
        }
        other => panic!("{other:?}"),
    }
}

fn talk(stage: &mut Stage) {
    stage.send(Msg::Simulate);
    stage.send(Msg::Do(Do::Say("oi".to_owned())));
}

#[test]
fn a_simulated_talk_becomes_a_test_that_passes() {
    let mut stage = Stage::with(SUPPORT);
    assert!(stage.editor.tests.text.is_empty());
    talk(&mut stage);
    stage.send(Msg::Test(Test::Record("first".to_owned())));
    assert_eq!(ran(&stage), (1, 1));
    stage.send(Msg::Test(Test::Record("second".to_owned())));
    assert_eq!(ran(&stage), (2, 2), "{}", stage.editor.tests.text);
    assert!(stage.editor.tests.unsaved());
}

#[test]
fn where_the_file_does_not_end_with_its_tests_a_talk_is_copied() {
    let mut stage = Stage::with(SUPPORT);
    talk(&mut stage);
    let odd = format!(
        "tests:\n{}env: {{}}\n",
        "  - { name: a, talk: [ { me: oi } ] }\n"
    );
    stage.send(Msg::Test(Test::Write(format!("trail: support\n{odd}"))));
    let cmds = stage.send(Msg::Test(Test::Record("one".to_owned())));
    assert!(
        matches!(cmds.as_slice(), [Cmd::Copy(case), Cmd::Say(Notice::NotRecorded(why))]
            if case.contains("name: one") && why.contains("does not end with a list of tests"))
    );
}

#[test]
fn a_talk_under_other_limits_than_the_tests_have_is_copied() {
    let mut stage = Stage::with(SUPPORT);
    talk(&mut stage);
    let low =
        "trail: support\nlimits: { steps: 20 }\ntests:\n  - { name: a, talk: [ { me: oi } ] }\n";
    stage.send(Msg::Test(Test::Write(low.to_owned())));
    let cmds = stage.send(Msg::Test(Test::Record("one".to_owned())));
    let [Cmd::Copy(_), Cmd::Say(Notice::NotRecorded(why))] = cmds.as_slice() else {
        panic!("{cmds:?}")
    };
    assert_eq!(why, "its tests have other `limits` than this talk");
    assert_eq!(&*stage.editor.tests.text, low);
}

#[test]
fn what_no_test_walked_is_told_by_step_and_exit() {
    let mut stage = Stage::with(SUPPORT);
    talk(&mut stage);
    stage.send(Msg::Test(Test::Record("first".to_owned())));
    assert!(stage.editor.tests.cover().is_none(), "not asked for");
    stage.send(Msg::Test(Test::Show(true)));
    let cover = stage.editor.tests.cover().unwrap().clone();
    let (reached, all) = cover.steps;
    assert!(0 < reached && reached < all);
    assert_eq!(all, stage.editor.document.cards.len());
    let unreached = cover.gaps.values().filter(|gap| !gap.reached).count();
    assert_eq!(unreached, all - reached);
    assert_eq!(
        cover
            .gaps
            .values()
            .map(|gap| gap.exits.len())
            .sum::<usize>(),
        cover.exits.1 - cover.exits.0
    );
}

#[test]
fn a_test_that_goes_another_way_says_where() {
    let mut stage = Stage::with(SUPPORT);
    talk(&mut stage);
    stage.send(Msg::Test(Test::Record("first".to_owned())));
    let said = stage
        .editor
        .tests
        .text
        .replacen("- bot: ", "- bot: not ", 1);
    stage.send(Msg::Test(Test::Write(said)));
    assert!(!stage.editor.tests.is_fresh(&stage.editor.document.text));
    stage.send(Msg::Test(Test::Play));
    assert_eq!(ran(&stage), (0, 1));
    let played = stage.editor.tests.played.clone().unwrap();
    let Outcome::Ran(tests, _) = &played.outcome else {
        panic!("{played:?}")
    };
    let (_, step) = tests.first().unwrap().last().unwrap();
    assert!(stage.editor.document.position(step).is_some());
}

#[test]
fn tests_that_cannot_be_read_or_are_of_another_trail_say_so() {
    let mut stage = Stage::with(SUPPORT);
    stage.send(Msg::Test(Test::Write("trail: [".to_owned())));
    stage.send(Msg::Test(Test::Play));
    let outcome = |stage: &Stage| stage.editor.tests.played.clone().unwrap().outcome.clone();
    assert!(matches!(outcome(&stage), Outcome::Unread(problems) if !problems.is_empty()));
    stage.send(Msg::Test(Test::Write(TESTS.replace("support", "other"))));
    stage.send(Msg::Test(Test::Play));
    assert!(matches!(outcome(&stage), Outcome::Other(trail) if trail.as_str() == "other"));
}

#[test]
fn tests_changed_on_disk_are_never_written_over_unasked() {
    let mut came = draft(SUPPORT);
    came.files.insert(path_of(&came.id), TESTS.to_owned());
    let mut stage = Stage::with(SUPPORT);
    stage.send(Msg::Opened(Box::new(came.clone()), None));
    assert!(!stage.editor.tests.unsaved() && stage.editor.tests.base().len() == 64);
    stage.send(Msg::Test(Test::Write(TESTS.replace("oi", "olá"))));
    let saves = |cmds: &[Cmd], base: &str| matches!(cmds, [Cmd::SaveTests(save), ..] if save.base == base && save.text.contains("olá"));
    let base = stage.editor.tests.base();
    let cmds = stage.send(Msg::Test(Test::Save));
    assert!(saves(&cmds, &base));
    let cmds = stage.send(Msg::Test(Test::NotSaved(Refusal::Changed)));
    assert_eq!(cmds, [Cmd::FetchTests]);
    came.files
        .insert(path_of(&came.id), TESTS.replace("goodbye", "hello"));
    stage.send(Msg::Test(Test::Theirs(Box::new(came.clone()))));
    assert!(stage.editor.tests.theirs.is_some() && stage.editor.tests.text.contains("olá"));
    let cmds = stage.send(Msg::Test(Test::KeepMine));
    assert!(saves(&cmds, &stage.editor.tests.base()) && stage.editor.tests.base() != base);
    came.files
        .insert(path_of(&came.id), stage.editor.tests.text.to_string());
    let cmds = stage.send(Msg::Test(Test::Saved(Box::new(came))));
    assert_eq!(cmds, [Cmd::Say(Notice::TestsSaved), Cmd::Keep(None)]);
    assert!(!stage.editor.tests.unsaved());
}

#[test]
fn who_may_only_look_plays_tests_but_does_not_change_them() {
    let mut stage = Stage::with(SUPPORT);
    stage.editor.locked = true;
    stage.send(Msg::Test(Test::Write(TESTS.to_owned())));
    assert!(stage.editor.tests.text.is_empty());
    assert!(stage.send(Msg::Test(Test::Save)).is_empty());
    stage.send(Msg::Test(Test::Play));
    assert!(stage.editor.tests.played.is_some());
}

#[test]
fn unsaved_tests_of_an_earlier_visit_come_back_over_the_text_they_were_made_from() {
    let mut came = draft(SUPPORT);
    came.files.insert(path_of(&came.id), TESTS.to_owned());
    let open = |came: &trilha_wire::studio::Draft, kept| Msg::Opened(Box::new(came.clone()), kept);
    let mut stage = Stage::with(SUPPORT);
    stage.send(open(&came, None));
    let base = stage.editor.tests.base();
    let cmds = stage.send(Msg::Test(Test::Write(TESTS.replace("oi", "olá"))));
    let [Cmd::Keep(Some(kept))] = cmds.as_slice() else {
        panic!("{cmds:?}")
    };
    let kept = Kept::read(&kept.written());
    came.files
        .insert(path_of(&came.id), TESTS.replace("goodbye", "hello"));
    let cmds = stage.send(open(&came, kept.clone()));
    assert_eq!(cmds, [Cmd::Say(Notice::Restored)]);
    assert!(stage.editor.tests.text.contains("olá") && !stage.editor.unsaved());
    let cmds = stage.send(Msg::Test(Test::Save));
    assert!(
        matches!(cmds.as_slice(), [Cmd::SaveTests(save)] if save.base == base),
        "what was saved meanwhile is not written over"
    );
    came.files
        .insert(path_of(&came.id), TESTS.replace("oi", "olá"));
    let cmds = stage.send(open(&came, kept));
    assert!(cmds.is_empty() && !stage.editor.tests.unsaved());
}

#[test]
fn a_talk_recorded_twice_gives_two_tests_of_two_names() {
    let mut stage = Stage::with(SUPPORT);
    talk(&mut stage);
    for _ in 0..3 {
        stage.send(Msg::Test(Test::Record("recorded".to_owned())));
    }
    let played = stage.editor.tests.played.clone().unwrap();
    let Outcome::Ran(tests, _) = &played.outcome else {
        panic!("{played:?}")
    };
    let names: Vec<&str> = tests.iter().map(|test| test.name.as_str()).collect();
    assert_eq!(names, ["recorded", "recorded 2", "recorded 3"]);
}

#[test]
fn without_tests_the_canvas_shows_nothing_of_them() {
    let mut stage = Stage::with(SUPPORT);
    talk(&mut stage);
    stage.send(Msg::Test(Test::Record("first".to_owned())));
    stage.send(Msg::Test(Test::Show(true)));
    assert!(stage.editor.tests.cover().is_some());
    stage.send(Msg::Test(Test::Write(" \n".to_owned())));
    assert!(stage.editor.tests.cover().is_none());
}

#[test]
fn tests_are_played_under_the_limits_of_the_server_or_their_own() {
    let text = "trail: support\nsteps:\n  a: { say: one, next: b }\n  b: { say: two, next: c }\n  c: { say: three, next: end }\n";
    let tests = |limits: &str| {
        format!(
            "trail: support\n{limits}tests:\n  - name: both\n    talk:\n      - me: oi\n      - bot: one\n      - bot: two\n      - bot: three\n"
        )
    };
    let mut stage = Stage::with(text);
    let mut draft = draft(text);
    draft.limits = [("messages".to_owned(), 1)].into();
    stage.send(Msg::Opened(Box::new(draft), None));
    for (own, passed) in [("", 0), ("limits: { messages: 5 }\n", 1)] {
        stage.send(Msg::Test(Test::Write(tests(own))));
        stage.send(Msg::Test(Test::Play));
        assert_eq!(ran(&stage), (passed, 1), "{own}");
    }
}
