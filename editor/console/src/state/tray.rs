//! What is attached to an answer that is being written: uploaded at once, sent with it.

use super::{Cmd, State};
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};
use trilha_model::limits::MEDIA;
use trilha_model::{ConversationId, Received};

/// How much may be attached at once: an album, and each is a message of its own.
const MOST: usize = 10;

/// Something attached.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attachment {
    /// Its own id, which becomes that of the message it is sent with.
    pub(crate) client: String,
    pub(crate) name: String,
    pub(crate) coming: Coming,
}

/// How far it has come.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Coming {
    /// On its way, so many parts of a hundred.
    Under(u8),
    /// The server has it.
    There(Received),
    /// It cannot be sent.
    Unfit(Unfit),
    /// The server did not take it.
    Failed(Refusal),
}

/// Why something cannot be sent at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// It is too large.
    TooLarge,
    /// There is nothing in it, or it is a folder.
    Empty,
    /// There is too much else.
    TooMany,
}

/// What happens to it.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// It was chosen, dropped or pasted.
    Chosen { name: String, size: u64 },
    /// So many parts of a hundred are gone.
    Progress(u8),
    /// It arrived, or not.
    Came(Result<Received, Refusal>),
    /// Once more.
    Again,
    /// Let it be.
    Removed,
}

/// What the browser keeps of it.
#[derive(Serialize, Deserialize)]
struct Kept {
    client: String,
    name: String,
    there: Received,
}

impl State {
    /// What is attached to the answer that is being written in a conversation.
    pub(crate) fn tray(&self, id: &ConversationId) -> &[Attachment] {
        self.trays.get(id).map_or(&[], Vec::as_slice)
    }

    /// Whether there is something to send, and all of it has arrived.
    pub(crate) fn tray_is_ready(&self, id: &ConversationId) -> bool {
        let there = |one: &Attachment| matches!(one.coming, Coming::There(_));
        !self.tray(id).is_empty() && self.tray(id).iter().all(there)
    }

    /// Reads what was kept for a conversation.
    pub(super) fn read_trays(&mut self, kept: &[(String, String)]) {
        for (conversation, text) in kept {
            let id = ConversationId::parse(conversation);
            let kept = serde_json::from_str::<Vec<Kept>>(text);
            if let (Some(id), Ok(kept)) = (id, kept) {
                let tray = kept.into_iter().map(|one| Attachment {
                    client: one.client,
                    name: one.name,
                    coming: Coming::There(one.there),
                });
                self.trays.insert(id, tray.collect());
            }
        }
    }

    pub(super) fn attach(&mut self, id: ConversationId, client: String, step: Step) -> Vec<Cmd> {
        let tray = self.trays.entry(id.clone()).or_default();
        let Some(place) = tray.iter().position(|one| one.client == client) else {
            return match step {
                Step::Chosen { name, size } => self.chosen(id, client, name, size),
                // It was removed, or sent, meanwhile.
                _ => Vec::new(),
            };
        };
        let Some(one) = tray.get_mut(place) else {
            return Vec::new();
        };
        match step {
            Step::Chosen { .. } => Vec::new(),
            Step::Progress(percent) => {
                if matches!(one.coming, Coming::Under(_)) {
                    one.coming = Coming::Under(percent.min(100));
                }
                Vec::new()
            }
            Step::Came(result) => {
                one.coming = match result {
                    Ok(there) => Coming::There(there),
                    Err(refusal) => Coming::Failed(refusal),
                };
                vec![self.keep_tray(&id)]
            }
            Step::Again => {
                one.coming = Coming::Under(0);
                vec![Cmd::Upload { id, client }]
            }
            Step::Removed => {
                tray.remove(place);
                vec![Cmd::Abort(client), self.keep_tray(&id)]
            }
        }
    }

    fn chosen(&mut self, id: ConversationId, client: String, name: String, size: u64) -> Vec<Cmd> {
        let tray = self.trays.entry(id.clone()).or_default();
        let unfit = if size == 0 {
            Some(Unfit::Empty)
        } else if size > MEDIA {
            Some(Unfit::TooLarge)
        } else {
            (tray.len() >= MOST).then_some(Unfit::TooMany)
        };
        tray.push(Attachment {
            client: client.clone(),
            name,
            coming: unfit.map_or(Coming::Under(0), Coming::Unfit),
        });
        match unfit {
            Some(_) => vec![Cmd::Abort(client)],
            None => vec![Cmd::Upload { id, client }],
        }
    }

    /// Takes everything out, to be sent.
    pub(super) fn take_tray(&mut self, id: &ConversationId) -> (Vec<(String, Received)>, Vec<Cmd>) {
        let tray = self.trays.remove(id).unwrap_or_default();
        let mut cmds = vec![self.keep_tray(id)];
        cmds.extend(tray.iter().map(|one| Cmd::Abort(one.client.clone())));
        let there = tray.into_iter().filter_map(|one| match one.coming {
            Coming::There(there) => Some((one.client, there)),
            _ => None,
        });
        (there.collect(), cmds)
    }

    fn keep_tray(&self, id: &ConversationId) -> Cmd {
        let there = self.tray(id).iter().filter_map(|one| match &one.coming {
            Coming::There(there) => Some(Kept {
                client: one.client.clone(),
                name: one.name.clone(),
                there: there.clone(),
            }),
            _ => None,
        });
        let there: Vec<Kept> = there.collect();
        let kept = if there.is_empty() {
            String::new()
        } else {
            serde_json::to_string(&there).expect("invariant: what is kept is plain data")
        };
        Cmd::KeepTray {
            id: id.clone(),
            kept,
        }
    }
}
