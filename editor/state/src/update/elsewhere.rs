//! The same trail in another tab of this browser: what is kept there is never written over unasked.

use crate::editor::Editor;
use crate::message::{Cmd, Kept, Unsaved};
use std::rc::Rc;

impl Editor {
    /// Another tab keeps this, or forgot it. What is unsaved here and is not kept there is kept again.
    pub(super) fn elsewhere(&mut self, kept: Option<Kept>) -> Vec<Cmd> {
        let there = kept.clone().unwrap_or_default();
        self.elsewhere = kept.map(Rc::new);
        self.agree();
        let trail = there.trail.is_none() && self.unsaved();
        let tests = there.tests.is_none() && self.tests.unsaved();
        if trail || tests {
            return self.keep();
        }
        Vec::new()
    }

    /// Where the other tab keeps no other text than this one, there is nothing to decide.
    pub(super) fn agree(&mut self) {
        let differs = |kept: &Option<Unsaved>, here: &str| {
            let kept = kept.as_ref();
            kept.is_some_and(|kept| kept.text != here)
        };
        let (trail, tests) = (&self.document.text, &self.tests.text);
        let other = self.elsewhere.as_ref();
        if !other.is_some_and(|kept| differs(&kept.trail, trail) || differs(&kept.tests, tests)) {
            self.elsewhere = None;
        }
    }

    /// The other tab's texts; the trail's of this one can be had back.
    pub(super) fn take_elsewhere(&mut self) -> Vec<Cmd> {
        let Some(kept) = self.elsewhere.take() else {
            return Vec::new();
        };
        let Kept { trail, tests } = (*kept).clone();
        if let Some(tests) = tests {
            Rc::make_mut(&mut self.tests).restore(tests);
        }
        let Some(trail) = trail else {
            return self.keep();
        };
        self.base = trail.base.as_str().into();
        self.note(None);
        self.show(trail.text.into())
    }

    /// These texts, over the other tab's where they are unsaved.
    pub(super) fn keep_here(&mut self) -> Vec<Cmd> {
        self.elsewhere = None;
        if self.unsaved() || self.tests.unsaved() {
            return self.keep();
        }
        Vec::new()
    }
}
