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
use std::io::BufRead as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{SystemTime, UNIX_EPOCH};
use talk::{Services, Talk};
use trilha_model::{Capability, Limits, Map, Span, Timestamp, TrailId, Value};
use trilha_talk::{Recorder, Setup, Simulator, Suite};
use trilha_trail::{Bundle, Known, compile};
use web::Web;

/// Talks with a trail in the terminal. `/help` lists what else one can do there.
///
/// The calendars that the trail names are those of its test file.
#[derive(Args)]
pub(crate) struct Chat {
    /// The trail.
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
    /// Writes the talk down as a test: into a new file, or at the end of a test file.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// A file of limits on what a talk may use, `messages: 20` line by line, each at or below its ceiling.
    #[arg(long, value_name = "FILE", value_parser = crate::limits::read)]
    limits: Option<Limits>,
}

impl Chat {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        let folder = Folder::usual(self.flows.as_deref())?;
        let bundle = self.bundle(&folder, out)?;
        let bundle = Arc::new(bundle);
        let suite = self.suite(&folder);
        let mut env = self.values(suite.as_ref())?;
        let calendars = suite.map(|suite| suite.calendars).unwrap_or_default();
        let has_calendars = !calendars.is_empty();
        let model = Model::taken(&mut env, &bundle)?;
        let parent = self.record.as_deref().and_then(Path::parent);
        if let (Some(file), Some(parent)) = (&self.record, parent)
            && !parent.as_os_str().is_empty()
            && !parent.is_dir()
        {
            let (file, parent) = (file.display(), parent.display());
            bail!("cannot write {file}: there is no folder {parent}");
        }
        let setup = Setup {
            env: env.clone(),
            calendars,
            language: self.language.as_deref().map(Into::into),
            now: now(Span(0)),
            seed: now(Span(0)).0.unsigned_abs(),
            cannot: vec![Capability::Form],
            ..Setup::default()
        };
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
            recorder: Recorder::of(&setup),
            sim: Simulator::new(bundle, setup),
            shown: 0,
            ahead: Span(0),
            typed,
            services: self.services()?,
            replies: 0,
            out,
        };
        talk.run()?;
        if let Some(file) = &self.record {
            let text = self.write_down(&talk.recorder, file, &env)?;
            out.line(&format!("recorded in {}", file.display()));
            let suite = trilha_talk::read("", &text).0;
            if has_calendars && suite.is_some_and(|suite| suite.calendars.is_empty()) {
                out.line("copy the `calendars` of the trail's test file into it: it has none");
            }
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

    /// The talk as a test: a new file, or one more test in a file that still reads well with it. What the file says then.
    fn write_down(&self, recorder: &Recorder, file: &Path, env: &Map) -> Result<String> {
        let place = || format!("cannot write {}", file.display());
        let name = "recorded in the terminal";
        let text = if file.exists() {
            let before = std::fs::read_to_string(file).with_context(place)?;
            let Some(after) = recorder.added_to(&before, name) else {
                let (file, case) = (file.display(), recorder.case(name));
                bail!("{file} does not end with a list of tests; add this to it yourself:\n{case}");
            };
            after
        } else {
            recorder.file(&TrailId::from(self.trail.as_str()), env, name)
        };
        std::fs::write(file, &text).with_context(place)?;
        Ok(text)
    }

    fn bundle(&self, folder: &Folder, out: Output) -> Result<Bundle> {
        let id = TrailId::from(self.trail.as_str());
        if folder.sources.path_of(&id).is_none() {
            let known: Vec<String> = folder.trails().iter().map(ToString::to_string).collect();
            let (flows, known) = (folder.path.display(), known.join(", "));
            bail!("there is no trail `{id}` in {flows}; there are: {known}");
        }
        let known = Known {
            limits: self.limits.unwrap_or_default(),
            ..Known::default()
        };
        match compile(&folder.sources, &id, &known) {
            Ok((bundle, _)) => Ok(bundle),
            Err(said) => {
                for placed in folder.place(said) {
                    out.line(&placed.human(out.colour));
                }
                bail!("the trail `{id}` has errors")
            }
        }
    }

    /// The trail's test file, where there is one that can be read.
    fn suite(&self, folder: &Folder) -> Option<Suite> {
        let file = format!("{}.test.yaml", self.trail);
        let text = folder.tests.get(&file)?;
        trilha_talk::read(&file, text).0
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

/// The time, so far ahead.
fn now(ahead: Span) -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)).after(ahead)
}
