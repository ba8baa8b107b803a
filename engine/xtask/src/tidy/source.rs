//! The rules a file of Rust keeps: its opening, its length, its names, its attributes, and what a pure crate never touches.

use std::collections::BTreeSet;

use super::{File, Finding, code, layout, purity};

const LONGEST: usize = 800;
const LONG: usize = 500;

/// The one file that knows the graph library.
const GRAPH: &str = "engine/trail/src/graph.rs";

/// Every rule over one file; `tests` are the modules that only tests have.
pub(crate) fn check(file: &File, tests: &BTreeSet<String>) -> Vec<Finding> {
    let bare = code::bare(&file.text);
    let mut findings = Vec::new();
    findings.extend(opening(file));
    findings.extend(length(file));
    findings.extend(names(file, &bare));
    findings.extend(attributes(file, &bare));
    findings.extend(purity::check(file, &bare, tests));
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
        check(&file, &BTreeSet::new())
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
            let file = File {
                path: "a.rs".to_owned(),
                text,
            };
            check(&file, &BTreeSet::new())
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
    fn only_one_file_knows_the_graph_library() {
        let text = "//! A.\nuse petgraph::Graph;\n";
        assert_eq!(
            found("engine/trail/src/check.rs", text),
            [("owner", Some(2))]
        );
        assert!(found(GRAPH, text).is_empty());
    }
}
