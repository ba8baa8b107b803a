//! What is not YAML at all: one error, at the place, with the likely reason.

use super::care::quoted;
use super::outline::{DEEPEST, TOO_DEEP, TOO_MANY};
use crate::diagnostic::{Code, Diagnostic, Lines, Span};

pub(super) fn too_deep(file: &str, span: Span) -> Diagnostic {
    let message = format!("nested deeper than {DEEPEST} levels");
    Diagnostic::error(Code::YAML_TOO_LARGE, file, span, message)
        .with_help("a trail is a few levels deep; move inner parts to trails of their own")
}

const LEFT_OPEN: &str = "a value is opened and not closed";
const NOT_IN_LINE: &str = "this does not line up with what is above";

/// The one diagnostic for a text that `serde_yaml` refused.
pub(super) fn explain(
    file: &str,
    text: &str,
    base: usize,
    error: &serde_yaml::Error,
) -> Diagnostic {
    let shift = |span: Span| Span::new(span.start + base, span.end + base);
    let said = error.to_string();
    let at = error
        .location()
        .map(|place| byte_of(text, place.index()))
        .filter(|_| !said.contains("control characters"))
        .or_else(|| stray(text))
        .unwrap_or(0);
    let lines = Lines::new(text);
    let here = shift(token_at(text, at));
    if said.contains(TOO_DEEP) || said.contains("recursion limit") {
        return too_deep(file, here);
    }
    if said.contains(TOO_MANY) || said.contains("repetition limit") {
        return Diagnostic::error(
            Code::YAML_TOO_LARGE,
            file,
            here,
            "more values than a trail can have",
        )
        .with_help("aliases multiply what they repeat; trails have none");
    }
    if said.contains("unknown anchor") {
        return super::care::alias(file, token_at(text, at).of(text), here);
    }
    if said.contains("more than one document") {
        return second_document(file, text, base);
    }
    let opened = context_byte(text, &said);
    let candidates = [
        Some(lines.index(at)),
        previous(&lines, at),
        opened.map(|byte| lines.index(byte)),
    ];
    for line in candidates.into_iter().flatten() {
        if let Some((code, span, message, help)) = suspect(text, lines.line_span(line)) {
            return Diagnostic::error(code, file, shift(span), message).with_help(help);
        }
    }
    let (reason, help) = plainly(&said);
    let opened = opened.filter(|byte| lines.index(*byte) != lines.index(at));
    let opened = opened.map(|byte| shift(token_at(text, byte)));
    let (span, label) = match opened {
        Some(opened) if reason == LEFT_OPEN => (opened, Some((here, "not closed before this"))),
        Some(opened) => (here, Some((opened, "it began here"))),
        None => (here, None),
    };
    let message = format!("this is not YAML: {reason}");
    let mut diagnostic = Diagnostic::error(Code::YAML_SYNTAX, file, span, message);
    diagnostic
        .labels
        .extend(label.map(|(span, words)| (span, words.to_owned())));
    match help {
        Some(help) => diagnostic.with_help(help),
        None => diagnostic,
    }
}

fn byte_of(text: &str, index: usize) -> usize {
    text.char_indices()
        .nth(index)
        .map_or(text.len(), |(byte, _)| byte)
}

/// The first character YAML cannot hold.
fn stray(text: &str) -> Option<usize> {
    text.char_indices()
        .find(|(_, c)| {
            c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{85}') || *c == '\u{fffe}'
        })
        .map(|(byte, _)| byte)
}

/// The word at a byte, or one character.
fn token_at(text: &str, at: usize) -> Span {
    let rest = text.get(at..).unwrap_or_default();
    let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
    Span::new(at, at + word)
}

/// The line before the one a byte lies on, skipping blank ones.
fn previous(lines: &Lines<'_>, at: usize) -> Option<usize> {
    (0..lines.index(at))
        .rev()
        .find(|line| !lines.line(*line).trim().is_empty())
}

/// Where the part began that the parser was reading, from its words `… at line 2 column 8`.
fn context_byte(text: &str, said: &str) -> Option<usize> {
    let place = said.rsplit_once(", while ")?.1.rsplit_once(" at line ")?.1;
    let (line, column) = place.split_once(" column ")?;
    let line: usize = line.parse().ok()?;
    let column: usize = column.parse().ok()?;
    let lines = Lines::new(text);
    let span = lines.line_span(line.checked_sub(1)?);
    Some(span.start + byte_of(span.of(text), column.checked_sub(1)?))
}

/// A line whose value should have been quoted.
fn suspect(text: &str, line: Span) -> Option<(Code, Span, String, String)> {
    let source = line.of(text);
    if let Some(tab) = source.find('\t').filter(|tab| {
        source
            .get(..*tab)
            .is_some_and(|lead| lead.trim().is_empty())
    }) {
        let span = Span::new(line.start + tab, line.start + tab + 1);
        let message = "YAML cannot be indented by tabs".to_owned();
        return Some((
            Code::YAML_SYNTAX,
            span,
            message,
            "indent by two spaces".to_owned(),
        ));
    }
    let span = value_span(text, line)?;
    let value = span.of(text);
    let quote = format!("quote this: {}", quoted(value));
    let found = match value.chars().next()? {
        '{' if value.starts_with("{{") => (
            Code::UNQUOTED_TEMPLATE,
            "YAML reads `{{ … }}` as a map".to_owned(),
        ),
        c @ ('"' | '\'') if goes_on(value, c) => (
            Code::UNQUOTED_QUOTE,
            "YAML takes the first quoted part for the whole value".to_owned(),
        ),
        '!' => (
            Code::LOOKS_LIKE_TAG,
            format!("YAML reads `{value}` as a tag"),
        ),
        c @ ('*' | '&') => (
            Code::YAML_FEATURE_REFUSED,
            format!("text that begins with `{c}` must be in quotes"),
        ),
        c @ ('@' | '`' | '%') => (
            Code::YAML_SYNTAX,
            format!("text that begins with `{c}` must be in quotes"),
        ),
        c if !matches!(c, '"' | '\'' | '[' | '{' | '|' | '>' | '#') && value.contains(": ") => (
            Code::YAML_SYNTAX,
            "text with a colon and a space in it must be in quotes".to_owned(),
        ),
        _ => return None,
    };
    Some((found.0, span, found.1, quote))
}

/// The value of a line `key: value` or `- value`, without a comment.
fn value_span(text: &str, line: Span) -> Option<Span> {
    let source = line.of(text);
    let mut at = source.len() - source.trim_start().len();
    while source.get(at..)?.starts_with("- ") {
        at += 2;
        at += source.get(at..)?.len() - source.get(at..)?.trim_start().len();
    }
    let rest = source.get(at..)?;
    let keyed = !rest.starts_with(['"', '\'', '{', '[', '!', '*', '&', '@', '`', '%']);
    if let Some(colon) = rest.find(": ").filter(|_| keyed) {
        at += colon + 2;
        at += source.get(at..)?.len() - source.get(at..)?.trim_start().len();
    }
    let value = source.get(at..)?;
    let value = value.split(" #").next().unwrap_or(value).trim_end();
    (!value.is_empty()).then(|| Span::new(line.start + at, line.start + at + value.len()))
}

/// Whether text follows the closing quote.
fn goes_on(value: &str, quote: char) -> bool {
    let mut rest = value.char_indices().skip(1).peekable();
    while let Some((at, c)) = rest.next() {
        if c == '\\' && quote == '"' {
            rest.next();
        } else if c == quote {
            if quote == '\'' && rest.peek().is_some_and(|(_, next)| *next == '\'') {
                rest.next();
                continue;
            }
            return !value.get(at + 1..).unwrap_or_default().trim().is_empty();
        }
    }
    false
}

fn second_document(file: &str, text: &str, base: usize) -> Diagnostic {
    let at = text.rfind("\n---").map_or(0, |at| at + 1);
    let span = Span::new(at + base, at + base + 3);
    Diagnostic::error(
        Code::YAML_SYNTAX,
        file,
        span,
        "a file holds one trail, here a second document begins",
    )
    .with_help("remove this line, or move what follows to a file of its own")
}

/// The parser's words, in the words of someone who does not know its grammar.
fn plainly(said: &str) -> (&'static str, Option<&'static str>) {
    let table: [(&str, &str, Option<&str>); 15] = [
        (
            "unexpected end of stream",
            LEFT_OPEN,
            Some("close the quote"),
        ),
        (
            "did not find expected ',' or ']'",
            LEFT_OPEN,
            Some("end the list with `]`, its items apart by `, `"),
        ),
        (
            "did not find expected ',' or '}'",
            LEFT_OPEN,
            Some("end the map with `}`, its entries apart by `, `"),
        ),
        (
            "did not find expected key",
            NOT_IN_LINE,
            Some("keys of one map begin at the same column; text with signs in it goes in quotes"),
        ),
        (
            "did not find expected '-' indicator",
            NOT_IN_LINE,
            Some("items of one list begin with `- ` at the same column"),
        ),
        (
            "could not find expected ':'",
            "a key lacks its colon",
            Some("write `key: value`; longer text goes in quotes"),
        ),
        (
            "mapping values are not allowed",
            NOT_IN_LINE,
            Some(
                "keys of one map begin at the same column, each with its colon; text with a colon in it goes in quotes",
            ),
        ),
        (
            "block sequence entries are not allowed",
            "a list item where none can be",
            Some("begin the list on the next line"),
        ),
        (
            "cannot start any token",
            "a sign that no value can begin with",
            Some("put the text in quotes"),
        ),
        (
            "unknown escape character",
            "an escape that does not exist",
            Some("in \"…\" write `\\\\` for a backslash, or use '…'"),
        ),
        (
            "control characters are not allowed",
            "a control character",
            Some("remove it, or write it as an escape in \"…\""),
        ),
        (
            "unexpected document indicator",
            "`---` or `...` inside a value",
            None,
        ),
        (
            "expected <document start>",
            "something stands after the end of the trail",
            Some("a trail is one map from the first line to the last"),
        ),
        (
            "did not find expected node content",
            "a value is missing",
            None,
        ),
        (
            "violates indentation",
            "a tab in the indentation",
            Some("indent by spaces"),
        ),
    ];
    table
        .iter()
        .find(|(theirs, _, _)| said.contains(theirs))
        .map_or(
            ("it cannot be read from here on", None),
            |(_, ours, help)| (*ours, *help),
        )
}
