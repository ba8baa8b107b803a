//! Where one looks, and who may only look.

use crate::stage::{SUPPORT, Stage, draft, left, outlet};
use std::fmt::Write as _;
use trilha_model::TrailId;
use trilha_state::geometry::Point;
use trilha_state::{Editor, Hit, Kind, Msg, Plan, Save};

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

/// A trail whose steps follow each other.
fn chain(steps: usize) -> String {
    let mut text = String::from("trail: support\nsteps:\n");
    for n in 1..=steps {
        let next = if n < steps {
            format!("s{}", n + 1)
        } else {
            "end".to_owned()
        };
        writeln!(text, "  s{n}:\n    say: Word\n    next: {next}").expect("strings take all");
    }
    text
}

/// Whether every step is in sight as a whole.
fn sees_all(editor: &Editor) -> bool {
    let (all, sight) = (editor.extent().expect("steps"), editor.camera.sight());
    let end = Point::new(all.right(), all.bottom());
    sight.contains(all.at) && sight.contains(end)
}

#[test]
fn all_is_shown_however_long_it_is() {
    for screen in [Point::new(810.0, 705.0), Point::new(390.0, 600.0)] {
        let mut stage = Stage::with(&chain(60));
        stage.send(Msg::Resized(screen));
        stage.send(Msg::Fit);
        assert!(sees_all(&stage.editor), "{screen:?}");
        stage.send(Msg::ZoomBy(2.0));
        assert!(!sees_all(&stage.editor), "{screen:?}");
        stage.send(Msg::ZoomBy(0.1));
        assert!(sees_all(&stage.editor), "{screen:?}");
    }
}

#[test]
fn a_trail_opens_on_the_screen_there_is_and_keeps_the_view_one_chose() {
    let mut stage = Stage {
        editor: Editor::new(&TrailId::from("support")),
        player: None,
    };
    stage.send(Msg::Opened(Box::new(draft(&chain(3))), None));
    stage.send(Msg::Resized(Point::new(810.0, 705.0)));
    assert!(sees_all(&stage.editor), "{:?}", stage.editor.camera);
    stage.send(Msg::Pan(Point::new(-200.0, 40.0)));
    let chosen = stage.editor.camera;
    stage.send(Msg::Resized(Point::new(600.0, 705.0)));
    assert_eq!(
        (stage.editor.camera.pan, stage.editor.camera.zoom.to_bits()),
        (chosen.pan, chosen.zoom.to_bits())
    );
}
