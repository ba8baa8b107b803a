//! One sprint: from one input to the next wait, as events.

mod act;
mod automations;
mod bot;
mod contact;
mod draft;
mod effect;
mod gather;
mod moved;
mod told;
mod wake;

use crate::conversation::Conversation;
use crate::refused::Refused;
use crate::world::{Context, World};
use draft::Draft;
use trilha_model::{ConversationId, Event, Input};

/// What came of one input.
#[derive(Clone, Debug, PartialEq)]
pub struct Sprint {
    /// What happened, in order; nothing: the input changed nothing (seen before, stale, or not due).
    pub events: Vec<Event>,
    /// The conversation with these events folded in.
    pub after: Conversation,
}

/// What an input does to a conversation. Changes nothing by itself: the events do, once they are durable.
pub fn advance(
    world: &World,
    id: &ConversationId,
    conversation: &Conversation,
    input: Input,
    context: Context,
) -> Result<Sprint, Refused> {
    let mut draft = Draft::new(world, id, conversation, context);
    let looks = input == Input::Woken;
    match input {
        Input::Message(message) => contact::message(&mut draft, &message)?,
        Input::Arrived { profile, language } => contact::arrived(&mut draft, profile, language)?,
        Input::Settled { effect, outcome } => effect::settled(&mut draft, effect, outcome),
        Input::Event { name, payload, id } => told::told(&mut draft, name, payload, id)?,
        Input::Woken => wake::woken(&mut draft),
        Input::Moved(to) => moved::moved(&mut draft, &to),
        Input::Scheduled { automation, due } => {
            automations::scheduled(&mut draft, &automation, due);
        }
        Input::Acted { by, act } => act::acted(&mut draft, &by, act)?,
    }
    if looks || !draft.events().is_empty() {
        automations::follow(&mut draft);
    }
    Ok(draft.finish())
}
