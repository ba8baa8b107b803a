//! `trilha chat`: one conversation in the terminal, with the real engine.

use crate::folder::Folder;
use crate::output::Output;
use anyhow::{Context, Result, bail};
use clap::Args;
use std::io::BufRead as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use trilha_model::{
    Act, AgentId, Effect, EffectId, HttpRequest, Map, Outcome, Owner, Span, Speaker, Timestamp,
    TrailId, Value,
};
use trilha_talk::{Fault, Recorder, Setup, Simulator, What, ending};
use trilha_trail::diagnostic::human;
use trilha_trail::{Bundle, Known, compile};

const COMMANDS: &str = "\
  /option KEY   press a button        /arrive      arrive without a word
  /wait 30m     let time go by        /where       the step it waits at
  /vars         the variables         /quit        end the chat
  /take  /say TEXT  /give-back  /resolve           act as a person at the desk";

/// Talks with a trail in the terminal. `/help` lists what else one can do there.
#[derive(Args)]
pub(crate) struct Chat {
    /// The trail.
    trail: String,
    /// The folder of trails.
    #[arg(long, default_value = "flows")]
    flows: PathBuf,
    /// A value that trails read as `env`: NAME=value. May be repeated; what is not given is taken
    /// from the trail's test file.
    #[arg(long = "env", value_name = "NAME=VALUE")]
    env: Vec<String>,
    /// The contact's language, such as `pt-BR`.
    #[arg(long)]
    language: Option<String>,
    /// Shows each request of an HTTP step and asks for the JSON it answers; without this, requests fail.
    #[arg(long)]
    ask_http: bool,
    /// Writes the talk down as a test: into a new file, or at the end of a test file.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
}

/// A chat under way.
struct Talk {
    sim: Simulator,
    shown: usize,
    /// How far the clock was set ahead.
    ahead: Span,
    typed: Receiver<String>,
    ask_http: bool,
    replies: u32,
    recorder: Recorder,
    out: Output,
}

/// Whether the chat goes on.
enum Next {
    On,
    Quit,
}

impl Chat {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        let folder = Folder::read(&self.flows)?;
        let bundle = self.bundle(&folder, out)?;
        let env = self.values(&folder)?;
        let setup = Setup {
            env: env.clone(),
            language: self.language.as_deref().map(Into::into),
            now: now(Span(0)),
            seed: now(Span(0)).0.unsigned_abs(),
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
            sim: Simulator::new(Arc::new(bundle), setup),
            shown: 0,
            ahead: Span(0),
            typed,
            ask_http: self.ask_http,
            replies: 0,
            recorder: Recorder::default(),
            out,
        };
        talk.run()?;
        if let Some(file) = &self.record {
            self.write_down(&talk.recorder, file, &env)?;
            out.line(&format!("recorded in {}", file.display()));
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The talk as a test: a new file, or one more test in a file that still reads well with it.
    fn write_down(&self, recorder: &Recorder, file: &Path, env: &Map) -> Result<()> {
        let place = || format!("cannot write {}", file.display());
        let name = "recorded in the terminal";
        let text = if file.exists() {
            let before = std::fs::read_to_string(file).with_context(place)?;
            let count = |text: &str| {
                trilha_talk::read("recorded", text)
                    .0
                    .map_or(0, |suite| suite.cases.len())
            };
            let after = format!("{}\n{}", before.trim_end(), recorder.case(name));
            if count(&after) != count(&before) + 1 {
                let (file, case) = (file.display(), recorder.case(name));
                bail!("{file} does not end with a list of tests; add this to it yourself:\n{case}");
            }
            after
        } else {
            recorder.file(&TrailId::from(self.trail.as_str()), env, name)
        };
        std::fs::write(file, text).with_context(place)
    }

    fn bundle(&self, folder: &Folder, out: Output) -> Result<Bundle> {
        let id = TrailId::from(self.trail.as_str());
        if folder.sources.path_of(&id).is_none() {
            let known: Vec<String> = folder.trails().iter().map(ToString::to_string).collect();
            let (flows, known) = (self.flows.display(), known.join(", "));
            bail!("there is no trail `{id}` in {flows}; there are: {known}");
        }
        match compile(&folder.sources, &id, &Known::default()) {
            Ok((bundle, _)) => Ok(bundle),
            Err(said) => {
                for diagnostic in said {
                    let (diagnostic, text) = folder.place(diagnostic);
                    out.line(&human(&diagnostic, text, out.colour));
                }
                bail!("the trail `{id}` has errors")
            }
        }
    }

    fn values(&self, folder: &Folder) -> Result<Map> {
        let tests = format!("{}.test.yaml", self.trail);
        let suite = folder
            .tests
            .get(&tests)
            .and_then(|text| trilha_talk::read(&tests, text).0);
        let mut env = suite.map(|suite| suite.env).unwrap_or_default();
        for pair in &self.env {
            let (name, value) = pair
                .split_once('=')
                .with_context(|| format!("`--env {pair}`: write NAME=value"))?;
            env.insert(name.into(), Value::text(value));
        }
        Ok(env)
    }
}

impl Talk {
    fn run(&mut self) -> Result<()> {
        loop {
            self.show();
            if self.settle()? {
                continue;
            }
            let Some(line) = self.next_line()? else {
                return Ok(());
            };
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            self.sim.clock(now(self.ahead));
            match self.obey(line) {
                Ok(Next::On) => {}
                Ok(Next::Quit) => return Ok(()),
                Err(fault) => self.out.problem(&fault.to_string()),
            }
        }
    }

    /// What is typed next; the clock rings while one waits. None: nothing more will be typed.
    fn next_line(&mut self) -> Result<Option<String>> {
        loop {
            let Some(wake) = self.sim.wake() else {
                return Ok(self.typed.recv().ok());
            };
            let left = wake.0.saturating_sub(now(self.ahead).0);
            let left = Duration::from_millis(u64::try_from(left).unwrap_or(0));
            match self.typed.recv_timeout(left) {
                Ok(line) => return Ok(Some(line)),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) => {
                    let waited = Span(wake.0.saturating_sub(self.sim.now().0).max(0));
                    self.recorder.waits(waited);
                    if self.sim.wake_at(wake.max(now(self.ahead)))?.is_empty() {
                        bail!("the trail asked to be woken and does nothing");
                    }
                    self.show();
                    while self.settle()? {}
                }
            }
        }
    }

    fn obey(&mut self, line: &str) -> Result<Next, Fault> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let agent = AgentId::from("you");
        let (sim, recorder) = (&mut self.sim, &mut self.recorder);
        match word {
            "/quit" => return Ok(Next::Quit),
            "/help" => self.out.line(COMMANDS),
            "/option" => {
                sim.choose(rest.trim())?;
                recorder.chooses(rest.trim());
            }
            "/arrive" => {
                sim.arrive()?;
                recorder.arrives();
            }
            "/wait" => match Span::parse(rest.trim()) {
                Some(span) => {
                    self.ahead = Span(self.ahead.0.saturating_add(span.0));
                    sim.pass(span)?;
                    recorder.waits(span);
                }
                None => self
                    .out
                    .problem("write `/wait 30s`, `/wait 10m` or `/wait 2h`"),
            },
            "/where" => {
                let place = sim.place().map(|(trail, step)| format!("{trail}/{step}"));
                self.out
                    .line(place.as_deref().unwrap_or("nowhere: no session is live"));
            }
            "/vars" => {
                for (name, value) in sim.vars() {
                    self.out.line(&format!("  {name} = {value}"));
                }
            }
            "/take" => {
                sim.act(&agent, Act::Take)?;
                recorder.acts("take");
            }
            "/give-back" => {
                sim.act(&agent, Act::GiveBack)?;
                recorder.acts("give_back");
            }
            "/resolve" => {
                sim.act(&agent, Act::Resolve)?;
                recorder.acts("resolve");
            }
            "/say" => {
                self.replies += 1;
                let (id, text) = (format!("r{}", self.replies).into(), rest.to_owned());
                sim.act(&agent, Act::Reply { id, text })?;
                recorder.replies(rest);
            }
            _ if word.starts_with('/') => {
                self.out.problem(&format!("there is no {word}; see /help"));
            }
            _ => {
                sim.say(line)?;
                recorder.says(line);
            }
        }
        Ok(Next::On)
    }

    /// Answers the first request that waits; whether there was one.
    fn settle(&mut self) -> Result<bool> {
        let Some((id, effect)) = self
            .sim
            .pending()
            .first()
            .map(|one| (one.id, one.effect.clone()))
        else {
            return Ok(false);
        };
        let Effect::Http(request) = effect;
        let outcome = if self.ask_http {
            self.ask(id, &request)
        } else {
            let reason = "no web service is asked here; with --ask-http you answer for it".into();
            Outcome::Failed { reason }
        };
        self.sim.settle(id, outcome)?;
        self.show();
        Ok(true)
    }

    fn ask(&self, _: EffectId, request: &HttpRequest) -> Outcome {
        let (method, url) = (request.method.as_str(), request.url.masked());
        self.out.line(&format!("? {method} {url}"));
        if let Some(body) = &request.body {
            self.out.line(&format!("  {body:?}"));
        }
        loop {
            self.out
                .print("  the JSON it answers, a status, both (`404 {}`), or nothing to fail: ");
            let line = self.typed.recv().unwrap_or_default();
            match answer(line.trim()) {
                Ok(outcome) => return outcome,
                Err(error) => self.out.problem(&format!("{error:#}")),
            }
        }
    }

    fn show(&mut self) {
        let (bold, dim, plain) = (
            self.out.paint("\u{1b}[1m"),
            self.out.paint("\u{1b}[2m"),
            self.out.paint("\u{1b}[0m"),
        );
        for line in self.sim.lines().iter().skip(self.shown) {
            let text = match &line.what {
                What::Contact(_) => continue,
                What::Said {
                    by: Speaker::Agent(_),
                    content,
                } => {
                    format!(
                        "{bold}agent{plain}  {}",
                        content.plain().replace('\n', "\n       ")
                    )
                }
                What::Said { content, .. } => {
                    format!(
                        "{bold}bot{plain}    {}",
                        content.plain().replace('\n', "\n       ")
                    )
                }
                What::Requested { request, .. } => {
                    format!(
                        "{dim}→ {} {}{plain}",
                        request.method.as_str(),
                        request.url.masked()
                    )
                }
                What::Settled { outcome, .. } => format!("{dim}← {}{plain}", told(outcome)),
                What::Failed { trail, step, error } => {
                    format!("{dim}✗ {trail}/{step}: {error}{plain}")
                }
                What::Owned(Owner::Bot) => format!("{dim}— the bot has it again{plain}"),
                What::Owned(Owner::Queue(queue)) => {
                    format!("{dim}— it waits in `{queue}`; /take takes it{plain}")
                }
                What::Owned(Owner::Agent(agent)) => {
                    format!("{dim}— {agent} has it; /say, /give-back, /resolve{plain}")
                }
                What::Ended(reason) => {
                    format!("{dim}— the session is over: {}{plain}", ending(reason))
                }
            };
            self.out.line(&text);
        }
        self.shown = self.sim.lines().len();
        self.recorder.listen(&self.sim);
    }
}

fn told(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Http { status, body, .. } => format!("{status} {body}"),
        Outcome::Failed { reason } => reason.clone(),
    }
}

/// An answer as typed: nothing, a status, JSON, or a status and JSON.
fn answer(line: &str) -> Result<Outcome> {
    if line.is_empty() {
        return Ok(Outcome::Failed {
            reason: "no answer".into(),
        });
    }
    let (head, rest) = line.split_once(' ').unwrap_or((line, ""));
    let status = head
        .parse::<u16>()
        .ok()
        .filter(|status| (100..600).contains(status));
    let (status, json) = status.map_or((200, line), |status| (status, rest.trim()));
    let body = match json {
        "" => Value::Null,
        json => serde_json::from_str(json).context("this is not JSON")?,
    };
    Ok(Outcome::Http {
        status,
        headers: Map::new(),
        body,
    })
}

/// The time, so far ahead.
fn now(ahead: Span) -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)).after(ahead)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_status_json_both_or_nothing() {
        for (line, status) in [
            ("404", Some(404)),
            ("{}", Some(200)),
            ("500 [1]", Some(500)),
            ("", None),
        ] {
            let found = match answer(line).unwrap() {
                Outcome::Http { status, .. } => Some(status),
                Outcome::Failed { .. } => None,
            };
            assert_eq!(found, status, "{line}");
        }
        assert!(answer("{oops").is_err());
    }
}
