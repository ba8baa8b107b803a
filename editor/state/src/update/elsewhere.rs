//! The same trail in another tab of this browser: what is kept there is never written over unasked.

use crate::editor::Editor;
use crate::message::{Cmd, Kept};
use std::rc::Rc;

impl Editor {
    /// Another tab keeps this text, or forgot it. What is unsaved here and was forgotten there is kept again.
    pub(super) fn elsewhere(&mut self, kept: Option<Kept>) -> Vec<Cmd> {
        let forgotten = kept.is_none();
        self.elsewhere = kept
            .filter(|kept| kept.text != *self.document.text)
            .map(Rc::new);
        if forgotten && self.unsaved() {
            return self.keep();
        }
        Vec::new()
    }

    /// The other tab's text; this one can be had back.
    pub(super) fn take_elsewhere(&mut self) -> Vec<Cmd> {
        let Some(kept) = self.elsewhere.take() else {
            return Vec::new();
        };
        self.base = kept.base.as_str().into();
        self.note(None);
        self.show(kept.text.as_str().into())
    }

    /// This text, over the other tab's where it is unsaved.
    pub(super) fn keep_here(&mut self) -> Vec<Cmd> {
        self.elsewhere = None;
        if self.unsaved() {
            return self.keep();
        }
        Vec::new()
    }
}
