//! What is said to a contact.

use super::{Location, Media, Scale};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

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
        /// Whether several may be chosen at once.
        #[serde(default)]
        many: bool,
    },
    /// A picture, a recording, a file.
    Media(Media),
    /// A place.
    Location(Location),
    /// A page to open.
    Link {
        /// Its address.
        url: String,
        /// What is read instead of the address.
        title: Option<String>,
    },
    /// Several questions to answer at once.
    Form(Form),
    /// A question for a mark.
    Rating {
        /// The question.
        text: String,
        /// The marks there are.
        scale: Scale,
    },
    /// A message of which the channel keeps the words, approved beforehand.
    Template(TemplateMessage),
}

/// One option of a menu, as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What a contact types or presses.
    pub key: SmolStr,
    /// What the contact reads.
    pub label: String,
}

/// Several questions to answer at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// What stands above them.
    pub text: String,
    /// The questions in order.
    pub fields: Vec<FormField>,
}

/// One question of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormField {
    /// What its answer is sent back under.
    pub name: SmolStr,
    /// What the contact reads.
    pub label: String,
    /// The type of its answer as trails write it: `text`, `email`, `date`, …
    pub kind: SmolStr,
    /// Whether it must be answered.
    pub required: bool,
    /// Whether what is typed is hidden.
    pub sensitive: bool,
    /// What was answered before.
    #[serde(default)]
    pub value: Option<String>,
    /// What is wrong with that.
    #[serde(default)]
    pub error: Option<String>,
}

/// A message of which the channel keeps the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateMessage {
    /// Its name with the channel.
    pub name: SmolStr,
    /// The language it is sent in.
    pub language: SmolStr,
    /// What is filled in, in order.
    pub parameters: Vec<String>,
    /// What it says, as far as the trail knows: for transcripts and the simulator.
    pub preview: Option<String>,
}
