//! `say`: one or several bubbles of text.

use super::{Act, Group, Verb, first_line};
use crate::reader::Reader;
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::text::Text;
use crate::yaml::Node;

/// Says something and goes on.
#[derive(Clone, Debug)]
pub struct Say {
    texts: Vec<Text>,
    next: Option<Aim>,
}

impl Act for Say {
    const VERB: Verb = Verb {
        name: "say",
        group: Group::Talk,
        doc: "Says one or several messages and goes on at once.",
        value: Shape::Texts,
        fields: &[Field::optional("next", Shape::Target, "Where to go then.")],
        example: "say: …\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        Self {
            texts: node
                .get("say")
                .map(|node| reader.texts(node))
                .unwrap_or_default(),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![Exit::plain("next", self.next.as_ref())]
    }

    fn summary(&self, language: &str) -> String {
        first_line(self.texts.first(), language)
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        run.say_texts(&self.texts)?;
        Ok(Flow::exit("next"))
    }
}
