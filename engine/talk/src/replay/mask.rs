//! What is about a person, kept out of what is shown.

use std::fmt::Write as _;
use trilha_model::{Map, Value};

/// What stands for it.
const HIDDEN: &str = "…";
/// Shorter texts stand in too many places to be told from others.
const SHORTEST: usize = 2;

/// Texts that are about a person.
#[derive(Clone, Debug, Default)]
pub(super) struct Masks(Vec<String>);

impl Masks {
    /// Everything in a profile is about a person.
    pub(super) fn profile(&mut self, profile: &Map) {
        profile.values().for_each(|value| self.value(value));
    }

    /// Every text and number in a value.
    pub(super) fn value(&mut self, value: &Value) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::List(items) => items.iter().for_each(|item| self.value(item)),
            Value::Map(map) => map.values().for_each(|value| self.value(value)),
            other => self.text(&other.to_string()),
        }
    }

    /// A text, also as it stands in an address.
    pub(super) fn text(&mut self, text: &str) {
        self.add(text.trim());
        self.add(&encoded(text.trim()));
    }

    fn add(&mut self, text: &str) {
        let known = self.0.iter().any(|known| known == text);
        if text.chars().count() >= SHORTEST && !known {
            self.0.push(text.to_owned());
            // What holds another is hidden first, so that nothing of it is left standing.
            self.0.sort_by_key(|text| std::cmp::Reverse(text.len()));
        }
    }

    /// A text with all of it hidden.
    pub(super) fn hide(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for hidden in &self.0 {
            if text.contains(hidden.as_str()) {
                text = text.replace(hidden.as_str(), HIDDEN);
            }
        }
        text
    }
}

/// A text as the values in an address are written: all but letters, digits and `-._~` as `%41`.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("invariant: strings take all");
        }
    }
    out
}

/// What a contact said that is no option.
pub(super) fn hidden() -> String {
    HIDDEN.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_text_is_hidden_first_and_single_letters_are_left() {
        let mut masks = Masks::default();
        for text in ["Ana", "Ana Souza", "a"] {
            masks.text(text);
        }
        assert_eq!(masks.hide("Ana Souza, Ana, and a"), "…, …, and a");
    }
}
