//! Exits: drawn to a step, to nowhere, to a silence.

use crate::stage::{SUPPORT, Stage, changed_lines, outlet};
use trilha_model::StepId;
use trilha_state::geometry::Point;
use trilha_state::{Hit, Kind, Msg};

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
    stage.send(Msg::Picked(Kind::Verb("say")));
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
