//! From trail to trail: into a sub-trail, out of it again, and by exits from step to step.

use super::Run;
use crate::graph::Destination;
use crate::run::scene::Wake;
use crate::session::{Parked, Vars};
use crate::trail::Step;
use trilha_model::{Edge, EndReason, Event, ExitName, StepId, TrailId, Value, VarName};

impl<'a> Run<'a> {
    pub(super) fn enter_trail(
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

    pub(super) fn leave(&mut self, step: &'a Step, exit: ExitName) -> Option<&'a Step> {
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
    pub(super) fn come_back(&mut self, to_interrupted: bool) -> Option<&'a Step> {
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
    pub(super) fn tell(&mut self, caller: &'a Step, wake: Wake<'_>) -> Option<&'a Step> {
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

    pub(super) fn leave_frame(&mut self) -> Option<&'a Step> {
        let from = self.session.frame().from.clone();
        self.emit(Event::FrameLeft);
        let caller = from.and_then(|from| self.trail().step(&from));
        if caller.is_none() {
            self.over = Some(EndReason::Lost);
        }
        caller
    }
}
