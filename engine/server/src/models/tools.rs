//! Tools between trails and services: how they are offered, what was called, and what is called now.

use async_openai::types::chat::{
    ChatCompletionMessageToolCall, ChatCompletionMessageToolCallChunk,
    ChatCompletionMessageToolCalls, ChatCompletionRequestAssistantMessage,
    ChatCompletionRequestMessage, ChatCompletionRequestToolMessage,
    ChatCompletionRequestToolMessageContent, ChatCompletionTool, ChatCompletionTools, FunctionCall,
    FunctionObject,
};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use trilha_model::{
    Foreign, Map, ModelField, ModelTask, ModelTool, ToolCall, ToolEnd, Value, WantedCall,
};

/// Bytes that a call counts as besides what is written in it, so that no number of empty ones is nothing.
const EACH: usize = 16;

/// The tools of a task, as a service is offered them.
pub(super) fn offered(task: &ModelTask) -> Option<Vec<ChatCompletionTools>> {
    let ModelTask::Assist { tools, .. } = task else {
        return None;
    };
    let tools = tools.iter().map(|tool| {
        ChatCompletionTools::Function(ChatCompletionTool {
            function: FunctionObject {
                name: tool.name.to_string(),
                description: tool.about.clone(),
                parameters: Some(parameters(tool)),
                strict: None,
            },
        })
    });
    Some(tools.collect())
}

fn parameters(tool: &ModelTool) -> Json {
    let arguments = tool.arguments.iter();
    let properties = arguments.map(|one| (one.name.to_string(), property(one)));
    let properties: serde_json::Map<String, Json> = properties.collect();
    let required = tool.arguments.iter().filter(|one| one.required);
    let required: Vec<&str> = required.map(|one| one.name.as_str()).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn property(field: &ModelField) -> Json {
    let text = || match field.choices.as_slice() {
        [] => json!({ "type": "string" }),
        choices => json!({ "type": "string", "enum": choices }),
    };
    let mut property = match field.kind.as_str() {
        "integer" => json!({ "type": "integer" }),
        "number" | "money" => json!({ "type": "number" }),
        "yes_no" => json!({ "type": "boolean" }),
        "date" => json!({ "type": "string", "format": "date" }),
        "list" if field.choices.is_empty() => json!({ "type": "array", "items": {} }),
        "list" => json!({ "type": "array", "items": text() }),
        "map" => json!({ "type": "object" }),
        "any" => json!({}),
        _ => text(),
    };
    if let (Some(about), Some(property)) = (&field.about, property.as_object_mut()) {
        property.insert("description".to_owned(), json!(about));
    }
    property
}

/// What a model called and got so far, as a service reads it: each of its answers, and what came of its calls.
pub(super) fn so_far(task: &ModelTask) -> Vec<ChatCompletionRequestMessage> {
    let ModelTask::Assist { so_far, .. } = task else {
        return Vec::new();
    };
    let mut turns: BTreeMap<u32, Vec<(String, &ToolCall)>> = BTreeMap::new();
    for (number, call) in (1..).zip(so_far) {
        let turn = turns.entry(call.turn).or_default();
        turn.push((format!("call_{number}"), call));
    }
    let mut messages = Vec::new();
    for calls in turns.values() {
        let asked = calls.iter().map(|(id, call)| {
            ChatCompletionMessageToolCalls::Function(ChatCompletionMessageToolCall {
                id: id.clone(),
                function: FunctionCall {
                    name: name(&call.tool),
                    arguments: match &call.arguments {
                        Value::Map(_) => call.arguments.to_json(),
                        _ => "{}".to_owned(),
                    },
                },
            })
        });
        let asked = ChatCompletionRequestAssistantMessage {
            tool_calls: Some(asked.collect()),
            ..ChatCompletionRequestAssistantMessage::default()
        };
        messages.push(asked.into());
        let got = calls.iter().map(|(id, call)| {
            let got = ChatCompletionRequestToolMessage {
                content: ChatCompletionRequestToolMessageContent::Text(told(call.end.as_ref())),
                tool_call_id: id.clone(),
            };
            got.into()
        });
        messages.extend(got);
    }
    messages
}

/// A tool's name, as services take it also where a model made it up.
fn name(tool: &str) -> String {
    let known = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !tool.is_empty() && tool.len() <= 64 && tool.chars().all(known) {
        tool.to_owned()
    } else {
        "unknown".to_owned()
    }
}

/// What came of a call, for the model: why a tool failed is for people.
fn told(end: Option<&ToolEnd>) -> String {
    match end {
        Some(ToolEnd::Gave(value)) => value.to_json(),
        Some(ToolEnd::Refused(why)) => json!({ "error": why }).to_string(),
        Some(ToolEnd::Failed(_)) | None => json!({ "error": "the tool failed" }).to_string(),
    }
}

/// The calls that a stream brings, piece by piece.
#[derive(Debug, Default)]
pub(super) struct Calls {
    pieces: BTreeMap<u32, (String, String)>,
}

impl Calls {
    /// Takes one piece up.
    pub(super) fn hear(&mut self, chunk: ChatCompletionMessageToolCallChunk) {
        let (name, arguments) = self.pieces.entry(chunk.index).or_default();
        if let Some(function) = chunk.function {
            name.push_str(&function.name.unwrap_or_default());
            arguments.push_str(&function.arguments.unwrap_or_default());
        }
    }

    /// How many bytes came so far.
    pub(super) fn len(&self) -> usize {
        let pieces = self.pieces.values();
        pieces
            .map(|(name, arguments)| EACH + name.len() + arguments.len())
            .sum()
    }

    /// The calls, in order. What is no JSON stays the text it is.
    pub(super) fn whole(&self) -> Vec<WantedCall> {
        let pieces = self.pieces.values();
        pieces
            .map(|(name, arguments)| WantedCall {
                tool: name.into(),
                arguments: meant(arguments),
            })
            .collect()
    }
}

/// The arguments of a call; where nothing is written, there are none.
fn meant(arguments: &str) -> Value {
    if arguments.trim().is_empty() {
        return Value::Map(Map::new());
    }
    let read = serde_json::from_str::<Foreign>(arguments);
    read.map_or_else(|_| Value::text(arguments), |Foreign(value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_openai::types::chat::FunctionCallStream;

    fn piece(index: u32, name: &str, arguments: &str) -> ChatCompletionMessageToolCallChunk {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        ChatCompletionMessageToolCallChunk {
            index,
            function: Some(FunctionCallStream {
                name: some(name),
                arguments: some(arguments),
            }),
            ..ChatCompletionMessageToolCallChunk::default()
        }
    }

    #[test]
    fn calls_that_come_in_pieces_and_mixed_are_put_together() {
        let mut calls = Calls::default();
        for chunk in [
            piece(0, "order", ""),
            piece(1, "points", "{\"tot"),
            piece(0, "", "{\"number\": "),
            piece(1, "", "al\": 1.5}"),
            piece(0, "", "7}"),
            piece(2, "broken", "{\"a\": "),
            piece(3, "bare", ""),
        ] {
            calls.hear(chunk);
        }
        let whole = calls.whole();
        let found: Vec<(&str, String)> = whole
            .iter()
            .map(|call| (call.tool.as_str(), call.arguments.to_json()))
            .collect();
        assert_eq!(
            found,
            [
                ("order", "{\"number\": 7}".to_owned()),
                ("points", "{\"total\": 1.5}".to_owned()),
                ("broken", "\"{\\\"a\\\": \"".to_owned()),
                ("bare", "{}".to_owned()),
            ]
        );
        assert!(calls.len() > 40);
    }

    #[test]
    fn each_answer_of_the_model_stands_with_what_came_of_its_calls() {
        let call = |turn, tool: &str, end| ToolCall {
            turn,
            tool: tool.into(),
            arguments: Value::text("{"),
            end: Some(end),
        };
        let task = ModelTask::Assist {
            tools: Vec::new(),
            so_far: vec![
                call(1, "a", ToolEnd::Gave(Value::Int(7))),
                call(1, "no name", ToolEnd::Refused("there is none".to_owned())),
                call(2, "b", ToolEnd::Failed("scripts/b.rhai:7".to_owned())),
            ],
        };
        let written = serde_json::to_value(so_far(&task)).unwrap();
        let roles = written.as_array().unwrap().iter().map(|one| &one["role"]);
        let roles: Vec<&Json> = roles.collect();
        assert_eq!(roles, ["assistant", "tool", "tool", "assistant", "tool"]);
        assert_eq!(written[0]["tool_calls"][1]["function"]["name"], "unknown");
        assert_eq!(written[0]["tool_calls"][0]["function"]["arguments"], "{}");
        assert_eq!(written[1]["content"], "7");
        assert_eq!(written[2]["tool_call_id"], "call_2");
        assert_eq!(written[2]["content"], "{\"error\":\"there is none\"}");
        assert_eq!(written[4]["content"], "{\"error\":\"the tool failed\"}");
    }
}
