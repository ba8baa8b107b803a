//! What is valid YAML and yet not what its author meant, or not for trails.

use super::node::{Key, Kind, Node, Style};
use crate::diagnostic::{Code, Diagnostic, Span};

pub(super) fn anchor(file: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::YAML_FEATURE_REFUSED,
        file,
        span,
        "trails have no anchors",
    )
    .with_help(
        "write the value where it is needed; if it is text that begins with `&`, put it in quotes",
    )
}

pub(super) fn alias(file: &str, source: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::YAML_FEATURE_REFUSED,
        file,
        span,
        "trails have no aliases",
    )
    .with_help(format!(
        "write the value itself; if it is text, quote this: {}",
        quoted(source)
    ))
}

pub(super) fn merge(file: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::YAML_FEATURE_REFUSED,
        file,
        span,
        "trails have no merge keys",
    )
    .with_help("write the keys themselves")
}

pub(super) fn duplicate(file: &str, key: &Key, first: Span) -> Diagnostic {
    let message = format!("the key `{}` stands here twice", key.text);
    Diagnostic::error(Code::DUPLICATE_KEY, file, key.span, message)
        .with_label(first, "first here")
        .with_help("remove one of them, or give it another name")
}

/// A tag and all that follows it on its line: what the author took for one text.
pub(super) fn tagged(text: &str, span: Span) -> Span {
    let source = span.of(text);
    let lead = source.len() - source.trim_start().len();
    let line = source
        .trim_start()
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end();
    Span::new(span.start + lead, span.start + lead + line.len())
}

pub(super) fn tag(file: &str, source: &str, span: Span) -> Diagnostic {
    if source.starts_with("!!") || source.starts_with("!<") {
        return Diagnostic::error(
            Code::YAML_FEATURE_REFUSED,
            file,
            span,
            "trails have no tags",
        )
        .with_help("remove the tag; to keep a number as text, put it in quotes");
    }
    let message = format!("YAML reads `{source}` as a tag");
    Diagnostic::error(Code::LOOKS_LIKE_TAG, file, span, message)
        .with_help(format!("quote this: {}", quoted(source)))
}

pub(super) fn structured_key(file: &str, source: &str, span: Span) -> Diagnostic {
    if source.starts_with("{{") {
        return Diagnostic::error(
            Code::UNQUOTED_TEMPLATE,
            file,
            span,
            "YAML reads `{{ … }}` as a map",
        )
        .with_help(format!("quote this: {}", quoted(source)));
    }
    Diagnostic::error(
        Code::WRONG_SHAPE,
        file,
        span,
        "a key must be text, this map has a list or a map for one",
    )
    .with_help("put the key in quotes")
}

/// A number that prints otherwise than it is written.
pub(super) fn number(file: &str, node: &Node) -> Option<Diagnostic> {
    let scalar = node.as_scalar()?;
    let read = match scalar.kind {
        Kind::Int(value) => value.to_string(),
        Kind::Float(value) if value.is_finite() => value.to_string(),
        _ => return None,
    };
    if scalar.style != Style::Plain || read == scalar.text {
        return None;
    }
    let message = format!("`{}` is read as the number {read}", scalar.text);
    Some(
        Diagnostic::warning(Code::NUMBER_CHANGES, file, node.span, message).with_help(format!(
            "to keep it as written, quote this: {}; otherwise write {read}",
            quoted(&scalar.text)
        )),
    )
}

/// A text in the quotes that need the fewest escapes.
pub(super) fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        format!("\"{text}\"")
    }
}
