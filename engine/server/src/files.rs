//! What a data folder holds besides its journal and cannot make again: media that contacts sent, and the keys that
//! sign links to it and visits. As one stream of bytes, and back.
//!
//! ```text
//! for each file: name length u64 · name · length u64 · bytes · SHA-256 of name and bytes · then u64::MAX
//! ```
//! Not among them: the key that seals secrets. Whoever has a backup has sealed secrets, and cannot open them.

use crate::ambient;
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// The keys that are copied.
const KEYS: [&str; 2] = ["media.key", "visits.key"];
const MEDIA: &str = "media";
/// A name is a key's, or a content's: 64 digits.
const NAME: u64 = 64;
const LAST: u64 = u64::MAX;

/// Why files were not copied.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// A file or folder could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The copy could not be read or written.
    #[error(transparent)]
    Copy(#[from] io::Error),
    /// What should be a copy is none, or not a whole one.
    #[error("this is not a whole backup: {0}")]
    NotACopy(&'static str),
}

/// Copies the files of a data folder and says how many pictures, recordings and files are among them; also while
/// its server runs. Copied after the journal, they are all that it speaks of.
///
/// # Errors
///
/// When something cannot be read or written.
pub fn backup_files(data: &Path, out: &mut dyn Write) -> Result<u64, FilesError> {
    for key in KEYS {
        put(key, &data.join(key), out)?;
    }
    let mut media = 0;
    for folder in entries(&data.join(MEDIA))? {
        for path in entries(&folder)? {
            let name = path.file_name().and_then(|name| name.to_str());
            if let Some(name) = name.filter(|name| is_content(name)) {
                media += u64::from(put(name, &path, out)?);
            }
        }
    }
    number(out, LAST)?;
    Ok(media)
}

/// Puts copied files into a data folder, and says how many pictures, recordings and files are among them. None may
/// be there yet; when it fails, none is.
///
/// # Errors
///
/// When files are there, when the copy is not whole, and when something cannot be written.
pub fn restore_files(from: &mut dyn Read, data: &Path) -> Result<u64, FilesError> {
    for name in KEYS.iter().chain([&MEDIA]) {
        let path = data.join(name);
        if path.exists() {
            return Err(at(&path)(io::ErrorKind::AlreadyExists.into()));
        }
    }
    let restored = receive(from, data);
    if restored.is_err() {
        for path in KEYS.map(|key| data.join(key)) {
            removed(&path, fs::remove_file(&path));
        }
        let media = data.join(MEDIA);
        removed(&media, fs::remove_dir_all(&media));
    }
    restored
}

fn removed(path: &Path, done: io::Result<()>) {
    if let Err(error) = done
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(path = %path.display(), %error, "what was restored in part could not be removed");
    }
}

/// The files and folders in a folder, in order; none where there is no such folder.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, FilesError> {
    let read = match fs::read_dir(folder) {
        Err(error) if is_absent(&error) => return Ok(Vec::new()),
        read => read.map_err(at(folder))?,
    };
    let paths: Result<Vec<_>, _> = read.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(at(folder))?;
    paths.sort_unstable();
    Ok(paths)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Whether a name is that of a content: its SHA-256, as hex.
fn is_content(name: &str) -> bool {
    ambient::from_hex(name).is_some_and(|hash| hash.len() == 32)
}

/// Copies a file, if it is there.
fn put(name: &str, path: &Path, out: &mut dyn Write) -> Result<bool, FilesError> {
    let file = match File::open(path) {
        Err(error) if is_absent(&error) => return Ok(false),
        opened => opened.map_err(at(path))?,
    };
    let length = file.metadata().map_err(at(path))?.len();
    number(out, name.len() as u64)?;
    out.write_all(name.as_bytes())?;
    number(out, length)?;
    let mut summed = Summed::new(name, out);
    if io::copy(&mut file.take(length), &mut summed).map_err(at(path))? != length {
        return Err(at(path)(io::ErrorKind::UnexpectedEof.into()));
    }
    let sum = summed.hasher.finalize();
    out.write_all(&sum)?;
    Ok(true)
}

fn receive(from: &mut dyn Read, data: &Path) -> Result<u64, FilesError> {
    let mut media = 0;
    loop {
        let length = take_number(from)?;
        if length == LAST {
            break;
        }
        if length > NAME {
            return Err(FilesError::NotACopy("a file has no name"));
        }
        let mut name = String::new();
        let read = from.take(length).read_to_string(&mut name);
        if read.map_err(cut)? as u64 != length {
            return Err(FilesError::NotACopy("it is cut short"));
        }
        let folder = match name.as_str() {
            key if KEYS.contains(&key) => data.to_owned(),
            hash if is_content(hash) => {
                media += 1;
                data.join(MEDIA).join(hash.get(..2).unwrap_or_default())
            }
            _ => return Err(FilesError::NotACopy("a file has no name")),
        };
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        let length = take_number(from)?;
        take(from, &name, length, &folder.join(&name))?;
        sync(&folder)?;
    }
    let folder = data.join(MEDIA);
    fs::create_dir_all(&folder).map_err(at(&folder))?;
    sync(&folder)?;
    sync(data)?;
    Ok(media)
}

/// Makes a file of bytes, readable by its owner only.
fn take(from: &mut dyn Read, name: &str, length: u64, path: &Path) -> Result<(), FilesError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(at(path))?;
    let mut summed = Summed::new(name, &mut file);
    let copied = io::copy(&mut from.take(length), &mut summed).map_err(at(path))?;
    let sum = summed.hasher.finalize();
    let mut stored = [0; 32];
    from.read_exact(&mut stored).map_err(cut)?;
    if copied != length || stored != *sum {
        return Err(FilesError::NotACopy("a checksum does not match"));
    }
    file.sync_all().map_err(at(path))
}

fn sync(folder: &Path) -> Result<(), FilesError> {
    let opened = File::open(folder);
    opened
        .and_then(|folder| folder.sync_all())
        .map_err(at(folder))
}

fn number(out: &mut dyn Write, number: u64) -> io::Result<()> {
    out.write_all(&number.to_le_bytes())
}

fn take_number(from: &mut dyn Read) -> Result<u64, FilesError> {
    let mut bytes = [0; 8];
    from.read_exact(&mut bytes).map_err(cut)?;
    Ok(u64::from_le_bytes(bytes))
}

fn at(path: &Path) -> impl Fn(io::Error) -> FilesError {
    let path = path.to_owned();
    move |source| FilesError::Io {
        path: path.clone(),
        source,
    }
}

fn cut(error: io::Error) -> FilesError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => FilesError::NotACopy("it is cut short"),
        io::ErrorKind::InvalidData => FilesError::NotACopy("a file has no name"),
        _ => FilesError::Copy(error),
    }
}

/// Writes, and sums a name and what it wrote.
struct Summed<'a> {
    inner: &'a mut dyn Write,
    hasher: Sha256,
}

impl<'a> Summed<'a> {
    fn new(name: &str, inner: &'a mut dyn Write) -> Self {
        let hasher = Sha256::new_with_prefix(name);
        Self { inner, hasher }
    }
}

impl Write for Summed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A data folder with two keys to copy, one not to, a content and one that is still coming.
    fn full() -> (tempfile::TempDir, String) {
        let data = tempfile::tempdir().unwrap();
        let hash = "ab".repeat(32);
        fs::create_dir_all(data.path().join("media/ab")).unwrap();
        fs::create_dir_all(data.path().join("media/coming")).unwrap();
        fs::write(data.path().join("media/ab").join(&hash), "a picture").unwrap();
        fs::write(data.path().join("media/coming/half"), "half a picture").unwrap();
        for key in ["media.key", "visits.key", "secrets.key"] {
            fs::write(data.path().join(key), key).unwrap();
        }
        (data, hash)
    }

    #[test]
    fn media_and_keys_come_back_but_for_the_key_of_secrets() {
        let (data, hash) = full();
        let mut copy = Vec::new();
        assert_eq!(backup_files(data.path(), &mut copy).unwrap(), 1);
        let new = tempfile::tempdir().unwrap();
        let restore = || restore_files(&mut copy.as_slice(), new.path());
        assert_eq!(restore().unwrap(), 1);
        let read = |path: &str| fs::read_to_string(new.path().join(path)).ok();
        assert_eq!(
            read(&format!("media/ab/{hash}")).as_deref(),
            Some("a picture")
        );
        assert_eq!(read("media.key").as_deref(), Some("media.key"));
        assert_eq!(read("visits.key").as_deref(), Some("visits.key"));
        assert_eq!(
            (read("secrets.key"), read("media/coming/half")),
            (None, None)
        );
        assert!(restore().is_err(), "nothing is overwritten");
        assert_eq!(read("media.key").as_deref(), Some("media.key"));
    }

    #[test]
    fn a_copy_that_is_cut_damaged_or_names_another_place_leaves_nothing() {
        let (data, _) = full();
        let mut copy = Vec::new();
        backup_files(data.path(), &mut copy).unwrap();
        let refused = |copy: &[u8], what: &str| {
            let new = tempfile::tempdir().unwrap();
            let refused = restore_files(&mut &*copy, new.path());
            assert!(matches!(refused, Err(FilesError::NotACopy(_))), "{what}");
            assert_eq!(fs::read_dir(new.path()).unwrap().count(), 0, "{what}");
        };
        for at in 0..copy.len() {
            refused(&copy[..at], &format!("cut at {at}"));
            let mut bad = copy.clone();
            bad[at] ^= 4;
            refused(&bad, &format!("flipped at {at}"));
        }
        let mut elsewhere = 9_u64.to_le_bytes().to_vec();
        elsewhere.extend(b"../escape");
        refused(&elsewhere, "another place");
    }
}
