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
        &[],
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
    let form = step_form(&document.text, "main", main, &document.problems, &[]);
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

#[test]
fn entries_that_change_places_stay_as_they_are_written() {
    let text = SUPPORT.replace("key: 3, next: person }", "key: 3, next: person } # people");
    let mut stage = Stage::with(&text);
    let order = ["steps", "main", "options", "order"]
        .map(Into::into)
        .to_vec();
    stage.send(Msg::Shift(order.clone(), false));
    let line = |has: &str| stage.text().lines().position(|line| line.contains(has));
    let (order_at, person_at) = (
        line("key: 1, match"),
        line("key: 3, next: person } # people"),
    );
    assert_eq!(person_at.map(|at| at + 1), order_at, "{}", stage.text());
    let mut lines: Vec<&str> = stage.text().lines().collect();
    let mut before: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    before.sort_unstable();
    assert_eq!(lines, before, "every line is still there, as it was");
    stage.send(Msg::Shift(order, true));
    assert_eq!(stage.text(), text);
}
