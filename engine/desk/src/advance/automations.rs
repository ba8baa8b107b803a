//! What automations do of themselves: when time passes, when tags come, when a schedule's moment is there.

use super::draft::Draft;
use crate::automations::{Automation, contact_tags, has_tag};
use crate::conversation::{Conversation, input};
use crate::limits;
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::sync::Arc;
use trilha_model::{
    AutomationId, Event, LimitName, Owner, Priority, TicketOutcome, Timestamp, Value,
};
use trilha_trail::{Bundle, HandoffEnd, Trigger};

/// A schedule's moment: a session begins, unless anything goes on or this moment was had already.
pub(super) fn scheduled(draft: &mut Draft<'_>, id: &AutomationId, due: Timestamp) {
    let Some(automation) = draft.world.automation(id) else {
        return;
    };
    let conversation = draft.conversation();
    let Trigger::Schedule(schedule) = &automation.start.on else {
        return;
    };
    let meant = draft.world.is_enabled(&draft.id.inbox)
        && automation.start.is_on(&draft.id.inbox)
        && conversation.is_idle()
        && conversation.is_heard(&draft.world.limits)
        && has_tag(conversation, &schedule.tags)
        && !conversation.has_fired(id, due);
    if meant {
        fire(draft, automation, Some(due));
    }
}

/// Fires what has lasted too long.
pub(super) fn overdue(draft: &mut Draft<'_>) {
    for _ in 0..limits::FIRED_AT_ONCE {
        let due = timed(draft).find(|(at, ..)| *at <= draft.now);
        let Some((_, since, automation)) = due else {
            return;
        };
        if automation.start.on.is_service() && is_worn_out(draft) {
            let limit = LimitName::Firings;
            draft.emit(Event::LimitReached { limit, step: None });
        } else {
            fire(draft, automation, Some(since));
        }
    }
}

/// Whether automations fired for the open ticket as often as they may.
fn is_worn_out(draft: &Draft<'_>) -> bool {
    let ticket = draft.conversation().open_ticket();
    ticket.is_some_and(|ticket| ticket.firings.are_over(&draft.world.limits))
}

/// Those that go by time and have not fired for what lasts now: when they will, since when it lasts, and which.
fn timed<'d, 'a>(
    draft: &'d Draft<'a>,
) -> impl Iterator<Item = (Timestamp, Timestamp, &'a Automation)> + use<'d, 'a> {
    let inbox = &draft.id.inbox;
    let conversation = draft.conversation();
    let world = draft.world;
    let lasts = move |one: &Automation| one.lasts(world, inbox, conversation);
    let lasting = world.automations.iter();
    let lasting = lasting.filter_map(move |one| Some((lasts(one)?, one)));
    lasting
        .take(limits::FIRED / 2)
        .filter(move |((since, _), one)| !conversation.has_fired(&one.id, *since))
        .map(|((since, after), one)| (since.after(after), since, one))
        .filter(move |(at, since, one)| !is_old_silence(draft, (*at, *since), one))
}

/// Whether a contact had been silent for too long already when the automation came: the silence lasted before this
/// sprint, and the conversation had not asked to be woken for it.
fn is_old_silence(
    draft: &Draft<'_>,
    (at, since): (Timestamp, Timestamp),
    automation: &Automation,
) -> bool {
    let before = draft.before();
    let late = at.0.saturating_add(limits::SILENT_LATE) < draft.now.0;
    let unasked = before.alarm.is_none_or(|alarm| alarm > at);
    let lasted = || automation.lasts(draft.world, &draft.id.inbox, before);
    matches!(automation.start.on, Trigger::Silent(_))
        && late
        && unasked
        && lasted().is_some_and(|(known, _)| known == since)
}

/// What follows a sprint in which anything happened: an automation for tags that came, and the next alarm.
pub(super) fn follow(draft: &mut Draft<'_>) {
    if draft.world.automations.is_empty() && draft.conversation().alarm.is_none() {
        return;
    }
    tagged(draft);
    set_alarm(draft);
}

/// Asks to be woken when the first automation will have waited long enough. An alarm that comes too early is left
/// as it is: it costs less to be woken once than to be put off with each message.
fn set_alarm(draft: &mut Draft<'_>) {
    let next = timed(draft).map(|(at, ..)| at).min();
    let alarm = draft.conversation().alarm;
    let stale = alarm.is_some_and(|alarm| alarm <= draft.now);
    let sooner = next.is_some_and(|next| alarm.is_none_or(|alarm| next < alarm));
    if stale && next != alarm || sooner {
        draft.emit(Event::AlarmSet { at: next });
    }
}

/// The first automation that waits for a tag that came in this sprint, but from an automation that fired in it by
/// time. What it tags itself starts no other.
fn tagged(draft: &mut Draft<'_>) {
    let came: Vec<SmolStr> = {
        let before = all_tags(draft.before());
        let after = all_tags(draft.conversation());
        let came = after.difference(&before).map(SmolStr::new);
        came.filter(|tag| !draft.own_tags.contains(tag)).collect()
    };
    if came.is_empty() || !draft.world.is_enabled(&draft.id.inbox) {
        return;
    }
    let inbox = &draft.id.inbox;
    let mut all = draft.world.automations.iter();
    let found = all.find(|one| {
        let wanted = came.iter().any(|tag| one.start.is_tag(tag));
        one.on && one.start.is_on(inbox) && wanted
    });
    if let Some(automation) = found {
        fire(draft, automation, None);
    }
}

fn all_tags(conversation: &Conversation) -> BTreeSet<&str> {
    let tags = conversation.tags.iter().map(SmolStr::as_str);
    tags.chain(contact_tags(conversation)).collect()
}

fn tags_of(conversation: &Conversation) -> BTreeSet<SmolStr> {
    all_tags(conversation)
        .into_iter()
        .map(SmolStr::new)
        .collect()
}

/// Begins a session where nothing goes on and the contact answers now and then; else runs the trail beside it, if it never waits.
fn fire<'a>(draft: &mut Draft<'a>, automation: &'a Automation, since: Option<Timestamp>) {
    let conversation = draft.conversation();
    let known = tags_of(conversation);
    if !conversation.is_idle() {
        beside(draft, automation, since);
    } else if conversation.is_heard(&draft.world.limits) {
        draft.begin(automation, since, Some(&input(None)));
        draft.take_queued();
    }
    let tags = tags_of(draft.conversation());
    draft.own_tags.extend(tags.difference(&known).cloned());
}

/// Runs a trail beside whatever goes on, as the system.
fn beside<'a>(draft: &mut Draft<'a>, automation: &'a Automation, since: Option<Timestamp>) {
    let Some(bundle) = draft.world.newest(&automation.trail) else {
        return;
    };
    let service = automation.start.on.is_service();
    if !service && !bundle.runs_aside() {
        return;
    }
    draft.emit(Event::AutomationFired {
        automation: automation.id.clone(),
        since,
        told: None,
        aside: Some(bundle.hash.clone()),
        at: draft.now,
    });
    let presets = &draft.world.presets;
    let events = draft.scene_aside(bundle, |scene| trilha_trail::run_aside(scene, presets));
    for event in events {
        match event {
            event @ Event::TicketOpened { .. } => hand_on(draft, event),
            Event::TicketClosed { .. } => close(draft),
            Event::TicketPrioritized { priority, .. } => prioritize(draft, priority),
            event => draft.emit(numbered(draft, event)),
        }
    }
}

/// What a run beside whatever goes on asks for, with the number that is next by now: what was done of it so far may
/// have let the session ask for something.
fn numbered(draft: &Draft<'_>, mut event: Event) -> Event {
    if let Event::EffectRequested { id, .. } = &mut event {
        *id = draft.conversation().next_effect;
    }
    event
}

/// A handoff beside whatever goes on: an open ticket goes to the queue, also from a person; where there is none, the
/// trail's is opened, as one that no session waits for, and the bot is silent.
fn hand_on(draft: &mut Draft<'_>, mut opened: Event) {
    let Event::TicketOpened {
        queue,
        priority,
        note,
        step,
        team,
        group,
        ..
    } = &mut opened
    else {
        return;
    };
    *step = None;
    let ticket = draft.conversation().open_ticket();
    let Some(before) = ticket.map(|ticket| (ticket.queue.clone(), ticket.team.clone())) else {
        draft.cancel_effects();
        draft.hand_off(opened);
        return draft.take_queued();
    };
    let (queue, team) = (queue.clone(), team.clone());
    let (priority, at) = (*priority, draft.now);
    // A handoff that names no group leaves the ticket's.
    if let Some(group) = group.take() {
        draft.set_group(Some(group), None);
    }
    if let Some(text) = note.take() {
        draft.emit(Event::NoteLeft {
            text,
            step: None,
            group: None,
            at,
        });
    }
    // A handoff that says nothing of it says normal, and leaves a ticket as urgent as it is.
    if priority != Priority::Normal {
        prioritize(draft, priority);
    }
    let owner = Owner::Queue(queue.clone());
    if before != (queue.clone(), team.clone()) {
        draft.move_ticket(queue, team, None);
    }
    if draft.conversation().owner != owner {
        draft.give(owner, None);
    }
}

/// Makes a ticket as urgent as this, where it is not.
fn prioritize(draft: &mut Draft<'_>, priority: Priority) {
    let ticket = draft.conversation().open_ticket();
    if ticket.is_some_and(|ticket| ticket.priority != priority) {
        let at = draft.now;
        draft.emit(Event::TicketPrioritized { priority, at });
    }
}

/// Closes the open ticket; the bot has the conversation again, where the trail goes on after the handoff.
fn close(draft: &mut Draft<'_>) {
    if draft.conversation().open_ticket().is_none() {
        return;
    }
    let handed_off = draft.conversation().at_handoff();
    draft.emit(Event::TicketClosed {
        outcome: TicketOutcome::Resolved,
        by: None,
        at: draft.now,
    });
    draft.give(Owner::Bot, None);
    draft.resume(HandoffEnd::Closed, handed_off);
}

impl<'a> Draft<'a> {
    /// Begins a session with what an automation starts; `said` stands in for the last thing the contact said.
    pub(super) fn begin(
        &mut self,
        automation: &'a Automation,
        since: Option<Timestamp>,
        said: Option<&Value>,
    ) {
        if let Some(bundle) = self.fired(automation, since, None) {
            self.start(bundle, said);
        }
    }

    /// Begins a session with what an automation starts for an event of another system, told last.
    pub(super) fn begin_told(&mut self, automation: &'a Automation, name: SmolStr) {
        if let Some(bundle) = self.fired(automation, None, Some(name)) {
            self.start(bundle, None);
        }
    }

    fn fired(
        &mut self,
        automation: &'a Automation,
        since: Option<Timestamp>,
        told: Option<SmolStr>,
    ) -> Option<&'a Arc<Bundle>> {
        let bundle = self.world.newest(&automation.trail)?;
        self.emit(Event::AutomationFired {
            automation: automation.id.clone(),
            since,
            told,
            aside: None,
            at: self.now,
        });
        Some(bundle)
    }
}
