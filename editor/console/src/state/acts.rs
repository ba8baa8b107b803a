//! What one may do to a conversation, and doing it.

use super::{Cmd, Load, Notice, Overlay, Screen, State, Tab};
use crate::keys::Command;
use crate::refusal::Refusal;
use crate::route::Route;
use std::rc::Rc;
use trilha_model::{Act, ConversationId, Role};
use trilha_wire::desk::{Opened, Owner, Summary};
use trilha_wire::staff::Me;

/// What one may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that one may do, or not"
)]
pub(crate) struct Can {
    /// Take it.
    pub(crate) take: bool,
    /// Answer.
    pub(crate) work: bool,
    /// Write a note.
    pub(crate) note: bool,
    /// Say who reads what is said.
    pub(crate) group: bool,
    /// Give it to somebody.
    pub(crate) transfer: bool,
    /// Resolve, give back, return to the queue.
    pub(crate) release: bool,
    /// Whether somebody else loses it by that.
    pub(crate) over: bool,
}

/// What `me` may do to a conversation; whether they read what is said in it now.
fn can(summary: &Summary, me: &Me, reads: bool) -> Can {
    let can = Can {
        note: reads,
        ..Can::default()
    };
    match &summary.owner {
        Owner::Agent { id, .. } if *id == me.id => Can {
            work: reads,
            group: reads,
            transfer: true,
            release: true,
            ..can
        },
        Owner::Agent { .. } if me.role != Role::Agent => Can {
            take: true,
            group: reads,
            transfer: true,
            release: true,
            over: true,
            ..can
        },
        Owner::Agent { .. } => can,
        Owner::Queue { .. } => Can {
            take: true,
            transfer: true,
            ..can
        },
        Owner::Bot => Can {
            take: me.role != Role::Agent,
            ..can
        },
    }
}

/// What is done only after one has been asked: somebody else loses the conversation by it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    /// Which conversation.
    pub(crate) id: ConversationId,
    /// What.
    pub(crate) act: Act,
    /// Who has it.
    pub(crate) holder: String,
}

impl State {
    /// What one may do to a conversation. Who oversees the desk may take what the bot or somebody else has.
    pub(crate) fn can(&self, line: &Summary) -> Can {
        let me = self.me.as_ref();
        me.map_or_else(Can::default, |me| can(line, me, self.reads(line)))
    }

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
        let line = self.target()?;
        what(self.can(line)).then(|| line.id.clone())
    }

    /// Shows a dialog, or none.
    pub(super) fn show(&mut self, overlay: Option<Overlay>) {
        self.overlay = overlay;
        self.asked = None;
        self.declined = None;
    }

    /// Does something; asks first where somebody else has the conversation.
    pub(super) fn act(&mut self, id: ConversationId, act: Act) -> Vec<Cmd> {
        if matches!(act, Act::Tag { .. }) {
            return self.tag(id, act);
        }
        let asks = matches!(
            act,
            Act::Take | Act::ReturnToQueue | Act::GiveBack | Act::Resolve
        );
        if let Some(holder) = self.held_by_another(&id).filter(|_| asks) {
            let act = if act == Act::Take { Act::TakeOver } else { act };
            self.show(Some(Overlay::Over));
            self.asked = Some(Asked { id, act, holder });
            return Vec::new();
        }
        self.carry(id, act)
    }

    pub(super) fn confirmed(&mut self) -> Vec<Cmd> {
        self.asked
            .clone()
            .map_or_else(Vec::new, |asked| self.carry(asked.id, asked.act))
    }

    /// Who has a conversation that one may take from them.
    fn held_by_another(&self, id: &ConversationId) -> Option<String> {
        let line = self.lines.get(id)?;
        match &line.owner {
            Owner::Agent { name, .. } if self.can(line).over => Some(name.clone()),
            _ => None,
        }
    }

    fn carry(&mut self, id: ConversationId, act: Act) -> Vec<Cmd> {
        if !self.acting.insert(id.clone()) {
            return Vec::new();
        }
        self.declined = None;
        vec![Cmd::Act(id, act)]
    }

    /// Tags go one after the other, however quickly they are typed.
    fn tag(&mut self, id: ConversationId, act: Act) -> Vec<Cmd> {
        let line = self.tagging.entry(id.clone()).or_default();
        line.push_back(act.clone());
        if line.len() == 1 {
            vec![Cmd::Act(id, act)]
        } else {
            Vec::new()
        }
    }

    fn next_tag(&mut self, id: &ConversationId) -> Option<Cmd> {
        let line = self.tagging.get_mut(id)?;
        line.pop_front();
        let next = line.front().cloned();
        if next.is_none() {
            self.tagging.remove(id);
        }
        next.map(|act| Cmd::Act(id.clone(), act))
    }

    pub(super) fn acted(
        &mut self,
        id: ConversationId,
        act: &Act,
        result: Result<Box<Summary>, Refusal>,
    ) -> Vec<Cmd> {
        match act {
            Act::Reply { .. } | Act::Note { .. } => {
                let version = result.as_ref().map(|summary| summary.version);
                let reached = !matches!(result, Err(Refusal::Offline));
                let mut cmds = self.sent(&id, act, version.map_err(Clone::clone));
                if let Ok(summary) = result {
                    self.merge(*summary);
                }
                cmds.extend(self.catch_up(id).filter(|_| reached));
                return cmds;
            }
            Act::Tag { .. } => {
                let mut cmds: Vec<Cmd> = self.next_tag(&id).into_iter().collect();
                match result {
                    Ok(summary) => self.merge(*summary),
                    Err(refusal) => cmds.push(Cmd::Notice(Notice::Refused(refusal))),
                }
                cmds.extend(self.catch_up(id));
                return cmds;
            }
            _ => {}
        }
        self.acting.remove(&id);
        match result {
            Ok(summary) => {
                self.merge(*summary);
                let mut cmds = self.done(&id, act);
                cmds.extend(self.catch_up(id));
                cmds
            }
            Err(refusal) => self.refused(id, act, refusal),
        }
    }

    /// Whether a dialog asks for this.
    fn is_asked(&self, id: &ConversationId, act: &Act) -> bool {
        let of_target = || self.target().is_some_and(|line| line.id == *id);
        match self.overlay {
            Some(Overlay::Transfer) => matches!(act, Act::Transfer { .. }) && of_target(),
            Some(Overlay::Group) => matches!(act, Act::Group { .. }) && of_target(),
            Some(Overlay::Over) => self
                .asked
                .as_ref()
                .is_some_and(|asked| asked.id == *id && asked.act == *act),
            Some(Overlay::Keys | Overlay::Palette) | None => false,
        }
    }

    /// Says why nothing came of it, in the dialog that asked where there is one.
    fn refused(&mut self, id: ConversationId, act: &Act, refusal: Refusal) -> Vec<Cmd> {
        if refusal.kind() == "already-taken" {
            if self.overlay == Some(Overlay::Over) {
                self.show(None);
            }
            return vec![Cmd::Winner(id)];
        }
        if self.is_asked(&id, act) {
            self.declined = Some(refusal);
            return vec![Cmd::Open(id)];
        }
        vec![Cmd::Notice(Notice::Refused(refusal)), Cmd::Open(id)]
    }

    /// While the socket is cut, what one does oneself is fetched.
    fn catch_up(&self, id: ConversationId) -> Option<Cmd> {
        (self.link != super::Link::Live).then_some(Cmd::Open(id))
    }

    fn done(&mut self, id: &ConversationId, act: &Act) -> Vec<Cmd> {
        if self.is_asked(id, act) {
            self.show(None);
        }
        let notice = match act {
            Act::Take | Act::TakeOver => {
                self.tab = Tab::Mine;
                self.noting = false;
                let mut cmds = if self.list(Tab::Mine).load == Load::Idle {
                    self.fetch_list(Tab::Mine)
                } else {
                    Vec::new()
                };
                cmds.extend([Cmd::Go(Route::Conversation(id.clone())), Cmd::FocusComposer]);
                return cmds;
            }
            Act::Transfer { .. } => Notice::Transferred,
            Act::ReturnToQueue => Notice::Returned,
            Act::GiveBack => Notice::GivenBack,
            Act::Resolve => Notice::Resolved,
            // The thread says of the group who reads.
            Act::Tag { .. } | Act::Group { .. } | Act::Reply { .. } | Act::Note { .. } => {
                return Vec::new();
            }
        };
        vec![Cmd::Notice(notice)]
    }

    pub(super) fn winner(
        &mut self,
        id: &ConversationId,
        result: Result<Box<Opened>, Refusal>,
    ) -> Vec<Cmd> {
        let mut cmds = Vec::new();
        let name = result.ok().and_then(|opened| {
            let name = match &opened.summary.owner {
                Owner::Agent { name, .. } => Some(name.clone()),
                Owner::Bot | Owner::Queue { .. } => None,
            };
            cmds.extend(self.opened(id, Ok(opened)));
            name
        });
        cmds.push(Cmd::Notice(Notice::AlreadyTaken { name }));
        cmds
    }

    pub(super) fn available(&mut self, available: bool) -> Vec<Cmd> {
        if let Some(me) = &mut self.me {
            Rc::make_mut(me).available = available;
        }
        self.switching += 1;
        vec![Cmd::Availability(available)]
    }

    /// Who one is, unless one is just changing that.
    pub(super) fn me_came(&mut self, me: Me) {
        if self.switching == 0 && self.me.is_some() {
            self.me = Some(Rc::new(me));
        }
    }

    pub(super) fn switched(&mut self, result: Result<Me, Refusal>) -> Vec<Cmd> {
        self.switching = self.switching.saturating_sub(1);
        match result {
            Ok(me) => {
                self.me_came(me);
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
                let id = self.allowed(|can| can.release);
                acted(self, id, Act::GiveBack)
            }
            Command::Resolve => {
                let id = self.allowed(|can| can.release);
                acted(self, id, Act::Resolve)
            }
            Command::Reply => self.compose(false),
            Command::Note => self.compose(true),
            Command::Transfer => {
                if self.allowed(|can| can.transfer).is_some() {
                    self.show(Some(Overlay::Transfer));
                }
                Vec::new()
            }
            Command::Group => {
                if self.target().is_some_and(|line| self.may_group(line)) {
                    self.show(Some(Overlay::Group));
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
                self.show(Some(Overlay::Keys));
                Vec::new()
            }
            Command::Palette => {
                self.show(Some(Overlay::Palette));
                Vec::new()
            }
        }
    }

    fn compose(&mut self, note: bool) -> Vec<Cmd> {
        if self.open.is_none() {
            return Vec::new();
        }
        self.noting = note;
        let writes = self.target().is_none_or(|line| {
            let can = self.can(line);
            can.work || (note && can.note)
        });
        writes.then_some(Cmd::FocusComposer).into_iter().collect()
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
        let focus = self.highlighted.clone().map(Cmd::FocusRow);
        focus.into_iter().collect()
    }
}
