//! What people at the desk do.

use super::contact::{at_most, check_length, check_text};
use super::draft::Draft;
use crate::refused::Refused;
use crate::world::World;
use smol_str::{SmolStr, format_smolstr};
use trilha_model::{
    Act, AgentId, Content, Event, Media, Owner, QueueId, Received, Recipient, Speaker, TeamId,
    TicketOutcome,
};
use trilha_trail::HandoffEnd;

/// Does what a person asks, if they may.
pub(super) fn acted(draft: &mut Draft<'_>, by: &AgentId, act: Act) -> Result<(), Refused> {
    if !draft.conversation().is_open() {
        return Err(Refused::NotOpened);
    }
    match act {
        Act::Take => take(draft, by),
        Act::TakeOver => take_over(draft, by),
        Act::Reply { id, text, media } => reply(draft, by, id, text, media),
        Act::Note { id, text } => note(draft, by, id, text),
        Act::Transfer { to, note: words } => transfer(draft, by, to, words),
        Act::Group { group } => set_group(draft, by, group),
        Act::ReturnToQueue => return_to_queue(draft, by),
        Act::GiveBack => give_back(draft, by),
        Act::Resolve => resolve(draft, by),
        Act::Tag { add, remove } => tag(draft, by, add, remove),
    }
}

fn take(draft: &mut Draft<'_>, by: &AgentId) -> Result<(), Refused> {
    match &draft.conversation().owner {
        Owner::Agent(holder) if holder == by => return Ok(()),
        Owner::Agent(holder) => return Err(Refused::AlreadyTaken { by: holder.clone() }),
        Owner::Queue(_) => must_be_meant(draft, by)?,
        Owner::Bot => {
            let queue = queue_for(draft, by)?;
            draft.cancel_effects();
            draft.open_ticket(queue);
        }
    }
    draft.give(Owner::Agent(by.clone()), Some(by));
    draft.take_queued();
    Ok(())
}

/// Takes it from whoever has it.
fn take_over(draft: &mut Draft<'_>, by: &AgentId) -> Result<(), Refused> {
    if !draft.world.supervisors.contains(by) {
        return Err(Refused::NotYours);
    }
    match &draft.conversation().owner {
        Owner::Agent(holder) if holder != by => {
            draft.give(Owner::Agent(by.clone()), Some(by));
            Ok(())
        }
        _ => take(draft, by),
    }
}

/// The queue of a ticket that a person opens: the inbox's, or one they work, or any.
fn queue_for(draft: &Draft<'_>, by: &AgentId) -> Result<QueueId, Refused> {
    let queues = &draft.world.queues;
    let inbox = draft.world.inboxes.get(&draft.id.inbox);
    let of_inbox = inbox.and_then(|inbox| inbox.queue.as_ref());
    let worked = || {
        queues
            .iter()
            .find(|(_, line)| line.members.contains(by))
            .map(|(id, _)| id)
    };
    of_inbox
        .filter(|queue| queues.contains_key(*queue))
        .or_else(worked)
        .or_else(|| queues.keys().next())
        .cloned()
        .ok_or(Refused::NoSuchQueue(QueueId::default()))
}

fn reply(
    draft: &mut Draft<'_>,
    by: &AgentId,
    id: SmolStr,
    text: String,
    media: Option<Box<Received>>,
) -> Result<(), Refused> {
    if !matches!(&draft.conversation().owner, Owner::Agent(holder) if holder == by) {
        return Err(Refused::NotYours);
    }
    if was_written(draft, &id)? {
        return Ok(());
    }
    must_read(draft, by)?;
    let content = if let Some(media) = media {
        check_length(&text, &draft.world.limits)?;
        let media = *media;
        Content::Media(Media {
            kind: media.kind,
            url: media.url,
            name: media.name,
            alt: None,
            caption: Some(text).filter(|text| !text.trim().is_empty()),
        })
    } else {
        check_text(&text, &draft.world.limits)?;
        Content::Text(text)
    };
    draft.emit(Event::MessageSent {
        speaker: Speaker::Agent(by.clone()),
        content,
        owner_version: 0,
        id: Some(id),
        typing: None,
        group: None,
        at: draft.now,
    });
    Ok(())
}

/// Whether what carries this id was written before.
fn was_written(draft: &Draft<'_>, id: &str) -> Result<bool, Refused> {
    if id.is_empty() {
        return Err(Refused::Empty("the id"));
    }
    let most = draft.world.limits.id_bytes;
    at_most("the id", id.len(), most, "bytes")?;
    Ok(draft.conversation().replies.contains(id))
}

fn note(
    draft: &mut Draft<'_>,
    by: &AgentId,
    id: Option<SmolStr>,
    text: String,
) -> Result<(), Refused> {
    if let Some(id) = &id
        && was_written(draft, id)?
    {
        return Ok(());
    }
    must_read(draft, by)?;
    check_note(draft, &text)?;
    draft.emit(Event::NoteAdded {
        by: by.clone(),
        id,
        text,
        group: None,
        at: draft.now,
    });
    Ok(())
}

fn check_note(draft: &Draft<'_>, text: &str) -> Result<(), Refused> {
    if text.trim().is_empty() {
        return Err(Refused::Empty("the note"));
    }
    let most = draft.world.limits.note_length;
    at_most("the note", text.chars().count(), most, "characters")
}

/// Gives the conversation on. What waits in a queue anyone may move, but to somebody whom it is not for, themselves
/// too, only who may take it; what a person has, they and supervisors.
fn transfer(
    draft: &mut Draft<'_>,
    by: &AgentId,
    to: Recipient,
    words: Option<String>,
) -> Result<(), Refused> {
    if !matches!(draft.conversation().owner, Owner::Queue(_)) {
        must_hold(draft, by)?;
    }
    let words = words.filter(|words| !words.trim().is_empty());
    if let Some(words) = &words {
        check_note(draft, words)?;
    }
    let (owner, team) = recipient(draft.world, to)?;
    if let Owner::Agent(to) = &owner {
        must_read(draft, to)?;
        if matches!(draft.conversation().owner, Owner::Queue(_)) {
            must_be_meant(draft, to).or_else(|_| must_be_meant(draft, by))?;
        }
    }
    let moves = moves(draft, &owner, team.as_ref());
    let stays = owner == draft.conversation().owner;
    // It is there already: a transfer that is asked for again, and its note was written.
    if stays && !moves {
        return Ok(());
    }
    if let Some(words) = words {
        note(draft, by, None, words)?;
    }
    if let Owner::Queue(queue) = &owner
        && moves
    {
        draft.move_ticket(queue.clone(), team, Some(by));
    }
    // Who waits in the queue already keeps their place there.
    if !stays {
        draft.give(owner, Some(by));
    }
    Ok(())
}

/// Who gets it, and which team of a queue.
fn recipient(world: &World, to: Recipient) -> Result<(Owner, Option<TeamId>), Refused> {
    let queue = |queue: QueueId| {
        let known = world.queues.contains_key(&queue);
        known
            .then(|| Owner::Queue(queue.clone()))
            .ok_or(Refused::NoSuchQueue(queue))
    };
    Ok(match to {
        Recipient::Queue(id) => (queue(id)?, None),
        Recipient::Team { team, .. } if !world.is_team(&team) => {
            return Err(Refused::NoSuchTeam(team));
        }
        Recipient::Team { queue: id, team } => (queue(id)?, Some(team)),
        Recipient::Agent(agent) if world.agents.contains_key(&agent) => (Owner::Agent(agent), None),
        Recipient::Agent(agent) => return Err(Refused::NoSuchAgent(agent)),
    })
}

/// Whether the ticket comes to another queue, or is for others of it.
fn moves(draft: &Draft<'_>, owner: &Owner, team: Option<&TeamId>) -> bool {
    let Owner::Queue(queue) = owner else {
        return false;
    };
    let ticket = draft.conversation().open_ticket();
    ticket.is_some_and(|ticket| ticket.queue != *queue || ticket.team.as_ref() != team)
}

/// Sets or takes off the message group. Who sets one is of it, and reads what it was until then.
fn set_group(draft: &mut Draft<'_>, by: &AgentId, group: Option<TeamId>) -> Result<(), Refused> {
    must_hold(draft, by)?;
    if draft.conversation().open_ticket().is_none() {
        return Err(Refused::NotYours);
    }
    must_read(draft, by)?;
    let world = draft.world;
    if let Some(group) = &group {
        if !world.is_team(group) {
            return Err(Refused::NoSuchTeam(group.clone()));
        }
        if !world.reads(by, Some(group)) {
            return Err(not_of_group(world, group));
        }
    }
    draft.set_group(group, Some(by));
    Ok(())
}

fn return_to_queue(draft: &mut Draft<'_>, by: &AgentId) -> Result<(), Refused> {
    must_hold(draft, by)?;
    let ticket = draft.conversation().open_ticket();
    let queue = ticket
        .map(|ticket| ticket.queue.clone())
        .ok_or(Refused::NotYours)?;
    draft.give(Owner::Queue(queue), Some(by));
    Ok(())
}

fn give_back(draft: &mut Draft<'_>, by: &AgentId) -> Result<(), Refused> {
    close(draft, by, TicketOutcome::GivenBack, HandoffEnd::GivenBack)
}

fn resolve(draft: &mut Draft<'_>, by: &AgentId) -> Result<(), Refused> {
    close(draft, by, TicketOutcome::Resolved, HandoffEnd::Closed)
}

fn close(
    draft: &mut Draft<'_>,
    by: &AgentId,
    outcome: TicketOutcome,
    end: HandoffEnd,
) -> Result<(), Refused> {
    if draft.conversation().owner == Owner::Bot {
        return Err(Refused::NothingToGiveBack);
    }
    must_hold(draft, by)?;
    let handed_off = draft.conversation().at_handoff();
    draft.emit(Event::TicketClosed {
        outcome,
        by: Some(by.clone()),
        at: draft.now,
    });
    draft.give(Owner::Bot, Some(by));
    draft.resume(end, handed_off);
    Ok(())
}

fn tag(
    draft: &mut Draft<'_>,
    by: &AgentId,
    add: Vec<SmolStr>,
    remove: Vec<SmolStr>,
) -> Result<(), Refused> {
    let tags = &draft.conversation().tags;
    let mut added: Vec<SmolStr> = Vec::new();
    for tag in add {
        let tag = format_smolstr!("{}", tag.trim());
        if tag.is_empty() {
            return Err(Refused::Empty("the tag"));
        }
        at_most(
            "the tag",
            tag.chars().count(),
            draft.world.limits.tag_length,
            "characters",
        )?;
        if !tags.contains(&tag) && !added.contains(&tag) {
            added.push(tag);
        }
    }
    let gone = |tag: &SmolStr| tags.contains(tag) && !added.contains(tag);
    let removed: Vec<SmolStr> = remove.into_iter().filter(gone).collect();
    let after = (tags.len() + added.len()).saturating_sub(removed.len());
    at_most("the list of tags", after, draft.world.limits.tags, "tags")?;
    if !added.is_empty() || !removed.is_empty() {
        draft.emit(Event::Tagged {
            add: added,
            remove: removed,
            by: Some(by.clone()),
            at: Some(draft.now),
        });
    }
    Ok(())
}

/// Refuses those whom the ticket is not for: who are not in its team, do not read its group, or lack what it asks for. Supervisors may
/// take any: nobody is left waiting for somebody who is not there.
fn must_be_meant(draft: &Draft<'_>, by: &AgentId) -> Result<(), Refused> {
    let world = draft.world;
    let ticket = draft.conversation().open_ticket();
    let Some(ticket) = ticket.filter(|_| !world.supervisors.contains(by)) else {
        return Ok(());
    };
    if let Some(team) = ticket.team.as_ref().filter(|team| !world.is_in(by, team)) {
        return Err(Refused::NotOfTeam(world.title(team).to_owned()));
    }
    must_read(draft, by)?;
    if world.can(by, &ticket.skills) {
        return Ok(());
    }
    Err(Refused::Unskilled(ticket.skills.join(", ")))
}

/// Refuses those who do not read what is said now.
fn must_read(draft: &Draft<'_>, who: &AgentId) -> Result<(), Refused> {
    let group = draft.conversation().group();
    match group.filter(|_| !draft.world.reads(who, group)) {
        Some(group) => Err(not_of_group(draft.world, group)),
        None => Ok(()),
    }
}

fn not_of_group(world: &World, group: &TeamId) -> Refused {
    Refused::NotOfGroup(world.title(group).to_owned())
}

/// Refuses those who neither have the conversation nor may act on what another person has.
fn must_hold(draft: &Draft<'_>, by: &AgentId) -> Result<(), Refused> {
    match &draft.conversation().owner {
        Owner::Agent(holder) if holder == by || draft.world.supervisors.contains(by) => Ok(()),
        _ => Err(Refused::NotYours),
    }
}
