//! `ticket`: makes the open ticket more or less urgent, or closes it.

use super::{Act, Group, Verb};
use crate::reader::Reader;
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::yaml::Node;
use trilha_model::{Event, Priority, TicketOutcome};

const CLOSE: &str = "close";

const CHANGE: [Field; 1] = [Field::required(
    "priority",
    Shape::Word(&["low", "normal", "high", "urgent"]),
    "How urgent it is from now on.",
)];

/// Changes the open ticket.
#[derive(Clone, Debug)]
pub struct Ticket {
    /// How urgent it is; none: it is closed.
    priority: Option<Priority>,
    next: Option<Aim>,
}

impl Act for Ticket {
    const VERB: Verb = Verb {
        name: "ticket",
        group: Group::Desk,
        doc: "Changes the open ticket, where the trail runs beside what people do: how urgent it is, or `close`, which takes its handoff's `closed`.",
        value: Shape::Either(&Shape::Word(&[CLOSE]), &Shape::Record(&CHANGE)),
        fields: &[Field::optional("next", Shape::Target, "Where to go then.")],
        example: "ticket: { priority: high }\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let change = node.get("ticket").and_then(|under| under.get("priority"));
        let word = change.and_then(Node::as_str);
        Self {
            priority: word.and_then(crate::automation::priority),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![Exit::plain("next", self.next.as_ref())]
    }

    fn summary(&self, _: &str) -> String {
        let word = match self.priority {
            None => CLOSE,
            Some(Priority::Low) => "low",
            Some(Priority::Normal) => "normal",
            Some(Priority::High) => "high",
            Some(Priority::Urgent) => "urgent",
        };
        word.to_owned()
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        if !run.is_aside() {
            return Err("while the bot has the conversation no ticket is open".to_owned());
        }
        let at = run.now();
        run.emit(match self.priority {
            Some(priority) => Event::TicketPrioritized { priority, at },
            None => Event::TicketClosed {
                outcome: TicketOutcome::Resolved,
                by: None,
                at,
            },
        });
        Ok(Flow::exit("next"))
    }
}
