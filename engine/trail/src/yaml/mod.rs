//! YAML with places: `serde_yaml` says what a text means, `yaml-edit` where it says it.
//!
//! Both trees are walked side by side. Where they differ the text is refused with a diagnostic
//! rather than misread, so every value is exactly the one `serde_yaml` reads. Only what
//! `serde_yaml` accepts, within bounds of size and depth, ever reaches `yaml-edit`.

mod care;
mod fault;
mod inside;
mod node;
mod outline;
mod place;
#[cfg(test)]
mod tests;

pub use node::{Content, Key, Kind, Node, Scalar, Style, to_value};

use crate::diagnostic::{Code, Diagnostic, Span};
use rowan::ast::AstNode as _;

/// A file larger than this, in bytes, is no trail.
pub const LARGEST: usize = 1024 * 1024;
/// After this many there is no use in more.
const MOST_SAID: usize = 100;
/// A text with this many more opening than closing brackets is no trail. The parser's time grows
/// with the square of that number.
const BRACKETS: usize = 5_000;

/// Reads a text: the tree, and what is wrong with it.
///
/// Text that is not YAML gives no tree and exactly one error. Anchors, aliases, merge keys, tags
/// and repeated keys are errors beside a tree in which they stand for the text as written (of a
/// repeated key, the first). Errors come first; at most a hundred are said. Never panics.
pub fn parse(file: &str, text: &str) -> (Option<Node>, Vec<Diagnostic>) {
    if let Some(refused) = bounds(file, text) {
        return (None, vec![refused]);
    }
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let base = text.len() - body.len();
    match outline::read(body) {
        Err(error) => (None, vec![fault::explain(file, body, base, &error)]),
        Ok(outline) => placed(file, body, base, outline),
    }
}

fn bounds(file: &str, text: &str) -> Option<Diagnostic> {
    if text.len() > LARGEST {
        let message = format!(
            "a trail may have {} KiB, this file has {}",
            LARGEST / 1024,
            text.len() / 1024
        );
        return Some(
            Diagnostic::error(Code::YAML_TOO_LARGE, file, Span::at(0), message)
                .with_help("split it into trails that `call` each other"),
        );
    }
    let mut open = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > BRACKETS {
            return Some(fault::too_deep(file, Span::new(at, at + 1)));
        }
    }
    None
}

fn placed(
    file: &str,
    body: &str,
    base: usize,
    outline: outline::Outline,
) -> (Option<Node>, Vec<Diagnostic>) {
    let walk = || {
        let parsed = yaml_edit::YamlFile::parse(body);
        let green = parsed.tree().syntax().green().into_owned();
        place::place(file, body, base, outline, &place::Cst::new_root(green))
    };
    let (node, mut found) = std::panic::catch_unwind(std::panic::AssertUnwindSafe(walk))
        .unwrap_or_else(|_| (None, vec![place::not_followed(file, Span::at(base))]));
    found.sort_by_key(|one| std::cmp::Reverse(one.severity));
    found.truncate(MOST_SAID);
    (node, found)
}
