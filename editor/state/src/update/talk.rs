//! The simulation beside the canvas.

use crate::editor::Editor;
use crate::message::{Cmd, Notice};
use crate::simulation::{Do, Simulation, Start};
use std::rc::Rc;
use trilha_model::{EffectId, Outcome};

impl Editor {
    pub(super) fn simulate(&mut self, start: Start) -> Vec<Cmd> {
        let started = Simulation::start(&self.document, &self.around, start);
        self.simulation = started.map(Rc::new);
        if self.simulation.is_none() {
            return vec![Cmd::Say(Notice::Errors(self.document.counts().0))];
        }
        self.follow();
        Vec::new()
    }

    pub(super) fn act(&mut self, what: Do) {
        if let Some(simulation) = &mut self.simulation {
            Rc::make_mut(simulation).act(what);
            self.follow();
        }
    }

    /// An answer to a request that is still asked; a late one to an earlier simulation is dropped.
    pub(super) fn answered(&mut self, run: u32, effect: EffectId, answer: Result<Outcome, String>) {
        let Some(simulation) = self.simulation.as_mut().filter(|it| it.run == run) else {
            return;
        };
        if answer.is_ok() {
            Rc::make_mut(simulation).answered.insert(effect);
        }
        let outcome = answer.unwrap_or_else(|reason| Outcome::Failed { reason });
        self.act(Do::Settle(effect, outcome));
    }

    /// The step the simulation waits at comes in sight.
    pub(super) fn follow(&mut self) {
        let place = self
            .simulation
            .as_ref()
            .and_then(|simulation| simulation.place());
        if let Some(rect) = place.and_then(|step| self.document.rect(&step)) {
            self.camera.show(rect);
        }
    }

    pub(super) fn ask(&self, effect: EffectId) -> Vec<Cmd> {
        let Some(simulation) = &self.simulation else {
            return Vec::new();
        };
        let found = simulation
            .requests()
            .into_iter()
            .find(|(id, _)| *id == effect);
        found
            .map(|(id, request)| Cmd::Http(simulation.run, id, Box::new(request)))
            .into_iter()
            .collect()
    }
}
