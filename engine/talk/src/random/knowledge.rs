//! What a trail's own files say about how one can talk with it.

use std::collections::{BTreeMap, BTreeSet};
use trilha_model::{StepId, TrailId};
use trilha_trail::Bundle;
use trilha_trail::yaml::{self, Node};

/// What is known of every step of a bundle, and of the bundle as a whole.
#[derive(Clone, Debug, Default)]
pub(super) struct Knowledge {
    steps: BTreeMap<(TrailId, StepId), Hints>,
    /// Words and phrases that interrupt or start.
    pub(super) calls: Vec<String>,
    /// Every word its authors wrote, whatever it is for.
    pub(super) words: Vec<String>,
    /// Names of properties that expressions read: what a body may have.
    pub(super) properties: Vec<String>,
    /// Names of events that steps wait for.
    pub(super) events: Vec<String>,
}

/// How a step can be answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Hints {
    /// Types of answers.
    pub(super) types: Vec<String>,
    /// Patterns an answer must match.
    pub(super) patterns: Vec<String>,
    /// Numbers that bound an answer.
    pub(super) bounds: Vec<String>,
    /// Keys, labels and words of its options.
    pub(super) options: Vec<String>,
    /// Statuses it tells apart.
    pub(super) statuses: Vec<u16>,
}

/// How deep a step's own keys are looked through.
const DEPTH: usize = 6;

impl Knowledge {
    pub(super) fn of(bundle: &Bundle) -> Self {
        let mut known = Self::default();
        let (mut words, mut properties) = (BTreeSet::new(), BTreeSet::new());
        for (path, text) in &bundle.files {
            let parts = text.split(|c: char| !c.is_alphanumeric());
            words.extend(parts.filter(|word| !word.is_empty()).map(str::to_owned));
            properties.extend(text.split('.').skip(1).filter_map(name));
            if let Some(node) = yaml::parse(path, text).0 {
                known.trail(&node);
            }
        }
        known.words = words.into_iter().collect();
        known.properties = properties.into_iter().collect();
        known
    }

    fn trail(&mut self, node: &Node) {
        let Some(id) = node.get("trail").and_then(Node::as_str) else {
            return;
        };
        for (key, list) in [("interrupts", "match"), ("starts", "keyword")] {
            let items = node.get(key).map(Node::one_or_more).unwrap_or_default();
            let words = items.iter().filter_map(|item| item.get(list));
            self.calls.extend(words.flat_map(texts));
        }
        let steps = node.get("steps").map(Node::entries).into_iter().flatten();
        for (key, step) in steps {
            let mut hints = Hints::default();
            hints.read(step, DEPTH);
            if let Some(event) = step.get("wait").and_then(|wait| wait.get("event")) {
                self.events.extend(texts(event));
            }
            let place = (TrailId::from(id), StepId::from(key.text.as_str()));
            self.steps.insert(place, hints);
        }
    }

    /// What is known of a step.
    pub(super) fn step(&self, trail: &TrailId, step: &StepId) -> Option<&Hints> {
        self.steps.get(&(trail.clone(), step.clone()))
    }
}

impl Hints {
    fn read(&mut self, node: &Node, depth: usize) {
        if depth == 0 {
            return;
        }
        for (key, value) in node.entries() {
            match key.text.as_str() {
                "expect" if value.as_map().is_none() => self.types.extend(texts(value)),
                "type" => self.types.extend(texts(value)),
                "pattern" => self.patterns.extend(texts(value)),
                "min" | "max" => self.bounds.extend(texts(value)),
                "match" | "label" | "key" => self.options.extend(texts(value)),
                other => self.statuses.extend(status(other)),
            }
            self.read(value, depth - 1);
        }
        for item in node.items() {
            self.read(item, depth - 1);
        }
    }
}

/// The name a text begins with, if it does.
fn name(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let name = text.get(..end.unwrap_or(text.len()))?;
    let letter = name.starts_with(|c: char| c.is_ascii_lowercase());
    letter.then(|| name.to_owned())
}

fn status(key: &str) -> Option<u16> {
    key.parse()
        .ok()
        .filter(|status| (100..600).contains(status))
}

/// A text, each of a list, or each language of one.
fn texts(node: &Node) -> Vec<String> {
    let own = node.as_str().map(str::to_owned);
    let items = node.items().filter_map(Node::as_str).map(str::to_owned);
    let values = node.entries().filter_map(|(_, value)| value.as_str());
    own.into_iter()
        .chain(items)
        .chain(values.map(str::to_owned))
        .collect()
}
