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
    Kept {
        seen: seen(person),
        outgoing: all("outgoing", person),
        trays: all("tray", person),
    }
}

/// Everything of a kind, by what it is of.
fn all(kind: &str, person: &AgentId) -> Vec<(String, String)> {
    let prefix = key(kind, person, "");
    let kept = storage::keys(&prefix).into_iter().filter_map(|key| {
        let of = key.strip_prefix(&prefix)?.to_owned();
        Some((of, storage::get(&key)?))
    });
    kept.collect()
}

/// Keeps what is attached to an answer; nothing: forgets it.
pub(crate) fn keep_tray(person: &AgentId, id: &ConversationId, text: &str) {
    storage::set(&key("tray", person, &id.to_string()), text);
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

/// Puts words that were to be said before the draft of a reply or a note.
pub(crate) fn draft_again(person: &AgentId, id: &ConversationId, note: bool, words: &str) {
    let key = draft(person, id, note);
    let begun = storage::get(&key).unwrap_or_default();
    let both = if begun.trim().is_empty() {
        words.to_owned()
    } else {
        format!("{words}\n{begun}")
    };
    storage::set(&key, &both);
}

/// Where the draft of a reply or a note is kept.
pub(crate) fn draft(person: &AgentId, id: &ConversationId, note: bool) -> String {
    key(if note { "note" } else { "draft" }, person, &id.to_string())
}
