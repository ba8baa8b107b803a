//! The JSON Schema of test files, for editors.

use crate::told;
use serde_json::{Value, json};
use trilha_model::Capability;

/// The schema of `*.test.yaml`.
pub fn schema() -> Value {
    let text = json!({ "type": ["string", "number", "boolean"] });
    let duration = json!({ "type": "string", "pattern": "^[0-9]+(ms|s|m|h|d)$" });
    let map = json!({ "type": "object" });
    let url =
        json!({ "type": "string", "description": "The address; * stands for any characters." });
    let line = json!({
        "oneOf": [
            { "enum": ["ended", "arrives"] },
            one("me", &json!({ "oneOf": [text, closed(&json!({ "option": text }), &["option"]), sent(&text)] })),
            one("bot", &json!({ "oneOf": [text, { "type": "array", "items": text }] })),
            one("wait", &duration),
            one("agent", &agent(&text)),
            one("event", &json!({ "oneOf": [text, closed(&json!({ "name": text, "data": {} }), &["name"])] })),
            one("handoff", &text),
            one("ended", &text),
        ]
    });
    let reply = closed(
        &json!({
            "status": { "type": "integer", "minimum": 100, "maximum": 599 },
            "json": {},
            "text": text,
            "headers": map,
        }),
        &[],
    );
    let mocks = mocks(&text, &duration, &url, &reply);
    let owner = json!({
        "oneOf": [
            { "const": "bot" },
            closed(&json!({ "queue": text }), &["queue"]),
            closed(&json!({ "agent": text }), &["agent"]),
        ]
    });
    let hours = json!({ "oneOf": [text, { "type": "array", "items": text }] });
    let calendars = json!({ "type": "object", "additionalProperties": closed(&json!({
        "zone": text,
        "week": { "type": "object", "additionalProperties": hours },
        "holidays": { "type": "array", "items": text },
        "days": { "type": "object", "additionalProperties": hours },
    }), &["zone", "week"]) });
    let given = json!({
        "now": { "type": "string", "format": "date-time" },
        "seed": { "type": "integer", "minimum": 0 },
        "vars": map, "contact": map, "env": map,
        "language": text,
        "queues": { "type": "object", "additionalProperties": closed(&json!({
            "available": { "type": "integer", "minimum": 0 },
            "free": { "type": "integer", "minimum": 0 },
            "waiting": { "type": "integer", "minimum": 0 },
            "wait": duration,
        }), &[]) },
        "address": text,
        "inbox": text,
        "agents": { "type": "object", "additionalProperties": { "oneOf": [
            { "type": "boolean" },
            closed(&json!({ "here": { "type": "boolean" }, "skills": { "type": "array", "items": text } }), &[]),
        ] } },
        "teams": { "type": "object", "additionalProperties": { "oneOf": [text, { "type": "array", "items": text }] } },
        "calendars": calendars,
        "cannot": { "type": "array", "items": { "enum": Capability::ALL.map(Capability::word) } },
        "available": { "type": "object", "additionalProperties": { "type": "integer", "minimum": 0 } },
    });
    let expect = json!({
        "vars": map,
        "owner": owner,
        "tags": { "type": "array", "items": text },
        "ended": { "type": "boolean" },
        "events": { "type": "array", "items": { "type": ["string", "object"] } },
    });
    let case = json!({
        "name": text,
        "given": closed(&given, &[]),
        "mocks": mocks,
        "talk": { "type": "array", "items": line },
        "expect": closed(&expect, &[]),
    });
    let mut file = closed(
        &json!({
            "trail": text,
            "env": map,
            "calendars": calendars,
            "limits": trilha_trail::limits::schema(),
            "tests": { "type": "array", "items": closed(&case, &["name", "talk"]) },
        }),
        &["trail", "tests"],
    );
    if let Some(file) = file.as_object_mut() {
        file.insert(
            "$schema".into(),
            "https://json-schema.org/draft/2020-12/schema".into(),
        );
        file.insert("title".into(), "Tests of a Trilha trail".into());
    }
    told::tell(&mut file);
    file
}

/// The schema of `steps/*.test.yaml`, the tests of custom steps.
pub fn step_schema() -> Value {
    let text = json!({ "type": ["string", "number", "boolean"] });
    let map = json!({ "type": "object" });
    let given = json!({
        "now": { "type": "string", "format": "date-time" },
        "seed": { "type": "integer", "minimum": 0 },
    });
    let case = json!({
        "name": text,
        "given": closed(&given, &[]),
        "with": map,
        "exit": { "type": "string", "description": "The exit it must leave by; next if not said." },
        "outputs": { "type": "object", "description": "Outputs and what they must be; others are not looked at." },
        "error": { "type": "string", "description": "It must fail, and say this." },
    });
    let mut file = closed(
        &json!({
            "step": { "type": "string" },
            "tests": { "type": "array", "items": closed(&case, &["name"]) },
        }),
        &["step", "tests"],
    );
    if let Some(file) = file.as_object_mut() {
        file.insert(
            "$schema".into(),
            "https://json-schema.org/draft/2020-12/schema".into(),
        );
        file.insert("title".into(), "Tests of a Trilha custom step".into());
    }
    told::tell(&mut file);
    file
}

fn closed(properties: &Value, required: &[&str]) -> Value {
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn one(key: &str, value: &Value) -> Value {
    closed(&json!({ key: value }), &[key])
}

fn agent(text: &Value) -> Value {
    let words = json!({ "enum": ["take", "give_back", "resolve", "return_to_queue"] });
    let deed = json!({
        "as": text, "take": {}, "give_back": {}, "resolve": {}, "return_to_queue": {},
        "say": text, "note": text,
        "transfer": { "oneOf": [text, closed(&json!({ "queue": text, "team": text }), &["queue"]), closed(&json!({ "agent": text }), &["agent"])] },
        "group": { "type": ["string", "null"], "description": "The message group that what is said from now on is for: a team; null takes it off." },
        "tag": { "oneOf": [text, { "type": "array", "items": text }] },
    });
    json!({ "oneOf": [words, closed(&deed, &[])] })
}

/// What a contact sends besides words.
fn sent(text: &Value) -> Value {
    let about = json!({ "url": text, "name": text, "size": { "type": "integer" }, "mime": text });
    let media = json!({ "oneOf": [text, closed(&about, &["url"])] });
    let degrees = json!({ "type": "number" });
    closed(
        &json!({
            "text": text,
            "image": media, "video": media, "audio": media, "file": media, "sticker": media,
            "location": { "type": "array", "items": degrees, "minItems": 2, "maxItems": 2 },
            "options": { "type": "array", "items": text },
            "answers": { "type": "object" },
        }),
        &[],
    )
}

/// What the outside answers, by kind.
fn mocks(text: &Value, duration: &Value, url: &Value, reply: &Value) -> Value {
    let own = |more: &Value| {
        let mut keys = json!({
            "fail": text,
            "times": { "type": "integer", "minimum": 0 },
            "after": duration,
        });
        if let (Some(keys), Some(more)) = (keys.as_object_mut(), more.as_object()) {
            keys.extend(more.clone());
        }
        json!({ "type": "array", "items": closed(&keys, &[]) })
    };
    let call = json!({ "enum": ["answered", "busy", "no_answer"] });
    let message = closed(&json!({ "media": text, "length": duration }), &[]);
    closed(
        &json!({
            "http": own(&json!({
                "get": url, "post": url, "put": url, "patch": url, "delete": url, "any": url,
                "reply": reply,
            })),
            "email": own(&json!({ "to": text })),
            "emit": own(&json!({ "event": text })),
            "dial": own(&json!({ "number": text, "reply": call })),
            "model": own(&json!({
                "text": { "type": "string", "description": "The text it works on; * stands for any characters." },
                "reply": {},
                "calls": {
                    "type": "array",
                    "description": "The tools it calls, in order, before it replies.",
                    "items": closed(&json!({ "tool": text, "arguments": {} }), &["tool"]),
                },
                "sources": {
                    "type": "array",
                    "description": "The documents its reply cites, the first as `[1]`.",
                    "items": closed(&json!({ "title": text, "heading": text, "file": text }), &["title"]),
                },
                "confidence": { "type": "integer", "minimum": 0, "maximum": 100 },
                "tokens": { "type": "integer", "minimum": 0 },
            })),
            "record": own(&json!({ "reply": { "oneOf": [{ "enum": ["busy", "no_answer"] }, message] } })),
        }),
        &[],
    )
}
