//! What the editor does, message by message.

use crate::stage::{SUPPORT, Stage, draft};
use trilha_model::{StepId, Timestamp};
use trilha_state::form::{Control, new_entry, step_form};
use trilha_state::geometry::Point;
use trilha_state::simulation::Start;
use trilha_state::steps::{BadId, Outlet};
use trilha_state::{Cmd, Direction, Hit, Kept, Msg, Notice, Refusal, Save};
use trilha_trail::edit::Draft;

fn changed_lines(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (lines(before), lines(after));
    let gone = old
        .iter()
        .filter(|line| !new.contains(line))
        .cloned()
        .collect();
    let came = new
        .iter()
        .filter(|line| !old.contains(line))
        .cloned()
        .collect();
    (gone, came)
}

fn outlet(step: &str, exit: &str) -> Outlet {
    Outlet {
        step: step.into(),
        exit: exit.into(),
    }
}

#[test]
fn the_drawing_shows_every_step_and_its_edges() {
    let stage = Stage::with(SUPPORT);
    let document = &stage.editor.document;
    assert_eq!(document.cards.len(), 10);
    assert_eq!(document.counts().0, 0, "{:?}", document.problems);
    let menu = document.card(&"main".into());
    assert!(
        menu.is_some(),
        "{:?}",
        document
            .cards
            .iter()
            .map(|card| card.id.clone())
            .collect::<Vec<_>>()
    );
    let name = document.card(&"name".into()).unwrap();
    assert_eq!(
        name.spare
            .iter()
            .map(|port| port.exit.as_str())
            .collect::<Vec<_>>(),
        ["no_match", "timeout", "error"]
    );
    assert_eq!(document.languages(), ["pt-BR", "en"]);
}

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
fn a_drag_moves_what_is_selected_and_is_undone_at_once() {
    let mut stage = Stage::with(SUPPORT);
    let before: Vec<Point> = stage.editor.document.places.to_vec();
    let at = stage.editor.camera.pixel(
        stage
            .editor
            .document
            .place(&"name".into())
            .unwrap()
            .plus(Point::new(20.0, 10.0)),
    );
    stage.send(Msg::Pressed(Hit::Step("name".into()), at, false, false));
    for n in 1..=10 {
        stage.send(Msg::Dragged(at.plus(Point::new(f64::from(n) * 7.0, 0.0))));
        assert_eq!(
            stage.text(),
            SUPPORT,
            "the text does not change while dragging"
        );
    }
    stage.send(Msg::Released(at.plus(Point::new(70.0, 0.0))));
    let moved = stage.editor.document.position(&"name".into()).unwrap();
    for (n, (old, new)) in before
        .iter()
        .zip(&*stage.editor.document.places)
        .enumerate()
    {
        assert_eq!(
            n != moved,
            old == new,
            "only the dragged step moves, also where nobody had placed the others"
        );
    }
    stage.send(Msg::Undo);
    assert_eq!(stage.text(), SUPPORT);
    stage.send(Msg::Redo);
    let settled = stage.text().to_owned();
    stage.select("bye");
    stage.send(Msg::Nudge(Point::new(10.0, 0.0)));
    let (gone, came) = changed_lines(&settled, stage.text());
    assert_eq!(
        (gone.len(), came.len()),
        (1, 1),
        "once all are placed, one move is one line"
    );
}

#[test]
fn a_marquee_selects_what_it_touches() {
    let mut stage = Stage::with(SUPPORT);
    let all = stage.editor.document.extent().unwrap().grown(10.0);
    let corner = stage.editor.camera.pixel(all.at);
    stage.send(Msg::Pressed(Hit::Canvas, corner, false, false));
    stage.send(Msg::Released(
        stage
            .editor
            .camera
            .pixel(Point::new(all.right(), all.bottom())),
    ));
    assert_eq!(stage.editor.selection.steps.len(), 10);
    stage.send(Msg::Escape);
    assert!(stage.editor.selection.steps.is_empty());
}

#[test]
fn dragging_an_exit_to_a_step_connects_it() {
    let mut stage = Stage::with(SUPPORT);
    let from = outlet("status", "next");
    let begun = stage
        .editor
        .camera
        .pixel(stage.editor.outlet(&from).unwrap());
    let bye = stage.editor.document.rect(&"bye".into()).unwrap().middle();
    stage.send(Msg::Pressed(Hit::Port(from), begun, false, false));
    stage.send(Msg::Released(stage.editor.camera.pixel(bye)));
    let (gone, came) = changed_lines(SUPPORT, stage.text());
    assert_eq!(
        came,
        Vec::<String>::new(),
        "the line it becomes is written elsewhere too"
    );
    assert_eq!(gone, Vec::<String>::new());
    let status = stage.editor.document.card(&"status".into()).unwrap();
    assert_eq!(
        status.exit("next").unwrap().aim.as_ref().unwrap().as_str(),
        "bye"
    );
}

#[test]
fn dragging_an_exit_to_nowhere_offers_a_new_step() {
    let mut stage = Stage::with(SUPPORT);
    let from = outlet("name", "no_match");
    let begun = stage
        .editor
        .camera
        .pixel(stage.editor.outlet(&from).unwrap());
    stage.send(Msg::Pressed(Hit::Port(from), begun, false, false));
    stage.send(Msg::Released(begun.plus(Point::new(4000.0, 4000.0))));
    assert!(stage.editor.picker.is_some());
    stage.send(Msg::Picked("say"));
    assert_eq!(stage.editor.only(), Some(&StepId::from("say_1")));
    let name = stage.editor.document.card(&"name".into()).unwrap();
    assert_eq!(
        name.exit("no_match")
            .unwrap()
            .aim
            .as_ref()
            .unwrap()
            .as_str(),
        "say_1"
    );
    stage.send(Msg::Undo);
    assert_eq!(stage.text(), SUPPORT);
}

#[test]
fn a_timeout_that_is_connected_gets_its_duration() {
    let mut stage = Stage::with(SUPPORT);
    stage.send(Msg::Connect(outlet("name", "timeout"), "bye".into()));
    assert!(
        stage.text().contains("timeout: { after: 10m, next: bye }"),
        "{}",
        stage.text()
    );
    assert_eq!(stage.editor.document.counts().0, 0);
}

#[test]
fn deleting_steps_leaves_nothing_that_leads_to_them() {
    let mut stage = Stage::with(SUPPORT);
    stage.select("order");
    stage.send(Msg::Toggle("fetch".into()));
    stage.send(Msg::Delete);
    assert!(stage.editor.selection.steps.is_empty());
    let document = &stage.editor.document;
    assert_eq!(document.cards.len(), 8);
    let unknown = document
        .problems
        .iter()
        .any(|problem| problem.message.contains("`order`") && problem.is_error());
    assert!(!unknown, "{:?}", document.problems);
    stage.send(Msg::Undo);
    assert_eq!(stage.text(), SUPPORT);
}

#[test]
fn renaming_follows_wherever_a_step_is_named() {
    let mut stage = Stage::with(SUPPORT);
    stage.select("person");
    stage.send(Msg::Rename("person".into(), "somebody".to_owned()));
    assert_eq!(stage.editor.only(), Some(&StepId::from("somebody")));
    assert_eq!(
        stage.editor.document.counts().0,
        0,
        "{:?}",
        stage.editor.document.problems
    );
    assert!(stage.text().contains("next: somebody }"), "interrupts too");
    assert!(
        stage
            .text()
            .contains("      person: { label: Falar com alguém, key: 3, next: somebody }"),
        "an option keeps its name"
    );
    for (id, why) in [
        ("9a", BadId::Letters),
        ("end", BadId::Reserved),
        ("menu", BadId::Reserved),
        ("bye", BadId::Taken),
    ] {
        let cmds = stage.send(Msg::Rename("somebody".into(), id.to_owned()));
        assert_eq!(cmds, [Cmd::Say(Notice::BadId(why))], "{id}");
    }
}

#[test]
fn copies_lead_to_each_other() {
    let mut stage = Stage::with(SUPPORT);
    stage.select("order");
    stage.send(Msg::Toggle("fetch".into()));
    stage.send(Msg::Duplicate);
    let document = &stage.editor.document;
    let copy = document.card(&"order_1".into()).unwrap();
    assert_eq!(
        copy.exit("next").unwrap().aim.as_ref().unwrap().as_str(),
        "fetch_1"
    );
    assert_eq!(
        copy.exit("no_match")
            .unwrap()
            .aim
            .as_ref()
            .unwrap()
            .as_str(),
        "person"
    );
    assert_eq!(stage.editor.selection.steps.len(), 2);
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

#[test]
fn arrows_walk_from_step_to_step() {
    let mut stage = Stage::with(SUPPORT);
    stage.send(Msg::Arrange);
    stage.send(Msg::Neighbour(Direction::Right));
    assert_eq!(stage.editor.only(), Some(&StepId::from("greet")));
    stage.send(Msg::Neighbour(Direction::Right));
    assert_eq!(stage.editor.only(), Some(&StepId::from("name")));
    stage.send(Msg::NextExit(true));
    assert_eq!(stage.editor.selection.exit.as_deref(), Some("next"));
    stage.send(Msg::Delete);
    assert!(
        stage
            .editor
            .document
            .card(&"name".into())
            .unwrap()
            .exit("next")
            .unwrap()
            .aim
            .is_none()
    );
}

#[test]
fn every_kind_of_step_can_be_added_and_gets_a_form() {
    for verb in trilha_trail::VERBS {
        let mut stage = Stage::with(SUPPORT);
        stage.select("greet");
        stage.send(Msg::Add(verb.name));
        let document = stage.editor.document.clone();
        let step = stage.editor.only().cloned().unwrap();
        let card = document.card(&step).unwrap();
        assert_eq!(card.verb, Some(verb.name));
        let form = step_form(
            &document.text,
            step.as_str(),
            document.node(&step).unwrap(),
            &document.problems,
        );
        let names: Vec<&str> = form.iter().map(|row| row.name.as_str()).collect();
        assert!(
            names.contains(&verb.name)
                && verb.fields.iter().all(|field| names.contains(&field.name)),
            "{names:?}"
        );
        assert!(
            !form
                .iter()
                .any(|row| row.name == verb.name && row.path.len() != 3)
        );
        stage.send(Msg::Undo);
        assert_eq!(stage.text(), SUPPORT);
    }
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
        stage.send(Msg::Publish("why".to_owned())).as_slice(),
        [Cmd::Save(_)]
    ));
    let mut saved = draft(stage.text());
    saved.base = "b2".to_owned();
    let cmds = stage.send(Msg::Saved(Box::new(saved)));
    assert!(cmds.iter().any(
        |cmd| matches!(cmd, Cmd::Publish(publish) if publish.base == "b2" && publish.note == "why")
    ));
    stage.send(Msg::NotPublished(Refusal::DoesNotCheck(vec![
        "no".to_owned(),
    ])));
    assert!(matches!(stage.editor.save, Save::Refused(_)));
}

#[test]
fn an_unsaved_text_of_an_earlier_visit_comes_back_and_can_be_given_up() {
    let mut stage = Stage::with(SUPPORT);
    let kept = Kept {
        base: "b0".to_owned(),
        text: SUPPORT.replace("Até logo!", "Tchau!"),
    };
    let read = Kept::read(&kept.written());
    assert_eq!(read.as_ref(), Some(&kept));
    let cmds = stage.send(Msg::Opened(Box::new(draft(SUPPORT)), read));
    assert_eq!(cmds, [Cmd::Say(Notice::Restored)]);
    assert_eq!(stage.text(), kept.text);
    let cmds = stage.send(Msg::Save);
    assert!(
        matches!(cmds.as_slice(), [Cmd::Save(save)] if save.base == "b0"),
        "what was saved meanwhile is not written over"
    );
    stage.send(Msg::Undo);
    assert_eq!(stage.text(), SUPPORT);
}

#[test]
fn who_may_only_look_changes_nothing_and_simulates() {
    let mut stage = Stage::with(SUPPORT);
    stage.editor.locked = true;
    let card = stage.editor.document.cards.first().unwrap().id.clone();
    stage.send(Msg::Select(card.clone()));
    assert_eq!(stage.editor.only(), Some(&card));
    let kept = Kept {
        base: "another".to_owned(),
        text: "steps: {}\n".to_owned(),
    };
    for msg in [
        Msg::Opened(Box::new(draft(SUPPORT)), Some(kept)),
        Msg::Select(card.clone()),
        Msg::Add("say"),
        Msg::Pick(None),
        Msg::Connect(outlet(card.as_str(), "next"), "end".into()),
        Msg::Rename(card.clone(), "other".to_owned()),
        Msg::Nudge(Point::new(10.0, 0.0)),
        Msg::DeleteSteps,
        Msg::Duplicate,
        Msg::Arrange,
        Msg::Rewrite("steps: {}\n".to_owned()),
        Msg::Undo,
        Msg::Save,
        Msg::Publish(String::new()),
    ] {
        let shown = format!("{msg:?}");
        assert_eq!(stage.send(msg), [], "{shown}");
        assert_eq!(stage.text(), SUPPORT, "{shown}");
        assert_eq!(stage.editor.save, Save::Idle, "{shown}");
        assert!(stage.editor.picker.is_none(), "{shown}");
    }
    let place = stage.editor.document.place(&card).unwrap();
    let at = stage
        .editor
        .camera
        .pixel(place.plus(Point::new(20.0, 20.0)));
    stage.send(Msg::Pressed(Hit::Step(card.clone()), at, false, false));
    stage.send(Msg::Dragged(at.plus(Point::new(80.0, 40.0))));
    stage.send(Msg::Released(at.plus(Point::new(80.0, 40.0))));
    assert_eq!(stage.editor.document.place(&card).unwrap(), place);
    assert_eq!(stage.text(), SUPPORT);
    stage.send(Msg::Simulate(Start {
        now: Timestamp(0),
        language: None,
        staffed: true,
        run: 1,
    }));
    assert!(stage.editor.simulation.is_some());
}
