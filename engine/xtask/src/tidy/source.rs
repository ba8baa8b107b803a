//! The rules a file of Rust keeps: its opening, its length, its names, its attributes, and what a pure crate never touches.

use std::collections::BTreeSet;

use super::{File, Finding, code, layout};

const LONGEST: usize = 800;
const LONG: usize = 500;

/// The folders of the pure crates.
const PURE: [&str; 7] = [
    "engine/model/",
    "engine/script/",
    "engine/trail/",
    "engine/desk/",
    "engine/talk/",
    "engine/wire/",
    "editor/state/",
];

/// What only the outside world has.
const OUTSIDE: [&str; 11] = [
    "std::fs",
    "std::net",
    "std::thread",
    "std::process",
    "std::env",
    "std::time::SystemTime",
    "std::time::Instant",
    "std::collections::hash_map::RandomState",
    "tokio",
    "rand",
    "getrandom",
];

/// Imports so wide that they hide the above.
const WIDE: [&str; 3] = ["std", "std::*", "std::time"];

/// The one file that knows the graph library.
const GRAPH: &str = "engine/trail/src/graph.rs";

/// Every rule over one file.
pub(crate) fn check(file: &File) -> Vec<Finding> {
    let bare = code::bare(&file.text);
    let mut findings = Vec::new();
    findings.extend(opening(file));
    findings.extend(length(file));
    findings.extend(names(file, &bare));
    findings.extend(attributes(file, &bare));
    findings.extend(purity(file, &bare));
    findings.extend(graph(file, &bare));
    findings
}

fn opening(file: &File) -> Option<Finding> {
    let opens = file
        .text
        .strip_prefix("//! ")
        .is_some_and(|text| text.starts_with(|c: char| !c.is_whitespace()));
    (!opens).then(|| {
        Finding::new(
            &file.path,
            "opening",
            "does not open with `//! `",
            "say in one sentence what the file is, on its first line",
        )
        .at(1)
    })
}

fn length(file: &File) -> Option<Finding> {
    let lines = file.text.lines().count();
    let found = |todo: &str| Finding::new(&file.path, "length", format!("{lines} lines"), todo);
    if lines > LONGEST {
        Some(found(
            "split it by variant or by verb; 800 is the limit, 300 the aim",
        ))
    } else {
        (lines > LONG)
            .then(|| found("think of splitting it; 800 is the limit, 300 the aim").warning())
    }
}

fn names(file: &File, bare: &str) -> Vec<Finding> {
    let empty = |name: &str| layout::EMPTY_NAMES.contains(&name);
    bare.lines()
        .enumerate()
        .filter_map(|(index, line)| {
            let name = line.split_once("mod ")?.1.trim_start();
            let name = name
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()?;
            empty(name).then(|| {
                Finding::new(
                    &file.path,
                    "name",
                    format!("a module called `{name}`"),
                    "name it after the one thing it does",
                )
                .at(index + 1)
            })
        })
        .collect()
}

fn attributes(file: &File, bare: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (line, attribute) in code::attributes(bare) {
        let has = |word: &str| !code::mentions(attribute, word).is_empty();
        if has("allow") && attribute.contains("allow(") {
            let todo =
                "write `#[expect(lint, reason = \"…\")]`, so that it goes when the lint is silent";
            findings.push(
                Finding::new(
                    &file.path,
                    "allow",
                    "an `allow` hides a lint for good",
                    todo,
                )
                .at(line),
            );
        }
        if has("expect") && attribute.contains("expect(") && !has("reason") {
            findings.push(
                Finding::new(
                    &file.path,
                    "allow",
                    "an `expect` without its reason",
                    "add `reason = \"…\"`",
                )
                .at(line),
            );
        }
    }
    findings
}

fn purity(file: &File, bare: &str) -> Vec<Finding> {
    let product = PURE.iter().any(|folder| {
        file.path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with("src/"))
    });
    if !product || file.path.ends_with("/tests.rs") || file.path.contains("/tests/") {
        return Vec::new();
    }
    let bare = code::without_tests(bare);
    let mut found = BTreeSet::new();
    for path in OUTSIDE {
        let word = if path.contains("::") {
            path.to_owned()
        } else {
            format!("{path}::")
        };
        found.extend(
            code::mentions(&bare, word.trim_end_matches("::"))
                .into_iter()
                .filter(|line| {
                    path.contains("::")
                        || bare
                            .lines()
                            .nth(line - 1)
                            .is_some_and(|text| text.contains(&word))
                })
                .map(|line| (line, path)),
        );
    }
    for (line, import) in code::imports(&bare) {
        let inside = |path: &str| {
            import == path
                || import
                    .strip_prefix(path)
                    .is_some_and(|rest| rest.starts_with("::"))
        };
        found.extend(
            OUTSIDE
                .into_iter()
                .filter(|path| inside(path))
                .map(|path| (line, path)),
        );
        found.extend(
            WIDE.into_iter()
                .filter(|path| import == *path)
                .map(|path| (line, path)),
        );
        if import == "std::time::*" {
            found.insert((line, "std::time"));
        }
    }
    found
        .into_iter()
        .map(|(line, path)| {
            let todo = "take time, seed and results as arguments; files, network and threads belong to the server";
            Finding::new(&file.path, "pure", format!("a pure crate reaches for `{path}`"), todo).at(line)
        })
        .collect()
}

fn graph(file: &File, bare: &str) -> Vec<Finding> {
    if file.path == GRAPH {
        return Vec::new();
    }
    code::mentions(bare, "petgraph")
        .into_iter()
        .map(|line| {
            Finding::new(
                &file.path,
                "owner",
                "uses petgraph",
                format!("ask {GRAPH} for what the graph knows"),
            )
            .at(line)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::Weight;

    fn found(path: &str, text: &str) -> Vec<(&'static str, Option<usize>)> {
        let file = File {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        check(&file)
            .iter()
            .map(|finding| (finding.rule, finding.line))
            .collect()
    }

    fn in_model(code: &str) -> Vec<(&'static str, Option<usize>)> {
        found("engine/model/src/a.rs", &format!("//! A.\n{code}\n"))
    }

    #[test]
    fn a_file_says_first_what_it_is() {
        assert_eq!(
            found("engine/cli/src/a.rs", "use a;\n"),
            [("opening", Some(1))]
        );
        assert_eq!(
            found("engine/cli/src/a.rs", "//!\nuse a;\n"),
            [("opening", Some(1))]
        );
        assert!(found("engine/cli/src/a.rs", "//! A.\nuse a;\n").is_empty());
    }

    #[test]
    fn length_warns_and_then_fails() {
        let of = |lines: usize| {
            let text = format!("//! A.\n{}", "\n".repeat(lines - 1));
            check(&File {
                path: "a.rs".to_owned(),
                text,
            })
            .pop()
            .map(|finding| finding.weight)
        };
        assert_eq!(
            [of(500), of(501), of(800), of(801)],
            [
                None,
                Some(Weight::Warning),
                Some(Weight::Warning),
                Some(Weight::Error)
            ]
        );
    }

    #[test]
    fn a_module_whose_name_says_nothing_is_found() {
        assert_eq!(
            in_model("mod a {}\npub(crate) mod helpers {}"),
            [("name", Some(3))]
        );
        assert!(in_model("mod helpers_of_none {} // mod utils").is_empty());
    }

    #[test]
    fn an_allow_is_refused_and_an_expectation_needs_its_reason() {
        assert_eq!(
            in_model("#[allow(dead_code)]\nfn a() {}"),
            [("allow", Some(2))]
        );
        assert_eq!(
            in_model("#![cfg_attr(test, allow(dead_code))]"),
            [("allow", Some(2))]
        );
        assert_eq!(
            in_model("#[expect(dead_code)]\nfn a() {}"),
            [("allow", Some(2))]
        );
        assert!(
            in_model("#[expect(dead_code, reason = \"the page reads it\")]\nfn a() {}").is_empty()
        );
        assert!(in_model("fn a() { allow(1); b.expect(\"c\"); }").is_empty());
    }

    #[test]
    fn a_pure_crate_touches_nothing_outside() {
        for path in OUTSIDE {
            assert_eq!(
                in_model(&format!("use {path}::x;")),
                [("pure", Some(2))],
                "{path}"
            );
            assert_eq!(
                in_model(&format!("fn a() {{ {path}::x() }}")),
                [("pure", Some(2))],
                "{path}"
            );
            assert!(
                found(
                    "engine/server/src/a.rs",
                    &format!("//! A.\nuse {path}::x;\n")
                )
                .is_empty(),
                "{path}"
            );
        }
    }

    #[test]
    fn a_grouped_import_hides_nothing() {
        assert_eq!(in_model("use std::{fmt, fs};"), [("pure", Some(2))]);
        assert_eq!(
            in_model("use std::{time::{Duration, Instant as Then}};"),
            [("pure", Some(2))]
        );
        for wide in [
            "use std::*;",
            "use std::{self};",
            "use std::time;",
            "use std::time::*;",
        ] {
            assert_eq!(in_model(wide), [("pure", Some(2))], "{wide}");
        }
        assert!(in_model("use std::time::Duration;\nuse crate::time::Instant;").is_empty());
    }

    #[test]
    fn tests_of_a_pure_crate_may_read_their_cases() {
        assert!(in_model("#[cfg(test)]\nmod tests {\n use std::fs;\n}").is_empty());
        assert!(found("engine/trail/tests/cases.rs", "//! A.\nuse std::fs;\n").is_empty());
        assert!(found("engine/trail/src/graph/tests.rs", "//! A.\nuse std::fs;\n").is_empty());
    }

    #[test]
    fn only_one_file_knows_the_graph_library() {
        let text = "//! A.\nuse petgraph::Graph;\n";
        assert_eq!(
            found("engine/trail/src/check.rs", text),
            [("owner", Some(2))]
        );
        assert!(found(GRAPH, text).is_empty());
    }
}
