//! Drafts: files under the flows folder. Ids are checked, so no request leaves the folder.

use crate::ambient;
use crate::problem::{Answer, Problem};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use trilha_model::TrailId;
use trilha_trail::Sources;

/// The most bytes of one file.
pub(crate) const LONGEST: usize = 1 << 20;
/// The most files that are read; more is a folder that is none of ours.
const FILES: usize = 5_000;
/// The most characters of an id.
const ID: usize = 64;

/// The flows folder.
#[derive(Debug)]
pub(crate) struct Drafts {
    folder: PathBuf,
    /// Held while a file is compared and replaced.
    writing: Mutex<()>,
}

/// Which of a trail's two files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `support.yaml`
    Trail,
    /// `support.test.yaml`
    Tests,
}

impl Kind {
    /// The name of the file.
    pub(crate) fn file(self, id: &TrailId) -> String {
        match self {
            Self::Trail => format!("{id}.yaml"),
            Self::Tests => format!("{id}.test.yaml"),
        }
    }
}

/// The name of a text: its SHA-256 in hex.
pub(crate) fn base(text: &str) -> String {
    ambient::hex(&Sha256::digest(text.as_bytes()))
}

/// A trail's id, if it is one: `[a-z][a-z0-9_-]*`.
pub(crate) fn id(text: &str) -> Answer<TrailId> {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_lowercase());
    let rest = chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-');
    let good = first && rest && text.len() <= ID;
    good.then(|| TrailId::from(text)).ok_or_else(|| {
        Problem::invalid()
            .detail("a trail's id is a small letter, then small letters, digits, - and _")
    })
}

impl Drafts {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            writing: Mutex::default(),
        }
    }

    /// Every trail, test, script and document there is.
    pub(crate) fn read_all(&self) -> io::Result<BTreeMap<String, String>> {
        let mut files = BTreeMap::new();
        for (name, path) in self.list()? {
            match fs::read_to_string(&path) {
                Ok(text) => drop(files.insert(name, text)),
                Err(error) => tracing::warn!(file = name, %error, "a draft cannot be read"),
            }
        }
        Ok(files)
    }

    /// What compiling takes: everything but tests.
    pub(crate) fn sources(&self) -> io::Result<Sources> {
        let mut files = self.read_all()?;
        files.retain(|name, _| !name.ends_with(".test.yaml"));
        Ok(Sources { files })
    }

    /// The files by name, with their paths.
    pub(crate) fn list(&self) -> io::Result<Vec<(String, PathBuf)>> {
        let mut found = Vec::new();
        collect(&self.folder, "", &[".yaml", ".yml"], &mut found)?;
        collect(
            &self.folder.join("scripts"),
            "scripts/",
            &[".rhai"],
            &mut found,
        )?;
        collect(&self.folder.join("steps"), "steps/", &[".rhai"], &mut found)?;
        for name in folders(&self.folder.join("knowledge"))? {
            let prefix = format!("knowledge/{name}/");
            let folder = self.folder.join("knowledge").join(name);
            collect(&folder, &prefix, &[".md", ".txt"], &mut found)?;
        }
        found.sort();
        Ok(found)
    }

    /// Writes a file whose text is still the one that was edited; an empty `seen` makes a new one.
    pub(crate) fn save(&self, id: &TrailId, kind: Kind, seen: &str, text: &str) -> Answer<()> {
        if text.len() > LONGEST {
            return Err(Problem::too_large().detail("a draft has at most 1 MiB"));
        }
        let path = self.folder.join(kind.file(id));
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        match (existing(&path)?, seen) {
            (Some(_), "") => return Err(Problem::exists()),
            (None, "") => {}
            (Some(there), seen) if base(&there) == seen => {}
            (Some(_) | None, _) => return Err(Problem::changed()),
        }
        replace(&path, text).map_err(|error| Problem::ours(&error))
    }

    /// Takes a trail's file away.
    pub(crate) fn remove(&self, id: &TrailId) -> Answer<()> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        match fs::remove_file(self.folder.join(Kind::Trail.file(id))) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Problem::not_found()),
            Err(error) => Err(Problem::ours(&error)),
        }
    }
}

/// The names of the folders in one; none where it is not there.
fn folders(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        if let Ok(name) = entry.file_name().into_string()
            && !name.starts_with('.')
            && entry.path().is_dir()
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn collect(
    folder: &Path,
    prefix: &str,
    endings: &[&str],
    found: &mut Vec<(String, PathBuf)>,
) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let wanted = !name.starts_with('.') && endings.iter().any(|ending| name.ends_with(ending));
        let small = || {
            entry
                .metadata()
                .is_ok_and(|meta| meta.is_file() && meta.len() <= LONGEST as u64)
        };
        if wanted && small() && found.len() < FILES {
            found.push((format!("{prefix}{name}"), entry.path()));
        }
    }
    Ok(())
}

fn existing(path: &Path) -> Answer<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Problem::ours(&error)),
    }
}

/// Writes beside the file and renames over it, so that nobody ever reads half of it.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let draft = folder.join(format!(
        ".{name}.{}",
        ambient::hex(&ambient::unguessable::<6>())
    ));
    let written = (|| {
        let mut file = fs::File::create(&draft)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, path)
    })();
    if written.is_err() {
        drop(fs::remove_file(&draft));
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_leads_out_of_the_folder() {
        for bad in [
            "",
            "../x",
            "a/b",
            "A",
            "1a",
            ".hidden",
            "a.b",
            "a%2fb",
            "a\0",
            &"a".repeat(65),
        ] {
            assert!(id(bad).is_err(), "{bad:?}");
        }
        assert!(id("order-support_2").is_ok());
    }
}
