//! `trilha fmt`: trails and tests laid out as everyone would write them.

use crate::check::many;
use crate::folder::Folder;
use crate::output::Output;
use anyhow::{Context as _, Result};
use clap::Args;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

/// Lays out trails and their tests: indents, spaces, quotes, the layout last. Comments and order stay.
///
/// A file that cannot be laid out is left as it is and named; then it ends with 1.
#[derive(Args)]
pub(crate) struct Fmt {
    /// Folders of trails, or single files; `flows` if none is given.
    paths: Vec<PathBuf>,
    /// Writes nothing; names the files that would change, and ends with 1 if there are any.
    #[arg(long)]
    check: bool,
}

impl Fmt {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        let (mut changed, mut refused, mut seen) = (0, 0, 0);
        for folder in Folder::read_all(&self.paths)? {
            folder.must_have_trails()?;
            for file in folder.asked_files() {
                seen += 1;
                let text = folder.text(&file);
                match trilha_trail::format(text) {
                    Ok(tidy) if tidy == text => {}
                    Ok(tidy) => {
                        changed += 1;
                        out.line(&folder.shown(&file));
                        if !self.check {
                            let path = folder.path.join(&file);
                            fs::write(&path, tidy)
                                .with_context(|| format!("cannot write {}", path.display()))?;
                        }
                    }
                    Err(error) => {
                        refused += 1;
                        out.problem(&format!("{}: {error}", folder.shown(&file)));
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
