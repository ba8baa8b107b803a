//! `trilha chat`: one conversation in the terminal, with the real engine.

mod answer;
mod model;
mod talk;
mod web;

use crate::folder::Folder;
use crate::output::Output;
use anyhow::{Context, Result, bail};
use clap::Args;
use model::Model;
use std::fs;
use std::io::BufRead as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{SystemTime, UNIX_EPOCH};
use talk::{Services, Talk};
use trilha_model::{Capability, Limits, Map, Span, Timestamp, TrailId, Value};
use trilha_talk::{Misfit, Recorder, Setup, Simulator, Suite};
use trilha_trail::{Bundle, Known, compile};
use web::Web;

/// The name of a recorded test.
const NAME: &str = "recorded in the terminal";

/// Talks with a trail in the terminal.
///
/// `/help` lists what else one can do there. The calendars that the trail names are those of its test file.
#[derive(Args)]
pub(crate) struct Chat {
    /// The trail, or its file.
    trail: String,
    /// The folder of trails; `flows`, or this folder if there is none.
    #[arg(long)]
    flows: Option<PathBuf>,
    /// A value that trails read as `env`: NAME=value. May be repeated; what is not given is taken
    /// from the trail's test file. `MODEL_URL` and `MODEL_NAMES`, given here or in the environment, say
    /// which model `ai` steps ask; its key is `MODEL_KEY` in the environment.
    #[arg(long = "env", value_name = "NAME=VALUE")]
    env: Vec<String>,
    /// The contact's language, such as `pt-BR`.
    #[arg(long)]
    language: Option<String>,
    /// Shows each request of an HTTP step and asks for the JSON it answers; without this, requests fail.
    #[arg(long)]
    ask_http: bool,
    /// Makes the requests of HTTP steps, as the server would: never to private addresses. Secrets are
    /// read from the environment, `TRILHA_SECRET_NAME` for the secret NAME.
    #[arg(long, conflicts_with = "ask_http")]
    http: bool,
    /// A host that `--http` may reach whatever its address is: `host` or `host:port`. May be repeated.
    #[arg(long = "allow-host", value_name = "HOST", requires = "http")]
    allow_hosts: Vec<String>,
    /// Writes the talk down as a test: into a new file, or at the end of a test file. Typing takes no time then:
    /// what goes by is `/wait`, and the silence until something happens.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// A file of limits on what a talk may use, `messages: 20` line by line, each at or below its ceiling.
    #[arg(long, value_name = "FILE", value_parser = crate::limits::read)]
    limits: Option<Limits>,
}

impl Chat {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        let (folder, id) = Folder::with_trail(&self.trail, self.flows.as_deref())?;
        let bundle = self.bundle(&folder, &id, out)?;
        let bundle = Arc::new(bundle);
        let suite = suite_of(&folder, &id);
        let mut env = self.values(suite.as_ref())?;
        let calendars = suite.map(|suite| suite.calendars).unwrap_or_default();
        let model = Model::taken(&mut env, &bundle)?;
        let setup = Setup {
            env,
            calendars,
            language: self.language.as_deref().map(Into::into),
            now: now(),
            seed: now().0.unsigned_abs(),
            cannot: vec![Capability::Form],
            ..Setup::default()
        };
        let recorder = Recorder::of(&setup, &bundle);
        self.can_be_recorded(&recorder)?;
        let (send, typed) = channel();
        std::thread::spawn(move || {
            for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        out.line(&format!(
            "{} — say something, or /help",
            bundle.root().title(None)
        ));
        let mut talk = Talk {
            model,
            clock: Clock::new(self.record.is_some()),
            recorder,
            sim: Simulator::new(bundle, setup),
            shown: 0,
            typed,
            services: self.services()?,
            replies: 0,
            out,
        };
        talk.run()?;
        if let Some(file) = &self.record {
            write_down(&talk.recorder, file)?;
            out.line(&format!("recorded in {}", file.display()));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn services(&self) -> Result<Services> {
        if self.http {
            return Ok(Services::Real(Web::new(&self.allow_hosts)?));
        }
        Ok(if self.ask_http {
            Services::Asked
        } else {
            Services::Absent
        })
    }

    /// Refuses a talk that could not be written down when it is over.
    fn can_be_recorded(&self, recorder: &Recorder) -> Result<()> {
        let Some(file) = &self.record else {
            return Ok(());
        };
        let shown = file.display();
        if file.is_dir() {
            bail!("cannot write {shown}: it is a folder");
        }
        if !file.exists() {
            let parent = file.parent().unwrap_or(Path::new(""));
            if parent.as_os_str().is_empty() || parent.is_dir() {
                return Ok(());
            }
            bail!(
                "cannot write {shown}: there is no folder {}",
                parent.display()
            );
        }
        let before = fs::read_to_string(file).with_context(|| format!("cannot read {shown}"))?;
        let mut anything = recorder.clone();
        anything.arrives();
        if let Err(misfit) = anything.added_to(&before, NAME) {
            let help = match misfit {
                Misfit::Unread => "; `trilha test` says which",
                Misfit::Limits => "; give the same with --limits",
                Misfit::Trail(_) | Misfit::Form => "",
            };
            bail!("cannot add to {shown}: {misfit}{help}");
        }
        Ok(())
    }

    fn bundle(&self, folder: &Folder, id: &TrailId, out: Output) -> Result<Bundle> {
        let known = Known {
            limits: self.limits.unwrap_or_default(),
            ..Known::default()
        };
        match compile(&folder.sources, id, &known) {
            Ok((bundle, _)) => Ok(bundle),
            Err(said) => {
                for placed in folder.place(said) {
                    out.line(&placed.human(out.colour));
                }
                bail!("the trail `{id}` has errors")
            }
        }
    }

    fn values(&self, suite: Option<&Suite>) -> Result<Map> {
        let mut env = suite.map(|suite| suite.env.clone()).unwrap_or_default();
        for pair in &self.env {
            let (name, value) = pair
                .split_once('=')
                .with_context(|| format!("`--env {pair}`: write NAME=value"))?;
            env.insert(name.into(), Value::text(value));
        }
        Ok(env)
    }
}

/// The trail's test file, where there is one that can be read.
fn suite_of(folder: &Folder, trail: &TrailId) -> Option<Suite> {
    let file = format!("{trail}.test.yaml");
    let text = folder.tests.get(&file)?;
    trilha_talk::read(&file, text).0
}

/// Writes the talk as a test: a new file, or one more test in a file that still reads well with it.
fn write_down(recorder: &Recorder, file: &Path) -> Result<()> {
    let place = || format!("cannot write {}", file.display());
    let text = if file.exists() {
        let before = fs::read_to_string(file).with_context(place)?;
        let Ok(after) = recorder.added_to(&before, NAME) else {
            let (file, case) = (file.display(), recorder.case(NAME));
            bail!("{file} has changed meanwhile; add this to its tests yourself:\n{case}");
        };
        after
    } else {
        recorder.file(NAME)
    };
    fs::write(file, text).with_context(place)
}

/// The clock of a chat.
pub(super) struct Clock {
    /// By how much it is ahead of the clock on the wall, in milliseconds.
    ahead: i64,
    /// Whether it stands while somebody types: a test has no such pauses.
    stands: bool,
}

impl Clock {
    fn new(stands: bool) -> Self {
        Self { ahead: 0, stands }
    }

    /// What it shows.
    fn now(&self) -> Timestamp {
        now().after(Span(self.ahead))
    }

    /// Puts it forward.
    fn skip(&mut self, span: Span) {
        self.ahead = self.ahead.saturating_add(span.0);
    }

    /// Something was typed at a talk that stood at this time: what time it is then.
    fn typed(&self, at: Timestamp) -> Timestamp {
        if self.stands { at } else { self.now() }
    }

    /// From now on somebody types: where it stands meanwhile it goes on from this time.
    fn waits(&mut self, at: Timestamp) {
        if self.stands {
            self.ahead = at.0.saturating_sub(now().0);
        }
    }

    /// It rings for this moment: what time it is then.
    fn rings(&self, moment: Timestamp) -> Timestamp {
        if self.stands {
            moment
        } else {
            moment.max(self.now())
        }
    }
}

/// The time on the wall.
fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
