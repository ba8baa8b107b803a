//! Something that was asked of the outside world comes to its end.

use super::bot::Answer;
use super::draft::Draft;
use crate::conversation::Unsettled;
use trilha_model::{Effect, EffectId, EndReason, Event, Outcome, Owner, Timestamp};
use trilha_trail::Stimulus;

/// Settles an effect. One that is not wanted any more changes nothing.
pub(super) fn settled(draft: &mut Draft<'_>, effect: EffectId, outcome: Outcome) {
    let conversation = draft.conversation();
    let mut unsettled = conversation.unsettled.iter();
    let Some(asked) = unsettled.find(|unsettled| unsettled.id == effect) else {
        return;
    };
    let failed = failed(asked, &outcome, draft.now);
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
    if let Some(failed) = failed {
        draft.emit(failed);
    }
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

/// That what nobody waited for did not go out, where it did not.
fn failed(asked: &Unsettled, outcome: &Outcome, at: Timestamp) -> Option<Event> {
    let (Effect::Email(mail), Outcome::Failed { reason }) = (&asked.effect, outcome) else {
        return None;
    };
    let sender = mail.aside.as_ref()?;
    Some(Event::SendingFailed {
        id: asked.id,
        trail: sender.trail.clone(),
        step: sender.step.clone(),
        error: reason.clone(),
        since: asked.at,
        at,
    })
}
