//! One message after the other.

use crate::camera::Camera;
use crate::document::{Document, Surroundings};
use crate::editor::{Editor, Picker, Save, Selection};
use crate::form::{Path, yaml_draft};
use crate::geometry::Point;
use crate::gesture::Gesture;
use crate::message::{Cmd, Direction, Kept, Msg, Notice, Refusal};
use crate::simulation::{Do, Simulation, Start};
use crate::steps::{self, Outlet};
use smol_str::{SmolStr, ToSmolStr, format_smolstr};
use std::rc::Rc;
use trilha_model::StepId;
use trilha_trail::VERBS;
use trilha_trail::edit::{self, Draft, Edit, PathSegment};
use trilha_wire::studio;

/// Between a step and one that is put after it.
const AFTER: f64 = 96.0;

impl Editor {
    /// Takes one message in, and says what the page is to do.
    pub fn update(&mut self, msg: Msg) -> Vec<Cmd> {
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
            Msg::ZoomAt(pixel, factor) => self.camera.zoom_at(pixel, factor),
            Msg::ZoomBy(factor) => self.camera.zoom_by(factor),
            Msg::Fit => self.fit(),
            Msg::LookAt(place) => self.camera.look_at(place),
            Msg::Select(step) => self.select(step),
            Msg::Toggle(_) | Msg::SelectAll | Msg::SelectNone => self.choose(msg),
            Msg::Neighbour(direction) => self.neighbour(direction),
            Msg::NextExit(onward) => self.next_exit(onward),
            Msg::Simulate(start) => return self.simulate(start),
            Msg::Do(what) => self.act(what),
            Msg::Ask(effect) => return self.ask(effect),
            Msg::Answered(run, effect, outcome) => {
                if self
                    .simulation
                    .as_ref()
                    .is_some_and(|simulation| simulation.run == run)
                {
                    self.act(Do::Settle(effect, outcome));
                }
            }
            Msg::StopSimulating => self.simulation = None,
            Msg::Save
            | Msg::Saved(_)
            | Msg::NotSaved(_)
            | Msg::Theirs(_)
            | Msg::KeepMine
            | Msg::TakeTheirs
            | Msg::Publish(_)
            | Msg::Published(_)
            | Msg::NotPublished(_)
            | Msg::Dismiss => return self.exchange(msg),
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
                Rc::make_mut(&mut self.history).note(&self.document.text, Some("text".into()));
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
            Msg::Picked(verb) => match self.picker.take() {
                Some(Picker { at, from }) => self.add(verb, at, from.as_ref()),
                None => Vec::new(),
            },
            Msg::Dropped(verb, pixel) => self.add(verb, self.camera.world(pixel), None),
            Msg::Add(verb) => self.add_after(verb),
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

    /// Changes of single values.
    fn field(&mut self, msg: Msg) -> Vec<Cmd> {
        match msg {
            Msg::Set(path, value) => {
                let group = group(&path);
                self.edit(&[Edit::SetField { path, value }], Some(group))
            }
            Msg::SetYaml(path, text) => match yaml_draft(&text) {
                Some(value) => self.edit(&[Edit::SetField { path, value }], None),
                None => vec![Cmd::Say(Notice::NotYaml)],
            },
            Msg::Clear(path) => {
                let edit = self
                    .document
                    .root
                    .as_ref()
                    .and_then(|root| steps::clear(root, &path));
                self.edit(&Vec::from_iter(edit), None)
            }
            Msg::RenameKey(path, to) => self.edit(&[Edit::RenameKey { path, to }], None),
            Msg::Shift(path, up) => self.shift(&path, up),
            _ => Vec::new(),
        }
    }

    /// Applies edits as one change; says why where it cannot.
    pub(crate) fn edit(&mut self, edits: &[Edit], group: Option<SmolStr>) -> Vec<Cmd> {
        if edits.is_empty() {
            return Vec::new();
        }
        match edit::apply(&self.document.text, edits) {
            Ok(text) if *text == *self.document.text => Vec::new(),
            Ok(text) => {
                Rc::make_mut(&mut self.history).note(&self.document.text, group);
                self.show(text.into())
            }
            Err(edit::EditError::NotYaml) => vec![Cmd::Say(Notice::NotYaml)],
            Err(error) => vec![Cmd::Say(Notice::Refused(error.to_string()))],
        }
    }

    /// This is the text now.
    fn show(&mut self, text: Rc<str>) -> Vec<Cmd> {
        let document = Document::read(&self.document.id, text, &self.around, Some(&self.document));
        self.document = Rc::new(document);
        self.gesture = Gesture::None;
        self.forget_gone();
        vec![Cmd::Keep(self.kept())]
    }

    fn kept(&self) -> Option<Kept> {
        self.unsaved().then(|| Kept {
            base: self.base.to_string(),
            text: self.document.text.to_string(),
        })
    }

    fn forget_gone(&mut self) {
        let there = |step: &StepId| self.document.position(step).is_some();
        let mut selection = (*self.selection).clone();
        selection.steps.retain(there);
        let card = selection.only().and_then(|step| self.document.card(step));
        selection.exit = selection
            .exit
            .filter(|exit| card.is_some_and(|card| card.exit(exit).is_some()));
        if selection != *self.selection {
            self.selection = Rc::new(selection);
        }
        if let Some(from) = self.picker.as_ref().and_then(|picker| picker.from.as_ref())
            && self.outlet(from).is_none()
        {
            self.picker = None;
        }
    }

    fn opened(&mut self, draft: &studio::Draft, kept: Option<Kept>) -> Vec<Cmd> {
        self.around = Rc::new(Surroundings::of(draft));
        self.saved = draft.text.as_str().into();
        self.base = draft.base.as_str().into();
        self.published.clone_from(&draft.published);
        let kept = kept.filter(|kept| !self.locked && kept.text != draft.text);
        let restored = kept.is_some();
        let text: Rc<str> = kept
            .as_ref()
            .map_or_else(|| self.saved.clone(), |kept| kept.text.as_str().into());
        if let Some(kept) = &kept {
            self.base = kept.base.as_str().into();
        }
        self.document = Rc::new(Document::read(&draft.id, text, &self.around, None));
        *self = Self {
            camera: Camera {
                screen: self.camera.screen,
                ..Camera::default()
            },
            history: Rc::default(),
            selection: Rc::default(),
            fitted: false,
            simulation: None,
            save: Save::Idle,
            picker: None,
            gesture: Gesture::None,
            ..self.clone()
        };
        self.first_look();
        if restored {
            Rc::make_mut(&mut self.history).note(&self.saved, None);
            return vec![Cmd::Say(Notice::Restored)];
        }
        Vec::new()
    }

    fn resized(&mut self, screen: Point) {
        self.camera.screen = screen;
        self.first_look();
    }

    /// All in sight, the first time there is something to see; large trails from their beginning.
    fn first_look(&mut self) {
        if self.fitted || self.document.cards.is_empty() || self.camera.screen.x < 1.0 {
            return;
        }
        self.fitted = true;
        self.fit();
        if self.camera.zoom < 0.5 {
            self.camera.zoom = 0.8;
            let first = self
                .document
                .cards
                .iter()
                .position(|card| card.first)
                .unwrap_or(0);
            let at = self.drawn_place(first);
            let off = Point::new(self.camera.screen.x * 0.4 / self.camera.zoom - 60.0, 80.0);
            self.camera.look_at(at.plus(off));
        }
    }

    fn fit(&mut self) {
        if let Some(all) = self.extent() {
            self.camera.fit(all);
        }
    }

    fn escape(&mut self) {
        if self.picker.take().is_some() {
            return;
        }
        if self.gesture == Gesture::None {
            self.selection = Rc::default();
        }
        if let Gesture::Marquee { before, .. } = &self.gesture {
            self.selection = before.clone();
        }
        self.gesture = Gesture::None;
    }

    fn select(&mut self, step: StepId) {
        let Some(rect) = self.document.rect(&step) else {
            return;
        };
        self.camera.show(rect);
        self.selection = Rc::new(Selection::one(step));
        Rc::make_mut(&mut self.history).part();
    }

    fn choose(&mut self, msg: Msg) {
        let selection = Rc::make_mut(&mut self.selection);
        selection.exit = None;
        match msg {
            Msg::Toggle(step) if selection.steps.remove(&step) => {}
            Msg::Toggle(step) if self.document.position(&step).is_some() => {
                selection.steps.insert(step);
            }
            Msg::SelectAll => {
                let all = self.document.cards.iter();
                selection.steps = all.map(|card| card.id.clone()).collect();
            }
            Msg::SelectNone => selection.steps.clear(),
            _ => {}
        }
    }

    /// The nearest card in a direction; ways along it count half of ways across.
    fn neighbour(&mut self, direction: Direction) {
        let from = self
            .only()
            .or(self.selection.steps.first())
            .and_then(|step| self.document.rect(step));
        let Some(from) = from.map(|rect| rect.middle()) else {
            let first = self
                .document
                .cards
                .iter()
                .find(|card| card.first)
                .or(self.document.cards.first());
            if let Some(first) = first.map(|card| card.id.clone()) {
                self.select(first);
            }
            return;
        };
        let cards = self.document.cards.iter().zip(&*self.document.places);
        let distance = |at: Point| {
            let way = at.minus(from);
            let (along, across) = match direction {
                Direction::Left => (-way.x, way.y),
                Direction::Right => (way.x, way.y),
                Direction::Up => (-way.y, way.x),
                Direction::Down => (way.y, way.x),
            };
            (along > 8.0).then(|| along + 2.0 * across.abs())
        };
        let near = cards
            .filter_map(|(card, at)| Some((distance(card.rect(*at).middle())?, card.id.clone())));
        if let Some((_, step)) = near.min_by(|a, b| a.0.total_cmp(&b.0)) {
            self.select(step);
        }
    }

    fn next_exit(&mut self, onward: bool) {
        let Some(card) = self.only().and_then(|step| self.document.card(step)) else {
            return;
        };
        let exits: Vec<&SmolStr> = card.exits().map(|port| &port.exit.0).collect();
        let now = self
            .selection
            .exit
            .as_ref()
            .and_then(|exit| exits.iter().position(|known| *known == exit));
        let next = match (now, onward) {
            (None, true) => Some(0),
            (None, false) => exits.len().checked_sub(1),
            (Some(at), true) => Some(at + 1),
            (Some(at), false) => at.checked_sub(1),
        };
        let exit = next
            .and_then(|at| exits.get(at))
            .map(|exit| (*exit).clone());
        Rc::make_mut(&mut self.selection).exit = exit;
    }

    fn chosen(&self) -> Vec<StepId> {
        let selected = |step: &&StepId| self.selection.steps.contains(*step);
        self.document
            .cards
            .iter()
            .map(|card| &card.id)
            .filter(selected)
            .cloned()
            .collect()
    }

    fn add(&mut self, verb: &str, at: Point, from: Option<&Outlet>) -> Vec<Cmd> {
        let Some(verb) = VERBS.iter().find(|known| known.name == verb) else {
            return Vec::new();
        };
        let (id, edits) = steps::add(&self.document, &self.around, verb, at.whole(), from);
        let cmds = self.edit(&edits, None);
        self.select(id.as_str().into());
        cmds
    }

    /// After the selected step, led to from its first exit that leads nowhere; else in the middle.
    fn add_after(&mut self, verb: &str) -> Vec<Cmd> {
        let Some(step) = self.only().cloned() else {
            let middle = self.camera.sight().middle();
            return self.add(verb, self.free(middle), None);
        };
        let card = self.document.card(&step);
        let open = card.and_then(|card| {
            let meant = self.selection.exit.as_ref();
            card.ports.iter().find(|port| match meant {
                Some(exit) => port.exit.0 == *exit,
                None => port.aim.is_none() && port.falls.is_none(),
            })
        });
        let from = open.map(|port| Outlet {
            step: step.clone(),
            exit: port.exit.0.clone(),
        });
        self.add(verb, self.beside(&step), from.as_ref())
    }

    fn beside(&self, step: &StepId) -> Point {
        let rect = self.document.rect(step).unwrap_or_default();
        self.free(Point::new(rect.right() + AFTER, rect.at.y))
    }

    /// This place, or the first one below it where no card stands.
    fn free(&self, mut at: Point) -> Point {
        let size = Point::new(crate::card::WIDTH, 110.0);
        let cards = || self.document.cards.iter().zip(&*self.document.places);
        for _ in 0..self.document.cards.len() {
            let wanted = crate::geometry::Rect { at, size };
            match cards()
                .map(|(card, at)| card.rect(*at))
                .find(|rect| rect.meets(&wanted))
            {
                Some(taken) => at.y = taken.bottom() + 24.0,
                None => break,
            }
        }
        at
    }

    fn rename(&mut self, step: &StepId, to: &str) -> Vec<Cmd> {
        if step.as_str() == to {
            return Vec::new();
        }
        if let Err(bad) = steps::check_id(&self.document, to) {
            return vec![Cmd::Say(Notice::BadId(bad))];
        }
        let cmds = self.edit(&steps::rename(&self.document, step, to), None);
        if self.document.position(&to.into()).is_some() {
            self.selection = Rc::new(Selection::one(to.into()));
        }
        cmds
    }

    /// The meant exit leads nowhere; or the selected steps are gone.
    fn delete(&mut self) -> Vec<Cmd> {
        if let (Some(step), Some(exit)) = (self.only().cloned(), self.selection.exit.clone()) {
            let edits = steps::disconnect(&self.document, &Outlet { step, exit });
            return self.edit(&edits, None);
        }
        self.edit(&steps::delete(&self.document, &self.chosen()), None)
    }

    fn copy(&mut self) -> Vec<Cmd> {
        let chosen = self.chosen();
        if chosen.is_empty() {
            return Vec::new();
        }
        self.copied = Rc::new(steps::copy(&self.document, &chosen));
        let written = chosen.iter().filter_map(|step| {
            let trail = self.document.trail.as_ref()?;
            Some(trail.step(step)?.span.of(&self.document.text).to_owned())
        });
        let text: Vec<String> = written.collect();
        vec![
            Cmd::Copy(text.join("\n")),
            Cmd::Say(Notice::Copied(chosen.len())),
        ]
    }

    fn paste(&mut self, copied: Option<steps::Copied>) -> Vec<Cmd> {
        let copied = copied.map_or_else(|| self.copied.clone(), Rc::new);
        if copied.0.is_empty() {
            return Vec::new();
        }
        let (ids, edits) = steps::paste(&self.document, &copied, None);
        let cmds = self.edit(&edits, None);
        let there = ids
            .into_iter()
            .filter(|id| self.document.position(id).is_some());
        self.selection = Rc::new(Selection {
            steps: there.collect(),
            exit: None,
        });
        cmds
    }

    /// An item or an entry changes places with the one before it, or after.
    fn shift(&mut self, path: &Path, up: bool) -> Vec<Cmd> {
        let Some((last, above)) = path.split_last() else {
            return Vec::new();
        };
        let Some(holder) = self
            .document
            .root
            .as_ref()
            .and_then(|root| steps::at(root, above))
        else {
            return Vec::new();
        };
        let other = |at: usize, count: usize| {
            if up {
                at.checked_sub(1)
            } else {
                Some(at + 1).filter(|to| *to < count)
            }
        };
        let edit = match last {
            PathSegment::Index(from) => {
                let count = holder.as_seq().map_or(0, <[_]>::len);
                other(*from, count).map(|to| Edit::MoveItem {
                    path: above.to_vec(),
                    from: *from,
                    to,
                })
            }
            PathSegment::Key(key) => holder.as_map().and_then(|map| {
                let at = map
                    .iter()
                    .position(|(known, _)| known.text == key.as_str())?;
                let to = other(at, map.len())?;
                let mut entries: Vec<(SmolStr, Draft)> = map
                    .iter()
                    .map(|(key, node)| (key.text.as_str().into(), crate::form::draft(node)))
                    .collect();
                entries.swap(at, to);
                Some(Edit::SetField {
                    path: above.to_vec(),
                    value: Draft::Map(entries),
                })
            }),
        };
        self.edit(&Vec::from_iter(edit), None)
    }

    fn simulate(&mut self, start: Start) -> Vec<Cmd> {
        let started = Simulation::start(&self.document, &self.around, start);
        self.simulation = started.map(Rc::new);
        if self.simulation.is_none() {
            return vec![Cmd::Say(Notice::Errors(self.document.counts().0))];
        }
        self.follow();
        Vec::new()
    }

    fn act(&mut self, what: Do) {
        if let Some(simulation) = &mut self.simulation {
            Rc::make_mut(simulation).act(what);
            self.follow();
        }
    }

    /// The step the simulation waits at comes in sight.
    fn follow(&mut self) {
        let place = self
            .simulation
            .as_ref()
            .and_then(|simulation| simulation.place());
        if let Some(rect) = place.and_then(|step| self.document.rect(&step)) {
            self.camera.show(rect);
        }
    }

    fn ask(&self, effect: trilha_model::EffectId) -> Vec<Cmd> {
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

    /// What goes on between the page and the server.
    fn exchange(&mut self, msg: Msg) -> Vec<Cmd> {
        match msg {
            Msg::Save => self.begin_saving(None),
            Msg::Publish(note) => {
                let errors = self.document.counts().0;
                if errors > 0 {
                    return vec![Cmd::Say(Notice::Errors(errors))];
                }
                if self.unsaved() {
                    self.begin_saving(Some(note))
                } else {
                    self.begin_publishing(note)
                }
            }
            Msg::Saved(draft) => self.has_saved(&draft),
            Msg::NotSaved(Refusal::Changed) | Msg::NotPublished(Refusal::Changed) => {
                self.save = Save::Conflict(None);
                vec![Cmd::FetchTheirs]
            }
            Msg::NotSaved(Refusal::Other(why)) | Msg::NotPublished(Refusal::Other(why)) => {
                self.save = Save::Idle;
                vec![Cmd::Say(Notice::Server(why))]
            }
            Msg::Theirs(draft) => {
                self.save = Save::Conflict(Some(Rc::new(*draft)));
                Vec::new()
            }
            Msg::KeepMine => {
                if let Save::Conflict(Some(theirs)) = &self.save {
                    self.base = theirs.base.as_str().into();
                    self.saved = theirs.text.as_str().into();
                    self.around = Rc::new(Surroundings::of(theirs));
                    return self.begin_saving(None);
                }
                Vec::new()
            }
            Msg::TakeTheirs => match std::mem::take(&mut self.save) {
                Save::Conflict(Some(theirs)) => {
                    self.base = theirs.base.as_str().into();
                    self.saved = theirs.text.as_str().into();
                    self.around = Rc::new(Surroundings::of(&theirs));
                    Rc::make_mut(&mut self.history).note(&self.document.text, None);
                    self.show(self.saved.clone())
                }
                other => {
                    self.save = other;
                    Vec::new()
                }
            },
            Msg::Published(published) => {
                self.save = Save::Idle;
                let version = published.version;
                self.published = Some(published);
                vec![Cmd::Say(Notice::Published(version))]
            }
            Msg::NotSaved(Refusal::DoesNotCheck(diagnostics))
            | Msg::NotPublished(Refusal::DoesNotCheck(diagnostics)) => {
                self.save = Save::Refused(diagnostics.into());
                Vec::new()
            }
            _ => {
                self.save = Save::Idle;
                Vec::new()
            }
        }
    }

    fn begin_saving(&mut self, publish: Option<String>) -> Vec<Cmd> {
        match &mut self.save {
            // Asked to publish what is being saved: published once it is.
            Save::Saving { publish: then, .. } => {
                *then = publish.or(then.take());
                return Vec::new();
            }
            Save::Publishing => return Vec::new(),
            _ => {}
        }
        self.save = Save::Saving {
            text: self.document.text.clone(),
            publish,
        };
        vec![Cmd::Save(studio::SaveDraft {
            base: self.base.to_string(),
            text: self.document.text.to_string(),
        })]
    }

    fn begin_publishing(&mut self, note: String) -> Vec<Cmd> {
        if matches!(self.save, Save::Publishing) {
            return Vec::new();
        }
        self.save = Save::Publishing;
        vec![Cmd::Publish(studio::Publish {
            base: self.base.to_string(),
            note,
        })]
    }

    fn has_saved(&mut self, draft: &studio::Draft) -> Vec<Cmd> {
        self.base = draft.base.as_str().into();
        self.saved = draft.text.as_str().into();
        let around = Surroundings::of(draft);
        let mut cmds = Vec::new();
        if around != *self.around {
            self.around = Rc::new(around);
            let text = self.document.text.clone();
            cmds.extend(self.show(text));
        }
        cmds.push(Cmd::Keep(self.kept()));
        match std::mem::take(&mut self.save) {
            Save::Saving {
                publish: Some(note),
                ..
            } => cmds.extend(self.begin_publishing(note)),
            _ => cmds.push(Cmd::Say(Notice::Saved)),
        }
        cmds
    }
}

/// Settings of the same value are undone as one.
fn group(path: &[PathSegment]) -> SmolStr {
    let parts: Vec<SmolStr> = path
        .iter()
        .map(|segment| match segment {
            PathSegment::Key(key) => key.clone(),
            PathSegment::Index(at) => at.to_smolstr(),
        })
        .collect();
    format_smolstr!("set {}", parts.join("/"))
}
