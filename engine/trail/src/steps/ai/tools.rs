//! The tools of a model that assists: how they are declared, and what calling one of them does.

use super::super::r#use::{check_input, take};
use super::sought::{Sought, keys};
use crate::custom::Custom;
use crate::diagnostic::{Code, Span};
use crate::mold::Mold;
use crate::reader::{Reader, Referent};
use crate::run::Run;
use crate::session::Vars;
use crate::shape::{Field, Shape};
use crate::trail::VAR_TYPES;
use crate::yaml::{Key, Node};
use smol_str::SmolStr;
use std::sync::Arc;
use trilha_model::{Map, ModelField, ModelTool, ToolEnd, TrailId, Value, VarName};

/// The keys of what a tool is called with.
const ARGUMENT: [Field; 4] = keys(
    Field::optional(
        "type",
        Shape::Word(&VAR_TYPES),
        "What it is; of a trail's variable what it is declared as, else a text.",
    ),
    "Whether the model must give it.",
);

/// The keys of a tool.
pub(super) const TOOL: [Field; 6] = [
    Field::optional(
        "about",
        Shape::Plain,
        "What it does and when to call it, in words for the model; a custom step has words of its own.",
    ),
    Field::optional(
        "use",
        Shape::Plain,
        "A custom step; the model gives those of its inputs that `with` does not.",
    ),
    Field::optional(
        "script",
        Shape::Plain,
        "A function of a script file, as `file.function`.",
    ),
    Field::optional(
        "call",
        Shape::Trail,
        "A trail, which may talk to the contact; the model gets its outputs.",
    ),
    Field::optional(
        "with",
        Shape::MapOf(&Shape::Any),
        "What it is given besides, which the model neither sees nor chooses.",
    ),
    Field::optional(
        "arguments",
        Shape::MapOf(&Shape::Record(&ARGUMENT)),
        "What the model gives a trail or a function, by the names of its variables or parameters.",
    ),
];

const DEEDS: [&str; 3] = ["use", "script", "call"];

/// A tool.
#[derive(Clone, Debug)]
pub(super) struct Tool {
    pub(super) name: SmolStr,
    about: Option<String>,
    with: Vec<(VarName, Mold)>,
    arguments: Vec<Sought>,
    deed: Deed,
}

#[derive(Clone, Debug)]
enum Deed {
    Use(Arc<Custom>),
    Script {
        file: SmolStr,
        function: SmolStr,
    },
    Call(TrailId),
    /// What it names is not there, or it names nothing.
    Broken,
}

/// What calling a tool came to.
pub(super) enum Called {
    /// It is done.
    Ended(ToolEnd),
    /// A trail is to be walked first.
    Enters { trail: TrailId, vars: Vars },
}

impl Tool {
    pub(super) fn read(reader: &mut Reader<'_>, key: &Key, node: &Node) -> Self {
        if !is_tool(&key.text) {
            let message = format!("`{}` cannot be the name of a tool", key.text);
            reader.error(Code::INVALID_ID, key.span, message).help =
                Some("a small letter, then small letters, digits and `_`, 64 at most".into());
        }
        let with = node.get("with").into_iter().flat_map(Node::entries);
        let with: Vec<(VarName, Mold)> = with
            .map(|(key, node)| (key.text.as_str().into(), Mold::read(reader, node)))
            .collect();
        let about = node.get("about").and_then(Node::as_str).map(str::to_owned);
        let mut tool = Self {
            name: key.text.as_str().into(),
            about,
            with,
            arguments: Vec::new(),
            deed: Deed::Broken,
        };
        let mut deeds = DEEDS.iter().filter(|deed| node.get(deed).is_some());
        match (deeds.next(), deeds.next()) {
            (Some(&"use"), None) => tool.uses(reader, node),
            (Some(&"script"), None) => tool.scripts(reader, node),
            (Some(_), None) => tool.calls(reader, node),
            _ if node.as_map().is_some() => {
                let message = format!(
                    "the tool `{}` does exactly one of `use`, `script`, `call`",
                    key.text
                );
                reader.error(Code::TOOL_NOT_ONE, key.span, message).help =
                    Some("name a custom step, `file.function` of a script, or a trail".into());
            }
            _ => {}
        }
        tool
    }

    fn uses(&mut self, reader: &mut Reader<'_>, node: &Node) {
        if let Some(asked) = node.get("arguments") {
            let message = "the arguments of a custom step are its inputs".to_owned();
            reader.error(Code::TOOL_ARGUMENT, asked.span, message).help =
                Some("take `arguments` out; what `with` says the model does not give".into());
        }
        let name = node.get("use").and_then(Node::as_str).unwrap_or_default();
        let Some(custom) = take(reader, node, name) else {
            return;
        };
        for (key, node) in node.get("with").into_iter().flat_map(Node::entries) {
            check_input(reader, key, node, &custom);
        }
        let fixed = |name: &str| self.with.iter().any(|(known, _)| known.as_str() == name);
        let inputs = custom.inputs.iter().filter(|input| !fixed(&input.name));
        self.arguments = inputs
            .map(|input| Sought {
                field: ModelField {
                    name: input.name.clone(),
                    kind: input.kind.clone(),
                    about: Some(input.help.pick(Some("en"), "").source())
                        .filter(|help| !help.is_empty()),
                    choices: input.choices.clone(),
                    required: input.required,
                    fields: Vec::new(),
                },
            })
            .collect();
        if self.about.is_none() {
            self.about = Some(custom.help("en")).filter(|help| !help.is_empty());
        }
        self.deed = Deed::Use(custom);
    }

    fn scripts(&mut self, reader: &mut Reader<'_>, node: &Node) {
        self.asks(reader, node);
        let Some(named) = node.get("script") else {
            return;
        };
        let whole = named.as_str().unwrap_or_default();
        let Some((file, function)) = whole.split_once('.').filter(|(_, name)| !name.is_empty())
        else {
            let message = "expected `file.function`, such as `prices.total`";
            reader.error(Code::WRONG_SHAPE, named.span, message).help =
                Some("name a file of `scripts/` and one of its functions".into());
            return;
        };
        let arity = self.with.len() + self.arguments.len();
        reader.refer(Referent::Script(file.into()), named.span);
        reader.refer(
            Referent::Function(file.into(), function.into(), arity),
            named.span,
        );
        reader.refer(
            Referent::Parameters(file.into(), function.into(), given(node)),
            named.span,
        );
        self.deed = Deed::Script {
            file: file.into(),
            function: function.into(),
        };
    }

    fn calls(&mut self, reader: &mut Reader<'_>, node: &Node) {
        self.asks(reader, node);
        let called = node.get("call");
        if let Some((called, trail)) = called.and_then(|called| Some((called, called.as_str()?))) {
            reader.refer(Referent::Trail(trail.into(), given(node)), called.span);
            self.deed = Deed::Call(trail.into());
        }
    }

    /// Reads what the model gives, which cannot be what the tool is given anyway.
    fn asks(&mut self, reader: &mut Reader<'_>, node: &Node) {
        for (key, node) in node.get("arguments").into_iter().flat_map(Node::entries) {
            let mut sought = Sought::read(reader, key, node);
            if node.get("type").is_none() {
                sought.field.kind = SmolStr::default();
            }
            if self.with.iter().any(|(name, _)| name.as_str() == key.text) {
                let message = format!("`{}` is given already", key.text);
                reader.error(Code::TOOL_ARGUMENT, key.span, message).help =
                    Some("take it out of `with`, or out of `arguments`".into());
            }
            self.arguments.push(sought);
        }
    }

    /// The trail it walks.
    pub(super) fn trail(&self) -> Option<&TrailId> {
        match &self.deed {
            Deed::Call(trail) => Some(trail),
            _ => None,
        }
    }

    /// The tool, as a model is told of it.
    pub(super) fn told(&self, run: &Run<'_>) -> ModelTool {
        ModelTool {
            name: self.name.clone(),
            about: self.about.clone(),
            arguments: self.sought(run).into_iter().map(|one| one.field).collect(),
        }
    }

    /// What the model gives, each with its type.
    fn sought(&self, run: &Run<'_>) -> Vec<Sought> {
        let callee = self.trail().and_then(|trail| run.trail_of(trail));
        let declared = |name: &str| {
            let mut vars = callee.into_iter().flat_map(|trail| &trail.vars);
            vars.find(|var| var.name.as_str() == name)?.kind.clone()
        };
        let mut arguments = self.arguments.clone();
        for Sought { field } in &mut arguments {
            if field.kind.is_empty() {
                let kind = declared(&field.name);
                field.kind = kind.unwrap_or_else(|| SmolStr::new_static("text"));
            }
        }
        arguments
    }

    /// Calls it with what a model wrote. Fails where what it is given besides cannot be computed.
    pub(super) fn call(
        &self,
        run: &Run<'_>,
        arguments: &Value,
        hidden: &[VarName],
    ) -> Result<Called, String> {
        let mut given = match taken(&self.sought(run), arguments) {
            Ok(given) => given,
            Err(why) => return Ok(Called::Ended(ToolEnd::Refused(why))),
        };
        for (name, mold) in &self.with {
            given.insert(name.0.clone(), run.fill(mold)?);
        }
        let personal = |wanted: &str| {
            let mold = self.with.iter().find(|(name, _)| name.as_str() == wanted);
            mold.is_some_and(|(_, mold)| mold.reads(&|name| run.is_personal(name)))
        };
        let gave = |value: Value| {
            let value = run.told_to_model(value, hidden, &Vars::new());
            Called::Ended(ToolEnd::Gave(value))
        };
        let failed = |why: String| Called::Ended(ToolEnd::Failed(why));
        Ok(match &self.deed {
            Deed::Use(custom) => {
                run.custom(custom, &given, &personal)
                    .map_or_else(failed, |done| {
                        let mut outputs = done.outputs;
                        if done.exit != "next" {
                            let exit = SmolStr::new_static("exit");
                            outputs.entry(exit).or_insert(Value::Text(done.exit));
                        }
                        gave(Value::Map(outputs))
                    })
            }
            Deed::Script { file, function } => {
                let names = run.parameters(file, function, given.len());
                let names = names.into_iter().flatten();
                let values = names.map(|name| given.remove(&name).unwrap_or_default());
                let values = values.collect();
                run.call_function(file, function, values, &personal)
                    .map_or_else(failed, |outcome| gave(outcome.value))
            }
            Deed::Call(trail) => {
                let vars: Vars = given.into_iter().map(|(k, v)| (VarName(k), v)).collect();
                let known = run.trail_of(trail);
                let misfit = known.and_then(|known| {
                    let mut vars = vars.iter();
                    vars.find_map(|(name, value)| known.fits(name, value).err())
                });
                match misfit {
                    Some(why) => Called::Ended(ToolEnd::Refused(why)),
                    None => Called::Enters {
                        trail: trail.clone(),
                        vars,
                    },
                }
            }
            Deed::Broken => failed("the tool does nothing".to_owned()),
        })
    }
}

/// The names of all that a tool is given, and where they stand.
fn given(node: &Node) -> Vec<(SmolStr, Span)> {
    let keys = ["with", "arguments"].into_iter();
    let entries = keys.flat_map(|key| node.get(key).into_iter().flat_map(Node::entries));
    let names = entries.map(|(key, _)| (key.text.as_str().into(), key.span));
    names.collect()
}

/// What a model wrote for these arguments, or what is wrong with it, in words for the model.
fn taken(sought: &[Sought], arguments: &Value) -> Result<Map, String> {
    let Value::Map(arguments) = arguments else {
        return Err("the arguments must be one JSON object".to_owned());
    };
    let known = |name: &str| sought.iter().any(|one| one.field.name == name);
    if let Some(name) = arguments.keys().find(|name| !known(name)) {
        return Err(format!("there is no argument `{name}`"));
    }
    let mut given = Map::new();
    for one in sought {
        let name = &one.field.name;
        let value = arguments.get(name).unwrap_or(&Value::Null);
        let any_list = one.field.kind == "list" && one.field.choices.is_empty();
        let value = match value {
            Value::Null if one.field.required => return Err(format!("`{name}` must be there")),
            Value::List(_) if any_list => value.clone(),
            value => one.take(value)?,
        };
        given.insert(name.clone(), value);
    }
    Ok(given)
}

/// `[a-z][a-z0-9_]*`, of at most 64 bytes, as services take the name of a function.
fn is_tool(text: &str) -> bool {
    let known = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    let first = text.bytes().next();
    first.is_some_and(|b| b.is_ascii_lowercase()) && text.len() <= 64 && text.bytes().all(known)
}
