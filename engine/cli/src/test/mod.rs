//! `trilha test`: the tests of trails, played.

mod cover;
mod random;

use crate::check::many;
use crate::folder::Folder;
use crate::output::Output;
use anyhow::{Context, Result, bail};
use clap::Args;
use cover::{Cover, Format};
use random::Random;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use trilha_model::Limits;
use trilha_talk::{Coverage, Report, Suite};
use trilha_trail::diagnostic::Code;
use trilha_trail::{Bundle, Diagnostic, Known, compile};

/// Plays the tests of trails, and of custom steps: every `*.test.yaml`.
///
/// Ends with 1 when one fails. With UPDATE=1 in the environment, the `bot` lines of the test files are written anew as the bot
/// speaks now.
#[derive(Args)]
pub(crate) struct Test {
    /// Folders of trails, or single files; `flows` if none is given.
    paths: Vec<PathBuf>,
    /// Says which steps and exits were walked, and how often. As JSON or lcov it is all that is printed to
    /// the standard output.
    #[arg(long, value_name = "FORMAT", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    coverage: Option<Format>,
    /// Has random talks instead, looking for panics, talks that never rest, limits reached, sessions that
    /// end in an error, and exits never taken. What is found is printed as a short test.
    #[arg(long)]
    random: bool,
    /// The seed of the first random talk; each other takes the next number. Any, if not given.
    #[arg(long, requires = "random")]
    seed: Option<u64>,
    /// How many random talks to have with each trail.
    #[arg(
        long,
        requires = "random",
        default_value_t = 200,
        value_name = "NUMBER"
    )]
    talks: u64,
    /// A file of limits on what a talk may use, `messages: 20` line by line, each at or below its ceiling.
    /// A test file with `limits` of its own goes by those.
    #[arg(long, value_name = "FILE", value_parser = crate::limits::read)]
    limits: Option<Limits>,
}

/// What was played.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
}

/// Plays the tests of a folder.
struct Player<'p> {
    folder: &'p Folder,
    /// Whether the lines of the bot are written anew.
    update: bool,
    tally: &'p mut Tally,
    walked: Coverage,
    report: Printed,
}

/// Where the report goes: aside, where something else is what was asked for.
#[derive(Clone, Copy)]
struct Printed {
    out: Output,
    aside: bool,
}

impl Printed {
    fn line(self, text: &str) {
        if self.aside {
            self.out.aside(text);
        } else {
            self.out.line(text);
        }
    }
}

impl Test {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        let folders = Folder::read_all(&self.paths)?;
        if self.random {
            let random = Random {
                seed: self.seed,
                talks: self.talks,
                coverage: self.coverage.unwrap_or(Format::Text),
                limits: self.limits.unwrap_or_default(),
            };
            return random.run(&folders, out);
        }
        let report = Printed {
            out,
            aside: matches!(self.coverage, Some(Format::Json | Format::Lcov)),
        };
        let (mut tally, mut cover) = (Tally::default(), Cover::default());
        for folder in &folders {
            let walked = play(folder, &self.limits.unwrap_or_default(), &mut tally, report)?;
            cover.add(folder, &walked);
        }
        let total = tally.passed + tally.failed;
        let summary = format!("\n{}, {} failed", many(total, "test"), tally.failed);
        if report.aside {
            report.line(&summary);
        }
        if let Some(format) = self.coverage {
            out.print(&cover.show(format)?);
        }
        if !report.aside {
            report.line(&summary);
        }
        Ok(ExitCode::from(u8::from(tally.failed > 0)))
    }
}

/// Plays the tests of a folder that were asked for; what they walked.
fn play(folder: &Folder, limits: &Limits, tally: &mut Tally, report: Printed) -> Result<Coverage> {
    folder.must_have_trails()?;
    if folder.asked_tests().next().is_none() && folder.asked_step_tests().next().is_none() {
        let asked = folder.asked();
        bail!(
            "there is no test for {asked}: the tests of `support.yaml` are in `support.test.yaml` beside it"
        );
    }
    let mut player = Player {
        folder,
        update: std::env::var_os("UPDATE").is_some_and(|value| value == "1"),
        tally,
        walked: Coverage::default(),
        report,
    };
    for (file, text) in folder.asked_tests() {
        match prepare(folder, limits, file, text) {
            Err(said) => player.broken(said),
            Ok((suite, bundle)) => player.play(suite, &bundle, text)?,
        }
    }
    for (file, text) in folder.asked_step_tests() {
        match trilha_talk::run_custom(file, text, &folder.sources) {
            Err(said) => player.broken(said),
            Ok(report) => player.tell(report, text),
        }
    }
    Ok(player.walked)
}

/// The tests of a file and the trail they are of, or all that is wrong with either.
fn prepare(
    folder: &Folder,
    limits: &Limits,
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
    let known = Known {
        limits: suite.limits.unwrap_or(*limits),
        ..Known::default()
    };
    let (bundle, _) = compile(&folder.sources, &suite.trail, &known)?;
    Ok((suite, Arc::new(bundle)))
}

impl Player<'_> {
    /// Plays the tests of one file, written anew before if they are to be.
    fn play(&mut self, mut suite: Suite, bundle: &Arc<Bundle>, text: &str) -> Result<()> {
        let folder = self.folder;
        let file = suite.file.clone();
        let mut text = text.to_owned();
        if self.update {
            let new = trilha_talk::update(&suite, &text, bundle);
            if new != text {
                let path = folder.path.join(file.as_str());
                suite = trilha_talk::read(&file, &new).0.with_context(|| {
                    let file = path.display();
                    format!("{file} is left as it is: written anew it could not be read; try a line for each part of a talk")
                })?;
                fs::write(&path, &new)
                    .with_context(|| format!("cannot write {}", path.display()))?;
                self.report
                    .line(&format!("updated {}", folder.shown(&file)));
                text = new;
            }
        }
        self.tell(trilha_talk::run(&suite, bundle), &text);
        Ok(())
    }

    /// Prints what came of a file, and counts it.
    fn tell(&mut self, mut report: Report, text: &str) {
        self.tally.count(&report);
        report.file = self.folder.shown(&report.file).into();
        self.report.line(&report.file);
        let shown = report.show(text, self.report.out.colour);
        self.report.line(shown.trim_end_matches('\n'));
        self.walked.merge(report.coverage);
    }

    /// Prints why a file cannot be played, and counts that as a failure.
    fn broken(&mut self, said: Vec<Diagnostic>) {
        self.tally.failed += 1;
        for placed in self.folder.place(said) {
            self.report.line(&placed.human(self.report.out.colour));
        }
    }
}

impl Tally {
    fn count(&mut self, report: &Report) {
        let failed = report.tests.iter().filter(|test| !test.passed()).count();
        self.failed += failed;
        self.passed += report.tests.len() - failed;
    }
}
