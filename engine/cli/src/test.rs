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
use trilha_talk::{Coverage, Suite};
use trilha_trail::diagnostic::{Code, human};
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
            for (file, text) in folder.asked_tests() {
                match prepare(&folder, file, text) {
                    Err(said) => {
                        tally.failed += 1;
                        for diagnostic in said {
                            let (diagnostic, text) = folder.place(diagnostic);
                            out.line(&human(&diagnostic, text, out.colour));
                        }
                    }
                    Ok((suite, bundle)) => {
                        play(&folder, file, text, suite, bundle, update, &mut tally, out)?;
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

#[expect(
    clippy::too_many_arguments,
    reason = "a file with everything that is known of it"
)]
fn play(
    folder: &Folder,
    file: &str,
    text: &str,
    mut suite: Suite,
    bundle: Arc<Bundle>,
    update: bool,
    tally: &mut Tally,
    out: Output,
) -> Result<()> {
    let mut text = text.to_owned();
    if update {
        let new = trilha_talk::update(&suite, &text, &bundle);
        if new != text {
            let path = folder.path.join(file);
            fs::write(&path, &new).with_context(|| format!("cannot write {}", path.display()))?;
            out.line(&format!("updated {}", folder.shown(file)));
            suite = trilha_talk::read(file, &new)
                .0
                .context("the updated file cannot be read")?;
            text = new;
        }
    }
    suite.file = folder.shown(file).into();
    let report = trilha_talk::run(&suite, &bundle);
    let failed = report.tests.iter().filter(|test| !test.passed()).count();
    tally.failed += failed;
    tally.passed += report.tests.len() - failed;
    out.line(&folder.shown(file));
    out.print(&report.show(&text, out.colour));
    tally
        .walked
        .entry(suite.trail.clone())
        .or_insert_with(|| (bundle, Coverage::default()))
        .1
        .merge(report.coverage);
    Ok(())
}
