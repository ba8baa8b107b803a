//! The text: every change is an edit of it, and everything is read from it.

use crate::document::Document;
use crate::editor::Editor;
use crate::gesture::Gesture;
use crate::message::{Cmd, Kept, Notice, Unsaved};
use smol_str::SmolStr;
use std::rc::Rc;
use trilha_model::StepId;
use trilha_trail::edit::{self, Edit};

impl Editor {
    /// Applies edits as one change; says why where it cannot.
    pub(crate) fn edit(&mut self, edits: &[Edit], group: Option<SmolStr>) -> Vec<Cmd> {
        if edits.is_empty() {
            return Vec::new();
        }
        match edit::apply(&self.document.text, edits) {
            Ok(text) if *text == *self.document.text => Vec::new(),
            Ok(text) => {
                self.note(group);
                self.show(text.into())
            }
            Err(edit::EditError::NotYaml) => vec![Cmd::Say(Notice::NotYaml)],
            Err(error) => vec![Cmd::Say(Notice::Refused(error.to_string()))],
        }
    }

    /// This is the text now.
    pub(super) fn show(&mut self, text: Rc<str>) -> Vec<Cmd> {
        let document = Document::read(&self.document.id, text, &self.around, Some(&self.document));
        self.document = Rc::new(document);
        self.gesture = Gesture::None;
        self.forget_gone();
        self.agree();
        self.keep()
    }

    /// The text is about to be changed.
    pub(super) fn note(&mut self, group: Option<SmolStr>) {
        Rc::make_mut(&mut self.history).note(&self.document.text, group, self.now);
    }

    /// What is unsaved is kept in this browser, unless another tab keeps something else there.
    pub(super) fn keep(&self) -> Vec<Cmd> {
        match self.elsewhere {
            Some(_) => Vec::new(),
            None => vec![Cmd::Keep(self.kept())],
        }
    }

    pub(super) fn kept(&self) -> Option<Kept> {
        let trail = self.unsaved().then(|| Unsaved {
            base: self.base.to_string(),
            text: self.document.text.to_string(),
        });
        let tests = self.tests.kept();
        (trail.is_some() || tests.is_some()).then_some(Kept { trail, tests })
    }

    pub(super) fn forget_gone(&mut self) {
        let there = |step: &StepId| self.document.position(step).is_some();
        let mut selection = (*self.selection).clone();
        selection.steps.retain(there);
        let card = selection.only().and_then(|step| self.document.card(step));
        selection.exit = selection
            .exit
            .filter(|exit| card.is_some_and(|card| card.exit(exit).is_some()));
        if selection != *self.selection {
            self.selection = Rc::new(selection);
        }
        if let Some(from) = self.picker.as_ref().and_then(|picker| picker.from.as_ref())
            && self.outlet(from).is_none()
        {
            self.picker = None;
        }
    }
}
