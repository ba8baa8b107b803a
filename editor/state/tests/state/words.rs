//! The text itself, and going back in it.

use crate::stage::{SUPPORT, Stage};
use trilha_state::{Cmd, Kind, Msg, Notice};
use trilha_trail::edit::Draft;

#[test]
fn typing_in_one_field_is_undone_as_one() {
    let mut stage = Stage::with(SUPPORT);
    for text in ["O", "Oi", "Oi!"] {
        stage.send(Msg::Set(
            vec!["steps".into(), "bye".into(), "say".into()],
            Draft::text(text),
        ));
    }
    stage.send(Msg::Undo);
    assert_eq!(stage.text(), SUPPORT);
}

#[test]
fn text_that_is_no_yaml_keeps_the_drawing_and_refuses_edits() {
    let mut stage = Stage::with(SUPPORT);
    stage.send(Msg::Rewrite("steps: [".to_owned()));
    assert_eq!(stage.editor.document.cards.len(), 10);
    assert_eq!(stage.editor.document.counts().0, 1);
    assert_eq!(
        stage.send(Msg::Add(Kind::Verb("say"))),
        [Cmd::Say(Notice::NotYaml)]
    );
    stage.send(Msg::Undo);
    assert_eq!(stage.text(), SUPPORT);
}

#[test]
fn writing_is_undone_in_stretches_parted_by_pauses_and_by_leaving() {
    let mut stage = Stage::with(SUPPORT);
    let text = |n: usize| format!("{SUPPORT}{}", "# x\n".repeat(n));
    for (n, at) in [(1, 0), (2, 800), (3, 1_600), (4, 20_000), (5, 20_500)] {
        stage.send_at(at, Msg::Rewrite(text(n)));
    }
    stage.send_at(20_600, Msg::Rest);
    stage.send_at(20_700, Msg::Rewrite(text(6)));
    for before in [5, 3, 0] {
        stage.send_at(21_000, Msg::Undo);
        assert_eq!(stage.text(), text(before));
    }
    assert!(!stage.editor.history.can_undo());
}
