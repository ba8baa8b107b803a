//! What a custom step is given, what it gives, and where it may lead.

use crate::shape::Shape;
use crate::text::Text;
use crate::trail::{held, kind_fits};
use smol_str::SmolStr;
use trilha_model::Value;

/// Something a custom step is given under `with:`.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its name, which the script reads.
    pub name: SmolStr,
    /// The type it takes, one of those that variables have; `any` takes everything.
    pub kind: SmolStr,
    /// The name people read; empty where it has none of its own.
    pub title: Text,
    /// What it is for.
    pub help: Text,
    /// Whether a step that uses it must say it.
    pub required: bool,
    /// Whether it is about a person: shown as … where a failure is told.
    pub personal: bool,
    /// The only texts it takes; empty: any.
    pub choices: Vec<SmolStr>,
    /// What it is where a step says nothing.
    pub value: Value,
}

/// Something a custom step gives.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its key in the map that is saved.
    pub name: SmolStr,
    /// Its type, one of those that variables have.
    pub kind: SmolStr,
    /// What it is.
    pub help: Text,
}

/// An exit a custom step may choose.
#[derive(Clone, Debug)]
pub struct Way {
    /// Its name, as `exit("name")` says it.
    pub name: SmolStr,
    /// The name people read; empty where it has none of its own.
    pub title: Text,
    /// When it is chosen.
    pub help: Text,
}

/// A value given to an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// It takes it.
    Fits,
    /// It takes another type.
    AnotherType,
    /// It is none of the choices.
    NoChoice,
}

impl Input {
    /// What the form holds for it: a step's `with` may say a text with `{{ … }}` instead of any value.
    pub fn shape(&self) -> Shape {
        match self.kind.as_str() {
            "list" | "map" | "any" => Shape::Any,
            _ => Shape::Template,
        }
    }

    /// Whether it takes a value; nothing is as if it were not given, and a number is an amount of money by
    /// the digits it is written with.
    pub fn takes(&self, value: &Value) -> Given {
        let amount = self.kind == "money" && value.kind() == "number";
        if !amount && !kind_fits(&self.kind, value.kind()) {
            return Given::AnotherType;
        }
        match value {
            Value::Text(text) if !self.choices.is_empty() && !self.choices.contains(text) => {
                Given::NoChoice
            }
            _ => Given::Fits,
        }
    }

    /// A value as the script gets it.
    pub(super) fn exact(&self, value: &Value) -> Value {
        match value {
            Value::Float(_) if self.kind == "money" => {
                let exact = value.to_string().parse();
                exact.map_or_else(|_| value.clone(), Value::Decimal)
            }
            other => held(Some(&self.kind), other.clone()),
        }
    }

    /// A value it takes, as YAML.
    pub(super) fn sample(&self) -> String {
        let sample = match self.kind.as_str() {
            "integer" | "number" | "money" => "0",
            "yes_no" => "false",
            "date" => "\"{{ now() }}\"",
            "list" => "[]",
            "map" => "{}",
            _ => {
                return self
                    .choices
                    .first()
                    .map_or("\"\"".to_owned(), ToString::to_string);
            }
        };
        sample.to_owned()
    }
}
