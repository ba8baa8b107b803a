//! What this browser keeps for each person: what they saw, wrote and said.

use crate::state::Kept;
use trilha_model::{AgentId, ConversationId};
use trilha_widgets::storage;

/// A slash is in no person's id, so one person's keys never begin with another's.
fn key(kind: &str, person: &AgentId, of: &str) -> String {
    format!("trilha.{kind}/{person}/{of}")
}

/// What is kept for a person.
pub(crate) fn read(person: &AgentId) -> Kept {
    let prefix = key("outgoing", person, "");
    let outgoing = storage::keys(&prefix)
        .into_iter()
        .filter_map(|key| {
            let client = key.strip_prefix(&prefix)?.to_owned();
            Some((client, storage::get(&key)?))
        })
        .collect();
    Kept {
        seen: seen(person),
        outgoing,
    }
}

/// What a person saw.
pub(crate) fn seen(person: &AgentId) -> String {
    storage::get(&key("seen", person, "")).unwrap_or_default()
}

/// Keeps what a person saw.
pub(crate) fn keep_seen(person: &AgentId, text: &str) {
    storage::set(&key("seen", person, ""), text);
}

/// Keeps something that is on its way; nothing: forgets it.
pub(crate) fn keep_outgoing(person: &AgentId, client: &str, text: &str) {
    storage::set(&key("outgoing", person, client), text);
}

/// Where the draft of a reply or a note is kept.
pub(crate) fn draft(person: &AgentId, id: &ConversationId, note: bool) -> String {
    key(if note { "note" } else { "draft" }, person, &id.to_string())
}
