//! The contact arrives, or says something.

use super::draft::Draft;
use crate::refused::Refused;
use smol_str::{SmolStr, format_smolstr};
use trilha_model::{ContactId, Event, Incoming, Limits, Map, Owner, Value};

/// The contact says something. A message seen before changes nothing.
pub(super) fn message(draft: &mut Draft<'_>, message: &Incoming) -> Result<(), Refused> {
    check_inbox(draft)?;
    check_message(message, &draft.world.limits)?;
    if draft.conversation().recent.contains(&message.id) {
        return Ok(());
    }
    open(draft, Map::new(), None);
    let kept = draft.kept(message);
    let hidden = kept != *message;
    draft.emit(Event::InputReceived {
        message: kept,
        group: None,
        at: draft.now,
    });
    if draft.conversation().owner == Owner::Bot {
        draft.hear(message, hidden);
    }
    Ok(())
}

/// The contact arrives without a word.
pub(super) fn arrived(
    draft: &mut Draft<'_>,
    profile: Map,
    language: Option<SmolStr>,
) -> Result<(), Refused> {
    check_inbox(draft)?;
    let weight = Value::Map(profile.clone()).weight();
    let most = draft.world.limits.profile_bytes;
    at_most("the profile", weight, most, "bytes")?;
    open(draft, profile, language);
    let conversation = draft.conversation();
    let heard = conversation.is_heard(&draft.world.limits);
    if conversation.owner == Owner::Bot && conversation.session.is_none() && heard {
        draft.trigger(None);
    }
    Ok(())
}

/// Opens the conversation, if it is not.
pub(super) fn open(draft: &mut Draft<'_>, profile: Map, language: Option<SmolStr>) {
    if !draft.conversation().is_open() {
        draft.emit(Event::ConversationOpened {
            contact: ContactId(format_smolstr!("{}", draft.id)),
            profile,
            language,
            at: draft.now,
        });
    }
}

fn check_inbox(draft: &Draft<'_>) -> Result<(), Refused> {
    let id = &draft.id.inbox;
    match draft.world.inboxes.get(id) {
        Some(inbox) if inbox.enabled => Ok(()),
        Some(_) => Err(Refused::InboxDisabled(id.clone())),
        None => Err(Refused::NoSuchInbox(id.clone())),
    }
}

fn check_message(message: &Incoming, limits: &Limits) -> Result<(), Refused> {
    if message.id.is_empty() {
        return Err(Refused::Empty("the message's id"));
    }
    let option = message.option.as_ref().map_or(0, SmolStr::len);
    let longest = message.id.len().max(option);
    at_most(
        "the message's id or option",
        longest,
        limits.id_bytes,
        "bytes",
    )?;
    let Some(attached) = &message.attached else {
        return check_text(&message.text, limits);
    };
    at_most(
        "what the message brings",
        attached.weight(),
        limits.attached_bytes,
        "bytes",
    )?;
    check_length(&message.text, limits)
}

/// Refuses what is no message: too long, or with nothing in it.
pub(super) fn check_text(text: &str, limits: &Limits) -> Result<(), Refused> {
    if text.trim().is_empty() {
        return Err(Refused::Empty("the message"));
    }
    check_length(text, limits)
}

/// Refuses what is longer than a message may be.
pub(super) fn check_length(text: &str, limits: &Limits) -> Result<(), Refused> {
    if text.len() <= limits.text_length {
        return Ok(());
    }
    at_most(
        "the message",
        text.chars().count(),
        limits.text_length,
        "characters",
    )
}

/// Refuses what is longer than it may be.
pub(super) fn at_most(
    what: &'static str,
    length: usize,
    limit: usize,
    unit: &'static str,
) -> Result<(), Refused> {
    if length > limit {
        return Err(Refused::TooLong { what, limit, unit });
    }
    Ok(())
}
