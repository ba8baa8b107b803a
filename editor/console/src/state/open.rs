//! The conversation one looks at, and what the socket says of it and of the others.

use super::{Chime, Cmd, Link, Load, Notice, Screen, State, Tab};
use crate::refusal::Refusal;
use crate::route::Route;
use std::collections::BTreeMap;
use std::rc::Rc;
use trilha_model::{ConversationId, Value};
use trilha_wire::chat::From;
use trilha_wire::desk::{Entry, Opened, Place, Push, Summary, Thread, What};

const TYPING: u32 = 5_000;

/// A conversation one looks at.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    pub(crate) id: ConversationId,
    pub(crate) load: Load,
    pub(crate) entries: Rc<BTreeMap<u64, Rc<Entry>>>,
    pub(crate) before: Option<u64>,
    pub(crate) earlier: Load,
    pub(crate) contact: Rc<BTreeMap<String, Value>>,
    pub(crate) place: Option<Rc<Place>>,
    /// Whether one may read other parts of it now than what is shown.
    pub(super) outdated: bool,
}

impl Open {
    fn new(id: ConversationId) -> Self {
        Self {
            id,
            load: Load::Loading,
            entries: Rc::default(),
            before: None,
            earlier: Load::Idle,
            contact: Rc::default(),
            place: None,
            outdated: false,
        }
    }

    fn add(&mut self, entries: impl IntoIterator<Item = Entry>) {
        Rc::make_mut(&mut self.entries)
            .extend(entries.into_iter().map(|entry| (entry.seq, Rc::new(entry))));
    }
}

impl State {
    /// The open conversation, if it is this one.
    pub(super) fn open_mut(&mut self, id: &ConversationId) -> Option<&mut Open> {
        self.open.as_mut().filter(|open| open.id == *id)
    }

    /// Whether the contact is typing.
    pub(crate) fn contact_types(&self, id: &ConversationId) -> bool {
        self.typing.contains_key(&(id.clone(), None))
    }

    /// Who else at the desk is typing in a conversation.
    pub(crate) fn others_typing<'a>(
        &'a self,
        id: &'a ConversationId,
    ) -> impl Iterator<Item = &'a str> {
        self.typing
            .keys()
            .filter(move |(at, _)| at == id)
            .filter_map(|(_, who)| who.as_deref())
    }

    pub(super) fn routed(&mut self, route: &Route) -> Vec<Cmd> {
        match route {
            Route::Conversation(id) => {
                self.screen = Screen::Thread;
                self.highlighted = Some(id.clone());
                if self.open.as_ref().is_some_and(|open| open.id == *id) {
                    return Vec::new();
                }
                self.noting = false;
                self.open = Some(Open::new(id.clone()));
                vec![Cmd::Open(id.clone())]
            }
            // In the settings one sees no conversation.
            Route::Desk | Route::Settings(_) | Route::Firings(_) | Route::SignIn { .. } => {
                self.open = None;
                self.screen = Screen::List;
                Vec::new()
            }
        }
    }

    pub(super) fn reopen(&mut self) -> Vec<Cmd> {
        let Some(open) = &mut self.open else {
            return Vec::new();
        };
        if open.load != Load::Ready {
            open.load = Load::Loading;
        }
        vec![Cmd::Open(open.id.clone())]
    }

    pub(super) fn opened(
        &mut self,
        id: &ConversationId,
        result: Result<Box<Opened>, Refusal>,
    ) -> Vec<Cmd> {
        let Some(open) = self.open.as_mut().filter(|open| open.id == *id) else {
            if let Ok(opened) = result {
                self.merge(opened.summary);
            }
            return Vec::new();
        };
        match result {
            Ok(opened) => {
                let Opened {
                    summary,
                    thread,
                    contact,
                    place,
                } = *opened;
                let gap = open
                    .entries
                    .keys()
                    .next_back()
                    .zip(thread.entries.first().map(|e| e.seq))
                    .is_some_and(|(last, first)| *last < first);
                let gap = gap || std::mem::take(&mut open.outdated);
                if gap {
                    open.entries = Rc::default();
                }
                if open.load != Load::Ready || gap {
                    open.before = thread.before;
                }
                open.load = Load::Ready;
                open.contact = Rc::new(contact);
                open.place = place.map(Rc::new);
                let came = thread.entries.clone();
                open.add(thread.entries);
                let version = summary.version;
                let mut cmds = self.settle(id, &came);
                cmds.extend(self.settle_until(id, version));
                self.merge(summary);
                if self
                    .lines
                    .get(id)
                    .is_some_and(|line| line.version > version)
                {
                    // Something happened since: what is known of the contact may be old.
                    cmds.push(Cmd::Open(id.clone()));
                }
                return cmds;
            }
            Err(refusal) if open.load == Load::Ready => {
                return vec![Cmd::Notice(Notice::Refused(refusal))];
            }
            Err(refusal) => open.load = Load::Failed(refusal),
        }
        Vec::new()
    }

    pub(super) fn earlier(&mut self) -> Vec<Cmd> {
        match &mut self.open {
            Some(Open {
                id,
                before: Some(before),
                earlier,
                load: Load::Ready,
                ..
            }) if *earlier != Load::Loading => {
                *earlier = Load::Loading;
                vec![Cmd::Earlier {
                    id: id.clone(),
                    before: *before,
                }]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn earlier_came(
        &mut self,
        id: &ConversationId,
        result: Result<Thread, Refusal>,
    ) -> Vec<Cmd> {
        if let Some(open) = self.open_mut(id) {
            match result {
                Ok(thread) => {
                    open.earlier = Load::Idle;
                    open.before = thread.before;
                    let came = thread.entries.clone();
                    open.add(thread.entries);
                    return self.settle(id, &came);
                }
                Err(refusal) => open.earlier = Load::Failed(refusal),
            }
        }
        Vec::new()
    }

    pub(super) fn linked(&mut self, link: Link) -> Vec<Cmd> {
        // What changed while there was no connection is not told.
        if link == Link::Live && self.link != Link::Connecting {
            self.changes += 1;
        }
        self.link = link;
        Vec::new()
    }

    pub(super) fn pushed(&mut self, push: Push, now: i64) -> Vec<Cmd> {
        if let Push::Staff { .. } | Push::Outside | Push::Reset { .. } = push {
            self.changes += 1;
        }
        match push {
            Push::Changed {
                summary,
                entries,
                counts,
                ..
            } => {
                self.counts = counts;
                self.changed(*summary, entries)
            }
            Push::Gone { id, counts, .. } => {
                self.counts = counts;
                self.forget(&id);
                if self.open.as_ref().is_some_and(|open| open.id == id) {
                    return vec![Cmd::Notice(Notice::Gone), Cmd::Go(Route::Desk)];
                }
                Vec::new()
            }
            Push::Staff { .. } => vec![Cmd::Queues, Cmd::Teams, Cmd::People, Cmd::Me],
            Push::Outside => Vec::new(),
            Push::Typing { inbox, address, by } => {
                let id = ConversationId {
                    inbox,
                    address: address.into(),
                };
                self.typing.insert((id, by), now + i64::from(TYPING));
                vec![Cmd::Later(TYPING + 50)]
            }
            Push::Reset { .. } => {
                let mut cmds = self.reload();
                cmds.extend(self.fetch_own());
                cmds.extend(self.reopen());
                cmds.extend([Cmd::Queues, Cmd::Teams, Cmd::People, Cmd::Me]);
                cmds
            }
        }
    }

    fn changed(&mut self, summary: Summary, entries: Vec<Entry>) -> Vec<Cmd> {
        let id = summary.id.clone();
        let mut cmds: Vec<Cmd> = self
            .chime(&summary, &entries)
            .map(Cmd::Chime)
            .into_iter()
            .collect();
        cmds.extend(self.settle(&id, &entries));
        for entry in &entries {
            let who = match &entry.what {
                What::Message { from, .. } => match from {
                    From::Contact => None,
                    From::Agent { name } => Some(name.clone()),
                    From::Bot | From::System => continue,
                },
                What::Note { name, .. } => Some(name.clone()),
                // Whoever it was, they have said it.
                What::Hidden => {
                    self.typing.retain(|(at, _), _| *at != id);
                    continue;
                }
                _ => continue,
            };
            self.typing.remove(&(id.clone(), who));
        }
        self.merge(summary);
        if let Some(open) = self.open_mut(&id) {
            let moved = entries.iter().any(|entry| {
                !matches!(
                    entry.what,
                    What::Message {
                        from: From::Contact | From::Agent { .. },
                        ..
                    } | What::Note { .. }
                        | What::Hidden
                )
            });
            open.add(entries);
            if moved && open.load == Load::Ready {
                cmds.push(Cmd::Open(id));
            }
        }
        cmds
    }

    fn chime(&self, summary: &Summary, entries: &[Entry]) -> Option<Chime> {
        let me = self.me.as_ref()?;
        let held = |tab: Tab| {
            self.lines
                .get(&summary.id)
                .is_some_and(|line| tab.holds(line, &me.id))
        };
        if Tab::Waiting.holds(summary, &me.id) && !held(Tab::Waiting) {
            return Some(Chime::Arrival);
        }
        let in_sight = self.looking && self.open.as_ref().is_some_and(|open| open.id == summary.id);
        let said = entries.iter().any(|entry| {
            matches!(
                entry.what,
                What::Message {
                    from: From::Contact,
                    ..
                }
            )
        });
        (Tab::Mine.holds(summary, &me.id) && (!held(Tab::Mine) || said) && !in_sight)
            .then_some(Chime::Message)
    }
}
