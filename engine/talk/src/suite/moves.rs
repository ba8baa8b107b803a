//! The lines of a talk.

use super::reader::Reader;
use super::{Expected, Move, Told};
use regex_lite::Regex;
use smol_str::{SmolStr, format_smolstr};
use trilha_model::{Act, AgentId, Attached, Location, MediaKind, Received, Recipient, Value};
use trilha_trail::diagnostic::{Code, Span};
use trilha_trail::yaml::{self, Key, Node, Style};

const LINES: [&str; 7] = ["me", "bot", "wait", "agent", "event", "handoff", "ended"];

/// What a contact can send besides words.
const SENT: [&str; 9] = [
    "text", "image", "video", "audio", "file", "sticker", "location", "options", "answers",
];
const DEEDS: [&str; 10] = [
    "as",
    "take",
    "say",
    "note",
    "transfer",
    "group",
    "return_to_queue",
    "give_back",
    "resolve",
    "tag",
];

impl Reader<'_> {
    pub(super) fn line(&mut self, node: &Node) -> Option<Move> {
        let span = node.span;
        match node.as_str() {
            Some("ended") => {
                return Some(Move {
                    span,
                    what: Told::Ended(None),
                });
            }
            Some("arrives") => {
                return Some(Move {
                    span,
                    what: Told::Arrives,
                });
            }
            _ => {}
        }
        let Some([(key, value)]) = node.as_map() else {
            let message = "a line is `ended`, `arrives`, or one of me, bot, wait, agent, event, handoff, ended";
            self.error(Code::WRONG_SHAPE, span, message);
            return None;
        };
        let what = match key.text.as_str() {
            "me" => self.me(value)?,
            "bot" => Told::Bot(
                value
                    .one_or_more()
                    .iter()
                    .filter_map(|bubble| self.expected(bubble))
                    .collect(),
            ),
            "wait" => Told::Waits(self.time(value)),
            "agent" => self.person(value, span)?,
            "event" => self.happens(value),
            "handoff" => Told::HandedOff(self.text(value).into()),
            "ended" => Told::Ended(Some(self.text(value).into())),
            _ => {
                self.keys(node, "a talk", &LINES);
                return None;
            }
        };
        Some(Move { span, what })
    }

    fn me(&mut self, node: &Node) -> Option<Told> {
        if node.as_map().is_none() {
            return Some(Told::Says(self.text(node).to_owned()));
        }
        if let Some(option) = node.get("option") {
            self.keys(node, "`me`", &["option"]);
            return Some(Told::Chooses(self.text(option).into()));
        }
        self.keys(node, "`me`", &[&["option"], &SENT[..]].concat());
        let text = node.get("text").map(|text| self.text(text).to_owned());
        let mut sent = node.entries().filter(|(key, _)| key.text != "text");
        let Some((key, value)) = sent.next() else {
            if text.is_none() {
                self.error(
                    Code::WRONG_SHAPE,
                    node.span,
                    "the contact says nothing here",
                );
            }
            return text.map(Told::Says);
        };
        if let Some((another, _)) = sent.next() {
            self.second(another, "message");
        }
        let attached = match key.text.as_str() {
            "location" => Attached::Location(Box::new(self.place(value)?)),
            "options" => Attached::Chosen(self.words(value)),
            "answers" => {
                let answer = |(name, answer): (&Key, &Node)| {
                    (name.text.as_str().into(), self.text(answer).to_owned())
                };
                Attached::Answers(value.entries().map(answer).collect())
            }
            kind => Attached::Media(Box::new(self.media(MediaKind::parse(kind)?, value))),
        };
        Some(Told::Sends {
            text: text.unwrap_or_default(),
            attached,
        })
    }

    /// An address, or `{ url, name, size, mime }`.
    fn media(&mut self, kind: MediaKind, node: &Node) -> Received {
        let mut media = Received {
            kind,
            url: String::new(),
            name: None,
            size: None,
            mime: None,
        };
        if node.as_map().is_none() {
            self.text(node).clone_into(&mut media.url);
            return media;
        }
        self.keys(node, "media", &["url", "name", "size", "mime"]);
        for (key, value) in node.entries() {
            match key.text.as_str() {
                "url" => self.text(value).clone_into(&mut media.url),
                "name" => media.name = Some(self.text(value).to_owned()),
                "size" => media.size = Some(self.large(value)),
                "mime" => media.mime = Some(self.text(value).to_owned()),
                _ => {}
            }
        }
        media
    }

    /// `[latitude, longitude]`.
    fn place(&mut self, node: &Node) -> Option<Location> {
        let degrees: Vec<f64> = node
            .items()
            .filter_map(|item| item.as_str()?.parse().ok())
            .collect();
        let [latitude, longitude] = degrees.as_slice() else {
            self.wrong(node, "a place as `[-23.55, -46.63]`");
            return None;
        };
        Some(Location {
            latitude: *latitude,
            longitude: *longitude,
            name: None,
            address: None,
        })
    }

    /// An event's name, or `{ name, data }`.
    fn happens(&mut self, node: &Node) -> Told {
        if node.as_map().is_none() {
            return Told::Happens {
                name: self.text(node).into(),
                payload: Value::Null,
            };
        }
        self.keys(node, "`event`", &["name", "data"]);
        let name = node.get("name").map(|name| self.text(name).into());
        if name.is_none() {
            self.error(Code::MISSING_KEY, node.span, "an event has a `name`");
        }
        Told::Happens {
            name: name.unwrap_or_default(),
            payload: node.get("data").map_or(Value::Null, yaml::to_value),
        }
    }

    /// A bubble: exactly this text, or, written bare between slashes, a pattern.
    fn expected(&mut self, node: &Node) -> Option<Expected> {
        let text = self.text(node).to_owned();
        let bare = node
            .as_scalar()
            .is_some_and(|scalar| scalar.style == Style::Plain);
        let inner = text
            .strip_prefix('/')
            .and_then(|text| text.strip_suffix('/'));
        let pattern = match inner.filter(|_| bare) {
            None => None,
            Some(inner) => match Regex::new(inner) {
                Ok(pattern) => Some(pattern),
                Err(error) => {
                    let message = format!("this pattern cannot be read: {error}");
                    self.error(Code::BAD_PATTERN, node.span, message);
                    return None;
                }
            },
        };
        Some(Expected {
            span: node.span,
            text,
            pattern,
        })
    }

    fn person(&mut self, node: &Node, span: Span) -> Option<Told> {
        let mut by = AgentId::from("agent");
        if let Some(word) = node.as_str() {
            let act = self.deed(word, None, span)?;
            return Some(Told::Person {
                by,
                act,
                shown: word.to_owned(),
            });
        }
        self.keys(node, "`agent`", &DEEDS);
        if let Some(name) = node.get("as") {
            by = self.text(name).into();
        }
        let mut deeds = node.entries().filter(|(key, _)| key.text != "as");
        let Some((key, value)) = deeds.next() else {
            self.error(
                Code::MISSING_KEY,
                span,
                "say what the agent does, such as `take`",
            );
            return None;
        };
        if let Some((another, _)) = deeds.next() {
            self.second(another, "deed");
        }
        let shown = format!("{} {}", key.text, value.as_str().unwrap_or_default());
        let act = self.deed(&key.text, Some(value), span)?;
        Some(Told::Person {
            by,
            act,
            shown: shown.trim().to_owned(),
        })
    }

    /// Says that a line has one thing, and this is another.
    fn second(&mut self, key: &Key, what: &str) {
        let message = format!(
            "`{}` is a {what} of its own: write it on the next line",
            key.text
        );
        self.error(Code::WRONG_SHAPE, key.span, message);
    }

    fn deed(&mut self, word: &str, value: Option<&Node>, span: Span) -> Option<Act> {
        if value.is_none() && ["say", "note", "transfer", "tag"].contains(&word) {
            let message = format!("`{word}` says what, such as `agent: {{ {word}: … }}`");
            self.error(Code::MISSING_KEY, span, message);
            return None;
        }
        let text = |reader: &mut Self| match value {
            Some(value) => reader.text(value).to_owned(),
            None => String::new(),
        };
        Some(match word {
            "take" => Act::Take,
            "give_back" => Act::GiveBack,
            "resolve" => Act::Resolve,
            "return_to_queue" => Act::ReturnToQueue,
            "say" => Act::Reply {
                id: place(span),
                text: text(self),
                media: None,
            },
            "note" => Act::Note {
                id: None,
                text: text(self),
            },
            "transfer" => Act::Transfer {
                to: self.recipient(value?)?,
                note: None,
            },
            "group" => Act::Group {
                group: value.and_then(Node::as_str).map(Into::into),
            },
            "tag" => Act::Tag {
                add: self.words(value?),
                remove: Vec::new(),
            },
            _ => {
                let message = format!("an agent cannot `{word}`: known are {}", DEEDS.join(", "));
                self.error(Code::UNKNOWN_KEY, span, message);
                return None;
            }
        })
    }

    fn recipient(&mut self, node: &Node) -> Option<Recipient> {
        if let Some(queue) = node.as_str() {
            return Some(Recipient::Queue(queue.into()));
        }
        self.keys(node, "`transfer`", &["queue", "team", "agent"]);
        match (node.get("queue"), node.get("team"), node.get("agent")) {
            (Some(queue), None, None) => Some(Recipient::Queue(self.text(queue).into())),
            (Some(queue), Some(team), None) => Some(Recipient::Team {
                queue: self.text(queue).into(),
                team: self.text(team).into(),
            }),
            (None, None, Some(agent)) => Some(Recipient::Agent(self.text(agent).into())),
            _ => {
                self.wrong(node, "a queue, `{ queue: …, team: … }` or `{ agent: … }`");
                None
            }
        }
    }
}

/// A reply's id: its place in the file, so that each line is its own.
fn place(span: Span) -> SmolStr {
    format_smolstr!("line-{}", span.start)
}
