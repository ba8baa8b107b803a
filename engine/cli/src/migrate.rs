//! `trilha migrate`: older files in today's spelling.

use crate::output::Output;
use crate::rewrite::{Anew, Rewrite};
use anyhow::Result;
use clap::Args;
use similar::TextDiff;
use std::process::ExitCode;
use trilha_trail::Migrated;

/// Unchanged lines shown around a change.
const AROUND: usize = 2;

/// Writes what is spelled as in older files as it is spelled now.
///
/// It shows the lines it changes. Comments, order and formatting stay, and a second time changes nothing. A file that cannot be changed is left as it
/// is and named; then it ends with 1.
#[derive(Args)]
pub(crate) struct Migrate {
    #[command(flatten)]
    files: Rewrite,
}

impl Migrate {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        self.files.run(out, |text, shown| {
            let migrated = trilha_trail::migrate(text);
            migrated.map(|migrated| anew(text, shown, migrated))
        })
    }
}

/// What a file is from now on, and what is told of it: why, and the lines that differ.
fn anew(before: &str, shown: &str, migrated: Migrated) -> Option<Anew> {
    let Migrated { text, changed } = migrated;
    let mut why = changed;
    why.dedup();
    let mut told: Vec<String> = why.iter().map(|why| format!("{shown}: {why}")).collect();
    if told.is_empty() {
        return None;
    }
    let diff = TextDiff::from_lines(before, &text);
    let lines = diff.unified_diff().context_radius(AROUND).to_string();
    told.push(lines.trim_end().to_owned());
    Some(Anew { text, told })
}
