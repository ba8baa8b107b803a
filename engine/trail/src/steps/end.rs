//! `end`: the session is over.

use super::{Act, Group, Verb};
use crate::reader::Reader;
use crate::run::{Flow, Run};
use crate::shape::Shape;
use crate::target::Exit;
use crate::yaml::Node;
use smol_str::SmolStr;

/// Ends the session, with a reason that is kept with the conversation.
#[derive(Clone, Debug)]
pub struct End {
    reason: Option<SmolStr>,
}

impl Act for End {
    const VERB: Verb = Verb {
        name: "end",
        group: Group::Logic,
        doc: "Ends the session, with a reason that is kept with the conversation.",
        value: Shape::Maybe(&Shape::Plain),
        fields: &[],
        example: "end: done\n",
    };

    fn read(_: &mut Reader<'_>, node: &Node) -> Self {
        Self {
            reason: node.get("end").and_then(Node::as_str).map(SmolStr::new),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        Vec::new()
    }

    fn summary(&self, _: &str) -> String {
        self.reason.as_deref().unwrap_or_default().to_owned()
    }

    fn enter(&self, _: &mut Run<'_>) -> Result<Flow, String> {
        Ok(Flow::End(self.reason.clone()))
    }
}
