//! The web chat and the API inbox.
//!
//! - `POST /api/chat/{inbox}/visits` ([`NewVisit`]) → 201 [`Visit`]: a new visitor; its token goes into
//!   `Authorization: Bearer` of everything below. The trail may greet at once (`messages`).
//!   429 `too-many-visits` when an address opens more than sixty a minute.
//! - `POST /api/chat/{inbox}/messages` ([`Say`]) → 200 [`Turn`], after the commit. The same `id` again
//!   changes nothing and answers what came after it. 429 `too-many-messages` with `Retry-After` to who floods.
//! - `GET /api/chat/{inbox}/messages?after=N` → 200 [`Turn`] (at most 200 messages; `more` says that there are more).
//! - `GET /api/chat/{inbox}/socket?after=N&token=…` → WebSocket of [`Push`], text frames, from `after` on.
//! - `GET /chat/{inbox}` a page with the chat; `GET /chat.js` the web component `<trilha-chat inbox="site">`.

use serde::{Deserialize, Serialize};

/// A visitor arrives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewVisit {
    /// Their language as BCP 47, such as `pt-BR`.
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Say {
    /// The client's own id, 1 to 64 characters.
    pub id: String,
    /// The words, at most 4,000 characters; for a button its label.
    pub text: String,
    /// The key of the option whose button was pressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
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

/// What was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    },
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
}

impl std::convert::From<&trilha_model::Content> for Content {
    fn from(content: &trilha_model::Content) -> Self {
        match content {
            trilha_model::Content::Text(text) => Self::Text { text: text.clone() },
            trilha_model::Content::Menu { text, options } => Self::Menu {
                text: text.clone(),
                options: options
                    .iter()
                    .map(|option| Choice {
                        key: option.key.to_string(),
                        label: option.label.clone(),
                    })
                    .collect(),
            },
        }
    }
}
