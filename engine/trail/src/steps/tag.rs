//! `tag`: the conversation's tags.

use super::{Act, Group, Verb};
use crate::reader::Reader;
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::text::Template;
use crate::yaml::Node;

/// Adds and removes tags of the conversation.
#[derive(Clone, Debug)]
pub struct Tag {
    add: Vec<Template>,
    remove: Vec<Template>,
    next: Option<Aim>,
}

impl Act for Tag {
    const VERB: Verb = Verb {
        name: "tag",
        group: Group::Desk,
        doc: "Adds tags to the conversation, or removes them.",
        value: Shape::OneOrMore(&Shape::Template),
        fields: &[
            Field::optional(
                "remove",
                Shape::OneOrMore(&Shape::Template),
                "Tags to take away.",
            ),
            Field::optional("next", Shape::Target, "Where to go then."),
        ],
        example: "tag: [new]\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        if node.get("remove").is_none() {
            reader.worded(node, "tag");
        }
        let mut list = |node: Option<&Node>| {
            let nodes = node.map(Node::one_or_more).unwrap_or_default();
            nodes
                .iter()
                .map(|node| reader.template(node, false))
                .collect()
        };
        Self {
            add: list(node.get("tag")),
            remove: list(node.get("remove")),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![Exit::plain("next", self.next.as_ref())]
    }

    fn summary(&self, _: &str) -> String {
        let add = self.add.iter().map(|tag| format!("+{}", tag.source()));
        let remove = self.remove.iter().map(|tag| format!("−{}", tag.source()));
        add.chain(remove).collect::<Vec<_>>().join(" ")
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let (add, remove) = (run.tags(&self.add)?, run.tags(&self.remove)?);
        run.retag(add, remove)?;
        Ok(Flow::exit("next"))
    }
}
