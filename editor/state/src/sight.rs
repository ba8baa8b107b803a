//! What is drawn: only what is in sight, and a little around it.

use crate::card::{Card, ROW};
use crate::document::Link;
use crate::editor::Editor;
use crate::geometry::{Point, Rect};
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
    let document = &editor.document;
    let selected = |card: &Card| editor.selection.steps.contains(&card.id);
    let cards = document.cards.iter().enumerate().filter_map(|(n, card)| {
        let at = editor.drawn_place(n);
        sight.meets(&card.rect(at)).then(|| Drawn {
            card: card.clone(),
            at,
            selected: selected(card),
        })
    });
    let cards: Vec<Drawn> = cards.collect();
    let obstacles: Vec<Rect> = cards
        .iter()
        .map(|drawn| drawn.card.rect(drawn.at))
        .collect();
    let links = document.links.iter().filter_map(|link| {
        let (from, to) = (document.cards.get(link.from)?, document.cards.get(link.to)?);
        let near = selected(from) || (selected(to) && !link.default);
        if link.default && !selected(from) {
            return None;
        }
        let (start, end) = (editor.drawn_place(link.from), editor.drawn_place(link.to));
        let rough = from.rect(start).with(&to.rect(end)).grown(ROW * 4.0);
        if !sight.meets(&rough) {
            return None;
        }
        let (begin, end) = (from.outlet(start, &link.exit)?, Card::inlet(end));
        let own = from.rect(start);
        let bends = bends(
            &obstacles,
            begin,
            end,
            own,
            to.rect(editor.drawn_place(link.to)),
            link,
        );
        Some(DrawnLink {
            link: link.clone(),
            from: from.clone(),
            path: route::path(&bends).into(),
            bends: bends.into(),
            near,
        })
    });
    let links = links.collect();
    (cards, links)
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
