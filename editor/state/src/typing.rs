//! What one writes into a view of the text before it takes effect.

use std::rc::Rc;

/// A view's own copy of the text: it stands for the document's only until the document has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typing {
    own: Option<Rc<str>>,
    waiting: bool,
}

impl Typing {
    /// Something was written, and takes effect after a pause.
    pub fn typed(&mut self, text: &str) {
        self.own = Some(text.into());
        self.waiting = true;
    }

    /// The pause is over, or the view is left: what takes effect now, if anything waits to.
    pub fn due(&mut self) -> Option<Rc<str>> {
        std::mem::take(&mut self.waiting)
            .then(|| self.own.clone())
            .flatten()
    }

    /// The document is another: what was written and took effect is in it, or was changed since.
    /// Answers whether something else is shown now.
    pub fn came(&mut self) -> bool {
        !self.waiting && self.own.take().is_some()
    }

    /// What is shown over a document's text.
    pub fn shown(&self, document: &Rc<str>) -> Rc<str> {
        self.own.as_ref().unwrap_or(document).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::Typing;
    use std::rc::Rc;

    #[test]
    fn what_was_typed_and_taken_back_does_not_hide_a_newer_change() {
        let (before, newer): (Rc<str>, Rc<str>) = ("a: 1\n".into(), "a: 2\n".into());
        let mut typing = Typing::default();
        typing.typed("a: 1x\n");
        typing.typed("a: 1\n");
        assert_eq!(typing.due(), Some(before.clone()));
        assert_eq!(typing.shown(&before), before);
        assert!(typing.came());
        assert_eq!(typing.shown(&newer), newer);
        assert_eq!(
            typing.due(),
            None,
            "nothing is written over the newer change"
        );
    }

    #[test]
    fn what_waits_is_shown_until_it_takes_effect() {
        let (before, newer): (Rc<str>, Rc<str>) = ("a".into(), "b".into());
        let mut typing = Typing::default();
        assert_eq!(typing.due(), None);
        typing.typed("ac");
        assert!(!typing.came());
        assert_eq!(&*typing.shown(&newer), "ac");
        assert_eq!(typing.due().as_deref(), Some("ac"));
        assert_eq!(
            &*typing.shown(&before),
            "ac",
            "no flicker before the document has it"
        );
        assert!(typing.came());
        assert!(!typing.came());
    }
}
