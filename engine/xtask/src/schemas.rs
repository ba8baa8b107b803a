//! `cargo xtask schemas`: the generated schemas, written or compared.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::project::{self, Project};

/// Builds the binary and writes `schemas/`, or with `--check` only compares.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let check = match arguments {
        [] => false,
        [only] if only == "--check" => true,
        [other, ..] => bail!("`cargo xtask schemas` does not know `{other}`"),
    };
    project::run(
        project
            .cargo()
            .args(["build", "--quiet", "--package", "trilha"]),
    )?;
    let binary = project
        .target
        .join("debug")
        .join(format!("trilha{}", std::env::consts::EXE_SUFFIX));
    if check {
        compare(project, &binary)
    } else {
        write(project, &binary, &project.root.join("schemas"))
    }
}

/// Fails, naming each file, when what the types say is not what is committed.
pub(crate) fn compare(project: &Project, binary: &Path) -> Result<()> {
    let fresh = project.target.join("schemas");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    write(project, binary, &fresh)?;
    let stale = differences(&read(&project.root.join("schemas"))?, &read(&fresh)?);
    if !stale.is_empty() {
        bail!(
            "run `cargo xtask schemas` and commit the result:\n  {}",
            stale.join("\n  ")
        );
    }
    Ok(())
}

fn write(project: &Project, binary: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    project::run(
        project
            .program(binary)
            .args(["schema", "--out"])
            .arg(folder),
    )
}

type Files = BTreeMap<String, Vec<u8>>;

fn read(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    let mut open = vec![PathBuf::new()];
    while let Some(inner) = open.pop() {
        for entry in fs::read_dir(folder.join(&inner))
            .with_context(|| format!("cannot read {}", folder.display()))?
        {
            let entry = entry?;
            let path = inner.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                open.push(path);
            } else if entry.file_name() != "README.md" {
                files.insert(path.display().to_string(), fs::read(entry.path())?);
            }
        }
    }
    Ok(files)
}

fn differences(committed: &Files, fresh: &Files) -> Vec<String> {
    let gone = committed
        .keys()
        .filter(|name| !fresh.contains_key(*name))
        .map(|name| format!("{name}: no longer generated"));
    let changed = fresh
        .iter()
        .filter_map(|(name, bytes)| match committed.get(name) {
            None => Some(format!("{name}: not committed")),
            Some(old) if old != bytes => Some(format!("{name}: stale")),
            Some(_) => None,
        });
    gone.chain(changed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(entries: &[(&str, &str)]) -> Files {
        entries
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
            .collect()
    }

    #[test]
    fn equal_folders_have_no_differences() {
        let same = files(&[("trail.schema.json", "{}")]);
        assert!(differences(&same, &same).is_empty());
    }

    #[test]
    fn a_stale_a_missing_and_a_left_over_file_are_each_named() {
        let found = differences(
            &files(&[("a", "1"), ("old", "1")]),
            &files(&[("a", "2"), ("new", "1")]),
        );
        assert_eq!(
            found,
            ["old: no longer generated", "a: stale", "new: not committed"]
        );
    }

    #[test]
    fn folders_are_read_with_what_is_inside_them() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("v1")).unwrap();
        fs::write(folder.path().join("v1/a.json"), "{}").unwrap();
        fs::write(folder.path().join("README.md"), "not generated").unwrap();
        assert_eq!(read(folder.path()).unwrap(), files(&[("v1/a.json", "{}")]));
    }
}
