//! Failures: the way on where a step could not do its work, or a sprint went too far.

use super::Run;
use crate::graph::Destination;
use crate::run::GRACE;
use crate::run::scene::Wake;
use crate::trail::Step;
use smol_str::SmolStr;
use trilha_model::{EndReason, Event, ExitName, LimitName};

impl<'a> Run<'a> {
    /// Why a step fails that ran into a limit; the limit is told with the failure.
    pub(crate) fn beyond(&self, limit: LimitName, error: impl Into<String>) -> String {
        self.reach(limit);
        error.into()
    }

    /// Notes that the step which acts now ran into a limit, for when it fails.
    pub(crate) fn reach(&self, limit: LimitName) {
        self.reached.set(Some(limit));
    }

    /// The sprint went too far: once the `error` exit and a little further, then the end.
    pub(super) fn exhaust(&mut self, step: &'a Step, limit: LimitName) -> Option<&'a Step> {
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
    pub(super) fn fail(&mut self, step: &'a Step, error: String) -> Option<&'a Step> {
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
}
