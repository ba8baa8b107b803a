//! What one may do to a conversation, and doing it.

use super::{Cmd, Load, Notice, Overlay, Screen, State, Tab};
use crate::keys::Command;
use crate::refusal::Refusal;
use crate::route::Route;
use std::rc::Rc;
use trilha_model::{Act, AgentId, ConversationId};
use trilha_wire::desk::{Opened, Owner, Summary};
use trilha_wire::staff::Me;

/// What one may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Can {
    /// Take it.
    pub(crate) take: bool,
    /// Answer, give back, resolve, return to the queue.
    pub(crate) work: bool,
    /// Give it to somebody.
    pub(crate) transfer: bool,
}

/// What `me` may do to a conversation.
pub(crate) fn can(summary: &Summary, me: &AgentId) -> Can {
    let mine = matches!(&summary.owner, Owner::Agent { id, .. } if id == me);
    let waits = matches!(summary.owner, Owner::Queue { .. });
    Can {
        take: waits || summary.owner == Owner::Bot,
        work: mine,
        transfer: mine || waits,
    }
}

impl State {
    /// The conversation that keys act on: the open one, else the highlighted one.
    pub(crate) fn target(&self) -> Option<&Rc<Summary>> {
        let id = self
            .open
            .as_ref()
            .map(|open| &open.id)
            .or(self.highlighted.as_ref())?;
        self.lines.get(id)
    }

    fn allowed(&self, what: impl Fn(Can) -> bool) -> Option<ConversationId> {
        let (me, summary) = (self.me.as_ref()?, self.target()?);
        what(can(summary, &me.id)).then(|| summary.id.clone())
    }

    pub(super) fn act(&mut self, id: ConversationId, act: Act) -> Vec<Cmd> {
        if !self.acting.insert(id.clone()) {
            return Vec::new();
        }
        vec![Cmd::Act(id, act)]
    }

    pub(super) fn acted(
        &mut self,
        id: ConversationId,
        act: &Act,
        result: Result<Box<Summary>, Refusal>,
    ) -> Vec<Cmd> {
        if matches!(act, Act::Reply { .. } | Act::Note { .. }) {
            self.sent(&id, act, result.as_ref().map(drop).map_err(Clone::clone));
            if let Ok(summary) = result {
                self.merge(*summary);
            }
            return self.catch_up(id).into_iter().collect();
        }
        self.acting.remove(&id);
        match result {
            Ok(summary) => {
                self.merge(*summary);
                let mut cmds = self.done(&id, act);
                cmds.extend(self.catch_up(id));
                cmds
            }
            Err(refusal) if refusal.kind() == "already-taken" => vec![Cmd::Winner(id)],
            Err(refusal) => vec![Cmd::Notice(Notice::Refused(refusal)), Cmd::Open(id)],
        }
    }

    /// While the socket is cut, what one does oneself is fetched.
    fn catch_up(&self, id: ConversationId) -> Option<Cmd> {
        (self.link != super::Link::Live).then_some(Cmd::Open(id))
    }

    fn done(&mut self, id: &ConversationId, act: &Act) -> Vec<Cmd> {
        let notice = match act {
            Act::Take => {
                self.tab = Tab::Mine;
                self.noting = false;
                let mut cmds = if self.list(Tab::Mine).load == Load::Idle {
                    self.fetch_list()
                } else {
                    Vec::new()
                };
                cmds.extend([Cmd::Go(Route::Conversation(id.clone())), Cmd::FocusComposer]);
                return cmds;
            }
            Act::Transfer { .. } => {
                self.overlay = None;
                Notice::Transferred
            }
            Act::ReturnToQueue => Notice::Returned,
            Act::GiveBack => Notice::GivenBack,
            Act::Resolve => Notice::Resolved,
            Act::Tag { .. } | Act::Reply { .. } | Act::Note { .. } => return Vec::new(),
        };
        vec![Cmd::Notice(notice)]
    }

    pub(super) fn winner(
        &mut self,
        id: &ConversationId,
        result: Result<Box<Opened>, Refusal>,
    ) -> Vec<Cmd> {
        let name = result.ok().and_then(|opened| {
            let name = match &opened.summary.owner {
                Owner::Agent { name, .. } => Some(name.clone()),
                Owner::Bot | Owner::Queue { .. } => None,
            };
            self.opened(id, Ok(opened.clone()));
            self.merge(opened.summary);
            name
        });
        vec![Cmd::Notice(Notice::AlreadyTaken { name })]
    }

    pub(super) fn available(&mut self, available: bool) -> Vec<Cmd> {
        if let Some(me) = &mut self.me {
            Rc::make_mut(me).available = available;
        }
        vec![Cmd::Availability(available)]
    }

    pub(super) fn me_came(&mut self, result: Result<Me, Refusal>) -> Vec<Cmd> {
        match result {
            Ok(me) => {
                self.me = Some(Rc::new(me));
                Vec::new()
            }
            Err(refusal) => {
                if let Some(me) = &mut self.me {
                    let me = Rc::make_mut(me);
                    me.available = !me.available;
                }
                vec![Cmd::Notice(Notice::Refused(refusal))]
            }
        }
    }

    pub(super) fn command(&mut self, command: Command) -> Vec<Cmd> {
        let acted = |state: &mut Self, id: Option<ConversationId>, act| {
            id.map_or_else(Vec::new, |id| state.act(id, act))
        };
        match command {
            Command::Down => self.highlight(1),
            Command::Up => self.highlight(-1),
            Command::Open => self
                .highlighted
                .clone()
                .map(|id| Cmd::Go(Route::Conversation(id)))
                .into_iter()
                .collect(),
            Command::Take => {
                let id = self.allowed(|can| can.take);
                acted(self, id, Act::Take)
            }
            Command::GiveBack => {
                let id = self.allowed(|can| can.work);
                acted(self, id, Act::GiveBack)
            }
            Command::Resolve => {
                let id = self.allowed(|can| can.work);
                acted(self, id, Act::Resolve)
            }
            Command::Reply => self.compose(false),
            Command::Note => self.compose(true),
            Command::Transfer => {
                if self.allowed(|can| can.transfer).is_some() {
                    self.overlay = Some(Overlay::Transfer);
                }
                Vec::new()
            }
            Command::Back => match self.screen {
                Screen::Panel => {
                    self.screen = Screen::Thread;
                    Vec::new()
                }
                Screen::List | Screen::Thread if self.open.is_some() => vec![Cmd::Go(Route::Desk)],
                Screen::List | Screen::Thread => Vec::new(),
            },
            Command::Help => {
                self.overlay = Some(Overlay::Keys);
                Vec::new()
            }
            Command::Palette => {
                self.overlay = Some(Overlay::Palette);
                Vec::new()
            }
        }
    }

    fn compose(&mut self, note: bool) -> Vec<Cmd> {
        if self.open.is_none() {
            return Vec::new();
        }
        self.noting = note;
        vec![Cmd::FocusComposer]
    }

    fn highlight(&mut self, by: isize) -> Vec<Cmd> {
        let lines = self.visible();
        let at = self
            .highlighted
            .as_ref()
            .and_then(|id| lines.iter().position(|line| line.id == *id));
        let next = match at {
            None => 0,
            Some(at) => at
                .saturating_add_signed(by)
                .min(lines.len().saturating_sub(1)),
        };
        self.highlighted = lines.get(next).map(|line| line.id.clone());
        Vec::new()
    }
}
