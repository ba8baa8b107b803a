//! The lists: which conversation stands in which, in what order, and how pages of them come.

use super::{Cmd, Load, State};
use crate::refusal::Refusal;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::rc::Rc;
use trilha_model::{AgentId, ConversationId, QueueId, Role};
use trilha_widgets::palette::matches;
use trilha_wire::desk::{Listed, Owner, Summary};

/// A list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tab {
    /// Nobody has them yet.
    #[default]
    Waiting,
    /// One's own.
    Mine,
    /// Every open ticket.
    All,
    /// Those that are over.
    Closed,
}

impl Tab {
    /// All of them, in the order they are shown.
    pub(crate) const ALL: [Self; 4] = [Self::Waiting, Self::Mine, Self::All, Self::Closed];

    /// As the server calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Mine => "mine",
            Self::All => "all",
            Self::Closed => "closed",
        }
    }

    /// Those that a person with this role is shown: an agent's work is what waits and what is theirs.
    pub(crate) fn shown_to(role: Role) -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(move |tab| *tab != Self::All || role != Role::Agent)
    }

    /// Whether a conversation stands in it.
    pub(crate) fn holds(self, summary: &Summary, me: &AgentId) -> bool {
        let open = summary.ticket.as_ref().is_some_and(|ticket| !ticket.closed);
        match self {
            Self::Waiting => open && matches!(summary.owner, Owner::Queue { .. }),
            Self::Mine => open && matches!(&summary.owner, Owner::Agent { id, .. } if id == me),
            Self::All => open,
            Self::Closed => summary.ticket.as_ref().is_some_and(|ticket| ticket.closed),
        }
    }
}

/// What of a list is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Only this queue.
    pub(crate) queue: Option<QueueId>,
    /// Only with these words.
    pub(crate) text: String,
}

impl Filter {
    fn lets(&self, summary: &Summary) -> bool {
        let ticket = summary.ticket.as_ref();
        self.queue
            .as_ref()
            .is_none_or(|queue| ticket.is_some_and(|ticket| ticket.queue == *queue))
            && (self.text.trim().is_empty() || {
                let number = ticket.map_or("", |ticket| ticket.number.as_str());
                matches(
                    &format!(
                        "{} {} {number} {}",
                        summary.name,
                        summary.preview,
                        summary.tags.join(" ")
                    ),
                    &self.text,
                )
            })
    }
}

/// How far a list has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct List {
    pub(crate) load: Load,
    pub(crate) ids: BTreeSet<ConversationId>,
    pub(crate) next: Option<String>,
    pub(crate) paging: bool,
}

impl State {
    /// A list.
    pub(crate) fn list(&self, tab: Tab) -> &List {
        let [waiting, mine, all, closed] = &self.lists;
        match tab {
            Tab::Waiting => waiting,
            Tab::Mine => mine,
            Tab::All => all,
            Tab::Closed => closed,
        }
    }

    fn list_mut(&mut self, tab: Tab) -> &mut List {
        let [waiting, mine, all, closed] = &mut self.lists;
        match tab {
            Tab::Waiting => waiting,
            Tab::Mine => mine,
            Tab::All => all,
            Tab::Closed => closed,
        }
    }

    /// The lines of the chosen tab in order: the most urgent, then the longest wait first; elsewhere the newest first.
    pub(crate) fn visible(&self) -> Vec<Rc<Summary>> {
        let list = self.list(self.tab);
        let mut lines: Vec<_> = list
            .ids
            .iter()
            .filter_map(|id| self.lines.get(id).cloned())
            .collect();
        if self.tab == Tab::Waiting {
            lines.sort_by_key(|line| {
                let ticket = line.ticket.as_ref();
                (
                    Reverse(ticket.map(|t| t.priority)),
                    ticket.and_then(|t| t.waiting_since),
                    line.at,
                )
            });
        } else {
            lines.sort_by_key(|line| Reverse(line.at));
        }
        lines
    }

    pub(super) fn choose_tab(&mut self, tab: Tab) -> Vec<Cmd> {
        self.tab = tab;
        self.highlighted = None;
        match self.list(tab).load {
            Load::Idle | Load::Failed(_) => self.fetch_list(tab),
            Load::Loading | Load::Ready => Vec::new(),
        }
    }

    pub(super) fn choose_filter(&mut self, filter: Filter) -> Vec<Cmd> {
        if self.filter == filter {
            return Vec::new();
        }
        self.filter = filter;
        self.lists = Default::default();
        self.fetch_list(self.tab)
    }

    pub(super) fn reload(&mut self) -> Vec<Cmd> {
        let kept = std::mem::take(&mut self.list_mut(self.tab).ids);
        self.lists = Default::default();
        self.list_mut(self.tab).ids = kept;
        self.fetch_list(self.tab)
    }

    pub(super) fn fetch_list(&mut self, tab: Tab) -> Vec<Cmd> {
        self.list_mut(tab).load = Load::Loading;
        self.fetching += 1;
        vec![Cmd::List {
            tab,
            filter: self.filter.clone(),
            before: None,
        }]
    }

    /// One's own conversations, whatever is shown: the page's title counts what is unread in them.
    pub(super) fn fetch_own(&mut self) -> Vec<Cmd> {
        let filter = Filter::default();
        if self.filter != filter {
            self.fetching += 1;
            return vec![Cmd::List {
                tab: Tab::Mine,
                filter,
                before: None,
            }];
        }
        match self.list(Tab::Mine).load {
            Load::Loading => Vec::new(),
            _ => self.fetch_list(Tab::Mine),
        }
    }

    pub(super) fn more(&mut self) -> Vec<Cmd> {
        let (tab, filter) = (self.tab, self.filter.clone());
        let list = self.list_mut(tab);
        match list.next.clone() {
            Some(before) if list.load == Load::Ready && !list.paging => {
                list.paging = true;
                vec![Cmd::List {
                    tab,
                    filter,
                    before: Some(before),
                }]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn listed(
        &mut self,
        tab: Tab,
        filter: &Filter,
        later_page: bool,
        result: Result<Listed, Refusal>,
    ) -> Vec<Cmd> {
        let touched = if later_page {
            BTreeSet::new()
        } else {
            self.take_touched()
        };
        let current = *filter == self.filter;
        let listed = match result {
            Ok(listed) => listed,
            Err(refusal) => return self.not_listed(tab, current, later_page, refusal),
        };
        if touched.is_empty() {
            self.counts = listed.counts;
        }
        let page: BTreeSet<_> = listed
            .conversations
            .iter()
            .map(|summary| summary.id.clone())
            .collect();
        for summary in listed.conversations {
            self.merge(summary);
        }
        if !later_page && listed.next.is_none() && filter.text.trim().is_empty() {
            self.forget_ghosts(tab, filter, &page, &touched);
        }
        if current {
            let standing = self.standing(tab, &page, &touched);
            let list = self.list_mut(tab);
            list.paging = false;
            if !later_page {
                list.ids.clear();
            }
            list.load = Load::Ready;
            list.next = listed.next;
            list.ids.extend(standing);
        }
        if self.connected {
            return Vec::new();
        }
        self.connected = true;
        let mut cmds = vec![Cmd::Connect {
            after: listed.cursor,
        }];
        if tab != Tab::Mine {
            cmds.extend(self.fetch_own());
        }
        cmds
    }

    fn not_listed(
        &mut self,
        tab: Tab,
        current: bool,
        later_page: bool,
        refusal: Refusal,
    ) -> Vec<Cmd> {
        if !current {
            return Vec::new();
        }
        let list = self.list_mut(tab);
        list.paging = false;
        if later_page {
            return vec![Cmd::Notice(super::Notice::Refused(refusal))];
        }
        list.load = Load::Failed(refusal);
        Vec::new()
    }

    /// What changed since the first of the lists under way was asked for: an answer may be older than that.
    fn take_touched(&mut self) -> BTreeSet<ConversationId> {
        self.fetching = self.fetching.saturating_sub(1);
        if self.fetching == 0 {
            std::mem::take(&mut self.touched)
        } else {
            self.touched.clone()
        }
    }

    /// Of a page and of what changed meanwhile, what stands in a list as far as is known now. For the words of
    /// the filter, the server's word holds.
    fn standing(
        &self,
        tab: Tab,
        page: &BTreeSet<ConversationId>,
        touched: &BTreeSet<ConversationId>,
    ) -> Vec<ConversationId> {
        let me = self.my_id();
        page.union(touched)
            .filter(|id| {
                self.lines.get(*id).is_some_and(|line| {
                    tab.holds(line, &me) && (page.contains(*id) || self.filter.lets(line))
                })
            })
            .cloned()
            .collect()
    }

    /// Forgets lines that should stand in a list and do not, though all of it came, not only what some words stand in.
    fn forget_ghosts(
        &mut self,
        tab: Tab,
        filter: &Filter,
        page: &BTreeSet<ConversationId>,
        touched: &BTreeSet<ConversationId>,
    ) {
        let me = self.my_id();
        let open = self.open.as_ref().map(|open| &open.id);
        let ghosts: Vec<_> = self
            .lines
            .iter()
            .filter(|(id, line)| tab.holds(line, &me) && filter.lets(line) && Some(*id) != open)
            .map(|(id, _)| id.clone())
            .filter(|id| !page.contains(id) && !touched.contains(id))
            .collect();
        for id in ghosts {
            self.forget(&id);
        }
    }

    pub(super) fn my_id(&self) -> AgentId {
        self.me.as_ref().map(|me| me.id.clone()).unwrap_or_default()
    }

    /// Takes in a line unless a newer one is known, and puts it into the lists it belongs to.
    pub(super) fn merge(&mut self, summary: Summary) {
        if self
            .lines
            .get(&summary.id)
            .is_some_and(|known| known.version > summary.version)
        {
            return;
        }
        let id = summary.id.clone();
        let me = self.my_id();
        for tab in Tab::ALL {
            let belongs = tab.holds(&summary, &me) && self.filter.lets(&summary);
            let list = self.list_mut(tab);
            if !belongs {
                list.ids.remove(&id);
            } else if list.load != Load::Idle {
                list.ids.insert(id.clone());
            }
        }
        if self.fetching > 0 {
            self.touched.insert(id.clone());
        }
        self.count_anew(&summary);
        self.lines.insert(id, Rc::new(summary));
    }

    /// Forgets a line.
    pub(super) fn forget(&mut self, id: &ConversationId) {
        for list in &mut self.lists {
            list.ids.remove(id);
        }
        self.lines.remove(id);
    }
}
