//! One message after the other.

mod elsewhere;
mod field;
mod look;
mod server;
mod shift;
mod step;
mod talk;
mod tests;
mod words;

use crate::editor::{Editor, Picker};
use crate::message::{Cmd, Msg, Notice};
use crate::steps;
use std::rc::Rc;
use trilha_model::Timestamp;

impl Editor {
    /// Takes one message in at a moment, and says what the page is to do.
    pub fn update(&mut self, now: Timestamp, msg: Msg) -> Vec<Cmd> {
        self.now = now;
        if self.locked && msg.writes() {
            return Vec::new();
        }
        match msg {
            Msg::Opened(draft, kept) => return self.opened(&draft, kept),
            Msg::Resized(screen) => self.resized(screen),
            Msg::Pressed(hit, pixel, add, pan) => self.pressed(hit, pixel, add, pan),
            Msg::Dragged(pixel) => self.dragged(pixel),
            Msg::Released(pixel) => return self.released(pixel),
            Msg::Escape => self.escape(),
            Msg::Pan(by) => self.camera.pan_by(by),
            Msg::ZoomAt(pixel, factor) => self.zoom(Some(pixel), factor),
            Msg::ZoomBy(factor) => self.zoom(None, factor),
            Msg::Fit => self.fit(),
            Msg::LookAt(place) => self.camera.look_at(place),
            Msg::Select(step) => self.select(step),
            Msg::Toggle(_) | Msg::SelectAll | Msg::SelectNone => self.choose(msg),
            Msg::Neighbour(direction) => self.neighbour(direction),
            Msg::Compare(compared) => self.compared = compared,
            Msg::NextExit(onward) => self.mean(onward),
            Msg::Rest => Rc::make_mut(&mut self.history).part(),
            Msg::Simulate => return self.simulate(),
            Msg::Suppose(setting) => return self.suppose(setting),
            Msg::Do(what) => return self.act(what),
            Msg::Ask(effect) => return self.ask(effect),
            Msg::Answered(run, effect, answer) => return self.answered(run, effect, answer),
            Msg::StopSimulating => return self.stop_simulating(),
            Msg::Test(test) => return self.test(test),
            Msg::Told(told) => return self.told(told),
            Msg::PlayerLost | Msg::StopPlayer => return self.player_lost(),
            Msg::PlayerSlow => self.player_slow = self.awaited > 0,
            Msg::Save
            | Msg::Saved(_)
            | Msg::NotSaved(_)
            | Msg::Theirs(_)
            | Msg::KeepMine
            | Msg::TakeTheirs
            | Msg::Publish(_)
            | Msg::Published(_)
            | Msg::Scheduled(_)
            | Msg::NotPublished(_)
            | Msg::Dismiss => return self.exchange(msg),
            Msg::Elsewhere(kept) => return self.elsewhere(kept),
            Msg::TakeElsewhere => return self.take_elsewhere(),
            Msg::KeepHere => return self.keep_here(),
            change => return self.change(change),
        }
        Vec::new()
    }

    /// What changes the text, or begins to.
    fn change(&mut self, msg: Msg) -> Vec<Cmd> {
        if let Some(text) = match &msg {
            Msg::Undo => Rc::make_mut(&mut self.history).undo(&self.document.text),
            Msg::Redo => Rc::make_mut(&mut self.history).redo(&self.document.text),
            _ => None,
        } {
            return self.show(text);
        }
        let editable = self.document.editable();
        match msg {
            Msg::Undo | Msg::Redo => Vec::new(),
            Msg::Rewrite(text) if text == *self.document.text => Vec::new(),
            Msg::Rewrite(text) => {
                self.note(Some("text".into()));
                self.show(text.into())
            }
            _ if !editable => vec![Cmd::Say(Notice::NotYaml)],
            Msg::Pick(pixel) => {
                let at = pixel.map_or(self.camera.sight().middle(), |pixel| {
                    self.camera.world(pixel)
                });
                self.picker = Some(Picker { at, from: None });
                Vec::new()
            }
            Msg::Picked(kind) => match self.picker.take() {
                Some(Picker { at, from }) => self.add(&kind, self.free(at), from.as_ref()),
                None => Vec::new(),
            },
            Msg::Dropped(kind, pixel) => self.add(&kind, self.camera.world(pixel), None),
            Msg::Add(kind) => self.add_after(&kind),
            Msg::ConnectNew(from) => {
                let at = self.beside(&from.step);
                self.picker = Some(Picker {
                    at,
                    from: Some(from),
                });
                Vec::new()
            }
            Msg::Connect(from, target) => {
                self.edit(&steps::connect(&self.document, &from, &target), None)
            }
            Msg::Disconnect(from) => self.edit(&steps::disconnect(&self.document, &from), None),
            Msg::Rename(step, to) => self.rename(&step, to.trim()),
            Msg::Delete => self.delete(),
            Msg::DeleteSteps => self.edit(&steps::delete(&self.document, &self.chosen()), None),
            Msg::Copy => self.copy(),
            Msg::Paste => self.paste(None),
            Msg::Duplicate => {
                let copied = steps::copy(&self.document, &self.chosen());
                self.paste(Some(copied))
            }
            Msg::Nudge(by) => self.moved(by),
            Msg::Arrange => {
                let edits = steps::place(&self.document, &self.document.arranged());
                let cmds = self.edit(&edits, None);
                self.fit();
                cmds
            }
            field => self.field(field),
        }
    }
}
