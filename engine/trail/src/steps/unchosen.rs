//! What of a menu nobody can choose: a list that is none, as many options as there are not, and two that read alike.

use crate::diagnostic::Span;
use crate::matching::plain;
use crate::reader::Reader;
use crate::vain::constant;
use crate::yaml::{Key, Node};

/// Says what of a menu nobody can choose.
pub(super) fn say(reader: &mut Reader<'_>, step: &Node) {
    let options = step.get("options").and_then(Node::as_map);
    let options = options.unwrap_or_default();
    no_list(reader, step);
    too_many(reader, step, options.len());
    alike(reader, options);
}

fn no_list(reader: &mut Reader<'_>, step: &Node) {
    let list = step.get("list");
    if let Some((node, text)) = list.and_then(|node| Some((node, constant(node)?))) {
        let message = "this is a text, not a list of options";
        let help = format!(
            "write `{{{{ {} }}}}` for what a variable holds",
            text.trim()
        );
        reader.vain(node.span, message, help);
    }
}

fn too_many(reader: &mut Reader<'_>, step: &Node, options: usize) {
    let many = step.get("many");
    let count = |key: &str| {
        let node = many?.get(key)?;
        Some((node, usize::try_from(node.as_int()?).ok()?))
    };
    let Some((at, min)) = count("min") else {
        return;
    };
    if let Some((node, max)) = count("max").filter(|(_, max)| min > *max) {
        let message = format!("nobody chooses at least {min} and at most {max}");
        reader.vain(node.span, message, "let `min` be the smaller of the two");
    } else if step.get("list").is_none() && min > options {
        let message = format!("there are not as many as {min} options");
        reader.vain(at.span, message, "add options, or let `min` be less");
    }
}

fn alike(reader: &mut Reader<'_>, options: &[(Key, Node)]) {
    let mut labels: Vec<(String, &Key, Span)> = Vec::new();
    for (key, option) in options {
        let label = option.get("label");
        let Some((node, label)) = label.and_then(|node| Some((node, constant(node)?))) else {
            continue;
        };
        let label = plain(label);
        if !label.chars().any(char::is_alphanumeric) {
            continue;
        }
        let first = labels.iter().find(|(known, ..)| *known == label);
        if let Some((_, other, span)) = first {
            let message = format!("`{}` and `{}` read alike", other.text, key.text);
            let help = "word them differently: who types the words cannot choose between them";
            let said = reader.vain(node.span, message, help);
            said.labels.push((*span, "the first one".to_owned()));
        } else {
            labels.push((label, key, node.span));
        }
    }
}
