//! What channels can do, so that a trail can be told what it cannot have.

use crate::staff::Channel;
use serde::{Deserialize, Serialize};

/// Something that not every channel can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// Several questions shown and answered at once.
    Form,
    /// Messages whose words the channel approved beforehand.
    Template,
    /// Calls to a number.
    Dial,
    /// Voice messages taken while the contact speaks.
    Record,
}

impl Capability {
    /// Every one there is.
    pub const ALL: [Self; 4] = [Self::Form, Self::Template, Self::Dial, Self::Record];

    /// Its word, as in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Template => "template",
            Self::Dial => "dial",
            Self::Record => "record",
        }
    }

    /// The capability of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// How much of a thing a channel shows so that it can still be read and chosen; none: as much as there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Characters on a button.
    pub label: Option<usize>,
    /// Options of a menu.
    pub options: Option<usize>,
}

impl Channel {
    /// How much it shows. The web chat's buttons are 20 characters wide on a small phone and wrap: four
    /// lines are no button any more, and a menu longer than two of its screens is not read to its end.
    pub fn limits(self) -> Limits {
        match self {
            Self::Webchat => Limits {
                label: Some(80),
                options: Some(30),
            },
            Self::Api => Limits {
                label: None,
                options: None,
            },
        }
    }

    /// Its word, as in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Webchat => "webchat",
            Self::Api => "api",
        }
    }

    /// What it cannot do.
    pub fn cannot(self) -> &'static [Capability] {
        match self {
            Self::Webchat | Self::Api => {
                &[Capability::Template, Capability::Dial, Capability::Record]
            }
        }
    }
}
