//! What people at the desk do.

use super::change::change;
use super::desk::{may_see, summary};
use super::extract::{Json, Path};
use super::gate::Staff;
use super::media::kept_here;
use super::turns::answer;
use crate::app::App;
use crate::aside::aside;
use crate::problem::{Answer, Problem};
use crate::runtime::News;
use crate::streams::numbered;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;
use std::time::Instant;
use trilha_desk::{Agent, Conversation};
use trilha_model::{
    Act, AgentEvent, ConversationId, Event, Input, Owner, Speaker, Stream, TeamId, codec,
};
use trilha_views::{Line, Viewer};
use trilha_wire::desk::{Availability, Deed};

/// Commits read at once.
const COMMITS: usize = 32;
/// Commits searched for what somebody else answered.
const SEARCHED: usize = 256;

/// `POST /api/desk/conversations/{inbox}/{address}/acts`
pub(super) async fn act(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((inbox, address)): Path<(String, String)>,
    Json(deed): Json<Deed>,
) -> Answer<Response> {
    let id = ConversationId {
        inbox: inbox.into(),
        address: address.into(),
    };
    let viewer = staff.house.viewer(&staff.id);
    let mut act = deed.act;
    if let Act::Reply {
        media: Some(media), ..
    } = &mut act
    {
        **media = kept_here(&app, media.kind, &media.url).await?;
    }
    let seen = deed.seen.filter(|_| !deed.anyway);
    let written_for = deed.written_for.filter(|_| !deed.anyway);
    let reads_it = |conversation: &Conversation| match &written_for {
        Some(group) => only_for(&app, &viewer, conversation, &act, group),
        None => Ok(()),
    };
    let seen = match (&act, seen) {
        (Act::Reply { id: reply, .. }, Some(seen)) => {
            Some(looked_through(&app, &id, &viewer, reply, seen, &reads_it).await?)
        }
        _ => None,
    };
    let may = |version: u64, conversation: &Conversation| {
        // Who just lost a race may be told to whom, although it is no longer theirs to see.
        if matches!(act, Act::Take)
            && conversation.is_open()
            && was_within_reach(&viewer, conversation)
        {
            return Ok(());
        }
        may_see(&viewer, conversation)?;
        if conversation.is_takeover(&act) && !staff.house.world.supervisors.contains(&staff.id) {
            return Err(Problem::forbidden()
                .detail("taking a conversation from the bot or from somebody is for supervisors"));
        }
        reads_it(conversation)?;
        match (&act, seen.filter(|seen| *seen < version)) {
            (Act::Reply { id: reply, .. }, Some(seen))
                if may_come_late(&viewer, conversation, reply) =>
            {
                nobody_answered(&app, &id, &viewer, seen)
            }
            _ => Ok(()),
        }
    };
    let done = app
        .runtime
        .drive_if(
            &id,
            Input::Acted {
                by: staff.id.clone(),
                act: act.clone(),
            },
            &may,
        )
        .await;
    let done = match done {
        Err(problem) if problem.kind == Problem::already_taken().kind => {
            return Err(named(&app, problem, &id).await);
        }
        other => other?,
    };
    if let Some(cursor) = done.cursor {
        app.follower.reached(cursor).await;
    }
    if matches!(act, Act::Reply { .. }) {
        // What was typed is said: whatever is typed next is news.
        app.typing.forgive(&(id.clone(), Some(staff.id)));
    }
    let line = app
        .runtime
        .look(&id, |version, conversation| {
            Line::of(&id, version, conversation)
        })
        .await?;
    let house = app.now();
    let viewer = house.viewer(&viewer.agent);
    Ok(answer(StatusCode::OK, &summary(&house, &viewer, &line)))
}

/// Whether a reply is one of somebody who has the conversation and reads it, and not there already.
fn may_come_late(viewer: &Viewer, conversation: &Conversation, reply: &str) -> bool {
    matches!(&conversation.owner, Owner::Agent(holder) if *holder == viewer.agent)
        && viewer.reads(conversation.group())
        && !conversation.replies.contains(reply)
}

/// Refuses what was written for a message group when others would read it: all again, or another group. What was said
/// already is not said anew, and who may not say it is told so by the desk.
fn only_for(
    app: &App,
    viewer: &Viewer,
    conversation: &Conversation,
    act: &Act,
    group: &TeamId,
) -> Answer<()> {
    let now = conversation.group();
    let said = match act {
        Act::Reply { id, .. } => may_come_late(viewer, conversation, id),
        Act::Note { id, .. } => {
            let there = id
                .as_ref()
                .is_some_and(|id| conversation.replies.contains(id));
            !there && viewer.reads(now)
        }
        _ => false,
    };
    if !said || now == Some(group) {
        return Ok(());
    }
    let detail = match now {
        Some(now) => format!(
            "what is said now is read by the group {:?} and supervisors",
            app.now().team(now).title
        ),
        None => "what is said now is read by everyone who sees the conversation".to_owned(),
    };
    Err(Problem::readers_changed().detail(detail))
}

/// Looks off the runtime's threads through what happened since the writer looked, unless others would read it; answers
/// up to which version, so that in its turn little is left to look through.
async fn looked_through(
    app: &Arc<App>,
    id: &ConversationId,
    viewer: &Viewer,
    reply: &str,
    seen: u64,
    reads_it: &(impl Fn(&Conversation) -> Answer<()> + Sync),
) -> Answer<u64> {
    let (version, late) = app
        .runtime
        .look(id, |version, conversation| {
            let late = may_come_late(viewer, conversation, reply);
            reads_it(conversation).map(|()| (version, late))
        })
        .await??;
    if !late || version <= seen {
        return Ok(seen);
    }
    let (app, id, viewer) = (Arc::clone(app), id.clone(), viewer.clone());
    aside(move || nobody_answered(&app, &id, &viewer, seen)).await?;
    Ok(version)
}

/// Refuses when another person has answered the contact after a version, among the last few hundred commits. Who
/// answered in a message group is told to those who read it.
fn nobody_answered(app: &App, id: &ConversationId, viewer: &Viewer, seen: u64) -> Answer<()> {
    let mut before = u64::MAX;
    let mut read = 0;
    while read < SEARCHED && before > seen {
        let page = app.journal.read_back(&id.stream(), before, COMMITS)?;
        for entry in &page {
            let newer = numbered(entry).filter(|(version, bytes)| {
                *version > seen && codec::event_name(bytes) == Some("MessageSent")
            });
            for (_, bytes) in newer {
                if let Ok(Event::MessageSent {
                    speaker: Speaker::Agent(other),
                    group,
                    ..
                }) = codec::event_from_bytes(bytes)
                    && other != viewer.agent
                    && viewer.reads(group.as_ref())
                {
                    let detail = format!("{} has answered meanwhile", app.now().name(&other));
                    return Err(Problem::someone_answered().detail(detail));
                }
            }
            before = entry.expected_version;
        }
        if page.is_empty() {
            break;
        }
        read += page.len();
    }
    Ok(())
}

fn was_within_reach(viewer: &Viewer, conversation: &Conversation) -> bool {
    conversation
        .open_ticket()
        .is_some_and(|ticket| viewer.all || viewer.queues.contains(&ticket.queue))
}

/// Names the winner as people know them.
async fn named(app: &App, problem: Problem, id: &ConversationId) -> Problem {
    let owner = app
        .runtime
        .look(id, |_, conversation| conversation.owner.clone())
        .await;
    match owner {
        Ok(Owner::Agent(agent)) => {
            let detail = format!("{} has taken it already", app.now().name(&agent));
            problem.detail(detail)
        }
        _ => problem,
    }
}

/// `POST /api/desk/conversations/{inbox}/{address}/typing`
pub(super) async fn typing(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((inbox, address)): Path<(String, String)>,
) -> Answer<StatusCode> {
    let id = ConversationId {
        inbox: inbox.into(),
        address: address.into(),
    };
    let viewer = staff.house.viewer(&staff.id);
    let own = Owner::Agent(staff.id.clone());
    let holds = app
        .runtime
        .look(&id, |_, conversation| {
            may_see(&viewer, conversation).map(|()| conversation.owner == own)
        })
        .await??;
    let who = (id, Some(staff.id));
    if app.typing.take(&who, Instant::now()).is_ok() {
        let (id, by) = who;
        if holds {
            app.hub.tell(&id, |topic| topic.typing += 1);
        }
        app.hub.announce(News::Typing { id, by });
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT /api/desk/availability`
pub(super) async fn availability(
    State(app): State<Arc<App>>,
    staff: Staff,
    Json(wanted): Json<Availability>,
) -> Answer<Response> {
    let stream = Stream::new("agent", staff.id.as_str());
    let at = crate::ambient::now();
    let events = |agent: &Agent| {
        let changed = AgentEvent::AvailabilityChanged {
            available: wanted.available,
            at,
        };
        Ok(if agent.available == wanted.available {
            Vec::new()
        } else {
            vec![changed]
        })
    };
    change::<Agent>(&app, &stream, events).await?;
    super::session::me(&app.now(), &staff.id).map(|me| answer(StatusCode::OK, &me))
}
