//! The simulation beside the canvas, and the player that plays it and the tests.

use crate::editor::Editor;
use crate::message::{Cmd, Notice};
use crate::player::{Order, Told};
use crate::setting::Setting;
use crate::simulation::{Do, Simulation, Start};
use crate::tested::Playing;
use std::rc::Rc;
use trilha_model::{EffectId, Outcome};

impl Editor {
    /// Orders something of the player, which is told first what surrounds the trail where it does not know.
    pub(super) fn order(&mut self, order: Order) -> Vec<Cmd> {
        self.player_lost = false;
        self.awaited += u32::from(!matches!(order, Order::Around(_)));
        let known = self.played_in.replace(self.around.clone());
        let news = known.is_none_or(|known| !Rc::ptr_eq(&known, &self.around));
        let news = news.then(|| Order::Around(self.around.clone()));
        news.into_iter().chain([order]).map(Cmd::Player).collect()
    }

    /// What the player answered.
    pub(super) fn told(&mut self, told: Told) -> Vec<Cmd> {
        self.awaited = self.awaited.saturating_sub(1);
        self.player_slow = false;
        match told {
            Told::Scene(scene) => self.stands(*scene),
            Told::Errors(run) if self.is_begun(run) => {
                self.stop();
                return vec![Cmd::Say(Notice::Errors(self.document.counts().0))];
            }
            Told::Gone(run) if self.simulation.as_ref().is_some_and(|it| it.run == run) => {
                return self.player_lost();
            }
            Told::Errors(_) | Told::Gone(_) => {}
            Told::Played(played) => return self.played(*played),
            Told::Recorded(entry, text) => return self.recorded(entry, text),
        }
        Vec::new()
    }

    /// The player is gone, with all it played.
    pub(super) fn player_lost(&mut self) -> Vec<Cmd> {
        self.stop();
        (self.played_in, self.awaited, self.player_slow) = (None, 0, false);
        self.player_lost = true;
        Rc::make_mut(&mut self.tests).playing = Playing::Not;
        vec![Cmd::EndPlayer]
    }

    /// One asks again: a player of which nothing came for long gives way to a new one.
    pub(super) fn renewed(&mut self) -> Vec<Cmd> {
        if self.player_slow {
            self.player_lost()
        } else {
            Vec::new()
        }
    }

    pub(super) fn simulate(&mut self) -> Vec<Cmd> {
        let mut cmds = self.renewed();
        let text = self.document.text.clone();
        self.runs += 1;
        self.begun = Some((self.runs, text.clone()));
        let spoken = self.document.languages();
        let mut setting = Setting::clone(&self.setting);
        setting.language = setting.language.filter(|code| spoken.contains(code));
        let start = Start {
            now: self.now,
            setting,
            run: self.runs,
        };
        cmds.extend(self.order(Order::Begin(self.document.id.clone(), text, start)));
        cmds
    }

    /// Simulations take place so from now on; the one that is on begins anew.
    pub(super) fn suppose(&mut self, setting: Setting) -> Vec<Cmd> {
        if setting == *self.setting {
            return Vec::new();
        }
        self.setting = Rc::new(setting);
        let mut cmds = vec![Cmd::KeepSetting(self.setting.clone())];
        if self.begun.is_some() {
            cmds.extend(self.simulate());
        }
        cmds
    }

    /// The talk is put away; where nothing has come of the player for long, the player too.
    pub(super) fn stop_simulating(&mut self) -> Vec<Cmd> {
        self.stop();
        self.renewed()
    }

    pub(super) fn stop(&mut self) {
        (self.begun, self.simulation) = (None, None);
    }

    /// The number of the talk in which something can be done: none while another begins in its place.
    pub(super) fn talking(&self) -> Option<u32> {
        let simulation = self.simulation.as_ref().filter(|_| !self.begins());
        simulation.map(|simulation| simulation.run)
    }

    fn is_begun(&self, run: u32) -> bool {
        self.begun.as_ref().is_some_and(|begun| begun.0 == run)
    }

    /// A simulation stands so now; one that was stopped, or has given way to another, does not matter any more.
    fn stands(&mut self, scene: Simulation) {
        let Some((_, text)) = self.begun.as_ref().filter(|begun| begun.0 == scene.run) else {
            return;
        };
        let before = self.simulation.take().filter(|it| it.run == scene.run);
        let before = before.map(Rc::unwrap_or_clone);
        let (mut lines, answered) = before
            .map(|before| (before.lines, before.answered))
            .unwrap_or_default();
        lines.extend(scene.lines);
        self.simulation = Some(Rc::new(Simulation {
            text: text.clone(),
            answered,
            lines,
            ..scene
        }));
        self.follow();
    }

    pub(super) fn act(&mut self, what: Do) -> Vec<Cmd> {
        let run = self.talking();
        run.map(|run| self.order(Order::Do(run, what)))
            .unwrap_or_default()
    }

    /// An answer to a request that is still asked; a late one to an earlier simulation is dropped.
    pub(super) fn answered(
        &mut self,
        run: u32,
        effect: EffectId,
        answer: Result<Outcome, String>,
    ) -> Vec<Cmd> {
        let Some(simulation) = self.simulation.as_mut().filter(|it| it.run == run) else {
            return Vec::new();
        };
        if answer.is_ok() {
            Rc::make_mut(simulation).answered.insert(effect);
        }
        let outcome = answer.unwrap_or_else(|reason| Outcome::Failed { reason });
        self.act(Do::Settle(effect, outcome))
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
