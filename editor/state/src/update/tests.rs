//! The tests of the trail: writing, playing, saving and recording them.

use crate::document::Surroundings;
use crate::editor::Editor;
use crate::message::{Cmd, Notice, Refusal, Test};
use crate::player::{Entry, Order, Script, Unfit};
use crate::tested::{Played, Playing};
use std::rc::Rc;
use trilha_wire::studio::SaveDraft;

impl Editor {
    pub(super) fn test(&mut self, msg: Test) -> Vec<Cmd> {
        self.rewriting(|it| it.tested(msg))
    }

    /// Does something to the tests; where their text is another then, keeps it.
    pub(super) fn rewriting(&mut self, done: impl FnOnce(&mut Self) -> Vec<Cmd>) -> Vec<Cmd> {
        let before = (self.tests.text.clone(), self.tests.base());
        let mut cmds = done(self);
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
            Test::Play => return self.play(),
            Test::Show(on) => {
                Rc::make_mut(&mut self.tests).shown = on;
                if on && !self.tests.is_fresh(&self.document.text) {
                    return self.play();
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
            Test::Record(name) => return self.record(name),
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

    /// Has the tests played on the trail as it stands; after those that are being played, where there are such.
    pub(super) fn play(&mut self) -> Vec<Cmd> {
        let mut cmds = self.renewed();
        let tests = Rc::make_mut(&mut self.tests);
        if tests.playing != Playing::Not {
            tests.playing = Playing::Again;
            return cmds;
        }
        tests.playing = Playing::Now;
        let script = Script {
            trail: self.document.id.clone(),
            text: self.document.text.clone(),
            tests: tests.text.clone(),
        };
        cmds.extend(self.order(Order::Play(script)));
        cmds
    }

    /// What came of tests that were played.
    pub(super) fn played(&mut self, played: Played) -> Vec<Cmd> {
        let tests = Rc::make_mut(&mut self.tests);
        let before = std::mem::take(&mut tests.playing);
        if played.by == tests.text || !tests.text.trim().is_empty() {
            tests.played = Some(Rc::new(played));
        }
        if before == Playing::Again {
            return self.play();
        }
        Vec::new()
    }

    /// The simulated talk is to become one more test.
    fn record(&mut self, name: String) -> Vec<Cmd> {
        let Some(run) = self.talking() else {
            return Vec::new();
        };
        let tests = self.tests.text.clone();
        self.order(Order::Record(run, Entry { tests, name }))
    }

    /// The simulated talk as one more test; where the text does not end with a list of tests, it goes to the clipboard.
    pub(super) fn recorded(&mut self, entry: Entry, text: Result<String, Unfit>) -> Vec<Cmd> {
        if entry.tests != self.tests.text {
            return self.record(entry.name);
        }
        match text {
            Ok(text) => self.rewriting(|it| {
                Rc::make_mut(&mut it.tests).text = text.into();
                it.play()
            }),
            Err(Unfit { case, why }) => vec![Cmd::Copy(case), Cmd::Say(Notice::NotRecorded(why))],
        }
    }
}
