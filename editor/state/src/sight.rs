//! What is drawn: only what is in sight, and a little around it.

use crate::card::{Card, ROW};
use crate::document::{Link, rough};
use crate::editor::Editor;
use crate::geometry::{Point, Rect};
use crate::gesture::Gesture;
use crate::route;
use std::rc::Rc;
use trilha_model::StepId;

/// How far beyond the screen things are drawn, in pixels.
const AROUND: f64 = 120.0;
/// An edge this long may have cards in its way.
const FAR: f64 = 200.0;

/// A card in sight.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The card.
    pub card: Rc<Card>,
    /// Its place, as dragged.
    pub at: Point,
    /// Whether it is selected.
    pub selected: bool,
}

/// An edge in sight.
#[derive(Clone, Debug)]
pub struct DrawnLink {
    /// The edge.
    pub link: Link,
    /// The step it leaves.
    pub from: Rc<Card>,
    /// Its bends.
    pub bends: Rc<[Point]>,
    /// The SVG path through them.
    pub path: Rc<str>,
    /// Whether an end of it is selected.
    pub near: bool,
}

/// What is in sight.
pub fn drawn(editor: &Editor) -> (Vec<Drawn>, Vec<DrawnLink>) {
    let sight = editor.camera.sight().grown(AROUND / editor.camera.zoom);
    let cards: Vec<Drawn> = standing(editor, &sight)
        .into_iter()
        .filter_map(|n| {
            let card = editor.document.cards.get(n)?;
            let at = editor.drawn_place(n);
            sight.meets(&card.rect(at)).then(|| Drawn {
                card: card.clone(),
                at,
                selected: editor.selection.steps.contains(&card.id),
            })
        })
        .collect();
    let obstacles: Vec<Rect> = cards
        .iter()
        .map(|drawn| drawn.card.rect(drawn.at))
        .collect();
    let links = passing(editor, &sight).into_iter();
    let links = links.filter_map(|n| link(editor, n, &sight, &obstacles));
    let links = links.collect();
    (cards, links)
}

/// The cards that may be in sight: those that stand there, and those that are being dragged.
fn standing(editor: &Editor, sight: &Rect) -> Vec<usize> {
    let mut numbers = editor.document.standing.meeting(sight);
    if matches!(editor.gesture, Gesture::Moving { .. }) {
        numbers.extend(selected(editor));
        numbers.sort_unstable();
        numbers.dedup();
    }
    numbers
}

/// The edges that may be in sight: those that pass there, the defaults of what is selected, and all while
/// cards are being dragged.
fn passing(editor: &Editor, sight: &Rect) -> Vec<usize> {
    let document = &editor.document;
    if matches!(editor.gesture, Gesture::Moving { .. }) {
        return (0..document.links.len()).collect();
    }
    let mut numbers = document.passing.meeting(sight);
    for card in selected(editor) {
        let default = |n: &usize| document.links.get(*n).is_some_and(|link| link.default);
        numbers.extend(document.leaving(card).filter(default));
    }
    numbers.sort_unstable();
    numbers
}

fn selected(editor: &Editor) -> impl Iterator<Item = usize> {
    let steps = editor.selection.steps.iter();
    steps.filter_map(|step| editor.document.position(step))
}

/// An edge, where it is in sight: a default only of a selected step.
fn link(editor: &Editor, n: usize, sight: &Rect, obstacles: &[Rect]) -> Option<DrawnLink> {
    let document = &editor.document;
    let link = document.links.get(n)?;
    let (from, to) = (document.cards.get(link.from)?, document.cards.get(link.to)?);
    let selected = |card: &Card| editor.selection.steps.contains(&card.id);
    if link.default && !selected(from) {
        return None;
    }
    let (start, end) = (editor.drawn_place(link.from), editor.drawn_place(link.to));
    let (own, aim) = (from.rect(start), to.rect(end));
    if !sight.meets(&rough(&own, &aim)) {
        return None;
    }
    let begin = from.outlet(start, &link.exit)?;
    let bends = bends(obstacles, begin, Card::inlet(end), own, aim, link);
    route::crosses(&bends, sight).then(|| DrawnLink {
        link: link.clone(),
        from: from.clone(),
        path: route::path(&bends).into(),
        bends: bends.into(),
        near: selected(from) || (selected(to) && !link.default),
    })
}

/// What was drawn, after the selected cards moved: edges that touch none of them stay as they are, so that a
/// move costs what is moved and not what is in sight.
pub fn moved(
    editor: &Editor,
    cards: &[Drawn],
    links: &[DrawnLink],
) -> (Vec<Drawn>, Vec<DrawnLink>) {
    let document = &editor.document;
    let place = |id: &StepId| document.position(id).map(|at| editor.drawn_place(at));
    let card = |drawn: &Drawn| match place(&drawn.card.id).filter(|_| drawn.selected) {
        Some(at) => Drawn {
            at,
            ..drawn.clone()
        },
        None => drawn.clone(),
    };
    let link = |drawn: &DrawnLink| {
        let to = document.cards.get(drawn.link.to)?;
        let touched = [&drawn.from.id, &to.id]
            .into_iter()
            .any(|id| editor.selection.steps.contains(id));
        if !touched {
            return Some(drawn.clone());
        }
        let (start, end) = (
            editor.drawn_place(drawn.link.from),
            editor.drawn_place(drawn.link.to),
        );
        let begin = drawn.from.outlet(start, &drawn.link.exit)?;
        let (own, aim) = (drawn.from.rect(start), to.rect(end));
        let bends = bends(&[], begin, Card::inlet(end), own, aim, &drawn.link);
        Some(DrawnLink {
            path: route::path(&bends).into(),
            bends: bends.into(),
            ..drawn.clone()
        })
    };
    (
        cards.iter().map(card).collect(),
        links.iter().filter_map(link).collect(),
    )
}

/// The way of an edge, past the cards in sight.
fn bends(
    obstacles: &[Rect],
    from: Point,
    to: Point,
    own: Rect,
    aim: Rect,
    link: &Link,
) -> Vec<Point> {
    let (left, right) = (from.x.min(to.x) + 4.0, from.x.max(to.x) - 4.0);
    if to.x >= from.x + FAR {
        let others: Vec<Rect> = obstacles
            .iter()
            .filter(|rect| **rect != own && **rect != aim)
            .copied()
            .collect();
        let way = route::channel(&others, left, right, to.y);
        if (way - to.y).abs() > 0.5 {
            return route::around(from, to, link.lane, way);
        }
        return route::bends(from, to, link.lane, way);
    }
    let below = own.bottom().max(aim.bottom());
    let below = if link.default {
        below + ROW * 3.0
    } else {
        below
    };
    if to.x < from.x {
        let way = route::channel(obstacles, left, right, below + 22.0) - 22.0;
        return route::bends(from, to, link.lane, way);
    }
    route::bends(from, to, link.lane, below)
}

impl Editor {
    /// The rectangle around everything, as dragged.
    pub fn extent(&self) -> Option<Rect> {
        self.document.extent()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Surroundings;
    use std::fmt::Write as _;
    use trilha_model::TrailId;

    /// A menu of many ways, each three steps long, all placed in rows; every way fails to one step.
    fn trail(steps: usize) -> Editor {
        let mut text = String::from("trail: big\nstarts:\n  - message: {}\nsteps:\n");
        let mut layout = String::from("layout:\n");
        for n in 0..steps {
            let next = if n + 1 < steps {
                format!("s{}", n + 1)
            } else {
                "end".to_owned()
            };
            writeln!(text, "  s{n}:\n    say: Word\n    next: {next}").unwrap();
            writeln!(layout, "  s{n}: [{}, {}]", n / 20 * 336, n % 20 * 150).unwrap();
        }
        let id = TrailId::from("big");
        let mut editor = Editor::new(&id);
        let text = format!("{text}{layout}");
        let document =
            crate::document::Document::read(&id, text.into(), &Surroundings::default(), None);
        editor.document = Rc::new(document);
        editor
    }

    fn looked_at(editor: &Editor) -> usize {
        let sight = editor.camera.sight().grown(AROUND / editor.camera.zoom);
        let document = &editor.document;
        document.standing.counted(&sight).1 + document.passing.counted(&sight).1
    }

    #[test]
    fn panning_looks_at_what_is_in_sight_and_not_at_all_steps() {
        let (mut few, mut many) = (trail(200), trail(2_000));
        let (mut among_few, mut among_many) = (0, 0);
        for _ in 0..30 {
            for editor in [&mut few, &mut many] {
                editor.camera.pan_by(Point::new(-40.0, -20.0));
            }
            among_few += looked_at(&few);
            among_many += looked_at(&many);
            assert!(drawn(&many).0.len() < 60);
        }
        assert!(
            among_many * 2 < among_few * 3,
            "{among_many} among 2,000, {among_few} among 200"
        );
    }

    #[test]
    fn what_is_found_by_place_is_all_there_is_to_see() {
        let mut editor = trail(200);
        for (x, y, zoom) in [
            (0.0, 0.0, 1.0),
            (-900.0, -700.0, 0.7),
            (-2000.0, -100.0, 0.3),
        ] {
            editor.camera.pan = Point::new(x, y);
            editor.camera.zoom = zoom;
            let sight = editor.camera.sight().grown(AROUND / zoom);
            let document = editor.document.clone();
            let there = document.cards.iter().zip(&*document.places);
            let there = there.filter(|(card, at)| sight.meets(&card.rect(**at)));
            let (cards, links) = drawn(&editor);
            let shown: Vec<&StepId> = cards.iter().map(|drawn| &drawn.card.id).collect();
            assert_eq!(shown, there.map(|(card, _)| &card.id).collect::<Vec<_>>());
            for link in &*document.links {
                let ends = [link.from, link.to].map(|n| &document.cards.get(n).unwrap().id);
                let seen = links.iter().any(|drawn| drawn.link == *link);
                assert!(
                    seen || !ends.iter().all(|id| shown.contains(id)),
                    "{link:?}"
                );
            }
        }
    }
}
