//! A team: the fold of `team/<id>`.

use crate::fold::Fold;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use trilha_model::{AgentId, TeamEvent};

/// People who work together, whatever queues they work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// The name people read.
    pub title: String,
    /// Who is in it.
    pub members: BTreeSet<AgentId>,
    /// Whether it is there: made, and not taken away.
    pub exists: bool,
}

impl Fold for Team {
    type Event = TeamEvent;
    const SCHEMA: u8 = 1;

    fn apply(&mut self, event: &TeamEvent) {
        match event {
            TeamEvent::TeamSaved { title, members, .. } => {
                self.title.clone_from(title);
                self.members = members.iter().cloned().collect();
                self.exists = true;
            }
            TeamEvent::TeamRemoved { .. } => self.exists = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use trilha_model::Timestamp;

    #[test]
    fn a_team_taken_away_keeps_its_name_for_what_was_for_it() {
        let at = Timestamp(7);
        let team = Team::fold(&[
            TeamEvent::TeamSaved {
                title: "Vendas".into(),
                members: vec!["bia".into(), "ana".into(), "bia".into()],
                by: Some("admin".into()),
                at,
            },
            TeamEvent::TeamRemoved { by: None, at },
        ]);
        assert!(!team.exists);
        assert_eq!((team.title.as_str(), team.members.len()), ("Vendas", 2));
        assert_eq!(Team::from_bytes(&team.to_bytes()).unwrap(), team);
    }
}
