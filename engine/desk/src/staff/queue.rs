//! A queue: the fold of `queue/<id>`.

use crate::fold::Fold;
use serde::{Deserialize, Serialize};
use trilha_model::{AgentId, QueueEvent};

/// Where conversations wait for a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// The name people read.
    pub title: String,
    /// Who works it.
    pub members: Vec<AgentId>,
    /// Colour as `#rrggbb`.
    pub colour: String,
    /// Whether it is there: made, and not taken away.
    pub exists: bool,
}

impl Fold for Queue {
    type Event = QueueEvent;
    const SCHEMA: u8 = 1;

    fn apply(&mut self, event: &QueueEvent) {
        match event {
            QueueEvent::QueueSaved {
                title,
                members,
                colour,
                ..
            } => {
                self.title.clone_from(title);
                self.members.clone_from(members);
                self.colour.clone_from(colour);
                self.exists = true;
            }
            QueueEvent::QueueRemoved { .. } => self.exists = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_taken_away_keeps_its_name_for_what_waited_in_it() {
        let queue = Queue::fold(&[
            QueueEvent::QueueSaved {
                title: "Suporte".into(),
                members: vec!["ana".into()],
                colour: "#336699".into(),
                by: None,
                at: None,
            },
            QueueEvent::QueueRemoved { by: None, at: None },
        ]);
        assert!(!queue.exists);
        assert_eq!(queue.title, "Suporte");
        assert_eq!(Queue::from_bytes(&queue.to_bytes()).unwrap(), queue);
    }
}
