//! Gathering: several messages in a row that are one answer.

use super::draft::Draft;
use trilha_model::{Event, Incoming, Owner, Span};

impl Draft<'_> {
    /// Puts a message aside until nothing more comes, where the session gathers what is said; whether the message is
    /// dealt with. Words that interrupt are dealt with at once, instead of what was gathered; what is more than words,
    /// or nobody's business, or for which there is no room, after it.
    pub(super) fn gather(&mut self, message: &Incoming, hidden: bool) -> bool {
        let nothing = self.conversation().gathered.is_empty();
        let aside = !hidden && self.gathers(message).is_some();
        if (nothing && !aside) || self.interrupts(message) {
            return false;
        }
        if self.put_aside(message, hidden) {
            return true;
        }
        if !self.join() {
            return false;
        }
        self.hear_after(message, hidden);
        true
    }

    /// Deals with a message where what was gathered before it may have changed everything.
    fn hear_after(&mut self, message: &Incoming, hidden: bool) {
        if !self.interrupts(message) && self.put_aside(message, hidden) {
            return;
        }
        if !hidden {
            self.queue(message, hidden);
            return self.take_queued();
        }
        if self.conversation().owner != Owner::Bot {
            return;
        }
        if self.conversation().session.is_some() {
            return self.answer(message, hidden);
        }
        self.trigger(Some(message));
        self.take_queued();
    }

    /// Puts a message aside, if the session would gather it and it may be kept; whether it did.
    fn put_aside(&mut self, message: &Incoming, hidden: bool) -> bool {
        let Some(span) = self.gathers(message).filter(|_| !hidden) else {
            return false;
        };
        self.emit(Event::InputGathered {
            message: message.clone(),
            until: self.now.after(span),
        });
        true
    }

    /// For how long the session would put a message aside: words only, and as many as one message may have.
    pub(super) fn gathers(&self, message: &Incoming) -> Option<Span> {
        let conversation = self.conversation();
        if conversation.owner != Owner::Bot
            || message.option.is_some()
            || message.attached.is_some()
        {
            return None;
        }
        let gathered = &conversation.gathered;
        let length: usize = gathered.iter().map(|one| one.text.len() + 1).sum();
        let limits = self.world.limits;
        if gathered.len() >= limits.queued || length + message.text.len() > limits.text_length {
            return None;
        }
        let session = conversation.session.as_ref()?;
        let bundle = self.world.bundles.get(&session.bundle)?;
        trilha_trail::gathers(bundle, session)
    }

    /// Deals with what was gathered, as one message; whether anything was.
    pub(super) fn join(&mut self) -> bool {
        let Some(message) = self.conversation().joined() else {
            return false;
        };
        self.emit(Event::InputsJoined);
        let hidden = self.kept(&message) != message;
        self.answer(&message, hidden);
        true
    }
}
