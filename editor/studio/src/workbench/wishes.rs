//! What the person asks for, by the bar and by keys.

use super::{Event, Loading, Open, Workbench};
use crate::keys::{Pressed, Wish, wish};
use crate::{bar, page};
use trilha_state::{Msg, Plan, Save, Test};
use trilha_widgets::{choices, composing};
use web_sys::KeyboardEvent;
use yew::prelude::*;

impl Workbench {
    pub(super) fn bar(&mut self, ctx: &Context<Self>, wish: bar::Wish) {
        match wish {
            bar::Wish::Undo => self.send.emit(Msg::Undo),
            bar::Wish::Redo => self.send.emit(Msg::Redo),
            bar::Wish::Problems => self.show("problems"),
            bar::Wish::Versions => self.show("versions"),
            bar::Wish::Keys => self.open = Open::Keys,
            bar::Wish::Save => settled(ctx, Event::SaveAll),
            bar::Wish::Publish => settled(ctx, Event::Publish),
            bar::Wish::Test => self.test(),
        }
    }

    pub(super) fn show(&mut self, tab: &'static str) {
        self.tab = tab.into();
        self.pane = "side".into();
    }

    pub(super) fn save_all(&mut self, ctx: &Context<Self>) {
        let tests = self.editor.tests.unsaved();
        if self.editor.unsaved() || !tests {
            self.take_in(ctx, Msg::Save);
        }
        if tests {
            self.take_in(ctx, Msg::Test(Test::Save));
        }
    }

    pub(super) fn publish(&mut self, ctx: &Context<Self>) {
        if self.editor.locked {
            return;
        }
        if self.editor.document.counts().0 > 0 {
            self.show("problems");
            self.take_in(ctx, Msg::Publish(Plan::default()));
        } else if self.open == Open::Nothing {
            self.open = Open::Publish;
            self.refused = None;
            self.save_to_publish(ctx);
        }
    }

    /// What differs, and what it means, the server tells of the draft on disk: that must be the one in sight.
    pub(super) fn save_to_publish(&mut self, ctx: &Context<Self>) {
        if self.editor.unsaved() && self.editor.save == Save::Idle {
            self.take_in(ctx, Msg::Save);
        }
    }

    fn test(&mut self) {
        self.show("simulator");
        if self.editor.simulation.is_some() {
            page::focus_soon("sim-input");
        } else {
            self.writes = true;
            self.send.emit(Msg::Simulate);
        }
    }

    pub(super) fn key(&mut self, ctx: &Context<Self>, event: &KeyboardEvent) -> bool {
        if event.default_prevented()
            || composing(event)
            || !matches!(self.loading, Loading::Done)
            || page::has_dialog()
        {
            return false;
        }
        let (writing, canvas) = (page::is_writing(event), page::on_canvas(event));
        let key = event.key();
        if key == " " && canvas && !writing {
            event.prevent_default();
            return !std::mem::replace(&mut self.space, true);
        }
        let control = event.ctrl_key() || event.meta_key();
        let selected = page::window()
            .get_selection()
            .ok()
            .flatten()
            .is_some_and(|selection| !selection.is_collapsed());
        if key.eq_ignore_ascii_case("c") && control && selected {
            return false;
        }
        let pressed = Pressed {
            key: &key,
            control,
            shift: event.shift_key(),
            writing,
            canvas,
            exits: self.editor.next_exit(!event.shift_key()).is_some(),
            letters: choices::letters(),
        };
        let Some(wish) = wish(pressed) else {
            return false;
        };
        event.prevent_default();
        match wish {
            Wish::Send(msg) => return self.take_in(ctx, msg),
            Wish::Save => self.bar(ctx, bar::Wish::Save),
            Wish::Publish => self.bar(ctx, bar::Wish::Publish),
            Wish::Test => self.test(),
            Wish::Keys => self.open = Open::Keys,
            Wish::Find => self.open = Open::Find,
            Wish::Rename => {
                self.tab = "inspector".into();
                page::focus_soon("step-id");
            }
            Wish::Pick => {
                let at = self
                    .pointer
                    .and_then(|pointer| page::inside("canvas", pointer));
                return self.take_in(ctx, Msg::Pick(at));
            }
        }
        true
    }
}

/// What is being written is told first: it is waiting in the queue when this is put behind it.
fn settled(ctx: &Context<Workbench>, then: Event) {
    page::settle();
    ctx.link().send_message(then);
}
