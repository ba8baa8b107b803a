//! The same trail in two tabs of one browser.

use crate::stage::{SUPPORT, Stage, left};
use trilha_state::{Cmd, Kept, Msg, Test};

fn changed(to: &str) -> String {
    SUPPORT.replace("Até logo!", to)
}

fn trail(kept: &Kept) -> String {
    kept.trail.clone().unwrap_or_default().text
}

/// What a tab keeps, as the other tab hears of it.
fn kept(cmds: &[Cmd]) -> Option<Msg> {
    cmds.iter().find_map(|cmd| match cmd {
        Cmd::Keep(kept) => Some(Msg::Elsewhere(kept.clone())),
        _ => None,
    })
}

#[test]
fn a_tab_does_not_write_over_what_another_keeps() {
    let (mut one, mut other) = (Stage::with(SUPPORT), Stage::with(SUPPORT));
    let heard = kept(&one.send(Msg::Rewrite(changed("Tchau!")))).unwrap();
    other.send(heard);
    assert!(other.editor.elsewhere.is_some());
    let cmds = other.send(Msg::Rewrite(changed("Adeus!")));
    assert_eq!(kept(&cmds), None, "nothing is written over unasked");
    let heard = kept(&other.send(Msg::KeepHere)).unwrap();
    assert!(other.editor.elsewhere.is_none());
    one.send(heard);
    assert_eq!(
        one.editor.elsewhere.as_ref().map(|kept| trail(kept)),
        Some(changed("Adeus!"))
    );
    assert_eq!(kept(&one.send(Msg::Save)), None);
    one.send(Msg::TakeElsewhere);
    assert_eq!(one.text(), changed("Adeus!"));
    assert!(one.editor.elsewhere.is_none());
    one.send(Msg::Undo);
    assert_eq!(
        one.text(),
        changed("Tchau!"),
        "what was given up can be had back"
    );
}

#[test]
fn what_another_tab_forgets_is_kept_again_where_it_is_unsaved() {
    let mut stage = Stage::with(SUPPORT);
    assert_eq!(stage.send(Msg::Elsewhere(None)), []);
    stage.send(Msg::Rewrite(changed("Tchau!")));
    let other = left("b1", &changed("Adeus!"));
    stage.send(Msg::Elsewhere(Some(other)));
    let cmds = stage.send(Msg::Elsewhere(None));
    assert!(matches!(cmds.as_slice(), [Cmd::Keep(Some(kept))] if trail(kept) == changed("Tchau!")));
    let same = left("b1", &changed("Tchau!"));
    stage.send(Msg::Elsewhere(Some(same)));
    assert!(
        stage.editor.elsewhere.is_none(),
        "the same text is no other"
    );
}

#[test]
fn the_tests_of_two_tabs_are_not_written_over_either() {
    let (mut one, mut other) = (Stage::with(SUPPORT), Stage::with(SUPPORT));
    let write = |text: &str| Msg::Test(Test::Write(text.to_owned()));
    let heard = kept(&one.send(write("trail: support\n"))).unwrap();
    other.send(heard);
    assert!(other.editor.elsewhere.is_some());
    assert_eq!(kept(&other.send(write("tests: []\n"))), None);
    other.send(Msg::TakeElsewhere);
    assert_eq!(&*other.editor.tests.text, "trail: support\n");
    assert!(other.editor.elsewhere.is_none() && !other.editor.unsaved());
}
