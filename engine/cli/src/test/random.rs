//! `trilha test --random`: random talks look for what no trail should lead to.

use super::cover::{Cover, Format};
use crate::folder::Folder;
use crate::output::Output;
use anyhow::Result;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use trilha_model::{Limits, TrailId};
use trilha_talk::{Coverage, Explored, Found, Suite, Trouble, explore};
use trilha_trail::{Known, compile};

/// How many random talks to have, and from which seed.
pub(super) struct Random {
    pub(super) seed: Option<u64>,
    pub(super) talks: u64,
    pub(super) coverage: Format,
    pub(super) limits: Limits,
}

impl Random {
    /// Talks with every trail that was asked for.
    pub(super) fn run(&self, folders: &[Folder], out: Output) -> Result<ExitCode> {
        let seed = self.seed.unwrap_or_else(any_seed);
        let (mut cover, mut found) = (Cover::default(), 0);
        let told = |text: &str| match self.coverage {
            Format::Text => out.line(text),
            Format::Json | Format::Lcov => out.aside(text),
        };
        told(&format!("seed {seed}: the same seed gives the same talks"));
        for folder in folders {
            folder.must_have_trails()?;
            let mut walked = Coverage::default();
            for trail in folder.trails() {
                match self.explore(folder, &trail, seed) {
                    Err(said) => {
                        found += 1;
                        told(&said);
                    }
                    Ok(explored) => {
                        found += explored.found.len();
                        let path = folder.shown(folder.sources.path_of(&trail).unwrap_or_default());
                        told(&show(&trail, &self.again(&path), &explored));
                        walked.merge(explored.coverage);
                    }
                }
            }
            cover.add(folder, &walked);
        }
        out.print(&cover.show(self.coverage)?);
        Ok(ExitCode::from(u8::from(found > 0)))
    }

    /// The command that has random talks with the trail at a path, up to the seed.
    fn again(&self, path: &str) -> String {
        let lower = self.limits != Limits::default();
        let limits = if lower { " --limits …" } else { "" };
        format!("trilha test {path} --random{limits}")
    }

    fn explore(&self, folder: &Folder, trail: &TrailId, seed: u64) -> Result<Explored, String> {
        let suite = suite_of(folder, trail);
        let own = suite.as_ref().and_then(|suite| suite.limits);
        let known = Known {
            limits: own.unwrap_or(self.limits),
            ..Known::default()
        };
        let compiled = compile(&folder.sources, trail, &known);
        let (bundle, _) = compiled.map_err(|said| {
            let placed = folder.place(said);
            let shown = placed.iter().map(|placed| placed.human(false));
            shown.collect::<Vec<_>>().join("\n")
        })?;
        // What a panic prints by itself would stand in the way of what is found about it.
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let explored = explore(&Arc::new(bundle), suite.as_ref(), seed, self.talks);
        std::panic::set_hook(hook);
        Ok(explored)
    }
}

/// The trail's own tests, where there are any that can be read.
fn suite_of(folder: &Folder, trail: &TrailId) -> Option<Suite> {
    let mut suites = folder
        .tests
        .iter()
        .filter_map(|(file, text)| trilha_talk::read(file, text).0);
    suites.find(|suite| suite.trail == *trail)
}

fn show(trail: &TrailId, again: &str, explored: &Explored) -> String {
    let talks = crate::check::many(
        usize::try_from(explored.talks).unwrap_or(usize::MAX),
        "talk",
    );
    let mut out = format!("{trail}: {talks}, {} found", explored.found.len());
    for found in &explored.found {
        out.push_str("\n\n");
        out.push_str(&describe(again, found));
    }
    out
}

fn describe(again: &str, found: &Found) -> String {
    let place = found
        .place
        .as_ref()
        .map(|(trail, step)| format!(" at {trail}/{step}"));
    let whose = match found.trouble {
        Trouble::Panics | Trouble::Broken => "; this is a defect of the engine, not of the trail",
        Trouble::Hangs | Trouble::Limit | Trouble::Fails => "",
    };
    format!(
        "✗ {}{}: {}{whose}\n  in {}; again: {again} --seed {} --talks 1\n  as a test:\n\n{}",
        found.trouble.words(),
        place.unwrap_or_default(),
        found.reason,
        crate::check::many(usize::try_from(found.times).unwrap_or(usize::MAX), "talk"),
        found.seed,
        found.test
    )
}

fn any_seed() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = since.map_or(0, |since| since.as_secs());
    // Short enough to be typed again.
    seconds % 1_000_000
}
