//! What a pure crate never touches: files, network, threads, clocks, randomness.

use std::collections::BTreeSet;

use super::{File, Finding, code};

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

/// The modules declared under `#[cfg(test)]`, each as the path of its file without `.rs`.
pub(crate) fn only_for_tests(files: &[File]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in files {
        let Some((folder, name)) = file
            .path
            .strip_suffix(".rs")
            .and_then(|path| path.rsplit_once('/'))
        else {
            continue;
        };
        let inside = if matches!(name, "lib" | "main" | "mod") {
            folder.to_owned()
        } else {
            format!("{folder}/{name}")
        };
        found.extend(
            code::test_modules(&code::bare(&file.text))
                .into_iter()
                .map(|module| format!("{inside}/{module}")),
        );
    }
    found
}

/// Where a file of a pure crate reaches for the outside; `tests` are the modules that only tests have.
pub(crate) fn check(file: &File, bare: &str, tests: &BTreeSet<String>) -> Vec<Finding> {
    let product = PURE.iter().any(|folder| {
        file.path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with("src/"))
    });
    let for_tests = tests.iter().any(|module| {
        file.path
            .strip_prefix(module.as_str())
            .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    });
    if !product || for_tests {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<(&'static str, Option<usize>)> {
        let file = File {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        check(&file, &code::bare(text), &BTreeSet::new())
            .iter()
            .map(|finding| (finding.rule, finding.line))
            .collect()
    }

    fn in_model(code: &str) -> Vec<(&'static str, Option<usize>)> {
        found("engine/model/src/a.rs", &format!("//! A.\n{code}\n"))
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
    }

    #[test]
    fn a_file_is_exempt_only_when_it_is_declared_for_tests() {
        let file = |path: &str, text: &str| File {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        let declared = [
            file(
                "engine/trail/src/graph.rs",
                "//! A.\n#[cfg(test)]\nmod tests;\nmod real;\n",
            ),
            file(
                "engine/trail/src/codes/mod.rs",
                "//! A.\n#[cfg(test)]\nmod pages;\n#[cfg(test)]\nmod inline { mod x; }\n",
            ),
        ];
        let tests = only_for_tests(&declared);
        assert_eq!(
            tests.iter().collect::<Vec<_>>(),
            [
                "engine/trail/src/codes/pages",
                "engine/trail/src/graph/tests"
            ]
        );
        let broken = |path: &str| !check(&file(path, ""), "use std::fs;\n", &tests).is_empty();
        assert!(
            !broken("engine/trail/src/graph/tests.rs")
                && !broken("engine/trail/src/codes/pages/deep.rs")
        );
        assert!(broken("engine/trail/src/graph/real.rs") && broken("engine/trail/src/tests.rs"));
    }
}
