//! The form: values, entries and their order.

use crate::stage::{SUPPORT, Stage, changed_lines};
use trilha_state::Msg;
use trilha_state::form::{Control, Part, Row, new_entry, step_form};
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

/// The rows of a step's form.
fn rows(stage: &Stage, step: &str) -> Vec<Row> {
    let document = &stage.editor.document;
    let node = document.node(&step.into()).expect("a step");
    step_form(&document.text, step, node, &document.problems, &[])
}

#[test]
fn a_key_that_a_kind_has_itself_stands_in_the_form_once() {
    for (verb, part) in [
        ("note: Wants a person.", Part::Content),
        ("handoff: shop", Part::Content),
        ("say: Hello", Part::About),
    ] {
        let text = format!("trail: support\nsteps:\n  a:\n    {verb}\n    next: end\n");
        let notes: Vec<Part> = rows(&Stage::with(&text), "a")
            .iter()
            .filter(|row| row.name == "note")
            .map(|row| row.part)
            .collect();
        assert_eq!(notes, [part], "{verb}");
    }
}

/// Makes a step's request or task another by its form, as the list of kinds in it does.
fn become_another(stage: &mut Stage, step: &str, key: &str, kind: &str, value: &str) {
    let row = rows(stage, step).into_iter().find(|row| row.name == key);
    let row = row.expect("a row");
    let Control::OneOf { kind: now, .. } = &row.control else {
        panic!("{row:?}")
    };
    assert!(now.is_some_and(|now| now != kind), "{now:?}");
    let fresh = Draft::map([(kind, Draft::text(value))]);
    stage.send(Msg::Become(row.path, row.shape, kind.into(), fresh));
}

#[test]
fn another_method_keeps_the_address_and_all_that_stands_beside_it() {
    let mut stage = Stage::with(
        "trail: support\nsteps:\n  a:\n    http: { get: \"https://a.test/x\", limit: 5s } # orders\n    save: got\n    next: end\n    error: end\n",
    );
    become_another(&mut stage, "a", "http", "post", "…");
    assert!(
        stage
            .text()
            .contains("http: { post: \"https://a.test/x\", limit: 5s } # orders"),
        "{}",
        stage.text()
    );
    assert_eq!(stage.editor.document.counts().0, 0);
}

#[test]
fn another_task_of_a_model_keeps_its_text_and_loses_what_it_cannot_have() {
    let mut stage = Stage::with(
        "trail: support\nsteps:\n  a:\n    ai:\n      reply: \"{{ input.text }}\"\n      persona: Ana\n      knowledge: shop\n    next: end\n    unsure: end\n    error: end\n",
    );
    become_another(&mut stage, "a", "ai", "classify", "…");
    assert!(
        stage.text().contains(
            "ai:\n      classify: \"{{ input.text }}\"\n      persona: Ana\n    next: end"
        ),
        "{}",
        stage.text()
    );
}

#[test]
fn a_key_for_one_kind_of_work_is_shown_with_it_or_where_it_stands() {
    let names = |ai: &str| -> Vec<String> {
        let text = format!("trail: support\nsteps:\n  a:\n    {ai}\n    next: end\n");
        let rows = rows(&Stage::with(&text), "a").into_iter();
        let only = rows.filter(|row| matches!(row.name.as_str(), "fields" | "classes"));
        only.map(|row| row.name.to_string()).collect()
    };
    assert_eq!(names("ai: { reply: Hello }"), [""; 0]);
    assert_eq!(names("ai: { extract: Hello }"), ["fields"]);
    assert_eq!(names("ai: { classify: Hello }"), ["classes"]);
    let stray = "ai: { reply: Hello }\n    classes: { sale: {} }";
    assert_eq!(names(stray), ["classes"]);
}

#[test]
fn texts_where_anything_may_stand_are_shown_and_typed_without_quotation_marks() {
    let mut stage = Stage::with(
        "trail: support\nsteps:\n  a:\n    contact: { name: \"{{ input.text }}\", city: 'Recife', age: 12, code: \"12\", tone: \"a: b\", ways: [x] }\n    next: end\n",
    );
    let values = |stage: &Stage| -> Vec<(String, String)> {
        let row = rows(stage, "a")
            .into_iter()
            .find(|row| row.name == "contact");
        let Some(Control::Map { rows, .. }) = row.map(|row| row.control) else {
            panic!("no map")
        };
        let value = |row: Row| match row.control {
            Control::Yaml(text) => (row.name.to_string(), text),
            other => panic!("{other:?}"),
        };
        rows.into_iter().map(value).collect()
    };
    let shown = [
        ("name", "{{ input.text }}"),
        ("city", "Recife"),
        ("age", "12"),
        ("code", "\"12\""),
        ("tone", "\"a: b\""),
        ("ways", "[x]"),
    ];
    let shown = shown.map(|(name, text)| (name.to_owned(), text.to_owned()));
    assert_eq!(values(&stage), shown);
    let before = stage.editor.document.root.clone();
    for (name, text) in shown {
        let path = ["steps", "a", "contact", &name].map(Into::into).to_vec();
        stage.send(Msg::SetYaml(path, text));
    }
    let mean = |root: &trilha_trail::yaml::Node| trilha_state::form::draft(root);
    assert_eq!(
        stage.editor.document.root.as_deref().map(mean),
        before.as_deref().map(mean)
    );
}
