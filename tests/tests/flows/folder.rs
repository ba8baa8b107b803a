//! A folder of trails with their tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use trilha_model::{Limits, TrailId};
use trilha_talk::{Report, Suite, custom_test_of, read, run, run_custom, update};
use trilha_trail::diagnostic::{Lines, human};
use trilha_trail::{Bundle, Diagnostic, Known, Sources, compile};

/// The files of a folder, tests included.
pub(crate) struct Folder {
    /// Text by path.
    pub(crate) sources: Sources,
    path: PathBuf,
}

impl Folder {
    /// Reads a folder beside the manifest of the tests, with its scripts.
    pub(crate) fn read(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let mut files = BTreeMap::new();
        let below = |name: &str| (path.join(name), format!("{name}/"));
        let mut folders = vec![
            (path.clone(), String::new()),
            below("scripts"),
            below("steps"),
        ];
        for entry in fs::read_dir(path.join("knowledge")).into_iter().flatten() {
            let name = entry.expect("a folder can be listed").file_name();
            let name = name.into_string().expect("names are text");
            folders.push(below(&format!("knowledge/{name}")));
        }
        for (folder, before) in folders {
            for entry in fs::read_dir(&folder).into_iter().flatten() {
                let entry = entry.expect("a folder can be listed");
                let name = entry.file_name().into_string().expect("names are text");
                if entry.path().is_file() {
                    let text = fs::read_to_string(entry.path()).expect("files are text");
                    files.insert(format!("{before}{name}"), text);
                }
            }
        }
        assert!(!files.is_empty(), "{} is empty", path.display());
        Self {
            sources: Sources { files },
            path,
        }
    }

    /// The test files, by path.
    pub(crate) fn tests(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.sources.files.iter();
        files
            .filter(|(path, _)| path.ends_with(".test.yaml") && !path.contains('/'))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The trails that have tests.
    pub(crate) fn roots(&self) -> Vec<TrailId> {
        let suite = |(path, text)| self.suite(path, text).trail;
        self.tests().map(suite).collect()
    }

    /// A test file, read.
    pub(crate) fn suite(&self, path: &str, text: &str) -> Suite {
        let (suite, said) = read(path, text);
        suite.unwrap_or_else(|| panic!("{}", self.show(&said)))
    }

    /// A trail with all it reaches.
    pub(crate) fn bundle(&self, trail: &TrailId) -> Arc<Bundle> {
        self.bundle_within(trail, &Limits::default())
    }

    /// A trail with all it reaches, as the tests of a suite take it.
    pub(crate) fn bundle_of(&self, suite: &Suite) -> Arc<Bundle> {
        self.bundle_within(&suite.trail, &suite.limits.unwrap_or_default())
    }

    fn bundle_within(&self, trail: &TrailId, limits: &Limits) -> Arc<Bundle> {
        let known = Known {
            limits: *limits,
            ..Known::default()
        };
        match compile(&self.sources, trail, &known) {
            Ok((bundle, _)) => Arc::new(bundle),
            Err(said) => panic!("{}", self.show(&said)),
        }
    }

    /// Plays every test: how many there are, and what differs. With `UPDATE=1` the lines of the bot are
    /// written anew instead; the change is for a person to judge.
    pub(crate) fn play_all(&self) -> (usize, String) {
        let (mut played, mut failed) = (0, String::new());
        for (path, text) in self.tests() {
            if std::env::var_os("UPDATE").is_some() {
                self.update(path, text);
                continue;
            }
            let report = self.play(path, text);
            played += report.tests.len();
            if !report.passed() {
                failed.push_str(&report.show(text, false));
            }
        }
        let (steps, wrong) = self.play_steps();
        (played + steps, failed + wrong.as_str())
    }

    /// Plays every test of a custom step.
    fn play_steps(&self) -> (usize, String) {
        let (mut played, mut failed) = (0, String::new());
        for (path, text) in &self.sources.files {
            if custom_test_of(path).is_some() {
                let report = run_custom(path, text, &self.sources)
                    .unwrap_or_else(|said| panic!("{}", self.show(&said)));
                played += report.tests.len();
                if !report.passed() {
                    failed.push_str(&report.show(text, false));
                }
            }
        }
        (played, failed)
    }

    /// Plays a test file.
    pub(crate) fn play(&self, path: &str, text: &str) -> Report {
        let suite = self.suite(path, text);
        run(&suite, &self.bundle_of(&suite))
    }

    fn update(&self, path: &str, text: &str) {
        let suite = self.suite(path, text);
        let new = update(&suite, text, &self.bundle_of(&suite));
        fs::write(self.path.join(path), new).expect("a test file can be written");
    }

    /// Diagnostics as people read them.
    pub(crate) fn show(&self, said: &[Diagnostic]) -> String {
        let text = |one: &Diagnostic| self.sources.files.get(one.file.as_str());
        said.iter()
            .map(|one| {
                human(
                    one,
                    &Lines::new(text(one).map_or("", String::as_str)),
                    false,
                )
            })
            .collect()
    }
}
