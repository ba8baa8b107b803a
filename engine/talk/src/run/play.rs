//! One test, line by line.

use super::compare::{fail, has, holds, same, shown, stopped, told, went};
use super::{Failure, Row, Sign, Walk};
use crate::outside::{Answer, Outside};
use crate::simulator::{Simulator, What, ending};
use crate::suite::{Case, Expected, Move, Told};
use smol_str::SmolStr;
use std::collections::VecDeque;
use std::sync::Arc;
use trilha_model::{
    Content, Effect, EndReason, Outcome, Owner, Span as Time, Speaker, StepId, TrailId, Value,
};
use trilha_trail::Bundle;
use trilha_trail::diagnostic::Span;

/// A test under way.
pub(crate) struct Play<'c> {
    case: &'c Case,
    sim: Simulator,
    /// What the bot said and no line has expected yet.
    pub(crate) said: VecDeque<Content>,
    /// How many lines of the simulator were looked at.
    seen: usize,
    used: Vec<u32>,
    outside: Outside,
    pub(crate) rows: Vec<Row>,
    /// How many edges were looked at.
    paced: usize,
    pub(crate) walked: Vec<Walk>,
}

impl<'c> Play<'c> {
    pub(crate) fn new(case: &'c Case, bundle: &Arc<Bundle>) -> Self {
        let sim = Simulator::new(Arc::clone(bundle), case.setup.clone());
        Self::on(sim, case)
    }

    pub(super) fn on(sim: Simulator, case: &'c Case) -> Self {
        Self {
            case,
            sim,
            said: VecDeque::new(),
            seen: 0,
            used: vec![0; case.mocks.len()],
            outside: Outside::default(),
            rows: Vec::new(),
            paced: 0,
            walked: Vec::new(),
        }
    }

    pub(crate) fn simulator(&self) -> &Simulator {
        &self.sim
    }

    /// Where it waits.
    pub(super) fn place(&self) -> Option<(TrailId, StepId)> {
        let (trail, step) = self.sim.place()?;
        Some((trail.clone(), step.clone()))
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
            Told::Sends { text, attached } => self.sim.send(text, attached.clone()).map(drop),
            Told::Arrives => self.sim.arrive().map(drop),
            Told::Happens { name, payload } => self.sim.tell(name, payload.clone()).map(drop),
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

    /// Lets time go by, and listens to the bot.
    fn pass(&mut self, time: Time, span: Span) -> Result<(), Failure> {
        let Self { case, used, .. } = self;
        let mut source = |effect: &Effect| mocked(case, used, effect);
        let passed = self.outside.pass(&mut self.sim, time, &mut source);
        self.listen();
        passed.map_err(|stuck| stopped(&stuck, span))
    }

    /// Answers what web services are asked, as the mocks say, and listens to the bot.
    fn answer(&mut self, span: Span) -> Result<(), Failure> {
        let Self { case, used, .. } = self;
        let mut source = |effect: &Effect| mocked(case, used, effect);
        let answered = self.outside.answer(&mut self.sim, &mut source);
        self.listen();
        answered.map_err(|stuck| stopped(&stuck, span))
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
        let row = self.rows.len();
        let edges = self.sim.path().iter().skip(self.paced).cloned();
        self.walked.extend(edges.map(|edge| Walk { edge, row }));
        self.paced = self.sim.path().len();
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
        self.events_happened()?;
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

    /// Each event that is written happened, in this order.
    fn events_happened(&self) -> Result<(), Failure> {
        let mut happened =
            self.sim.events().iter().map(|event| {
                serde_json::to_value(event).expect("invariant: events are plain data")
            });
        for expected in &self.case.expect.events {
            let written = serde_json::to_value(expected).expect("invariant: values are plain data");
            if !happened.any(|event| holds(&event, &written)) {
                let reason = format!("this did not happen, or not in this order: {written}");
                return Err(fail(self.case.span, reason));
            }
        }
        Ok(())
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

/// What the mocks of a test answer.
fn mocked(case: &Case, used: &mut [u32], effect: &Effect) -> Option<Answer> {
    let pairs = case.mocks.iter().zip(used);
    let found = pairs
        .into_iter()
        .find(|(mock, used)| mock.answers(effect, **used));
    let Some((mock, used)) = found else {
        return done(effect);
    };
    *used += 1;
    Some(Answer {
        after: mock.after,
        outcome: mock.outcome.clone(),
    })
}

/// What needs no mock: where nothing comes back, it is done.
fn done(effect: &Effect) -> Option<Answer> {
    let done = matches!(effect, Effect::Email(_) | Effect::Emit(_));
    done.then_some(Answer {
        after: None,
        outcome: Outcome::Done,
    })
}
