//! What a contact said.

use super::{Location, MediaKind};
use crate::value::{Map, Value};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// What a contact said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incoming {
    /// The channel's id of this message: a second one with the same id changes nothing.
    pub id: SmolStr,
    /// The words; for a chosen option, its label; for media, its caption. Empty only where something is
    /// attached.
    pub text: String,
    /// The key of the option chosen, where the channel has buttons.
    pub option: Option<SmolStr>,
    /// What it brings besides words.
    #[serde(default)]
    pub attached: Option<Attached>,
}

impl Incoming {
    /// A plain text message.
    pub fn text(id: impl AsRef<str>, text: impl Into<String>) -> Self {
        Self {
            id: SmolStr::new(id),
            text: text.into(),
            option: None,
            attached: None,
        }
    }

    /// The media it brings.
    pub fn media(&self) -> Option<&Received> {
        match &self.attached {
            Some(Attached::Media(media)) => Some(media),
            _ => None,
        }
    }

    /// The place it tells.
    pub fn location(&self) -> Option<&Location> {
        match &self.attached {
            Some(Attached::Location(place)) => Some(place),
            _ => None,
        }
    }

    /// The keys of the options chosen, one or several.
    pub fn chosen(&self) -> &[SmolStr] {
        match &self.attached {
            Some(Attached::Chosen(keys)) => keys,
            _ => self.option.as_slice(),
        }
    }

    /// The answers to a form, by the names of its fields.
    pub fn answers(&self) -> Option<&[(SmolStr, String)]> {
        match &self.attached {
            Some(Attached::Answers(answers)) => Some(answers),
            _ => None,
        }
    }

    /// The same message with other words, and nothing else in it.
    #[must_use]
    pub fn without_words(&self, instead: &str) -> Self {
        Self::text(&self.id, instead)
    }

    /// The same message with other answers to the form, and no words.
    #[must_use]
    pub fn with_answers(&self, answers: Vec<(SmolStr, String)>) -> Self {
        Self {
            attached: Some(Attached::Answers(answers)),
            ..Self::text(&self.id, "")
        }
    }

    /// As plain text: the words, or what stands in for them where there are none.
    pub fn plain(&self) -> String {
        match &self.attached {
            _ if !self.text.is_empty() => self.text.clone(),
            None => String::new(),
            Some(Attached::Media(media)) => media.name.as_ref().unwrap_or(&media.url).clone(),
            Some(Attached::Location(place)) => place.plain(),
            Some(Attached::Chosen(keys)) => keys.join(", "),
            Some(Attached::Answers(answers)) => {
                let line = |(name, answer): &(SmolStr, String)| format!("{name}: {answer}");
                answers.iter().map(line).collect::<Vec<_>>().join("\n")
            }
        }
    }
}

/// What a contact's message brings besides words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Attached {
    /// A picture, a recording, a file.
    Media(Box<Received>),
    /// A place.
    Location(Box<Location>),
    /// The keys of several options chosen at once, in the order of the menu.
    Chosen(Vec<SmolStr>),
    /// The answers to a form, by the names of its fields, as typed.
    Answers(Vec<(SmolStr, String)>),
}

impl Attached {
    /// As trails read it in `input`: under which name, and what.
    pub fn value(&self) -> (&'static str, Value) {
        match self {
            Self::Media(media) => ("media", media.value()),
            Self::Location(place) => ("location", place.value()),
            Self::Chosen(keys) => {
                let keys = keys.iter().cloned().map(Value::Text);
                ("options", Value::List(keys.collect()))
            }
            Self::Answers(answers) => {
                let answer =
                    |(name, answer): &(SmolStr, String)| (name.clone(), Value::text(answer));
                ("answers", Value::Map(answers.iter().map(answer).collect()))
            }
        }
    }

    /// About how many bytes it holds.
    pub fn weight(&self) -> usize {
        self.value().1.weight()
    }
}

/// Media that came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// What it is.
    pub kind: MediaKind,
    /// Where it can be fetched.
    pub url: String,
    /// The name of its file, where it has one.
    pub name: Option<String>,
    /// Its bytes, where the channel tells.
    pub size: Option<u64>,
    /// Its media type, such as `image/png`, where the channel tells.
    pub mime: Option<String>,
}

impl Received {
    /// As trails read it: `{ kind, url, name, size, mime }`, all there.
    pub fn value(&self) -> Value {
        let text = |text: &Option<String>| text.as_deref().map_or(Value::Null, Value::text);
        let size = self.size.and_then(|size| i64::try_from(size).ok());
        Value::Map(Map::from([
            ("kind".into(), Value::text(self.kind.word())),
            ("url".into(), Value::text(&self.url)),
            ("name".into(), text(&self.name)),
            ("size".into(), size.map_or(Value::Null, Value::Int)),
            ("mime".into(), text(&self.mime)),
        ]))
    }
}
