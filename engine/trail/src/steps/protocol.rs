//! `protocol`: a number by which the contact can ask again.

use super::{Act, Group, Verb};
use crate::reader::Reader;
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::text::Template;
use crate::yaml::Node;
use trilha_model::{Value, VarName};

/// Gives the session a protocol number; a ticket that the session opens has the same.
#[derive(Clone, Debug)]
pub struct Protocol {
    subject: Option<Template>,
    save: Option<VarName>,
    next: Option<Aim>,
}

impl Act for Protocol {
    const VERB: Verb = Verb {
        name: "protocol",
        group: Group::Desk,
        doc: "Gives a protocol number, one for each session; a ticket it opens has the same.",
        value: Shape::Maybe(&Shape::Template),
        fields: &[
            Field::optional(
                "save",
                Shape::Variable,
                "The variable that gets the number, such as `20261121-4F7K2-M9Q3X`, for the trail to tell.",
            ),
            Field::optional("next", Shape::Target, "Where to go then."),
        ],
        example: "protocol: …\nsave: protocol_1\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let subject = node.get("protocol").filter(|node| !node.is_null());
        Self {
            subject: subject.map(|node| reader.template(node, false)),
            save: reader.save(node, Some("text")),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![Exit::plain("next", self.next.as_ref())]
    }

    fn summary(&self, _: &str) -> String {
        self.subject
            .as_ref()
            .map(Template::source)
            .unwrap_or_default()
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let subject = self
            .subject
            .as_ref()
            .map(|subject| run.subject(subject))
            .transpose()?
            .flatten();
        let number = run.protocol(subject);
        if let Some(name) = &self.save {
            run.set(name.clone(), Value::Text(number))?;
        }
        Ok(Flow::exit("next"))
    }
}
