//! The time a conversation asked to be woken at has come.

use super::automations;
use super::bot::Answer;
use super::draft::Draft;
use trilha_model::{EndReason, Event, Owner, TicketOutcome, Timestamp};
use trilha_trail::{HandoffEnd, Stimulus};

/// Wakes the conversation, and lets automations look at it. A timer that is stale or early changes nothing.
pub(super) fn woken(draft: &mut Draft<'_>) {
    let now = draft.now;
    let conversation = draft.conversation();
    if !conversation.is_open() {
        return;
    }
    let is_due = |moment: Option<Timestamp>| moment.is_some_and(|moment| moment <= now);
    match conversation.gathers_until {
        Some(until) if until <= now => {
            draft.join();
        }
        None if is_due(conversation.limit()) => over(draft),
        _ => {}
    }
    automations::overdue(draft);
}

/// The waiting step's time is over.
fn over(draft: &mut Draft<'_>) {
    if draft.conversation().owner != Owner::Bot {
        return nobody_took(draft);
    }
    match draft.ask_trail(Stimulus::Woken, None) {
        Answer::Moved(events) => draft.take(events),
        Answer::Nothing | Answer::Lost => draft.end_session(EndReason::Lost),
    }
    draft.take_queued();
}

fn nobody_took(draft: &mut Draft<'_>) {
    let handed_off = draft.conversation().at_handoff();
    draft.emit(Event::TicketClosed {
        outcome: TicketOutcome::Abandoned,
        by: None,
        at: draft.now,
    });
    draft.give(Owner::Bot, None);
    draft.resume(HandoffEnd::NobodyTook, handed_off);
}
