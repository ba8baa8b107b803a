//! `call`: a sub-trail that gives back its outputs.

use super::{Act, Group, Verb};
use crate::mold::Mold;
use crate::reader::{Reader, Referent};
use crate::run::{Flow, Run, Wake};
use crate::session::Parked;
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::yaml::Node;
use trilha_model::{TrailId, Value, VarName};

/// Calls a sub-trail and comes back with what it gives.
#[derive(Clone, Debug)]
pub struct Call {
    trail: TrailId,
    with: Vec<(VarName, Mold)>,
    save: Option<VarName>,
    next: Option<Aim>,
}

impl Act for Call {
    const VERB: Verb = Verb {
        name: "call",
        group: Group::Logic,
        doc: "Walks another trail and comes back with its outputs.",
        value: Shape::Trail,
        fields: &[
            Field::optional(
                "with",
                Shape::MapOf(&Shape::Any),
                "Values for the called trail's variables.",
            ),
            Field::optional(
                "save",
                Shape::Variable,
                "The variable that gets the called trail's outputs, as a map.",
            ),
            Field::optional("next", Shape::Target, "Where to go when it came back."),
        ],
        example: "call: faq\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let (trail, with) = read_trail(reader, node, "call");
        Self {
            trail,
            with,
            save: reader.save(node, Some("map")),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![Exit::plain("next", self.next.as_ref())]
    }

    fn summary(&self, _: &str) -> String {
        self.trail.to_string()
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        Ok(Flow::Call {
            trail: self.trail.clone(),
            vars: fill(run, &self.with)?,
        })
    }

    fn resume(&self, run: &mut Run<'_>, _: &Parked, wake: Wake<'_>) -> Result<Flow, String> {
        let outputs = match wake {
            Wake::Returned { outputs, .. } => outputs,
            _ => Value::Null,
        };
        if let Some(name) = &self.save {
            run.set(name.clone(), outputs)?;
        }
        Ok(Flow::exit("next"))
    }
}

/// The trail under a verb and what it is given.
pub(crate) fn read_trail(
    reader: &mut Reader<'_>,
    node: &Node,
    verb: &str,
) -> (TrailId, Vec<(VarName, Mold)>) {
    let mut names = Vec::new();
    let mut with = Vec::new();
    for (key, node) in node.get("with").into_iter().flat_map(Node::entries) {
        names.push((key.text.as_str().into(), key.span));
        with.push((key.text.as_str().into(), Mold::read(reader, node)));
    }
    let Some((node, name)) = node.get(verb).and_then(|node| Some((node, node.as_str()?))) else {
        return (TrailId::default(), with);
    };
    reader.refer(Referent::Trail(name.into(), names), node.span);
    (name.into(), with)
}

/// What a trail is given, filled in.
pub(crate) fn fill(
    run: &Run<'_>,
    with: &[(VarName, Mold)],
) -> Result<Vec<(VarName, Value)>, String> {
    with.iter()
        .map(|(name, mold)| Ok((name.clone(), run.fill(mold)?)))
        .collect()
}

impl Call {
    /// The trail it leads to.
    pub(crate) fn trail(&self) -> &TrailId {
        &self.trail
    }
}
