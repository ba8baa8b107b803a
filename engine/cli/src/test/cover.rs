//! What the tests of a folder walked, for the terminal, as JSON and in lcov's format.

use crate::folder::Folder;
use anyhow::Result;
use clap::ValueEnum;
use serde_json::json;
use std::fmt::Write as _;
use trilha_talk::{Coverage, TrailCoverage};
use trilha_trail::{Bundle, Known, compile};

/// How coverage is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people: figures, and what no test walked.
    Text,
    /// For programs: every step and exit, with how often it was walked.
    Json,
    /// For editors and reports: lines, functions and branches.
    Lcov,
}

/// What was walked in the folders that were asked for.
#[derive(Default)]
pub(super) struct Cover {
    trails: Vec<Covered>,
}

struct Covered {
    file: String,
    text: String,
    bundle: Bundle,
    coverage: TrailCoverage,
}

impl Cover {
    /// Adds the trails of a folder: also those no test plays. One with errors has no steps to walk.
    pub(super) fn add(&mut self, folder: &Folder, walked: &Coverage) {
        for id in folder.trails() {
            let Some(path) = folder.sources.path_of(&id) else {
                continue;
            };
            if let Ok((bundle, _)) = compile(&folder.sources, &id, &Known::default()) {
                self.trails.push(Covered {
                    file: folder.shown(path),
                    text: folder.text(path).to_owned(),
                    coverage: walked.of_trail(bundle.root()),
                    bundle,
                });
            }
        }
    }

    /// All of it, as asked for.
    pub(super) fn show(&self, format: Format) -> Result<String> {
        Ok(match format {
            Format::Text => self.text(),
            Format::Json => format!("{}\n", serde_json::to_string_pretty(&self.json())?),
            Format::Lcov => self.trails.iter().map(Covered::lcov).collect(),
        })
    }

    fn totals(&self) -> [usize; 4] {
        let mut sums = [0; 4];
        for one in &self.trails {
            let ((reached, steps), (walked, exits)) =
                (one.coverage.steps_reached(), one.coverage.exits_walked());
            for (sum, more) in sums.iter_mut().zip([reached, steps, walked, exits]) {
                *sum += more;
            }
        }
        sums
    }

    fn text(&self) -> String {
        let mut out = String::new();
        for one in &self.trails {
            out.push('\n');
            out.push_str(&one.coverage.show());
        }
        let [reached, steps, walked, exits] = self.totals();
        if self.trails.len() > 1 {
            writeln!(
                out,
                "\nall: {reached}/{steps} steps, {walked}/{exits} exits"
            )
            .expect("invariant: strings take all");
        }
        out
    }

    fn json(&self) -> serde_json::Value {
        let [reached, steps, walked, exits] = self.totals();
        let trails = self.trails.iter().map(|one| {
            json!({
                "file": one.file,
                "trail": one.coverage.trail,
                "steps": one.coverage.steps,
            })
        });
        json!({
            "steps": { "reached": reached, "all": steps },
            "exits": { "walked": walked, "all": exits },
            "trails": trails.collect::<Vec<_>>(),
        })
    }
}

impl Covered {
    fn lcov(&self) -> String {
        self.coverage
            .lcov(self.bundle.root(), &self.file, &self.text)
    }
}
