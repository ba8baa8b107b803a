//! Saving, publishing, and what an earlier visit left.

use crate::stage::{SUPPORT, Stage, draft, left};
use trilha_state::{Cmd, Kept, Msg, Notice, Plan, Refusal, Save};

#[test]
fn a_file_changed_on_disk_is_never_written_over_unasked() {
    let mut stage = Stage::with(SUPPORT);
    stage.send(Msg::Rewrite(SUPPORT.replace("Até logo!", "Tchau!")));
    assert!(matches!(stage.send(Msg::Save).as_slice(), [Cmd::Save(save)] if save.base == "b1"));
    assert_eq!(
        stage.send(Msg::NotSaved(Refusal::Changed)),
        [Cmd::FetchTheirs]
    );
    let mut theirs = draft(&SUPPORT.replace("Até logo!", "Adeus!"));
    theirs.base = "b2".to_owned();
    stage.send(Msg::Theirs(Box::new(theirs.clone())));
    assert!(
        matches!(stage.send(Msg::KeepMine).as_slice(), [Cmd::Save(save)] if save.base == "b2" && save.text.contains("Tchau!"))
    );
    stage.send(Msg::NotSaved(Refusal::Changed));
    stage.send(Msg::Theirs(Box::new(theirs)));
    stage.send(Msg::TakeTheirs);
    assert!(stage.text().contains("Adeus!") && !stage.editor.unsaved());
    stage.send(Msg::Undo);
    assert!(
        stage.text().contains("Tchau!"),
        "what was given up can be had back"
    );
}

#[test]
fn publishing_saves_first_and_waits_for_it() {
    let mut stage = Stage::with(SUPPORT);
    stage.send(Msg::Rewrite(SUPPORT.replace("Até logo!", "Tchau!")));
    assert!(matches!(
        stage
            .send(Msg::Publish(Plan {
                note: "why".to_owned(),
                ..Plan::default()
            }))
            .as_slice(),
        [Cmd::Save(_)]
    ));
    let mut saved = draft(stage.text());
    saved.base = "b2".to_owned();
    let cmds = stage.send(Msg::Saved(Box::new(saved)));
    assert!(cmds.iter().any(
        |cmd| matches!(cmd, Cmd::Publish(publish) if publish.base == "b2" && publish.terms.note == "why")
    ));
    stage.send(Msg::NotPublished(Refusal::DoesNotCheck(vec![
        "no".to_owned(),
    ])));
    assert!(matches!(stage.editor.save, Save::Refused(_)));
}

#[test]
fn an_unsaved_text_of_an_earlier_visit_comes_back_and_can_be_given_up() {
    let mut stage = Stage::with(SUPPORT);
    let kept = left("b0", &SUPPORT.replace("Até logo!", "Tchau!"));
    let read = Kept::read(&kept.written());
    assert_eq!(read.as_ref(), Some(&kept));
    let older = format!("b0\n{}", SUPPORT.replace("Até logo!", "Tchau!"));
    assert_eq!(Kept::read(&older), read, "as it was written before");
    let cmds = stage.send(Msg::Opened(Box::new(draft(SUPPORT)), read));
    assert_eq!(cmds, [Cmd::Say(Notice::Restored)]);
    assert_eq!(stage.text(), SUPPORT.replace("Até logo!", "Tchau!"));
    let cmds = stage.send(Msg::Save);
    assert!(
        matches!(cmds.as_slice(), [Cmd::Save(save)] if save.base == "b0"),
        "what was saved meanwhile is not written over"
    );
    stage.send(Msg::Undo);
    assert_eq!(stage.text(), SUPPORT);
}
