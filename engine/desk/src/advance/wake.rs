//! The time a conversation asked to be woken at has come.

use super::bot::Answer;
use super::draft::Draft;
use trilha_model::{EndReason, Event, Owner, TicketOutcome};
use trilha_trail::{HandoffEnd, Stimulus};

/// Wakes the conversation. A timer that is stale or early changes nothing.
pub(super) fn woken(draft: &mut Draft<'_>) {
    let due = draft
        .conversation()
        .wake()
        .is_some_and(|wake| wake <= draft.now);
    if !due {
        return;
    }
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
