//! `if`: one condition, two ways.

use super::{Act, Group, Verb};
use crate::reader::Reader;
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::yaml::Node;
use trilha_script::Expression;

/// Goes one way where a condition holds, another where not.
#[derive(Clone, Debug)]
pub struct If {
    condition: Option<Expression>,
    then: Option<Aim>,
    otherwise: Option<Aim>,
}

impl Act for If {
    const VERB: Verb = Verb {
        name: "if",
        group: Group::Logic,
        doc: "Goes one way where a condition holds, another where it does not.",
        value: Shape::Expression,
        fields: &[
            Field::optional("then", Shape::Target, "Where to go if it holds."),
            Field::optional("else", Shape::Target, "Where to go if it does not."),
        ],
        example: "if: \"true\"\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        Self {
            condition: node.get("if").and_then(|node| reader.condition(node)),
            then: reader.aim(node, "then"),
            otherwise: reader.aim(node, "else"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![
            Exit::plain("then", self.then.as_ref()),
            Exit::plain("else", self.otherwise.as_ref()),
        ]
    }

    fn summary(&self, _: &str) -> String {
        let source = self.condition.as_ref().map(Expression::source);
        source.unwrap_or_default().trim().to_owned()
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let holds = match &self.condition {
            Some(condition) => run.holds(condition)?,
            None => false,
        };
        Ok(Flow::exit(if holds { "then" } else { "else" }))
    }
}
