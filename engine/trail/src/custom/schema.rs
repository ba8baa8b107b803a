//! The JSON Schema of a step that uses a custom step.

use super::{Custom, Input};
use serde_json::{Map, Value, json};

impl Custom {
    /// The JSON Schema (2020-12) of a step that uses it, with `$ref`s into that of a trail.
    pub fn schema(&self, language: &str) -> Value {
        let required = self.inputs.iter().filter(|input| input.required);
        let required: Vec<&str> = required.map(|input| input.name.as_str()).collect();
        let inputs: Map<String, Value> = self
            .inputs
            .iter()
            .map(|input| (input.name.to_string(), input.schema(language)))
            .collect();
        let exits: Map<String, Value> = self
            .exits
            .iter()
            .map(|way| (way.name.to_string(), json!({ "$ref": "#/$defs/target" })))
            .collect();
        let keys: &[&str] = if required.is_empty() {
            &["use"]
        } else {
            &["use", "with"]
        };
        json!({
            "type": "object",
            "title": self.title(language),
            "description": self.help(language),
            "properties": {
                "use": { "const": self.name.as_str() },
                "with": {
                    "type": "object",
                    "properties": inputs,
                    "required": required,
                    "additionalProperties": false,
                },
                "save": { "$ref": "#/$defs/variable" },
                "exits": { "type": "object", "properties": exits, "additionalProperties": false },
                "next": { "$ref": "#/$defs/target" },
                "error": { "$ref": "#/$defs/target" },
                "title": { "type": "string" },
                "note": { "type": "string" },
            },
            "required": keys,
            "additionalProperties": false,
        })
    }
}

impl Input {
    /// What it takes, or a text with an expression in it.
    fn schema(&self, language: &str) -> Value {
        let own = match self.kind.as_str() {
            "integer" => json!({ "type": "integer" }),
            "number" | "money" => json!({ "type": "number" }),
            "yes_no" => json!({ "type": "boolean" }),
            "list" => json!({ "type": "array" }),
            "map" => json!({ "type": "object" }),
            "any" => json!({}),
            _ if !self.choices.is_empty() => json!({ "enum": self.choices }),
            _ => json!({ "type": "string" }),
        };
        let help = self.help.pick(Some(language), "").source();
        json!({
            "description": help,
            "anyOf": [own, { "type": "string", "pattern": "\\{\\{" }],
        })
    }
}
