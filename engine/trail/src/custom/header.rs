//! The header of a custom step: its `//!` lines as YAML, checked against what the script does.

use super::{Custom, Given, Input, Output, Way};
use crate::advice;
use crate::answer;
use crate::checks::among;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::reader::{Reader, is_id, is_name};
use crate::shape::{Field, Shape, nearest, validate_record};
use crate::text::Text;
use crate::trail::VAR_TYPES;
use crate::yaml::{self, Key, Node};
use smol_str::SmolStr;
use trilha_model::Value;
use trilha_script::{Host, Library, Script};

const INPUT: [Field; 7] = [
    Field::optional(
        "type",
        Shape::Word(&VAR_TYPES),
        "What it takes; anything if not said.",
    ),
    Field::optional("title", Shape::Text, "Its name in the form."),
    Field::optional("help", Shape::Text, "What it is for."),
    Field::optional("required", Shape::Bool, "Whether a step must say it."),
    Field::optional(
        "personal",
        Shape::Bool,
        "Whether it is about a person: shown as … where a failure is told.",
    ),
    Field::optional(
        "choices",
        Shape::List(&Shape::Plain),
        "The only texts it takes.",
    ),
    Field::optional("value", Shape::Any, "What it is where a step says nothing."),
];

const OUTPUT: [Field; 2] = [
    Field::optional(
        "type",
        Shape::Word(&VAR_TYPES),
        "Its type; anything if not said.",
    ),
    Field::optional("help", Shape::Text, "What it is."),
];

const WAY: [Field; 2] = [
    Field::optional("title", Shape::Text, "Its name on the drawing."),
    Field::optional("help", Shape::Text, "When it is chosen."),
];

/// The keys of the header.
pub(super) static HEADER: [Field; 6] = [
    Field::required("title", Shape::Text, "The name people read."),
    Field::optional("help", Shape::Text, "What it does."),
    Field::optional("icon", Shape::Plain, "The name of its icon."),
    Field::optional(
        "inputs",
        Shape::MapOf(&Shape::Maybe(&Shape::Record(&INPUT))),
        "What it is given, by name.",
    ),
    Field::optional(
        "outputs",
        Shape::MapOf(&Shape::Maybe(&Shape::Record(&OUTPUT))),
        "What it gives, by name.",
    ),
    Field::optional(
        "exits",
        Shape::MapOf(&Shape::Maybe(&Shape::Record(&WAY))),
        "The exits it may choose besides `next`, by name.",
    ),
];

pub(super) fn read(host: &Host, file: &str, text: &str) -> (Option<Custom>, Vec<Diagnostic>) {
    let name = super::custom_of(file).unwrap_or(file);
    let header = header(text);
    if header.trim().is_empty() {
        let message = "a custom step begins with lines of `//!` that declare it";
        let said = Diagnostic::error(Code::BROKEN_CUSTOM_STEP, file, Span::at(0), message)
            .with_help("write `//! title: …` on the first line, then `//! inputs:`, `//! outputs:` and `//! exits:` as it has them");
        return (None, vec![said]);
    }
    let (node, mut said) = yaml::parse(file, &header);
    let mut reader = Reader::new(host, file, &header);
    let custom = node.and_then(|node| {
        validate_record(
            file,
            &node,
            "in the header of a step",
            &[&HEADER],
            &mut reader.diagnostics,
        );
        let script = script(&mut reader, text);
        if !is_id(name) {
            let message = format!("`{name}` cannot be the name of a step");
            broken(
                &mut reader,
                Span::at(0),
                message,
                "name the file with small letters, digits, `_` and `-`, a letter first",
            );
        }
        let custom = declared(&mut reader, name, &node, script?);
        agree(&mut reader, &custom, text);
        let mut untranslated = among(file, &super::texts(&node));
        reader.diagnostics.append(&mut untranslated);
        Some(custom)
    });
    said.append(&mut reader.diagnostics);
    let whole = !said.iter().any(Diagnostic::is_error);
    (custom.filter(|_| whole), said)
}

/// The `//!` lines as YAML, each at the bytes where it stands.
fn header(text: &str) -> String {
    let mut header = String::new();
    for line in text.split_inclusive('\n') {
        if let Some(rest) = line.strip_prefix("//!") {
            header.push_str("   ");
            header.push_str(rest);
        } else if line.trim().is_empty() && header.is_empty() {
            header.push_str(line);
        } else {
            break;
        }
    }
    header
}

fn broken(reader: &mut Reader<'_>, span: Span, message: String, help: &str) {
    reader.error(Code::BROKEN_CUSTOM_STEP, span, message).help = Some(help.to_owned());
}

fn script(reader: &mut Reader<'_>, text: &str) -> Option<Script> {
    match reader.host.script(text) {
        Ok(script) => Some(script),
        Err(error) => {
            let span = error.offset.clone().unwrap_or(0..0).into();
            let message = format!(
                "this script cannot be read: {}",
                advice::worded(&error.message)
            );
            reader.error(Code::SCRIPT_ERROR, span, message);
            None
        }
    }
}

fn declared(reader: &mut Reader<'_>, name: &str, node: &Node, script: Script) -> Custom {
    let entries = |key: &str| node.get(key).and_then(Node::as_map).unwrap_or_default();
    let word = |key: &str| {
        node.get(key)
            .and_then(Node::as_str)
            .unwrap_or_default()
            .into()
    };
    Custom {
        name: name.into(),
        file: reader.file.into(),
        title: text(reader, node, "title"),
        help: text(reader, node, "help"),
        icon: word("icon"),
        inputs: entries("inputs")
            .iter()
            .map(|(key, node)| input(reader, key, node))
            .collect(),
        outputs: entries("outputs")
            .iter()
            .map(|(key, node)| output(reader, key, node))
            .collect(),
        exits: entries("exits")
            .iter()
            .map(|(key, node)| way(reader, key, node))
            .collect(),
        host: reader.host.clone(),
        script,
        library: Library::default(),
    }
}

fn text(reader: &mut Reader<'_>, node: &Node, key: &str) -> Text {
    node.get(key)
        .map(|node| reader.text(node))
        .unwrap_or_default()
}

fn kind(node: &Node) -> SmolStr {
    node.get("type")
        .and_then(Node::as_str)
        .unwrap_or("any")
        .into()
}

fn input(reader: &mut Reader<'_>, key: &Key, node: &Node) -> Input {
    named(reader, key);
    let flag = |key: &str| node.get(key).and_then(Node::as_bool).unwrap_or(false);
    let choices = node.get("choices").into_iter().flat_map(Node::items);
    let at = node.get("value");
    let kind = kind(node);
    let value = at.map(|at| crate::trail::first_value(Some(&kind), at));
    let value = value.unwrap_or_default();
    if flag("required") && value != Value::Null {
        let message = format!(
            "`{}` must be said, so that its `value` is never used",
            key.text
        );
        broken(reader, key.span, message, "take `required` or `value` away");
    }
    let input = Input {
        name: key.text.as_str().into(),
        kind,
        title: text(reader, node, "title"),
        help: text(reader, node, "help"),
        required: flag("required"),
        personal: flag("personal"),
        choices: choices.filter_map(Node::as_str).map(Into::into).collect(),
        value,
    };
    if let Some(at) = at {
        first_value(reader, &input, at.span);
    }
    input
}

/// Says what is wrong with what an input is where a step says nothing.
fn first_value(reader: &mut Reader<'_>, input: &Input, span: Span) {
    let (name, kind, value) = (&input.name, &input.kind, &input.value);
    let (message, help) = match (input.takes(value), value) {
        (Given::AnotherType, _) => {
            let message = format!("`{name}` takes {kind}, this is {}", value.kind());
            broken(reader, span, message, "give it a value of that type");
            return;
        }
        (Given::NoChoice, _) => (
            format!("`{value}` is none of the choices of `{name}`"),
            format!("its choices are {}", input.choices.join(", ")),
        ),
        (Given::Fits, Value::Text(text)) if kind == "date" && !answer::begins_with_date(text) => (
            format!("`{name}` takes a date, `{text}` is none"),
            "write it as `2026-11-20`".to_owned(),
        ),
        (Given::Fits, _) => return,
    };
    reader.vain(span, message, help);
}

fn output(reader: &mut Reader<'_>, key: &Key, node: &Node) -> Output {
    named(reader, key);
    Output {
        name: key.text.as_str().into(),
        kind: kind(node),
        help: text(reader, node, "help"),
    }
}

fn named(reader: &mut Reader<'_>, key: &Key) {
    if !is_name(&key.text) {
        let message = format!("a script cannot read `{}`", key.text);
        broken(
            reader,
            key.span,
            message,
            "a letter, then letters, digits and `_`",
        );
    }
}

fn way(reader: &mut Reader<'_>, key: &Key, node: &Node) -> Way {
    if matches!(key.text.as_str(), "next" | "error") {
        let message = format!("every step has an exit `{}`", key.text);
        broken(
            reader,
            key.span,
            message,
            "take it away, or give it another name",
        );
    } else if !is_id(&key.text) {
        let message = format!("`{}` cannot be the name of an exit", key.text);
        broken(
            reader,
            key.span,
            message,
            "a small letter, then small letters, digits, `_` and `-`",
        );
    }
    Way {
        name: key.text.as_str().into(),
        title: text(reader, node, "title"),
        help: text(reader, node, "help"),
    }
}

/// What the script reads and chooses must be declared.
fn agree(reader: &mut Reader<'_>, custom: &Custom, text: &str) {
    let script = &custom.script;
    for name in script.reads() {
        if custom.input(name).is_none() {
            let known = custom.inputs.iter().map(|input| input.name.as_str());
            let help = match nearest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("declare it under `inputs:`, or make it with `let {name} = …`"),
            };
            let message = format!("the script reads `{name}`, which is no input");
            broken(reader, place(text, name), message, &help);
        }
    }
    for name in script.exits() {
        if name != "next" && !custom.exits.iter().any(|way| way.name == *name) {
            let known = custom.exits.iter().map(|way| way.name.as_str());
            let known = known.filter(|known| *known != "next");
            let help = match nearest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "declare it under `exits:`".to_owned(),
            };
            let message = format!("the script chooses the exit `{name}`, which is not declared");
            broken(reader, place(text, &format!("\"{name}\"")), message, &help);
        }
    }
}

/// Where the code first has a word as a whole; its beginning where it has none.
fn place(text: &str, word: &str) -> Span {
    let code = header(text).len();
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let found = text
        .get(code..)
        .unwrap_or_default()
        .match_indices(word)
        .find(|(at, _)| {
            let at = code + at;
            let before = text.get(..at).and_then(|text| text.chars().next_back());
            let after = text
                .get(at + word.len()..)
                .and_then(|text| text.chars().next());
            let line = text.get(..at).and_then(|text| text.rsplit('\n').next());
            !before.is_some_and(part)
                && !after.is_some_and(part)
                && !line.is_some_and(|line| line.contains("//"))
        });
    match found {
        Some((at, _)) => (code + at..code + at + word.len()).into(),
        None => Span::at(code.min(text.len())),
    }
}
