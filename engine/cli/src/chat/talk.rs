//! The chat itself: what is typed, what is shown, and the clock between.

use super::Clock;
use super::answer::answer;
use super::model::{self, Model};
use super::web::Web;
use crate::output::Output;
use anyhow::{Result, bail};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;
use trilha_model::{
    Act, AgentId, CallEnd, Effect, EffectId, HttpRequest, Outcome, Owner, Span, Speaker,
};
use trilha_talk::{Fault, Recorder, Simulator, What, asking, ending, tool_ending};

const COMMANDS: &str = "\
  /option KEY   press a button        /arrive      arrive without a word
  /wait 30m     let time go by        /where       the step it waits at
  /vars         the variables         /quit        end the chat
  /take  /say TEXT  /give-back  /resolve           act as a person at the desk";

/// A chat under way.
pub(super) struct Talk {
    pub(super) sim: Simulator,
    pub(super) shown: usize,
    pub(super) clock: Clock,
    pub(super) typed: Receiver<String>,
    pub(super) services: Services,
    pub(super) model: Option<Model>,
    pub(super) replies: u32,
    pub(super) recorder: Recorder,
    pub(super) out: Output,
}

/// Who answers the requests of HTTP steps.
pub(super) enum Services {
    /// Nobody: they fail.
    Absent,
    /// Whoever types.
    Asked,
    /// The services themselves.
    Real(Web),
}

/// Whether the chat goes on.
enum Next {
    On,
    Quit,
}

impl Talk {
    pub(super) fn run(&mut self) -> Result<()> {
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
            let now = self.clock.typed(self.sim.now());
            self.sim.clock(now);
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
            self.clock.waits(self.sim.now());
            let left = wake.0.saturating_sub(self.clock.now().0);
            let left = Duration::from_millis(u64::try_from(left).unwrap_or(0));
            match self.typed.recv_timeout(left) {
                Ok(line) => return Ok(Some(line)),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) => {
                    let waited = Span(wake.0.saturating_sub(self.sim.now().0).max(0));
                    self.recorder.waits(waited);
                    if self.sim.wake_at(self.clock.rings(wake))?.is_empty() {
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
        let agent = AgentId::from("agent");
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
                    self.clock.skip(span);
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
                recorder.acts(&agent, "take");
            }
            "/give-back" => {
                sim.act(&agent, Act::GiveBack)?;
                recorder.acts(&agent, "give_back");
            }
            "/resolve" => {
                sim.act(&agent, Act::Resolve)?;
                recorder.acts(&agent, "resolve");
            }
            "/say" => {
                self.replies += 1;
                let (id, text) = (format!("r{}", self.replies).into(), rest.to_owned());
                sim.act(
                    &agent,
                    Act::Reply {
                        id,
                        text,
                        media: None,
                    },
                )?;
                recorder.replies(&agent, rest);
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
        let outcome = match &effect {
            Effect::Http(request) => self.serve(id, request),
            // Nothing leaves a terminal: what a mail server or a subscriber would have taken counts as taken.
            Effect::Email(_) | Effect::Emit(_) => Outcome::Done,
            Effect::Model(request) => match &self.model {
                Some(model) => model.ask(request, &self.sim),
                None => model::absent(),
            },
            Effect::Dial(_) | Effect::Record(_) => Outcome::Failed {
                reason: "there are no telephone calls here".into(),
            },
        };
        self.sim.settle(id, outcome)?;
        self.show();
        Ok(true)
    }

    fn serve(&self, id: EffectId, request: &HttpRequest) -> Outcome {
        match &self.services {
            Services::Real(web) => web.ask(request),
            Services::Asked => self.ask(id, request),
            Services::Absent => Outcome::Failed {
                reason: "no web service is asked here; with --ask-http you answer for it, --http asks it"
                    .into(),
            },
        }
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
                What::Asked { effect, .. } => format!("{dim}→ {}{plain}", asking(effect)),
                What::Settled { outcome, .. } => format!("{dim}← {}{plain}", told(outcome)),
                What::Failed { trail, step, error } => {
                    format!("{dim}✗ {trail}/{step}: {error}{plain}")
                }
                What::Called { tool, arguments } => {
                    format!("{dim}→ {tool} {}{plain}", arguments.to_json())
                }
                What::Got { tool, end } => {
                    format!("{dim}← {tool} {}{plain}", tool_ending(end))
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
        Outcome::Done => "done".into(),
        Outcome::Called(CallEnd::Answered) => "they talked".into(),
        Outcome::Called(CallEnd::Busy) => "the line is engaged".into(),
        Outcome::Called(CallEnd::NoAnswer) => "nobody answers".into(),
        Outcome::Recorded { media, length } => format!("{media}, {length}"),
        Outcome::Model(answer) if !answer.calls.is_empty() => "calls".into(),
        Outcome::Model(answer) => answer.answer.to_json(),
    }
}
