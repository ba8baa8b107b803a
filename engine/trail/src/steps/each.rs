//! `each`: the same for every item of a list.

use super::{Act, Group, Verb};
use crate::reader::{Reader, Referent};
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::yaml::Node;
use trilha_model::{Value, VarName};
use trilha_script::Expression;

/// Goes through a list, one item at a time.
///
/// The body is every step that is reached only through the exit `body`. Leading from it back to the
/// step takes the next item; leading from it anywhere else leaves the list half-way; coming to the step
/// from anywhere else begins anew.
#[derive(Clone, Debug)]
pub struct Each {
    item: VarName,
    list: Option<Expression>,
    index: Option<VarName>,
    body: Option<Aim>,
    next: Option<Aim>,
}

impl Act for Each {
    const VERB: Verb = Verb {
        name: "each",
        group: Group::Logic,
        doc: "Takes the items of a list one by one; the body's way leads back here for the next.",
        value: Shape::Variable,
        fields: &[
            Field::required(
                "in",
                Shape::Expression,
                "The list, of 200 items at most; it is looked at once, in the beginning.",
            ),
            Field::optional(
                "index",
                Shape::Variable,
                "The variable that gets the item's place in the list, from 1.",
            ),
            Field::optional(
                "body",
                Shape::Target,
                "Where to go with each item; what is done with it leads back to this step.",
            ),
            Field::optional("next", Shape::Target, "Where to go after the last item."),
        ],
        example: "each: item_1\nin: \"[1, 2]\"\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let mut variable = |key: &str, kind: Option<&'static str>| {
            let node = node.get(key)?;
            let name = node.as_str()?;
            reader.name(name, node.span);
            reader.refer(Referent::Write(name.into(), kind), node.span);
            Some(VarName::from(name))
        };
        Self {
            item: variable("each", None).unwrap_or_default(),
            index: variable("index", Some("integer")),
            list: node.get("in").and_then(|node| list(reader, node)),
            body: reader.aim(node, "body"),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        vec![
            Exit::plain("body", self.body.as_ref()),
            Exit::plain("next", self.next.as_ref()),
        ]
    }

    fn summary(&self, _: &str) -> String {
        let list = self.list.as_ref().map_or("", |list| list.source().trim());
        format!("{} in {list}", self.item)
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        if !run.comes_round() {
            let list = self.list.as_ref().ok_or("the list cannot be read")?;
            match run.eval(list)? {
                Value::List(items) => run.enter_loop(items)?,
                other => {
                    return Err(format!(
                        "`{}` gives {}, `each` goes through a list",
                        list.source().trim(),
                        other.kind()
                    ));
                }
            }
        }
        let Some((place, item)) = run.next_item() else {
            return Ok(Flow::exit("next"));
        };
        run.set(self.item.clone(), item)?;
        if let Some(index) = &self.index {
            run.set(index.clone(), Value::Int(place))?;
        }
        Ok(Flow::exit("body"))
    }
}

/// The list it goes through.
fn list(reader: &mut Reader<'_>, node: &Node) -> Option<Expression> {
    let list = reader.expression(node)?;
    if let Some(kind) = list.kind().filter(|kind| *kind != "list") {
        let message = format!("`each` goes through a list, this is {kind}");
        let help = "name a variable that holds a list, or write `[1, 2]`";
        reader.vain(node.span, message, help);
    }
    Some(list)
}
