//! What one has said and the server has not yet shown.

use super::{Cmd, State, group};
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};
use trilha_model::{Act, ConversationId, Received, TeamId};
use trilha_wire::chat::{Content, From};
use trilha_wire::desk::{Deed, Entry, TeamName, What};

const TELL_TYPING_EVERY: i64 = 3_000;
/// The server takes a hint of one person's typing once a second; a little more is safe.
const LISTENS_EVERY: i64 = 1_100;

/// Whether somebody else has answered first.
fn is_answered(sending: &Sending) -> bool {
    matches!(sending, Sending::Failed(refusal) if refusal.kind() == "someone-answered")
}

/// Whether others would read it than it was written for.
fn is_for_others(sending: &Sending) -> bool {
    matches!(sending, Sending::Failed(refusal) if refusal.kind() == "readers-changed")
}

/// Whether to send it again is to insist.
pub(crate) fn is_insisting(sending: &Sending) -> bool {
    is_answered(sending) || is_for_others(sending)
}

/// Something said.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outgoing {
    pub(crate) client: String,
    pub(crate) text: String,
    pub(crate) note: bool,
    pub(crate) media: Option<Received>,
    pub(crate) at: i64,
    /// The conversation's version that one had before one's eyes.
    pub(crate) seen: Option<u64>,
    /// The message group that the page showed meanwhile; none: it is for all.
    pub(crate) written_for: Option<TeamId>,
    pub(crate) sending: Sending,
}

/// How far it has come.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sending {
    /// It goes once what was said before it is there.
    Waiting,
    /// Under way.
    Flying,
    /// The server has it, in this version of the conversation; the thread will show it.
    Sent(u64),
    /// It did not arrive, or nobody knows.
    Failed(Refusal),
}

/// Something said, as the browser keeps it until the server has it.
#[derive(Serialize, Deserialize)]
struct Kept {
    conversation: String,
    text: String,
    note: bool,
    #[serde(default)]
    media: Option<Received>,
    at: i64,
    seen: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    written_for: Option<TeamId>,
}

impl Outgoing {
    fn act(&self) -> Act {
        if self.note {
            Act::Note {
                id: Some(self.client.as_str().into()),
                text: self.text.clone(),
            }
        } else {
            Act::Reply {
                id: self.client.as_str().into(),
                text: self.text.clone(),
                media: self.media.clone().map(Box::new),
            }
        }
    }

    fn deed(&self) -> Deed {
        Deed {
            act: self.act(),
            seen: self.seen.filter(|_| !self.note),
            written_for: self.written_for.clone(),
            anyway: false,
        }
    }

    fn keep(&self, id: &ConversationId) -> Cmd {
        let kept = Kept {
            conversation: id.to_string(),
            text: self.text.clone(),
            note: self.note,
            media: self.media.clone(),
            at: self.at,
            seen: self.seen,
            written_for: self.written_for.clone(),
        };
        Cmd::Keep {
            client: self.client.clone(),
            kept: serde_json::to_string(&kept).expect("invariant: what is kept is plain data"),
        }
    }

    fn forget(&self) -> Cmd {
        Cmd::Keep {
            client: self.client.clone(),
            kept: String::new(),
        }
    }
}

/// The place of what goes next: the first that waits, but media only where none before it failed.
fn next(said: &[Outgoing]) -> Option<usize> {
    let failed = |one: &Outgoing| one.media.is_some() && matches!(one.sending, Sending::Failed(_));
    let first_failed = said.iter().position(failed).unwrap_or(said.len());
    let mut places = said.iter().enumerate();
    let goes = |(at, one): &(usize, &Outgoing)| {
        one.sending == Sending::Waiting && (one.media.is_none() || *at < first_failed)
    };
    places.find(goes).map(|(at, _)| at)
}

impl State {
    /// What is on its way in a conversation, oldest first.
    pub(crate) fn on_the_way(&self, id: &ConversationId) -> &[Outgoing] {
        self.outgoing.get(id).map_or(&[], Vec::as_slice)
    }

    /// Reads what was kept under client ids: nobody knows whether the server has it.
    pub(super) fn read_outgoing(&mut self, kept: &[(String, String)]) {
        for (client, text) in kept {
            let Ok(kept) = serde_json::from_str::<Kept>(text) else {
                continue;
            };
            let Some(id) = ConversationId::parse(&kept.conversation) else {
                continue;
            };
            self.outgoing.entry(id).or_default().push(Outgoing {
                client: client.clone(),
                text: kept.text,
                note: kept.note,
                media: kept.media,
                at: kept.at,
                seen: kept.seen,
                written_for: kept.written_for,
                sending: Sending::Failed(Refusal::Interrupted),
            });
        }
        for waiting in self.outgoing.values_mut() {
            waiting.sort_by_key(|one| one.at);
        }
    }

    pub(super) fn send(
        &mut self,
        id: &ConversationId,
        client: String,
        text: &str,
        note: bool,
        now: i64,
    ) -> Vec<Cmd> {
        let text = text.trim().to_owned();
        let attaches = !note && !self.tray(id).is_empty();
        let ready = if attaches {
            self.tray_is_ready(id)
        } else {
            !text.is_empty()
        };
        if !ready {
            return Vec::new();
        }
        self.typing_rests = LISTENS_EVERY;
        self.typing_owed = None;
        let seen = self.lines.get(id).map(|line| line.version);
        let written_for = self.lines.get(id).and_then(|line| group(line));
        let written_for = written_for.map(|group| group.id.clone());
        let mut cmds = Vec::new();
        let mut said = vec![(client, text, None)];
        if attaches {
            let (media, taken) = self.take_tray(id);
            cmds = taken;
            // The words stand below the first.
            let words = said.pop().map(|(_, text, _)| text);
            let words = words.into_iter().chain(std::iter::repeat(String::new()));
            let media = media.into_iter().zip(words);
            said.extend(media.map(|((client, media), text)| (client, text, Some(media))));
        }
        // A moment each, as they are read back by it.
        for (at, (client, text, media)) in (now..).zip(said) {
            let outgoing = Outgoing {
                client,
                text,
                note,
                media,
                at,
                seen,
                written_for: written_for.clone(),
                sending: Sending::Waiting,
            };
            cmds.push(outgoing.keep(id));
            self.outgoing.entry(id.clone()).or_default().push(outgoing);
        }
        cmds.extend(self.fly(id));
        cmds
    }

    /// Sends what waits, as far as it may go: media goes alone, and not past media that failed, so that all of it
    /// arrives in its order.
    fn fly(&mut self, id: &ConversationId) -> Vec<Cmd> {
        let mut cmds = Vec::new();
        let waiting = self.outgoing.entry(id.clone()).or_default();
        while let Some(next) = next(waiting) {
            let mut flying = waiting
                .iter()
                .filter(|one| one.sending == Sending::Flying)
                .peekable();
            let alone = waiting.get(next).is_some_and(|one| one.media.is_some());
            if (alone && flying.peek().is_some()) || flying.any(|one| one.media.is_some()) {
                break;
            }
            if let Some(one) = waiting.get_mut(next) {
                one.sending = Sending::Flying;
                cmds.push(Cmd::Say(id.clone(), one.deed()));
            }
        }
        cmds
    }

    /// What somebody else said since one wrote this, where that is why it was not sent: who, and what.
    pub(crate) fn answered_before(&self, one: &Outgoing) -> Option<(&str, &str)> {
        let (open, me) = (self.open.as_ref()?, self.me.as_ref()?);
        if !is_answered(&one.sending) {
            return None;
        }
        let since = open.entries.range(one.seen?.saturating_add(1)..).rev();
        since
            .filter_map(|(_, entry)| match &entry.what {
                What::Message {
                    from: From::Agent { name },
                    content: Content::Text { text } | Content::Menu { text, .. },
                    ..
                } => Some((name.as_str(), text.as_str())),
                _ => None,
            })
            .find(|(name, _)| *name != me.name)
    }

    /// Who reads now, in words made of the group or of there being none, where others than this was written for do and
    /// that is why it was not sent.
    pub(crate) fn read_instead<T>(
        &self,
        id: &ConversationId,
        one: &Outgoing,
        words: impl FnOnce(Option<&TeamName>) -> T,
    ) -> Option<T> {
        let now = group(self.lines.get(id)?);
        let changed = now.map(|now| &now.id) != one.written_for.as_ref();
        (changed && is_for_others(&one.sending)).then(|| words(now))
    }

    pub(super) fn resend(&mut self, id: ConversationId, client: &str) -> Vec<Cmd> {
        let line = self.lines.get(&id);
        let waiting = self.outgoing.get_mut(&id).into_iter().flatten();
        let found = waiting
            .filter(|one| matches!(one.sending, Sending::Failed(_)))
            .find(|one| one.client == client);
        let deed = found.map(|one| {
            // Who reads what has changed, and goes on, means it: that, and no other change.
            if let Some(line) = line.filter(|_| is_for_others(&one.sending)) {
                one.written_for = group(line).map(|group| group.id.clone());
            }
            let mut deed = one.deed();
            deed.seen = deed.seen.filter(|_| !is_answered(&one.sending));
            one.sending = Sending::Flying;
            deed
        });
        deed.map(|deed| Cmd::Say(id, deed)).into_iter().collect()
    }

    /// Takes words that were not sent back into where one writes.
    pub(super) fn rewrite(&mut self, id: &ConversationId, client: &str) -> Vec<Cmd> {
        let mut waiting = self.on_the_way(id).iter();
        let is_it = |one: &&Outgoing| {
            let failed = matches!(one.sending, Sending::Failed(_));
            one.client == client && one.media.is_none() && failed
        };
        let Some(one) = waiting.find(is_it) else {
            return Vec::new();
        };
        let (text, note) = (one.text.clone(), one.note);
        self.noting = note;
        self.rewritten += 1;
        let mut cmds = vec![Cmd::Draft {
            id: id.clone(),
            note,
            text,
        }];
        cmds.extend(self.discard(id, client));
        cmds.push(Cmd::FocusComposer);
        cmds
    }

    /// Gives something up; what waited for it goes.
    pub(super) fn discard(&mut self, id: &ConversationId, client: &str) -> Vec<Cmd> {
        let mut cmds = self.drop_outgoing(id, |one| one.client == client);
        if !cmds.is_empty() {
            cmds.extend(self.fly(id));
        }
        cmds
    }

    /// The answer to a reply or a note came: the version that has it, or why none has.
    pub(super) fn sent(
        &mut self,
        id: &ConversationId,
        act: &Act,
        result: Result<u64, Refusal>,
    ) -> Vec<Cmd> {
        let known = self.lines.get(id).map(|line| line.version);
        let waiting = self.outgoing.get_mut(id).into_iter().flatten();
        let found = waiting
            .filter(|one| one.sending == Sending::Flying)
            .find(|one| one.act() == *act);
        let Some(one) = found else {
            return Vec::new();
        };
        let mut cmds = match result {
            Ok(version) => {
                one.sending = Sending::Sent(version);
                let (client, forget) = (one.client.clone(), one.forget());
                // What was known already brings nothing new: it had been said before.
                if one.note || known.is_some_and(|known| known >= version) {
                    self.drop_outgoing(id, |one| one.client == client)
                } else {
                    vec![forget]
                }
            }
            // What was said after media is rather not said without it.
            Err(refusal) if one.media.is_some() => {
                one.sending = Sending::Failed(refusal);
                return Vec::new();
            }
            Err(refusal) => {
                one.sending = Sending::Failed(refusal);
                Vec::new()
            }
        };
        cmds.extend(self.fly(id));
        cmds
    }

    /// What the thread shows now is no longer on its way.
    pub(super) fn settle(&mut self, id: &ConversationId, entries: &[Entry]) -> Vec<Cmd> {
        let mut cmds = self.drop_outgoing(id, |one| {
            entries.iter().any(|entry| {
                matches!(&entry.what, What::Message { id: Some(client), .. } if *client == one.client)
            })
        });
        if !cmds.is_empty() {
            cmds.extend(self.fly(id));
        }
        cmds
    }

    /// Whatever the server had in this version stands in the thread, on this page or an earlier one.
    pub(super) fn settle_until(&mut self, id: &ConversationId, version: u64) -> Vec<Cmd> {
        self.drop_outgoing(
            id,
            |one| matches!(one.sending, Sending::Sent(had) if had <= version),
        )
    }

    fn drop_outgoing(
        &mut self,
        id: &ConversationId,
        which: impl Fn(&Outgoing) -> bool,
    ) -> Vec<Cmd> {
        let Some(waiting) = self.outgoing.get_mut(id) else {
            return Vec::new();
        };
        let (gone, left): (Vec<_>, Vec<_>) = std::mem::take(waiting).into_iter().partition(which);
        *waiting = left;
        gone.iter().map(Outgoing::forget).collect()
    }

    pub(super) fn writing(&mut self, id: ConversationId, now: i64) -> Vec<Cmd> {
        let wait = self.typing_told + self.typing_rests - now;
        if wait <= 0 {
            return self.tell_typing(id, now);
        }
        // After an answer one tells anew, but no sooner than the server listens.
        if self.typing_rests == LISTENS_EVERY && self.typing_owed.is_none() {
            self.typing_owed = Some(id);
            return vec![Cmd::Later(u32::try_from(wait).unwrap_or(0))];
        }
        Vec::new()
    }

    /// Tells now what was too early to tell.
    pub(super) fn tell_owed_typing(&mut self, now: i64) -> Vec<Cmd> {
        if now < self.typing_told + self.typing_rests {
            return Vec::new();
        }
        let owed = self.typing_owed.take();
        owed.map_or_else(Vec::new, |id| self.tell_typing(id, now))
    }

    fn tell_typing(&mut self, id: ConversationId, now: i64) -> Vec<Cmd> {
        self.typing_told = now;
        self.typing_rests = TELL_TYPING_EVERY;
        self.typing_owed = None;
        vec![Cmd::Typing(id)]
    }
}
