//! What is drawn, and how it is looked at and dragged.

use crate::stage::{SUPPORT, Stage, changed_lines};
use trilha_model::StepId;
use trilha_state::geometry::Point;
use trilha_state::{Direction, Focus, Hit, Msg};

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
fn tab_walks_the_exits_and_then_leaves_the_canvas() {
    let mut stage = Stage::with(SUPPORT);
    assert_eq!(stage.editor.next_exit(true), None, "nothing is selected");
    stage.select("name");
    assert_eq!(
        stage.editor.next_exit(false),
        None,
        "backwards from the step"
    );
    let card = stage.editor.document.card(&"name".into()).unwrap().clone();
    for port in card.exits() {
        assert!(stage.editor.next_exit(true).is_some());
        stage.send(Msg::NextExit(true));
        assert_eq!(stage.editor.focus(), Focus::Exit(&card, port));
    }
    assert_eq!(stage.editor.next_exit(true), None, "after the last exit");
    for _ in card.exits() {
        assert!(stage.editor.next_exit(false).is_some());
        stage.send(Msg::NextExit(false));
    }
    assert_eq!(stage.editor.focus(), Focus::Step(&card));
    assert_eq!(stage.editor.next_exit(false), None);
    stage.send(Msg::SelectAll);
    assert_eq!(stage.editor.focus(), Focus::Several(10));
    stage.send(Msg::SelectNone);
    assert_eq!(stage.editor.focus(), Focus::Nothing);
}
