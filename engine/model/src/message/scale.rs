//! The marks a contact may give.

use serde::{Deserialize, Serialize};

/// The marks a rating may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Satisfaction: 1 to 5.
    Csat,
    /// Whether they would recommend it (net promoter score): 0 to 10.
    Nps,
    /// Down is 0, up is 1.
    Thumbs,
}

impl Scale {
    /// Its word: `csat`, `nps`, `thumbs`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Csat => "csat",
            Self::Nps => "nps",
            Self::Thumbs => "thumbs",
        }
    }

    /// The scale of a word.
    pub fn parse(word: &str) -> Option<Self> {
        let every = [Self::Csat, Self::Nps, Self::Thumbs];
        every.into_iter().find(|scale| scale.word() == word)
    }

    /// The lowest and the highest mark.
    pub fn range(self) -> (u8, u8) {
        match self {
            Self::Csat => (1, 5),
            Self::Nps => (0, 10),
            Self::Thumbs => (0, 1),
        }
    }
}
