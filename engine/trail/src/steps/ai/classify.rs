//! `classify`: the model says what a text is.

use super::{Ai, names};
use crate::diagnostic::Code;
use crate::reader::Reader;
use crate::run::{Flow, Run};
use crate::session::Parked;
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::yaml::{Key, Node};
use trilha_model::{ModelAnswer, ModelClass, Value};

/// The keys of a class.
pub(super) const CLASS: [Field; 3] = [
    Field::optional(
        "about",
        Shape::Plain,
        "What it means, in words for the model.",
    ),
    Field::optional(
        "examples",
        Shape::OneOrMore(&Shape::Plain),
        "Texts that are of it.",
    ),
    Field::optional(
        "next",
        Shape::Target,
        "Where to go with it; the step's `next` if not said.",
    ),
];

/// What a text may be, and where to go with it.
#[derive(Clone, Debug)]
pub(super) struct Class {
    pub(super) class: ModelClass,
    next: Option<Aim>,
}

impl Class {
    pub(super) fn read(reader: &mut Reader<'_>, key: &Key, node: &Node) -> Self {
        if matches!(key.text.as_str(), "next" | "unsure" | "error") {
            let message = format!("`{}` cannot be a class: it is an exit already", key.text);
            reader.error(Code::RESERVED_NAME, key.span, message).help =
                Some("give the class another name".into());
        }
        let examples = node
            .get("examples")
            .map(Node::one_or_more)
            .unwrap_or_default();
        Self {
            class: ModelClass {
                name: key.text.as_str().into(),
                about: node.get("about").and_then(Node::as_str).map(str::to_owned),
                examples: examples
                    .iter()
                    .filter_map(|node| node.as_str())
                    .map(str::to_owned)
                    .collect(),
            },
            next: reader.aim(node, "next"),
        }
    }
    /// Its way out: its own, else the step's.
    pub(super) fn exit(&self, next: Option<&Aim>) -> Exit {
        let name = &self.class.name;
        let aim = self.next.as_ref().or(next);
        Exit::at(name, &["classes", name, "next"], aim)
    }
}

impl Ai {
    pub(super) fn classified(
        &self,
        run: &mut Run<'_>,
        parked: &Parked,
        answer: &ModelAnswer,
        classes: &[Class],
    ) -> Result<Flow, String> {
        let name = answer.answer.as_text().unwrap_or_default();
        let known = classes.iter().find(|class| class.class.name == name);
        match known {
            _ if answer.answer == Value::Null => Ok(Flow::exit("unsure")),
            None => {
                let names = names(classes.iter().map(|one| &one.class.name));
                self.again(run, parked, format!("the class must be one of {names}"))
            }
            Some(_) if self.doubts(answer, 0) => Ok(Flow::exit("unsure")),
            Some(class) => {
                self.save(run, Value::Text(class.class.name.clone()))?;
                Ok(Flow::Exit(class.class.name.as_str().into()))
            }
        }
    }
}
