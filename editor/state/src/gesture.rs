//! What the pointer does on the canvas.

use crate::document::Document;
use crate::editor::{Editor, Picker, Selection};
use crate::geometry::{Point, Rect};
use crate::message::Cmd;
use crate::steps::{self, Outlet};
use std::rc::Rc;
use trilha_model::StepId;

/// A pointer that moved less, in pixels, has only pressed.
const STILL: f64 = 4.0;

/// What a pointer went down on.
#[derive(Clone, Debug, PartialEq)]
pub enum Hit {
    /// The canvas.
    Canvas,
    /// A card.
    Step(StepId),
    /// An exit's port.
    Port(Outlet),
}

/// What the pointer does.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Gesture {
    /// Nothing.
    #[default]
    None,
    /// Moves the canvas; the last pixel, and whether it moved at all.
    Panning(Point, bool),
    /// Is down on a card since this pixel, and may yet move it; what to do if it does not.
    Held(Point, Option<StepId>),
    /// Moves the selected cards.
    Moving {
        /// Where it began, in canvas units.
        from: Point,
        /// How far, in canvas units.
        by: Point,
    },
    /// Draws a rectangle around what will be selected.
    Marquee {
        /// Where it began, in canvas units.
        from: Point,
        /// Where it is.
        to: Point,
        /// What was selected before, and stays so.
        before: Rc<Selection>,
    },
    /// Draws an edge.
    Connecting {
        /// From where.
        from: Outlet,
        /// Where it is, in canvas units.
        to: Point,
        /// The step it is over.
        over: Option<StepId>,
    },
}

/// The uppermost card at a place.
pub(crate) fn card_at(document: &Document, at: Point) -> Option<StepId> {
    let here = Rect {
        at,
        size: Point::default(),
    };
    let uppermost = document.standing.meeting(&here).into_iter().next_back()?;
    document.cards.get(uppermost).map(|card| card.id.clone())
}

impl Editor {
    pub(crate) fn pressed(&mut self, hit: Hit, pixel: Point, add: bool, pan: bool) {
        self.picker = None;
        let world = self.camera.world(pixel);
        self.gesture = match hit {
            _ if pan => Gesture::Panning(pixel, false),
            Hit::Canvas => {
                let before = if add {
                    self.selection.clone()
                } else {
                    Rc::default()
                };
                self.selection = before.clone();
                Gesture::Marquee {
                    from: world,
                    to: world,
                    before,
                }
            }
            Hit::Step(step) => {
                let selected = self.selection.steps.contains(&step);
                let mut later = None;
                if selected {
                    later = Some(step);
                } else if add {
                    Rc::make_mut(&mut self.selection).steps.insert(step);
                } else {
                    self.selection = Rc::new(Selection::one(step));
                }
                if add && later.is_some() {
                    let selection = Rc::make_mut(&mut self.selection);
                    selection
                        .steps
                        .retain(|known| Some(known) != later.as_ref());
                    later = None;
                }
                Rc::make_mut(&mut self.selection).exit = None;
                Gesture::Held(pixel, later)
            }
            Hit::Port(from) if self.locked => {
                self.selection = Rc::new(Selection {
                    exit: Some(from.exit),
                    ..Selection::one(from.step)
                });
                Gesture::Held(pixel, None)
            }
            Hit::Port(from) => Gesture::Connecting {
                from,
                to: world,
                over: None,
            },
        };
    }

    pub(crate) fn dragged(&mut self, pixel: Point) {
        let world = self.camera.world(pixel);
        let editable = self.editable();
        match &mut self.gesture {
            Gesture::None => {}
            Gesture::Panning(last, moved) => {
                let by = pixel.minus(*last);
                if *moved || by.length() >= STILL {
                    *moved = true;
                    *last = pixel;
                    self.camera.pan_by(by);
                }
            }
            Gesture::Held(from, _) => {
                if pixel.minus(*from).length() >= STILL
                    && editable
                    && !self.selection.steps.is_empty()
                {
                    let from = self.camera.world(*from);
                    self.gesture = Gesture::Moving {
                        from,
                        by: world.minus(from).whole(),
                    };
                }
            }
            Gesture::Moving { from, by } => *by = world.minus(*from).whole(),
            Gesture::Marquee { from, to, before } => {
                *to = world;
                let frame = Rect::between(*from, world);
                let mut selection = (**before).clone();
                let inside = self.document.standing.meeting(&frame).into_iter();
                let inside = inside.filter_map(|n| self.document.cards.get(n));
                selection.steps.extend(inside.map(|card| card.id.clone()));
                selection.exit = None;
                if selection != *self.selection {
                    self.selection = Rc::new(selection);
                }
            }
            Gesture::Connecting { to, over, .. } => {
                *to = world;
                *over = card_at(&self.document, world);
            }
        }
    }

    pub(crate) fn released(&mut self, pixel: Point) -> Vec<Cmd> {
        self.dragged(pixel);
        let world = self.camera.world(pixel);
        match std::mem::take(&mut self.gesture) {
            Gesture::None
            | Gesture::Panning(_, true)
            | Gesture::Marquee { .. }
            | Gesture::Held(_, None) => Vec::new(),
            Gesture::Panning(_, false) => {
                self.selection = Rc::default();
                Vec::new()
            }
            Gesture::Held(_, Some(step)) => {
                self.selection = Rc::new(Selection::one(step));
                Vec::new()
            }
            Gesture::Moving { by, .. } => self.moved(by),
            Gesture::Connecting {
                from,
                over: Some(step),
                ..
            } => {
                let edits = steps::connect(&self.document, &from, step.as_str());
                self.edit(&edits, None)
            }
            Gesture::Connecting {
                from, over: None, ..
            } => {
                let begun = self.outlet(&from).is_some_and(|begun| {
                    world.minus(begun).length() * self.camera.zoom > 4.0 * STILL
                });
                if begun && self.editable() {
                    self.picker = Some(Picker {
                        at: world.plus(Point::new(0.0, -crate::card::HEAD / 2.0)),
                        from: Some(from),
                    });
                } else {
                    self.selection = Rc::new(Selection {
                        exit: Some(from.exit),
                        ..Selection::one(from.step)
                    });
                }
                Vec::new()
            }
        }
    }

    /// Where the edge of an exit begins.
    pub fn outlet(&self, from: &Outlet) -> Option<Point> {
        let at = self.document.position(&from.step)?;
        self.document
            .cards
            .get(at)?
            .outlet(self.drawn_place(at), &from.exit)
    }

    pub(crate) fn moved(&mut self, by: Point) -> Vec<Cmd> {
        if by == Point::default() {
            return Vec::new();
        }
        let place = |id: &StepId| Some((id.clone(), self.document.place(id)?.plus(by)));
        let moved: Vec<(StepId, Point)> = self.selection.steps.iter().filter_map(place).collect();
        let edits = steps::place(&self.document, &moved);
        self.edit(&edits, None)
    }
}
