//! The walk: from step to step until one waits or the session ends.

mod failing;
mod frames;
mod interrupts;

use super::Flow;
use super::scene::{Scene, Wake};
use crate::session::{Parked, Session};
use crate::steps::{Choosing, Kind};
use crate::trail::{Step, Trail};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::cell::Cell;
use trilha_model::{Edge, EffectId, EndReason, Event, LimitName, Limits, StepId, Value};

/// A sprint under way.
pub(crate) struct Run<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) session: Session,
    pub(super) events: Vec<Event>,
    pub(super) messages: usize,
    /// Bytes said and set.
    pub(super) written: usize,
    edges: Vec<Edge>,
    steps: usize,
    next_effect: EffectId,
    pub(super) here: Option<&'a Step>,
    /// The innermost trail.
    trail: &'a Trail,
    /// The step an edge was just taken from.
    pub(super) came: Option<&'a Step>,
    /// What is known of the contact, with what this sprint changed.
    pub(super) contact: Cow<'a, Value>,
    /// What is known of the conversation, with what this sprint changed.
    pub(super) conversation: Cow<'a, Value>,
    /// The contact's language, where it is known.
    pub(super) tongue: Option<SmolStr>,
    /// How many events were sent out.
    pub(super) emitted: usize,
    /// What models were paid for, with what this sprint learned of.
    pub(crate) spent: super::Spent,
    /// How far the step that acts now has come, for when it waits.
    stage: u32,
    /// On the way of a default `error` exit: a failure there, before the next wait, ends the session.
    failing: bool,
    /// The limits of a sprint were reached, and the `error` exit was taken.
    exhausted: bool,
    over: Option<EndReason>,
    /// The message at hand held against the menu at hand, where that was done already.
    choosing: Option<Choosing<'a>>,
    /// The limit that the step which acts now ran into.
    reached: Cell<Option<LimitName>>,
}

impl<'a> Run<'a> {
    pub(super) fn new(scene: &'a Scene<'a>, session: Session) -> Self {
        let trail = innermost(scene, &session);
        Self {
            scene,
            session,
            trail,
            events: Vec::with_capacity(8),
            messages: 0,
            written: 0,
            edges: Vec::with_capacity(4),
            steps: 0,
            next_effect: scene.next_effect,
            here: None,
            came: None,
            contact: Cow::Borrowed(scene.contact),
            conversation: Cow::Borrowed(scene.conversation),
            tongue: scene.language.map(SmolStr::new),
            emitted: 0,
            spent: scene.spent,
            stage: 0,
            failing: false,
            exhausted: false,
            over: None,
            choosing: None,
            reached: Cell::new(None),
        }
    }

    /// Keeps what came of holding the message at hand against a menu.
    pub(crate) fn keep_choosing(&mut self, choosing: Choosing<'a>) {
        self.choosing = Some(choosing);
    }

    /// The message at hand held against the menu at hand, where that was done; once.
    pub(crate) fn take_choosing(&mut self) -> Option<Choosing<'a>> {
        self.choosing.take()
    }

    /// What the sprint may use.
    pub(crate) fn limits(&self) -> &'a Limits {
        &self.scene.bundle.limits
    }

    /// Records an event that is already true of the session.
    pub(super) fn note(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Makes an event true and records it.
    pub(crate) fn emit(&mut self, event: Event) {
        self.session.apply(&event);
        if matches!(
            event,
            Event::FrameEntered { .. }
                | Event::FrameLeft
                | Event::Interrupted { .. }
                | Event::InterruptReturned
        ) {
            self.trail = innermost(self.scene, &self.session);
            self.came = None;
        }
        self.learn(&event);
        self.events.push(event);
    }

    /// The next effect's id.
    pub(super) fn next_effect(&self) -> EffectId {
        self.next_effect
    }

    /// The next effect's id, taken.
    pub(super) fn take_effect_id(&mut self) -> EffectId {
        let id = self.next_effect;
        self.next_effect = EffectId(id.0 + 1);
        id
    }

    /// The step that acts now.
    pub(crate) fn here(&self) -> Option<&StepId> {
        self.here.map(|step| &step.id)
    }

    /// How far the step that acts now has come: where it goes on when it waits now and is woken.
    pub(crate) fn at_stage(&mut self, stage: u32) {
        self.stage = stage;
    }

    /// The innermost trail.
    pub(super) fn trail(&self) -> &'a Trail {
        self.trail
    }

    /// The kind of the step the session is parked at.
    pub(super) fn parked_kind(&self, parked: &Parked) -> Option<&'a Kind> {
        self.trail().step(&parked.step).map(|step| &step.kind)
    }

    /// The events of the sprint: what happened, then the way, then the end if it came.
    pub(super) fn finish(mut self) -> Vec<Event> {
        if !self.edges.is_empty() {
            self.events.push(Event::Walked { edges: self.edges });
        }
        if let Some(reason) = self.over {
            let at = self.scene.now;
            self.events.push(Event::SessionEnded { reason, at });
        }
        self.events
    }

    /// From the innermost trail's first step.
    pub(super) fn begin(&mut self) {
        let start = self.trail().start();
        self.go(start);
    }

    /// The parked step is told what came, and the walk goes on from there.
    pub(super) fn resume(&mut self, parked: &Parked, wake: Wake<'_>) {
        let trail = self.trail();
        let Some(step) = trail.step(&parked.step) else {
            self.over = Some(EndReason::Lost);
            return;
        };
        self.here = Some(step);
        self.stage = 0;
        self.reached.set(None);
        let flow = step.kind.resume(self, parked, wake);
        let next = self.follow(step, flow);
        self.go(next);
    }

    fn go(&mut self, mut next: Option<&'a Step>) {
        while let Some(step) = next {
            self.steps += 1;
            if let Some(limit) = self.spent_all() {
                next = self.exhaust(step, limit);
                continue;
            }
            self.here = Some(step);
            self.stage = 0;
            self.reached.set(None);
            let flow = step.kind.enter(self);
            self.came = None;
            next = self.follow(step, flow);
        }
    }

    /// What the sprint has used up.
    fn spent_all(&self) -> Option<LimitName> {
        let limits = self.limits();
        if self.steps > limits.steps {
            Some(LimitName::Steps)
        } else if self.messages > limits.messages {
            Some(LimitName::Messages)
        } else if self.written > limits.sprint_bytes {
            Some(LimitName::SprintBytes)
        } else {
            None
        }
    }

    /// What a step wants, done; the step to go on with, if the walk goes on.
    fn follow(&mut self, step: &'a Step, flow: Result<Flow, String>) -> Option<&'a Step> {
        match flow {
            Ok(Flow::Exit(exit)) => self.leave(step, exit),
            Ok(Flow::Park { .. }) if self.scene.aside => self.stop_aside(step),
            Ok(Flow::Park {
                effect,
                until,
                attempts,
            }) => {
                if self.goes_on_for_good(step) {
                    self.emit(Event::InterruptsForgotten);
                }
                let step = step.id.clone();
                let stage = std::mem::take(&mut self.stage);
                self.emit(Event::Parked {
                    step,
                    effect,
                    until,
                    attempts,
                    stage,
                });
                None
            }
            Ok(Flow::Call { trail, vars }) => {
                let most = self.limits().depth;
                if self.session.frames.len() >= most {
                    let error = format!("trails call each other deeper than {most}");
                    let error = self.beyond(LimitName::Depth, error);
                    return self.fail(step, error);
                }
                self.enter_trail(step, &trail, &vars, Some(step.id.clone()))
            }
            Ok(Flow::Goto { trail, vars }) => self.enter_trail(step, &trail, &vars, None),
            Ok(Flow::End(reason)) => {
                self.over = Some(EndReason::Finished(reason));
                None
            }
            Err(error) => self.fail(step, error),
        }
    }

    /// Beside whatever goes on nothing waits: a ticket that was handed on is with whoever gets it.
    fn stop_aside(&mut self, step: &'a Step) -> Option<&'a Step> {
        if matches!(step.kind, Kind::Handoff(_)) {
            self.over = Some(EndReason::Finished(None));
            return None;
        }
        let error = "the trail runs beside whatever goes on, where nothing can wait";
        self.fail(step, error.to_owned())
    }
}

fn innermost<'a>(scene: &'a Scene<'a>, session: &Session) -> &'a Trail {
    let trail = scene.bundle.trail(&session.frame().trail);
    trail.unwrap_or(scene.bundle.root())
}
