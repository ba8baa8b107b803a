//! Functions on patterns, which are regular expressions: Perl's syntax without look-around and back
//! references, so that matching takes linear time.

use super::Row;
use super::text::{own, within};
use crate::budget::Budgets;
use crate::engine::{Answer, refuse};
use crate::failure::Kind;
use crate::limits::Limits;
use regex_lite::{Captures, Regex, RegexBuilder};
use rhai::{Array, Dynamic, Engine, Map, NativeCallContext};

pub(super) const ROWS: &[Row] = &[
    (
        "matches",
        "text.matches(pattern) -> yes_no",
        "Whether a part of it is as the pattern says; `^…$` means all of it.",
        r#""123456".matches(`^\d{6}$`)"#,
        "true",
    ),
    (
        "first_match",
        "text.first_match(pattern) -> text",
        "The first part that is as the pattern says, or nothing.",
        r#""pedido 123, 456".first_match(`\d+`)"#,
        r#""123""#,
    ),
    (
        "all_matches",
        "text.all_matches(pattern) -> list",
        "Every part that is as the pattern says.",
        r#""pedido 123, 456".all_matches(`\d+`)"#,
        r#"["123", "456"]"#,
    ),
    (
        "captures",
        "text.captures(pattern) -> map",
        "What the groups of the first match hold: by number, `\"0\"` is all of it, and by name; or nothing.",
        r#""AB-12".captures(`(?<series>\w+)-(\d+)`)"#,
        r#"#{ "0": "AB-12", "1": "AB", "2": "12", series: "AB" }"#,
    ),
    (
        "replace_matches",
        "text.replace_matches(pattern, with) -> text",
        "With every match replaced; `$1` and `${name}` stand for groups.",
        r#""20/11".replace_matches(`(\d+)/(\d+)`, "$2-$1")"#,
        r#""11-20""#,
    ),
    (
        "split_matches",
        "text.split_matches(pattern) -> list",
        "The parts between matches.",
        r#""a, b;c".split_matches(`[,;]\s*`)"#,
        r#"["a", "b", "c"]"#,
    ),
];

/// Bytes a compiled pattern may have: what a repetition such as `\w{900}` would otherwise need is
/// looked through for every character of the text.
const COMPILED: usize = 32 * 1024;

pub(super) fn register(engine: &mut Engine, limits: &Limits, budgets: &Budgets) {
    let (most, matcher) = (limits.text, Matcher(budgets.clone()));
    let m = matcher.clone();
    engine.register_fn(
        "matches",
        move |context: NativeCallContext, text: &str, pattern: &str| -> Answer<bool> {
            Ok(m.compile(&context, text, pattern)?.is_match(text))
        },
    );
    let m = matcher.clone();
    engine.register_fn(
        "first_match",
        move |context: NativeCallContext, text: &str, pattern: &str| -> Answer<Dynamic> {
            let found = m.compile(&context, text, pattern)?;
            Ok(found
                .find(text)
                .map_or(Dynamic::UNIT, |found| own(found.as_str())))
        },
    );
    let m = matcher.clone();
    engine.register_fn(
        "all_matches",
        move |context: NativeCallContext, text: &str, pattern: &str| -> Answer<Array> {
            let pattern = m.compile(&context, text, pattern)?;
            Ok(pattern
                .find_iter(text)
                .map(|found| own(found.as_str()))
                .collect())
        },
    );
    let m = matcher.clone();
    engine.register_fn(
        "captures",
        move |context: NativeCallContext, text: &str, pattern: &str| -> Answer<Dynamic> {
            let pattern = m.compile(&context, text, pattern)?;
            let found = pattern.captures(text);
            Ok(found.map_or(Dynamic::UNIT, |found| groups(&pattern, &found).into()))
        },
    );
    let m = matcher.clone();
    engine.register_fn(
        "split_matches",
        move |context: NativeCallContext, text: &str, pattern: &str| -> Answer<Array> {
            Ok(m.compile(&context, text, pattern)?
                .split(text)
                .map(own)
                .collect())
        },
    );
    engine.register_fn(
        "replace_matches",
        move |context: NativeCallContext, text: &str, pattern: &str, with: &str| {
            replace(&matcher.compile(&context, text, pattern)?, text, with, most)
        },
    );
}

/// Compiles patterns, and makes a run pay for what matching may take.
#[derive(Clone)]
struct Matcher(Budgets);

impl Matcher {
    fn compile(&self, context: &NativeCallContext, text: &str, pattern: &str) -> Answer<Regex> {
        let states = pattern
            .len()
            .saturating_mul(repeated(pattern))
            .min(COMPILED / 24);
        self.0
            .pay(context, states + text.len().saturating_mul(states) / 16)?;
        let compiled = RegexBuilder::new(pattern).size_limit(COMPILED).build();
        compiled
            .map_err(|error| refuse(Kind::Type, format!("this pattern cannot be read: {error}")))
    }
}

/// The largest number that a pattern repeats something by.
fn repeated(pattern: &str) -> usize {
    let counts = pattern.split('{').skip(1).flat_map(|part| {
        let inside = part.split('}').next().unwrap_or_default();
        inside
            .split(',')
            .filter_map(|count| count.trim().parse().ok())
    });
    counts.max().unwrap_or(1).max(1)
}

fn groups(pattern: &Regex, found: &Captures) -> Map {
    let mut map = Map::new();
    for (at, name) in pattern.capture_names().enumerate() {
        let held = found
            .get(at)
            .map_or(Dynamic::UNIT, |held| own(held.as_str()));
        if let Some(name) = name {
            map.insert(name.into(), held.clone());
        }
        map.insert(at.to_string().into(), held);
    }
    map
}

fn replace(pattern: &Regex, text: &str, with: &str, most: usize) -> Answer<String> {
    let (mut out, mut done) = (String::new(), 0);
    for found in pattern.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        out.push_str(text.get(done..whole.start()).unwrap_or_default());
        let grown = with.matches('$').count().saturating_mul(whole.len());
        within(out.len() + with.len() + grown, most)?;
        found.expand(with, &mut out);
        done = whole.end();
    }
    out.push_str(text.get(done..).unwrap_or_default());
    within(out.len(), most)?;
    Ok(out)
}
