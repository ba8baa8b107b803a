//! The standard functions: one file an area, each with the rows that document it.
//!
//! `tests/functions.rs` runs every example and compares what it gives, and a test below finds a
//! function without a row.

mod chance;
mod hash;
mod json;
mod list;
mod locale;
mod map;
mod number;
mod paper;
mod pattern;
mod sort;
mod text;
mod time;
mod zone;

use crate::budget::Budgets;
use crate::limits::Limits;
use rhai::Engine;

/// A standard function, as documentation lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Documented {
    /// Its name; a function has one row, whatever it takes.
    pub name: &'static str,
    /// What it is about: `text`, `pattern`, `number`, `list`, `map`, `time`, `json`, `hash`, `paper`,
    /// `chance`, `exit`.
    pub area: &'static str,
    /// How it is called and what it gives: `text.mask(keep) -> text`. What may be left out stands in `[]`.
    pub signature: &'static str,
    /// What it does, in a sentence or two.
    pub doc: &'static str,
    /// A script that uses it, at 2026-11-20T13:00:00Z and with the seed 7.
    pub example: &'static str,
    /// An expression for what the example gives.
    pub gives: &'static str,
}

/// Name, signature, doc, example and what it gives.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

const EXIT: &[Row] = &[(
    "exit",
    "exit(name, [value])",
    "Ends the script, and leaves the step by that exit, with the value if there is one.",
    r#"exit("late", 3); 4"#,
    "3",
)];

const AREAS: [(&str, &[Row]); 14] = [
    ("text", text::ROWS),
    ("pattern", pattern::ROWS),
    ("number", number::ROWS),
    ("number", locale::ROWS),
    ("list", list::ROWS),
    ("list", sort::ROWS),
    ("map", map::ROWS),
    ("time", time::ROWS),
    ("time", zone::ROWS),
    ("json", json::ROWS),
    ("hash", hash::ROWS),
    ("paper", paper::ROWS),
    ("chance", chance::ROWS),
    ("exit", EXIT),
];

/// Every standard function, by area.
pub fn functions() -> impl Iterator<Item = Documented> {
    let rows = |(area, rows): (&'static str, &'static [Row])| {
        rows.iter()
            .map(move |&(name, signature, doc, example, gives)| Documented {
                name,
                area,
                signature,
                doc,
                example,
                gives,
            })
    };
    AREAS.into_iter().flat_map(rows)
}

/// What the language itself has, which is called as functions are.
const BUILT_IN: [&str; 9] = [
    "type_of",
    "call",
    "curry",
    "is_shared",
    "is_def_var",
    "is_def_fn",
    "Fn",
    "print",
    "debug",
];

/// Whether there is a function of this name without any script of one's own.
pub fn is_function(name: &str) -> bool {
    let hidden = BUILT_IN.contains(&name) || name == crate::soft::FUNCTION;
    hidden || functions().any(|known| known.name == name)
}

pub(crate) fn register(engine: &mut Engine, limits: &Limits, budgets: &Budgets) {
    text::register(engine, limits, budgets);
    pattern::register(engine, limits, budgets);
    number::register(engine);
    locale::register(engine);
    list::register(engine, limits, budgets);
    sort::register(engine);
    map::register(engine);
    time::register(engine);
    zone::register(engine);
    json::register(engine, limits, budgets);
    hash::register(engine, budgets);
    paper::register(engine);
    chance::register(engine);
}

#[cfg(test)]
mod tests {
    use super::functions;
    use crate::budget::Budgets;
    use crate::limits::Limits;
    use std::collections::{BTreeMap, BTreeSet};

    /// Registered, but not to be called: the symbols are refused, or the name is of no source.
    const HIDDEN: [&str; 3] = ["print", "debug", crate::soft::FUNCTION];

    fn registered() -> BTreeSet<String> {
        let limits = Limits::default();
        let engine = crate::engine::build(&limits, &Budgets::new(1));
        let name = |info: rhai::FuncInfo| Some(info.metadata.name.to_string());
        engine
            .collect_fn_metadata(None, name, true)
            .into_iter()
            .filter(|name| name.starts_with(|c: char| c.is_alphabetic() || c == '_'))
            .filter(|name| !name.contains('$') && !HIDDEN.contains(&name.as_str()))
            .collect()
    }

    #[test]
    fn every_function_has_a_row_and_every_row_a_function() {
        let documented: BTreeSet<String> = functions().map(|row| row.name.to_owned()).collect();
        let registered = registered();
        let missing: Vec<_> = registered.difference(&documented).collect();
        assert!(missing.is_empty(), "without a row: {missing:?}");
        let gone: Vec<_> = documented.difference(&registered).collect();
        assert!(gone.is_empty(), "rows of nothing: {gone:?}");
    }

    #[test]
    fn every_row_says_something_of_its_own() {
        let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for row in functions() {
            *seen.entry((row.area, row.name)).or_default() += 1;
            assert!(row.signature.contains(row.name), "{row:?}");
            assert!(row.doc.ends_with('.'), "{row:?}");
            assert!(row.example.contains(row.name), "{row:?}");
            assert!(
                row.gives != "true" || !row.example.contains("=="),
                "{row:?}"
            );
        }
        let twice: Vec<_> = seen.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
