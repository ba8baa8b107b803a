//! Another system tells of something.

use super::contact::at_most;
use super::draft::Draft;
use crate::refused::Refused;
use smol_str::SmolStr;
use trilha_model::{Event, LimitName, Value};

/// Tells the session. While it does not wait for such an event, it is kept; where there is no session, or
/// the sender told it before under the same id, it changes nothing.
pub(super) fn told(
    draft: &mut Draft<'_>,
    name: SmolStr,
    payload: Value,
    id: Option<SmolStr>,
) -> Result<(), Refused> {
    if !draft.conversation().is_open() {
        return Err(Refused::NotOpened);
    }
    if name.is_empty() {
        return Err(Refused::Empty("the event's name"));
    }
    let limits = draft.world.limits;
    at_most(
        "the event's name",
        name.chars().count(),
        limits.event_name,
        "characters",
    )?;
    let length = id.as_ref().map_or(0, SmolStr::len);
    at_most("the event's id", length, limits.id_bytes, "bytes")?;
    let what = "what the event tells";
    at_most(what, payload.weight(), limits.payload_bytes, "bytes")?;
    if !payload.lies_within(limits.levels) {
        return Err(Refused::TooLong {
            what,
            limit: limits.levels,
            unit: "lists and maps within each other",
        });
    }
    let known = &draft.conversation().told_ids;
    let known = id.as_ref().is_some_and(|id| known.contains(id));
    if known || draft.conversation().session.is_none() {
        return Ok(());
    }
    let told = &draft.conversation().told;
    let oldest = told.front().filter(|_| told.len() >= limits.told);
    if let Some((name, _)) = oldest.cloned() {
        draft.reach(LimitName::Told);
        draft.emit(Event::EventDropped { name });
    }
    draft.emit(Event::EventReceived {
        name,
        payload,
        id,
        at: draft.now,
    });
    draft.take_told();
    draft.take_queued();
    Ok(())
}
