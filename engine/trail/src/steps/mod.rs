//! The kinds of steps: one file each, named as its verb.
//!
//! A kind is a struct that reads itself from the tree, names its exits, and acts: `enter` when an
//! edge leads to it, `resume` when what it waited for came. The next kind is one more file and one
//! more line below.

mod agents;
mod ai;
mod ask;
mod bubble;
mod call;
mod contact;
mod dial;
mod each;
mod email;
mod emit;
mod end;
mod expect;
mod form;
mod goto;
mod handoff;
mod hours;
mod http;
mod r#if;
mod line;
mod menu;
mod note;
mod option;
mod protocol;
mod rate;
mod record;
mod say;
mod script;
mod set;
mod split;
mod switch;
mod tag;
mod template;
mod ticket;
mod unchosen;
mod r#use;
mod wait;
mod wrong;

pub(crate) use menu::Choosing;
pub(crate) use wrong::{Timeout, hurries};

use crate::reader::Reader;
use crate::run::{Flow, Run, Wake};
use crate::session::Parked;
use crate::shape::{Field, Shape};
use crate::target::Exit;
use crate::text::Text;
use crate::yaml::Node;
use trilha_model::{Capability, QueueId};

/// What is known of a kind of step before any is written: for reading, schemas, forms and docs.
#[derive(Debug)]
pub struct Verb {
    /// The verb, which is also the key it stands under.
    pub name: &'static str,
    /// Where the palette shows it.
    pub group: Group,
    /// What it does, in one sentence.
    pub doc: &'static str,
    /// What stands under the verb.
    pub value: Shape,
    /// The other keys it may have, besides those of every step.
    pub fields: &'static [Field],
    /// A smallest step of this kind, as YAML below its id: what the palette adds.
    pub example: &'static str,
}

/// A part of the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Saying and asking.
    Talk,
    /// Deciding and computing.
    Logic,
    /// Other systems.
    Outside,
    /// People.
    Desk,
    /// Telephone calls.
    Voice,
}

impl Group {
    /// The group's word: `talk`, `logic`, `outside`, `desk`, `voice`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Talk => "talk",
            Self::Logic => "logic",
            Self::Outside => "outside",
            Self::Desk => "desk",
            Self::Voice => "voice",
        }
    }
}

/// Keys every step may have.
pub static EVERY: [Field; 3] = [
    Field::optional(
        "title",
        Shape::Plain,
        "A name for people, shown on the drawing.",
    ),
    Field::optional(
        "note",
        Shape::Plain,
        "A remark for whoever reads the trail.",
    ),
    Field::optional(
        "error",
        Shape::Target,
        "Where to go when the step cannot do its work.",
    ),
];

/// A wrong answer's re-prompts, as asking steps have them.
pub(crate) const RETRY: [Field; 2] = [
    Field::optional(
        "message",
        Shape::Texts,
        "What is said after a wrong answer.",
    ),
    Field::optional(
        "times",
        Shape::Integer(0, 100),
        "How many wrong answers are asked again; 2 if not said.",
    ),
];

/// The end of waiting, as waiting steps have it.
pub(crate) const TIMEOUT: [Field; 2] = [
    Field::required("after", Shape::Duration, "How long to wait."),
    Field::optional("next", Shape::Target, "Where to go then."),
];

/// What a kind of step does.
pub(crate) trait Act: Sized {
    /// What is known of the kind.
    const VERB: Verb;

    /// Reads a step; what does not fit its shape was said already and reads as absent.
    fn read(reader: &mut Reader<'_>, node: &Node) -> Self;

    /// Its exits, `error` excepted, in the order they are drawn.
    fn exits(&self) -> Vec<Exit>;

    /// One line of what it says or does, for the drawing.
    fn summary(&self, language: &str) -> String;

    /// Whether it stops until a contact, a person or the time moves it.
    const WAITS: bool = false;

    /// Whether it asks the contact something and waits for the answer: its silence and wrong answers go the
    /// trail's default ways.
    const ASKS: bool = false;

    /// What the inbox's channel must be able to do.
    const NEEDS: Option<Capability> = None;

    /// An edge led here.
    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String>;

    /// What it waited for came.
    fn resume(&self, run: &mut Run<'_>, parked: &Parked, wake: Wake<'_>) -> Result<Flow, String> {
        let (_, _, _) = (run, parked, wake);
        Err("this step waits for nothing".to_owned())
    }
}

macro_rules! kinds {
    ($($variant:ident => $module:ident,)*) => {
        /// What a step does: its verb and what stands under it.
        #[derive(Clone, Debug)]
        pub enum Kind {
            $(
                #[doc = concat!("See `steps/", stringify!($module), ".rs`.")]
                $variant(Box<$module::$variant>),
            )*
        }

        /// Every kind there is, in the order of the palette.
        pub static VERBS: &[Verb] = &[$($module::$variant::VERB),*];

        impl Kind {
            /// Reads the step under a verb.
            pub(crate) fn read(verb: &str, reader: &mut Reader<'_>, node: &Node) -> Option<Self> {
                $(if verb == $module::$variant::VERB.name {
                    return Some(Self::$variant(Box::new($module::$variant::read(reader, node))));
                })*
                None
            }

            /// What is known of its kind.
            pub fn verb(&self) -> &'static Verb {
                let name = match self { $(Self::$variant(_) => $module::$variant::VERB.name),* };
                VERBS.iter().find(|verb| verb.name == name).expect("invariant: every kind is listed")
            }

            /// Whether it stops until a contact, a person or the time moves it.
            pub fn waits(&self) -> bool {
                match self { $(Self::$variant(_) => $module::$variant::WAITS),* }
            }

            /// Whether it asks the contact something and waits for the answer.
            pub fn asks(&self) -> bool {
                match self { $(Self::$variant(_) => $module::$variant::ASKS),* }
            }

            /// What the inbox's channel must be able to do.
            pub fn needs(&self) -> Option<Capability> {
                match self { $(Self::$variant(_) => $module::$variant::NEEDS),* }
            }

            /// Whether any answer to it is nobody's business.
            pub(crate) fn is_sensitive(&self) -> bool {
                match self {
                    Self::Ask(ask) => ask.is_sensitive(),
                    Self::Form(form) => form.is_sensitive(),
                    _ => false,
                }
            }

            /// The queue it looks at or hands to.
            pub fn queue(&self) -> Option<&QueueId> {
                match self {
                    Self::Handoff(handoff) => Some(handoff.queue()),
                    Self::Agents(agents) => Some(agents.queue()),
                    _ => None,
                }
            }

            /// The name of the event that it sends out.
            pub fn event(&self) -> Option<&str> {
                match self {
                    Self::Emit(emit) => Some(emit.name()),
                    _ => None,
                }
            }

            /// The calendar of the house that it looks at.
            pub(crate) fn calendar(&self) -> Option<&str> {
                match self {
                    Self::Hours(hours) => hours.named(),
                    _ => None,
                }
            }

            /// Whether it waits for what it asked of the outside: its failures come in a later sprint.
            pub(crate) fn asks_outside(&self) -> bool {
                matches!(self, Self::Http(_) | Self::Ai(_) | Self::Email(_) | Self::Dial(_) | Self::Record(_))
            }

            /// Whether it goes on itself where a sub-trail it called failed and had no way on.
            pub(crate) fn hears_of_failures(&self) -> bool {
                matches!(self, Self::Ai(_))
            }

            pub(crate) fn exits(&self) -> Vec<Exit> {
                match self { $(Self::$variant(kind) => kind.exits()),* }
            }

            /// One line of what it says or does, in a language.
            pub fn summary(&self, language: &str) -> String {
                match self { $(Self::$variant(kind) => kind.summary(language)),* }
            }

            pub(crate) fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
                match self { $(Self::$variant(kind) => kind.enter(run)),* }
            }

            pub(crate) fn resume(&self, run: &mut Run<'_>, parked: &Parked, wake: Wake<'_>) -> Result<Flow, String> {
                match self { $(Self::$variant(kind) => kind.resume(run, parked, wake)),* }
            }
        }
    };
}

kinds! {
    Say => say,
    Ask => ask,
    Menu => menu,
    Form => form,
    Rate => rate,
    Template => template,
    Set => set,
    If => r#if,
    Switch => switch,
    Split => split,
    Each => each,
    Hours => hours,
    Agents => agents,
    Script => script,
    Use => r#use,
    Call => call,
    Goto => goto,
    Wait => wait,
    End => end,
    Http => http,
    Ai => ai,
    Email => email,
    Emit => emit,
    Handoff => handoff,
    Tag => tag,
    Contact => contact,
    Note => note,
    Protocol => protocol,
    Ticket => ticket,
    Dial => dial,
    Record => record,
}

/// The first line of a text, for the drawing.
pub(crate) fn first_line(text: Option<&Text>, language: &str) -> String {
    let source = text.map(|text| text.pick(None, language).source());
    source
        .and_then(|source| source.lines().next().map(str::to_owned))
        .unwrap_or_default()
}
