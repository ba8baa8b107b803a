//! The fold itself: every commit once, in order.

mod pages;

use crate::firings::{self, Firings, Found, Tally};
use crate::line::Line;
use crate::lists::Viewer;
use crate::live::{Live, Standing};
use crate::state::{At, after_from};
use crate::store::Store;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use trilha_desk::Conversation;
use trilha_journal::{Commit, Cursor, Journal, ReadError, Write};
use trilha_model::{AutomationId, BundleHash, ConversationId, Owner, codec};

/// Commits folded before the cursor is written although nothing else changed.
const STRIDE: u32 = 4_096;
/// Firings looked at for one page, of which one may see few.
const LOOKED_AT: usize = 400;

/// Conversations of an older shape that are gone on from while the journal is caught up with: about so
/// many talk at the same time, and each takes a few kilobytes.
const OLDER: usize = 1_024;

/// Why the views cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// Their tree cannot be written or read.
    #[error("the views cannot be kept: {0}")]
    Tree(#[from] sled::Error),
    /// A conversation of an older shape cannot be folded again.
    #[error("the views cannot be folded: {0}")]
    Journal(#[from] ReadError),
}

/// The lists, and the conversations with something to carry out.
pub struct Views {
    open: BTreeMap<ConversationId, Arc<Line>>,
    unsettled: BTreeSet<ConversationId>,
    live: Live,
    firings: Firings,
    store: Store,
    cursor: Cursor,
    dirty: bool,
    since_saved: u32,
    /// What was folded again last, so that the next commit of the same conversation begins there.
    older: BTreeMap<ConversationId, At<Conversation>>,
}

/// What a commit did to a line.
#[derive(Clone, Debug)]
pub struct Change {
    /// Which conversation.
    pub id: ConversationId,
    /// The line before, where the conversation was open.
    pub before: Option<Arc<Line>>,
    /// The line now.
    pub after: Arc<Line>,
    /// The conversation after the commit.
    pub conversation: Arc<Conversation>,
}

impl std::fmt::Debug for Views {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Views")
            .field("open", &self.open.len())
            .field("cursor", &self.cursor)
            .finish_non_exhaustive()
    }
}

impl Views {
    /// Opens what is kept at a path; from [`cursor`](Self::cursor) on the journal is to be applied.
    pub fn open(path: &Path) -> Result<Self, ViewError> {
        let (store, kept) = Store::open(path)?;
        Ok(Self {
            open: kept
                .open
                .into_iter()
                .map(|line| (line.id.clone(), Arc::new(line)))
                .collect(),
            unsettled: kept.unsettled.into_iter().collect(),
            live: Live::new(kept.standings, kept.moved),
            firings: Firings::new(kept.tallies),
            store,
            cursor: kept.cursor.unwrap_or(Cursor::START),
            dirty: false,
            since_saved: 0,
            older: BTreeMap::new(),
        })
    }

    /// Forgets everything: the journal is another one, and is to be applied from its beginning.
    pub fn restart(&mut self) -> Result<(), ViewError> {
        self.open.clear();
        self.unsettled.clear();
        self.older.clear();
        self.live = Live::default();
        self.firings = Firings::default();
        self.cursor = Cursor::START;
        Ok(self.store.clear()?)
    }

    /// Up to where the journal is folded.
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// Folds one commit of this journal in; a state of another shape is folded again from its events.
    pub fn apply(
        &mut self,
        journal: &dyn Journal,
        commit: &Commit,
    ) -> Result<Vec<Change>, ViewError> {
        let mut changes = Vec::new();
        for write in &commit.writes {
            if write.stream.kind() != "conversation" {
                continue;
            }
            self.live.note(write);
            self.firing(journal, write)?;
            if self.concerns(write) {
                changes.extend(self.conversation(journal, write)?);
            }
        }
        self.cursor = commit.next;
        self.since_saved += 1;
        Ok(changes)
    }

    /// Notes what a write tells of what automations did.
    fn firing(&mut self, journal: &dyn Journal, write: &Write) -> Result<(), ReadError> {
        if !write.events.iter().any(|event| firings::concerns(event)) {
            return Ok(());
        }
        let Some(id) = ConversationId::parse(write.stream.key()) else {
            return Ok(());
        };
        let fires = write.events.iter().any(|event| firings::fires(event));
        let ticket = fires.then(|| self.ticket_before(journal, &id, write));
        self.firings.note(&id, write, ticket.transpose()?.flatten());
        Ok(())
    }

    /// The number of the ticket that was open before a write. Its line tells, so that no state is read where
    /// sessions begin; but for lines that were kept from after this write, before a crash.
    fn ticket_before(
        &mut self,
        journal: &dyn Journal,
        id: &ConversationId,
        write: &Write,
    ) -> Result<Option<String>, ReadError> {
        let before = write.expected_version;
        let Some(line) = self.line(id) else {
            return Ok(None);
        };
        if line.version <= before {
            let open = line.ticket.as_ref().filter(|ticket| !ticket.closed);
            return Ok(open.map(|ticket| ticket.number.clone()));
        }
        let Some(last) = journal.read_back(&write.stream, before, 1)?.pop() else {
            return Ok(None);
        };
        let conversation = self.after(journal, id, &last)?;
        Ok(conversation
            .open_ticket()
            .map(|ticket| ticket.number.to_string()))
    }

    /// Whether a write can change anything here; told from the names of its events, so that the turns of
    /// bots cost next to nothing.
    fn concerns(&self, write: &Write) -> bool {
        let telling = |event: &Vec<u8>| {
            matches!(
                codec::event_name(event),
                Some(
                    "OwnerChanged"
                        | "TicketOpened"
                        | "TicketMoved"
                        | "TicketClosed"
                        | "EffectRequested"
                        | "EffectSettled"
                        | "EffectCancelled"
                )
            )
        };
        write.events.iter().any(telling)
            || ConversationId::parse(write.stream.key())
                .is_some_and(|id| self.open.contains_key(&id) || self.unsettled.contains(&id))
    }

    /// The conversation after a write.
    fn after(
        &mut self,
        journal: &dyn Journal,
        id: &ConversationId,
        write: &Write,
    ) -> Result<Conversation, ReadError> {
        let (older, mut again) = (&mut self.older, false);
        let at = after_from(journal, write, || {
            again = true;
            older.remove(id).unwrap_or_default()
        })?;
        if again {
            if older.len() >= OLDER {
                older.clear();
            }
            older.insert(id.clone(), at.clone());
        }
        Ok(at.state)
    }

    fn conversation(
        &mut self,
        journal: &dyn Journal,
        write: &Write,
    ) -> Result<Option<Change>, ViewError> {
        let id = ConversationId::parse(write.stream.key());
        let Some(id) = id.filter(|_| !write.state.is_empty()) else {
            return Ok(None);
        };
        let conversation = self.after(journal, &id, write)?;
        self.effects(&id, &conversation);
        let before = self.open.get(&id).cloned();
        let line = Arc::new(Line::of(&id, write.version(), &conversation));
        if line.is_open() {
            if before.is_none() {
                self.store.drop_closed(&id)?;
            }
            self.store.put_open(&line);
            self.open.insert(id.clone(), Arc::clone(&line));
        } else if before.is_some() || line.ticket.is_some() {
            self.open.remove(&id);
            self.store.drop_open(&id);
            self.store.put_closed(&line)?;
        } else {
            return Ok(None);
        }
        self.dirty = true;
        Ok(Some(Change {
            id,
            before,
            after: line,
            conversation: Arc::new(conversation),
        }))
    }

    fn effects(&mut self, id: &ConversationId, conversation: &Conversation) {
        let pending = !conversation.unsettled.is_empty();
        let changed = if pending {
            self.unsettled.insert(id.clone())
        } else {
            self.unsettled.remove(id)
        };
        if changed {
            self.store.set_unsettled(id, pending);
            self.dirty = true;
        }
    }

    /// Writes what changed, if anything did. To be called after each batch of commits.
    pub fn save(&mut self, journal: &dyn Journal) -> Result<(), ViewError> {
        if self.dirty || self.since_saved >= STRIDE || self.is_full() {
            self.write_down(journal)?;
            self.dirty = false;
            self.since_saved = 0;
        }
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.live.is_full() || self.firings.is_full()
    }

    /// Writes everything down for the next start.
    pub fn close(&mut self, journal: &dyn Journal) -> Result<(), ViewError> {
        self.write_down(journal)?;
        Ok(self.store.flush()?)
    }

    fn write_down(&mut self, journal: &dyn Journal) -> Result<(), ViewError> {
        self.settle(journal)?;
        for ((bundle, version), count) in self.live.all_moved() {
            self.store.set_moved(bundle, *version, *count);
        }
        for (automation, tally) in self.firings.tallies() {
            self.store.set_tally(automation, *tally);
        }
        Ok(self.store.save(Some(self.cursor))?)
    }

    /// Reads what was only noted of live sessions and of what automations did; to be called before asking for them.
    pub fn settle(&mut self, journal: &dyn Journal) -> Result<(), ViewError> {
        self.firings.settle(&mut self.store)?;
        self.live.settle(&mut self.store, journal)
    }

    /// How often an automation fired, and when last; none where it never did.
    pub fn fired(&self, automation: &AutomationId) -> Option<Tally> {
        self.firings.tally(automation)
    }

    /// What automations did, or one of them, newest first, in conversations that one may see.
    pub fn firings(
        &self,
        viewer: &Viewer,
        automation: Option<&AutomationId>,
        after: Option<&str>,
        limit: usize,
    ) -> Found {
        let (mut found, mut last) = (Found::default(), None);
        for (looked, (place, firing)) in self.store.firings(automation, after).enumerate() {
            if found.firings.len() == limit || looked == LOOKED_AT {
                found.next = last;
                break;
            }
            last = Some(place);
            let line = self.line(&firing.conversation);
            // What has no line, only the bot ever had.
            let seen = line.as_ref().map_or_else(
                || viewer.sees(&Owner::Bot, None),
                |line| viewer.sees_line(line),
            );
            if seen {
                found.firings.push((firing, line));
            }
        }
        found
    }

    /// Where live sessions stand, and how many do.
    pub fn standings(&self) -> impl Iterator<Item = (&Standing, u64)> {
        self.live.standings()
    }

    /// How many sessions were ever moved to a version of a trail, published with this bundle.
    pub fn moved(&self, bundle: &BundleHash, version: u32) -> u64 {
        self.live.moved(bundle, version)
    }

    /// Of the next `looked_at` conversations with a session after one, those that run one of these bundles; and after
    /// which to go on, if there are more.
    pub fn live_on(
        &self,
        bundles: &BTreeSet<BundleHash>,
        after: Option<&ConversationId>,
        looked_at: usize,
    ) -> (Vec<ConversationId>, Option<ConversationId>) {
        self.live.page(&self.store, bundles, after, looked_at)
    }

    /// The conversations with effects that have not settled.
    pub fn unsettled(&self) -> impl Iterator<Item = &ConversationId> {
        self.unsettled.iter()
    }

    /// How many conversations have effects that have not settled.
    pub fn pending(&self) -> usize {
        self.unsettled.len()
    }

    /// The line of a conversation that has or had a ticket.
    pub fn line(&self, id: &ConversationId) -> Option<Arc<Line>> {
        self.open
            .get(id)
            .cloned()
            .or_else(|| self.store.closed_line(id).map(Arc::new))
    }

    /// Who has each conversation that people have or that waits for them.
    pub fn owners(&self) -> impl Iterator<Item = Owner> + '_ {
        self.open.values().map(|line| line.owner.clone())
    }
}
