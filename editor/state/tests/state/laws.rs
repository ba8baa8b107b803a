//! Laws over any sequence of commands.

use crate::stage::{SUPPORT, Stage};
use proptest::prelude::*;
use trilha_state::geometry::Point;
use trilha_state::steps::Outlet;
use trilha_state::{Direction, Hit, Kind, Msg};
use trilha_trail::VERBS;
use trilha_trail::edit::Draft;

/// A choice among what there is at that moment.
#[derive(Clone, Debug)]
enum Wish {
    Add(usize),
    Select(usize),
    Toggle(usize),
    All,
    Delete,
    Duplicate,
    CopyPaste,
    Connect(usize, usize, usize),
    Disconnect(usize, usize),
    Rename(usize, String),
    Title(usize, String),
    Drag(usize, i16, i16),
    Shift(bool),
    Arrange,
    Exit(bool),
    Walk(u8),
    Undo,
    Redo,
}

fn wish() -> impl Strategy<Value = Wish> {
    let n = 0..40_usize;
    prop_oneof![
        n.clone().prop_map(Wish::Add),
        n.clone().prop_map(Wish::Select),
        n.clone().prop_map(Wish::Toggle),
        Just(Wish::All),
        Just(Wish::Delete),
        Just(Wish::Duplicate),
        Just(Wish::CopyPaste),
        (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Wish::Connect(a, b, c)),
        (n.clone(), n.clone()).prop_map(|(a, b)| Wish::Disconnect(a, b)),
        (n.clone(), "[a-z]{1,4}").prop_map(|(a, id)| Wish::Rename(a, id)),
        (n.clone(), "\\PC{0,12}").prop_map(|(a, title)| Wish::Title(a, title)),
        (n, -500..500_i16, -500..500_i16).prop_map(|(a, x, y)| Wish::Drag(a, x, y)),
        any::<bool>().prop_map(Wish::Shift),
        Just(Wish::Arrange),
        any::<bool>().prop_map(Wish::Exit),
        (0..4_u8).prop_map(Wish::Walk),
        Just(Wish::Undo),
        Just(Wish::Redo),
    ]
}

fn step(stage: &Stage, n: usize) -> Option<trilha_model::StepId> {
    let cards = &stage.editor.document.cards;
    cards
        .get(n.checked_rem(cards.len())?)
        .map(|card| card.id.clone())
}

fn outlet(stage: &Stage, step_at: usize, exit_at: usize) -> Option<Outlet> {
    let step = step(stage, step_at)?;
    let card = stage.editor.document.card(&step)?;
    let exits: Vec<_> = card.exits().map(|port| port.exit.0.clone()).collect();
    let exit = exits.get(exit_at.checked_rem(exits.len())?)?.clone();
    Some(Outlet { step, exit })
}

fn messages(stage: &Stage, wish: &Wish) -> Option<Vec<Msg>> {
    Some(match wish {
        Wish::Add(n) => vec![Msg::Add(Kind::Verb(VERBS.get(n % VERBS.len())?.name))],
        Wish::Select(n) => vec![Msg::Select(step(stage, *n)?)],
        Wish::Toggle(n) => vec![Msg::Toggle(step(stage, *n)?)],
        Wish::All => vec![Msg::SelectAll],
        Wish::Delete => vec![Msg::Delete],
        Wish::Duplicate if stage.editor.document.cards.len() < 60 => vec![Msg::Duplicate],
        Wish::CopyPaste if stage.editor.document.cards.len() < 60 => vec![Msg::Copy, Msg::Paste],
        Wish::Duplicate | Wish::CopyPaste => return None,
        Wish::Connect(a, b, c) => vec![Msg::Connect(outlet(stage, *a, *b)?, step(stage, *c)?.0)],
        Wish::Disconnect(a, b) => vec![Msg::Disconnect(outlet(stage, *a, *b)?)],
        Wish::Rename(n, id) => vec![Msg::Rename(step(stage, *n)?, id.clone())],
        Wish::Title(n, title) => {
            let path = vec![
                "steps".into(),
                step(stage, *n)?.as_str().into(),
                "title".into(),
            ];
            vec![if title.is_empty() {
                Msg::Clear(path)
            } else {
                Msg::Set(path, Draft::text(title))
            }]
        }
        Wish::Drag(n, x, y) => {
            let (x, y) = (f64::from(*x), f64::from(*y));
            let at = Point::new(100.0, 100.0);
            vec![
                Msg::Pressed(Hit::Step(step(stage, *n)?), at, false, false),
                Msg::Dragged(at.plus(Point::new(x / 2.0, y))),
                Msg::Released(at.plus(Point::new(x, y))),
            ]
        }
        Wish::Shift(up) => vec![Msg::Shift(
            vec![
                "steps".into(),
                "main".into(),
                "options".into(),
                "order".into(),
            ],
            *up,
        )],
        Wish::Arrange => vec![Msg::Arrange],
        Wish::Exit(onward) => vec![Msg::NextExit(*onward)],
        Wish::Walk(n) => {
            let ways = [
                Direction::Left,
                Direction::Right,
                Direction::Up,
                Direction::Down,
            ];
            vec![Msg::Neighbour(*ways.get(usize::from(*n))?)]
        }
        Wish::Undo => vec![Msg::Undo],
        Wish::Redo => vec![Msg::Redo],
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// The invariants hold after every message (the stage checks them), a change followed by an undo is no
    /// change, and the text stays readable throughout.
    #[test]
    fn whatever_is_done_can_be_undone(wishes in prop::collection::vec(wish(), 1..14)) {
        let mut stage = Stage::with(SUPPORT);
        for wish in &wishes {
            for msg in messages(&stage, wish).unwrap_or_default() {
                let before = stage.editor.document.text.clone();
                let moves_in_time = matches!(msg, Msg::Undo | Msg::Redo);
                let titled = matches!(msg, Msg::Set(..));
                stage.send(msg);
                prop_assert!(stage.editor.document.editable());
                if !moves_in_time && !titled && stage.editor.document.text != before {
                    let after = stage.editor.document.text.clone();
                    stage.send(Msg::Undo);
                    prop_assert_eq!(&*stage.editor.document.text, &*before);
                    stage.send(Msg::Redo);
                    prop_assert_eq!(&*stage.editor.document.text, &*after);
                }
            }
        }
        while stage.editor.history.can_undo() {
            stage.send(Msg::Undo);
        }
        prop_assert_eq!(stage.text(), SUPPORT);
    }

    /// Any text at all may be written into the text view.
    #[test]
    fn any_text_is_shown_as_far_as_it_can_be_read(texts in prop::collection::vec("(?s).{0,80}", 1..4)) {
        let mut stage = Stage::with(SUPPORT);
        for text in texts {
            stage.send(Msg::Rewrite(text.clone()));
            prop_assert_eq!(stage.text(), text);
        }
    }
}
