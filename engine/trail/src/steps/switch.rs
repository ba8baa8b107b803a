//! `switch`: the first condition that holds.

use super::{Act, Group, Verb};
use crate::reader::Reader;
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::yaml::Node;
use smol_str::SmolStr;
use trilha_script::Expression;

const CASE: [Field; 2] = [
    Field::required("if", Shape::Expression, "The condition."),
    Field::optional(
        "next",
        Shape::Target,
        "Where to go if it is the first that holds.",
    ),
];

/// Goes the way of the first condition that holds.
#[derive(Clone, Debug)]
pub struct Switch {
    cases: Vec<Case>,
    otherwise: Option<Aim>,
}

#[derive(Clone, Debug)]
struct Case {
    id: SmolStr,
    condition: Option<Expression>,
    next: Option<Aim>,
}

impl Act for Switch {
    const VERB: Verb = Verb {
        name: "switch",
        group: Group::Logic,
        doc: "Goes the way of the first condition that holds.",
        value: Shape::MapOf(&Shape::Record(&CASE)),
        fields: &[Field::optional(
            "else",
            Shape::Target,
            "Where to go if none holds.",
        )],
        example: "switch:\n  first: { if: \"true\" }\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        reader.listed(node, "switch");
        let entries = node
            .get("switch")
            .and_then(Node::as_map)
            .unwrap_or_default();
        let mut case = |id: &str, node: &Node| Case {
            id: id.into(),
            condition: node.get("if").and_then(|node| reader.condition(node)),
            next: reader.aim(node, "next"),
        };
        let cases = entries
            .iter()
            .map(|(key, node)| case(&key.text, node))
            .collect();
        Self {
            cases,
            otherwise: reader.aim(node, "else"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        let case = |case: &Case| {
            let source = case.condition.as_ref().map(Expression::source);
            Exit::at(&case.id, &["switch", &case.id, "next"], case.next.as_ref())
                .labelled(source.unwrap_or_default().trim())
        };
        let mut exits: Vec<Exit> = self.cases.iter().map(case).collect();
        exits.push(Exit::plain("else", self.otherwise.as_ref()));
        exits
    }

    fn summary(&self, _: &str) -> String {
        self.cases
            .iter()
            .map(|case| case.id.as_str())
            .collect::<Vec<_>>()
            .join(" · ")
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        for case in &self.cases {
            if let Some(condition) = &case.condition
                && run.holds(condition)?
            {
                return Ok(Flow::Exit(case.id.as_str().into()));
            }
        }
        Ok(Flow::exit("else"))
    }
}
