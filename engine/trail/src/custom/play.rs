//! Running a custom step: inputs in, an exit and outputs out.

use super::{Custom, Given};
use crate::trail::{held, kind_fits};
use smol_str::SmolStr;
use trilha_model::{LimitName, Map, Timestamp, Value};
use trilha_script::{Clock, Kind};

/// What a custom step came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// The exit it chose; `next` where it chose none.
    pub exit: SmolStr,
    /// Its outputs, each of them there.
    pub outputs: Map,
}

/// Why a custom step failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// In a sentence.
    pub(crate) message: String,
    /// The limit that was reached, where that is why.
    pub(crate) limit: Option<LimitName>,
}

impl From<String> for Fault {
    fn from(message: String) -> Self {
        let limit = None;
        Self { message, limit }
    }
}

impl Custom {
    /// Runs it on what it is given; `personal` says which of its inputs are about a person besides those
    /// it declares so.
    ///
    /// Fails with a sentence where an input is missing, unknown or of another type, where the script
    /// fails, and where it gives or chooses what is not declared.
    pub(crate) fn run(
        &self,
        given: &Map,
        clock: Clock,
        personal: &dyn Fn(&str) -> bool,
    ) -> Result<Done, Fault> {
        let names = self.names(given)?;
        let outcome = self
            .host
            .run(&self.script, &names, &self.library, clock)
            .map_err(|failure| {
                let about = |name: &str| self.input(name).is_some_and(|input| input.personal);
                let personal = |name: &str| about(name) || personal(name);
                let limit = match failure.kind {
                    Kind::Limit(limit) => Some(limit),
                    _ => None,
                };
                let message = failure.report(&self.file, &personal);
                Fault { message, limit }
            })?;
        let exit = outcome.exit.unwrap_or_else(|| "next".into());
        if exit != "next" && !self.exits.iter().any(|way| way.name == exit) {
            return Err(format!(
                "`{}` chose the exit `{exit}`, which it does not declare",
                self.name
            )
            .into());
        }
        let outputs = self.outputs(outcome.value)?;
        Ok(Done { exit, outputs })
    }

    /// Runs it by itself, as a test does: on what it is given, at a time and with a seed.
    pub fn play(&self, given: &Map, now: Timestamp, seed: u64) -> Result<Done, String> {
        self.run(given, Clock { now, seed }, &|_| false)
            .map_err(|fault| fault.message)
    }

    /// Every input by name, with its first value where it is not given.
    fn names(&self, given: &Map) -> Result<Map, String> {
        if let Some(name) = given.keys().find(|name| self.input(name).is_none()) {
            return Err(format!("`{}` has no input `{name}`", self.name));
        }
        let mut names = Map::new();
        for input in &self.inputs {
            let value = match given.get(&input.name) {
                Some(Value::Null) | None if input.required => {
                    return Err(format!("`{}` needs its input `{}`", self.name, input.name));
                }
                Some(Value::Null) | None => input.value.clone(),
                Some(value) => input.exact(value),
            };
            match input.takes(&value) {
                Given::Fits => names.insert(input.name.clone(), value),
                Given::AnotherType => {
                    let (name, kind, found) = (&input.name, &input.kind, value.kind());
                    return Err(format!("the input `{name}` takes {kind}, this is {found}"));
                }
                Given::NoChoice => {
                    let choices = input.choices.join(", ");
                    return Err(format!("the input `{}` is one of {choices}", input.name));
                }
            };
        }
        Ok(names)
    }

    fn outputs(&self, value: Value) -> Result<Map, String> {
        let mut found = match value {
            Value::Map(map) => map,
            _ if self.outputs.is_empty() => return Ok(Map::new()),
            Value::Null => Map::new(),
            other => {
                let name = &self.name;
                return Err(format!(
                    "`{name}` gives a map of its outputs, this is {}",
                    other.kind()
                ));
            }
        };
        let mut outputs = Map::new();
        for output in &self.outputs {
            let value = found.remove(&output.name).unwrap_or_default();
            if !kind_fits(&output.kind, value.kind()) {
                let (name, kind, found) = (&output.name, &output.kind, value.kind());
                return Err(format!("the output `{name}` is {kind}, this is {found}"));
            }
            outputs.insert(output.name.clone(), held(Some(&output.kind), value));
        }
        match found.keys().next() {
            Some(name) if !self.outputs.is_empty() => Err(format!(
                "`{}` gives `{name}`, which it does not declare",
                self.name
            )),
            _ => Ok(outputs),
        }
    }
}
