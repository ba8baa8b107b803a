//! Pictures, recordings and files.

use serde::{Deserialize, Serialize};

/// What media is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// Moving pictures.
    Video,
    /// Sound.
    Audio,
    /// Anything else.
    File,
    /// A small picture without a frame.
    Sticker,
}

impl MediaKind {
    /// Its word: `image`, `video`, `audio`, `file`, `sticker`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::File => "file",
            Self::Sticker => "sticker",
        }
    }

    /// The kind of a word.
    pub fn parse(word: &str) -> Option<Self> {
        let every = [
            Self::Image,
            Self::Video,
            Self::Audio,
            Self::File,
            Self::Sticker,
        ];
        every.into_iter().find(|kind| kind.word() == word)
    }
}

/// Media to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// What it is.
    pub kind: MediaKind,
    /// Where it is: `https://…`, or a path on the server itself.
    pub url: String,
    /// The name of its file.
    #[serde(default)]
    pub name: Option<String>,
    /// What is told of it to those who do not see it.
    #[serde(default)]
    pub alt: Option<String>,
    /// What is read below it.
    #[serde(default)]
    pub caption: Option<String>,
}
