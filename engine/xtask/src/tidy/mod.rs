//! `cargo xtask tidy`: the rules of the house, read from `cargo metadata` and the files themselves.

mod arrows;
mod code;
mod layout;
mod owners;
mod purity;
mod source;
mod words;

use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::project::{self, Project};
use arrows::Package;

/// A file of the repository, its path relative to the root, with forward slashes.
pub(crate) struct File {
    path: String,
    text: String,
}

/// Whether a finding stops the pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    Error,
    Warning,
}

/// One broken rule, in one place.
#[derive(Debug)]
pub(crate) struct Finding {
    weight: Weight,
    path: String,
    line: Option<usize>,
    rule: &'static str,
    what: String,
    todo: String,
}

impl Finding {
    fn new(
        path: &str,
        rule: &'static str,
        what: impl Into<String>,
        todo: impl Into<String>,
    ) -> Self {
        let (path, what, todo) = (path.to_owned(), what.into(), todo.into());
        Self {
            weight: Weight::Error,
            path,
            line: None,
            rule,
            what,
            todo,
        }
    }

    fn at(self, line: usize) -> Self {
        Self {
            line: Some(line),
            ..self
        }
    }

    fn warning(self) -> Self {
        Self {
            weight: Weight::Warning,
            ..self
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weight = if self.weight == Weight::Error {
            "error"
        } else {
            "warning"
        };
        write!(f, "{weight}[{}] {}", self.rule, self.path)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}; {}", self.what, self.todo)
    }
}

/// Prints every finding and fails when one is more than a warning.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    project::no_more("tidy", arguments)?;
    let findings = check(project)?;
    for finding in &findings {
        println!("{finding}");
    }
    match findings
        .iter()
        .filter(|finding| finding.weight == Weight::Error)
        .count()
    {
        0 => Ok(()),
        count => bail!("{count} rule(s) of the house are broken"),
    }
}

/// Every finding in the repository.
fn check(project: &Project) -> Result<Vec<Finding>> {
    let packages = Package::all(&project.metadata()?, &project.root)?;
    let files = files(project)?;
    let mut findings = arrows::check(&packages);
    findings.extend(owners::check(&packages));
    findings.extend(layout::check(&files));
    let tests = purity::only_for_tests(&files);
    for file in &files {
        findings.extend(words::check(file));
        if is_rust(&file.path) {
            findings.extend(source::check(file, &tests));
        }
    }
    Ok(findings)
}

/// What is committed, or would be: git's list, or every file where there is no git.
fn files(project: &Project) -> Result<Vec<File>> {
    let mut git = project.program("git".as_ref());
    let listed = git
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .output();
    let paths = match listed {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout)
            .split('\0')
            .filter(|path| !path.is_empty())
            .map(str::to_owned)
            .collect(),
        _ => walk(project)?,
    };
    let mut files = Vec::new();
    for path in paths {
        let full = project.root.join(&path);
        if !full.is_file() {
            continue;
        }
        let text = String::from_utf8(fs::read(full)?).unwrap_or_default();
        files.push(File { path, text });
    }
    Ok(files)
}

fn walk(project: &Project) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    let mut open = vec![String::new()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(project.root.join(&folder))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() {
                name.clone()
            } else {
                format!("{folder}/{name}")
            };
            match entry.file_type()?.is_dir() {
                true if matches!(path.as_str(), "target" | ".git" | ".data") => {}
                true => open.push(path),
                false => paths.push(path),
            }
        }
    }
    paths.sort();
    Ok(paths)
}

fn is_rust(path: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|ending| ending == "rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_repository_is_tidy() {
        let findings = check(&Project::open().unwrap()).unwrap();
        let errors: Vec<String> = findings
            .iter()
            .filter(|finding| finding.weight == Weight::Error)
            .map(ToString::to_string)
            .collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
    }

    #[test]
    fn a_finding_says_where_which_rule_what_and_what_to_do() {
        let finding = Finding::new("a.rs", "length", "801 lines", "split it").at(3);
        assert_eq!(
            finding.to_string(),
            "error[length] a.rs:3: 801 lines; split it"
        );
    }
}
