//! What changes in what is known of a contact.

use crate::value::{Map, Value};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// A change of what is known of a contact.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ContactChange {
    /// Fields and their new values; with nothing, a field is gone.
    #[serde(default)]
    pub set: Map,
    /// Their language from now on.
    #[serde(default)]
    pub language: Option<SmolStr>,
    /// Tags they get.
    #[serde(default)]
    pub tag: Vec<SmolStr>,
    /// Tags they lose.
    #[serde(default)]
    pub untag: Vec<SmolStr>,
}

impl ContactChange {
    /// The field in which the contact's tags stand, as a list in the order of the alphabet.
    pub const TAGS: &str = "tags";

    /// Makes the change in what is known.
    pub fn apply(&self, profile: &mut Map, language: &mut Option<SmolStr>) {
        for (name, value) in &self.set {
            if *value == Value::Null {
                profile.remove(name);
            } else {
                profile.insert(name.clone(), value.clone());
            }
        }
        if self.language.is_some() {
            language.clone_from(&self.language);
        }
        if self.tag.is_empty() && self.untag.is_empty() {
            return;
        }
        let before = match profile.get(Self::TAGS) {
            Some(Value::List(tags)) => tags.iter().filter_map(Value::as_text).collect(),
            _ => Vec::new(),
        };
        let kept = before
            .into_iter()
            .filter(|tag| !self.untag.iter().any(|gone| gone == tag));
        let tags: BTreeSet<SmolStr> = kept
            .map(SmolStr::new)
            .chain(self.tag.iter().cloned())
            .collect();
        let tags = tags.into_iter().map(Value::Text).collect();
        profile.insert(SmolStr::new_static(Self::TAGS), Value::List(tags));
    }
}
