//! What chance lets a model answer: what fits, mostly, and sometimes what does not.

use super::dice::Dice;
use smol_str::SmolStr;
use trilha_model::{Map, ModelAnswer, ModelField, ModelTask, ModelTool, Value, WantedCall};

/// An answer to a task.
pub(super) fn answer(dice: &mut Dice, task: &ModelTask) -> ModelAnswer {
    let fits = !dice.one_in(6);
    let answer = match task {
        _ if !fits => Value::text("{ \"broken"),
        ModelTask::Reply | ModelTask::Assist { .. } => Value::text("An answer."),
        ModelTask::Extract(fields) => Value::Map(
            fields
                .iter()
                .map(|field| (field.name.clone(), value(dice, field)))
                .collect::<Map>(),
        ),
        ModelTask::Classify(classes) => dice
            .of(classes)
            .map_or(Value::Null, |class| Value::Text(class.name.clone())),
    };
    let calls = match task {
        ModelTask::Assist { tools, .. } if !dice.one_in(3) => calls(dice, tools),
        _ => Vec::new(),
    };
    let confidence = dice.of(&[None, Some(10), Some(100)]).copied().flatten();
    let tokens = dice.of(&[0, 200, 8_000]).copied().unwrap_or_default();
    ModelAnswer {
        answer,
        confidence,
        tokens,
        calls,
        sources: Vec::new(),
    }
}

/// Some calls of tools: mostly of those there are, with what they take.
fn calls(dice: &mut Dice, tools: &[ModelTool]) -> Vec<WantedCall> {
    let mut calls = Vec::new();
    for _ in 0..=dice.below(2) {
        let Some(tool) = dice.of(tools).cloned() else {
            break;
        };
        let fits = !dice.one_in(6);
        let arguments = tool.arguments.iter();
        let arguments = arguments.map(|one| (one.name.clone(), value(dice, one)));
        let arguments = arguments.collect::<Map>();
        calls.push(WantedCall {
            tool: tool.name,
            arguments: if fits {
                Value::Map(arguments)
            } else {
                Value::text("{ \"broken")
            },
        });
    }
    calls
}

/// A map with the values within another.
fn inside(dice: &mut Dice, field: &ModelField) -> Value {
    let fields = field.fields.iter();
    let values = fields.map(|one| (one.name.clone(), value(dice, one)));
    Value::Map(values.collect::<Map>())
}

fn value(dice: &mut Dice, field: &ModelField) -> Value {
    if dice.one_in(if field.required { 12 } else { 4 }) {
        return Value::Null;
    }
    let text = dice
        .of(&field.choices)
        .cloned()
        .unwrap_or_else(|| SmolStr::new_static("text"));
    match field.kind.as_str() {
        "integer" => Value::Int(7),
        "number" | "money" => Value::Float(7.5),
        "map" => inside(dice, field),
        "list" if !field.fields.is_empty() => Value::List(vec![inside(dice, field)]),
        "yes_no" => Value::Bool(dice.one_in(2)),
        "date" => Value::text("2026-12-05"),
        "list" => Value::List(vec![Value::Text(text)]),
        _ => Value::Text(text),
    }
}
