//! Messages: what a contact says and what is said to one.

use crate::id::AgentId;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// What a contact said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incoming {
    /// The channel's id of this message: a second one with the same id changes nothing.
    pub id: SmolStr,
    /// The words; for a chosen option, its label.
    pub text: String,
    /// The key of the option chosen, where the channel has buttons.
    pub option: Option<SmolStr>,
}

impl Incoming {
    /// A plain text message.
    pub fn text(id: impl AsRef<str>, text: impl Into<String>) -> Self {
        Self {
            id: SmolStr::new(id),
            text: text.into(),
            option: None,
        }
    }
}

/// Who says a message to the contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Speaker {
    /// The trail.
    Bot,
    /// The desk itself: queue position, out of hours.
    System,
    /// A person.
    Agent(AgentId),
}

/// What is said, by its meaning; each channel shows it in its own way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Content {
    /// One bubble of text.
    Text(String),
    /// A question with options to choose from.
    Menu {
        /// The question.
        text: String,
        /// The options in order.
        options: Vec<Choice>,
    },
}

/// One option of a menu, as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What a contact types or presses.
    pub key: SmolStr,
    /// What the contact reads.
    pub label: String,
}

impl Content {
    /// As plain text: a menu is its question, then `key) label` a line.
    pub fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Menu { text, options } => {
                let mut out = text.clone();
                for Choice { key, label } in options {
                    out.push('\n');
                    out.push_str(key);
                    out.push_str(") ");
                    out.push_str(label);
                }
                out
            }
        }
    }
}
