//! How each event changes a conversation.

use super::ticket::Firings;
use super::{Conversation, Last, Ticket, Unsettled, input};
use crate::limits;
use smol_str::SmolStr;
use trilha_model::{
    EffectId, Event, Incoming, LimitName, Outcome, Owner, SessionId, Speaker, TeamId, Timestamp,
    Value,
};
use trilha_trail::Session;

/// Folds one event in.
pub(super) fn apply(it: &mut Conversation, event: &Event) {
    change(it, event);
    it.silence.apply(event, &it.owner);
    let over = matches!(
        event,
        Event::SessionStarted { .. } | Event::SessionEnded { .. } | Event::Interrupted { .. }
    );
    if over || it.owner != Owner::Bot {
        it.gathered.clear();
        it.gathers_until = None;
    }
}

fn change(it: &mut Conversation, event: &Event) {
    match event {
        Event::ConversationOpened {
            contact,
            profile,
            language,
            at,
        } => {
            it.contact = contact.clone();
            it.profile = Value::Map(profile.clone());
            it.language.clone_from(language);
            it.opened_at = *at;
        }
        Event::InputReceived { message, group, at } => {
            received(it, message, group.as_ref(), *at);
        }
        Event::InputQueued { .. }
        | Event::InputTaken { .. }
        | Event::InputDropped { .. }
        | Event::InputGathered { .. }
        | Event::InputsJoined => waited(it, event),
        Event::AutomationFired { .. } | Event::AlarmSet { .. } | Event::LimitReached { .. } => {
            automated(it, event);
        }
        Event::SessionStarted {
            session,
            bundle,
            trail,
            vars,
            ..
        } => {
            it.next_session = SessionId(session.0.saturating_add(1));
            it.session = Some(Session::new(
                *session,
                bundle.clone(),
                trail.clone(),
                vars.clone(),
            ));
        }
        Event::SessionEnded { .. } => {
            it.session = None;
            it.protocol = None;
            it.told.clear();
        }
        Event::VariablesSet { .. }
        | Event::FrameEntered { .. }
        | Event::FrameLeft
        | Event::Interrupted { .. }
        | Event::InterruptReturned
        | Event::InterruptsForgotten
        | Event::LoopEntered { .. }
        | Event::LoopAdvanced { .. }
        | Event::LoopLeft { .. }
        | Event::AssistantBegan { .. }
        | Event::AssistantCalled { .. }
        | Event::AssistantGot { .. }
        | Event::AssistantDone { .. }
        | Event::Parked { .. } => in_session(it, event),
        Event::SessionMoved { .. } => moved(it, event),
        Event::EffectRequested { .. }
        | Event::EffectSettled { .. }
        | Event::EffectCancelled { .. } => asked(it, event),
        Event::MessageSent { .. } => sent(it, event),
        Event::Tagged { .. }
        | Event::ContactChanged { .. }
        | Event::ProtocolGiven { .. }
        | Event::EventReceived { .. }
        | Event::EventTaken { .. }
        | Event::EventDropped { .. }
        | Event::NoteAdded { .. } => learnt(it, event),
        Event::Walked { .. }
        | Event::StepFailed { .. }
        | Event::SendingFailed { .. }
        | Event::NoteLeft { .. }
        | Event::Rated { .. }
        | Event::RatingCommented { .. } => {}
        Event::OwnerChanged { .. }
        | Event::TicketOpened { .. }
        | Event::TicketMoved { .. }
        | Event::TicketPrioritized { .. }
        | Event::GroupSet { .. }
        | Event::TicketClosed { .. } => service(it, event),
    }
}

/// What is asked of the outside world, and what comes of it.
fn asked(it: &mut Conversation, event: &Event) {
    match event {
        Event::EffectRequested {
            id,
            owner_version,
            effect,
            at,
        } => {
            it.next_effect = EffectId(id.0.saturating_add(1));
            it.unsettled.push(Unsettled {
                id: *id,
                owner_version: *owner_version,
                effect: effect.clone(),
                at: *at,
            });
        }
        Event::EffectSettled { id, .. } | Event::EffectCancelled { id } => {
            it.unsettled.retain(|effect| effect.id != *id);
            if let Event::EffectSettled {
                outcome: Outcome::Model(answer),
                ..
            } = event
            {
                it.spent.add(answer.tokens);
            }
            in_session(it, event);
        }
        _ => {}
    }
}

/// Messages that wait for their turn.
fn waited(it: &mut Conversation, event: &Event) {
    match event {
        Event::InputQueued { message } => it.queued.push_back(message.clone()),
        Event::InputTaken { id } => {
            if let Some(place) = it.queued.iter().position(|message| message.id == *id) {
                it.input = input(it.queued.remove(place).as_ref());
                it.unprompted = 0;
                it.spent.lately = 0;
                if it.owner != Owner::Bot {
                    it.unanswered = it.unanswered.saturating_add(1);
                }
            }
        }
        Event::InputDropped { id } => it.queued.retain(|message| message.id != *id),
        Event::InputGathered { message, until } => {
            it.gathered.push_back(message.clone());
            it.gathers_until = Some(*until);
        }
        Event::InputsJoined => {
            if let Some(message) = it.joined() {
                it.input = input(Some(&message));
            }
            it.gathered.clear();
            it.gathers_until = None;
        }
        _ => {}
    }
}

/// What automations did of themselves, and when they want to look again.
fn automated(it: &mut Conversation, event: &Event) {
    match event {
        Event::AutomationFired {
            since,
            told,
            automation,
            ..
        } => {
            if let Some(since) = since {
                it.remember(automation, *since);
                if let Some(ticket) = it.open_ticket_mut() {
                    ticket.firings = Firings {
                        count: ticket.firings.count.saturating_add(1),
                        told: false,
                    };
                }
            }
            if let Some(name) = told {
                take_up(it, name);
            }
        }
        Event::AlarmSet { at } => it.alarm = *at,
        Event::LimitReached {
            limit: LimitName::Firings,
            ..
        } => {
            if let Some(ticket) = it.open_ticket_mut() {
                ticket.firings.told = true;
            }
        }
        _ => {}
    }
}

/// What another system told last under this name is what trails read as `input` from now on.
fn take_up(it: &mut Conversation, name: &SmolStr) {
    let Some(place) = it.told.iter().rposition(|(told, _)| told == name) else {
        return;
    };
    let payload = it.told.remove(place).map(|(_, payload)| payload);
    let mut told = input(None);
    if let Value::Map(told) = &mut told {
        let mut tell = |key, value| told.insert(SmolStr::new_static(key), value);
        tell("event", Value::Text(name.clone()));
        tell("payload", payload.unwrap_or_default());
    }
    it.input = told;
}

/// What is known of the contact and the conversation, and what other systems told.
fn learnt(it: &mut Conversation, event: &Event) {
    match event {
        Event::Tagged { add, remove, .. } => tag(&mut it.tags, add, remove),
        Event::NoteAdded { id: Some(id), .. } => it.replies.push(id),
        Event::ContactChanged { change, .. } => {
            if let Value::Map(profile) = &mut it.profile {
                change.apply(profile, &mut it.language);
            }
        }
        Event::ProtocolGiven { number, .. } => it.protocol = Some(number.clone()),
        Event::EventReceived {
            name, payload, id, ..
        } => {
            if let Some(id) = id {
                it.told_ids.push(id);
            }
            if it.told.len() >= limits::TOLD {
                it.told.pop_front();
            }
            it.told.push_back((name.clone(), payload.clone()));
        }
        Event::EventTaken { name } | Event::EventDropped { name } => {
            if let Some(place) = it.told.iter().position(|(told, _)| told == name) {
                it.told.remove(place);
            }
        }
        _ => {}
    }
}

fn in_session(it: &mut Conversation, event: &Event) {
    if let Some(session) = &mut it.session {
        session.apply(event);
    }
}

/// The session goes on in another version; the ticket's handoff may have another id there.
fn moved(it: &mut Conversation, event: &Event) {
    let handed_off = it.at_handoff();
    in_session(it, event);
    let parked = it.session.as_ref().and_then(|it| it.parked.as_ref());
    if let (true, Some(parked), Some(ticket)) = (handed_off, parked, &mut it.ticket) {
        ticket.step = Some(parked.step.clone());
    }
}

fn service(it: &mut Conversation, event: &Event) {
    match event {
        Event::OwnerChanged {
            owner, version, at, ..
        } => {
            it.owner.clone_from(owner);
            it.owner_version = *version;
            if let Some(ticket) = &mut it.ticket {
                ticket.waiting_since = matches!(owner, Owner::Queue(_)).then_some(*at);
            }
        }
        Event::TicketOpened {
            number,
            queue,
            priority,
            note,
            step,
            subject,
            agent,
            summary,
            skills,
            team,
            group,
            state,
            at,
        } => {
            let before = it.ticket.as_ref();
            let firings = before.map(|before| before.firings).unwrap_or_default();
            it.ticket = Some(Ticket {
                number: number.clone(),
                queue: queue.clone(),
                priority: *priority,
                note: note.clone(),
                step: step.clone(),
                subject: subject.clone(),
                agent: agent.clone(),
                summary: summary.clone(),
                skills: skills.clone(),
                team: team.clone(),
                group: group.clone(),
                told_to: group.clone(),
                state: *state,
                opened_at: *at,
                waiting_since: None,
                closed: None,
                firings,
            });
        }
        Event::TicketMoved { queue, team, .. } => {
            if let Some(ticket) = &mut it.ticket {
                ticket.queue = queue.clone();
                ticket.team.clone_from(team);
            }
        }
        Event::TicketPrioritized { priority, .. } => {
            if let Some(ticket) = &mut it.ticket {
                ticket.priority = *priority;
            }
        }
        Event::GroupSet { group, .. } => {
            if let Some(ticket) = it.open_ticket_mut() {
                ticket.group.clone_from(group);
            }
        }
        Event::TicketClosed { outcome, by, .. } => {
            if let Some(ticket) = &mut it.ticket {
                if by.is_some() {
                    ticket.firings = Firings::default();
                }
                ticket.closed = Some(*outcome);
                ticket.waiting_since = None;
            }
            it.unanswered = 0;
        }
        _ => {}
    }
}

fn received(it: &mut Conversation, message: &Incoming, group: Option<&TeamId>, at: Timestamp) {
    it.recent.push(&message.id);
    if let Some(ticket) = &mut it.ticket {
        ticket.firings = Firings::default();
    }
    it.unprompted = 0;
    it.spent.lately = 0;
    // What is said in a group is nothing that a trail reads, and could tell to others.
    it.input = input(group.is_none().then_some(message));
    it.last = Some(Last {
        preview: preview(&message.plain()),
        from: None,
        group: group.cloned(),
        at,
    });
    if it.owner != Owner::Bot {
        it.unanswered = it.unanswered.saturating_add(1);
    }
}

fn sent(it: &mut Conversation, event: &Event) {
    let Event::MessageSent {
        speaker,
        content,
        id,
        group,
        at,
        ..
    } = event
    else {
        return;
    };
    it.last = Some(Last {
        preview: preview(&content.gist()),
        from: Some(speaker.clone()),
        group: group.clone(),
        at: *at,
    });
    if let Some(id) = id {
        it.replies.push(id);
    }
    match speaker {
        Speaker::Agent(_) => it.unanswered = 0,
        Speaker::Bot => it.unprompted = it.unprompted.saturating_add(1),
        Speaker::System => {}
    }
}

fn preview(text: &str) -> String {
    let beyond = text.char_indices().nth(limits::PREVIEW);
    let cut = beyond.and_then(|(at, _)| text.get(..at)).unwrap_or(text);
    cut.replace('\n', " ")
}

fn tag(tags: &mut Vec<SmolStr>, add: &[SmolStr], remove: &[SmolStr]) {
    tags.retain(|tag| !remove.contains(tag));
    for tag in add {
        if let Err(place) = tags.binary_search(tag)
            && tags.len() < limits::TAGS
        {
            tags.insert(place, tag.clone());
        }
    }
}
