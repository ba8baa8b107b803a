//! `say`: one or several bubbles.

use super::bubble::{BUBBLES, Bubble, typing};
use super::{Act, Group, Verb};
use crate::reader::Reader;
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::yaml::Node;
use trilha_model::Span;

/// Says something and goes on.
#[derive(Clone, Debug)]
pub struct Say {
    bubbles: Vec<Bubble>,
    typing: Option<Span>,
    next: Option<Aim>,
}

impl Act for Say {
    const VERB: Verb = Verb {
        name: "say",
        group: Group::Talk,
        doc: "Says one or several messages and goes on at once: text, media, a place, a link, or one drawn from several.",
        value: BUBBLES,
        fields: &[
            Field::optional(
                "typing",
                Shape::Duration,
                "How long each bubble that says nothing else shows as being typed before it is read; at most 20s.",
            ),
            Field::optional("next", Shape::Target, "Where to go then."),
        ],
        example: "say: …\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        reader.worded(node, "say");
        let bubbles = node.get("say").map(Node::one_or_more).unwrap_or_default();
        Self {
            bubbles: bubbles
                .iter()
                .map(|node| Bubble::read(reader, node))
                .collect(),
            typing: typing(reader, node),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![Exit::plain("next", self.next.as_ref())]
    }

    fn summary(&self, language: &str) -> String {
        let source = self.bubbles.first().map(|bubble| bubble.source(language));
        source
            .and_then(|source| source.lines().next().map(str::to_owned))
            .unwrap_or_default()
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        run.room_for(self.bubbles.len())?;
        let mut filled = Vec::with_capacity(self.bubbles.len());
        for (nth, bubble) in self.bubbles.iter().enumerate() {
            filled.extend(bubble.fill(run, nth)?);
        }
        for (content, typing) in filled {
            run.say_typed(content, typing.or(self.typing));
        }
        Ok(Flow::exit("next"))
    }
}
