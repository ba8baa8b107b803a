//! The JSON Schema of a trail's file, from the same shapes that reading uses. Draft 2020-12.

use crate::shape::{Choice, Field, Shape};
use crate::steps::{EVERY, VERBS};
use crate::trail::TRAIL;
use serde_json::{Map, Value, json};

/// The JSON Schema of a trail's file.
pub fn schema() -> Value {
    let steps: Vec<Value> = VERBS
        .iter()
        .map(|verb| {
            let head = [Field::required(verb.name, verb.value, verb.doc)];
            let every = EVERY
                .iter()
                .filter(|field| field.name != verb.name)
                .filter(|field| !verb.fields.iter().any(|own| own.name == field.name));
            let mut schema = record(head.iter().chain(verb.fields).chain(every));
            set(&mut schema, "title", json!(verb.name));
            set(&mut schema, "description", json!(verb.doc));
            schema
        })
        .collect();
    let mut schema = record(TRAIL.iter());
    if let Some(properties) = schema.get_mut("properties") {
        let ids = "^[a-z][a-z0-9_-]*$";
        set(
            properties,
            "steps",
            json!({
                "type": "object",
                "description": "The steps, by id.",
                "propertyNames": { "pattern": ids, "not": { "enum": ["end", "return"] } },
                "additionalProperties": { "$ref": "#/$defs/step" },
            }),
        );
        set(
            properties,
            "layout",
            json!({
                "type": "object",
                "description": "Where the editor draws each step; no meaning for the engine.",
                "additionalProperties": { "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 },
            }),
        );
    }
    set(
        &mut schema,
        "$schema",
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    set(&mut schema, "title", json!("A Trilha trail"));
    set(
        &mut schema,
        "$defs",
        json!({
            "step": { "oneOf": steps },
            "text": {
                "oneOf": [
                    { "type": ["string", "number", "boolean"] },
                    { "type": "object", "propertyNames": { "pattern": "^[a-z]{2,3}(-\\w+)?$" }, "additionalProperties": { "type": ["string", "number", "boolean"] }, "minProperties": 1 },
                ],
            },
            "duration": { "type": "string", "pattern": "^[0-9]+(ms|s|m|h|d)$" },
            "target": { "type": ["string", "integer"], "description": "A step, `end` or `return`." },
            "variable": { "type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" },
        }),
    );
    schema
}

fn set(schema: &mut Value, key: &str, value: Value) {
    if let Value::Object(map) = schema {
        map.insert(key.to_owned(), value);
    }
}

fn record<'f>(fields: impl Iterator<Item = &'f Field>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in fields {
        let mut schema = of(&field.shape);
        set(&mut schema, "description", json!(field.doc));
        properties.insert(field.name.to_owned(), schema);
        if field.required {
            required.push(field.name);
        }
    }
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// A map that is this: the key that tells must be there.
fn choice(choice: &Choice) -> Value {
    let Field {
        name, shape, doc, ..
    } = choice.key;
    let head = Field::required(name, shape, doc);
    let mut schema = record(std::iter::once(&head).chain(choice.beside));
    set(&mut schema, "title", json!(name));
    set(&mut schema, "description", json!(doc));
    schema
}

fn of(shape: &Shape) -> Value {
    let scalar = || json!({ "type": ["string", "number", "boolean"] });
    match shape {
        Shape::Text => json!({ "$ref": "#/$defs/text" }),
        Shape::Texts => {
            json!({ "oneOf": [{ "$ref": "#/$defs/text" }, { "type": "array", "items": { "$ref": "#/$defs/text" } }] })
        }
        Shape::TextOr(record) => json!({ "anyOf": [{ "$ref": "#/$defs/text" }, of(record)] }),
        Shape::Template
        | Shape::Plain
        | Shape::Expression
        | Shape::Script
        | Shape::Pattern
        | Shape::Event => scalar(),
        Shape::Trail | Shape::Queue | Shape::Team | Shape::Inbox | Shape::Calendar => {
            json!({ "type": "string" })
        }
        Shape::Target => json!({ "$ref": "#/$defs/target" }),
        Shape::Duration => json!({ "$ref": "#/$defs/duration" }),
        Shape::Bool => json!({ "type": "boolean" }),
        Shape::Integer(min, max) => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Shape::Variable => json!({ "$ref": "#/$defs/variable" }),
        Shape::Word(words) => json!({ "enum": words }),
        Shape::Cron | Shape::Zone => json!({ "type": "string" }),
        Shape::Language => json!({ "type": "string", "pattern": "^[a-z]{2,3}(-\\w+)?$" }),
        Shape::Any | Shape::OfType(_) => json!({}),
        Shape::List(item) => json!({ "type": "array", "items": of(item) }),
        Shape::OneOrMore(item) => {
            json!({ "oneOf": [of(item), { "type": "array", "items": of(item) }] })
        }
        Shape::MapOf(item) => json!({ "type": "object", "additionalProperties": of(item) }),
        Shape::Record(fields) => record(fields.iter()),
        Shape::OneOf(of) => {
            let choices: Vec<Value> = of.choices.iter().map(choice).collect();
            json!({ "oneOf": choices })
        }
        Shape::Either(one, other) => json!({ "anyOf": [of(one), of(other)] }),
        Shape::Maybe(inner) => json!({ "anyOf": [of(inner), { "type": "null" }] }),
    }
}
