//! The form: values, entries and their order.

use crate::stage::{SUPPORT, Stage, changed_lines};
use trilha_state::Msg;
use trilha_state::form::{Control, new_entry, step_form};
use trilha_trail::edit::Draft;

#[test]
fn changing_one_text_changes_one_line_and_keeps_comments() {
    let mut stage = Stage::with(SUPPORT);
    let path = vec!["steps".into(), "greet".into(), "say".into(), "en".into()];
    stage.send(Msg::Set(path, Draft::text("Hello there!")));
    let (gone, came) = changed_lines(SUPPORT, stage.text());
    assert_eq!((gone.len(), came.len()), (1, 1), "{came:?}");
    assert!(came[0].contains("Hello there!") && came[0].contains("# two languages"));
    assert!(stage.editor.unsaved());
    stage.send(Msg::Undo);
    assert_eq!(stage.text(), SUPPORT);
    assert!(!stage.editor.unsaved());
}

#[test]
fn options_of_a_menu_can_be_moved_and_renamed() {
    let mut stage = Stage::with(SUPPORT);
    let options = || vec!["steps".into(), "main".into(), "options".into()];
    let order = || {
        let mut path: Vec<_> = options();
        path.push("order".into());
        path
    };
    stage.send(Msg::Shift(order(), false));
    let exits = |stage: &Stage| {
        let card = stage.editor.document.card(&"main".into()).unwrap();
        card.ports
            .iter()
            .map(|port| port.exit.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(exits(&stage)[..2], ["person", "order"]);
    stage.send(Msg::RenameKey(order(), "track".into()));
    assert_eq!(exits(&stage)[..2], ["person", "track"]);
    let document = &stage.editor.document;
    let form = step_form(
        &document.text,
        "main",
        document.node(&"main".into()).unwrap(),
        &document.problems,
    );
    let row = form.iter().find(|row| row.name == "options").unwrap();
    let Control::Map { rows, .. } = &row.control else {
        panic!("{row:?}")
    };
    assert_eq!(rows.len(), 2);
}

#[test]
fn what_is_added_to_a_map_begins_without_errors() {
    let mut stage = Stage::with(SUPPORT);
    let document = stage.editor.document.clone();
    let main = document.node(&"main".into()).unwrap();
    let form = step_form(&document.text, "main", main, &document.problems);
    let options = form.iter().find(|row| row.name == "options").unwrap();
    let Control::Map { item, rows } = &options.control else {
        panic!("{options:?}")
    };
    let mut path = options.path.clone();
    path.push("option_1".into());
    stage.send(Msg::Set(path, new_entry(item.0, rows)));
    assert_eq!(
        stage.editor.document.counts().0,
        0,
        "{:?}",
        stage.editor.document.problems
    );
    let card = stage.editor.document.card(&"main".into()).unwrap();
    assert!(card.exit("option_1").is_some());
}
