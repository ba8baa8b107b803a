//! What starts a trail.

use crate::matching;
use crate::reader::Reader;
use crate::shape::{Field, Shape, validate_record};
use crate::yaml::Node;
use trilha_model::InboxId;

const MESSAGE: [Field; 1] = [Field::optional(
    "inbox",
    Shape::OneOrMore(&Shape::Inbox),
    "On which inboxes; on all if not said.",
)];

/// The keys of an entry of `starts`.
pub static START: [Field; 2] = [
    Field::optional(
        "message",
        Shape::Record(&MESSAGE),
        "A contact speaks, and no session or ticket is live.",
    ),
    Field::optional(
        "keyword",
        Shape::OneOrMore(&Shape::Plain),
        "A contact says exactly this, accents and case aside.",
    ),
];

/// What starts a trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// Anything a contact says on one of these inboxes; on any where there is none.
    Message(Vec<InboxId>),
    /// One of these phrases, plain.
    Keyword(Vec<String>),
}

impl Start {
    pub(crate) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Self> {
        let file = reader.file;
        validate_record(
            file,
            node,
            "in `starts`",
            &[&START],
            &mut reader.diagnostics,
        );
        if let Some(words) = node.get("keyword") {
            let words = words.one_or_more().iter().filter_map(Node::as_str);
            return Some(Self::Keyword(words.map(matching::plain).collect()));
        }
        let message = node.get("message")?;
        let inboxes = message
            .get("inbox")
            .map(Node::one_or_more)
            .unwrap_or_default();
        Some(Self::Message(
            inboxes
                .iter()
                .filter_map(Node::as_str)
                .map(InboxId::from)
                .collect(),
        ))
    }

    /// Whether it can happen on an inbox.
    pub fn is_on(&self, inbox: &InboxId) -> bool {
        match self {
            Self::Message(inboxes) => inboxes.is_empty() || inboxes.contains(inbox),
            Self::Keyword(_) => true,
        }
    }

    /// Whether this text is one of its keywords.
    pub fn is_said(&self, text: &str) -> bool {
        match self {
            Self::Message(_) => false,
            Self::Keyword(words) => words.contains(&matching::plain(text)),
        }
    }
}
