//! `trilha replay`: recorded talks on drafts, and which of them would differ.

use crate::archive::Archive;
use crate::check::many;
use crate::folder::Folder;
use crate::output::Output;
use anyhow::{Context, Result, bail};
use clap::Args;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use trilha_model::{BundleHash, Limits, TrailId};
use trilha_talk::{Recorded, differ};
use trilha_trail::{Bundle, Known, Sources, compile};

/// Replays recorded talks on drafts, and shows which would differ.
///
/// Ends with 1 when one would. Both the bundle a talk ran and the draft are played with what came in then, at the same times, and with
/// what web services answered then; nothing is asked or sent. What is about a person is shown as `…`: what
/// is known of the contact, what they said, and variables declared `personal`.
#[derive(Args)]
pub(crate) struct Replay {
    /// What was recorded: a server's data folder (also while it runs), a backup, or a test file.
    recorded: PathBuf,
    /// The folder of drafts; `flows`, or this folder if there is none.
    #[arg(long)]
    flows: Option<PathBuf>,
    /// Only talks of this trail. May be repeated.
    #[arg(long)]
    trail: Vec<String>,
    /// Only the last so many talks.
    #[arg(long, value_name = "NUMBER")]
    last: Option<usize>,
    /// How many talks that differ are shown.
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    show: usize,
}

/// What became of the talks.
#[derive(Default)]
struct Tally {
    same: usize,
    differ: usize,
    /// Talks that cannot be played, by why.
    left: BTreeMap<String, usize>,
}

impl Replay {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        let folder = Folder::usual(self.flows.as_deref())?;
        let name = self.recorded.to_string_lossy();
        if self.recorded.is_file() && name.ends_with(".yaml") && !name.ends_with(".test.yaml") {
            bail!("{name} is a trail, no recorded talk: give its tests, a data folder or a backup");
        }
        let tally = if name.ends_with(".test.yaml") {
            self.tests(&folder, out)?
        } else {
            self.talks(&folder, &Archive::open(&self.recorded)?, out)?
        };
        let total = tally.same + tally.differ;
        if total == 0 && tally.left.is_empty() && !self.trail.is_empty() {
            let trails = self.trail.join("`, `");
            bail!("no recorded talk is of `{trails}`");
        }
        out.line(&format!(
            "{}: {} as before, {} would differ",
            many(total, "talk"),
            tally.same,
            tally.differ
        ));
        for (why, count) in &tally.left {
            out.line(&format!("{} not played: {why}", many(*count, "talk")));
        }
        Ok(ExitCode::from(u8::from(tally.differ > 0)))
    }

    /// Whether talks of this trail were asked for.
    fn is_asked(&self, trail: &TrailId) -> bool {
        self.trail.is_empty() || self.trail.iter().any(|id| trail.as_str() == id)
    }

    /// A test file: its talks as written are what was recorded.
    fn tests(&self, folder: &Folder, out: Output) -> Result<Tally> {
        let place = self.recorded.display().to_string();
        let text = std::fs::read_to_string(&self.recorded)
            .with_context(|| format!("cannot read {place}"))?;
        let Some(mut suite) = trilha_talk::read(&place, &text).0 else {
            bail!("{place} cannot be read as tests; `trilha test` says what is wrong with it");
        };
        suite.file = place.as_str().into();
        if !self.is_asked(&suite.trail) {
            return Ok(Tally::default());
        }
        if let Some(last) = self.last {
            let skip = suite.cases.len().saturating_sub(last);
            suite.cases.drain(..skip);
        }
        let limits = suite.limits.unwrap_or_default();
        let Some(draft) = compiled(&folder.sources, &suite.trail, &limits) else {
            bail!(
                "the draft of `{}` is not there or has errors; see `trilha check`",
                suite.trail
            );
        };
        let report = trilha_talk::run(&suite, &draft);
        let same = report.tests.iter().filter(|test| test.passed()).count();
        if same < report.tests.len() {
            out.print(&report.show(&text, out.colour));
        }
        Ok(Tally {
            same,
            differ: report.tests.len() - same,
            ..Tally::default()
        })
    }

    fn talks(&self, folder: &Folder, archive: &Archive, out: Output) -> Result<Tally> {
        let mut recorded = archive.sessions()?;
        recorded.retain(|(_, one)| self.is_asked(&one.trail));
        recorded.sort_by_key(|(_, one)| one.at);
        let skip = self
            .last
            .map_or(0, |last| recorded.len().saturating_sub(last));
        let env = archive.env()?;
        let (mut tally, mut player) = (Tally::default(), Player::new(folder, archive));
        for (inbox, one) in recorded.iter().skip(skip) {
            let (old, new) = match player.bundles(one)? {
                Ok(bundles) => bundles,
                Err(why) => {
                    *tally.left.entry(why).or_default() += 1;
                    continue;
                }
            };
            let Some(found) = differ(one, &old, &new, &env) else {
                tally.same += 1;
                continue;
            };
            tally.differ += 1;
            if tally.differ <= self.show {
                let (bold, plain) = (out.paint("\u{1b}[1m"), out.paint("\u{1b}[0m"));
                let (trail, inputs) = (&one.trail, many(one.inputs.len(), "input"));
                let at = when(one);
                out.line(&format!(
                    "{bold}≠ {trail} on {inbox}, {at}{plain} ({inputs})"
                ));
                out.line(&found.show(out.colour));
            }
        }
        Ok(tally)
    }
}

/// Bundles, made once.
struct Player<'p> {
    folder: &'p Folder,
    archive: &'p Archive,
    old: BTreeMap<BundleHash, Option<Arc<Bundle>>>,
    new: BTreeMap<TrailId, Option<Arc<Bundle>>>,
}

impl<'p> Player<'p> {
    fn new(folder: &'p Folder, archive: &'p Archive) -> Self {
        Self {
            folder,
            archive,
            old: BTreeMap::new(),
            new: BTreeMap::new(),
        }
    }

    /// The bundle a talk ran and the draft, or why there are not both.
    #[expect(
        clippy::type_complexity,
        reason = "an answer for people, inside a failure to read"
    )]
    fn bundles(
        &mut self,
        recorded: &Recorded,
    ) -> Result<Result<(Arc<Bundle>, Arc<Bundle>), String>> {
        let trail = &recorded.trail;
        if !self.old.contains_key(&recorded.bundle) {
            let made = self
                .archive
                .bundle(&recorded.bundle)?
                .and_then(|sources| compiled(&sources, trail, &Limits::default()));
            self.old.insert(recorded.bundle.clone(), made);
        }
        let new = self
            .new
            .entry(trail.clone())
            .or_insert_with(|| compiled(&self.folder.sources, trail, &Limits::default()));
        let old = self.old.get(&recorded.bundle).and_then(Option::as_ref);
        Ok(match (old, new) {
            (Some(old), Some(new)) => Ok((Arc::clone(old), Arc::clone(new))),
            (None, _) => Err(format!("the bundle of `{trail}` they ran is not there")),
            (_, None) => Err(format!("the draft of `{trail}` is not there or has errors")),
        })
    }
}

fn compiled(sources: &Sources, trail: &TrailId, limits: &Limits) -> Option<Arc<Bundle>> {
    let known = Known {
        limits: *limits,
        ..Known::default()
    };
    let compiled = compile(sources, trail, &known).ok()?;
    Some(Arc::new(compiled.0))
}

/// When a talk began, in UTC.
fn when(recorded: &Recorded) -> String {
    let at = jiff::Timestamp::from_millisecond(recorded.at.0);
    at.map_or_else(
        |_| String::new(),
        |at| at.strftime("%Y-%m-%d %H:%M").to_string(),
    )
}
