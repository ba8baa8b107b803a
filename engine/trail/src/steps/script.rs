//! `script`: Rhai, inline or a function of a file.

use super::{Act, Group, Verb};
use crate::reader::{Reader, Referent};
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape};
use crate::target::{Aim, Exit};
use crate::yaml::Node;
use smol_str::SmolStr;
use trilha_model::VarName;
use trilha_script::Expression;

const FUNCTION: [Field; 3] = [
    Field::required(
        "file",
        Shape::Plain,
        "The file below `flows/scripts/`, without `.rhai`.",
    ),
    Field::required("function", Shape::Plain, "The function in it."),
    Field::optional(
        "args",
        Shape::List(&Shape::Expression),
        "What it gets, in order.",
    ),
];

/// Runs a script; its last value is saved, `exit("name")` chooses the way.
#[derive(Clone, Debug)]
pub struct Script {
    code: Code,
    save: Option<VarName>,
    ways: Vec<(SmolStr, Option<Aim>)>,
    next: Option<Aim>,
}

#[derive(Clone, Debug)]
enum Code {
    Inline(trilha_script::Script),
    Function {
        file: SmolStr,
        name: SmolStr,
        args: Vec<Expression>,
    },
    Broken,
}

impl Act for Script {
    const VERB: Verb = Verb {
        name: "script",
        group: Group::Logic,
        doc: "Runs a script; its last value can be saved, `exit(\"name\")` chooses the exit.",
        value: Shape::Either(&Shape::Script, &Shape::Record(&FUNCTION)),
        fields: &[
            Field::optional(
                "save",
                Shape::Variable,
                "The variable that gets the script's value.",
            ),
            Field::optional(
                "exits",
                Shape::MapOf(&Shape::Target),
                "The exits the script may choose, by name.",
            ),
            Field::optional("next", Shape::Target, "Where to go if it chooses none."),
        ],
        example: "script: |\n  1 + 1\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let code = node
            .get("script")
            .map_or(Code::Broken, |node| Code::read(reader, node));
        let ways = node.get("exits").and_then(Node::as_map).unwrap_or_default();
        Self {
            code,
            save: reader.save(node, None),
            ways: ways
                .iter()
                .map(|(key, node)| (key.text.as_str().into(), reader.aim_here(node)))
                .collect(),
            next: reader.aim(node, "next"),
        }
    }

    fn exits(&self) -> Vec<Exit> {
        let way =
            |(name, aim): &(SmolStr, Option<Aim>)| Exit::at(name, &["exits", name], aim.as_ref());
        let mut exits: Vec<Exit> = self.ways.iter().map(way).collect();
        exits.push(Exit::plain("next", self.next.as_ref()));
        exits
    }

    fn summary(&self, _: &str) -> String {
        match &self.code {
            Code::Inline(script) => script
                .source()
                .lines()
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned(),
            Code::Function { file, name, .. } => format!("{file}::{name}"),
            Code::Broken => String::new(),
        }
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let outcome = match &self.code {
            Code::Inline(script) => run.script(script)?,
            Code::Function { file, name, args } => run.function(file, name, args)?,
            Code::Broken => return Err("the script does not compile".to_owned()),
        };
        for (name, value) in outcome.changed {
            run.set(VarName(name), value)?;
        }
        if let Some(name) = &self.save {
            run.set(name.clone(), outcome.value)?;
        }
        let Some(exit) = outcome.exit else {
            return Ok(Flow::exit("next"));
        };
        if exit != "next" && !self.ways.iter().any(|(name, _)| *name == exit) {
            return Err(format!(
                "the script chose the exit `{exit}`, which the step does not have"
            ));
        }
        Ok(Flow::Exit(exit.as_str().into()))
    }
}

impl Code {
    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        if node.as_map().is_none() {
            return reader.script(node).map_or(Self::Broken, Self::Inline);
        }
        let word = |key: &str| node.get(key).and_then(Node::as_str).map(SmolStr::new);
        let (Some(file), Some(name)) = (word("file"), word("function")) else {
            return Self::Broken;
        };
        let items = node.get("args").and_then(Node::as_seq).unwrap_or_default();
        let args: Vec<Expression> = items
            .iter()
            .filter_map(|node| reader.expression(node))
            .collect();
        let place = |key: &str| node.get(key).map_or(node.span, |node| node.span);
        reader.refer(Referent::Script(file.clone()), place("file"));
        reader.refer(
            Referent::Function(file.clone(), name.clone(), items.len()),
            place("function"),
        );
        Self::Function { file, name, args }
    }
}
