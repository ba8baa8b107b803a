//! `trilha migrate`: older files in today's spelling.

use crate::check::many;
use crate::folder::Folder;
use crate::output::Output;
use anyhow::{Context as _, Result};
use clap::Args;
use similar::TextDiff;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

/// Unchanged lines shown around a change.
const AROUND: usize = 2;

/// Writes what is spelled as in older files as it is spelled now, and shows the lines it changes.
///
/// Comments, order and formatting stay, and a second time changes nothing. A file that cannot be changed is left as it
/// is and named; then it ends with 1.
#[derive(Args)]
pub(crate) struct Migrate {
    /// Folders of trails, or single files; `flows` if none is given.
    paths: Vec<PathBuf>,
    /// Writes nothing; shows what would change, and ends with 1 if anything would.
    #[arg(long)]
    check: bool,
}

impl Migrate {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        let (mut changed, mut refused, mut seen) = (0, 0, 0);
        for folder in Folder::read_all(&self.paths)? {
            folder.must_have_trails()?;
            for file in folder.asked_files() {
                seen += 1;
                let (text, shown) = (folder.text(&file), folder.shown(&file));
                let migrated = match trilha_trail::migrate(text) {
                    Ok(migrated) if migrated.changed.is_empty() => continue,
                    Ok(migrated) => migrated,
                    Err(error) => {
                        refused += 1;
                        out.problem(&format!("{shown}: {error}"));
                        continue;
                    }
                };
                changed += 1;
                let mut why = migrated.changed;
                why.dedup();
                for why in why {
                    out.line(&format!("{shown}: {why}"));
                }
                let diff = TextDiff::from_lines(text, &migrated.text);
                let mut diff = diff.unified_diff();
                out.line(diff.context_radius(AROUND).to_string().trim_end());
                if !self.check {
                    let path = folder.path.join(&file);
                    fs::write(&path, migrated.text)
                        .with_context(|| format!("cannot write {}", path.display()))?;
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
