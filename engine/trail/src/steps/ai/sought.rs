//! The values that a model is to give, found in a text or for a tool: how they are declared, and whether an answer
//! holds them.

use crate::diagnostic::Code;
use crate::reader::{Reader, is_name};
use crate::shape::{Field, Shape};
use crate::yaml::{Key, Node};
use smol_str::SmolStr;
use trilha_model::{Map, ModelField, Value};

/// What a value may be declared as.
const KINDS: [&str; 7] = ["text", "integer", "number", "yes_no", "date", "list", "map"];
/// What a value within another may be declared as.
const INNER_KINDS: [&str; 6] = ["text", "integer", "number", "yes_no", "date", "list"];
const REQUIRED: &str = "Whether the step goes the way of `unsure` without it.";

/// The keys of a value within a map, or within the items of a list.
const INNER: [Field; 4] = keys(
    Field::required(
        "type",
        Shape::Word(&INNER_KINDS),
        "What it is; a `list` is one of texts.",
    ),
    REQUIRED,
);

/// The keys of a value that is found in a text.
pub(super) const FIELD: [Field; 5] = {
    let [kind, about, choices, required] = keys(
        Field::required(
            "type",
            Shape::Word(&KINDS),
            "What it is; a `list` is one of texts, or of maps where it has `fields`.",
        ),
        REQUIRED,
    );
    let fields = Field::optional(
        "fields",
        Shape::MapOf(&Shape::Record(&INNER)),
        "The values of a `map`, or of each item of a `list`, by name.",
    );
    [kind, about, choices, required, fields]
};

/// The keys of a value that a model gives: what it is, and what `required` means of it.
pub(super) const fn keys(kind: Field, required: &'static str) -> [Field; 4] {
    [
        kind,
        Field::optional(
            "about",
            Shape::Plain,
            "What it means, in words for the model.",
        ),
        Field::optional(
            "choices",
            Shape::List(&Shape::Plain),
            "The only texts it may be.",
        ),
        Field::optional("required", Shape::Bool, required),
    ]
}

/// A value to give.
#[derive(Clone, Debug)]
pub(super) struct Sought {
    pub(super) field: ModelField,
}

impl Sought {
    pub(super) fn read(reader: &mut Reader<'_>, key: &Key, node: &Node) -> Self {
        if !is_name(&key.text) {
            let message = format!("`{}` cannot be the name of a value", key.text);
            reader.error(Code::INVALID_ID, key.span, message).help =
                Some("a letter, then letters, digits and `_`".into());
        }
        let text = |key: &str| node.get(key).and_then(Node::as_str);
        let choices = node.get("choices").into_iter().flat_map(Node::items);
        let required = node.get("required").and_then(Node::as_bool);
        let fields = node.get("fields").into_iter().flat_map(Node::entries);
        let fields: Vec<ModelField> = fields
            .map(|(key, node)| Self::read(reader, key, node).field)
            .collect();
        Self::nested(reader, node, text("type"), fields.is_empty());
        Self {
            field: ModelField {
                name: key.text.as_str().into(),
                kind: text("type").unwrap_or("text").into(),
                about: text("about").map(str::to_owned),
                choices: choices.filter_map(Node::as_str).map(SmolStr::new).collect(),
                required: required.unwrap_or_default(),
                fields,
            },
        }
    }

    /// A value to find in a text: services are told what exactly a map holds.
    pub(super) fn to_find(reader: &mut Reader<'_>, key: &Key, node: &Node) -> Self {
        let sought = Self::read(reader, key, node);
        if sought.field.kind == "map" && node.get("fields").is_none() {
            let message = format!("nothing is said of what is in `{}`", key.text);
            reader.error(Code::MISSING_KEY, key.span, message).help =
                Some("name its values, each on a line below `fields:`".into());
        }
        sought
    }

    /// Says where values within a value are, and where they must be and are not.
    fn nested(reader: &mut Reader<'_>, node: &Node, kind: Option<&str>, empty: bool) {
        match (node.get("fields"), kind) {
            (Some(fields), Some(kind)) if !matches!(kind, "list" | "map") => {
                let message = format!("a value of the type `{kind}` has no `fields`");
                reader.error(Code::WRONG_SHAPE, fields.span, message).help =
                    Some("take them out, or let its type be `map` or `list`".into());
            }
            (Some(fields), _) if empty => {
                reader
                    .error(Code::MISSING_KEY, fields.span, "there are no values in it")
                    .help = Some("name them, each on a line below `fields:`".into());
            }
            _ => {}
        }
    }

    /// The value as it is saved, or what is wrong with it, in words for the model.
    pub(super) fn take(&self, value: &Value) -> Result<Value, String> {
        let ModelField {
            name,
            kind,
            choices,
            ..
        } = &self.field;
        let wrong = |what: &str| Err(format!("`{name}` must be {what}"));
        match (kind.as_str(), value) {
            (_, Value::Null)
            | ("yes_no", Value::Bool(_))
            | ("integer" | "number" | "money", Value::Int(_))
            | ("number", Value::Float(_))
            | ("any", _) => Ok(value.clone()),
            ("map", Value::Map(_)) if self.field.fields.is_empty() => Ok(value.clone()),
            ("map", Value::Map(_)) => self.inside(value),
            ("money", Value::Float(_)) => match value.to_string().parse() {
                Ok(exact) => Ok(Value::Decimal(exact)),
                Err(_) => wrong("an amount"),
            },
            ("integer", Value::Float(float)) => match format!("{float:.0}").parse::<i64>() {
                Ok(whole) if float.fract() == 0.0 => Ok(Value::Int(whole)),
                _ => wrong("a whole number"),
            },
            ("date", Value::Text(text)) if text.parse::<jiff::civil::Date>().is_ok() => {
                Ok(value.clone())
            }
            ("text", Value::Text(text)) if choices.is_empty() || choices.contains(text) => {
                Ok(value.clone())
            }
            ("list", Value::List(items)) if !self.field.fields.is_empty() => {
                let items = items.iter().map(|item| self.inside(item));
                items.collect::<Result<Vec<_>, _>>().map(Value::List)
            }
            ("list", Value::List(items)) if items.iter().all(|item| self.holds(item)) => {
                Ok(value.clone())
            }
            ("yes_no", _) => wrong("true or false"),
            ("integer", _) => wrong("a whole number"),
            ("number" | "money", _) => wrong("a number"),
            ("map", _) => wrong("an object"),
            ("date", _) => wrong("a date such as 2026-11-20"),
            ("list", _) if !self.field.fields.is_empty() => wrong("a list of objects"),
            ("list", _) if choices.is_empty() => wrong("a list of texts"),
            ("list", _) => wrong(&format!("a list of {}", choices.join(", "))),
            _ if choices.is_empty() => wrong("a text"),
            _ => wrong(&format!("one of {}", choices.join(", "))),
        }
    }

    /// A map with the values within this one, all of them, and nothing else.
    fn inside(&self, value: &Value) -> Result<Value, String> {
        let name = &self.field.name;
        let Value::Map(given) = value else {
            return Err(format!("`{name}` must be a list of objects"));
        };
        let mut values = Map::new();
        for field in &self.field.fields {
            let one = Self {
                field: field.clone(),
            };
            let given = given.get(&field.name).unwrap_or(&Value::Null);
            let value = one.take(given);
            let value = value.map_err(|wrong| format!("in `{name}`, {wrong}"))?;
            values.insert(field.name.clone(), value);
        }
        Ok(Value::Map(values))
    }

    /// Whether something that is required is missing from a value as it is saved.
    fn lacks(field: &ModelField, value: &Value) -> bool {
        let inside = |map: &Map| {
            let mut fields = field.fields.iter();
            fields.any(|field| Self::lacks(field, map.get(&field.name).unwrap_or(&Value::Null)))
        };
        match value {
            Value::Null => field.required,
            Value::Map(map) => inside(map),
            Value::List(items) => items.iter().any(|item| match item {
                Value::Map(map) => inside(map),
                _ => false,
            }),
            _ => false,
        }
    }

    fn holds(&self, item: &Value) -> bool {
        let choices = &self.field.choices;
        matches!(item, Value::Text(text) if choices.is_empty() || choices.contains(text))
    }
}

/// What was found in an answer.
pub(super) enum Found {
    /// Everything that is required.
    All(Value),
    /// Less.
    Less,
    /// Something else than was asked for, and what, in words for the model.
    Wrong(String),
}

/// Takes an answer to pieces.
pub(super) fn found(sought: &[Sought], answer: &Value) -> Found {
    let Value::Map(answer) = answer else {
        return Found::Wrong("the answer must be one JSON object".to_owned());
    };
    let mut values = Map::new();
    let mut less = false;
    for one in sought {
        let given = answer.get(&one.field.name).unwrap_or(&Value::Null);
        match one.take(given) {
            Ok(value) => {
                less |= Sought::lacks(&one.field, &value);
                values.insert(one.field.name.clone(), value);
            }
            Err(wrong) => return Found::Wrong(wrong),
        }
    }
    if less {
        Found::Less
    } else {
        Found::All(Value::Map(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sought(kind: &str, choices: &[&str]) -> Sought {
        Sought {
            field: ModelField {
                name: "it".into(),
                kind: kind.into(),
                about: None,
                choices: choices.iter().map(SmolStr::new).collect(),
                required: true,
                fields: Vec::new(),
            },
        }
    }

    #[test]
    fn each_kind_takes_its_own_and_nothing_else() {
        let list = |item: &str| Value::List(vec![Value::text(item)]);
        for (kind, choices, good, bad) in [
            ("text", &[][..], Value::text("a"), Value::Int(1)),
            ("text", &["a", "b"], Value::text("b"), Value::text("c")),
            ("integer", &[], Value::Int(3), Value::Float(3.5)),
            ("number", &[], Value::Float(3.5), Value::text("3.5")),
            ("yes_no", &[], Value::Bool(false), Value::text("no")),
            (
                "date",
                &[],
                Value::text("2026-02-28"),
                Value::text("2026-02-30"),
            ),
            ("list", &[], list("x"), Value::List(vec![Value::Int(1)])),
            ("list", &["x"], list("x"), list("y")),
            ("money", &[], Value::Int(3), Value::text("3")),
            ("map", &[], Value::Map(Map::new()), list("x")),
        ] {
            let sought = sought(kind, choices);
            assert_eq!(sought.take(&good), Ok(good.clone()), "{kind}");
            let said = sought.take(&bad).unwrap_err();
            assert!(said.starts_with("`it` must be "), "{kind}: {said}");
        }
        assert_eq!(
            sought("integer", &[]).take(&Value::Float(3.0)),
            Ok(Value::Int(3))
        );
    }
}
