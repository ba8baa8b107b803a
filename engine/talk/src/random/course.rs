//! A course: everything that happens to a conversation, and letting it happen.

use super::finding::{Finding, Trouble};
use crate::outside::{Answer, Outside, Stuck};
use crate::record::Recorder;
use crate::simulator::{Fault, Setup, Simulator};
use smol_str::SmolStr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use trilha_model::{
    Act, AgentId, Attached, Effect, EndReason, Event, LimitName, Outcome, Span, Value,
};
use trilha_trail::Bundle;

/// One thing that happens.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Deed {
    Says(String),
    Chooses(SmolStr),
    Sends(Attached),
    Arrives,
    Happens(SmolStr, Value),
    Waits(Span),
    Acts(Act),
}

/// All that happens to one conversation.
#[derive(Clone, Debug)]
pub(super) struct Course {
    pub(super) setup: Setup,
    pub(super) deeds: Vec<Deed>,
    /// What the outside answers, in the order it is asked; what is not here fails.
    pub(super) answers: Vec<Answer>,
}

/// Where the next thing comes from.
pub(super) trait Fate {
    /// What happens next; none: nothing more.
    fn deed(&mut self, talk: &Simulator) -> Option<Deed>;
    /// What is answered to this, asked here.
    fn answer(&mut self, effect: &Effect) -> Answer;
}

/// What came of a course.
pub(super) struct Outcomes {
    pub(super) talk: Simulator,
    /// The first thing that went wrong, and after how many deeds.
    pub(super) found: Option<(Finding, usize)>,
    pub(super) recorder: Recorder,
}

/// Things that were written down already.
pub(super) struct Script<'c> {
    course: &'c Course,
    deeds: usize,
    answers: usize,
}

impl<'c> Script<'c> {
    pub(super) fn new(course: &'c Course) -> Self {
        Self {
            course,
            deeds: 0,
            answers: 0,
        }
    }
}

/// An answer that never fails to be there.
pub(super) fn no_answer() -> Answer {
    Answer {
        after: None,
        outcome: Outcome::Failed {
            reason: "no answer".into(),
        },
    }
}

impl Fate for Script<'_> {
    fn deed(&mut self, _: &Simulator) -> Option<Deed> {
        self.deeds += 1;
        self.course.deeds.get(self.deeds - 1).cloned()
    }

    fn answer(&mut self, _: &Effect) -> Answer {
        self.answers += 1;
        let known = self.course.answers.get(self.answers - 1);
        known.cloned().unwrap_or_else(no_answer)
    }
}

/// Lets things happen until nothing more does, or something goes wrong.
pub(super) fn play(bundle: &Arc<Bundle>, setup: &Setup, fate: &mut dyn Fate) -> Outcomes {
    let mut stage = Stage {
        talk: Simulator::new(Arc::clone(bundle), setup.clone()),
        outside: Outside::default(),
        recorder: Recorder::of(setup, bundle),
        seen: 0,
    };
    let mut deeds = 0;
    while let Some(deed) = fate.deed(&stage.talk) {
        deeds += 1;
        if let Some(finding) = stage.happens(&deed, fate) {
            return stage.outcomes(Some((finding, deeds)));
        }
    }
    let replayed = stage.talk.replay().err();
    let found = replayed.map(|fault| Finding::new(&stage.talk, Trouble::Broken, fault.to_string()));
    stage.outcomes(found.map(|finding| (finding, deeds)))
}

struct Stage {
    talk: Simulator,
    outside: Outside,
    recorder: Recorder,
    seen: usize,
}

impl Stage {
    fn outcomes(self, found: Option<(Finding, usize)>) -> Outcomes {
        Outcomes {
            talk: self.talk,
            found,
            recorder: self.recorder,
        }
    }

    /// One thing happens; what goes wrong with it.
    fn happens(&mut self, deed: &Deed, fate: &mut dyn Fate) -> Option<Finding> {
        let before = self.recorder.clone();
        self.write_down(deed);
        let done = catch_unwind(AssertUnwindSafe(|| self.does(deed, fate)));
        let finding = match done {
            Err(panic) => Some(self.trouble(Trouble::Panics, told(panic.as_ref()))),
            Ok(Err(Stuck::Fault(Fault::Refused(_) | Fault::NoSuchOption(_)))) => {
                self.recorder = before;
                None
            }
            Ok(Err(Stuck::Fault(fault))) => Some(self.trouble(Trouble::Broken, fault.to_string())),
            Ok(Err(stuck)) => Some(self.trouble(Trouble::Hangs, stuck.to_string())),
            Ok(Ok(())) => self.wrong(),
        };
        self.recorder.listen(&self.talk);
        finding
    }

    fn trouble(&self, trouble: Trouble, reason: String) -> Finding {
        Finding::new(&self.talk, trouble, reason)
    }

    fn does(&mut self, deed: &Deed, fate: &mut dyn Fate) -> Result<(), Stuck> {
        let Self { talk, outside, .. } = self;
        let mut source = |effect: &Effect| Some(fate.answer(effect));
        let done = match deed {
            Deed::Says(text) => talk.say(text).map(drop),
            Deed::Chooses(key) => talk.choose(key).map(drop),
            Deed::Sends(attached) => talk.send("", attached.clone()).map(drop),
            Deed::Arrives => talk.arrive().map(drop),
            Deed::Happens(name, payload) => talk.tell(name, payload.clone()).map(drop),
            Deed::Acts(act) => talk.act(&agent(), act.clone()).map(drop),
            Deed::Waits(span) => return outside.pass(talk, *span, &mut source),
        };
        done.map_err(Stuck::Fault)?;
        outside.answer(talk, &mut source)
    }

    fn write_down(&mut self, deed: &Deed) {
        match deed {
            Deed::Says(text) => self.recorder.says(text),
            Deed::Chooses(key) => self.recorder.chooses(key),
            Deed::Sends(attached) => self.recorder.sends("", attached),
            Deed::Arrives => self.recorder.arrives(),
            Deed::Happens(name, payload) => self.recorder.tells(name, payload),
            Deed::Waits(span) => self.recorder.waits(*span),
            Deed::Acts(Act::Reply { text, .. }) => self.recorder.replies(&agent(), text),
            Deed::Acts(Act::Take) => self.recorder.acts(&agent(), "take"),
            Deed::Acts(Act::GiveBack) => self.recorder.acts(&agent(), "give_back"),
            Deed::Acts(Act::ReturnToQueue) => self.recorder.acts(&agent(), "return_to_queue"),
            Deed::Acts(_) => self.recorder.acts(&agent(), "resolve"),
        }
    }

    /// What the last deed led to that no trail should.
    fn wrong(&mut self) -> Option<Finding> {
        let (mut reached, mut failed, mut found) = (None, None, None);
        for event in self.talk.events().iter().skip(self.seen) {
            match event {
                Event::LimitReached { limit, .. } if !is_of_contacts(*limit) => {
                    reached = Some(*limit);
                }
                Event::StepFailed { trail, step, error } => {
                    let place = Some((trail.clone(), step.clone()));
                    if let Some(limit) = reached.take() {
                        let reason = format!("{error}: that is the limit `{limit}`");
                        found = found.or(Some(Finding::at(Trouble::Limit, place.clone(), reason)));
                    }
                    failed = Some((place, error));
                }
                Event::SessionEnded {
                    reason: EndReason::Failed | EndReason::Lost,
                    ..
                } if found.is_none() => {
                    found = Some(match (reached.take(), failed.take()) {
                        (Some(limit), _) => {
                            let reason = format!(
                                "the bot went on and on while nobody answered: that is the limit `{limit}`"
                            );
                            Finding::at(Trouble::Limit, None, reason)
                        }
                        (None, Some((place, error))) => {
                            Finding::at(Trouble::Fails, place, error.clone())
                        }
                        (None, None) => {
                            let reason = "where it stood is gone".to_owned();
                            Finding::at(Trouble::Fails, None, reason)
                        }
                    });
                }
                _ => {}
            }
        }
        self.seen = self.talk.events().len();
        found
    }
}

/// Whether it is the contact, or another system, that runs into a limit, and not the trail.
fn is_of_contacts(limit: LimitName) -> bool {
    matches!(
        limit,
        LimitName::Queued | LimitName::Told | LimitName::CatchUpBytes
    )
}

/// The only person at the desk.
fn agent() -> AgentId {
    AgentId::from("agent")
}

fn told(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it does not say why".to_owned())
}
