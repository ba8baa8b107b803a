//! One test, line by line.

use super::compare::{fail, has, same, shown, told, unmocked, went};
use super::{Failure, Row, Sign};
use crate::glob;
use crate::simulator::{Simulator, What, ending};
use crate::suite::{Case, Expected, Mock, Move, Told};
use smol_str::SmolStr;
use std::collections::VecDeque;
use std::sync::Arc;
use trilha_model::{
    Content, Effect, EffectId, EndReason, HttpRequest, Outcome, Owner, Span as Time, Speaker,
    Timestamp, Value,
};
use trilha_trail::Bundle;
use trilha_trail::diagnostic::Span;

/// How often the clock may ring in one `wait`: a trail that asks for more never rests.
const RINGS: u32 = 10_000;
/// How often web services may be asked between two lines: more is a loop.
const REQUESTS: u32 = 1_000;

/// A test under way.
pub(crate) struct Play<'c> {
    case: &'c Case,
    sim: Simulator,
    /// What the bot said and no line has expected yet.
    pub(crate) said: VecDeque<Content>,
    /// How many lines of the simulator were looked at.
    seen: usize,
    used: Vec<u32>,
    /// Answers on their way.
    coming: Vec<(Timestamp, EffectId, Outcome)>,
    pub(crate) rows: Vec<Row>,
}

impl<'c> Play<'c> {
    pub(crate) fn new(case: &'c Case, bundle: &Arc<Bundle>) -> Self {
        Self {
            case,
            sim: Simulator::new(Arc::clone(bundle), case.setup.clone()),
            said: VecDeque::new(),
            seen: 0,
            used: vec![0; case.mocks.len()],
            coming: Vec::new(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn simulator(&self) -> &Simulator {
        &self.sim
    }

    /// The whole test; the first thing that is not as written.
    pub(crate) fn through(&mut self) -> Result<(), Failure> {
        for (at, line) in self.case.talk.iter().enumerate() {
            if let Err(failure) = self.line(line) {
                for skipped in self.case.talk.iter().skip(at + 1) {
                    self.skip(skipped);
                }
                return Err(failure);
            }
        }
        let end = self
            .case
            .talk
            .last()
            .map_or(self.case.span, |line| line.span);
        self.quiet(end)?;
        self.expectations()?;
        self.mocks_used()?;
        self.sim
            .replay()
            .map_err(|fault| fail(self.case.span, fault.to_string()))
    }

    fn line(&mut self, line: &Move) -> Result<(), Failure> {
        match &line.what {
            Told::Bot(bubbles) => bubbles.iter().try_for_each(|bubble| self.bubble(bubble)),
            Told::Ended(reason) => self.ended(line.span, reason.as_ref()),
            Told::HandedOff(queue) => {
                self.quiet(line.span)?;
                let owner = &self.sim.conversation().owner;
                if *owner != Owner::Queue(queue.clone()) {
                    let has = has(owner);
                    self.row(Sign::Missing, "handoff", queue.as_str());
                    return Err(fail(
                        line.span,
                        format!("nothing was handed to `{queue}`: {has}"),
                    ));
                }
                self.row(Sign::Same, "handoff", queue.as_str());
                Ok(())
            }
            _ => self.input(line),
        }
    }

    /// A line that does something. What the bot says then waits for the lines that expect it.
    pub(crate) fn input(&mut self, line: &Move) -> Result<(), Failure> {
        self.quiet(line.span)?;
        let (who, text) = shown(&line.what);
        self.row(Sign::Same, who, text);
        let done = match &line.what {
            Told::Says(text) => self.sim.say(text).map(drop),
            Told::Chooses(key) => self.sim.choose(key).map(drop),
            Told::Arrives => self.sim.arrive().map(drop),
            Told::Person { by, act, .. } => self.sim.act(by, act.clone()).map(drop),
            Told::Waits(time) => return self.pass(*time, line.span),
            Told::Bot(_) | Told::Ended(_) | Told::HandedOff(_) => Ok(()),
        };
        went(done, line.span)?;
        self.answer(line.span)
    }

    fn bubble(&mut self, bubble: &Expected) -> Result<(), Failure> {
        match self.said.pop_front() {
            Some(content) if bubble.fits(&content) => {
                self.row(Sign::Same, "bot", content.plain());
                Ok(())
            }
            Some(content) => {
                self.row(Sign::Missing, "bot", &bubble.text);
                self.row(Sign::Extra, "bot", content.plain());
                Err(fail(bubble.span, "the bot says something else"))
            }
            None => {
                self.row(Sign::Missing, "bot", &bubble.text);
                Err(fail(bubble.span, "the bot says nothing more here"))
            }
        }
    }

    fn ended(&mut self, span: Span, reason: Option<&SmolStr>) -> Result<(), Failure> {
        self.quiet(span)?;
        let text = reason.map_or("", SmolStr::as_str);
        let problem = match self.sim.ended() {
            None => Some("the session has not ended".to_owned()),
            Some(EndReason::Finished(found)) if reason.is_none() || found.as_ref() == reason => {
                None
            }
            Some(found) => Some(format!("the session ended otherwise: {}", ending(found))),
        };
        let sign = if problem.is_some() {
            Sign::Missing
        } else {
            Sign::Same
        };
        self.row(sign, "ended", text);
        problem.map_or(Ok(()), |problem| {
            let place = self
                .sim
                .place()
                .map(|(trail, step)| format!("; it waits at {trail}/{step}"));
            Err(fail(
                span,
                format!("{problem}{}", place.unwrap_or_default()),
            ))
        })
    }

    /// Everything the bot said was expected.
    fn quiet(&mut self, span: Span) -> Result<(), Failure> {
        if self.said.is_empty() {
            return Ok(());
        }
        while let Some(content) = self.said.pop_front() {
            self.row(Sign::Extra, "bot", content.plain());
        }
        Err(fail(span, "the bot says more before this"))
    }

    /// Lets time go by: what rings and what answers, in order.
    fn pass(&mut self, time: Time, span: Span) -> Result<(), Failure> {
        let until = self.sim.now().after(time);
        for _ in 0..RINGS {
            let wake = self.sim.wake().filter(|wake| *wake <= until);
            self.coming.sort_by_key(|(at, effect, _)| (*at, *effect));
            let first = self
                .coming
                .first()
                .map(|(at, ..)| *at)
                .filter(|at| *at <= until);
            if let Some(at) = first.filter(|at| wake.is_none_or(|wake| *at <= wake)) {
                let (_, effect, outcome) = self.coming.remove(0);
                self.sim.clock(at);
                let settled = self.sim.settle(effect, outcome).map(drop);
                went(settled, span)?;
            } else if let Some(wake) = wake {
                let woken = self.sim.wake_at(wake).map(drop);
                went(woken, span)?;
            } else {
                self.sim.clock(until);
                return Ok(());
            }
            self.answer(span)?;
        }
        Err(fail(
            span,
            format!("the trail wakes more than {RINGS} times in this time"),
        ))
    }

    /// Answers what web services are asked, as the mocks say, and listens to the bot.
    fn answer(&mut self, span: Span) -> Result<(), Failure> {
        for _ in 0..REQUESTS {
            self.listen();
            let coming = &self.coming;
            let open = |id: EffectId| !coming.iter().any(|(_, known, _)| *known == id);
            let asked = self.sim.pending().iter().find(|effect| open(effect.id));
            let Some((id, effect)) = asked.map(|asked| (asked.id, asked.effect.clone())) else {
                return Ok(());
            };
            let Effect::Http(request) = effect;
            let Some(mock) = self.mock_for(&request) else {
                return Err(fail(span, unmocked(&request)));
            };
            if let Some(after) = mock.after {
                let at = self.sim.now().after(after);
                self.coming.push((at, id, mock.outcome.clone()));
            } else {
                let settled = self.sim.settle(id, mock.outcome.clone()).map(drop);
                went(settled, span)?;
            }
        }
        Err(fail(
            span,
            format!("the trail asks web services more than {REQUESTS} times here"),
        ))
    }

    fn listen(&mut self) {
        for line in self.sim.lines().iter().skip(self.seen) {
            if let What::Said {
                by: Speaker::Bot | Speaker::System,
                content,
            } = &line.what
            {
                self.said.push_back(content.clone());
            }
        }
        self.seen = self.sim.lines().len();
    }

    fn mock_for(&mut self, request: &HttpRequest) -> Option<&'c Mock> {
        let url = request.url.masked();
        let fits = |mock: &Mock, used: u32| {
            (mock.method.is_empty() || mock.method == request.method.as_str())
                && mock.times.is_none_or(|times| used < times)
                && glob::matches(&mock.url, &url)
        };
        let pairs = self.case.mocks.iter().zip(&mut self.used);
        let (mock, used) = pairs.into_iter().find(|(mock, used)| fits(mock, **used))?;
        *used += 1;
        Some(mock)
    }

    fn mocks_used(&self) -> Result<(), Failure> {
        for (mock, used) in self.case.mocks.iter().zip(&self.used) {
            let wanted = mock.times.unwrap_or(1);
            if *used < wanted {
                let reason = format!("this mock was used {used} of {wanted} times");
                return Err(fail(mock.span, reason));
            }
        }
        Ok(())
    }

    fn expectations(&self) -> Result<(), Failure> {
        let (expect, span) = (&self.case.expect, self.case.span);
        let vars = self.sim.vars();
        for (name, expected) in &expect.vars {
            let found = vars.get(name).unwrap_or(&Value::Null);
            if !same(expected, found) {
                let reason = format!("`{name}` is {}, expected {}", told(found), told(expected));
                return Err(fail(span, reason));
            }
        }
        let conversation = self.sim.conversation();
        if let Some(owner) = expect
            .owner
            .as_ref()
            .filter(|owner| **owner != conversation.owner)
        {
            let reason = format!("{}, expected: {}", has(&conversation.owner), has(owner));
            return Err(fail(span, reason));
        }
        if let Some(tags) = &expect.tags {
            let mut tags = tags.clone();
            tags.sort();
            if tags != conversation.tags {
                let reason = format!("the tags are {:?}, expected {tags:?}", conversation.tags);
                return Err(fail(span, reason));
            }
        }
        match expect.ended {
            Some(ended) if ended != self.sim.ended().is_some() => {
                let reason = if ended {
                    "the session has not ended"
                } else {
                    "the session has ended"
                };
                Err(fail(span, reason))
            }
            _ => Ok(()),
        }
    }

    fn row(&mut self, sign: Sign, who: &str, text: impl Into<String>) {
        self.rows.push(Row {
            sign,
            who: who.into(),
            text: text.into(),
        });
    }

    fn skip(&mut self, line: &Move) {
        if let Told::Bot(bubbles) = &line.what {
            for bubble in bubbles {
                self.row(Sign::Skipped, "bot", &bubble.text);
            }
        } else {
            let (who, text) = shown(&line.what);
            self.row(Sign::Skipped, who, text);
        }
    }
}
