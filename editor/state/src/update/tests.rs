//! The tests of the trail: writing, playing, saving and recording them.

use crate::document::Surroundings;
use crate::editor::Editor;
use crate::message::{Cmd, Notice, Refusal, Test};
use std::rc::Rc;
use trilha_wire::studio::SaveDraft;

impl Editor {
    pub(super) fn test(&mut self, msg: Test) -> Vec<Cmd> {
        let before = (self.tests.text.clone(), self.tests.base());
        let mut cmds = self.tested(msg);
        if before != (self.tests.text.clone(), self.tests.base()) {
            if self.tests.text.trim().is_empty() {
                Rc::make_mut(&mut self.tests).played = None;
            }
            self.agree();
            cmds.extend(self.keep());
        }
        cmds
    }

    fn tested(&mut self, msg: Test) -> Vec<Cmd> {
        match msg {
            Test::Write(text) => Rc::make_mut(&mut self.tests).text = text.into(),
            Test::Play => Rc::make_mut(&mut self.tests).play(&self.document, &self.around),
            Test::Show(on) => {
                let tests = Rc::make_mut(&mut self.tests);
                tests.shown = on;
                if on && !tests.is_fresh(&self.document.text) {
                    tests.play(&self.document, &self.around);
                }
            }
            Test::Save => return self.save_tests(),
            Test::Saved(draft) => {
                self.around = Rc::new(Surroundings::of(&draft));
                let tests = Rc::make_mut(&mut self.tests);
                tests.saving = false;
                tests.older = None;
                tests.saved = self
                    .around
                    .files
                    .get(&crate::tested::path_of(&self.document.id))
                    .map(|text| text.as_str().into());
                return vec![Cmd::Say(Notice::TestsSaved)];
            }
            Test::NotSaved(refusal) => {
                Rc::make_mut(&mut self.tests).saving = false;
                return vec![match refusal {
                    Refusal::Changed => Cmd::FetchTests,
                    Refusal::Other(why) => Cmd::Say(Notice::Server(why)),
                    Refusal::DoesNotCheck(why) => Cmd::Say(Notice::Refused(why.join("\n"))),
                }];
            }
            Test::Theirs(draft) => {
                let around = Surroundings::of(&draft);
                let path = crate::tested::path_of(&self.document.id);
                let theirs = around.files.get(&path).cloned().unwrap_or_default();
                Rc::make_mut(&mut self.tests).theirs = Some(theirs.into());
            }
            Test::KeepMine => {
                self.decided();
                return self.save_tests();
            }
            Test::TakeTheirs => {
                self.decided();
                let tests = Rc::make_mut(&mut self.tests);
                tests.text = tests.saved.clone().unwrap_or_default();
            }
            Test::Record(name) => return self.record(&name),
        }
        Vec::new()
    }

    /// What lies on disk is known: what is saved from now on goes over it.
    fn decided(&mut self) {
        let tests = Rc::make_mut(&mut self.tests);
        if let Some(theirs) = tests.theirs.take() {
            tests.older = None;
            tests.saved = Some(theirs).filter(|text| !text.is_empty());
        }
    }

    fn save_tests(&mut self) -> Vec<Cmd> {
        if self.tests.saving {
            return Vec::new();
        }
        let tests = Rc::make_mut(&mut self.tests);
        tests.saving = true;
        vec![Cmd::SaveTests(SaveDraft {
            base: tests.base(),
            text: tests.text.to_string(),
        })]
    }

    /// The simulated talk becomes one more test; where the text does not end with a list of tests, it goes to the clipboard.
    fn record(&mut self, name: &str) -> Vec<Cmd> {
        let Some(simulation) = &self.simulation else {
            return Vec::new();
        };
        let recorder = simulation.recorder();
        let name = &self.tests.free_name(name);
        let text = if self.tests.text.trim().is_empty() {
            Some(recorder.file(name))
        } else {
            recorder.added_to(&self.tests.text, name)
        };
        let Some(text) = text else {
            return vec![
                Cmd::Copy(recorder.case(name)),
                Cmd::Say(Notice::NotRecorded),
            ];
        };
        let tests = Rc::make_mut(&mut self.tests);
        tests.text = text.into();
        tests.play(&self.document, &self.around);
        Vec::new()
    }
}
