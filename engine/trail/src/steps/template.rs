//! `template`: a message whose words the channel approved beforehand.

use super::{Act, Group, Verb};
use crate::reader::Reader;
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::text::{Template as Pattern, Text};
use crate::yaml::Node;
use smol_str::SmolStr;
use trilha_model::{Capability, Content, TemplateMessage};

/// Sends a template.
#[derive(Clone, Debug)]
pub struct Template {
    name: SmolStr,
    language: Option<SmolStr>,
    parameters: Vec<Pattern>,
    preview: Option<Text>,
    next: Option<Aim>,
}

impl Act for Template {
    const VERB: Verb = Verb {
        name: "template",
        group: Group::Talk,
        doc: "Sends a message whose words the channel approved beforehand, such as the first after a day of silence.",
        value: Shape::Plain,
        fields: &[
            Field::optional(
                "language",
                Shape::Plain,
                "The language it was approved in, such as `pt_BR`; the contact's if not said.",
            ),
            Field::optional(
                "with",
                Shape::List(&Shape::Template),
                "What is filled in, in the order the template numbers it.",
            ),
            Field::optional(
                "preview",
                Shape::Text,
                "What it says, for transcripts and the simulator: the channel alone knows the words.",
            ),
            Field::optional("next", Shape::Target, "Where to go then."),
        ],
        example: "template: name_of_it\n",
    };

    const NEEDS: Option<Capability> = Some(Capability::Template);

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        reader.worded(node, "template");
        let word = |key: &str| node.get(key).and_then(Node::as_str).map(SmolStr::new);
        let with = node
            .get("with")
            .map(|with| with.items().collect::<Vec<_>>());
        Self {
            name: word("template").unwrap_or_default(),
            language: word("language"),
            parameters: with
                .unwrap_or_default()
                .into_iter()
                .map(|node| reader.template(node, false))
                .collect(),
            preview: node.get("preview").map(|node| reader.text(node)),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![Exit::plain("next", self.next.as_ref())]
    }

    fn summary(&self, _: &str) -> String {
        self.name.to_string()
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        if !run.can(Capability::Template) {
            return Err("this channel has no templates".to_owned());
        }
        let parameters = self.parameters.iter();
        let parameters: Result<Vec<String>, String> =
            parameters.map(|pattern| run.template(pattern)).collect();
        let preview = self.preview.as_ref().map(|text| run.text(text));
        let language = self.language.clone();
        let message = TemplateMessage {
            name: self.name.clone(),
            language: language.unwrap_or_else(|| SmolStr::new(run.language())),
            parameters: parameters?,
            preview: preview.transpose()?,
        };
        run.say(Content::Template(message));
        Ok(Flow::exit("next"))
    }
}
