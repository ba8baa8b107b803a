//! The setting of simulated talks: the contact's language, and who there is to take conversations.

use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeSet;
use trilha_model::TeamId;

/// What people are called before somebody calls them otherwise.
const NAMES: [&str; 5] = ["ana", "bia", "caio", "davi", "eva"];

/// Where simulated talks take place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// The contact's language.
    pub language: Option<SmolStr>,
    /// Whether somebody takes conversations in every queue, where nobody is named.
    pub staffed: bool,
    /// The people there are; they work every queue. Where there are none, somebody without a name is in every team.
    #[serde(default)]
    pub people: Vec<Person>,
}

/// Somebody at the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name they sign in with; nobody else's.
    pub name: SmolStr,
    /// Whether they take conversations.
    pub here: bool,
    /// The teams they are in.
    pub teams: BTreeSet<TeamId>,
    /// Whether they supervise, and may take what is for others and close what somebody else has.
    #[serde(default)]
    pub supervisor: bool,
    /// What they are good at. Where nothing is said of anybody, all are good at everything.
    #[serde(default)]
    pub skills: BTreeSet<SmolStr>,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            language: None,
            staffed: true,
            people: Vec::new(),
        }
    }
}

impl Setting {
    /// Whether somebody takes conversations.
    pub fn is_staffed(&self) -> bool {
        match self.people.as_slice() {
            [] => self.staffed,
            people => people.iter().any(|person| person.here),
        }
    }

    /// All take conversations, or nobody does.
    pub fn staff(&mut self, here: bool) {
        self.staffed = here;
        for person in &mut self.people {
            person.here = here;
        }
    }

    /// One more person, who takes conversations as long as the others do.
    pub fn add(&mut self) {
        let numbered = (2..).flat_map(|n| NAMES.map(|name| format_smolstr!("{name}-{n}")));
        let mut names = NAMES.map(SmolStr::new_static).into_iter().chain(numbered);
        let name = names.find(|name| !self.is_taken(name));
        self.people.push(Person {
            name: name.unwrap_or_default(),
            here: self.is_staffed(),
            ..Person::default()
        });
    }

    /// Whether it is said of anybody what they are good at.
    pub fn is_skilled(&self) -> bool {
        is_skilled(&self.people)
    }

    /// Whether somebody is called so.
    pub fn is_taken(&self, name: &str) -> bool {
        self.people.iter().any(|person| person.name == name)
    }

    /// Calls somebody otherwise, where that is a name and nobody has it.
    pub fn rename(&mut self, at: usize, to: &str) {
        let to = to.trim();
        let free = !to.is_empty() && !self.is_taken(to);
        if let Some(person) = self.people.get_mut(at).filter(|_| free) {
            person.name = to.into();
        }
    }

    /// As a text.
    pub fn written(&self) -> String {
        serde_json::to_string(self).expect("invariant: it is plain data")
    }

    /// Reads it back; none where that is of another version.
    pub fn read(written: &str) -> Option<Self> {
        serde_json::from_str(written).ok()
    }
}

/// Whether it is said of any of them what they are good at.
pub(crate) fn is_skilled(people: &[Person]) -> bool {
    people.iter().any(|person| !person.skills.is_empty())
}

impl Person {
    /// They are good at these, by commas, and at nothing else.
    pub fn can(&mut self, skills: &str) {
        let skills = skills.split(',').map(str::trim);
        self.skills = skills
            .filter(|skill| !skill.is_empty())
            .map(SmolStr::from)
            .collect();
    }

    /// Puts them into a team, or takes them out of it.
    pub fn join(&mut self, team: &TeamId, on: bool) {
        if on {
            self.teams.insert(team.clone());
        } else {
            self.teams.remove(team);
        }
    }
}
