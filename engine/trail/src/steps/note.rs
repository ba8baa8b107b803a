//! `note`: a private note for the people at the desk.

use super::{Act, Group, Verb};
use crate::reader::Reader;
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::text::Template;
use crate::yaml::Node;

/// Leaves a note that people at the desk read, and the contact never does.
#[derive(Clone, Debug)]
pub struct Note {
    text: Template,
    next: Option<Aim>,
}

impl Act for Note {
    const VERB: Verb = Verb {
        name: "note",
        group: Group::Desk,
        doc: "Leaves a private note that people at the desk read, and the contact never does.",
        value: Shape::Template,
        fields: &[Field::optional("next", Shape::Target, "Where to go then.")],
        example: "note: …\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        reader.worded(node, "note");
        Self {
            text: node
                .get("note")
                .map(|node| reader.template(node, false))
                .unwrap_or_default(),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![Exit::plain("next", self.next.as_ref())]
    }

    fn summary(&self, _: &str) -> String {
        self.text
            .source()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned()
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let text = run.note_text(&self.text, "note")?;
        if !text.trim().is_empty() {
            run.leave_note(text);
        }
        Ok(Flow::exit("next"))
    }
}
