//! A recorded session, played with a bundle.

use super::mask::{Masks, hidden};
use super::sessions::{Answered, Happened, Recorded};
use crate::outside::{Answer, Outside, Stuck};
use crate::simulator::{Fault, Setup, Simulator, What, asking, ending};
use std::sync::Arc;
use trilha_model::{Act, Content, Effect, Incoming, Map, Owner, Span, Speaker};
use trilha_trail::Bundle;

/// What came in, and everything the house did before the next thing came in. Masks are not applied yet.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) who: &'static str,
    pub(super) text: String,
    /// Who, and what.
    pub(super) led_to: Vec<(&'static str, String)>,
}

/// A session as it went.
#[derive(Clone, Debug)]
pub(super) struct Transcript {
    pub(super) parts: Vec<Part>,
    pub(super) masks: Masks,
}

/// Plays it.
pub(super) fn play(recorded: &Recorded, bundle: &Arc<Bundle>, env: &Map) -> Transcript {
    let setup = Setup {
        env: env.clone(),
        contact: recorded.profile.clone(),
        language: recorded.language.clone(),
        now: recorded.at,
        ..Setup::default()
    };
    let mut player = Player {
        sim: Simulator::new(Arc::clone(bundle), setup),
        bundle,
        outside: Outside::recorded(),
        answers: recorded.answers.iter().map(Some).collect(),
        seen: 0,
        parts: Vec::new(),
        masks: Masks::default(),
    };
    player.masks.profile(&recorded.profile);
    for (at, what) in &recorded.inputs {
        let time = Span(at.0.saturating_sub(player.sim.now().0).max(0));
        if player
            .pass(time)
            .and_then(|()| player.happens(what))
            .is_err()
        {
            return player.transcript();
        }
    }
    let rest = Span(recorded.until.0.saturating_sub(player.sim.now().0).max(0));
    // What stops it here is told in its last part.
    player.pass(rest).ok();
    player.transcript()
}

struct Player<'r> {
    sim: Simulator,
    bundle: &'r Arc<Bundle>,
    outside: Outside,
    /// What was answered and not yet again.
    answers: Vec<Option<&'r Answered>>,
    seen: usize,
    parts: Vec<Part>,
    masks: Masks,
}

/// The talk cannot go on; why is told.
struct Stopped;

impl Player<'_> {
    fn pass(&mut self, time: Span) -> Result<(), Stopped> {
        let Self {
            sim,
            outside,
            answers,
            ..
        } = self;
        let mut source = |effect: &Effect| answer(answers, effect);
        let passed = outside.pass(sim, time, &mut source);
        self.listen(passed)
    }

    fn happens(&mut self, what: &Happened) -> Result<(), Stopped> {
        let (who, text) = self.shown(what);
        self.parts.push(Part {
            who,
            text,
            led_to: Vec::new(),
        });
        let done = match what {
            Happened::Said(message) => self.sim.receive(message.clone()).map(drop),
            Happened::Arrived => self.sim.arrive().map(drop),
            Happened::Acted { by, act } => self.sim.act(by, act.clone()).map(drop),
        };
        let answered = match done {
            Ok(()) => {
                let Self {
                    sim,
                    outside,
                    answers,
                    ..
                } = self;
                outside.answer(sim, &mut |effect: &Effect| answer(answers, effect))
            }
            // A person cannot take what the other bundle did not hand off: that shows by itself.
            Err(Fault::Refused(refused)) => {
                self.tell("refused", refused.to_string());
                Ok(())
            }
            Err(fault) => Err(Stuck::Fault(fault)),
        };
        self.listen(answered)
    }

    /// Takes up what happened since the last time.
    fn listen(&mut self, done: Result<(), Stuck>) -> Result<(), Stopped> {
        let lines: Vec<(&'static str, String)> = self
            .sim
            .lines()
            .iter()
            .skip(self.seen)
            .filter_map(|line| told(&line.what))
            .collect();
        self.seen = self.sim.lines().len();
        for (who, text) in lines {
            self.tell(who, text);
        }
        self.hide_variables();
        match done {
            Ok(()) => Ok(()),
            Err(Stuck::Unanswered(effect)) => {
                let asked = asking(&effect);
                self.tell(
                    "stopped",
                    format!("nothing like this was answered: {asked}"),
                );
                Err(Stopped)
            }
            Err(stuck) => {
                self.tell("stopped", stuck.to_string());
                Err(Stopped)
            }
        }
    }

    fn tell(&mut self, who: &'static str, text: String) {
        if let Some(part) = self.parts.last_mut() {
            part.led_to.push((who, text));
        }
    }

    fn hide_variables(&mut self) {
        let personal = self.bundle.trails().flat_map(|trail| &trail.vars);
        let personal = personal.filter(|var| var.personal);
        let vars = self.sim.vars();
        for var in personal {
            if let Some(value) = vars.get(&var.name) {
                self.masks.value(value);
            }
        }
    }

    /// What came in, as it may be shown: what a contact said only where it is an option.
    fn shown(&mut self, what: &Happened) -> (&'static str, String) {
        match what {
            Happened::Arrived => ("me", "arrives".into()),
            Happened::Said(message) if self.is_option(message) => ("me", message.plain()),
            Happened::Said(message) => {
                self.masks.text(&message.text);
                ("me", hidden())
            }
            Happened::Acted { act, .. } => ("agent", did(act).into()),
        }
    }

    fn is_option(&self, message: &Incoming) -> bool {
        let said = message.text.trim();
        self.sim.lines().iter().any(|line| match &line.what {
            What::Said {
                content: Content::Menu { options, .. },
                ..
            } => options
                .iter()
                .any(|option| option.key == said || option.label == said),
            _ => false,
        })
    }

    fn transcript(self) -> Transcript {
        Transcript {
            parts: self.parts,
            masks: self.masks,
        }
    }
}

/// What was answered to this, or to what is most like it.
fn answer(answers: &mut [Option<&Answered>], effect: &Effect) -> Option<Answer> {
    let same = |strict: bool| {
        let mut slots = answers.iter();
        slots.position(|slot| slot.is_some_and(|one| alike(&one.effect, effect, strict)))
    };
    let at = same(true).or_else(|| same(false))?;
    let answered = answers.get_mut(at)?.take()?;
    Some(Answer {
        after: (answered.took != Span(0)).then_some(answered.took),
        outcome: answered.outcome.clone(),
    })
}

/// Whether two effects ask the same; not strictly, a request's query may differ, and other effects only
/// need to be of one kind.
fn alike(one: &Effect, other: &Effect, strict: bool) -> bool {
    match (one, other) {
        (Effect::Http(one), Effect::Http(other)) => {
            let (url, wanted) = (one.url.masked(), other.url.masked());
            let bare = |url: &str| url.split('?').next().unwrap_or_default().to_owned();
            let same = url == wanted || (!strict && bare(&url) == bare(&wanted));
            one.method == other.method && same
        }
        (one, other) => {
            let kind = std::mem::discriminant(one) == std::mem::discriminant(other);
            one == other || (!strict && kind)
        }
    }
}

/// What a line tells that makes a difference to somebody.
fn told(what: &What) -> Option<(&'static str, String)> {
    Some(match what {
        What::Said {
            by: Speaker::Bot | Speaker::System,
            content,
        } => ("bot", content.plain()),
        What::Requested { request, .. } => {
            let url = request.url.masked();
            ("asks", format!("{} {url}", request.method.as_str()))
        }
        What::Asked { effect, .. } => ("asks", asking(effect)),
        What::Owned(Owner::Queue(queue)) => ("handoff", queue.to_string()),
        What::Ended(reason) => ("ended", ending(reason)),
        _ => return None,
    })
}

fn did(act: &Act) -> &'static str {
    match act {
        Act::Take => "take",
        Act::TakeOver => "take_over",
        Act::Reply { .. } => "say …",
        Act::GiveBack => "give_back",
        Act::Resolve => "resolve",
        Act::Transfer { .. } => "transfer",
        Act::Group { .. } => "group",
        Act::ReturnToQueue => "return_to_queue",
        Act::Note { .. } => "note …",
        Act::Tag { .. } => "tag",
    }
}
