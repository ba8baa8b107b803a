//! The steps of two versions: what each says without its targets, and where its exits lead.

use super::keys;
use super::renamed::Renamed;
use crate::bundle::ReadTrail;
use crate::trail::{Step, Trail};
use crate::yaml::{Key, Node, to_value};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use trilha_model::{ExitName, Fate, Gist, KeyDifference, Rewired, StepDifference, StepId, Value};

/// Maps whose order means something, by verb and key: options are numbered, cases are looked at and variables set
/// in order, ways are drawn in order.
const ORDERED: [(&str, &str); 5] = [
    ("menu", "options"),
    ("form", "fields"),
    ("switch", "switch"),
    ("split", "split"),
    ("set", "set"),
];

/// A step as one version has it.
pub(super) struct Written {
    pub(super) id: StepId,
    gist: Gist,
    /// All it says but where its exits lead.
    pub(super) content: Value,
    /// The order of what stands under a key where it means something.
    pub(super) order: Option<(&'static str, Vec<String>)>,
    /// Where its exits lead, defaults followed.
    pub(super) exits: BTreeMap<ExitName, Way>,
}

/// Where an exit leads.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Way {
    /// A step, `end` or `return`.
    pub(super) to: Option<SmolStr>,
    /// Whether the step does not say so itself.
    by_default: bool,
}

impl Written {
    /// Every step of a trail, also those that nobody can tell the kind of.
    pub(super) fn all(read: &ReadTrail) -> Vec<Self> {
        let steps = read.node.get("steps").map(Node::entries);
        let steps = steps.into_iter().flatten();
        steps
            .map(|(key, node)| Self::read(&read.trail, key, node))
            .collect()
    }

    fn read(trail: &Trail, key: &Key, node: &Node) -> Self {
        let id = StepId::from(key.text.as_str());
        let step = trail.step(&id);
        let mut content = to_value(node);
        let mut exits = BTreeMap::new();
        for exit in step.map(Step::exits).unwrap_or_default() {
            let path: Vec<&str> = exit.path.iter().map(SmolStr::as_str).collect();
            let by_default = exit.aim.is_none();
            if !by_default {
                take_out(&mut content, &path);
            }
            let to = trail.leads(&id, exit.name.as_str());
            let to = to.map(|target| SmolStr::new(target.as_str()));
            exits.insert(exit.name, Way { to, by_default });
        }
        let verb = step.map_or("", |step| step.verb().name);
        let ordered = ORDERED.iter().find(|(of, _)| *of == verb);
        let order = ordered.and_then(|(_, key)| {
            let names = node.get(key)?.as_map()?.iter();
            Some((*key, names.map(|(key, _)| key.text.clone()).collect()))
        });
        let summary = step.map(|step| step.kind.summary(&trail.language));
        Self {
            id,
            gist: Gist {
                verb: verb.into(),
                summary: summary.unwrap_or_default(),
            },
            content,
            order,
            exits,
        }
    }

    /// Whether it says the same as a step of the other version, wherever their exits lead.
    pub(super) fn says_as(&self, other: &Self) -> bool {
        self.content == other.content
            && self.order == other.order
            && self.exits.keys().eq(other.exits.keys())
    }
}

/// Takes out what stands under these keys, and maps that are empty by it.
fn take_out(value: &mut Value, path: &[&str]) {
    let (Value::Map(map), Some((first, rest))) = (value, path.split_first()) else {
        return;
    };
    if rest.is_empty() {
        map.remove(*first);
        return;
    }
    if let Some(inner) = map.get_mut(*first) {
        take_out(inner, rest);
        if matches!(inner, Value::Map(left) if left.is_empty()) {
            map.remove(*first);
        }
    }
}

/// The steps that differ, and the exits that lead elsewhere.
pub(super) fn compare(
    old: &[Written],
    new: &[Written],
    renamed: &Renamed,
) -> (Vec<StepDifference>, Vec<Rewired>) {
    let before: BTreeMap<&str, &Written> = old
        .iter()
        .map(|step| (renamed.now(&step.id.0), step))
        .collect();
    let (mut steps, mut rewired) = (Vec::new(), Vec::new());
    for step in new {
        match before.get(step.id.as_str()) {
            None => steps.push(alone(step, Fate::Added)),
            Some(was) => {
                steps.extend(both(was, step));
                rewire(was, step, renamed, &mut rewired);
            }
        }
    }
    let there: BTreeSet<&str> = new.iter().map(|step| step.id.as_str()).collect();
    let gone = old
        .iter()
        .filter(|step| !there.contains(renamed.now(&step.id.0)));
    steps.extend(gone.map(|step| alone(step, Fate::Removed)));
    (steps, rewired)
}

fn alone(step: &Written, fate: Fate) -> StepDifference {
    let gist = Some(step.gist.clone());
    let (old, new) = if fate == Fate::Removed {
        (gist, None)
    } else {
        (None, gist)
    };
    StepDifference {
        step: step.id.clone(),
        fate,
        was: None,
        old,
        new,
        keys: Vec::new(),
    }
}

fn both(was: &Written, step: &Written) -> Option<StepDifference> {
    let mut keys = Vec::new();
    keys::compare("", Some(&was.content), Some(&step.content), &mut keys);
    keys.extend(reordered(was, step));
    let is_renamed = was.id != step.id;
    (is_renamed || !keys.is_empty()).then(|| StepDifference {
        step: step.id.clone(),
        fate: if is_renamed {
            Fate::Renamed
        } else {
            Fate::Changed
        },
        was: is_renamed.then(|| was.id.clone()),
        old: Some(was.gist.clone()),
        new: Some(step.gist.clone()),
        keys,
    })
}

/// That what both have under a key stands in another order, where that means something.
fn reordered(was: &Written, step: &Written) -> Option<KeyDifference> {
    let (Some((key, old)), Some((same, new))) = (&was.order, &step.order) else {
        return None;
    };
    let common = |one: &[String], other: &[String]| {
        let kept = one.iter().filter(|name| other.contains(name));
        kept.cloned().collect::<Vec<_>>().join(", ")
    };
    let (before, after) = (common(old, new), common(new, old));
    (key == same && before != after).then(|| KeyDifference {
        key: format!("{key} (order)"),
        old: Some(before),
        new: Some(after),
    })
}

fn rewire(was: &Written, step: &Written, renamed: &Renamed, found: &mut Vec<Rewired>) {
    let exits: BTreeSet<&ExitName> = was.exits.keys().chain(step.exits.keys()).collect();
    for exit in exits {
        let (old, new) = (was.exits.get(exit), step.exits.get(exit));
        let to = |way: Option<&Way>| way.and_then(|way| way.to.clone());
        let (from, to) = (to(old), to(new));
        if from.as_ref().map(|step| renamed.now(step)) != to.as_deref() {
            let fallen = |way: Option<&Way>| way.is_none_or(|way| way.by_default);
            found.push(Rewired {
                step: step.id.clone(),
                exit: exit.clone(),
                old: from.map(Into::into),
                new: to.map(Into::into),
                by_default: fallen(old) && fallen(new),
            });
        }
    }
}
