//! What refusals, roles, priorities and the like are called.

use crate::keys::Command;
use crate::refusal::Refusal;
use crate::route::Section;
use crate::state::{Notice, Tab};
use trilha_model::{Channel, Priority, Role};
use trilha_widgets::{Tone, t};
use trilha_wire::desk::Summary;
use yew::AttrValue;

/// Longer than any telephone number.
const LONG_ADDRESS: usize = 20;

/// Why it came to nothing, in a sentence.
pub(crate) fn refusal(refusal: &Refusal) -> AttrValue {
    let problem = match refusal {
        Refusal::Offline => return t!("refused-offline"),
        Refusal::Garbled => return t!("refused-garbled"),
        Refusal::Problem(problem) => problem,
    };
    match problem.kind.as_str() {
        "wrong-credentials" => t!("refused-wrong-credentials"),
        "too-many-tries" => t!("refused-too-many-tries"),
        "forbidden" => t!("refused-forbidden"),
        "taken" => t!("refused-taken"),
        "already-taken" => t!("already-taken"),
        "not-yours" => t!("refused-not-yours"),
        "nothing-to-give-back" => t!("refused-nothing-to-give-back"),
        "no-such-conversation" => t!("refused-no-such-conversation"),
        "not-found" => t!("refused-not-found"),
        "too-long" => t!("refused-too-long"),
        "last-admin" => t!("refused-last-admin"),
        "busy" => t!("refused-busy"),
        "storage-stopped" => t!("refused-storage-stopped"),
        "signed-out" => t!("refused-signed-out"),
        _ => problem.title.clone().into(),
    }
}

/// What exactly, as the server says it.
pub(crate) fn detail(refusal: &Refusal) -> Option<AttrValue> {
    match refusal {
        Refusal::Problem(problem) => problem.detail.clone().map(AttrValue::from),
        Refusal::Offline | Refusal::Garbled => None,
    }
}

/// Both, for one line.
pub(crate) fn reason(why: &Refusal) -> AttrValue {
    let title = refusal(why);
    detail(why).map_or(title.clone(), |detail| format!("{title} {detail}").into())
}

/// A toast's colour and words.
pub(crate) fn notice(notice: &Notice) -> (Tone, AttrValue) {
    match notice {
        Notice::AlreadyTaken { name: Some(name) } => {
            (Tone::Warn, t!("already-taken-by", name = name.as_str()))
        }
        Notice::AlreadyTaken { name: None } => (Tone::Warn, t!("already-taken")),
        Notice::Refused(why) => (Tone::Bad, reason(why)),
        Notice::GivenBack => (Tone::Ok, t!("done-given-back")),
        Notice::Resolved => (Tone::Ok, t!("done-resolved")),
        Notice::Returned => (Tone::Ok, t!("done-returned")),
        Notice::Transferred => (Tone::Ok, t!("done-transferred")),
        Notice::Gone => (Tone::Plain, t!("gone")),
    }
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
        Section::Inboxes => t!("inboxes"),
        Section::Env => t!("env"),
        Section::Secrets => t!("secrets"),
        Section::Profile => t!("profile"),
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
        Command::Back => t!("key-back"),
        Command::Help => t!("keys"),
        Command::Palette => t!("key-palette"),
    }
}
