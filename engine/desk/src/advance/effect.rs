//! Something that was asked of the outside world comes to its end.

use super::bot::Answer;
use super::draft::Draft;
use trilha_model::{EffectId, EndReason, Event, Outcome, Owner};
use trilha_trail::Stimulus;

/// Settles an effect. One that is not wanted any more changes nothing.
pub(super) fn settled(draft: &mut Draft<'_>, effect: EffectId, outcome: Outcome) {
    let conversation = draft.conversation();
    if !conversation
        .unsettled
        .iter()
        .any(|unsettled| unsettled.id == effect)
    {
        return;
    }
    let parked = conversation
        .session
        .as_ref()
        .and_then(|session| session.parked.as_ref());
    let awaited = conversation.owner == Owner::Bot
        && parked.is_some_and(|parked| parked.effect == Some(effect));
    let settled = Stimulus::Settled {
        effect,
        outcome: &outcome,
    };
    let answer = awaited.then(|| draft.ask_trail(settled, None));
    draft.emit(Event::EffectSettled {
        id: effect,
        outcome,
        at: draft.now,
    });
    match answer {
        None => {}
        Some(Answer::Moved(events)) => {
            draft.take(events);
            draft.take_queued();
        }
        Some(Answer::Nothing | Answer::Lost) => {
            draft.end_session(EndReason::Lost);
            draft.take_queued();
        }
    }
}
