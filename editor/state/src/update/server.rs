//! What goes on between the page and the server: opening, saving, publishing, and a file somebody else changed.

use crate::camera::Camera;
use crate::document::{Document, Surroundings};
use crate::editor::{Editor, Save};
use crate::gesture::Gesture;
use crate::message::{Cmd, Kept, Msg, Notice, Plan, Refusal};
use crate::tested::Tests;
use std::rc::Rc;
use trilha_wire::studio;

impl Editor {
    pub(super) fn opened(&mut self, draft: &studio::Draft, kept: Option<Kept>) -> Vec<Cmd> {
        self.around = Rc::new(Surroundings::of(draft));
        self.saved = draft.text.as_str().into();
        self.base = draft.base.as_str().into();
        self.published.clone_from(&draft.published);
        let Kept { trail, tests } = kept.filter(|_| !self.locked).unwrap_or_default();
        let kept = trail.filter(|kept| kept.text != draft.text);
        let restored = kept.is_some();
        let text: Rc<str> = kept
            .as_ref()
            .map_or_else(|| self.saved.clone(), |kept| kept.text.as_str().into());
        if let Some(kept) = &kept {
            self.base = kept.base.as_str().into();
        }
        self.document = Rc::new(Document::read(&draft.id, text, &self.around, None));
        let mut own = Tests::of(&draft.id, &self.around);
        let also = tests.is_some_and(|kept| own.restore(kept));
        *self = Self {
            camera: Camera {
                screen: self.camera.screen,
                ..Camera::default()
            },
            history: Rc::default(),
            selection: Rc::default(),
            fitted: false,
            simulation: None,
            compared: None,
            tests: Rc::new(own),
            save: Save::Idle,
            picker: None,
            gesture: Gesture::None,
            elsewhere: None,
            ..self.clone()
        };
        self.first_look();
        if restored {
            let now = self.now;
            Rc::make_mut(&mut self.history).note(&self.saved, None, now);
        }
        if restored || also {
            return vec![Cmd::Say(Notice::Restored)];
        }
        Vec::new()
    }

    /// What goes on between the page and the server.
    pub(super) fn exchange(&mut self, msg: Msg) -> Vec<Cmd> {
        match msg {
            Msg::Save => self.begin_saving(None),
            Msg::Publish(plan) => {
                let errors = self.document.counts().0;
                if errors > 0 {
                    return vec![Cmd::Say(Notice::Errors(errors))];
                }
                if self.unsaved() {
                    self.begin_saving(Some(plan))
                } else {
                    self.begin_publishing(plan)
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
                    self.note(None);
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
            Msg::Scheduled(scheduled) => {
                self.save = Save::Idle;
                vec![Cmd::Say(Notice::Scheduled(scheduled.at))]
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

    pub(super) fn begin_saving(&mut self, publish: Option<Plan>) -> Vec<Cmd> {
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

    pub(super) fn begin_publishing(&mut self, plan: Plan) -> Vec<Cmd> {
        if matches!(self.save, Save::Publishing) {
            return Vec::new();
        }
        self.save = Save::Publishing;
        let base = self.base.to_string();
        let Plan {
            note,
            at,
            sessions,
            steps,
        } = plan;
        let terms = studio::Terms {
            note,
            sessions,
            steps,
        };
        vec![match at {
            Some(at) => Cmd::Schedule(studio::Schedule { base, at, terms }),
            None => Cmd::Publish(studio::Publish {
                base,
                terms,
                cancel_schedules: false,
            }),
        }]
    }

    pub(super) fn has_saved(&mut self, draft: &studio::Draft) -> Vec<Cmd> {
        self.base = draft.base.as_str().into();
        self.saved = draft.text.as_str().into();
        let around = Surroundings::of(draft);
        Rc::make_mut(&mut self.tests).came(&draft.id, &around);
        let mut cmds = Vec::new();
        if around != *self.around {
            self.around = Rc::new(around);
            let text = self.document.text.clone();
            cmds.extend(self.show(text));
        }
        cmds.extend(self.keep());
        match std::mem::take(&mut self.save) {
            Save::Saving {
                publish: Some(plan),
                ..
            } => cmds.extend(self.begin_publishing(plan)),
            _ => cmds.push(Cmd::Say(Notice::Saved)),
        }
        cmds
    }
}
