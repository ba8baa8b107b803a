//! What can be undone: the texts a document had. The one undo system there is.

use smol_str::SmolStr;
use std::rc::Rc;
use trilha_model::{Span, Timestamp};

/// More than this many changes are forgotten, the oldest first.
const MOST: usize = 200;
/// After a pause this long, what is written next is undone on its own.
const PAUSE: Span = Span(2_000);

/// Texts before and after the present one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    past: Vec<Rc<str>>,
    future: Vec<Rc<str>>,
    group: Option<SmolStr>,
    noted: Timestamp,
}

impl History {
    /// Notes that a text is about to be changed. Changes in a row with the same group, none long after the
    /// one before, are undone as one.
    pub fn note(&mut self, before: &Rc<str>, group: Option<SmolStr>, now: Timestamp) {
        let soon = now.0.saturating_sub(self.noted.0) <= PAUSE.0;
        let goes_on = soon && group.is_some() && group == self.group && self.future.is_empty();
        self.noted = now;
        if !goes_on {
            self.past.push(before.clone());
            if self.past.len() > MOST {
                self.past.remove(0);
            }
        }
        self.future.clear();
        self.group = group;
    }

    /// The next change is not of the same group as the last.
    pub fn part(&mut self) {
        self.group = None;
    }

    /// The text before the last change.
    pub fn undo(&mut self, now: &Rc<str>) -> Option<Rc<str>> {
        let text = self.past.pop()?;
        self.future.push(now.clone());
        self.group = None;
        Some(text)
    }

    /// The text before the last undo.
    pub fn redo(&mut self, now: &Rc<str>) -> Option<Rc<str>> {
        let text = self.future.pop()?;
        self.past.push(now.clone());
        self.group = None;
        Some(text)
    }

    /// Whether something can be undone.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether something can be redone.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_of_one_group_are_undone_as_one() {
        let texts: Vec<Rc<str>> = ["a", "ab", "abc", "x"].map(Rc::from).into();
        let mut history = History::default();
        history.note(&texts[0], Some("title".into()), Timestamp(0));
        history.note(&texts[1], Some("title".into()), Timestamp(0));
        history.note(&texts[2], None, Timestamp(0));
        assert_eq!(history.undo(&texts[3]).as_deref(), Some("abc"));
        assert_eq!(history.undo(&texts[2]).as_deref(), Some("a"));
        assert_eq!(history.undo(&texts[0]), None);
        assert_eq!(history.redo(&texts[0]).as_deref(), Some("abc"));
        assert_eq!(history.redo(&texts[2]).as_deref(), Some("x"));
        assert!(!history.can_redo());
    }

    #[test]
    fn a_change_after_an_undo_forgets_the_undone() {
        let (a, b): (Rc<str>, Rc<str>) = ("a".into(), "b".into());
        let mut history = History::default();
        history.note(&a, Some("g".into()), Timestamp(0));
        assert_eq!(history.undo(&b), Some(a.clone()));
        history.note(&a, Some("g".into()), Timestamp(0));
        assert!(!history.can_redo());
        assert!(history.can_undo());
    }

    #[test]
    fn a_pause_parts_a_group() {
        let texts: Vec<Rc<str>> = ["a", "ab", "abc", "abcd"].map(Rc::from).into();
        let mut history = History::default();
        for (text, at) in texts.iter().zip([0, 1_500, 60_000]) {
            history.note(text, Some("text".into()), Timestamp(at));
        }
        assert_eq!(history.undo(&texts[3]).as_deref(), Some("abc"));
        assert_eq!(history.undo(&texts[2]).as_deref(), Some("a"));
        assert!(!history.can_undo());
    }

    #[test]
    fn what_is_written_after_leaving_is_undone_on_its_own() {
        let texts: Vec<Rc<str>> = ["a", "ab", "abc"].map(Rc::from).into();
        let mut history = History::default();
        history.note(&texts[0], Some("text".into()), Timestamp(0));
        history.part();
        history.note(&texts[1], Some("text".into()), Timestamp(1));
        assert_eq!(history.undo(&texts[2]).as_deref(), Some("ab"));
        assert_eq!(history.undo(&texts[1]).as_deref(), Some("a"));
    }
}
