//! Shapes: what each key of a trail may hold. One table serves reading, the JSON Schema, the editor's forms and the docs.

use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::{Content, Node};
use trilha_model::Span as Duration;

/// A key and what it may hold.
#[derive(Debug)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// What it is for, in one sentence.
    pub doc: &'static str,
    /// Beside a value that is one of several things: the key of the one it is for; none: for all.
    pub only: Option<&'static str>,
}

impl Field {
    /// A key that must be there.
    pub const fn required(name: &'static str, shape: Shape, doc: &'static str) -> Self {
        Self {
            name,
            shape,
            required: true,
            doc,
            only: None,
        }
    }

    /// A key that may be there.
    pub const fn optional(name: &'static str, shape: Shape, doc: &'static str) -> Self {
        Self {
            name,
            shape,
            required: false,
            doc,
            only: None,
        }
    }

    /// For this kind of what stands beside it.
    #[must_use]
    pub const fn only(self, kind: &'static str) -> Self {
        Self {
            only: Some(kind),
            ..self
        }
    }
}

/// What a map may be, told by which key it has.
#[derive(Debug)]
pub struct OneOf {
    /// Where such maps stand, as a sentence ends: ``in `starts` ``.
    pub within: &'static str,
    /// What it may be.
    pub choices: &'static [Choice],
}

/// One thing a map may be.
#[derive(Debug)]
pub struct Choice {
    /// The key that tells.
    pub key: Field,
    /// The keys that may stand beside it.
    pub beside: &'static [Field],
}

impl OneOf {
    /// The choice of this key.
    pub fn choice(&'static self, key: &str) -> Option<&'static Choice> {
        self.choices.iter().find(|choice| choice.key.name == key)
    }

    /// The choices whose keys a map has: where there is not exactly one, nobody can tell what it is.
    pub fn chosen(&'static self, node: &Node) -> Vec<&'static Choice> {
        let mut choices = Vec::from_iter(self.choices);
        choices.retain(|choice| node.get(choice.key.name).is_some());
        choices
    }

    /// Every key that any of them has, once.
    pub fn fields(&'static self) -> Vec<&'static Field> {
        let mut fields: Vec<&Field> = self.choices.iter().map(|choice| &choice.key).collect();
        for field in self.choices.iter().flat_map(|choice| choice.beside) {
            if !fields.iter().any(|known| known.name == field.name) {
                fields.push(field);
            }
        }
        fields
    }
}

/// What a key may hold.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Text for a contact, with `{{ … }}`; one, or one for each language.
    Text,
    /// One or several of [`Shape::Text`].
    Texts,
    /// A [`Shape::Text`], or a record that is none: none of its keys that must be there reads as a language.
    TextOr(&'static Shape),
    /// Text with `{{ … }}` in no particular language.
    Template,
    /// Text taken as it is.
    Plain,
    /// A bare expression.
    Expression,
    /// A script.
    Script,
    /// A step, `end` or `return`.
    Target,
    /// A duration such as `30s`.
    Duration,
    /// Yes or no.
    Bool,
    /// A whole number in a range, both ends included.
    Integer(i64, i64),
    /// The name of a variable.
    Variable,
    /// A trail.
    Trail,
    /// A queue.
    Queue,
    /// A team.
    Team,
    /// An inbox.
    Inbox,
    /// A calendar that admins keep.
    Calendar,
    /// A regular expression.
    Pattern,
    /// A language, such as `pt-BR`.
    Language,
    /// The name of an event between systems, such as `order.paid`.
    Event,
    /// When something comes again and again, such as `0 9 * * 1-5`.
    Cron,
    /// The clock of a place, by its name in the IANA database.
    Zone,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Any value; texts in it may hold `{{ … }}`.
    Any,
    /// A value of the type that the key of this name beside it says; any where it says none.
    OfType(&'static str),
    /// A list.
    List(&'static Shape),
    /// One value, or a list of them.
    OneOrMore(&'static Shape),
    /// A map with names of the author's choice.
    MapOf(&'static Shape),
    /// A map with these keys.
    Record(&'static [Field]),
    /// A map that is one of several things.
    OneOf(&'static OneOf),
    /// A single value of the first shape, or a map or list of the second.
    Either(&'static Shape, &'static Shape),
    /// Nothing, or this.
    Maybe(&'static Shape),
}

impl Shape {
    /// The shape, as people read it: `a duration such as 30s`.
    pub fn describe(&self) -> String {
        match self {
            Self::Text => "text, or a map of texts by language".into(),
            Self::Texts => "text, or a list of texts".into(),
            Self::TextOr(record) => format!("text, or {}", record.describe()),
            Self::Template | Self::Plain => "text".into(),
            Self::Expression => "an expression".into(),
            Self::Script => "a script".into(),
            Self::Target => "a step, `end` or `return`".into(),
            Self::Duration => "a duration such as `30s`, `10m`, `2h` or `3d`".into(),
            Self::Bool => "true or false".into(),
            Self::Integer(min, max) => format!("a whole number from {min} to {max}"),
            Self::Variable => "the name of a variable".into(),
            Self::Trail => "a trail".into(),
            Self::Queue => "a queue".into(),
            Self::Team => "a team".into(),
            Self::Inbox => "an inbox".into(),
            Self::Calendar => "the name of a calendar".into(),
            Self::Pattern => "a regular expression".into(),
            Self::Language => "a language such as `pt-BR`".into(),
            Self::Event => "the name of an event such as `order.paid`".into(),
            Self::Cron => "a schedule such as `0 9 * * 1-5`".into(),
            Self::Zone => "a time zone such as `America/Sao_Paulo`".into(),
            Self::Word(words) => {
                let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
                format!("one of {}", words.join(", "))
            }
            Self::Any | Self::OfType(_) => "a value".into(),
            Self::List(_) => "a list".into(),
            Self::OneOrMore(item) => format!("{}, or a list", item.describe()),
            Self::MapOf(_) | Self::Record(_) | Self::OneOf(_) => "a map".into(),
            Self::Either(one, other) => format!("{}, or {}", one.describe(), other.describe()),
            Self::Maybe(shape) => shape.describe(),
        }
    }

    /// Whether a value fits, keys and all.
    pub fn accepts(&self, node: &Node) -> bool {
        let mut found = Vec::new();
        let mut validator = Validator {
            file: "",
            out: &mut found,
        };
        validator.check(node, self);
        found.is_empty()
    }
}

/// Whether a key names a language: `pt`, `pt-BR`, `es`.
pub fn is_language(key: &str) -> bool {
    let (base, region) = key.split_once('-').unwrap_or((key, "x"));
    (2..=3).contains(&base.len())
        && base.bytes().all(|b| b.is_ascii_lowercase())
        && !region.is_empty()
        && region
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Whether a node where a text or a record may stand is the record: its keys are, or at least no
/// languages. A key of three letters or less may be a language, and decides nothing.
pub fn is_record(node: &Node, record: &Shape) -> bool {
    let Some(entries) = node.as_map() else {
        return false;
    };
    let known = |key: &str| match record {
        Shape::Record(fields) => fields.iter().any(|field| field.name == key),
        _ => false,
    };
    let mut keys = entries.iter().map(|(key, _)| key.text.as_str());
    keys.clone().any(|key| known(key) && !is_language(key)) || !keys.any(is_language)
}

/// Says everything that does not fit, in the order of the file: keys that do not belong, keys that are
/// missing, values of another shape.
pub(crate) fn validate_record(
    file: &str,
    node: &Node,
    what: &str,
    fields: &[&[Field]],
    out: &mut Vec<Diagnostic>,
) {
    let fields: Vec<&Field> = fields.iter().copied().flatten().collect();
    Validator { file, out }.record(node, what, &fields);
}

struct Validator<'v> {
    file: &'v str,
    out: &'v mut Vec<Diagnostic>,
}

impl Validator<'_> {
    fn wrong(&mut self, node: &Node, shape: &Shape) {
        let found = match node.as_str() {
            Some(text) if !text.is_empty() && text.len() <= 40 && !text.contains('\n') => {
                format!("`{text}`")
            }
            _ => node.kind_name().to_owned(),
        };
        let message = format!("expected {}, found {found}", shape.describe());
        let mut diagnostic = Diagnostic::error(Code::WRONG_SHAPE, self.file, node.span, message);
        diagnostic.help = hint(node, shape);
        self.out.push(diagnostic);
    }

    fn check(&mut self, node: &Node, shape: &Shape) {
        match shape {
            Shape::Any | Shape::OfType(_) => {}
            Shape::Maybe(inner) => {
                if !node.is_null() {
                    self.check(node, inner);
                }
            }
            Shape::Either(single, other) => {
                let shape = if node.as_scalar().is_some() {
                    single
                } else {
                    other
                };
                self.check(node, shape);
            }
            Shape::List(item) => match node.as_seq() {
                Some(items) => items.iter().for_each(|node| self.check(node, item)),
                None => self.wrong(node, shape),
            },
            Shape::OneOrMore(item) => {
                node.one_or_more()
                    .iter()
                    .for_each(|node| self.check(node, item));
            }
            Shape::Texts => {
                node.one_or_more()
                    .iter()
                    .for_each(|node| self.check(node, &Shape::Text));
            }
            Shape::MapOf(item) => match node.as_map() {
                Some(entries) => entries.iter().for_each(|(_, node)| self.check(node, item)),
                None => self.wrong(node, shape),
            },
            Shape::Record(fields) => self.record(node, "here", &Vec::from_iter(*fields)),
            Shape::OneOf(of) => self.record(node, of.within, &of.fields()),
            Shape::TextOr(record) if is_record(node, record) => self.check(node, record),
            Shape::Text | Shape::TextOr(_) => self.text(node),
            _ => self.scalar(node, shape),
        }
    }

    fn text(&mut self, node: &Node) {
        let Content::Map(entries) = &node.value else {
            return self.scalar(node, &Shape::Text);
        };
        for (key, text) in entries {
            if is_language(&key.text) {
                self.scalar(text, &Shape::Template);
            } else {
                let message = format!("`{}` is not a language", key.text);
                let help =
                    "write languages as `pt`, `pt-BR`, `en`; text with a colon in it needs quotes";
                self.out.push(
                    Diagnostic::error(Code::UNKNOWN_KEY, self.file, key.span, message)
                        .with_help(help),
                );
            }
        }
    }

    fn scalar(&mut self, node: &Node, shape: &Shape) {
        let Some(text) = node.as_str() else {
            return self.wrong(node, shape);
        };
        let fits = match shape {
            Shape::Bool => node.as_bool().is_some(),
            Shape::Integer(min, max) => node.as_int().is_some_and(|n| (*min..=*max).contains(&n)),
            Shape::Word(words) => words.contains(&text),
            Shape::Duration => return self.duration(node, text),
            Shape::Pattern => return self.pattern(node, text),
            _ => true,
        };
        if !fits {
            self.wrong(node, shape);
        }
    }

    fn duration(&mut self, node: &Node, text: &str) {
        if Duration::parse(text).is_none() {
            let message = format!("`{text}` is not a duration");
            let help = "write a whole number and a unit: `500ms`, `30s`, `10m`, `2h`, `3d`";
            self.out.push(
                Diagnostic::error(Code::BAD_DURATION, self.file, node.span, message)
                    .with_help(help),
            );
        }
    }

    fn pattern(&mut self, node: &Node, text: &str) {
        if let Err(error) = regex_lite::Regex::new(text) {
            let message = format!("this pattern cannot be read: {error}");
            let help =
                "a pattern is a regular expression such as '^\\d{6}$', best in single quotes";
            self.out.push(
                Diagnostic::error(Code::BAD_PATTERN, self.file, node.span, message).with_help(help),
            );
        }
    }

    fn no_record(&mut self, node: &Node, fields: &[&Field]) {
        self.wrong(node, &Shape::Record(&[]));
        let names = fields.iter();
        let names: Vec<String> = names.map(|field| format!("`{}`", field.name)).collect();
        if let Some(said) = self.out.last_mut() {
            said.help = Some(format!("its keys are {}", names.join(", ")));
        }
    }

    fn record(&mut self, node: &Node, what: &str, fields: &[&Field]) {
        let Some(entries) = node.as_map() else {
            return self.no_record(node, fields);
        };
        let known = || fields.iter().copied();
        for (key, value) in entries {
            if let Some(field) = known().find(|field| field.name == key.text) {
                self.check(value, &field.shape);
            } else {
                let message = format!("`{}` means nothing {what}", key.text);
                let mut diagnostic =
                    Diagnostic::error(Code::UNKNOWN_KEY, self.file, key.span, message);
                if let Some(near) = nearest(&key.text, known().map(|field| field.name)) {
                    diagnostic = diagnostic.with_help(format!("did you mean `{near}`?"));
                } else {
                    let names: Vec<&str> = known().map(|field| field.name).collect();
                    diagnostic = diagnostic.with_help(format!("known keys: {}", names.join(", ")));
                }
                self.out.push(diagnostic);
            }
        }
        for field in known().filter(|field| field.required && node.get(field.name).is_none()) {
            let message = format!("`{}` is missing {what}", field.name);
            let help = format!("add `{}:`, {}", field.name, within(field.doc));
            self.out.push(
                Diagnostic::error(Code::MISSING_KEY, self.file, node.span, message).with_help(help),
            );
        }
    }
}

/// What was probably meant by a value of another shape.
fn hint(node: &Node, shape: &Shape) -> Option<String> {
    match (shape, node.as_str()) {
        (Shape::Word(words), Some(text)) => {
            nearest(text, words.iter().copied()).map(|near| format!("did you mean `{near}`?"))
        }
        (Shape::MapOf(_), Some(_)) => Some("write one `name: …` a line, indented".to_owned()),
        (Shape::Text | Shape::Texts | Shape::Template | Shape::Plain, None)
            if node.as_map().is_some() =>
        {
            Some("text with a colon in it needs quotes".to_owned())
        }
        _ => None,
    }
}

/// A sentence within another: a small letter in front, no full stop.
fn within(sentence: &str) -> String {
    let mut chars = sentence.trim_end_matches('.').chars();
    let first = chars.next().into_iter().flat_map(char::to_lowercase);
    first.chain(chars).collect()
}

/// The word nearest to one that was not found, if it is near enough to be meant.
pub(crate) fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    known
        .filter(|candidate| word.len() <= 8 + 2 * candidate.len())
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4)
        .min()
        .map(|(_, candidate)| candidate)
}
