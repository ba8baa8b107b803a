//! Where one looks, and what is selected.

use crate::editor::{Editor, Selection};
use crate::geometry::Point;
use crate::gesture::Gesture;
use crate::message::{Direction, Msg};
use std::rc::Rc;
use trilha_model::StepId;

impl Editor {
    pub(super) fn resized(&mut self, screen: Point) {
        self.camera.screen = screen;
        self.measured = true;
        self.first_look();
    }

    /// All in sight, the first time there is something to see on a screen whose size is known; large trails from
    /// their beginning.
    pub(super) fn first_look(&mut self) {
        if self.fitted || self.document.cards.is_empty() || self.camera.screen.x < 1.0 {
            return;
        }
        self.fitted = self.measured;
        self.fit();
        if self.camera.zoom < 0.5 {
            self.camera.zoom = 0.8;
            let first = self
                .document
                .cards
                .iter()
                .position(|card| card.first)
                .unwrap_or(0);
            let at = self.drawn_place(first);
            let seen = self.camera.sight().size;
            let off = Point::new(seen.x * 0.4 - 60.0, seen.y * 0.3);
            self.camera.look_at(at.plus(off));
        }
    }

    /// Nearer by a factor, around a pixel or the middle.
    pub(super) fn zoom(&mut self, around: Option<Point>, factor: f64) {
        let all = self.extent();
        match around {
            Some(pixel) => self.camera.zoom_at(pixel, factor, all),
            None => self.camera.zoom_by(factor, all),
        }
    }

    pub(super) fn fit(&mut self) {
        if let Some(all) = self.extent() {
            self.camera.fit(all);
        }
    }

    pub(super) fn escape(&mut self) {
        if self.picker.take().is_some() {
            return;
        }
        if self.gesture == Gesture::None {
            self.selection = Rc::default();
        }
        if let Gesture::Marquee { before, .. } = &self.gesture {
            self.selection = before.clone();
        }
        self.gesture = Gesture::None;
    }

    pub(super) fn select(&mut self, step: StepId) {
        let Some(rect) = self.document.rect(&step) else {
            return;
        };
        self.camera.show(rect);
        self.selection = Rc::new(Selection::one(step));
        Rc::make_mut(&mut self.history).part();
    }

    pub(super) fn choose(&mut self, msg: Msg) {
        let selection = Rc::make_mut(&mut self.selection);
        selection.exit = None;
        match msg {
            Msg::Toggle(step) if selection.steps.remove(&step) => {}
            Msg::Toggle(step) if self.document.position(&step).is_some() => {
                selection.steps.insert(step);
            }
            Msg::SelectAll => {
                let all = self.document.cards.iter();
                selection.steps = all.map(|card| card.id.clone()).collect();
            }
            Msg::SelectNone => selection.steps.clear(),
            _ => {}
        }
    }

    /// The nearest card in a direction; ways along it count half of ways across.
    pub(super) fn neighbour(&mut self, direction: Direction) {
        let from = self
            .only()
            .or(self.selection.steps.first())
            .and_then(|step| self.document.rect(step));
        let Some(from) = from.map(|rect| rect.middle()) else {
            let first = self
                .document
                .cards
                .iter()
                .find(|card| card.first)
                .or(self.document.cards.first());
            if let Some(first) = first.map(|card| card.id.clone()) {
                self.select(first);
            }
            return;
        };
        let cards = self.document.cards.iter().zip(&*self.document.places);
        let distance = |at: Point| {
            let way = at.minus(from);
            let (along, across) = match direction {
                Direction::Left => (-way.x, way.y),
                Direction::Right => (way.x, way.y),
                Direction::Up => (-way.y, way.x),
                Direction::Down => (way.y, way.x),
            };
            (along > 8.0).then(|| along + 2.0 * across.abs())
        };
        let near = cards
            .filter_map(|(card, at)| Some((distance(card.rect(*at).middle())?, card.id.clone())));
        if let Some((_, step)) = near.min_by(|a, b| a.0.total_cmp(&b.0)) {
            self.select(step);
        }
    }

    /// Tab among the exits of the selected step.
    pub(super) fn mean(&mut self, onward: bool) {
        if let Some(exit) = self.next_exit(onward) {
            Rc::make_mut(&mut self.selection).exit = exit;
        }
    }

    pub(super) fn chosen(&self) -> Vec<StepId> {
        let selected = |step: &&StepId| self.selection.steps.contains(*step);
        self.document
            .cards
            .iter()
            .map(|card| &card.id)
            .filter(selected)
            .cloned()
            .collect()
    }
}
