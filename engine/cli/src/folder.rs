//! The flows folder: trails, scripts, custom steps, documents and tests as files.

use anyhow::{Context, Result, anyhow, bail};
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use trilha_model::TrailId;
use trilha_talk::custom_test_of;
use trilha_trail::diagnostic::{Lines, human};
use trilha_trail::{Diagnostic, Sources, custom_of, knowledge_of, script_of, trail_of};

/// A flows folder, read, and which of its files were asked for.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its trails, scripts, custom steps and documents.
    pub(crate) sources: Sources,
    /// The tests of its trails: text by file name.
    pub(crate) tests: BTreeMap<String, String>,
    /// The tests of its custom steps: text by path.
    step_tests: BTreeMap<String, String>,
    /// The one file that was asked for; none: all.
    only: Option<String>,
}

/// A diagnostic and the lines of its file.
#[derive(Debug)]
pub(crate) struct Placed<'f> {
    /// The diagnostic; its file is named as a person would open it.
    pub(crate) diagnostic: Diagnostic,
    /// The lines of that file.
    pub(crate) lines: Rc<Lines<'f>>,
}

impl Placed<'_> {
    /// The diagnostic as people read it.
    pub(crate) fn human(&self, colour: bool) -> String {
        human(&self.diagnostic, &self.lines, colour)
    }
}

impl Folder {
    /// Reads what a path names: a folder, or a trail or test with the folder it lies in.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        if path.is_dir() {
            return Self::all(path);
        }
        if !path.exists() {
            bail!("there is no file or folder {}", path.display());
        }
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let parent = above(path);
        let below = format!("steps/{name}");
        let of_step = custom_test_of(&below).is_some() || custom_of(&below).is_some();
        if of_step && parent.ends_with("steps") {
            let mut folder = Self::all(above(parent))?;
            folder.only = Some(below);
            return Ok(folder);
        }
        if !is_yaml(name) {
            bail!(
                "{} is neither a folder, a trail or a test, which end in `.yaml`, nor a custom step in `steps`",
                path.display()
            );
        }
        let mut folder = Self::all(parent)?;
        folder.only = Some(name.to_owned());
        Ok(folder)
    }

    /// Reads several paths; without any, `flows`, or what lies here if there is no such folder.
    pub(crate) fn read_all(paths: &[PathBuf]) -> Result<Vec<Self>> {
        if !paths.is_empty() {
            return paths.iter().map(|path| Self::read(path)).collect();
        }
        Ok(vec![Self::usual(None)?])
    }

    /// The folder that was named; without a name, `flows`, or this one if there is no such folder.
    pub(crate) fn usual(named: Option<&Path>) -> Result<Self> {
        let usual = Path::new("flows");
        let here = if usual.is_dir() {
            usual
        } else {
            Path::new(".")
        };
        Self::read(named.unwrap_or(here))
    }

    /// The folder and the trail that were named: by its id, or by its file where no folder was named.
    pub(crate) fn with_trail(named: &str, flows: Option<&Path>) -> Result<(Self, TrailId)> {
        let file = Path::new(named);
        let name = file.file_name().and_then(|name| name.to_str());
        let id = name.and_then(trail_of).filter(|_| file.is_file());
        let (folder, id) = match id {
            Some(id) if flows.is_none() => (Self::all(above(file))?, id),
            _ => (Self::usual(flows)?, named.into()),
        };
        folder.must_have_trails()?;
        folder.must_have(&id)?;
        Ok((folder, id))
    }

    /// Refuses a path without trails and custom steps, which is more likely a wrong path than a wish.
    pub(crate) fn must_have_trails(&self) -> Result<()> {
        let part = ["steps", "scripts", "knowledge"];
        let part = part.into_iter().find(|part| self.path.ends_with(part));
        if let Some(part) = part.filter(|_| self.trails().is_empty()) {
            let (path, above) = (self.path.display(), above(&self.path).display());
            bail!("there is no trail in {path}: name the folder whose `{part}` it is, {above}");
        }
        let no_tests =
            self.asked_tests().next().is_none() && self.asked_step_tests().next().is_none();
        let no_steps = self.asked_steps().next().is_none();
        if self.trails().is_empty() && no_tests && no_steps {
            bail!(
                "there is no trail in {}: a trail is a file such as `support.yaml`, directly in the folder",
                self.asked()
            );
        }
        Ok(())
    }

    /// Refuses the name of a trail that is not there.
    fn must_have(&self, trail: &TrailId) -> Result<()> {
        if self.sources.path_of(trail).is_some() {
            return Ok(());
        }
        let known: Vec<String> = self.trails().iter().map(ToString::to_string).collect();
        let (path, known) = (self.path.display(), known.join(", "));
        bail!("there is no trail `{trail}` in {path}; there are: {known}")
    }

    /// What was asked for.
    pub(crate) fn asked(&self) -> String {
        match &self.only {
            Some(only) => self.shown(only),
            None => self.path.display().to_string(),
        }
    }

    fn all(path: &Path) -> Result<Self> {
        let mut folder = Self {
            path: path.to_owned(),
            ..Self::default()
        };
        for name in names(path)? {
            if name.ends_with(".test.yaml") {
                folder.tests.insert(name.clone(), text(&path.join(&name))?);
            } else if trail_of(&name).is_some() {
                folder
                    .sources
                    .files
                    .insert(name.clone(), text(&path.join(&name))?);
            }
        }
        for below in ["scripts", "steps"] {
            if path.join(below).is_dir() {
                folder.below(below)?;
            }
        }
        folder.documents()?;
        Ok(folder)
    }

    /// Reads the documents that models answer from.
    fn documents(&mut self) -> Result<()> {
        let knowledge = self.path.join("knowledge");
        if !knowledge.is_dir() {
            return Ok(());
        }
        for name in listed(&knowledge, Path::is_dir)? {
            for document in names(&knowledge.join(&name))? {
                let file = format!("knowledge/{name}/{document}");
                if knowledge_of(&file).is_some() {
                    let text = text(&self.path.join(&file))?;
                    self.sources.files.insert(file, text);
                }
            }
        }
        Ok(())
    }

    /// Reads the scripts or the custom steps, with the tests of these.
    fn below(&mut self, below: &str) -> Result<()> {
        for name in names(&self.path.join(below))? {
            let file = format!("{below}/{name}");
            let files = if script_of(&file).is_some() || custom_of(&file).is_some() {
                &mut self.sources.files
            } else if custom_test_of(&file).is_some() {
                &mut self.step_tests
            } else {
                continue;
            };
            let text = text(&self.path.join(below).join(&name))?;
            files.insert(file, text);
        }
        Ok(())
    }

    /// The tests of custom steps that were asked for.
    pub(crate) fn asked_step_tests(&self) -> impl Iterator<Item = (&String, &String)> {
        let asked = |name: &str| match self.only.as_deref() {
            None => true,
            Some(only) => only == name || step(only).is_some_and(|of| step(name) == Some(of)),
        };
        self.step_tests.iter().filter(move |(name, _)| asked(name))
    }

    /// The names of the custom steps that were asked for.
    pub(crate) fn asked_steps(&self) -> impl Iterator<Item = &str> {
        let only = self.only.as_deref();
        let files = self.sources.files.keys();
        files
            .filter_map(|file| custom_of(file))
            .filter(move |name| only.is_none_or(|only| step(only) == Some(*name)))
    }

    /// The trails that were asked for.
    pub(crate) fn trails(&self) -> Vec<TrailId> {
        let asked = |trail: &TrailId| {
            self.only
                .as_deref()
                .is_none_or(|only| self.sources.path_of(trail) == Some(only))
        };
        self.sources.trails().into_iter().filter(asked).collect()
    }

    /// The tests that were asked for: a trail's name asks for its tests too.
    pub(crate) fn asked_tests(&self) -> impl Iterator<Item = (&String, &String)> {
        let asked = |name: &str| match &self.only {
            None => true,
            Some(only) => only == name || stem(only) == stem(name),
        };
        self.tests.iter().filter(move |(name, _)| asked(name))
    }

    /// The files of the trails and tests that were asked for.
    pub(crate) fn asked_files(&self) -> Vec<String> {
        let trails = self.trails();
        let trails = trails.iter().filter_map(|id| self.sources.path_of(id));
        let tests = self.asked_tests().map(|(file, _)| file.as_str());
        trails.chain(tests).map(str::to_owned).collect()
    }

    /// The text of a file.
    pub(crate) fn text(&self, file: &str) -> &str {
        let found = self
            .sources
            .files
            .get(file)
            .or_else(|| self.tests.get(file))
            .or_else(|| self.step_tests.get(file));
        found.map_or("", String::as_str)
    }

    /// A file's name with the folder before it, as a person would open it.
    pub(crate) fn shown(&self, file: &str) -> String {
        if self.path == Path::new(".") {
            return file.to_owned();
        }
        self.path.join(file).display().to_string()
    }

    /// Diagnostics with their files as a person would open them, each beside the lines of its file,
    /// which are counted once.
    pub(crate) fn place(&self, found: Vec<Diagnostic>) -> Vec<Placed<'_>> {
        let mut counted: BTreeMap<String, Rc<Lines<'_>>> = BTreeMap::new();
        let place = |mut diagnostic: Diagnostic| {
            let file = diagnostic.file.to_string();
            diagnostic.file = self.shown(&file).into();
            let text = self.text(&file);
            let lines = counted
                .entry(file)
                .or_insert_with(|| Rc::new(Lines::new(text)));
            Placed {
                diagnostic,
                lines: Rc::clone(lines),
            }
        };
        found.into_iter().map(place).collect()
    }
}

/// The folder that a path lies in.
fn above(path: &Path) -> &Path {
    let above = path.parent().filter(|above| !above.as_os_str().is_empty());
    above.unwrap_or(Path::new("."))
}

/// The custom step that a file is, or tests.
fn step(file: &str) -> Option<&str> {
    custom_of(file).or_else(|| custom_test_of(file))
}

fn stem(name: &str) -> &str {
    let bare = name
        .strip_suffix(".yaml")
        .or_else(|| name.strip_suffix(".yml"))
        .unwrap_or(name);
    bare.strip_suffix(".test").unwrap_or(bare)
}

fn is_yaml(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|end| end == "yaml" || end == "yml")
}

/// The names of the files in a folder.
fn names(folder: &Path) -> Result<Vec<String>> {
    listed(folder, Path::is_file)
}

fn listed(folder: &Path, kind: impl Fn(&Path) -> bool) -> Result<Vec<String>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot read {}", folder.display()))?;
        if let Ok(name) = entry.file_name().into_string()
            && !name.starts_with('.')
            && kind(&entry.path())
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| match error.kind() {
        ErrorKind::InvalidData => anyhow!(
            "{} is not UTF-8 text; save it with that encoding",
            path.display()
        ),
        _ => anyhow!("cannot read {}: {error}", path.display()),
    })
}
