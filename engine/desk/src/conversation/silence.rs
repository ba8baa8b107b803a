//! Silence: since when nobody has said anything, and who owes a word.

use serde::{Deserialize, Serialize};
use trilha_model::{Event, Owner, Speaker, Timestamp};

/// Since when nobody has said anything, and who owes a word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// Since when the contact has said nothing to the bot: their last message, or when a person gave it back, or the
    /// conversation began. What gives up a ticket that nobody took breaks no silence.
    pub contact: Timestamp,
    /// Since when the person who has the conversation owes the contact a word: since they got it, or since the
    /// first thing the contact said after an answer.
    pub owed: Option<Timestamp>,
    /// Since when the contact has left a person's last words without an answer.
    pub answered: Option<Timestamp>,
}

impl Silence {
    /// Folds one event in; `owner` is who has the conversation after it.
    pub(super) fn apply(&mut self, event: &Event, owner: &Owner) {
        match event {
            Event::ConversationOpened { at, .. } => self.contact = *at,
            Event::InputReceived { at, .. } => {
                self.contact = *at;
                self.answered = None;
                if matches!(owner, Owner::Agent(_)) {
                    self.owed.get_or_insert(*at);
                }
            }
            Event::MessageSent {
                speaker: Speaker::Agent(_),
                at,
                ..
            } => {
                self.owed = None;
                self.answered = Some(*at);
            }
            Event::OwnerChanged { owner, by, at, .. } => match owner {
                Owner::Agent(_) => self.owed = self.answered.is_none().then_some(*at),
                Owner::Queue(_) => self.owed = None,
                Owner::Bot => {
                    *self = Self {
                        contact: if by.is_some() { *at } else { self.contact },
                        ..Self::default()
                    };
                }
            },
            _ => {}
        }
    }
}
