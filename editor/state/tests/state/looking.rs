//! Who may only look.

use crate::stage::{SUPPORT, Stage, draft, left, outlet};
use trilha_state::geometry::Point;
use trilha_state::{Hit, Kind, Msg, Plan, Save};

#[test]
fn who_may_only_look_changes_nothing_and_simulates() {
    let mut stage = Stage::with(SUPPORT);
    stage.editor.locked = true;
    let card = stage.editor.document.cards.first().unwrap().id.clone();
    stage.send(Msg::Select(card.clone()));
    assert_eq!(stage.editor.only(), Some(&card));
    let kept = left("another", "steps: {}\n");
    for msg in [
        Msg::Opened(Box::new(draft(SUPPORT)), Some(kept)),
        Msg::Select(card.clone()),
        Msg::Add(Kind::Verb("say")),
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
        Msg::Publish(Plan::default()),
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
    stage.send(Msg::Simulate);
    assert!(stage.editor.simulation.is_some());
}
