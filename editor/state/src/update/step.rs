//! Steps: added, renamed, copied, deleted.

use crate::editor::{Editor, Selection};
use crate::geometry::Point;
use crate::message::{Cmd, Notice};
use crate::palette::Kind;
use crate::steps::{self, Outlet};
use std::rc::Rc;
use trilha_model::StepId;

/// Between a step and one that is put after it.
const AFTER: f64 = 96.0;

impl Editor {
    pub(super) fn add(&mut self, kind: &Kind, at: Point, from: Option<&Outlet>) -> Vec<Cmd> {
        let Some(what) = kind.of(&self.around.customs) else {
            return Vec::new();
        };
        let (id, edits) = steps::add(&self.document, &self.around, &what, at.whole(), from);
        let cmds = self.edit(&edits, None);
        self.select(id.as_str().into());
        cmds
    }

    /// After the selected step, led to from its first exit that leads nowhere; else in the middle.
    pub(super) fn add_after(&mut self, kind: &Kind) -> Vec<Cmd> {
        let Some(step) = self.only().cloned() else {
            let middle = self.camera.sight().middle();
            return self.add(kind, self.free(middle), None);
        };
        let card = self.document.card(&step);
        let open = card.and_then(|card| {
            let meant = self.selection.exit.as_ref();
            card.ports.iter().find(|port| match meant {
                Some(exit) => port.exit.0 == *exit,
                None => port.aim.is_none() && port.falls.is_none(),
            })
        });
        let from = open.map(|port| Outlet {
            step: step.clone(),
            exit: port.exit.0.clone(),
        });
        self.add(kind, self.beside(&step), from.as_ref())
    }

    pub(super) fn beside(&self, step: &StepId) -> Point {
        let rect = self.document.rect(step).unwrap_or_default();
        self.free(Point::new(rect.right() + AFTER, rect.at.y))
    }

    /// This place, or the first one below it where no card stands.
    pub(super) fn free(&self, mut at: Point) -> Point {
        let size = Point::new(crate::card::WIDTH, 110.0);
        for _ in 0..self.document.cards.len() {
            let wanted = crate::geometry::Rect { at, size };
            let taken = self.document.standing.meeting(&wanted).into_iter();
            let taken = taken.filter_map(|n| {
                let (card, at) = (self.document.cards.get(n)?, self.document.places.get(n)?);
                Some(card.rect(*at).bottom())
            });
            match taken.reduce(f64::max) {
                Some(bottom) => at.y = bottom + 24.0,
                None => break,
            }
        }
        at
    }

    pub(super) fn rename(&mut self, step: &StepId, to: &str) -> Vec<Cmd> {
        if step.as_str() == to {
            return Vec::new();
        }
        if let Err(bad) = steps::check_id(&self.document, to) {
            return vec![Cmd::Say(Notice::BadId(bad))];
        }
        let cmds = self.edit(&steps::rename(&self.document, step, to), None);
        if self.document.position(&to.into()).is_some() {
            self.selection = Rc::new(Selection::one(to.into()));
        }
        cmds
    }

    /// The meant exit leads nowhere; or the selected steps are gone.
    pub(super) fn delete(&mut self) -> Vec<Cmd> {
        if let (Some(step), Some(exit)) = (self.only().cloned(), self.selection.exit.clone()) {
            let edits = steps::disconnect(&self.document, &Outlet { step, exit });
            return self.edit(&edits, None);
        }
        self.edit(&steps::delete(&self.document, &self.chosen()), None)
    }

    pub(super) fn copy(&mut self) -> Vec<Cmd> {
        let chosen = self.chosen();
        if chosen.is_empty() {
            return Vec::new();
        }
        self.copied = Rc::new(steps::copy(&self.document, &chosen));
        let written = chosen.iter().filter_map(|step| {
            let trail = self.document.trail.as_ref()?;
            Some(trail.step(step)?.span.of(&self.document.text).to_owned())
        });
        let text: Vec<String> = written.collect();
        vec![
            Cmd::Copy(text.join("\n")),
            Cmd::Say(Notice::Copied(chosen.len())),
        ]
    }

    pub(super) fn paste(&mut self, copied: Option<steps::Copied>) -> Vec<Cmd> {
        let copied = copied.map_or_else(|| self.copied.clone(), Rc::new);
        if copied.0.is_empty() {
            return Vec::new();
        }
        let (ids, edits) = steps::paste(&self.document, &copied, None);
        let cmds = self.edit(&edits, None);
        let there = ids
            .into_iter()
            .filter(|id| self.document.position(id).is_some());
        self.selection = Rc::new(Selection {
            steps: there.collect(),
            exit: None,
        });
        cmds
    }
}
