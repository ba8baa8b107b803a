//! What the editor is told, and what follows of it around the editor.

use super::{Open, Workbench, kept_key, path};
use crate::errands::{self, Keeps};
use crate::page;
use gloo_timers::callback::Timeout;
use std::rc::Rc;
use trilha_state::player::Told;
use trilha_state::tested::Playing;
use trilha_state::{Msg, Refusal, Test};
use yew::prelude::*;

/// How long nothing changes before the tests are played again, in milliseconds.
const PAUSE: u32 = 350;
/// How long nothing comes of the player before one is told, in milliseconds.
const PATIENCE: u32 = 4_000;

impl Workbench {
    /// What the publish dialog shows of what the server says.
    fn follow_publishing(&mut self, msg: &Msg) {
        match msg {
            Msg::NotSaved(refusal) | Msg::NotPublished(refusal) => {
                // A conflict has a dialog of its own, where it is decided.
                let shown = *refusal != Refusal::Changed;
                self.refused = shown.then(|| refusal.clone());
            }
            Msg::Save | Msg::Publish(_) => self.refused = None,
            Msg::Published(_) | Msg::Scheduled(_) => {
                self.refused = None;
                self.turn += 1;
                if self.open == Open::Publish {
                    self.open = Open::Nothing;
                }
            }
            _ => {}
        }
    }

    pub(super) fn take_in(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let picked =
            !self.editor.locked && matches!(msg, Msg::Picked(_) | Msg::Add(_) | Msg::ConnectNew(_));
        let shown = matches!(msg, Msg::Select(_) | Msg::SelectNone | Msg::Add(_));
        let saved = matches!(msg, Msg::Saved(_));
        let began = match msg {
            Msg::Told(Told::Scene(_)) => Some(true),
            Msg::Told(Told::Errors(_)) | Msg::PlayerLost | Msg::StopPlayer => Some(false),
            _ => None,
        };
        let lost = matches!(msg, Msg::PlayerLost | Msg::StopPlayer);
        let awaited = (!matches!(msg, Msg::Told(_))).then(|| self.editor.awaited());
        self.follow_publishing(&msg);
        let before = (
            self.editor.document.text.clone(),
            self.editor.saved.clone(),
            self.editor.tests.clone(),
        );
        let cmds = Rc::make_mut(&mut self.editor).update(page::now(), msg);
        for cmd in cmds {
            errands::carry_out(
                ctx.link(),
                &path(ctx),
                &Keeps {
                    draft: &kept_key(ctx, "draft"),
                    setting: &kept_key(ctx, "setting"),
                },
                self.toasts.as_ref(),
                &mut self.player,
                cmd,
            );
        }
        self.wait(awaited);
        let same = Rc::ptr_eq(&before.0, &self.editor.document.text)
            && Rc::ptr_eq(&before.1, &self.editor.saved)
            && Rc::ptr_eq(&before.2, &self.editor.tests);
        if !same {
            let unsaved = self.editor.unsaved() || self.editor.tests.unsaved();
            ctx.props().house.unsaved.emit(unsaved);
            self.replay(PAUSE);
            page::title(&format!("{} · Trilha", self.editor.document.id));
        }
        if let Some(began) = began
            && std::mem::take(&mut self.writes)
            && began
        {
            page::focus_soon("sim-input");
        }
        if lost {
            page::focus_instead(match self.tab.as_str() {
                "tests" => "tests-lost-retry",
                _ => "sim-lost-retry",
            });
        }
        if saved && self.open == Open::Publish {
            self.save_to_publish(ctx);
        }
        if picked && self.tab != "text" {
            self.tab = "inspector".into();
        }
        if shown && self.pane == "steps" {
            self.pane = "side".into();
            self.tab = "inspector".into();
        }
        true
    }

    /// Tells when nothing came of the player for long: from the last answer or order on. So many answers were awaited
    /// before; none: one has just come.
    fn wait(&mut self, before: Option<u32>) {
        let now = self.editor.awaited();
        if before != Some(now) {
            let slow = self.send.reform(|()| Msg::PlayerSlow);
            self.patience = (now > 0).then(|| Timeout::new(PATIENCE, move || slow.emit(())));
        }
    }

    /// Plays the tests after a pause, where they are in sight, what came of them is of other texts, and there is what
    /// plays them.
    pub(super) fn replay(&mut self, pause: u32) {
        let tests = &self.editor.tests;
        let seen = self.tab == "tests" || tests.shown;
        let blank = tests.text.trim().is_empty();
        let due = seen && !blank && tests.playing == Playing::Not && !self.editor.player_lost;
        self.replay = (due && !tests.is_fresh(&self.editor.document.text)).then(|| {
            let play = self.send.reform(|()| Msg::Test(Test::Play));
            Timeout::new(pause, move || play.emit(()))
        });
    }
}
