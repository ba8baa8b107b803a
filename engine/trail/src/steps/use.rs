//! `use`: a custom step, from a file of `steps/`.

use super::{Act, Group, Verb};
use crate::custom::{Custom, Given, Taken};
use crate::diagnostic::Code;
use crate::mold::Mold;
use crate::reader::Reader;
use crate::run::{Flow, Run};
use crate::shape::{Field, Shape, nearest};
use crate::target::{Aim, Exit};
use crate::yaml::{Key, Node, to_value};
use smol_str::SmolStr;
use std::sync::Arc;
use trilha_model::{ExitName, Map, Value, VarName};

/// Runs a custom step; its outputs are saved as a map, and it chooses among its exits.
#[derive(Clone, Debug)]
pub struct Use {
    name: SmolStr,
    /// None where there is none, or it is broken.
    custom: Option<Arc<Custom>>,
    with: Vec<(VarName, Mold)>,
    save: Option<VarName>,
    ways: Vec<(SmolStr, Option<Aim>)>,
    next: Option<Aim>,
}

impl Act for Use {
    const VERB: Verb = Verb {
        name: "use",
        group: Group::Logic,
        doc: "Runs a custom step: a script of `steps/` with inputs, outputs and exits of its own.",
        value: Shape::Plain,
        fields: &[
            Field::optional(
                "with",
                Shape::MapOf(&Shape::Any),
                "What the custom step is given, by the names of its inputs.",
            ),
            Field::optional(
                "save",
                Shape::Variable,
                "The variable that gets its outputs, as a map.",
            ),
            Field::optional(
                "exits",
                Shape::MapOf(&Shape::Target),
                "Where its own exits lead, by name.",
            ),
            Field::optional("next", Shape::Target, "Where to go if it chooses none."),
        ],
        example: "use: loyalty\n",
    };

    fn read(reader: &mut Reader<'_>, node: &Node) -> Self {
        let name: SmolStr = node
            .get("use")
            .and_then(Node::as_str)
            .unwrap_or_default()
            .into();
        let custom = take(reader, node, &name);
        let ways = node.get("exits").and_then(Node::as_map).unwrap_or_default();
        if let Some(custom) = &custom {
            check_inputs(reader, node, custom);
            check_exits(reader, ways, custom);
        }
        let with = node.get("with").into_iter().flat_map(Node::entries);
        let gives = custom
            .as_ref()
            .is_some_and(|custom| !custom.outputs.is_empty());
        Self {
            with: with
                .map(|(key, node)| (key.text.as_str().into(), Mold::read(reader, node)))
                .collect(),
            save: reader.save(node, gives.then_some("map")),
            ways: ways
                .iter()
                .map(|(key, node)| (key.text.as_str().into(), reader.aim_here(node)))
                .collect(),
            next: reader.aim(node, "next"),
            custom,
            name,
        }
    }

    fn exits(&self) -> Vec<Exit> {
        let at = |name: &str| {
            let aim = self.ways.iter().find(|(known, _)| known == name);
            Exit::at(
                name,
                &["exits", name],
                aim.and_then(|(_, aim)| aim.as_ref()),
            )
        };
        let mut exits: Vec<Exit> = match &self.custom {
            Some(custom) => custom.exits.iter().map(|way| at(&way.name)).collect(),
            None => self.ways.iter().map(|(name, _)| at(name)).collect(),
        };
        exits.push(Exit::plain("next", self.next.as_ref()));
        exits
    }

    fn summary(&self, language: &str) -> String {
        match &self.custom {
            Some(custom) => custom.title(language),
            None => self.name.to_string(),
        }
    }

    fn enter(&self, run: &mut Run<'_>) -> Result<Flow, String> {
        let Some(custom) = &self.custom else {
            return Err(format!("there is no custom step `{}`", self.name));
        };
        let mut given = Map::new();
        for (name, mold) in &self.with {
            given.insert(name.0.clone(), run.fill(mold)?);
        }
        let personal = |input: &str| {
            let mold = self.with.iter().find(|(name, _)| name.as_str() == input);
            mold.is_some_and(|(_, mold)| mold.reads(&|name| run.is_personal(name)))
        };
        let done = run.custom(custom, &given, &personal)?;
        if let Some(name) = &self.save {
            run.set(name.clone(), Value::Map(done.outputs))?;
        }
        Ok(Flow::Exit(ExitName(done.exit)))
    }
}

impl Use {
    /// The custom step, where there is one.
    pub fn custom(&self) -> Option<&Arc<Custom>> {
        self.custom.as_ref()
    }
}

/// The custom step that `use` names in a node.
pub(super) fn take(reader: &mut Reader<'_>, node: &Node, name: &str) -> Option<Arc<Custom>> {
    let at = node.get("use")?.span;
    let shelf = reader.shelf?;
    match shelf.take(name) {
        Taken::Whole(custom) => return Some(custom),
        Taken::Broken => return None,
        Taken::Missing => {}
    }
    let help = match nearest(name, shelf.names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("a custom step is a file beside the trails: `steps/{name}.rhai`"),
    };
    let message = format!("there is no custom step `{name}`");
    reader.error(Code::UNKNOWN_CUSTOM_STEP, at, message).help = Some(help);
    None
}

fn check_inputs(reader: &mut Reader<'_>, node: &Node, custom: &Custom) {
    for (key, node) in node.get("with").into_iter().flat_map(Node::entries) {
        check_input(reader, key, node, custom);
    }
    let with = node.get("with");
    let missing = custom
        .inputs
        .iter()
        .filter(|input| input.required && with.is_none_or(|with| with.get(&input.name).is_none()));
    let at = node.get("use").map_or(node.span, |node| node.span);
    for input in missing {
        let message = format!("`{}` needs its input `{}`", custom.name, input.name);
        let help = format!(
            "add `{}:` under `with:`, {}",
            input.name,
            takes(&input.kind)
        );
        reader.error(Code::CUSTOM_STEP_INPUT, at, message).help = Some(help);
    }
}

/// Says what is wrong with what a custom step is given.
pub(super) fn check_input(reader: &mut Reader<'_>, key: &Key, node: &Node, custom: &Custom) {
    let Some(input) = custom.input(&key.text) else {
        let known = || custom.inputs.iter().map(|input| input.name.as_str());
        let message = format!("`{}` has no input `{}`", custom.name, key.text);
        let help = match nearest(&key.text, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if custom.inputs.is_empty() => "it takes none".to_owned(),
            None => format!("its inputs are {}", known().collect::<Vec<_>>().join(", ")),
        };
        reader
            .error(Code::CUSTOM_STEP_INPUT, key.span, message)
            .help = Some(help);
        return;
    };
    // What an expression gives is known when it runs.
    if node.as_str().is_some_and(|text| text.contains("{{")) {
        return;
    }
    let value = to_value(node);
    let (message, help) = match input.takes(&value) {
        Given::Fits => return,
        Given::AnotherType => (
            format!(
                "`{}` takes {}, this is {}",
                input.name,
                takes(&input.kind),
                value.kind()
            ),
            format!(
                "give it {}, or an expression: `\"{{{{ … }}}}\"`",
                takes(&input.kind)
            ),
        ),
        Given::NoChoice => (
            format!("`{value}` is none of the choices of `{}`", input.name),
            format!("its choices are {}", input.choices.join(", ")),
        ),
    };
    reader
        .error(Code::CUSTOM_STEP_TYPE, node.span, message)
        .help = Some(help);
}

/// A type, as a sentence has it.
fn takes(kind: &str) -> &str {
    match kind {
        "yes_no" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        "money" => "an amount",
        "date" => "a date such as 2026-11-20",
        "list" => "a list",
        "map" => "a map",
        "text" => "a text",
        _ => "a value",
    }
}

fn check_exits(reader: &mut Reader<'_>, ways: &[(Key, Node)], custom: &Custom) {
    let known = || custom.exits.iter().map(|way| way.name.as_str());
    for (key, _) in ways {
        let name = key.text.as_str();
        if matches!(name, "next" | "error") || known().any(|known| known == name) {
            continue;
        }
        let message = format!("`{}` has no exit `{name}`", custom.name);
        let help = match nearest(name, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if custom.exits.is_empty() => "it leaves by `next` only".to_owned(),
            None => format!("its exits are {}", known().collect::<Vec<_>>().join(", ")),
        };
        reader.error(Code::CUSTOM_STEP_EXIT, key.span, message).help = Some(help);
    }
}
