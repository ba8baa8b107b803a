//! Messages: what a contact says and what is said to one.

use crate::id::AgentId;
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

/// A place on Earth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Degrees to the north, from -90 to 90 (WGS 84).
    pub latitude: f64,
    /// Degrees to the east, from -180 to 180.
    pub longitude: f64,
    /// What it is called.
    #[serde(default)]
    pub name: Option<String>,
    /// Where it is.
    #[serde(default)]
    pub address: Option<String>,
}

impl Location {
    /// As trails read it: `{ latitude, longitude, name, address }`, all there.
    pub fn value(&self) -> Value {
        let text = |text: &Option<String>| text.as_deref().map_or(Value::Null, Value::text);
        Value::Map(Map::from([
            ("latitude".into(), Value::Float(self.latitude)),
            ("longitude".into(), Value::Float(self.longitude)),
            ("name".into(), text(&self.name)),
            ("address".into(), text(&self.address)),
        ]))
    }

    /// Whether there is such a place.
    pub fn is_on_earth(&self) -> bool {
        (-90.0..=90.0).contains(&self.latitude) && (-180.0..=180.0).contains(&self.longitude)
    }

    /// Name and address, where it has them, and its degrees, a line each.
    pub fn plain(&self) -> String {
        let degrees = format!("{}, {}", self.latitude, self.longitude);
        let words = [&self.name, &self.address].into_iter().flatten().cloned();
        words.chain([degrees]).collect::<Vec<_>>().join("\n")
    }
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

impl Content {
    /// As plain text: a menu is its question, then `key) label` a line; media its caption, then its address.
    pub fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Menu { text, options, .. } => {
                let mut out = text.clone();
                for Choice { key, label } in options {
                    out.push('\n');
                    out.push_str(key);
                    out.push_str(") ");
                    out.push_str(label);
                }
                out
            }
            Self::Media(media) => {
                let words = media.caption.as_ref().or(media.alt.as_ref());
                lines(words.or(media.name.as_ref()), &media.url)
            }
            Self::Location(place) => place.plain(),
            Self::Link { url, title } => lines(title.as_ref(), url),
            Self::Form(form) => {
                let mut out = form.text.clone();
                for field in &form.fields {
                    out.push_str("\n- ");
                    out.push_str(&field.label);
                }
                out
            }
            Self::Rating { text, scale } => match scale {
                Scale::Thumbs => format!("{text} (👍 👎)"),
                other => {
                    let (low, high) = other.range();
                    format!("{text} ({low}–{high})")
                }
            },
            Self::Template(template) => template.preview.clone().unwrap_or_else(|| {
                let name = template.name.to_string();
                let words = std::iter::once(name).chain(template.parameters.iter().cloned());
                words.collect::<Vec<_>>().join("\n")
            }),
        }
    }

    /// What is said, without the options and addresses that come with it: for previews and lists.
    pub fn gist(&self) -> String {
        match self {
            Self::Text(text) | Self::Menu { text, .. } | Self::Rating { text, .. } => text.clone(),
            Self::Form(form) => form.text.clone(),
            Self::Media(media) => {
                let words = media.caption.as_ref().or(media.alt.as_ref());
                words.or(media.name.as_ref()).unwrap_or(&media.url).clone()
            }
            Self::Link { url, title } => title.as_ref().unwrap_or(url).clone(),
            Self::Location(place) => {
                let words = place.name.as_ref().or(place.address.as_ref());
                words.cloned().unwrap_or_else(|| place.plain())
            }
            Self::Template(_) => self.plain(),
        }
    }

    /// How many bytes its texts hold.
    pub fn weight(&self) -> usize {
        let opt = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        match self {
            Self::Text(text) | Self::Rating { text, .. } => text.len(),
            Self::Menu { text, options, .. } => {
                let labels = options.iter().map(|option| option.label.len());
                text.len() + labels.sum::<usize>()
            }
            Self::Media(media) => {
                media.url.len() + opt(&media.name) + opt(&media.alt) + opt(&media.caption)
            }
            Self::Location(place) => 16 + opt(&place.name) + opt(&place.address),
            Self::Link { url, title } => url.len() + opt(title),
            Self::Form(form) => {
                let field =
                    |field: &FormField| field.label.len() + opt(&field.value) + opt(&field.error);
                form.text.len() + form.fields.iter().map(field).sum::<usize>()
            }
            Self::Template(template) => {
                let parameters = template.parameters.iter().map(String::len);
                parameters.sum::<usize>() + opt(&template.preview)
            }
        }
    }
}

fn lines(words: Option<&String>, url: &str) -> String {
    words.map_or_else(|| url.to_owned(), |words| format!("{words}\n{url}"))
}

#[cfg(test)]
mod tests {
    use super::{Attached, Content, Incoming, Location, Media, MediaKind, Scale};
    use crate::codec::{event_from_bytes, event_to_bytes};
    use serde::Serialize;

    #[test]
    fn messages_written_before_there_was_more_are_still_read() {
        #[derive(Serialize)]
        struct Before<'a> {
            id: &'a str,
            text: &'a str,
            option: Option<&'a str>,
        }

        #[derive(Serialize)]
        enum Said<'a> {
            Menu { text: &'a str, options: [u8; 0] },
        }
        let bytes = event_to_bytes(&Before {
            id: "1",
            text: "oi",
            option: None,
        });
        let read: Incoming = event_from_bytes(&bytes).unwrap();
        assert_eq!(read, Incoming::text("1", "oi"));

        let bytes = event_to_bytes(&Said::Menu {
            text: "Qual?",
            options: [],
        });
        let read: Content = event_from_bytes(&bytes).unwrap();
        assert_eq!(read.plain(), "Qual?");
    }

    #[test]
    fn everything_has_words() {
        let media = Content::Media(Media {
            kind: MediaKind::Image,
            url: "https://x.test/a.png".into(),
            name: None,
            alt: Some("A cat".into()),
            caption: None,
        });
        assert_eq!(media.plain(), "A cat\nhttps://x.test/a.png");
        assert_eq!(media.gist(), "A cat");
        let text = "How was it?".to_owned();
        let scale = Scale::Nps;
        assert_eq!(
            Content::Rating { text, scale }.plain(),
            "How was it? (0–10)"
        );
        let place = Location {
            latitude: -23.5,
            longitude: -46.25,
            name: Some("Shop".into()),
            address: None,
        };
        let mut said = Incoming::text("1", "");
        said.attached = Some(Attached::Location(Box::new(place)));
        assert_eq!(said.plain(), "Shop\n-23.5, -46.25");
    }
}
