//! `trilha test`: the tests of trails, played.

use crate::check::many;
use crate::folder::Folder;
use crate::output::Output;
use anyhow::{Context, Result, bail};
use clap::Args;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use trilha_model::TrailId;
use trilha_talk::{Coverage, Report, Suite};
use trilha_trail::diagnostic::Code;
use trilha_trail::{Bundle, Diagnostic, Known, compile};

/// Plays the tests of trails: every `*.test.yaml`. Ends with 1 when one fails.
///
/// With UPDATE=1 in the environment, the `bot` lines of the test files are written anew as the bot
/// speaks now.
#[derive(Args)]
pub(crate) struct Test {
    /// Folders of trails, or single files; `flows` if none is given.
    paths: Vec<PathBuf>,
    /// Says which steps and exits no test walked.
    #[arg(long)]
    coverage: bool,
}

/// What was played.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    /// What was walked, by root trail, with the bundle it was walked in.
    walked: BTreeMap<TrailId, (Arc<Bundle>, Coverage)>,
}

/// Plays the tests of a folder.
struct Player<'p> {
    folder: &'p Folder,
    /// Whether the lines of the bot are written anew.
    update: bool,
    tally: &'p mut Tally,
    out: Output,
}

impl Test {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
        let mut tally = Tally::default();
        for folder in Folder::read_all(&self.paths)? {
            folder.must_have_trails()?;
            if folder.asked_tests().next().is_none() {
                let asked = folder.asked();
                bail!(
                    "there is no test for {asked}: the tests of `support.yaml` are in `support.test.yaml` beside it"
                );
            }
            let mut player = Player {
                folder: &folder,
                update,
                tally: &mut tally,
                out,
            };
            for (file, text) in folder.asked_tests() {
                match prepare(&folder, file, text) {
                    Err(said) => {
                        player.tally.failed += 1;
                        for placed in folder.place(said) {
                            out.line(&placed.human(out.colour));
                        }
                    }
                    Ok((suite, bundle)) => {
                        player.play(suite, bundle, text)?;
                    }
                }
            }
        }
        if self.coverage {
            for (bundle, coverage) in tally.walked.values() {
                let root = coverage
                    .of(bundle)
                    .into_iter()
                    .find(|of| of.trail == bundle.root().id);
                out.print(
                    &root
                        .map(|of| format!("\n{}", of.show()))
                        .unwrap_or_default(),
                );
            }
        }
        let total = tally.passed + tally.failed;
        out.line(&format!(
            "\n{}, {} failed",
            many(total, "test"),
            tally.failed
        ));
        Ok(ExitCode::from(u8::from(tally.failed > 0)))
    }
}

/// The tests of a file and the trail they are of, or all that is wrong with either.
fn prepare(
    folder: &Folder,
    file: &str,
    text: &str,
) -> Result<(Suite, Arc<Bundle>), Vec<Diagnostic>> {
    let (suite, said) = trilha_talk::read(file, text);
    let suite = suite.ok_or(said)?;
    if folder.sources.path_of(&suite.trail).is_none() {
        let message = format!("there is no trail `{}` in this folder", suite.trail);
        let said = Diagnostic::error(Code::UNKNOWN_TRAIL, file, suite.trail_span, message);
        return Err(vec![said]);
    }
    let (bundle, _) = compile(&folder.sources, &suite.trail, &Known::default())?;
    Ok((suite, Arc::new(bundle)))
}

impl Player<'_> {
    /// Plays the tests of one file, written anew before if they are to be.
    fn play(&mut self, mut suite: Suite, bundle: Arc<Bundle>, text: &str) -> Result<()> {
        let folder = self.folder;
        let file = suite.file.clone();
        let mut text = text.to_owned();
        if self.update {
            let new = trilha_talk::update(&suite, &text, &bundle);
            if new != text {
                let path = folder.path.join(file.as_str());
                fs::write(&path, &new)
                    .with_context(|| format!("cannot write {}", path.display()))?;
                self.out.line(&format!("updated {}", folder.shown(&file)));
                suite = trilha_talk::read(&file, &new)
                    .0
                    .context("the updated file cannot be read")?;
                text = new;
            }
        }
        suite.file = folder.shown(&file).into();
        let report = trilha_talk::run(&suite, &bundle);
        self.tally.count(&report);
        self.out.line(&suite.file);
        self.out.print(&report.show(&text, self.out.colour));
        let walked = &mut self.tally.walked;
        let (_, coverage) = walked
            .entry(suite.trail.clone())
            .or_insert_with(|| (bundle, Coverage::default()));
        coverage.merge(report.coverage);
        Ok(())
    }
}

impl Tally {
    fn count(&mut self, report: &Report) {
        let failed = report.tests.iter().filter(|test| !test.passed()).count();
        self.failed += failed;
        self.passed += report.tests.len() - failed;
    }
}
