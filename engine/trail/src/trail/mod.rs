//! A trail: what a file says, read and linked into a graph.

mod keys;
mod read;
mod step;

pub(crate) use keys::GATHER;
pub use keys::TRAIL;
pub(crate) use keys::VAR_TYPES;
pub(crate) use read::{first_value, read};
pub use step::Step;

use crate::automation::Start;
use crate::diagnostic::Span;
use crate::graph::{Destination, Graph};
use crate::matching::{self, Likeness};
use crate::session::Vars;
use crate::target::{Aim, Target};
use crate::text::{Text, base_of};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use trilha_model::{Span as Duration, StepId, TrailId, Value, VarName};

/// A trail, as its file says it.
#[derive(Clone, Debug)]
pub struct Trail {
    /// Its id.
    pub id: TrailId,
    /// The name people read.
    pub title: Text,
    /// The language of texts that name none.
    pub language: SmolStr,
    /// What starts it.
    pub starts: Vec<Start>,
    /// Its declared variables, in the order of the file.
    pub vars: Vec<Var>,
    /// The variables a caller gets back.
    pub outputs: Vec<VarName>,
    /// Exits for steps that name none.
    pub defaults: Defaults,
    /// Words that leave whatever waits.
    pub interrupts: Vec<Interrupt>,
    /// Its steps, in the order of the file.
    pub steps: Vec<Step>,
    /// Where the editor draws each step, in canvas units; the left upper corner.
    pub layout: BTreeMap<StepId, (f64, f64)>,
    pub(crate) id_span: Span,
    pub(crate) graph: Graph,
    pub(crate) first: Option<usize>,
    /// The languages it says of itself that it speaks: those its texts name, and the one it declares.
    spoken: Vec<SmolStr>,
    /// By the steps' positions, whether each is reached without an interrupt.
    course: Vec<bool>,
    pub(crate) names: Vec<VarName>,
}

/// A declared variable.
#[derive(Clone, Debug)]
pub struct Var {
    /// Its name.
    pub name: VarName,
    /// The type it was declared with; none: anything.
    pub kind: Option<SmolStr>,
    /// Whether it is about a person.
    pub personal: bool,
    /// Its first value.
    pub value: Value,
    /// Where its name is written.
    pub span: Span,
}

/// Exits for steps that name none.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    /// How long silence may last.
    pub timeout: Option<Duration>,
    /// Where silence leads.
    pub timeout_next: Option<Aim>,
    /// Where failing steps lead.
    pub error: Option<Aim>,
    /// Where too many wrong answers lead.
    pub no_match: Option<Aim>,
    /// How long an `ask` for text waits for more after a message.
    pub gather: Option<Duration>,
}

/// Words that leave whatever waits.
#[derive(Clone, Debug)]
pub struct Interrupt {
    words: Vec<String>,
    /// Where they lead.
    pub target: Target,
    pub(crate) leads: Destination,
}

impl Interrupt {
    /// Whether a plain text means it: as a whole, or among other words.
    pub(crate) fn means(&self, said: &str, likeness: Likeness) -> bool {
        self.words.iter().any(|phrase| match likeness {
            Likeness::Exact => phrase == said,
            Likeness::Words => matching::has_words(said, phrase),
        })
    }
}

impl Trail {
    /// The language people write numbers, amounts and dates in when they answer it: theirs where the trail speaks
    /// it, whatever its region, or says nothing of languages; else its own, in which they were asked.
    pub(crate) fn answered_in<'l>(&'l self, contact: Option<&'l str>) -> &'l str {
        let speaks = |language: &str| {
            let base = base_of(language);
            let mut spoken = self.spoken.iter();
            self.spoken.is_empty() || spoken.any(|own| base_of(own).eq_ignore_ascii_case(base))
        };
        contact
            .filter(|language| speaks(language))
            .unwrap_or(&self.language)
    }

    /// The step of this id.
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.at(self.graph.position(id)?)
    }

    pub(crate) fn at(&self, position: usize) -> Option<&Step> {
        self.steps.get(position)
    }

    /// Whether a step is reached without an interrupt.
    pub(crate) fn is_on_course(&self, step: &Step) -> bool {
        self.course.get(step.position as usize) == Some(&true)
    }

    /// The first step.
    pub fn start(&self) -> Option<&Step> {
        self.at(self.first?)
    }

    /// The name people read, in a language; the id where there is none.
    pub fn title(&self, language: Option<&str>) -> String {
        let title = self.title.pick(language, &self.language).source();
        if title.is_empty() {
            self.id.to_string()
        } else {
            title
        }
    }

    /// Where an exit leads, defaults included.
    pub fn leads(&self, step: &StepId, exit: &str) -> Option<Target> {
        match self.graph.follow(self.step(step)?, exit) {
            Destination::Step(to) => self.at(to).map(|step| Target::Step(step.id.clone())),
            Destination::End => Some(Target::End),
            Destination::Return => Some(Target::Return),
            Destination::Nowhere => None,
        }
    }

    /// Every variable the trail declares or saves to.
    pub(crate) fn names(&self) -> &[VarName] {
        &self.names
    }

    /// The variables' first values, those given instead where there are.
    pub(crate) fn initial(&self, given: &[(VarName, Value)]) -> Vars {
        let given_as = |(name, value): &(VarName, Value)| {
            let value = self.held(name, value.clone());
            (name.clone(), value)
        };
        let mut vars: Vars = given.iter().map(given_as).collect();
        for var in &self.vars {
            let known = given.iter().any(|(name, _)| *name == var.name);
            if !known && var.value != Value::Null {
                vars.push((var.name.clone(), var.value.clone()));
            }
        }
        vars
    }

    /// A value as a variable holds it.
    pub(crate) fn held(&self, name: &VarName, value: Value) -> Value {
        let declared = self.vars.iter().find(|var| var.name == *name);
        held(declared.and_then(|var| var.kind.as_deref()), value)
    }

    /// Whether a variable may hold a value; nothing is always allowed.
    pub(crate) fn fits(&self, name: &VarName, value: &Value) -> Result<(), String> {
        let declared = self.vars.iter().find(|var| var.name == *name);
        let Some(kind) = declared.and_then(|var| var.kind.as_deref()) else {
            return Ok(());
        };
        if kind_fits(kind, value.kind()) {
            return Ok(());
        }
        Err(format!("`{name}` holds {kind}, this is {}", value.kind()))
    }
}

/// A value as a variable of a declared type holds it: an amount of money is a decimal, so that a quarter of 10 is
/// 2.5 and not 2.
pub(crate) fn held(declared: Option<&str>, value: Value) -> Value {
    match value {
        Value::Int(number) if declared == Some("money") => Value::Decimal(number.into()),
        other => other,
    }
}

/// Whether a value of a kind may go into a variable of a declared type.
pub(crate) fn kind_fits(declared: &str, value: &str) -> bool {
    declared == value
        || matches!(
            (declared, value),
            ("any", _) | (_, "nothing") | ("number" | "money", "integer") | ("date", "text")
        )
}
