//! A person who works at the desk: the fold of `agent/<id>`.

use crate::fold::Fold;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::fmt;
use trilha_model::{AgentEvent, AgentId, ConversationId, Owner, Role, Timestamp};

/// A person's account, whether they take conversations, and those they have.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// The name people read; empty before the account is made.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The argon2id hash of the password, in PHC form.
    pub password: String,
    /// Grows with each new password: a sign-in under an older number is void.
    pub passwords: u32,
    /// Whether they can no longer sign in.
    pub disabled: bool,
    /// Whether they take conversations.
    pub available: bool,
    /// Since when they do, or do not.
    pub since: Timestamp,
    /// What they are good at.
    pub skills: BTreeSet<SmolStr>,
    /// What they have.
    pub held: BTreeSet<ConversationId>,
}

impl Agent {
    /// Whether the account was made.
    pub fn exists(&self) -> bool {
        !self.password.is_empty()
    }

    /// Whether another conversation can become theirs, where each may have at most `capacity`.
    pub fn has_room(&self, capacity: Option<usize>) -> bool {
        capacity.is_none_or(|capacity| self.held.len() < capacity)
    }
}

impl fmt::Debug for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Agent")
            .field("role", &self.role)
            .field("disabled", &self.disabled)
            .field("available", &self.available)
            .field("held", &self.held.len())
            .finish_non_exhaustive()
    }
}

impl Fold for Agent {
    type Event = AgentEvent;
    const SCHEMA: u8 = 2;

    fn apply(&mut self, event: &AgentEvent) {
        match event {
            AgentEvent::AgentCreated {
                name,
                role,
                password,
                ..
            } => {
                self.name.clone_from(name);
                self.role = *role;
                self.password.clone_from(password);
                self.passwords = self.passwords.saturating_add(1);
            }
            AgentEvent::AgentChanged { name, role, .. } => {
                self.name.clone_from(name);
                self.role = *role;
            }
            AgentEvent::PasswordChanged { password, .. } => {
                self.password.clone_from(password);
                self.passwords = self.passwords.saturating_add(1);
            }
            AgentEvent::AgentDisabled { .. } => {
                self.disabled = true;
                self.available = false;
            }
            AgentEvent::AgentEnabled { .. } => self.disabled = false,
            AgentEvent::SkillsSet { skills, .. } => self.skills = skills.iter().cloned().collect(),
            AgentEvent::AvailabilityChanged { available, at } => {
                self.available = *available && !self.disabled;
                self.since = *at;
            }
            AgentEvent::ConversationHeld { conversation } => {
                self.held.insert(conversation.clone());
            }
            AgentEvent::ConversationReleased { conversation } => {
                self.held.remove(conversation);
            }
        }
    }
}

/// What a change of owner means on the streams of people: to be appended in the same commit.
pub fn hold_changes(
    conversation: &ConversationId,
    before: &Owner,
    after: &Owner,
) -> Vec<(AgentId, AgentEvent)> {
    if before == after {
        return Vec::new();
    }
    let mut changes = Vec::new();
    if let Owner::Agent(agent) = before {
        let conversation = conversation.clone();
        changes.push((
            agent.clone(),
            AgentEvent::ConversationReleased { conversation },
        ));
    }
    if let Owner::Agent(agent) = after {
        let conversation = conversation.clone();
        changes.push((agent.clone(), AgentEvent::ConversationHeld { conversation }));
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conversation() -> ConversationId {
        ConversationId::parse("site/v1").unwrap()
    }

    #[test]
    fn a_disabled_person_takes_nothing_until_they_say_so_again() {
        let at = Timestamp(5);
        let agent = Agent::fold(&[
            AgentEvent::AgentCreated {
                name: "Bia".into(),
                role: Role::Agent,
                password: "x".into(),
                by: None,
                at: None,
            },
            AgentEvent::AvailabilityChanged {
                available: true,
                at,
            },
            AgentEvent::AgentDisabled { by: None, at: None },
            AgentEvent::AgentEnabled { by: None, at: None },
        ]);
        assert!(agent.exists() && !agent.disabled && !agent.available);
        assert_eq!(Agent::from_bytes(&agent.to_bytes()).unwrap(), agent);
    }

    #[test]
    fn a_new_password_voids_what_came_before() {
        let mut agent = Agent::default();
        agent.apply(&AgentEvent::PasswordChanged {
            password: "y".into(),
            by: None,
            at: None,
        });
        assert_eq!(agent.passwords, 1);
    }

    #[test]
    fn a_transfer_between_people_moves_what_they_hold() {
        let (ana, bia) = (AgentId::from("ana"), AgentId::from("bia"));
        let mut held = [Agent::default(), Agent::default()];
        held[0].apply(&AgentEvent::ConversationHeld {
            conversation: conversation(),
        });
        let changes = hold_changes(
            &conversation(),
            &Owner::Agent(ana.clone()),
            &Owner::Agent(bia),
        );
        for (agent, event) in &changes {
            held[usize::from(*agent != ana)].apply(event);
        }
        assert!(held[0].held.is_empty());
        assert!(!held[1].has_room(Some(1)));
        assert!(hold_changes(&conversation(), &Owner::Bot, &Owner::Bot).is_empty());
    }
}
