//! What the keyboard is at on the canvas: said to those who do not see it, and walked with Tab.

use crate::card::{Card, Port};
use crate::editor::Editor;
use smol_str::SmolStr;

/// What the keyboard is at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Focus<'e> {
    /// Nothing is selected.
    Nothing,
    /// So many steps.
    Several(usize),
    /// One step.
    Step(&'e Card),
    /// An exit of one step.
    Exit(&'e Card, &'e Port),
}

impl Editor {
    /// What the keyboard is at.
    pub fn focus(&self) -> Focus<'_> {
        let count = self.selection.steps.len();
        match self.only().and_then(|step| self.document.card(step)) {
            Some(card) => match self
                .selection
                .exit
                .as_ref()
                .and_then(|exit| card.exit(exit))
            {
                Some(port) => Focus::Exit(card, port),
                None => Focus::Step(card),
            },
            None if count > 0 => Focus::Several(count),
            None => Focus::Nothing,
        }
    }

    /// Where Tab leads among the selected step's exits; none: out of the canvas. From the step itself it
    /// leads to the first exit and on to the last; backwards to the step, and then out.
    pub fn next_exit(&self, onward: bool) -> Option<Option<SmolStr>> {
        let card = self.only().and_then(|step| self.document.card(step))?;
        let exits: Vec<&SmolStr> = card.exits().map(|port| &port.exit.0).collect();
        let meant = self.selection.exit.as_ref();
        let now = meant.and_then(|exit| exits.iter().position(|known| *known == exit));
        let at = |at: usize| exits.get(at).map(|exit| Some((*exit).clone()));
        match (now, onward) {
            (None, true) => at(0),
            (None, false) => None,
            (Some(now), true) => at(now + 1),
            (Some(0), false) => Some(None),
            (Some(now), false) => at(now - 1),
        }
    }
}
