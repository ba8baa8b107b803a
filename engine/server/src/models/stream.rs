//! An answer while it is written, for whoever watches the conversation. Nothing of it is kept: what is said is the
//! message that follows.

use super::citations::Citations;
use crate::runtime::{Hub, Writing};
use std::sync::Arc;
use trilha_model::{ConversationId, EffectId};

/// Shows an answer while it is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown<'s> {
    /// Who watches.
    pub(crate) hub: &'s Hub,
    /// Which conversation.
    pub(crate) id: &'s ConversationId,
    /// Which question to a model it answers.
    pub(crate) effect: EffectId,
}

impl Shown<'_> {
    /// Shows what stands so far. Nothing where nobody watches, or nothing new can be read.
    pub(super) fn so_far(&self, citations: &Citations) {
        let text = citations.text();
        if citations.is_unsure() || text.is_empty() {
            return;
        }
        self.hub.tell_if(self.id, |topic| {
            let known = topic.writing.as_ref();
            let same = known
                .is_some_and(|known| known.effect == self.effect && known.text.len() == text.len());
            if !same {
                topic.writing = Some(Arc::new(Writing {
                    effect: self.effect,
                    text: text.to_owned(),
                }));
            }
            !same
        });
    }

    /// It comes to nothing. What becomes a message is left: whoever watches sees that nobody waits for it any more.
    pub(super) fn erase(&self) {
        self.hub.tell_if(self.id, |topic| {
            let shown = topic.writing.as_ref();
            let ours = shown.is_some_and(|shown| shown.effect == self.effect);
            if ours {
                topic.writing = None;
            }
            ours
        });
    }
}
