//! What a value begins as, and how it is written.

use super::{Control, Path, Row};
use smol_str::SmolStr;
use trilha_trail::edit::{Draft, PathSegment};
use trilha_trail::shape::{Field, Shape};
use trilha_trail::yaml::{Content, Kind, Node};

/// A text as it is written: bare where it has no language.
pub fn speech_draft(speech: &[(SmolStr, String)]) -> Draft {
    match speech {
        [(language, text)] if language.is_empty() => Draft::text(text),
        several => Draft::map(
            several
                .iter()
                .map(|(language, text)| (language.clone(), Draft::text(text))),
        ),
    }
}

/// Something a value of a shape may begin as.
pub fn blank(shape: &Shape) -> Draft {
    match shape {
        Shape::Expression => Draft::text("true"),
        Shape::Target => Draft::text("end"),
        Shape::Duration => Draft::text("10m"),
        Shape::Bool => Draft::Bool(true),
        Shape::Cron => Draft::text("0 9 * * 1-5"),
        Shape::Zone => Draft::text("UTC"),
        Shape::Event => Draft::text("order.paid"),
        Shape::Language => Draft::text("en"),
        Shape::Integer(min, _) => Draft::Int((*min).max(1)),
        Shape::Word(words) => Draft::text(words.first().copied().unwrap_or_default()),
        Shape::List(item) | Shape::OneOrMore(item) => Draft::List(vec![blank(item)]),
        Shape::MapOf(item) => Draft::map([("first", blank(item))]),
        Shape::Record(fields) => {
            let required = fields.iter().filter(|field| field.required);
            let mut entries: Vec<(SmolStr, Draft)> = required
                .map(|field| (field.name.into(), blank(&field.shape)))
                .collect();
            if let (Some(first), true) = (fields.first(), entries.is_empty()) {
                entries.extend(opening(first));
            }
            Draft::Map(entries)
        }
        Shape::OneOf(of) => Draft::map(
            of.choices
                .first()
                .map(|choice| (choice.key.name, blank(&choice.key.shape))),
        ),
        Shape::Either(one, _) | Shape::Maybe(one) => blank(one),
        Shape::Any | Shape::OfType(_) => Draft::Null,
        _ => Draft::text("…"),
    }
}

/// A new item beside those there are: where it is set, and what. A single value that stands for a list
/// becomes the first of one.
pub fn new_item(root: &Node, path: &[PathSegment], item: Draft) -> (Path, Draft) {
    let node = crate::steps::at(root, path).filter(|node| !node.is_null());
    let mut place = path.to_vec();
    let Some(node) = node else {
        return (place, Draft::List(vec![item]));
    };
    match node.as_seq().map(<[Node]>::len) {
        None => (place, Draft::List(vec![draft(node), item])),
        Some(0) => (place, Draft::List(vec![item])),
        Some(count) => {
            place.push(count.into());
            (place, item)
        }
    }
}

/// What a new entry beside others begins as: with a key of its own where its place in the list is taken as one.
pub fn new_entry(item: &Shape, rows: &[Row]) -> Draft {
    let mut entry = blank(item);
    if let Draft::Map(fields) = &mut entry {
        fields.extend(keyed(item, rows));
    }
    entry
}

/// The key an entry behind these needs, where its place among them is taken as one.
pub(super) fn keyed(item: &Shape, rows: &[Row]) -> Option<(SmolStr, Draft)> {
    let keyed =
        matches!(item, Shape::Record(known) if known.iter().any(|field| field.name == "key"));
    let taken: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| key_of(row).unwrap_or_else(|| (at + 1).to_string()))
        .collect();
    if !keyed || !taken.contains(&(rows.len() + 1).to_string()) {
        return None;
    }
    let most = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let free = (1..=most.saturating_add(1)).find(|n| !taken.contains(&n.to_string()));
    Some(("key".into(), Draft::Int(free.unwrap_or(1))))
}

fn key_of(row: &Row) -> Option<String> {
    let Control::Record(rows) = &row.control else {
        return None;
    };
    let key = rows.iter().find(|row| row.name == "key" && row.present)?;
    match &key.control {
        Control::Line(text) => Some(text.clone()),
        _ => None,
    }
}

/// What a map of which nothing is required begins with.
fn opening(first: &Field) -> Option<(SmolStr, Draft)> {
    let value = match first.shape {
        Shape::Record(_) => Draft::Map(Vec::new()),
        Shape::Text | Shape::Texts | Shape::Template | Shape::Plain | Shape::Word(_) => {
            blank(&first.shape)
        }
        _ => return None,
    };
    Some((first.name.into(), value))
}

/// The value of a YAML text, ready to be written elsewhere; none where it is not YAML. What begins as an expression
/// in a text does is that text, without quotation marks too.
pub fn yaml_draft(text: &str) -> Option<Draft> {
    if text.trim_start().starts_with("{{") {
        return Some(Draft::text(text.trim()));
    }
    trilha_trail::yaml::parse("", text)
        .0
        .map(|node| draft(&node))
}

/// A tree, ready to be written elsewhere.
pub fn draft(node: &Node) -> Draft {
    match &node.value {
        Content::Scalar(scalar) => match scalar.kind {
            Kind::Null => Draft::Null,
            Kind::Bool(value) => Draft::Bool(value),
            Kind::Int(value) => Draft::Int(value),
            Kind::Float(value) => Draft::Float(value),
            Kind::Text => Draft::text(&scalar.text),
        },
        Content::Seq(items) => Draft::List(items.iter().map(draft).collect()),
        Content::Map(entries) => Draft::map(
            entries
                .iter()
                .map(|(key, node)| (key.text.as_str(), draft(node))),
        ),
    }
}
