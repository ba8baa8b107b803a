//! Another system tells of something.

use super::contact::{self, at_most};
use super::draft::Draft;
use crate::automations::Automation;
use crate::refused::Refused;
use smol_str::SmolStr;
use trilha_model::{Event, LimitName, Map, Value};

/// Tells the session. While it does not wait for such an event, it is kept. Where nothing goes on, the first
/// automation that waits for it begins a session, also with a contact never heard of on this inbox; where none does,
/// or the sender told it before under the same id, it changes nothing.
pub(super) fn told(
    draft: &mut Draft<'_>,
    name: SmolStr,
    payload: Value,
    id: Option<SmolStr>,
) -> Result<(), Refused> {
    let automation = started_by(draft, &name);
    if !draft.conversation().is_open() && automation.is_none() {
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
    let live = draft.conversation().session.is_some();
    if known || (automation.is_none() && !live) {
        return Ok(());
    }
    contact::open(draft, Map::new(), None);
    let told = &draft.conversation().told;
    let oldest = told.front().filter(|_| told.len() >= limits.told);
    if let Some((name, _)) = oldest.cloned() {
        draft.reach(LimitName::Told);
        draft.emit(Event::EventDropped { name });
    }
    let taken = automation.map(|automation| (automation, name.clone()));
    draft.emit(Event::EventReceived {
        name,
        payload,
        id,
        at: draft.now,
    });
    match taken {
        Some((automation, name)) => draft.begin_told(automation, name),
        None => draft.take_told(),
    }
    draft.take_queued();
    Ok(())
}

/// The automation that takes it up: none while anything goes on.
fn started_by<'a>(draft: &Draft<'a>, name: &str) -> Option<&'a Automation> {
    let (world, inbox) = (draft.world, &draft.id.inbox);
    let enabled = world.is_enabled(inbox);
    let conversation = draft.conversation();
    let heard = conversation.is_heard(&world.limits);
    let free = heard && (!conversation.is_open() || conversation.is_idle());
    let mut on = world.automations.iter().filter(|one| one.on);
    on.find(|one| enabled && free && one.start.is_on(inbox) && one.start.is_told(name))
}
