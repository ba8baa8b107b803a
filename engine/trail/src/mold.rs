//! Molds: values with `{{ … }}` inside, to be filled when a step runs.

use crate::reader::Reader;
use crate::text::Template;
use crate::yaml::{Content, Kind, Node, to_value};
use smol_str::SmolStr;
use trilha_model::Value;
use trilha_script::Expression;

/// A value whose texts may hold expressions.
#[derive(Clone, Debug)]
pub(crate) enum Mold {
    Fixed(Value),
    Text(Template),
    List(Vec<Mold>),
    Map(Vec<(SmolStr, Mold)>),
}

impl Mold {
    pub(crate) fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        match &node.value {
            Content::Scalar(scalar) if scalar.kind == Kind::Text => {
                Self::Text(reader.template(node, false))
            }
            Content::Scalar(_) => Self::Fixed(to_value(node)),
            Content::Seq(items) => {
                Self::List(items.iter().map(|node| Self::read(reader, node)).collect())
            }
            Content::Map(entries) => {
                let entry = |(key, node): &(crate::yaml::Key, Node)| {
                    (key.text.as_str().into(), Self::read(reader, node))
                };
                Self::Map(entries.iter().map(entry).collect())
            }
        }
    }

    /// Whether it reads a name of which something holds.
    pub(crate) fn reads(&self, holds: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Self::Fixed(_) => false,
            Self::Text(template) => template
                .expressions()
                .any(|expression| expression.reads().iter().any(|name| holds(name))),
            Self::List(items) => items.iter().any(|item| item.reads(holds)),
            Self::Map(entries) => entries.iter().any(|(_, item)| item.reads(holds)),
        }
    }

    /// The value; a text that is exactly one expression keeps its type.
    pub(crate) fn fill<E>(
        &self,
        eval: &mut impl FnMut(&Expression) -> Result<Value, E>,
    ) -> Result<Value, E> {
        match self {
            Self::Fixed(value) => Ok(value.clone()),
            Self::Text(template) => template.value(eval),
            Self::List(items) => {
                let items: Result<Vec<Value>, E> =
                    items.iter().map(|item| item.fill(eval)).collect();
                items.map(Value::List)
            }
            Self::Map(entries) => {
                let mut map = trilha_model::Map::new();
                for (key, item) in entries {
                    map.insert(key.clone(), item.fill(eval)?);
                }
                Ok(Value::Map(map))
            }
        }
    }
}
