//! Bubbles: what `say` can say, one at a time.

use crate::diagnostic::Code;
use crate::reader::{Reader, duration};
use crate::run::Run;
use crate::shape::{Field, Shape, is_record};
use crate::text::{Template, Text};
use crate::vain::{beginning, constant};
use crate::yaml::Node;
use trilha_model::{Content, Location, Media, MediaKind, Span, Value};

/// How long a bubble may show as being typed: longer, and a contact thinks that nobody is there.
const TYPING: Span = Span(20_000);

const PLACE: [Field; 4] = [
    Field::required(
        "latitude",
        Shape::Template,
        "Degrees to the north, from -90 to 90.",
    ),
    Field::required(
        "longitude",
        Shape::Template,
        "Degrees to the east, from -180 to 180.",
    ),
    Field::optional("name", Shape::Text, "What the place is called."),
    Field::optional("address", Shape::Text, "Where it is."),
];

macro_rules! bubble {
    ($($more:expr,)*) => {
        [
            Field::optional("text", Shape::Text, "Words, where they have a `typing` of their own."),
            Field::optional("image", Shape::Template, "A picture, by its address."),
            Field::optional("video", Shape::Template, "Moving pictures, by their address."),
            Field::optional("audio", Shape::Template, "A recording, by its address."),
            Field::optional("file", Shape::Template, "A file, by its address."),
            Field::optional("sticker", Shape::Template, "A small picture without a frame, by its address."),
            Field::optional("name", Shape::Template, "The name a file is saved under."),
            Field::optional("alt", Shape::Text, "What is told of media to those who do not see it."),
            Field::optional("caption", Shape::Text, "What is read below media."),
            Field::optional("location", Shape::Record(&PLACE), "A place."),
            Field::optional("link", Shape::Template, "A page to open, by its address."),
            Field::optional("title", Shape::Text, "What is read instead of the address of a link."),
            Field::optional("typing", Shape::Duration, "How long the bubble shows as being typed before it is read; at most 20s."),
            $($more,)*
        ]
    };
}

const ONE: [Field; 13] = bubble!();

const ANY: [Field; 14] = bubble![Field::optional(
    "one_of",
    Shape::List(&Shape::TextOr(&Shape::Record(&ONE))),
    "Bubbles of which one is drawn each time.",
),];

/// One or several bubbles.
pub(super) const BUBBLES: Shape = Shape::OneOrMore(&Shape::TextOr(&RECORD));

const RECORD: Shape = Shape::Record(&ANY);

/// What makes a bubble one.
const KINDS: [&str; 9] = [
    "text", "image", "video", "audio", "file", "sticker", "location", "link", "one_of",
];

/// How the address of a page begins, and that of media.
const PAGE: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];
const MEDIA: [&str; 3] = ["https://", "http://", "/"];

/// One bubble as it is written.
#[derive(Clone, Debug)]
pub(super) struct Bubble {
    what: What,
    typing: Option<Span>,
}

#[derive(Clone, Debug)]
enum What {
    Text(Text),
    Media(Box<Shown>),
    Location(Box<Place>),
    Link(Template, Option<Text>),
    OneOf(Vec<Bubble>),
}

#[derive(Clone, Debug)]
struct Shown {
    kind: MediaKind,
    url: Template,
    name: Option<Template>,
    alt: Option<Text>,
    caption: Option<Text>,
}

#[derive(Clone, Debug)]
struct Place {
    latitude: Template,
    longitude: Template,
    name: Option<Text>,
    address: Option<Text>,
}

impl Bubble {
    pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        if !is_record(node, &RECORD) {
            return Self {
                what: What::Text(reader.text(node)),
                typing: None,
            };
        }
        one_kind(reader, node);
        Self {
            what: What::read(reader, node),
            typing: typing(reader, node),
        }
    }

    /// What it says, as a line of the drawing.
    pub(super) fn source(&self, language: &str) -> String {
        let first = |text: &Text| text.pick(None, language).source();
        match &self.what {
            What::Text(text) => first(text),
            What::Media(shown) => match shown.caption.as_ref().or(shown.alt.as_ref()) {
                Some(words) => first(words),
                None => shown.url.source(),
            },
            What::Location(place) => match place.name.as_ref().or(place.address.as_ref()) {
                Some(words) => first(words),
                None => format!("{}, {}", place.latitude.source(), place.longitude.source()),
            },
            What::Link(url, title) => title.as_ref().map_or_else(|| url.source(), first),
            What::OneOf(bubbles) => bubbles
                .first()
                .map(|bubble| bubble.source(language))
                .unwrap_or_default(),
        }
    }

    /// What is said of it now, and how long it is typed; nothing where there is nothing to read.
    pub(super) fn fill(
        &self,
        run: &Run<'_>,
        nth: usize,
    ) -> Result<Option<(Content, Option<Span>)>, String> {
        let content = match &self.what {
            What::Text(text) => {
                let text = run.text(text)?;
                if text.trim().is_empty() {
                    return Ok(None);
                }
                Content::Text(text)
            }
            What::Media(shown) => Content::Media(shown.fill(run)?),
            What::Location(place) => Content::Location(place.fill(run)?),
            What::Link(url, title) => Content::Link {
                url: address(run, url, &PAGE)?,
                title: worded(run, title.as_ref())?,
            },
            What::OneOf(bubbles) => {
                let Some(count) = u64::try_from(bubbles.len()).ok().filter(|count| *count > 0)
                else {
                    return Ok(None);
                };
                let drawn = run.draw(&format!("one_of/{nth}")) % count;
                let drawn = usize::try_from(drawn).ok();
                let Some(bubble) = drawn.and_then(|drawn| bubbles.get(drawn)) else {
                    return Ok(None);
                };
                let filled = bubble.fill(run, nth)?;
                return Ok(filled.map(|(content, typing)| (content, typing.or(self.typing))));
            }
        };
        Ok(Some((content, self.typing)))
    }
}

impl What {
    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        if let Some(options) = node.get("one_of") {
            if options.as_seq().is_some_and(<[_]>::is_empty) {
                reader.vain(
                    options.span,
                    "there is nothing to draw from",
                    "write two bubbles or more below `one_of:`",
                );
            }
            let options = options.items();
            return Self::OneOf(options.map(|node| Bubble::read(reader, node)).collect());
        }
        let text = |reader: &mut Reader<'_>, key: &str| node.get(key).map(|node| reader.text(node));
        if let Some(place) = node.get("location") {
            return Self::Location(Box::new(Place {
                latitude: written(reader, place, "latitude", 90.0),
                longitude: written(reader, place, "longitude", 180.0),
                name: place.get("name").map(|node| reader.text(node)),
                address: place.get("address").map(|node| reader.text(node)),
            }));
        }
        if let Some(url) = node.get("link") {
            reader.begins(url, &PAGE);
            return Self::Link(reader.template(url, false), text(reader, "title"));
        }
        let media = KINDS.iter().find_map(|word| {
            let kind = MediaKind::parse(word)?;
            Some((kind, node.get(word)?))
        });
        let Some((kind, url)) = media else {
            return Self::Text(text(reader, "text").unwrap_or_default());
        };
        reader.begins(url, &MEDIA);
        Self::Media(Box::new(Shown {
            kind,
            url: reader.template(url, false),
            name: node.get("name").map(|node| reader.template(node, false)),
            alt: text(reader, "alt"),
            caption: text(reader, "caption"),
        }))
    }
}

impl Shown {
    fn fill(&self, run: &Run<'_>) -> Result<Media, String> {
        let name = self.name.as_ref().map(|name| run.template(name));
        Ok(Media {
            kind: self.kind,
            url: address(run, &self.url, &MEDIA)?,
            name: name.transpose()?.filter(|name| !name.is_empty()),
            alt: worded(run, self.alt.as_ref())?,
            caption: worded(run, self.caption.as_ref())?,
        })
    }
}

impl Place {
    fn fill(&self, run: &Run<'_>) -> Result<Location, String> {
        let place = Location {
            latitude: degrees(run, &self.latitude)?,
            longitude: degrees(run, &self.longitude)?,
            name: worded(run, self.name.as_ref())?,
            address: worded(run, self.address.as_ref())?,
        };
        if place.is_on_earth() {
            Ok(place)
        } else {
            Err(format!(
                "there is no place at {}, {}",
                place.latitude, place.longitude
            ))
        }
    }
}

/// Says a bubble that is nothing, or several things at once.
fn one_kind(reader: &mut Reader<'_>, node: &Node) {
    let found: Vec<&str> = KINDS
        .into_iter()
        .filter(|kind| node.get(kind).is_some())
        .collect();
    let message = match found.as_slice() {
        [_] => return,
        // A key that nobody knows was said already.
        [] if node
            .entries()
            .any(|(key, _)| !ANY.iter().any(|field| field.name == key.text)) =>
        {
            return;
        }
        [] => "this bubble says nothing".to_owned(),
        [first, second, ..] => format!("this bubble is both `{first}` and `{second}`"),
    };
    let help = format!(
        "give it exactly one of {}; several bubbles are a list",
        KINDS.join(", ")
    );
    reader.error(Code::BUBBLE_NOT_ONE, node.span, message).help = Some(help);
}

/// How long a bubble, or each of a step's, is typed.
pub(super) fn typing(reader: &mut Reader<'_>, node: &Node) -> Option<Span> {
    let node = node.get("typing")?;
    let span = duration(node)?;
    if span > TYPING {
        let message = format!("`{span}` is longer than anybody looks at somebody typing");
        reader.error(Code::TYPING_TOO_LONG, node.span, message).help = Some(format!(
            "at most {TYPING}; to wait longer, use a `wait` step"
        ));
        return None;
    }
    Some(span)
}

fn worded(run: &Run<'_>, text: Option<&Text>) -> Result<Option<String>, String> {
    let text = text.map(|text| run.text(text)).transpose()?;
    Ok(text.filter(|text| !text.trim().is_empty()))
}

/// An address that begins as one of these, and can be opened; its beginning in small letters, as whoever shows it
/// looks for it.
fn address(run: &Run<'_>, url: &Template, begins: &[&str]) -> Result<String, String> {
    let url = run.template(url)?;
    let url = url.trim();
    let whole = !url.chars().any(|c| c.is_whitespace() || c.is_control());
    if let Some((begin, rest)) = beginning(url, begins)
        && whole
        && !url.starts_with("//")
        && url.len() <= 2_048
    {
        return Ok(format!("{begin}{rest}"));
    }
    let shown: String = url.chars().take(80).collect();
    Err(format!(
        "`{shown}` cannot be opened: an address begins with {}",
        begins.join(" or ")
    ))
}

/// Degrees as they are written, at most so many either way.
fn written(reader: &mut Reader<'_>, place: &Node, key: &str, most: f64) -> Template {
    let Some(node) = place.get(key) else {
        return Template::default();
    };
    let on_earth = |text: &str| {
        let degrees: Result<f64, _> = text.trim().parse();
        degrees.is_ok_and(|degrees| degrees.abs() <= most)
    };
    if let Some(text) = constant(node).filter(|text| !on_earth(text)) {
        let message = format!("`{text}` is no {key}");
        let help = format!("write degrees from -{most} to {most}, such as `-23.55`");
        reader.vain(node.span, message, help);
    }
    reader.template(node, false)
}

fn degrees(run: &Run<'_>, template: &Template) -> Result<f64, String> {
    let value = template.value(|expression| run.eval(expression))?;
    let number = match &value {
        Value::Text(text) => text.trim().parse().ok(),
        Value::Int(_) | Value::Float(_) | Value::Decimal(_) => value.to_string().parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| format!("`{value}` is no number of degrees"))
}
