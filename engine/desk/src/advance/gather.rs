//! Gathering: several messages in a row that are one answer.

use super::draft::Draft;
use trilha_model::{Event, Incoming, Owner};

impl Draft<'_> {
    /// Puts a message aside until nothing more comes, where the session gathers what is said; whether it did. What is
    /// more than words, and words that interrupt, are dealt with at once: the former after what was gathered, the
    /// latter instead of it.
    pub(super) fn gather(&mut self, message: &Incoming) -> bool {
        let conversation = self.conversation();
        let Some(session) = &conversation.session else {
            return false;
        };
        let bundle = self.world.bundles.get(&session.bundle);
        let span = bundle.and_then(|bundle| trilha_trail::gathers(bundle, session));
        let Some(span) = span.filter(|_| conversation.owner == Owner::Bot) else {
            return false;
        };
        if self.interrupts(message) {
            return false;
        }
        let words = message.option.is_none() && message.attached.is_none();
        let gathered = &conversation.gathered;
        let length: usize = gathered.iter().map(|one| one.text.len() + 1).sum();
        let limits = self.world.limits;
        let length = length + message.text.len();
        let room = gathered.len() < limits.queued && length <= limits.text_length;
        if !words || !room {
            self.join();
            return words && self.gather_first(message);
        }
        self.put_aside(message, span);
        true
    }

    /// After what was gathered was dealt with, because there was no room: this begins anew, if it still may.
    fn gather_first(&mut self, message: &Incoming) -> bool {
        let conversation = self.conversation();
        let session = conversation.session.as_ref();
        let span = session.and_then(|session| {
            let bundle = self.world.bundles.get(&session.bundle)?;
            trilha_trail::gathers(bundle, session)
        });
        let most = self.world.limits.text_length;
        let fits = conversation.owner == Owner::Bot && message.text.len() <= most;
        let Some(span) = span.filter(|_| fits && conversation.gathered.is_empty()) else {
            return false;
        };
        self.put_aside(message, span);
        true
    }

    fn put_aside(&mut self, message: &Incoming, span: trilha_model::Span) {
        self.emit(Event::InputGathered {
            message: message.clone(),
            until: self.now.after(span),
        });
    }

    /// Deals with what was gathered, as one message.
    pub(super) fn join(&mut self) {
        let Some(message) = self.conversation().joined() else {
            return;
        };
        self.emit(Event::InputsJoined);
        let hidden = self.kept(&message) != message;
        self.answer(&message, hidden);
    }
}
