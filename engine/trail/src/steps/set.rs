//! `set`: variables, from expressions.

use super::{Act, Group, Verb};
use crate::reader::{Reader, Referent};
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::yaml::Node;
use trilha_model::VarName;
use trilha_script::Expression;

/// Sets variables, each from an expression, in order.
#[derive(Clone, Debug)]
pub struct Set {
    vars: Vec<(VarName, Expression)>,
    next: Option<Aim>,
}

impl Act for Set {
    const VERB: Verb = Verb {
        name: "set",
        group: Group::Logic,
        doc: "Sets variables from expressions, in order.",
        value: Shape::MapOf(&Shape::Expression),
        fields: &[Field::optional("next", Shape::Target, "Where to go then.")],
        example: "set: { value_1: \"0\" }\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        reader.listed(node, "set");
        let mut vars = Vec::new();
        for (key, node) in node.get("set").into_iter().flat_map(Node::entries) {
            reader.name(&key.text, key.span);
            let expression = reader.expression(node);
            reader.refer(Referent::Write(key.text.as_str().into(), None), key.span);
            if let Some(expression) = expression {
                vars.push((key.text.as_str().into(), expression));
            }
        }
        Self {
            vars,
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![Exit::plain("next", self.next.as_ref())]
    }

    fn summary(&self, _: &str) -> String {
        let one =
            |(name, value): &(VarName, Expression)| format!("{name} = {}", value.source().trim());
        self.vars.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        for (name, expression) in &self.vars {
            let value = run.eval(expression)?;
            run.set(name.clone(), value)?;
        }
        Ok(Flow::exit("next"))
    }
}
