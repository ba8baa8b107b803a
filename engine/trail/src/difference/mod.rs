//! What differs between two versions of trails, by what they mean; see [`trilha_model::difference`].

mod keys;
mod renamed;
mod steps;
#[cfg(test)]
mod tests;

use crate::bundle::{self, ReadTrail, Sources, trail_of};
use crate::trail::Trail;
use crate::yaml::{Node, to_value};
use renamed::Renamed;
use std::collections::{BTreeMap, BTreeSet};
use steps::Written;
use trilha_model::{
    Difference, Fate, FileDifference, KeyDifference, Limits, Map, TrailDifference, TrailId, Value,
};

/// What differs between two versions of a trail and all it reaches; without a trail, of everything there is. Files
/// that cannot be read as trails are compared as far as they can be.
pub fn difference(old: &Sources, new: &Sources, root: Option<&TrailId>) -> Difference {
    let (old, new) = (Side::read(old, root), Side::read(new, root));
    let ids: BTreeSet<&TrailId> = old.texts.keys().chain(new.texts.keys()).collect();
    let paths: BTreeSet<&String> = old.files.keys().chain(new.files.keys()).collect();
    Difference {
        trails: ids
            .into_iter()
            .filter_map(|id| old.against(&new, id))
            .collect(),
        files: paths
            .into_iter()
            .filter_map(|path| {
                let fate = fate(old.files.get(path), new.files.get(path))?;
                let path = path.clone();
                Some(FileDifference { path, fate })
            })
            .collect(),
    }
}

fn fate<T: PartialEq>(old: Option<T>, new: Option<T>) -> Option<Fate> {
    match (old, new) {
        (None, Some(_)) => Some(Fate::Added),
        (Some(_), None) => Some(Fate::Removed),
        (Some(old), Some(new)) if old != new => Some(Fate::Changed),
        _ => None,
    }
}

/// One of the two versions.
struct Side {
    /// The trails that could be read.
    trails: BTreeMap<TrailId, ReadTrail>,
    /// The texts of all trails.
    texts: BTreeMap<TrailId, String>,
    /// The texts of everything else, by path.
    files: BTreeMap<String, String>,
}

impl Side {
    fn read(sources: &Sources, root: Option<&TrailId>) -> Self {
        let all = root.is_none().then(|| sources.trails());
        let roots = all.unwrap_or_else(|| root.into_iter().cloned().collect());
        let read = bundle::read(sources, &roots, &Limits::CEILING);
        let reached = if root.is_some() {
            read.files
        } else {
            sources.files.clone()
        };
        let (mut texts, mut files) = (BTreeMap::new(), BTreeMap::new());
        for (path, text) in reached {
            match trail_of(&path) {
                Some(id) => drop(texts.insert(id, text)),
                None => drop(files.insert(path, text)),
            }
        }
        Self {
            trails: read.trails,
            texts,
            files,
        }
    }

    /// A trail that is at least a map.
    fn legible(&self, id: &TrailId) -> Option<&ReadTrail> {
        let read = self.trails.get(id);
        read.filter(|read| read.node.as_map().is_some())
    }

    fn against(&self, new: &Self, id: &TrailId) -> Option<TrailDifference> {
        let texts = (self.texts.get(id), new.texts.get(id));
        let fate = match texts {
            (Some(_), Some(_)) => Fate::Changed,
            (Some(_), None) => Fate::Removed,
            (None, _) => Fate::Added,
        };
        let missing = |side: &Self| side.texts.contains_key(id) && side.legible(id).is_none();
        if missing(self) || missing(new) {
            return (texts.0 != texts.1).then(|| TrailDifference {
                trail: id.clone(),
                fate,
                unreadable: true,
                keys: Vec::new(),
                steps: Vec::new(),
                rewired: Vec::new(),
            });
        }
        let told = compare(id, fate, self.legible(id), new.legible(id));
        let same = told.keys.is_empty() && told.steps.is_empty() && told.rewired.is_empty();
        (fate != Fate::Changed || !same).then_some(told)
    }
}

fn compare(
    id: &TrailId,
    fate: Fate,
    old: Option<&ReadTrail>,
    new: Option<&ReadTrail>,
) -> TrailDifference {
    let all = |read: Option<&ReadTrail>| read.map(Written::all).unwrap_or_default();
    let (old_steps, new_steps) = (all(old), all(new));
    let ends = |read: Option<&ReadTrail>| read.map(entries).unwrap_or_default();
    let renamed = Renamed::find((&old_steps, &ends(old)), (&new_steps, &ends(new)));
    let (steps, rewired) = steps::compare(&old_steps, &new_steps, &renamed);
    let mut keys = Vec::new();
    if fate == Fate::Changed {
        let around = |read: Option<&ReadTrail>, renamed: Option<&Renamed>| {
            let read = read.map(|read| around(&read.node, &read.trail, renamed));
            Value::Map(read.unwrap_or_default())
        };
        let (old, new) = (around(old, Some(&renamed)), around(new, None));
        keys::compare("", Some(&old), Some(&new), &mut keys);
        keys.sort_by(|one: &KeyDifference, other| one.key.cmp(&other.key));
    }
    TrailDifference {
        trail: id.clone(),
        fate,
        unreadable: false,
        keys,
        steps,
        rewired,
    }
}

/// Where sessions come into a trail besides its steps, and the step they come to: its start, and each interrupt
/// by its words.
fn entries(read: &ReadTrail) -> Vec<(String, String)> {
    let start = read.trail.start();
    let start = start.map(|step| ("start".to_owned(), step.id.to_string()));
    let interrupts = read.node.get("interrupts");
    let interrupts = interrupts.into_iter().flat_map(Node::items);
    let named = interrupts.filter_map(|node| {
        let words = to_value(node.get("match")?).to_json();
        Some((words, node.get("next")?.as_str()?.to_owned()))
    });
    start.into_iter().chain(named).collect()
}

/// What stands around the steps, with the first step said.
fn around(node: &Node, trail: &Trail, renamed: Option<&Renamed>) -> Map {
    let entries = node
        .entries()
        .filter(|(key, _)| !matches!(key.text.as_str(), "trail" | "steps" | "layout" | "start"));
    let mut map: Map = entries
        .map(|(key, node)| (key.text.as_str().into(), to_value(node)))
        .collect();
    if let Some(start) = trail.start() {
        map.insert("start".into(), Value::text(start.id.as_str()));
    }
    if let Some(renamed) = renamed {
        for name in ["start", "defaults", "interrupts"] {
            if let Some(value) = map.get_mut(name) {
                retarget(value, name == "start", renamed);
            }
        }
    }
    map
}

/// Writes targets as they are called in the new version: the value itself, or what stands under keys of targets.
fn retarget(value: &mut Value, is_target: bool, renamed: &Renamed) {
    match value {
        Value::Text(step) if is_target => *step = renamed.now(step).into(),
        Value::List(items) => {
            for item in items {
                retarget(item, false, renamed);
            }
        }
        Value::Map(map) => {
            for (key, value) in map {
                let is_target = matches!(key.as_str(), "next" | "error" | "no_match");
                retarget(value, is_target, renamed);
            }
        }
        _ => {}
    }
}
