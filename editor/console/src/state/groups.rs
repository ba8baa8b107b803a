//! Message groups: who reads what is said in a conversation now, and who may say who does.

use super::{Cmd, Load, State};
use std::collections::BTreeSet;
use std::rc::Rc;
use trilha_model::{Role, TeamId};
use trilha_wire::desk::{Summary, TeamName};
use trilha_wire::staff::{Me, Team};

/// Whose groups one reads.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sight {
    /// Every group's.
    All,
    /// Those of the teams one is in.
    Own(BTreeSet<TeamId>),
}

/// The group that what is said now is for; none: all who see the conversation read it.
pub(crate) fn group(line: &Summary) -> Option<&TeamName> {
    let ticket = line.ticket.as_ref().filter(|ticket| !ticket.closed)?;
    ticket.group.as_ref()
}

impl State {
    fn oversees(&self) -> bool {
        let me = self.me.as_ref();
        me.is_some_and(|me| me.role != Role::Agent)
    }

    /// Whether one reads what is said in a conversation now. What was told when its ticket began may be hidden all the
    /// same: that stays with the group it was told to.
    pub(super) fn reads(&self, line: &Summary) -> bool {
        let hidden = line.ticket.as_ref().is_some_and(|ticket| ticket.hidden);
        let of = |group: &TeamName| self.groups().any(|team| team.id == group.id);
        !hidden || group(line).is_none_or(|now| self.oversees() || of(now))
    }

    /// The teams that one may make the group of a conversation.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &Team> {
        let (all, me) = (self.oversees(), self.my_id());
        let teams = self.teams.iter();
        teams.filter(move |team| all || team.settings.members.contains(&me))
    }

    /// Whether one may say who reads what is said in a conversation, and there is somebody to name.
    pub(crate) fn may_group(&self, line: &Summary) -> bool {
        self.can(line).group && (group(line).is_some() || self.groups().next().is_some())
    }

    fn sees(&self) -> Sight {
        if self.oversees() {
            return Sight::All;
        }
        Sight::Own(self.groups().map(|team| team.id.clone()).collect())
    }

    pub(super) fn teams_came(&mut self, teams: Vec<Team>) -> Vec<Cmd> {
        self.teams = Rc::new(teams);
        let now = self.sees();
        let before = self.sight.replace(now);
        before.map_or_else(Vec::new, |before| self.see_anew(&before))
    }

    pub(super) fn is_by_now(&mut self, me: Me) -> Vec<Cmd> {
        self.me_came(me);
        let now = self.sight.is_some().then(|| self.sees());
        let before = std::mem::replace(&mut self.sight, now);
        before.map_or_else(Vec::new, |before| self.see_anew(&before))
    }

    /// Who reads other groups than before has everything fetched again: what was hidden may be read now, what was read may not.
    fn see_anew(&mut self, before: &Sight) -> Vec<Cmd> {
        if self.sight.as_ref() == Some(before) {
            return Vec::new();
        }
        if let Some(open) = self.open.as_mut().filter(|open| open.load == Load::Ready) {
            open.outdated = true;
        }
        let mut cmds = self.reload();
        cmds.extend(self.fetch_own());
        cmds.extend(self.reopen());
        cmds
    }
}
