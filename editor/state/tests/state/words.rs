//! The text itself, and going back in it.

use crate::stage::{SUPPORT, Stage};
use trilha_state::{Cmd, Msg, Notice};
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
    assert_eq!(stage.send(Msg::Add("say")), [Cmd::Say(Notice::NotYaml)]);
    stage.send(Msg::Undo);
    assert_eq!(stage.text(), SUPPORT);
}
