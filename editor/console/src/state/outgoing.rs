//! What one has said and the server has not yet shown.

use super::{Cmd, State};
use crate::refusal::Refusal;
use trilha_model::{Act, ConversationId};
use trilha_wire::desk::{Entry, What};

const TELL_TYPING_EVERY: i64 = 3_000;

/// Something said.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outgoing {
    pub(crate) client: String,
    pub(crate) text: String,
    pub(crate) note: bool,
    pub(crate) at: i64,
    pub(crate) sending: Sending,
}

/// How far it has come.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sending {
    /// Under way.
    Flying,
    /// The server has it; the thread will show it.
    Sent,
    /// It did not arrive.
    Failed(Refusal),
}

impl Outgoing {
    fn act(&self) -> Act {
        if self.note {
            Act::Note {
                text: self.text.clone(),
            }
        } else {
            Act::Reply {
                id: self.client.as_str().into(),
                text: self.text.clone(),
            }
        }
    }
}

impl State {
    /// What is on its way in a conversation, oldest first.
    pub(crate) fn on_the_way(&self, id: &ConversationId) -> &[Outgoing] {
        self.outgoing.get(id).map_or(&[], Vec::as_slice)
    }

    pub(super) fn send(
        &mut self,
        id: ConversationId,
        client: String,
        text: &str,
        note: bool,
        now: i64,
    ) -> Vec<Cmd> {
        let text = text.trim().to_owned();
        if text.is_empty() {
            return Vec::new();
        }
        self.told_typing = 0;
        let outgoing = Outgoing {
            client,
            text,
            note,
            at: now,
            sending: Sending::Flying,
        };
        let act = outgoing.act();
        self.outgoing.entry(id.clone()).or_default().push(outgoing);
        vec![Cmd::Act(id, act)]
    }

    pub(super) fn resend(&mut self, id: ConversationId, client: &str) -> Vec<Cmd> {
        let waiting = self.outgoing.get_mut(&id).into_iter().flatten();
        let found = waiting
            .filter(|one| matches!(one.sending, Sending::Failed(_)))
            .find(|one| one.client == client);
        let act = found.map(|one| {
            one.sending = Sending::Flying;
            one.act()
        });
        act.map(|act| Cmd::Act(id, act)).into_iter().collect()
    }

    pub(super) fn discard(&mut self, id: &ConversationId, client: &str) -> Vec<Cmd> {
        if let Some(waiting) = self.outgoing.get_mut(id) {
            waiting.retain(|one| one.client != client);
        }
        Vec::new()
    }

    /// The answer to a reply or a note came.
    pub(super) fn sent(&mut self, id: &ConversationId, act: &Act, result: Result<(), Refusal>) {
        let waiting = self.outgoing.entry(id.clone()).or_default();
        let Some(at) = waiting
            .iter()
            .position(|one| one.sending == Sending::Flying && one.act() == *act)
        else {
            return;
        };
        match result {
            Ok(()) if matches!(act, Act::Note { .. }) => {
                waiting.remove(at);
            }
            result => {
                if let Some(one) = waiting.get_mut(at) {
                    one.sending = result.map_or_else(Sending::Failed, |()| Sending::Sent);
                }
            }
        }
    }

    /// What the thread shows now is no longer on its way.
    pub(super) fn settle(&mut self, id: &ConversationId, entries: &[Entry]) {
        let Some(waiting) = self.outgoing.get_mut(id) else {
            return;
        };
        waiting.retain(|one| {
            !entries.iter().any(|entry| matches!(&entry.what, What::Message { id: Some(client), .. } if *client == one.client))
        });
    }

    pub(super) fn writing(&mut self, id: ConversationId, now: i64) -> Vec<Cmd> {
        if now - self.told_typing < TELL_TYPING_EVERY {
            return Vec::new();
        }
        self.told_typing = now;
        vec![Cmd::Typing(id)]
    }
}
