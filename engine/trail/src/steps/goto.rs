//! `goto`: another trail, for good.

use super::call::{fill, read_trail};
use super::{Act, Group, Verb};
use crate::mold::Mold;
use crate::reader::Reader;
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape};
use crate::target::Exit;
use crate::yaml::Node;
use trilha_model::{TrailId, VarName};

/// Takes up another trail and does not come back.
#[derive(Clone, Debug)]
pub struct Goto {
    trail: TrailId,
    with: Vec<(VarName, Mold)>,
}

impl Act for Goto {
    const VERB: Verb = Verb {
        name: "goto",
        group: Group::Logic,
        doc: "Goes on in another trail, for good.",
        value: Shape::Trail,
        fields: &[Field::optional(
            "with",
            Shape::MapOf(&Shape::Any),
            "Values for the other trail's variables.",
        )],
        example: "goto: faq\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let (trail, with) = read_trail(reader, node, "goto");
        Self { trail, with }
    }

    fn exits(&self) -> Vec<Exit> {
        Vec::new()
    }

    fn summary(&self, _: &str) -> String {
        self.trail.to_string()
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        Ok(Flow::Goto {
            trail: self.trail.clone(),
            vars: fill(run, &self.with)?,
        })
    }
}

impl Goto {
    /// The trail it leads to.
    pub(crate) fn trail(&self) -> &TrailId {
        &self.trail
    }
}
