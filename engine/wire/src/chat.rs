//! The web chat and the API inbox.
//!
//! - `POST /api/chat/{inbox}/visits` ([`NewVisit`]) → 201 [`Visit`]: a new visitor; its token goes into
//!   `Authorization: Bearer` of everything below. The trail may greet at once (`messages`).
//!   429 `too-many-visits` when an address opens more than sixty a minute.
//! - `POST /api/chat/{inbox}/messages` ([`Say`]) → 200 [`Turn`], after the commit. The same `id` again
//!   changes nothing and answers what came after it. 429 `too-many-messages` with `Retry-After` to who floods.
//! - `POST /api/chat/{inbox}/media?name=photo.png`, the bytes as the body → 201 [`Sent`], once they are on disk: goes into
//!   [`Say::media`] as it is. 413 `too-large` above 16 MiB. What the file is told to be does not count, only its bytes.
//! - `GET /api/chat/{inbox}/messages?after=N` → 200 [`Turn`] (at most 200 messages; `more` says that there are more).
//! - `GET /api/chat/{inbox}/socket?after=N&token=…` → WebSocket of [`Push`], text frames, from `after` on.
//! - `GET /chat/{inbox}` a page with the chat; `GET /chat.js` the web component `<trilha-chat inbox="site">`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use trilha_model::{MediaKind, Scale};

/// A visitor arrives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewVisit {
    /// Their language as BCP 47, such as `pt-BR`; if not said, the one that `Accept-Language` likes best.
    #[serde(default)]
    pub language: Option<String>,
    /// Their name, where the page knows it.
    #[serde(default)]
    pub name: Option<String>,
}

/// A visitor's place in a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Visit {
    /// Whoever holds it is this visitor.
    pub token: String,
    /// The inbox's title.
    pub title: String,
    /// What the trail said already.
    #[serde(flatten)]
    pub turn: Turn,
}

/// A visitor says something.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Say {
    /// The client's own id, 1 to 64 characters.
    pub id: String,
    /// The words, at most 4,000 characters; for a button its label, for media its caption. May be empty
    /// where something else is said.
    #[serde(default)]
    pub text: String,
    /// The key of the option whose button was pressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// The keys of several options chosen at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// A picture, a recording, a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<Sent>,
    /// A place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The answers to a form, by the names of its fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, String>,
}

/// Media that a visitor sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sent {
    /// `image`, `video`, `audio`, `file` or `sticker`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub kind: MediaKind,
    /// Where it can be fetched: `https://…`, or a path on the server.
    pub url: String,
    /// The name of its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Its media type, such as `image/png`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime: Option<String>,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Location {
    /// Degrees to the north, from -90 to 90.
    pub latitude: f64,
    /// Degrees to the east, from -180 to 180.
    pub longitude: f64,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Turn {
    /// Ask for what is after this next time.
    pub seq: u64,
    /// What was said, in order.
    pub messages: Vec<Message>,
    /// Whether there is more to fetch.
    #[serde(default)]
    pub more: bool,
    /// Who has the conversation.
    pub with: With,
    /// The type of the answer that the trail waits for, where that is more than words: `image`, `video`,
    /// `audio`, `file` or `location`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asks: Option<String>,
}

/// Who has the conversation, as the contact may know it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum With {
    /// The bot.
    #[default]
    Bot,
    /// Nobody yet: it waits for a person.
    Waiting,
    /// A person.
    Agent {
        /// The name they go by.
        name: String,
    },
}

/// One message, either way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    /// Its place in the conversation; grows, with gaps.
    pub seq: u64,
    /// When.
    pub at: i64,
    /// Who.
    pub from: From,
    /// The sender's own id, where it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The key of the option whose button was pressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// How many milliseconds it is shown as being typed before it is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typing: Option<i64>,
    /// What.
    pub content: Content,
}

/// Who said it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum From {
    /// The contact.
    Contact,
    /// The trail.
    Bot,
    /// The desk itself.
    System,
    /// A person.
    Agent {
        /// The name they go by.
        name: String,
    },
}

/// What was said. Each has a `text`: what is read where nothing else of it can be shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Content {
    /// Words.
    Text {
        /// The words.
        text: String,
    },
    /// A question with buttons.
    Menu {
        /// The question.
        text: String,
        /// The buttons in order.
        options: Vec<Choice>,
        /// Whether several may be chosen at once: answered with [`Say::options`].
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        many: bool,
    },
    /// A picture, a recording, a file.
    Media {
        /// Its caption and its address.
        text: String,
        /// `image`, `video`, `audio`, `file` or `sticker`.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        kind: MediaKind,
        /// Where it is: `https://…`, or a path on the server.
        url: String,
        /// The name of its file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// What is told of it to those who do not see it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        alt: Option<String>,
        /// What is read below it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caption: Option<String>,
        /// Its bytes, where they are known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        size: Option<u64>,
    },
    /// A place.
    Location {
        /// Its name, its address and its degrees.
        text: String,
        /// Where it is.
        place: Location,
    },
    /// A page to open.
    Link {
        /// Its title and its address.
        text: String,
        /// Its address.
        url: String,
        /// What is read instead of the address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
    },
    /// Several questions: answered at once with [`Say::answers`].
    Form {
        /// What stands above them.
        text: String,
        /// The questions in order.
        fields: Vec<Question>,
    },
    /// A question for a mark: answered with the mark as text.
    Rating {
        /// The question.
        text: String,
        /// `csat` (1 to 5), `nps` (0 to 10) or `thumbs` (0 down, 1 up).
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        scale: Scale,
        /// The lowest mark.
        low: u8,
        /// The highest mark.
        high: u8,
    },
    /// The answers to a form, as the contact gave them.
    Answers {
        /// A line for each.
        text: String,
        /// In the order they were sent.
        answers: Vec<Given>,
    },
}

/// One answer to a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Given {
    /// The name of the question.
    pub name: String,
    /// What was answered; `•••` where that is nobody's business.
    pub answer: String,
}

/// One question of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Question {
    /// What its answer is sent back under.
    pub name: String,
    /// What is read.
    pub label: String,
    /// The type of its answer: `text`, `email`, `date`, …
    pub kind: String,
    /// Whether it must be answered.
    pub required: bool,
    /// Whether what is typed is hidden.
    pub sensitive: bool,
    /// What was answered before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What is wrong with that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// One button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Choice {
    /// Sent back as [`Say::option`].
    pub key: String,
    /// What is read.
    pub label: String,
}

/// What the chat's socket sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = ChatPush))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Push {
    /// New messages, or another owner.
    Turn(Turn),
    /// The person on the other side is typing, for the next five seconds.
    Typing,
    /// The bot is writing: shown until a message of the bot takes its place. It is no message yet, has no number
    /// and is kept nowhere; a socket that is opened later gets what stands by then, from its beginning.
    Writing {
        /// What is being written; another number is another text.
        id: u64,
        /// What comes after what this socket sent of it before.
        text: String,
    },
    /// What was being written comes to nothing, or is among the messages by now.
    Erased {
        /// What was being written.
        id: u64,
    },
}

impl std::convert::From<&trilha_model::Content> for Content {
    fn from(content: &trilha_model::Content) -> Self {
        use trilha_model::Content as Said;
        match content {
            Said::Text(text) => Self::Text { text: text.clone() },
            Said::Menu {
                text,
                options,
                many,
            } => Self::Menu {
                text: text.clone(),
                options: options
                    .iter()
                    .map(|option| Choice {
                        key: option.key.to_string(),
                        label: option.label.clone(),
                    })
                    .collect(),
                many: *many,
            },
            Said::Media(media) => Self::Media {
                text: content.plain(),
                kind: media.kind,
                url: media.url.clone(),
                name: media.name.clone(),
                alt: media.alt.clone(),
                caption: media.caption.clone(),
                size: None,
            },
            Said::Location(place) => Self::Location {
                text: content.plain(),
                place: place.into(),
            },
            Said::Link { url, title } => Self::Link {
                text: content.plain(),
                url: url.clone(),
                title: title.clone(),
            },
            Said::Form(form) => Self::Form {
                text: form.text.clone(),
                fields: form.fields.iter().map(Question::from).collect(),
            },
            Said::Rating { text, scale } => {
                let (low, high) = scale.range();
                Self::Rating {
                    text: text.clone(),
                    scale: *scale,
                    low,
                    high,
                }
            }
            Said::Template(_) => Self::Text {
                text: content.plain(),
            },
        }
    }
}

/// What a contact said, as it is shown.
impl std::convert::From<&trilha_model::Incoming> for Content {
    fn from(message: &trilha_model::Incoming) -> Self {
        if let Some(media) = message.media() {
            return Self::Media {
                text: message.plain(),
                kind: media.kind,
                url: media.url.clone(),
                name: media.name.clone(),
                alt: None,
                caption: Some(message.text.clone()).filter(|text| !text.is_empty()),
                size: media.size,
            };
        }
        if let Some(answers) = message.answers() {
            return Self::Answers {
                text: message.plain(),
                answers: answers
                    .iter()
                    .map(|(name, answer)| Given {
                        name: name.to_string(),
                        answer: answer.clone(),
                    })
                    .collect(),
            };
        }
        match message.location() {
            Some(place) => Self::Location {
                text: message.plain(),
                place: place.into(),
            },
            None => Self::Text {
                text: message.plain(),
            },
        }
    }
}

impl std::convert::From<&trilha_model::Location> for Location {
    fn from(place: &trilha_model::Location) -> Self {
        Self {
            latitude: place.latitude,
            longitude: place.longitude,
            name: place.name.clone(),
            address: place.address.clone(),
        }
    }
}

impl std::convert::From<&trilha_model::FormField> for Question {
    fn from(field: &trilha_model::FormField) -> Self {
        Self {
            name: field.name.to_string(),
            label: field.label.clone(),
            kind: field.kind.to_string(),
            required: field.required,
            sensitive: field.sensitive,
            value: field.value.clone(),
            error: field.error.clone(),
        }
    }
}

impl Content {
    /// What is read where nothing else of it can be shown.
    pub fn text(&self) -> &str {
        match self {
            Self::Text { text }
            | Self::Menu { text, .. }
            | Self::Media { text, .. }
            | Self::Location { text, .. }
            | Self::Link { text, .. }
            | Self::Form { text, .. }
            | Self::Rating { text, .. }
            | Self::Answers { text, .. } => text,
        }
    }
}
