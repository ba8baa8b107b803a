//! What was said and done, drawn.

use super::content::{Labels, drawn, mark};
use super::groups::within;
use crate::clock;
use crate::refusal::Refusal;
use crate::state::{Msg, Outgoing, Piece, Sending, State, is_insisting};
use crate::words;
use std::rc::Rc;
use trilha_model::{ConversationId, Priority};
use trilha_widgets::{Avatar, Button, ButtonKind, Glyph, Icon, Spinner, english, t};
use trilha_wire::chat::{Content, From};
use trilha_wire::desk::{Entry, Owner, What};
use yew::prelude::*;

/// Draws a part of a thread.
pub(super) fn piece(piece: &Piece, labels: &Labels) -> Html {
    match piece {
        Piece::Day(at) => {
            html! { <div class="day" key={format!("day-{at}")} role="separator" data-testid="day"><span>{ clock::day_name(*at) }</span></div> }
        }
        Piece::Bubbles {
            from,
            group,
            entries,
        } => bubbles(from, group.as_deref(), entries, labels),
        Piece::Hidden {
            seq,
            count,
            group,
            at,
        } => hidden(*seq, *count, group, *at),
        Piece::Note(entry) => note(entry),
        Piece::Line(entry) => line(entry),
    }
}

fn side(from: &From) -> &'static str {
    match from {
        From::Contact => "contact",
        From::Bot => "bot",
        From::System => "system",
        From::Agent { .. } => "agent",
    }
}

fn bubbles(from: &From, group: Option<&str>, entries: &[Rc<Entry>], labels: &Labels) -> Html {
    let side = side(from);
    let (face, name) = match from {
        From::Contact => (None, None),
        From::Bot => (
            Some(
                html! { <span class="avatar small robot"><Glyph icon={Icon::Bot} size={14} /></span> },
            ),
            Some(t!("bot")),
        ),
        From::System => (
            Some(
                html! { <span class="avatar small robot"><Glyph icon={Icon::Info} size={14} /></span> },
            ),
            Some(t!("system")),
        ),
        From::Agent { name } => (
            Some(html! { <Avatar name={name.clone()} class="small" /> }),
            Some(name.clone().into()),
        ),
    };
    let key = entries.first().map(|entry| entry.seq);
    html! {
        <div class={classes!("group", side)} key={format!("group-{}", key.unwrap_or(0))}>
            if name.is_some() || group.is_some() {
                <div class="speaker">{ face }if let Some(name) = name { <span>{ name }</span> }{ group.map(within) }</div>
            }
            { for entries.iter().map(|entry| message(entry, side, labels)) }
        </div>
    }
}

fn message(entry: &Entry, side: &'static str, labels: &Labels) -> Html {
    let What::Message { content, .. } = &entry.what else {
        return Html::default();
    };
    html! {
        <div class={classes!("bubble-row", side)} key={entry.seq} data-testid="message" data-from={side}>
            <div class="bubble">{ drawn(content, side, labels) }</div>
            <time title={clock::full(entry.at)}>{ clock::time(entry.at) }</time>
        </div>
    }
}

/// One calm line for what one may not read; it stays where it is while more is said.
fn hidden(seq: u64, count: usize, group: &str, (first, last): (i64, i64)) -> Html {
    let mut moments = clock::full(first);
    if last != first {
        moments = format!("{moments} – {}", clock::full(last));
    }
    html! {
        <div class="event hidden" key={seq} data-testid="hidden">
            <Glyph icon={Icon::Lock} size={12} /><span>{ t!("hidden-messages", count = count, group = group) }</span><time title={moments}>{ clock::time(last) }</time>
        </div>
    }
}

fn note(entry: &Entry) -> Html {
    let What::Note { name, text } = &entry.what else {
        return Html::default();
    };
    let by = if name.is_empty() {
        t!("bot")
    } else {
        name.clone().into()
    };
    html! {
        <div class="note" key={entry.seq} data-testid="note">
            <div class="speaker"><Glyph icon={Icon::Note} size={14} /><span>{ t!("note-by", name = by.as_str()) }</span>{ entry.group.as_deref().map(within) }<time title={clock::full(entry.at)}>{ clock::time(entry.at) }</time></div>
            <p>{ text }</p>
        </div>
    }
}

fn line(entry: &Entry) -> Html {
    let (icon, words) = match &entry.what {
        What::Started { trail } => (Icon::Branch, t!("event-started", trail = trail.as_str())),
        What::HandedOff {
            number,
            queue,
            team,
            for_group,
        } => {
            let words = handed_off(number, queue, team.as_deref(), for_group.as_deref());
            (Icon::Hand, words)
        }
        What::ForTeam { team, queue, by } => (Icon::Team, for_team(team, queue, by.as_deref())),
        What::ForAll { queue, team, by } => (Icon::Queue, for_all(queue, team, by.as_deref())),
        What::Owned { owner, by } => owned(owner, by.as_deref()),
        What::Closed { outcome, by } => (Icon::Check, closed(outcome, by.as_deref())),
        What::Failed { step, .. } => (Icon::Alert, t!("event-failed", step = step.as_str())),
        What::Limited { .. } => (Icon::Alert, t!("event-limited")),
        What::Called { tool, .. } => (Icon::Send, t!("event-called", tool = tool.as_str())),
        What::Got { tool, done, .. } if *done => {
            (Icon::Return, t!("event-got", tool = tool.as_str()))
        }
        What::Got { tool, .. } => (Icon::Alert, t!("event-got-nothing", tool = tool.as_str())),
        What::Rated { scale, score } => {
            (Icon::Check, t!("event-rated", mark = mark(*scale, *score)))
        }
        What::Fired { trail, .. } => (Icon::Clock, t!("event-fired", trail = trail.as_str())),
        What::Prioritized { priority } => (Icon::Bell, prioritized(*priority)),
        // Read from JSON, where both are called `group`, the group set is the entry's own.
        What::Grouped { group, was, by } => {
            let group = group.as_ref().or(entry.group.as_ref());
            grouped(group.map(String::as_str), was.as_deref(), by.as_deref())
        }
        What::Tagged { add, remove, by } => (Icon::Tag, tagged(add, remove, by.as_deref())),
        What::Moved { version } => (Icon::Branch, t!("event-moved", version = *version)),
        What::Ended => (Icon::Flag, t!("event-ended")),
        What::Message { .. } | What::Note { .. } | What::Hidden => return Html::default(),
    };
    let error = match &entry.what {
        What::Failed { error, .. } => Some(AttrValue::from(error.clone())),
        _ => None,
    };
    let exact = match &entry.what {
        What::Called { arguments, .. } => Some(AttrValue::from(arguments.clone())),
        What::Got { result, .. } => Some(AttrValue::from(result.clone())),
        What::Fired { automation, .. } => Some(AttrValue::from(automation.clone())),
        What::Limited { limit } => Some(AttrValue::from(limit.clone())),
        _ => error.clone(),
    };
    html! {
        <div class={classes!("event", error.is_some().then_some("bad"))} key={entry.seq} data-testid="event-line">
            <Glyph {icon} size={12} /><span>{ words }{ english(exact.as_ref()) }</span><time title={clock::full(entry.at)}>{ clock::time(entry.at) }</time>
        </div>
    }
}

fn handed_off(number: &str, queue: &str, team: Option<&str>, group: Option<&str>) -> AttrValue {
    match (team, group) {
        (None, None) => t!("event-handed-off", number = number, queue = queue),
        (None, Some(group)) => t!(
            "event-handed-off-group",
            number = number,
            queue = queue,
            group = group
        ),
        (Some(team), None) => t!(
            "event-handed-off-team",
            number = number,
            queue = queue,
            team = team
        ),
        (Some(team), Some(group)) => t!(
            "event-handed-off-team-group",
            number = number,
            queue = queue,
            team = team,
            group = group
        ),
    }
}

fn owned(owner: &Owner, by: Option<&str>) -> (Icon, AttrValue) {
    match (owner, by) {
        (Owner::Bot, _) => (Icon::Bot, t!("event-to-bot")),
        (Owner::Queue { title, .. }, Some(by)) => (
            Icon::Queue,
            t!("event-to-queue-by", queue = title.as_str(), by = by),
        ),
        (Owner::Queue { title, .. }, None) => {
            (Icon::Queue, t!("event-to-queue", queue = title.as_str()))
        }
        (Owner::Agent { name, .. }, Some(by)) if by != name => (
            Icon::Transfer,
            t!("event-to-agent-by", name = name.as_str(), by = by),
        ),
        (Owner::Agent { name, .. }, _) => (Icon::Hand, t!("event-taken", name = name.as_str())),
    }
}

fn for_team(team: &str, queue: &str, by: Option<&str>) -> AttrValue {
    if let Some(by) = by {
        t!("event-for-team-by", team = team, queue = queue, by = by)
    } else {
        t!("event-for-team", team = team, queue = queue)
    }
}

fn for_all(queue: &str, team: &str, by: Option<&str>) -> AttrValue {
    if let Some(by) = by {
        t!("event-for-all-by", queue = queue, team = team, by = by)
    } else {
        t!("event-for-all", queue = queue, team = team)
    }
}

/// Who reads from now on.
fn grouped(group: Option<&str>, was: Option<&str>, by: Option<&str>) -> (Icon, AttrValue) {
    match (group, was, by) {
        (Some(group), _, Some(by)) => (Icon::Lock, t!("event-grouped-by", by = by, group = group)),
        (Some(group), _, None) => (Icon::Lock, t!("event-grouped", group = group)),
        (None, Some(was), Some(by)) => {
            (Icon::Unlock, t!("event-ungrouped-by", by = by, group = was))
        }
        (None, ..) => (Icon::Unlock, t!("event-ungrouped")),
    }
}

fn tagged(add: &[String], remove: &[String], by: Option<&str>) -> AttrValue {
    let (add, remove) = (add.join(", "), remove.join(", "));
    match (add.as_str(), remove.as_str(), by) {
        (add, "", None) => t!("event-tagged", tags = add),
        (add, "", Some(by)) => t!("event-tagged-by", by = by, tags = add),
        ("", remove, None) => t!("event-untagged", tags = remove),
        ("", remove, Some(by)) => t!("event-untagged-by", by = by, tags = remove),
        (add, remove, None) => t!("event-retagged", tags = add, off = remove),
        (add, remove, Some(by)) => t!("event-retagged-by", by = by, tags = add, off = remove),
    }
}

fn prioritized(priority: Priority) -> AttrValue {
    let label = words::priority(priority).map_or_else(|| t!("priority-normal"), |(_, label)| label);
    t!("event-prioritized", priority = label.as_str())
}

fn closed(outcome: &str, by: Option<&str>) -> AttrValue {
    match (outcome, by) {
        ("resolved", Some(by)) => t!("event-resolved-by", by = by),
        ("resolved", None) => t!("event-resolved"),
        ("given_back", Some(by)) => t!("event-given-back-by", by = by),
        ("given_back", None) => t!("event-given-back"),
        _ => t!("event-abandoned"),
    }
}

/// Why something was not sent; what somebody else said before it is quoted.
fn why(one: &Outgoing, known: &State, id: &ConversationId, refusal: &Refusal) -> Html {
    let by_now = known.read_instead(id, one, |group| {
        group.map_or_else(
            || t!("readers-changed-all"),
            |group| t!("readers-changed-group", group = group.title.as_str()),
        )
    });
    if let Some(words) = by_now {
        return html! { <span data-testid="readers-changed">{ words }</span> };
    }
    match known.answered_before(one) {
        Some((name, text)) => html! {
            <span data-testid="answered">{ t!("someone-answered-by", name = name) }{ " " }<q>{ text.to_owned() }</q></span>
        },
        None => words::reason(refusal),
    }
}

/// What of it will stand in the thread.
fn said(one: &Outgoing) -> Html {
    let Some(media) = &one.media else {
        return html! { <p>{ &one.text }</p> };
    };
    let content = Content::Media {
        text: media.name.clone().unwrap_or_default(),
        kind: media.kind,
        url: media.url.clone(),
        name: media.name.clone(),
        alt: None,
        caption: Some(one.text.clone()).filter(|text| !text.is_empty()),
        size: media.size,
    };
    drawn(&content, "agent", &Labels::new())
}

/// Draws what is on its way.
pub(super) fn outgoing(
    one: &Outgoing,
    known: &State,
    id: &ConversationId,
    send: &Callback<Msg>,
) -> Html {
    let msg = |make: fn(ConversationId, String) -> Msg| {
        let (id, client) = (id.clone(), one.client.clone());
        send.reform(move |()| make(id.clone(), client.clone()))
    };
    let (state, foot) = match &one.sending {
        Sending::Waiting | Sending::Flying => ("sending", html! { <Spinner /> }),
        Sending::Sent(_) => ("sent", html! { <time>{ clock::time(one.at) }</time> }),
        Sending::Failed(refusal) => (
            "failed",
            html! {
                <span class="undelivered" role="alert">
                    <span class="why"><Glyph icon={Icon::Alert} size={14} /><span>{ why(one, known, id, refusal) }</span></span>
                    <span class="ways">
                        <Button small=true label={if is_insisting(&one.sending) { t!("send-anyway") } else { t!("try-again") }} icon={Icon::Refresh} onclick={msg(|id, client| Msg::Resend { id, client })} testid="outgoing-retry" />
                        if one.media.is_none() && is_insisting(&one.sending) {
                            <Button small=true kind={ButtonKind::Ghost} label={t!("edit")} icon={Icon::Edit} onclick={msg(|id, client| Msg::Rewrite { id, client })} testid="outgoing-edit" />
                        }
                        <Button small=true kind={ButtonKind::Ghost} label={t!("discard")} onclick={msg(|id, client| Msg::Discard { id, client })} testid="outgoing-discard" />
                    </span>
                </span>
            },
        ),
    };
    html! {
        <div class={classes!("bubble-row", "agent", "outgoing", state, one.note.then_some("as-note"))} key={one.client.as_str()} data-testid="outgoing" data-state={state}>
            <div class="bubble">{ said(one) }</div>
            { foot }
        </div>
    }
}
