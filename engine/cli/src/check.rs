//! `trilha check`: what is wrong with trails and their tests, and where.

use crate::archive::Archive;
use crate::folder::{Folder, Placed};
use crate::output::Output;
use anyhow::Result;
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;
use trilha_model::Limits;
use trilha_trail::diagnostic::{report, sarif};
use trilha_trail::{Diagnostic, Known, Severity};

/// Checks trails and says what is wrong with them, and where.
///
/// Ends with 1 when there are errors.
#[derive(Args)]
pub(crate) struct Check {
    /// Folders of trails, or single files; `flows` if none is given.
    paths: Vec<PathBuf>,
    /// Checks also against what a server has: its queues, inboxes, `env` values, secrets, calendars, skills
    /// and teams. A server's data folder (also while it runs), or a backup.
    #[arg(long, value_name = "DIR|BACKUP")]
    data: Option<PathBuf>,
    /// A file of limits on what a talk may use, `messages: 20` line by line, each at or below its ceiling: the one
    /// that the server is started with, which is not in its data.
    #[arg(long, value_name = "FILE", value_parser = crate::limits::read)]
    limits: Option<Limits>,
    /// How to print what is wrong.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people, with the lines it is about.
    Text,
    /// A JSON array, one object each.
    Json,
    /// SARIF 2.1.0, which code hosts show beside the lines.
    Sarif,
}

impl Check {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        let folders = Folder::read_all(&self.paths)?;
        let mut known = match &self.data {
            Some(data) => Archive::open(data)?.known()?,
            None => Known::default(),
        };
        known.limits = self.limits.unwrap_or_default();
        let (mut trails, mut steps) = (0, 0);
        let mut found: Vec<Placed<'_>> = Vec::new();
        for folder in &folders {
            folder.must_have_trails()?;
            trails += folder.trails().len();
            steps += folder.asked_steps().count();
            found.extend(folder.place(all(folder, &known)));
        }
        match self.format {
            Format::Text => {
                for placed in &found {
                    out.line(&placed.human(out.colour));
                }
                out.line(&summary(trails, steps, &found));
            }
            Format::Json => {
                let reports: Vec<_> = found
                    .iter()
                    .map(|placed| report(&placed.diagnostic, &placed.lines))
                    .collect();
                out.line(&serde_json::to_string_pretty(&reports)?);
            }
            Format::Sarif => {
                let found: Vec<_> = found
                    .iter()
                    .map(|placed| (&placed.diagnostic, &*placed.lines))
                    .collect();
                out.line(&serde_json::to_string_pretty(&sarif(&found))?);
            }
        }
        let broken = found.iter().any(|placed| placed.diagnostic.is_error());
        Ok(ExitCode::from(u8::from(broken)))
    }
}

/// Everything there is to say about a folder, each once, though trails share sub-trails.
fn all(folder: &Folder, known: &Known) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for trail in folder.trails() {
        found.extend(trilha_trail::check(&folder.sources, &trail, known).diagnostics);
    }
    for (file, text) in folder.asked_tests() {
        found.extend(trilha_talk::read(file, text).1);
    }
    for name in folder.asked_steps() {
        let custom = folder.sources.custom(name);
        found.extend(custom.map(|(_, said)| said).unwrap_or_default());
    }
    for (file, text) in folder.asked_step_tests() {
        let played = trilha_talk::run_custom(file, text, &folder.sources);
        found.extend(played.err().unwrap_or_default());
    }
    found.retain(|said| {
        seen.insert((
            said.file.clone(),
            said.span,
            said.code,
            said.message.clone(),
        ))
    });
    found.sort_by_key(|said| std::cmp::Reverse(said.severity));
    found
}

/// Custom steps are counted where there is nothing else: trails are what people check.
fn summary(trails: usize, steps: usize, found: &[Placed<'_>]) -> String {
    let count = |severity| {
        found
            .iter()
            .filter(|placed| placed.diagnostic.severity == severity)
            .count()
    };
    let counts = [
        (count(Severity::Error), "error"),
        (count(Severity::Warning), "warning"),
        (count(Severity::Hint), "hint"),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| many(count, word))
        .collect();
    let what = if counts.is_empty() {
        "nothing to complain about".into()
    } else {
        counts.join(", ")
    };
    let checked = if trails == 0 && steps > 0 {
        many(steps, "custom step")
    } else {
        many(trails, "trail")
    };
    format!("{checked} checked: {what}")
}

/// A count with its word: `1 trail`, `2 trails`.
pub(crate) fn many(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
