//! `emit`: an event for whoever subscribed to it.

use super::{Act, Group, Verb};
use crate::diagnostic::Code;
use crate::mold::Mold;
use crate::reader::{Reader, is_event};
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::yaml::Node;
use smol_str::SmolStr;
use trilha_model::{Emission, Value};

/// Sends an event out and goes on at once.
#[derive(Clone, Debug)]
pub struct Emit {
    name: SmolStr,
    data: Option<Mold>,
    next: Option<Aim>,
}

impl Emit {
    /// The event's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl Act for Emit {
    const VERB: Verb = Verb {
        name: "emit",
        group: Group::Outside,
        doc: "Sends an event to the systems that subscribed to it, and goes on at once.",
        value: Shape::Plain,
        fields: &[
            Field::optional("data", Shape::Any, "What the event tells."),
            Field::optional("next", Shape::Target, "Where to go then."),
        ],
        example: "emit: order_placed\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let name = node
            .get("emit")
            .and_then(|node| Some((node, node.as_str()?)));
        if let Some((node, name)) = name.filter(|(_, name)| !is_event(name)) {
            let message = format!("`{name}` cannot be the name of an event");
            reader.error(Code::INVALID_ID, node.span, message).help =
                Some("a small letter, then small letters, digits, `_`, `-` and `.`".into());
        }
        Self {
            name: name.map(|(_, name)| name.into()).unwrap_or_default(),
            data: node.get("data").map(|node| Mold::read(reader, node)),
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
        let data = self.data.as_ref().map(|data| run.fill(data)).transpose()?;
        run.send_out(Emission {
            name: self.name.clone(),
            data: data.unwrap_or(Value::Null),
        })?;
        Ok(Flow::exit("next"))
    }
}
