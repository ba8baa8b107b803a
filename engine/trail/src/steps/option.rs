//! The options of a menu, as they are written and as they are offered.

use crate::diagnostic::Code;
use crate::matching;
use crate::reader::Reader;
use crate::run::Run;
use crate::shape::{Field, Shape};
use crate::target::Aim;
use crate::text::Text;
use crate::yaml::{Key, Node};
use regex_lite::Regex;
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeMap;
use trilha_model::Value;

/// The keys of an option.
pub(super) const OPTION: [Field; 5] = [
    Field::optional("label", Shape::Text, "What the contact reads."),
    Field::optional(
        "key",
        Shape::Plain,
        "What the contact types or presses; its place in the menu if not said.",
    ),
    Field::optional(
        "match",
        Shape::OneOrMore(&Shape::Plain),
        "Other words that mean this option.",
    ),
    Field::optional(
        "pattern",
        Shape::Pattern,
        "A regular expression; a message that matches it means this option.",
    ),
    Field::optional(
        "next",
        Shape::Target,
        "Where it leads; the menu's own `next` if not said.",
    ),
];

/// An option as it is written.
#[derive(Clone, Debug)]
pub(super) struct Opt {
    pub(super) id: SmolStr,
    /// What is typed, where it is written; else its place.
    key: Option<SmolStr>,
    place: usize,
    /// Its place, as it is typed where no list comes before.
    typed: SmolStr,
    pub(super) label: Text,
    words: Vec<String>,
    pattern: Option<Regex>,
    pub(super) next: Option<Aim>,
}

/// An option as it is offered now.
pub(super) struct Offer<'m> {
    /// What is typed or pressed.
    pub(super) key: SmolStr,
    /// What is read.
    pub(super) label: String,
    /// What is saved.
    pub(super) value: Value,
    /// The option it is; none if it is from a list.
    pub(super) option: Option<&'m Opt>,
}

impl Opt {
    pub(super) fn read(reader: &mut Reader<'_>, at: usize, id: &Key, node: &Node) -> Self {
        if node.as_map().is_some() && node.get("label").is_none() {
            let message = format!("the option `{}` has no label", id.text);
            reader
                .error(Code::OPTION_WITHOUT_LABEL, id.span, message)
                .help = Some("write what the contact reads: `label: …`".into());
        }
        let key = node.get("key").and_then(Node::as_str);
        let pattern = node.get("pattern").and_then(Node::as_str);
        let words = node.get("match").map(Node::one_or_more).unwrap_or_default();
        Self {
            id: id.text.as_str().into(),
            key: key.map(SmolStr::new),
            place: at + 1,
            typed: format_smolstr!("{}", at + 1),
            label: node
                .get("label")
                .map(|node| reader.text(node))
                .unwrap_or_default(),
            words: words
                .iter()
                .filter_map(Node::as_str)
                .map(matching::plain)
                .collect(),
            pattern: pattern.and_then(|pattern| Regex::new(pattern).ok()),
            next: reader.aim(node, "next"),
        }
    }

    /// As it is offered now, after so many from a list.
    pub(super) fn offer(&self, run: &Run<'_>, before: usize) -> Result<Offer<'_>, String> {
        Ok(Offer {
            key: self.key_after(before),
            label: run.text(&self.label)?,
            value: Value::Text(self.id.clone()),
            option: Some(self),
        })
    }

    fn key_after(&self, before: usize) -> SmolStr {
        match &self.key {
            Some(key) => key.clone(),
            None if before == 0 => self.typed.clone(),
            None => format_smolstr!("{}", before + self.place),
        }
    }
}

impl Offer<'_> {
    /// An item of a list: a text, or a map with a `label`, and a `key` and a `value` where these differ.
    pub(super) fn listed(at: usize, item: Value) -> Result<Self, String> {
        let place = format_smolstr!("{}", at + 1);
        let (key, label, value) = match item {
            Value::Map(map) => {
                let label = map
                    .get("label")
                    .filter(|label| **label != Value::Null)
                    .ok_or_else(|| format!("the option {place} of the list has no `label`"))?
                    .to_string();
                let key = map.get("key").filter(|key| **key != Value::Null);
                let value = map.get("value").or(key).cloned();
                let key = key.map_or(place, |key| format_smolstr!("{key}"));
                (key, label.clone(), value.unwrap_or_else(|| label.into()))
            }
            Value::List(_) | Value::Null => {
                return Err(format!(
                    "the option {place} of the list is {}: texts or maps are options",
                    item.kind()
                ));
            }
            item => (place, item.to_string(), item),
        };
        Ok(Self {
            key,
            label,
            value,
            option: None,
        })
    }

    /// The words that mean it besides its label.
    pub(super) fn words(&self) -> impl Iterator<Item = &String> {
        self.option.into_iter().flat_map(|option| &option.words)
    }

    /// Whether a message matches its pattern.
    pub(super) fn fits(&self, text: &str) -> bool {
        let pattern = self.option.and_then(|option| option.pattern.as_ref());
        pattern.is_some_and(|pattern| pattern.is_match(text.trim()))
    }
}

/// Says which options are chosen by a key that another one has already.
pub(super) fn same_keys(reader: &mut Reader<'_>, entries: &[(Key, Node)], options: &[Opt]) {
    let mut before: BTreeMap<SmolStr, &Key> = BTreeMap::new();
    for (option, (key, _)) in options.iter().zip(entries) {
        let typed = option.key_after(0);
        let first = *before.entry(typed.clone()).or_insert(key);
        if first.span != key.span {
            let message = format!(
                "`{}` and `{}` are both chosen by `{typed}`",
                first.text, key.text
            );
            let diagnostic = reader.error(Code::DUPLICATE_OPTION_KEY, key.span, message);
            diagnostic
                .labels
                .push((first.span, "the first one".to_owned()));
            diagnostic.help =
                Some("give each its own `key:`; without one it is its place in the list".into());
        }
    }
}
