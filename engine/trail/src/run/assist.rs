//! What a model that assists called and got: written down, and kept from what is personal.

use super::MASK;
use super::walk::Run;
use crate::session::{Assistance, Vars};
use crate::trail::Trail;
use smol_str::SmolStr;
use std::collections::BTreeSet;
use trilha_model::{
    Event, LimitName, StepId, ToolCall, ToolEnd, TrailId, Value, VarName, WantedCall,
};
use trilha_script::Outcome;

/// The shortest value that is looked for in what a tool gives: shorter ones stand in every other word.
const SHORTEST: usize = 3;

impl Run<'_> {
    /// How far the step that acts now has come.
    pub(crate) fn assistance(&self) -> Option<&Assistance> {
        let here = self.here()?;
        let assists = &self.session.frame().assists;
        assists.iter().find(|one| one.step == *here)
    }

    /// Writes down that a model is asked this, as somebody, at the step that acts now. What it called there before is
    /// nobody's any more.
    pub(crate) fn begin_assistance(&mut self, text: String, persona: Option<String>) {
        let step = self.here().cloned().unwrap_or_default();
        self.forget_calls(&step);
        self.written += text.len() + persona.as_ref().map_or(0, String::len);
        let (effect, at) = (self.next_effect(), self.now());
        self.emit(Event::AssistantBegan {
            step,
            effect,
            text,
            persona,
            at,
        });
    }

    /// Writes down what a model wants to be called.
    pub(crate) fn calls(&mut self, turn: u32, calls: &[WantedCall]) -> Result<(), String> {
        let step = self.here().cloned().unwrap_or_default();
        let levels = self.limits().levels;
        let before = self.assistance().map_or(0, |one| one.calls.len());
        for (id, call) in (1..).zip(calls) {
            let deep = !call.arguments.lies_within(levels);
            let arguments = if deep {
                Value::Null
            } else {
                call.arguments.clone()
            };
            self.keeps(call.tool.len() + arguments.weight())?;
            let at = self.now();
            self.emit(Event::AssistantCalled {
                step: step.clone(),
                id: u32::try_from(before).unwrap_or_default() + id,
                turn,
                tool: call.tool.clone(),
                arguments,
                at,
            });
        }
        Ok(())
    }

    /// The first call that has not come to its end, and which it is.
    pub(crate) fn open_call(&self) -> Option<(u32, ToolCall)> {
        let calls = &self.assistance()?.calls;
        let mut calls = (1..).zip(calls);
        let open = calls.find(|(_, call)| call.end.is_none());
        open.map(|(id, call)| (id, call.clone()))
    }

    /// Writes down what came of a call.
    pub(crate) fn call_ended(
        &mut self,
        id: u32,
        tool: &SmolStr,
        end: ToolEnd,
    ) -> Result<(), String> {
        self.keeps(match &end {
            ToolEnd::Gave(value) => value.weight(),
            ToolEnd::Refused(why) | ToolEnd::Failed(why) => why.len(),
        })?;
        let step = self.here().cloned().unwrap_or_default();
        let at = self.now();
        self.emit(Event::AssistantGot {
            step,
            id,
            tool: tool.clone(),
            end,
            at,
        });
        Ok(())
    }

    /// Forgets what a model called at a step that is left, or entered anew.
    pub(crate) fn forget_calls(&mut self, step: &StepId) {
        let assists = &self.session.frame().assists;
        if assists.iter().any(|one| one.step == *step) {
            let step = step.clone();
            self.emit(Event::AssistantDone { step });
        }
    }

    fn keeps(&mut self, more: usize) -> Result<(), String> {
        let calls = self.assistance().into_iter().flat_map(|one| &one.calls);
        let kept: usize = calls.map(ToolCall::weight).sum();
        let most = self.limits().assist_bytes;
        if kept + more > most {
            let error = format!("what the model called and got would be more than {most} bytes");
            return Err(self.beyond(LimitName::AssistBytes, error));
        }
        self.written += more;
        Ok(())
    }

    /// A trail of the bundle.
    pub(crate) fn trail_of(&self, id: &TrailId) -> Option<&Trail> {
        self.scene.bundle.trail(id)
    }

    /// The names of what a function of a script file takes, in order.
    pub(crate) fn parameters(&self, file: &str, name: &str, arity: usize) -> Option<Vec<SmolStr>> {
        let function = self.scene.bundle.library().function(file, name, arity)?;
        Some(function.parameters.iter().map(SmolStr::new).collect())
    }

    /// Calls a function of a script file; `personal` says which parameters hold what is about a person.
    pub(crate) fn call_function(
        &self,
        file: &str,
        name: &str,
        values: Vec<Value>,
        personal: &dyn Fn(&str) -> bool,
    ) -> Result<Outcome, String> {
        let bundle = self.scene.bundle;
        bundle
            .host()
            .call(bundle.library(), file, name, values, self.clock())
            .map_err(|failure| failure.report(&format!("scripts/{file}.rhai"), personal))
    }

    /// What a tool gave, as a model may be told it: without the values of these variables and, where `contact`
    /// is among them, what is known of the contact. `left` are variables of a trail that was left.
    pub(crate) fn told_to_model(&self, mut value: Value, hidden: &[VarName], left: &Vars) -> Value {
        let gone = left.iter().filter(|(name, _)| hidden.contains(name));
        for (name, known) in gone {
            if let Value::Map(outputs) = &mut value
                && let Some(output) = outputs.get_mut(&name.0)
                && *known != Value::Null
            {
                *output = Value::text(MASK);
            }
        }
        let frames = self.session.frames.iter().flat_map(|frame| &frame.vars);
        let mut values = BTreeSet::new();
        for (name, value) in frames.chain(left) {
            if hidden.contains(name) {
                texts(value, &mut values);
            }
        }
        if hidden.iter().any(|name| name.as_str() == "contact") {
            texts(&self.contact, &mut values);
        }
        // Longer ones first: one may stand within another.
        let mut values: Vec<String> = values.into_iter().collect();
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        without(value, &values)
    }
}

fn texts(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| texts(item, out)),
        Value::Map(map) => map.values().for_each(|item| texts(item, out)),
        Value::Null | Value::Bool(_) => {}
        other => {
            let text = other.to_string();
            if text.trim().chars().count() >= SHORTEST {
                out.insert(text);
            }
        }
    }
}

fn without(value: Value, hidden: &[String]) -> Value {
    let stands_in = |text: &str| hidden.iter().any(|value| text.contains(value.as_str()));
    match value {
        Value::List(items) => {
            let items = items.into_iter().map(|item| without(item, hidden));
            Value::List(items.collect())
        }
        Value::Map(map) => {
            let entries = map.into_iter();
            Value::Map(
                entries
                    .map(|(key, item)| (key, without(item, hidden)))
                    .collect(),
            )
        }
        Value::Null | Value::Bool(_) => value,
        Value::Text(text) if stands_in(&text) => {
            let replaced = |text: String, value: &String| text.replace(value.as_str(), MASK);
            Value::text(hidden.iter().fold(text.to_string(), replaced))
        }
        other if hidden.contains(&other.to_string()) => Value::text(MASK),
        other => other,
    }
}
