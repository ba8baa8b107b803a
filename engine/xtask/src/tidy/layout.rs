//! Where files may lie and what they may be called.

use std::collections::BTreeSet;

use super::{File, Finding, is_rust};

/// The top of the repository is a table of contents. Tool settings live in dot-files.
const TOP: [&str; 11] = [
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "editor",
    "engine",
    "flows",
    "rust-toolchain.toml",
    "schemas",
];

/// Names that say nothing about what is inside.
pub(super) const EMPTY_NAMES: [&str; 7] = [
    "common", "helper", "helpers", "misc", "types", "util", "utils",
];

/// Entries at the top that do not belong there, and files and folders of code whose name says nothing.
pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    let tops: BTreeSet<&str> = files
        .iter()
        .filter_map(|file| file.path.split('/').next())
        .collect();
    let strangers = tops
        .into_iter()
        .filter(|top| !top.starts_with('.') && *top != "tests" && !TOP.contains(top));
    let mut findings: Vec<Finding> = strangers
        .map(|top| {
            Finding::new(
                top,
                "top",
                "is not part of the table of contents",
                "move it into a folder that is, or make a tool's settings a dot-file",
            )
        })
        .collect();
    let named_nothing = files.iter().filter(|file| {
        let parts = file
            .path
            .split('/')
            .map(|part| part.split('.').next().unwrap_or(part));
        is_rust(&file.path) && parts.into_iter().any(|part| EMPTY_NAMES.contains(&part))
    });
    findings.extend(named_nothing.map(|file| {
        Finding::new(
            &file.path,
            "name",
            "its name says nothing about what is inside",
            "name it after the one thing it does, or move its parts to where they are used",
        )
    }));
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(paths: &[&str]) -> Vec<(String, &'static str)> {
        let files: Vec<File> = paths
            .iter()
            .map(|&path| File {
                path: path.to_owned(),
                text: String::new(),
            })
            .collect();
        check(&files)
            .into_iter()
            .map(|finding| (finding.path, finding.rule))
            .collect()
    }

    #[test]
    fn the_top_holds_what_is_agreed_and_dot_entries() {
        assert!(
            paths(&[
                "Cargo.toml",
                "engine/model/src/lib.rs",
                "tests/src/lib.rs",
                ".ci/run",
                "flows/a.yaml"
            ])
            .is_empty()
        );
        assert_eq!(
            paths(&["notes.txt", "docs/a.md", "docs/b.md"]),
            [("docs".to_owned(), "top"), ("notes.txt".to_owned(), "top")]
        );
    }

    #[test]
    fn a_file_or_folder_whose_name_says_nothing_is_found() {
        for path in [
            "engine/model/src/utils.rs",
            "engine/model/src/common/a.rs",
            "tests/helpers/mod.rs",
            "editor/state/src/types.rs",
        ] {
            assert_eq!(paths(&[path]), [(path.to_owned(), "name")]);
        }
        assert!(paths(&["engine/model/src/typesetting.rs"]).is_empty());
    }
}
