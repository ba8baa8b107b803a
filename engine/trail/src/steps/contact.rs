//! `contact`: what is known of the contact.

use super::{Act, Group, Verb};
use crate::diagnostic::Code;
use crate::mold::Mold;
use crate::reader::Reader;
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape, is_language};
use crate::target::{Aim, Exit};
use crate::text::Template;
use crate::yaml::Node;
use smol_str::SmolStr;
use trilha_model::{ContactChange, Map, Value};

/// Changes what is known of the contact.
#[derive(Clone, Debug)]
pub struct Contact {
    fields: Vec<(SmolStr, Mold)>,
    language: Option<Template>,
    tags: Vec<Template>,
    untag: Vec<Template>,
    next: Option<Aim>,
}

impl Act for Contact {
    const VERB: Verb = Verb {
        name: "contact",
        group: Group::Desk,
        doc: "Changes what is known of the contact: `name` and other fields, language, tags.",
        value: Shape::Maybe(&Shape::MapOf(&Shape::Any)),
        fields: &[
            Field::optional(
                "language",
                Shape::Template,
                "Their language from now on, such as `pt-BR`.",
            ),
            Field::optional(
                "tags",
                Shape::OneOrMore(&Shape::Template),
                "Tags the contact gets, in all conversations to come.",
            ),
            Field::optional(
                "remove",
                Shape::OneOrMore(&Shape::Template),
                "Tags the contact loses.",
            ),
            Field::optional("next", Shape::Target, "Where to go then."),
        ],
        example: "contact: { name: \"{{ input.text }}\" }\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        changes_something(reader, node);
        let mut fields = Vec::new();
        for (key, node) in node.get("contact").into_iter().flat_map(Node::entries) {
            if key.text == ContactChange::TAGS {
                let message = "tags of the contact stand beside `contact`, not in it";
                reader.error(Code::RESERVED_NAME, key.span, message).help =
                    Some("write `tags: [vip]` on a line of its own in the step".into());
                continue;
            }
            fields.push((key.text.as_str().into(), Mold::read(reader, node)));
        }
        if let Some(node) = node.get("language")
            && let Some(text) = node.as_str()
            && !text.contains("{{")
            && !is_language(text)
        {
            let message = format!("`{text}` is not a language");
            reader.error(Code::WRONG_SHAPE, node.span, message).help =
                Some("write languages as `pt`, `pt-BR`, `en`".into());
        }
        let mut list = |key: &str| {
            let nodes = node.get(key).map(Node::one_or_more).unwrap_or_default();
            let nodes = nodes.iter();
            nodes.map(|node| reader.template(node, false)).collect()
        };
        Self {
            fields,
            tags: list("tags"),
            untag: list("remove"),
            language: node
                .get("language")
                .map(|node| reader.template(node, false)),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![Exit::plain("next", self.next.as_ref())]
    }

    fn summary(&self, _: &str) -> String {
        let fields = self.fields.iter().map(|(name, _)| name.to_string());
        let tags = self.tags.iter().map(|tag| format!("+{}", tag.source()));
        let untag = self.untag.iter().map(|tag| format!("−{}", tag.source()));
        let all: Vec<String> = fields.chain(tags).chain(untag).collect();
        all.join(", ")
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let mut set = Map::new();
        for (name, mold) in &self.fields {
            let value = match run.fill(mold)? {
                Value::Text(text) => Value::text(text.trim()),
                other => other,
            };
            set.insert(name.clone(), value);
        }
        let language = match &self.language {
            Some(language) => {
                let language = run.template(language)?;
                if !is_language(language.trim()) {
                    return Err(format!("`{}` is not a language", language.trim()));
                }
                Some(language.trim().into())
            }
            None => None,
        };
        let change = ContactChange {
            set,
            language,
            tag: run.tags(&self.tags)?,
            untag: run.tags(&self.untag)?,
        };
        run.change_contact(change)?;
        Ok(Flow::exit("next"))
    }
}

/// Says where a step neither names a field nor changes anything else of the contact.
fn changes_something(reader: &mut Reader<'_>, step: &Node) {
    let empty = |node: &&Node| node.as_map().is_some_and(<[_]>::is_empty);
    let more = ["language", "tags", "remove"];
    if let Some(node) = step.get("contact").filter(empty)
        && more.iter().all(|key| step.get(key).is_none())
    {
        reader.vain(
            node.span,
            "this changes nothing of the contact",
            "name a field, `language`, `tags` or `remove`",
        );
    }
}
