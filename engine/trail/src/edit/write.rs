//! How new values are written: bare where YAML allows, one line where it fits.

use super::draft::Draft;
use crate::yaml::Style;

/// Collections longer than this are written one entry a line.
const WIDTH: usize = 80;
/// The indentation of one level.
pub(super) const STEP: usize = 2;

/// A written value: what stands on the line of its key, and the lines below.
pub(super) struct Written {
    pub(super) first: String,
    pub(super) rest: Vec<String>,
}

impl Written {
    fn line(first: String) -> Self {
        Self {
            first,
            rest: Vec::new(),
        }
    }
}

/// A value for a block map whose keys stand at column `indent`.
pub(super) fn after_key(value: &Draft, indent: usize, style: Style) -> Written {
    match value {
        Draft::Text(text) => text_in_block(text, indent + STEP, style),
        Draft::Map(entries) if !fits(value, indent) => {
            let rest = entries
                .iter()
                .flat_map(|(key, value)| entry(key, value, indent + STEP))
                .collect();
            Written {
                first: String::new(),
                rest,
            }
        }
        Draft::List(items) if !fits(value, indent) => Written {
            first: String::new(),
            rest: items
                .iter()
                .flat_map(|value| item(value, indent + STEP))
                .collect(),
        },
        other => Written::line(inline(other)),
    }
}

/// A value for a block list whose dashes stand at column `indent`.
pub(super) fn after_dash(value: &Draft, indent: usize, style: Style) -> Written {
    let lines = match value {
        Draft::Text(text) => return text_in_block(text, indent + STEP, style),
        Draft::Map(entries) if !fits(value, indent) => entries
            .iter()
            .flat_map(|(key, value)| entry(key, value, indent + STEP))
            .collect(),
        Draft::List(items) if !fits(value, indent) => items
            .iter()
            .flat_map(|value| item(value, indent + STEP))
            .collect::<Vec<_>>(),
        other => return Written::line(inline(other)),
    };
    let mut lines = lines.into_iter();
    Written {
        first: lines.next().unwrap_or_default().trim_start().to_owned(),
        rest: lines.collect(),
    }
}

/// The lines of an entry of a block map whose keys stand at column `indent`.
pub(super) fn entry(name: &str, value: &Draft, indent: usize) -> Vec<String> {
    lines(
        &format!("{}:", key(name, false)),
        after_key(value, indent, Style::Plain),
        indent,
    )
}

/// The lines of an entry whose map is written one entry a line, whatever its length.
pub(super) fn tall_entry(
    name: &str,
    entries: &[(impl AsRef<str>, Draft)],
    indent: usize,
) -> Vec<String> {
    let lead = " ".repeat(indent);
    if entries.is_empty() {
        return vec![format!("{lead}{}: {{}}", key(name, false))];
    }
    let head = format!("{lead}{}:", key(name, false));
    let rest = entries
        .iter()
        .flat_map(|(name, value)| entry(name.as_ref(), value, indent + STEP));
    std::iter::once(head).chain(rest).collect()
}

/// The lines of an item of a block list whose dashes stand at column `indent`.
pub(super) fn item(value: &Draft, indent: usize) -> Vec<String> {
    lines("-", after_dash(value, indent, Style::Plain), indent)
}

fn lines(head: &str, written: Written, indent: usize) -> Vec<String> {
    let gap = if written.first.is_empty() { "" } else { " " };
    let first = format!("{}{head}{gap}{}", " ".repeat(indent), written.first);
    std::iter::once(first).chain(written.rest).collect()
}

/// Whether a collection is written on one line: empty, or short with no map or list inside.
fn fits(value: &Draft, indent: usize) -> bool {
    let plain = |item: &Draft| !matches!(item, Draft::List(_) | Draft::Map(_)) && !is_tall(item);
    let flat = match value {
        Draft::List(items) => items.is_empty() || items.iter().all(plain),
        Draft::Map(entries) => entries.is_empty() || entries.iter().all(|(_, value)| plain(value)),
        _ => true,
    };
    flat && indent + inline(value).chars().count() <= WIDTH
}

fn is_tall(value: &Draft) -> bool {
    matches!(value, Draft::Text(text) if text.contains('\n'))
}

/// A value on one line, as it may stand within brackets.
pub(super) fn inline(value: &Draft) -> String {
    inline_as(value, true, Style::Plain)
}

/// A value on one line; text in the quotes it had, if it had any.
pub(super) fn inline_as(value: &Draft, flow: bool, style: Style) -> String {
    match value {
        Draft::Null => "null".to_owned(),
        Draft::Bool(value) => value.to_string(),
        Draft::Int(value) => value.to_string(),
        Draft::Float(value) if value.is_nan() => ".nan".to_owned(),
        Draft::Float(value) if value.is_infinite() => {
            if *value > 0.0 { ".inf" } else { "-.inf" }.to_owned()
        }
        Draft::Float(value) => format!("{value:?}"),
        Draft::Text(text) => scalar(text, flow, style),
        Draft::List(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        Draft::Map(entries) if entries.is_empty() => "{}".to_owned(),
        Draft::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(name, value)| inline_entry(name, value))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// An entry within braces.
pub(super) fn inline_entry(name: &str, value: &Draft) -> String {
    format!("{}: {}", key(name, true), inline(value))
}

/// A key, in quotes if it needs them.
pub(super) fn key(name: &str, flow: bool) -> String {
    scalar(name, flow, Style::Plain)
}

fn text_in_block(text: &str, indent: usize, style: Style) -> Written {
    if !can_be_literal(text) {
        return Written::line(scalar(text, false, style));
    }
    let lead = " ".repeat(indent);
    let (sign, body) = match text.strip_suffix('\n') {
        Some(body) => ("|", body),
        None => ("|-", text),
    };
    let line = |line: &str| {
        if line.is_empty() {
            String::new()
        } else {
            format!("{lead}{line}")
        }
    };
    Written {
        first: sign.to_owned(),
        rest: body.split('\n').map(line).collect(),
    }
}

/// Several lines that keep their meaning after `|` without any indicator of indentation.
fn can_be_literal(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    text.contains('\n')
        && !text.ends_with("\n\n")
        && !body.starts_with([' ', '\t', '\n'])
        && !body.is_empty()
        && !text
            .chars()
            .any(|c| c != '\n' && c != '\t' && needs_escape(c))
        && body
            .split('\n')
            .all(|line| line.is_empty() || !line.trim().is_empty())
}

fn scalar(text: &str, flow: bool, style: Style) -> String {
    let escaped = text.chars().any(needs_escape);
    match style {
        Style::Single if !escaped => single(text),
        Style::Double => double(text),
        _ if escaped => double(text),
        _ if can_be_plain(text, flow) => text.to_owned(),
        _ if text.contains(['"', '\\']) => single(text),
        _ => double(text),
    }
}

/// Text in quotes: double ones, single where those would need a backslash and these do not.
pub(crate) fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) && !text.chars().any(needs_escape) {
        single(text)
    } else {
        double(text)
    }
}

fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn double(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if needs_escape(c) => out.extend(["\\u", &format!("{:04x}", u32::from(c))]),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}'
        )
}

/// Whether text means itself without quotes, to us and to readers of older YAML.
fn can_be_plain(text: &str, flow: bool) -> bool {
    if text.is_empty()
        || text.trim() != text
        || text.contains(": ")
        || text.contains(" #")
        || text.ends_with(':')
    {
        return false;
    }
    let signs = [
        ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`', '-', '?',
        ':', '=', '<', '~',
    ];
    let lone_sign = |rest: &str| rest.is_empty() || rest.starts_with([' ', '-', '.']);
    let begins_badly = match text.strip_prefix('-') {
        Some(rest) => flow || lone_sign(rest),
        None => text.starts_with(signs),
    };
    if begins_badly || (flow && text.contains([',', '[', ']', '{', '}', ':', '?'])) {
        return false;
    }
    !is_other_type(text)
}

fn is_other_type(text: &str) -> bool {
    let word = text.to_ascii_lowercase();
    let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    let number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-'))
        && text.chars().all(|c| {
            c.is_ascii_hexdigit()
                || matches!(c, '.' | '+' | '-' | '_' | ':' | 'x' | 'o' | 'i' | 'n')
        })
        && text.chars().any(|c| c.is_ascii_digit() || c == '.');
    words.contains(&word.as_str()) || number
}
