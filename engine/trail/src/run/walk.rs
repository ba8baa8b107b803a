//! The walk: from step to step until one waits or the session ends.

use super::scene::{Scene, Wake};
use super::{Flow, GRACE};
use crate::graph::Destination;
use crate::matching::{self, Likeness};
use crate::session::{Parked, Session, Vars};
use crate::steps::{Chosen, Kind};
use crate::trail::{Step, Trail};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::cell::Cell;
use trilha_model::{
    Edge, EffectId, EndReason, Event, ExitName, LimitName, Limits, StepId, TrailId, Value, VarName,
};

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
    /// What the message at hand chooses of the menu at hand, where that was found out already.
    choice: Option<Chosen>,
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
            choice: None,
            reached: Cell::new(None),
        }
    }

    /// Keeps what the message at hand chooses of a menu.
    pub(crate) fn keep_choice(&mut self, chosen: Option<Chosen>) {
        self.choice = chosen;
    }

    /// What the message at hand chooses, where that was found out; once.
    pub(crate) fn take_choice(&mut self) -> Option<Chosen> {
        self.choice.take()
    }

    /// What the sprint may use.
    pub(crate) fn limits(&self) -> &'a Limits {
        &self.scene.bundle.limits
    }

    /// Why a step fails that ran into a limit; the limit is told with the failure.
    pub(crate) fn beyond(&self, limit: LimitName, error: impl Into<String>) -> String {
        self.reach(limit);
        error.into()
    }

    /// Notes that the step which acts now ran into a limit, for when it fails.
    pub(crate) fn reach(&self, limit: LimitName) {
        self.reached.set(Some(limit));
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

    /// Whether an interrupt's way has come to a question of the trail's own course: what it put aside is
    /// over then, and `return` leads out of the trail again.
    fn goes_on_for_good(&self, step: &Step) -> bool {
        step.kind.asks()
            && !self.session.frame().interrupted.is_empty()
            && self.trail().is_on_course(step)
    }

    fn enter_trail(
        &mut self,
        step: &'a Step,
        id: &TrailId,
        given: &Vars,
        from: Option<StepId>,
    ) -> Option<&'a Step> {
        let Some(trail) = self.scene.bundle.trail(id) else {
            return self.fail(step, format!("there is no trail `{id}`"));
        };
        let misfit = given.iter().find_map(|(name, value)| {
            let deep = !value.lies_within(self.limits().levels);
            let deep = deep.then(|| self.too_deep(name));
            deep.or_else(|| trail.fits(name, value).err())
        });
        if let Some(error) = misfit {
            return self.fail(step, error);
        }
        let vars = trail.initial(given);
        let weight: usize = vars.iter().map(|(_, value)| value.weight()).sum();
        let kept = from.as_ref().map_or(0, |_| self.session.weight());
        if kept + weight > self.limits().variable_bytes {
            let error = self.too_heavy();
            return self.fail(step, error);
        }
        self.written += weight;
        self.emit(Event::FrameEntered {
            trail: id.clone(),
            from,
            vars,
        });
        trail.start()
    }

    fn leave(&mut self, step: &'a Step, exit: ExitName) -> Option<&'a Step> {
        self.forget_calls(&step.id);
        let trail = self.trail();
        let destination = trail.graph.follow(step, exit.as_str());
        let to = match destination {
            Destination::Step(to) => {
                self.leave_loops(step, to);
                trail.at(to)
            }
            _ => None,
        };
        self.came = Some(step);
        self.edges.push(Edge {
            trail: trail.id.clone(),
            from: step.id.clone(),
            exit,
            to: to.map(|step| step.id.clone()),
        });
        match destination {
            Destination::Step(_) => to,
            Destination::End => {
                self.over = Some(EndReason::Finished(None));
                None
            }
            Destination::Return => self.come_back(true),
            Destination::Nowhere => self.come_back(false),
        }
    }

    /// Out of the innermost trail: to what an interrupt put aside, else to the caller, else to the end.
    fn come_back(&mut self, to_interrupted: bool) -> Option<&'a Step> {
        if to_interrupted && !self.session.frame().interrupted.is_empty() {
            self.emit(Event::InterruptReturned);
            let parked = self.session.parked.clone()?;
            self.resume(&parked, Wake::Again);
            return None;
        }
        if self.session.frames.len() < 2 {
            self.over = Some(EndReason::Finished(None));
            return None;
        }
        let (outputs, personal) = (self.outputs(), self.personal_vars());
        let caller = self.leave_frame()?;
        self.tell(caller, Wake::Returned { outputs, personal })
    }

    /// Tells a step what became of the sub-trail it called, and goes on from there.
    fn tell(&mut self, caller: &'a Step, wake: Wake<'_>) -> Option<&'a Step> {
        self.here = Some(caller);
        self.stage = 0;
        let parked = Parked {
            step: caller.id.clone(),
            effect: None,
            until: None,
            attempts: 0,
            stage: 0,
        };
        let flow = caller.kind.resume(self, &parked, wake);
        self.follow(caller, flow)
    }

    /// The variables of the innermost trail that are about a person.
    fn personal_vars(&self) -> Vars {
        let declared = &self.trail().vars;
        let is_personal = |name: &VarName| {
            let mut vars = declared.iter();
            vars.any(|var| var.personal && var.name == *name)
        };
        let vars = self.session.frame().vars.iter();
        vars.filter(|(name, _)| is_personal(name))
            .cloned()
            .collect()
    }

    /// The declared outputs of the innermost trail.
    fn outputs(&self) -> Value {
        let frame = self.session.frame();
        let value = |name: &VarName| {
            let found = frame.vars.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let outputs = self.trail().outputs.iter();
        Value::Map(outputs.map(|name| (name.0.clone(), value(name))).collect())
    }

    fn leave_frame(&mut self) -> Option<&'a Step> {
        let from = self.session.frame().from.clone();
        self.emit(Event::FrameLeft);
        let caller = from.and_then(|from| self.trail().step(&from));
        if caller.is_none() {
            self.over = Some(EndReason::Lost);
        }
        caller
    }

    /// The sprint went too far: once the `error` exit and a little further, then the end.
    fn exhaust(&mut self, step: &'a Step, limit: LimitName) -> Option<&'a Step> {
        let error = self.beyond(limit, "the trail goes on and on without waiting");
        if self.exhausted {
            self.report(step, error);
            self.end_politely();
            return None;
        }
        self.exhausted = true;
        let limits = self.limits();
        self.steps = self.steps.min(limits.steps.saturating_sub(GRACE));
        self.messages = self.messages.min(limits.messages.saturating_sub(GRACE));
        self.written = self.written.min(limits.sprint_bytes / 2);
        self.fail(step, error)
    }

    /// A step failed: its own `error` exit, else the default, else its caller's, else a polite end.
    fn fail(&mut self, step: &'a Step, error: String) -> Option<&'a Step> {
        self.report(step, error);
        let mut step = step;
        loop {
            let exit = ExitName(SmolStr::new_static("error"));
            if step.has_error_exit() {
                return self.leave(step, exit);
            }
            if self.failing {
                break;
            }
            if self.trail().graph.follow(step, exit.as_str()) != Destination::Nowhere {
                self.failing = true;
                return self.leave(step, exit);
            }
            if self.session.frames.len() < 2 {
                break;
            }
            step = self.leave_frame()?;
            if step.kind.hears_of_failures() {
                return self.tell(step, Wake::Broken);
            }
        }
        self.end_politely();
        None
    }

    fn report(&mut self, step: &Step, error: String) {
        if let Some(limit) = self.reached.take() {
            let step = Some(step.id.clone());
            self.emit(Event::LimitReached { limit, step });
        }
        let trail = self.session.frame().trail.clone();
        self.emit(Event::StepFailed {
            trail,
            step: step.id.clone(),
            error,
        });
    }

    fn end_politely(&mut self) {
        self.apologise();
        self.over = Some(EndReason::Failed);
    }

    /// Takes up the interrupt a text means, if it means one; what waited is put aside.
    pub(super) fn interrupt(&mut self, text: &str, likeness: Likeness) -> bool {
        let Some((frames, target)) = self.finds_interrupt(text, likeness) else {
            return false;
        };
        let Some(parked) = self.session.parked.clone() else {
            return false;
        };
        if let Some(id) = parked.effect {
            self.emit(Event::EffectCancelled { id });
        }
        self.emit(Event::Interrupted {
            step: parked.step,
            frames,
        });
        self.came = None;
        match target {
            Destination::Step(to) => {
                let step = self.trail().at(to);
                self.go(step);
            }
            Destination::Return => {
                let next = self.come_back(true);
                self.go(next);
            }
            Destination::End | Destination::Nowhere => self.over = Some(EndReason::Finished(None)),
        }
        true
    }

    /// The interrupt a text means: how many frames it leaves, and where it leads. The innermost trail first.
    pub(super) fn finds_interrupt(
        &self,
        text: &str,
        likeness: Likeness,
    ) -> Option<(u32, Destination)> {
        let said = matching::plain(text);
        let frames = self.session.frames.iter().rev().enumerate();
        frames.into_iter().find_map(|(left, frame)| {
            let trail = self.scene.bundle.trail(&frame.trail)?;
            let found = trail
                .interrupts
                .iter()
                .find(|interrupt| interrupt.means(&said, likeness))?;
            Some((u32::try_from(left).ok()?, found.leads))
        })
    }
}

fn innermost<'a>(scene: &'a Scene<'a>, session: &Session) -> &'a Trail {
    let trail = scene.bundle.trail(&session.frame().trail);
    trail.unwrap_or(scene.bundle.root())
}
