//! The inspector's form: every key a step may have, each with the control that suits its shape.

mod blank;
mod custom;
mod entry;
mod fresh;
mod place;
mod read;
mod turn;
mod upcoming;

pub use blank::{blank, draft, new_entry, new_item, speech_draft, yaml_draft};
pub use custom::value_draft;
pub use entry::copied;
pub(crate) use entry::{another, doubled};
pub use fresh::Fresh;
pub use place::row_at;
pub use read::{record_form, step_form, trail_form};
pub use turn::turned;
pub use upcoming::{Upcoming, upcoming};

use crate::custom::CustomStep;
use crate::problem::Problem;
use smol_str::SmolStr;
use std::rc::Rc;
use trilha_trail::edit::PathSegment;
use trilha_trail::shape::Shape;

/// The way to a value.
pub type Path = Vec<PathSegment>;

/// A text in one language; no language: it is the only one.
pub type Speech = Vec<(SmolStr, String)>;

/// One key and its control.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The way to its value.
    pub path: Path,
    /// Its key, or the author's own name in a map, or its number in a list.
    pub name: SmolStr,
    /// What it is for.
    pub doc: &'static str,
    /// How the file of a custom step names it.
    pub named: Option<Named>,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it is there.
    pub present: bool,
    /// Where it stands in the form.
    pub part: Part,
    /// What it may hold.
    pub shape: Like,
    /// Its control.
    pub control: Control,
    /// What is wrong with it.
    pub faults: Vec<Rc<Problem>>,
}

/// What a custom step declares, by the place in its header.
#[derive(Clone, Debug, PartialEq)]
pub enum Named {
    /// An input.
    Input(CustomStep, usize),
    /// An exit.
    Exit(CustomStep, usize),
}

impl Named {
    /// The name people read, in the language nearest to this one; empty where it has none of its own.
    pub fn title(&self, language: &str) -> String {
        let title = match self {
            Self::Input(custom, at) => custom.inputs.get(*at).map(|input| &input.title),
            Self::Exit(custom, at) => custom.exits.get(*at).map(|way| &way.title),
        };
        title.map_or_else(String::new, |title| title.pick(Some(language), "").source())
    }

    /// What it is for.
    pub fn help(&self, language: &str) -> String {
        let help = match self {
            Self::Input(custom, at) => custom.inputs.get(*at).map(|input| &input.help),
            Self::Exit(custom, at) => custom.exits.get(*at).map(|way| &way.help),
        };
        help.map_or_else(String::new, |help| help.pick(Some(language), "").source())
    }
}

/// A shape; shapes are tables that exist once, so the same place is the same shape.
#[derive(Clone, Copy, Debug)]
pub struct Like(pub &'static Shape);

impl PartialEq for Like {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

/// A part of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What the step does.
    Content,
    /// Where it leads.
    Exits,
    /// What people call it.
    About,
}

/// What a value is changed with.
#[derive(Clone, Debug, PartialEq)]
pub enum Control {
    /// Text for contacts.
    Text(Speech),
    /// Several texts for contacts.
    Texts(Vec<Speech>),
    /// A line of text; with `{{ … }}` or without.
    Line(String),
    /// A bare expression.
    Expression(String),
    /// Lines of a script.
    Script(String),
    /// A step, `end` or `return`.
    Target(String),
    /// A duration.
    Duration(String),
    /// Yes or no; none: not said.
    Bool(Option<bool>),
    /// A whole number between these.
    Integer(String, i64, i64),
    /// A variable.
    Variable(String),
    /// A trail.
    Trail(String),
    /// A queue.
    Queue(String),
    /// A team.
    Team(String),
    /// A calendar that admins keep.
    Calendar(String),
    /// An inbox.
    Inbox(String),
    /// A language.
    Language(String),
    /// When something comes again and again.
    Cron(String),
    /// The clock of a place.
    Zone(String),
    /// One of these words.
    Word(String, &'static [&'static str]),
    /// A custom step, by name.
    Custom(String),
    /// What takes a value of a type: the text as it is written, and the type.
    Value(String, SmolStr),
    /// One of the texts an author gives to choose from.
    Choice(String, Vec<SmolStr>),
    /// One after the other.
    List {
        /// What each is.
        item: Like,
        /// The items.
        rows: Vec<Row>,
    },
    /// By names of the author's choice.
    Map {
        /// What each is.
        item: Like,
        /// The entries.
        rows: Vec<Row>,
    },
    /// One of several things, told by a key.
    OneOf {
        /// What it may be: a [`Shape::OneOf`].
        of: Like,
        /// The key that tells; none where there is none yet.
        kind: Option<&'static str>,
        /// That key, then those beside it.
        rows: Vec<Row>,
    },
    /// Keys below this one; none where neither it nor the map around it is there yet.
    Record(Vec<Row>),
    /// One of two forms.
    Either {
        /// Whether it has the first form.
        simple: bool,
        /// The first form.
        one: Like,
        /// The second form.
        other: Like,
        /// The control of the form it has.
        now: Box<Control>,
    },
    /// Anything, as YAML.
    Yaml(String),
}
