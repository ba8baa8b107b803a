//! Files written anew, or only looked at: what `fmt` and `migrate` have in common.

use crate::check::many;
use crate::folder::Folder;
use crate::output::Output;
use anyhow::{Context as _, Result, bail};
use clap::Args;
use std::fmt::Display;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

/// Which files, and whether they are written.
#[derive(Args)]
pub(crate) struct Rewrite {
    /// Folders of trails, or single files; `flows` if none is given.
    paths: Vec<PathBuf>,
    /// Writes nothing; shows what would change, and ends with 1 if anything would.
    #[arg(long)]
    check: bool,
}

/// A file as it is to be.
pub(crate) struct Anew {
    /// Its text.
    pub(crate) text: String,
    /// What is told of it.
    pub(crate) told: Vec<String>,
}

impl Rewrite {
    /// Writes every file asked for as `anew` has it: nothing where it stays. It gets the text and the path as it
    /// is shown. A file for which it fails is left as it is and named; then this ends with 1.
    pub(crate) fn run<E: Display>(
        &self,
        out: Output,
        anew: impl Fn(&str, &str) -> Result<Option<Anew>, E>,
    ) -> Result<ExitCode> {
        let (mut changed, mut refused, mut seen) = (0, 0, 0);
        for folder in Folder::read_all(&self.paths)? {
            folder.must_have_trails()?;
            let files = folder.asked_files();
            if files.is_empty() {
                let asked = folder.asked();
                bail!(
                    "there is no trail and no test of one in {asked}: custom steps stay as they are"
                );
            }
            for file in files {
                seen += 1;
                let shown = folder.shown(&file);
                match anew(folder.text(&file), &shown) {
                    Ok(None) => {}
                    Ok(Some(anew)) => {
                        changed += 1;
                        if !self.check {
                            let path = folder.path.join(&file);
                            fs::write(&path, anew.text)
                                .with_context(|| format!("cannot write {}", path.display()))?;
                        }
                        anew.told.iter().for_each(|line| out.line(line));
                    }
                    Err(error) => {
                        refused += 1;
                        out.problem(&format!("{shown}: {error}"));
                    }
                }
            }
        }
        let done = if self.check {
            "would change"
        } else {
            "changed"
        };
        out.line(&format!("{}, {changed} {done}", many(seen, "file")));
        let failed = refused > 0 || (self.check && changed > 0);
        Ok(ExitCode::from(u8::from(failed)))
    }
}
