//! What refusals, roles, priorities and the like are called.

use crate::keys::Command;
use crate::refusal::Refusal;
use crate::route::Section;
use crate::state::{Notice, Tab};
use trilha_model::{Channel, Priority, Role, TicketState};
use trilha_widgets::{Tone, english, t};
use trilha_wire::desk::{Summary, Ticket};
use yew::prelude::*;

/// Longer than any telephone number.
const LONG_ADDRESS: usize = 20;

/// Why it came to nothing, in a sentence.
pub(crate) fn refusal(refusal: &Refusal) -> AttrValue {
    match refusal {
        Refusal::Offline => t!("refused-offline"),
        Refusal::Garbled => t!("refused-garbled"),
        Refusal::Interrupted => t!("refused-interrupted"),
        Refusal::Problem(problem) => {
            whole(&problem.kind).unwrap_or_else(|| vague(problem.kind.as_str()))
        }
    }
}

/// Refusals that our sentence says whole.
fn whole(kind: &str) -> Option<AttrValue> {
    Some(match kind {
        "wrong-credentials" => t!("refused-wrong-credentials"),
        "too-many-tries" | "too-many-requests" => t!("refused-too-many-tries"),
        "forbidden" => t!("refused-forbidden"),
        "taken" | "not-new" => t!("refused-taken"),
        "already-taken" => t!("already-taken"),
        "someone-answered" => t!("someone-answered"),
        "readers-changed" => t!("readers-changed"),
        "not-yours" => t!("refused-not-yours"),
        "not-of-team" => t!("refused-not-of-team"),
        "not-of-group" => t!("refused-not-of-group"),
        "unskilled" => t!("refused-unskilled"),
        "nothing-to-give-back" => t!("refused-nothing-to-give-back"),
        "no-such-conversation" => t!("refused-no-such-conversation"),
        "no-such-inbox" => t!("refused-no-such-inbox"),
        "inbox-disabled" => t!("refused-inbox-disabled"),
        "not-found" => t!("refused-not-found"),
        "empty" => t!("refused-empty"),
        "last-admin" => t!("refused-last-admin"),
        "busy" => t!("refused-busy"),
        "no-room" => t!("refused-no-room"),
        "signed-out" => t!("refused-signed-out"),
        _ => return None,
    })
}

/// Refusals of which only the server knows what exactly.
fn vague(kind: &str) -> AttrValue {
    match kind {
        "too-long" | "too-large" => t!("refused-too-long"),
        "invalid" => t!("refused-invalid"),
        "storage-stopped" => t!("refused-storage-stopped"),
        "mail-failed" => t!("refused-mail-failed"),
        "mail-unreachable" => t!("refused-mail-unreachable"),
        "internal" => t!("refused-internal"),
        _ => t!("refused-other"),
    }
}

/// What exactly, in the server's words, which are English; none where ours say it whole.
pub(crate) fn detail(refusal: &Refusal) -> Option<AttrValue> {
    match refusal {
        Refusal::Problem(problem) if whole(&problem.kind).is_none() => {
            let sentence = problem.detail.as_ref().unwrap_or(&problem.title);
            Some(sentence.clone().into()).filter(|sentence: &AttrValue| !sentence.is_empty())
        }
        Refusal::Problem(_) | Refusal::Offline | Refusal::Garbled | Refusal::Interrupted => None,
    }
}

/// Both, to be drawn.
pub(crate) fn reason(why: &Refusal) -> Html {
    html! { <span>{ refusal(why) }{ english(detail(why).as_ref()) }</span> }
}

/// A toast's colour and words, and what the server says to that.
pub(crate) fn notice(notice: &Notice) -> (Tone, AttrValue, Option<AttrValue>) {
    let (tone, words) = match notice {
        Notice::Refused(why) => return (Tone::Bad, refusal(why), detail(why)),
        Notice::StillSignedIn(why) => {
            let words = t!("still-signed-in", why = refusal(why).to_string());
            return (Tone::Bad, words, detail(why));
        }
        Notice::AlreadyTaken { name: Some(name) } => {
            (Tone::Warn, t!("already-taken-by", name = name.as_str()))
        }
        Notice::AlreadyTaken { name: None } => (Tone::Warn, t!("already-taken")),
        Notice::GivenBack => (Tone::Ok, t!("done-given-back")),
        Notice::Resolved => (Tone::Ok, t!("done-resolved")),
        Notice::Returned => (Tone::Ok, t!("done-returned")),
        Notice::Transferred => (Tone::Ok, t!("done-transferred")),
        Notice::Gone => (Tone::Plain, t!("gone")),
    };
    (tone, words, None)
}

/// What a field of a contact is called; its own name where it is not one of ours.
pub(crate) fn contact_field(name: &str) -> AttrValue {
    match name {
        "name" => t!("name"),
        "email" => t!("contact-email"),
        "phone" => t!("contact-phone"),
        "language" => t!("language"),
        other => other.to_owned().into(),
    }
}

/// Who a conversation is with: their name, or a short one for a visitor known by a long address only.
pub(crate) fn contact(line: &Summary) -> AttrValue {
    if line.name == line.id.address.as_str() {
        address(line)
    } else {
        line.name.clone().into()
    }
}

/// Where a conversation comes from: the address, or a short name for a long one.
pub(crate) fn address(line: &Summary) -> AttrValue {
    let address = line.id.address.as_str();
    if address.len() <= LONG_ADDRESS {
        return address.to_owned().into();
    }
    let end: String = address
        .chars()
        .rev()
        .take(4)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    t!("visitor", id = end.to_uppercase())
}

/// A role.
pub(crate) fn role(role: Role) -> AttrValue {
    match role {
        Role::Agent => t!("role-agent"),
        Role::Supervisor => t!("role-supervisor"),
        Role::Admin => t!("role-admin"),
    }
}

/// A priority and its colour; none for the usual one.
pub(crate) fn priority(priority: Priority) -> Option<(Tone, AttrValue)> {
    match priority {
        Priority::Low => Some((Tone::Plain, t!("priority-low"))),
        Priority::Normal => None,
        Priority::High => Some((Tone::Warn, t!("priority-high"))),
        Priority::Urgent => Some((Tone::Bad, t!("priority-urgent"))),
    }
}

/// A priority by its name in trails; the name itself where it is none of ours.
pub(crate) fn priority_named(name: &str) -> AttrValue {
    match name {
        "low" => t!("priority-low"),
        "normal" => t!("priority-normal"),
        "high" => t!("priority-high"),
        "urgent" => t!("priority-urgent"),
        other => other.to_owned().into(),
    }
}

/// A channel.
pub(crate) fn channel(channel: Channel) -> AttrValue {
    match channel {
        Channel::Webchat => t!("channel-webchat"),
        Channel::Api => t!("channel-api"),
    }
}

/// A list.
pub(crate) fn tab(tab: Tab) -> AttrValue {
    match tab {
        Tab::Waiting => t!("tab-waiting"),
        Tab::Mine => t!("tab-mine"),
        Tab::All => t!("tab-all"),
        Tab::Closed => t!("tab-closed"),
    }
}

/// A screen of the settings.
pub(crate) fn section(section: Section) -> AttrValue {
    match section {
        Section::Users => t!("users"),
        Section::Queues => t!("queues"),
        Section::Teams => t!("teams"),
        Section::Inboxes => t!("inboxes"),
        Section::Automations => t!("automations"),
        Section::Firings => t!("firings"),
        Section::Calendars => t!("calendars"),
        Section::Env => t!("env"),
        Section::Secrets => t!("secrets"),
        Section::Mail => t!("mail"),
        Section::Webhooks => t!("webhooks"),
        Section::Tokens => t!("tokens"),
        Section::Profile => t!("profile"),
    }
}

/// Where the work on a ticket stands.
pub(crate) fn ticket_state(ticket: &Ticket) -> AttrValue {
    match ticket.state {
        _ if ticket.closed => t!("state-closed"),
        TicketState::Open => t!("state-open"),
        TicketState::Pending => t!("state-pending"),
    }
}

/// What a key does.
pub(crate) fn command(command: Command) -> AttrValue {
    match command {
        Command::Down => t!("key-down"),
        Command::Up => t!("key-up"),
        Command::Open => t!("key-open"),
        Command::Take => t!("take"),
        Command::Reply => t!("key-reply"),
        Command::GiveBack => t!("give-back"),
        Command::Resolve => t!("resolve"),
        Command::Note => t!("key-note"),
        Command::Transfer => t!("transfer"),
        Command::Group => t!("group"),
        Command::Back => t!("key-back"),
        Command::Help => t!("keys"),
        Command::Palette => t!("key-palette"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use trilha_wire::Problem;

    fn problem(kind: &str) -> Refusal {
        Refusal::Problem(Problem {
            kind: kind.into(),
            title: "A title.".into(),
            status: 409,
            detail: Some("exactly this".into()),
        })
    }

    #[test]
    fn the_server_is_quoted_only_where_our_sentence_does_not_say_all() {
        assert_eq!(detail(&problem("not-yours")), None);
        assert_eq!(detail(&problem("too-long")), Some("exactly this".into()));
        assert_eq!(detail(&problem("news")), Some("exactly this".into()));
        let bare = Refusal::Problem(Problem {
            kind: "news".into(),
            title: "A title.".into(),
            status: 500,
            detail: None,
        });
        assert_eq!(detail(&bare), Some("A title.".into()));
    }

    #[test]
    fn no_refusal_is_called_by_the_title_of_the_server() {
        for kind in ["not-yours", "too-long", "news", ""] {
            assert_ne!(refusal(&problem(kind)), "A title.", "{kind}");
        }
    }
}
