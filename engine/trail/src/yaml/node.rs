//! The spanned tree: what a YAML text says, and where it says it.

use crate::diagnostic::Span;
use trilha_model::value::{Map as ValueMap, Value};

/// A value with its place in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it stands: a scalar with its quotes, a flow collection with its brackets, a block
    /// collection from its first key or dash to the end of its last value. A value that is left
    /// out has an empty span where it would stand.
    pub span: Span,
    /// What it holds.
    pub value: Content,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A single value.
    Scalar(Scalar),
    /// Values in order.
    Seq(Vec<Node>),
    /// Values by key, in the order of the file, each key once.
    Map(Vec<(Key, Node)>),
}

/// A key of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key, without quotes.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// A single value.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    /// The text: of a quoted or block scalar without quotes and escapes, of any other as written.
    pub text: String,
    /// How it is written.
    pub style: Style,
    /// What YAML 1.2's core schema makes of it.
    pub kind: Kind,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Bare.
    Plain,
    /// In `'…'`.
    Single,
    /// In `"…"`.
    Double,
    /// After `|`.
    Literal,
    /// After `>`.
    Folded,
}

/// What a scalar means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Nothing: `null`, `~`, or left out.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number; also a whole one beyond 64 bits.
    Float(f64),
    /// Text.
    Text,
}

impl Node {
    /// The value at a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, node)| node)
    }

    /// The key and the value at a key, if this is a map that has it.
    pub fn entry(&self, key: &str) -> Option<(&Key, &Node)> {
        let (key, node) = self.as_map()?.iter().find(|(known, _)| known.text == key)?;
        Some((key, node))
    }

    /// The entries, if this is a map.
    pub fn as_map(&self) -> Option<&[(Key, Node)]> {
        match &self.value {
            Content::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The items, if this is a sequence.
    pub fn as_seq(&self) -> Option<&[Node]> {
        match &self.value {
            Content::Seq(items) => Some(items),
            _ => None,
        }
    }

    /// The scalar, if this is one.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        match &self.value {
            Content::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The text of a scalar of any kind but null: `next: 1` reads as `1`.
    pub fn as_str(&self) -> Option<&str> {
        let scalar = self.as_scalar()?;
        (scalar.kind != Kind::Null).then_some(scalar.text.as_str())
    }

    /// The whole number, if this is one.
    pub fn as_int(&self) -> Option<i64> {
        match self.as_scalar()?.kind {
            Kind::Int(value) => Some(value),
            _ => None,
        }
    }

    /// The truth value, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.as_scalar()?.kind {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Whether it is null or left out.
    pub fn is_null(&self) -> bool {
        self.as_scalar()
            .is_some_and(|scalar| scalar.kind == Kind::Null)
    }

    /// The entries of a map; none of anything else.
    pub fn entries(&self) -> impl Iterator<Item = (&Key, &Node)> {
        self.as_map()
            .unwrap_or_default()
            .iter()
            .map(|(key, node)| (key, node))
    }

    /// The items of a sequence; none of anything else.
    pub fn items(&self) -> impl Iterator<Item = &Node> {
        self.as_seq().unwrap_or_default().iter()
    }

    /// The items of a sequence, or the node itself: for keys that take one or several.
    pub fn one_or_more(&self) -> &[Node] {
        match &self.value {
            Content::Seq(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// The kind, as people read it: `text`, `an integer`, `a number`, `yes or no`, `a list`,
    /// `a map`, `nothing`.
    pub fn kind_name(&self) -> &'static str {
        match &self.value {
            Content::Seq(_) => "a list",
            Content::Map(_) => "a map",
            Content::Scalar(scalar) => match scalar.kind {
                Kind::Null => "nothing",
                Kind::Bool(_) => "yes or no",
                Kind::Int(_) => "an integer",
                Kind::Float(_) => "a number",
                Kind::Text => "text",
            },
        }
    }
}

/// The value of a tree, without its places.
pub fn to_value(node: &Node) -> Value {
    match &node.value {
        Content::Scalar(scalar) => match scalar.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(value),
            Kind::Int(value) => Value::Int(value),
            Kind::Float(value) => Value::Float(value),
            Kind::Text => Value::text(&scalar.text),
        },
        Content::Seq(items) => Value::List(items.iter().map(to_value).collect()),
        Content::Map(entries) => {
            let pairs = entries
                .iter()
                .map(|(key, node)| (key.text.as_str().into(), to_value(node)));
            Value::Map(pairs.collect::<ValueMap>())
        }
    }
}
