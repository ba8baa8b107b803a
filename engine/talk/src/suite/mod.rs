//! A `*.test.yaml`: what a trail is told, and what it must answer.

mod mock;
mod moves;
mod reader;

use crate::glob;
use crate::simulator::Setup;
use regex_lite::Regex;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;
use trilha_model::{
    Act, AgentId, Attached, Effect, Limits, Map, Outcome, Owner, QueueId, Span as Time, TrailId,
    Value, VarName,
};
use trilha_trail::Calendar;
use trilha_trail::diagnostic::Span;

pub use reader::read;

/// The tests of one trail.
#[derive(Clone, Debug)]
pub struct Suite {
    /// The file, as its author names it.
    pub file: SmolStr,
    /// The trail.
    pub trail: TrailId,
    /// Where the trail is named.
    pub trail_span: Span,
    /// What trails read as `env` in its tests.
    pub env: Map,
    /// What a talk may use in them, where the file says so.
    pub limits: Option<Limits>,
    /// The calendars that trails name in its tests.
    pub calendars: BTreeMap<SmolStr, Arc<Calendar>>,
    /// The tests, in the order of the file.
    pub cases: Vec<Case>,
}

/// One test.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// Where and when it takes place.
    pub(crate) setup: Setup,
    pub(crate) mocks: Vec<Mock>,
    pub(crate) talk: Vec<Move>,
    pub(crate) expect: Expect,
}

impl Case {
    /// The events it says must happen, in this order; of each what is written.
    pub fn events(&self) -> &[Value] {
        &self.expect.events
    }
}

/// What the outside answers.
#[derive(Clone, Debug)]
pub(crate) struct Mock {
    pub(crate) span: Span,
    pub(crate) asked: Wanted,
    /// How often it answers; none: as often as asked.
    pub(crate) times: Option<u32>,
    /// How long it takes.
    pub(crate) after: Option<Time>,
    pub(crate) outcome: Outcome,
}

/// What a mock answers to. Texts have `*` in them.
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    /// A request to a web service.
    Http {
        /// As on the wire; empty: any.
        method: &'static str,
        url: String,
    },
    /// A message by e-mail, to one of its addresses.
    Email(String),
    /// An event by its name.
    Emit(String),
    /// A call to a number.
    Dial(String),
    /// A voice message.
    Record,
    /// A question to a model, by the text it is to work on.
    Model(String),
}

impl Mock {
    /// Whether it answers this, used so often already.
    pub(crate) fn answers(&self, effect: &Effect, used: u32) -> bool {
        self.times.is_none_or(|times| used < times) && self.asked.is(effect)
    }
}

impl Wanted {
    fn is(&self, effect: &Effect) -> bool {
        match (self, effect) {
            (Self::Http { method, url }, Effect::Http(request)) => {
                let method = method.is_empty() || *method == request.method.as_str();
                method && glob::matches(url, &request.url.masked())
            }
            (Self::Email(to), Effect::Email(mail)) => {
                mail.to.iter().any(|address| glob::matches(to, address))
            }
            (Self::Emit(name), Effect::Emit(event)) => glob::matches(name, &event.name),
            (Self::Dial(number), Effect::Dial(call)) => glob::matches(number, &call.number),
            (Self::Record, Effect::Record(_)) => true,
            (Self::Model(text), Effect::Model(asked)) => glob::matches(text, &asked.text),
            _ => false,
        }
    }
}

/// One line of a talk.
#[derive(Clone, Debug)]
pub(crate) struct Move {
    /// Where it stands, from its first key to the end of its value.
    pub(crate) span: Span,
    pub(crate) what: Told,
}

#[derive(Clone, Debug)]
pub(crate) enum Told {
    Says(String),
    Chooses(SmolStr),
    /// The contact sends more than words.
    Sends {
        text: String,
        attached: Attached,
    },
    Arrives,
    /// Another system tells of something.
    Happens {
        name: SmolStr,
        payload: Value,
    },
    Bot(Vec<Expected>),
    Waits(Time),
    Person {
        by: AgentId,
        act: Act,
        shown: String,
    },
    Ended(Option<SmolStr>),
    HandedOff(QueueId),
}

/// A bubble that must come.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    pub(crate) span: Span,
    /// As written, for people.
    pub(crate) text: String,
    /// A pattern, where it is one.
    pub(crate) pattern: Option<Regex>,
}

/// What must be so in the end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expect {
    pub(crate) vars: BTreeMap<VarName, Value>,
    pub(crate) owner: Option<Owner>,
    pub(crate) tags: Option<Vec<SmolStr>>,
    pub(crate) ended: Option<bool>,
    /// Events that happen, in this order, others between them; of each what is written.
    pub(crate) events: Vec<Value>,
}
