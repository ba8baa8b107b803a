//! The form of a step that uses a custom step: its inputs and its exits, each by its own name.

use super::read::Form;
use super::{Control, Like, Named, Part, Path, Row};
use crate::custom::CustomStep;
use smol_str::SmolStr;
use trilha_trail::Input;
use trilha_trail::edit::{Draft, PathSegment};
use trilha_trail::shape::Shape;
use trilha_trail::yaml::Node;

/// What a custom step's form is made of.
#[derive(Clone, Copy)]
enum Under {
    /// An input, in the order of the header.
    With(usize),
    /// An exit, in the order of the header.
    Exits(usize),
    /// What the file does not declare.
    Stray(Part),
}

impl Under {
    fn key(self) -> &'static str {
        match self {
            Self::With(_) | Self::Stray(Part::Content | Part::About) => "with",
            Self::Exits(_) | Self::Stray(Part::Exits) => "exits",
        }
    }
}

impl Form<'_> {
    /// The inputs one by one, and what is given besides; none where `with` is no map.
    pub(super) fn inputs(
        &mut self,
        base: &[PathSegment],
        step: &Node,
        custom: &CustomStep,
    ) -> Option<Vec<Row>> {
        let given = step.get("with");
        if !is_free(given) {
            return None;
        }
        let declared = custom.inputs.iter().enumerate();
        let mut rows: Vec<Row> = declared
            .map(|(at, input)| self.below(base, &input.name, given, Under::With(at), custom))
            .collect();
        let stray = given
            .into_iter()
            .flat_map(Node::entries)
            .filter(|(key, _)| custom.input(&key.text).is_none());
        rows.extend(stray.map(|(key, _)| {
            let under = Under::Stray(Part::Content);
            self.below(base, &key.text, given, under, custom)
        }));
        Some(rows)
    }

    /// The exits one by one, and what is written besides; none where `exits` is no map.
    pub(super) fn ways(
        &mut self,
        base: &[PathSegment],
        step: &Node,
        custom: &CustomStep,
    ) -> Option<Vec<Row>> {
        let written = step.get("exits");
        if !is_free(written) {
            return None;
        }
        let declared = custom.exits.iter().enumerate();
        let mut rows: Vec<Row> = declared
            .map(|(at, way)| self.below(base, &way.name, written, Under::Exits(at), custom))
            .collect();
        let stray = written
            .into_iter()
            .flat_map(Node::entries)
            .filter(|(key, _)| !custom.exits.iter().any(|way| way.name == key.text));
        rows.extend(stray.map(|(key, _)| {
            let under = Under::Stray(Part::Exits);
            self.below(base, &key.text, written, under, custom)
        }));
        Some(rows)
    }

    fn below(
        &mut self,
        base: &[PathSegment],
        name: &str,
        map: Option<&Node>,
        under: Under,
        custom: &CustomStep,
    ) -> Row {
        let mut path: Path = base.to_vec();
        path.extend([PathSegment::from(under.key()), PathSegment::from(name)]);
        let entry = map.and_then(|map| map.entry(name));
        let node = entry.map(|(_, node)| node);
        let key = entry.map(|(key, _)| (key.span.start, None));
        let input = match under {
            Under::With(at) => custom.inputs.get(at),
            Under::Exits(_) | Under::Stray(_) => None,
        };
        let (part, shape): (Part, &'static Shape) = match (under, input) {
            (Under::Exits(_) | Under::Stray(Part::Exits), _) => (Part::Exits, &Shape::Target),
            (_, Some(input)) if matches!(input.shape(), Shape::Template) => {
                (Part::Content, &Shape::Template)
            }
            _ => (Part::Content, &Shape::Any),
        };
        let control = match input.and_then(|input| own(input, node)) {
            Some(control) => control,
            None => self.control(&path, shape, node),
        };
        Row {
            name: name.into(),
            doc: "",
            named: match under {
                Under::With(at) => Some(Named::Input(custom.clone(), at)),
                Under::Exits(at) => Some(Named::Exit(custom.clone(), at)),
                Under::Stray(_) => None,
            },
            required: input.is_some_and(|input| input.required),
            present: node.is_some(),
            part,
            shape: Like(shape),
            faults: self.faults(node, key, shape),
            control,
            path,
        }
    }
}

/// Whether keys can stand below it: it is a map, or nothing yet.
fn is_free(node: Option<&Node>) -> bool {
    node.is_none_or(|node| node.as_map().is_some())
}

/// What an input of this type is changed with; none where its shape says it, or a list or map stands there.
fn own(input: &Input, node: Option<&Node>) -> Option<Control> {
    let scalar = node.map(Node::as_scalar);
    let text = match scalar {
        Some(None) => return None,
        Some(Some(scalar)) => scalar.text.as_str(),
        None => "",
    };
    let expression = text.contains("{{");
    match input.kind.as_str() {
        "list" | "map" | "any" => None,
        "yes_no" if !expression => {
            let value = node.and_then(Node::as_bool);
            (value.is_some() || text.is_empty()).then_some(Control::Bool(value))
        }
        _ if !input.choices.is_empty() && !expression => {
            Some(Control::Choice(text.to_owned(), input.choices.clone()))
        }
        _ => Some(Control::Value(text.to_owned(), input.kind.clone())),
    }
}

/// What was typed for an input of a type: a number where it takes one and this is one, else the text,
/// which may hold `{{ … }}`.
pub fn value_draft(kind: &str, typed: &str) -> Draft {
    let text = typed.trim();
    let whole = || text.parse().ok().map(Draft::Int);
    let broken = || {
        let ends = text.ends_with(|c: char| c.is_ascii_digit());
        let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite())?;
        ends.then_some(Draft::Float(value))
    };
    let draft = match kind {
        "integer" => whole(),
        "number" | "money" => whole().or_else(broken),
        _ => None,
    };
    draft.unwrap_or_else(|| Draft::text(typed))
}

/// The custom step a step uses, as written.
pub(super) fn used<'c>(customs: &'c [CustomStep], step: &Node) -> Option<&'c CustomStep> {
    let name: SmolStr = step.get("use")?.as_str()?.into();
    customs.iter().find(|custom| custom.name == name)
}
