//! Segments: the files of the log, named by the place they begin at.
//!
//! A place is the base of its segment plus the offset in the file, so the places of a segment end where
//! those of the next begin. A segment is born under another name and renamed once its header is
//! durable; when it is full it is cut to its length before the next is born. So only the last
//! segment can be torn, and only behind its header.

use super::options::LogError;
use super::record::{self, Bad, HEAD, Record};
use crate::journal::ReadError;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Bytes of a segment's header: magic, base, checksum, zeros.
pub(crate) const HEADER: u64 = 24;
const MAGIC: &[u8; 8] = b"trilha\x00\x01";
/// Open files kept at once, so that a long log does not use up the process's file handles.
const OPEN_FILES: usize = 64;
/// What is read at first for one record; most are shorter.
const GUESS: usize = 4096;

/// All segments of one log.
#[derive(Debug)]
pub(crate) struct Segments {
    dir: PathBuf,
    bases: RwLock<Vec<u64>>,
    open: Mutex<BTreeMap<u64, Arc<File>>>,
    /// Held for writing while payloads are overwritten, so that nobody reads half of it.
    pub(crate) blanking: RwLock<()>,
    /// How many records were read.
    #[cfg(test)]
    pub(crate) reads: std::sync::atomic::AtomicUsize,
}

pub(crate) fn sync_dir(dir: &Path) -> Result<(), LogError> {
    File::open(dir)
        .and_then(|dir| dir.sync_all())
        .map_err(LogError::at(dir))
}

fn header(base: u64) -> [u8; 24] {
    let mut header = [0; 24];
    let (start, rest) = header.split_at_mut(16);
    start.copy_from_slice(&[*MAGIC, base.to_le_bytes()].concat());
    let sum = crc32fast::hash(start).to_le_bytes();
    rest.split_at_mut(4).0.copy_from_slice(&sum);
    header
}

fn base_of(name: &str) -> Option<u64> {
    let digits = name
        .strip_suffix(".log")
        .filter(|digits| digits.len() == 16)?;
    u64::from_str_radix(digits, 16).ok()
}

impl Segments {
    /// Lists the segments of a directory and checks that they follow each other; makes none.
    pub(crate) fn list(dir: &Path) -> Result<Self, LogError> {
        let mut bases = Vec::new();
        for entry in fs::read_dir(dir).map_err(LogError::at(dir))? {
            let name = entry.map_err(LogError::at(dir))?.file_name();
            bases.extend(name.to_str().and_then(base_of));
        }
        bases.sort_unstable();
        let segments = Self {
            dir: dir.to_owned(),
            bases: RwLock::new(bases.clone()),
            open: Mutex::default(),
            blanking: RwLock::default(),
            #[cfg(test)]
            reads: std::sync::atomic::AtomicUsize::new(0),
        };
        for (at, base) in bases.iter().enumerate() {
            segments.check_header(*base)?;
            if let Some(next) = bases.get(at + 1) {
                segments.check_length(*base, *next)?;
            }
        }
        match bases.first() {
            Some(first) if *first != 0 => Err(segments
                .damaged(*first, *first, "an earlier segment is missing")
                .into()),
            _ => Ok(segments),
        }
    }

    fn check_header(&self, base: u64) -> Result<(), LogError> {
        let mut found = [0; 24];
        let file = self.file(base).map_err(LogError::at(&self.path(base)))?;
        let read = file.read_exact_at(&mut found, 0);
        match read {
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
                Err(LogError::at(&self.path(base))(error))
            }
            Ok(()) if found == header(base) => Ok(()),
            _ => Err(self
                .damaged(base, base, "not the header of this segment")
                .into()),
        }
    }

    fn check_length(&self, base: u64, next: u64) -> Result<(), LogError> {
        let path = self.path(base);
        let length = fs::metadata(&path).map_err(LogError::at(&path))?.len();
        if base + length == next {
            return Ok(());
        }
        let at = next.min(base + length);
        Err(self
            .damaged(
                base,
                at,
                "the next segment does not begin where this one ends",
            )
            .into())
    }

    /// Makes a segment; durable when this returns.
    pub(crate) fn create(&self, base: u64) -> Result<Arc<File>, LogError> {
        let path = self.path(base);
        let born = path.with_extension("new");
        let at = LogError::at(&born);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&born)
            .map_err(&at)?;
        file.write_all_at(&header(base), 0).map_err(&at)?;
        file.sync_all().map_err(&at)?;
        fs::rename(&born, &path).map_err(&at)?;
        sync_dir(&self.dir)?;
        let file = Arc::new(file);
        self.keep(base, &file);
        self.bases
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .push(base);
        Ok(file)
    }

    /// The bases, in order.
    pub(crate) fn bases(&self) -> Vec<u64> {
        self.bases
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The segment a place lies in, and where the next one begins.
    pub(crate) fn around(&self, at: u64) -> Option<(u64, Option<u64>)> {
        let bases = self.bases.read().unwrap_or_else(PoisonError::into_inner);
        let after = bases.partition_point(|base| *base <= at);
        let base = bases.get(after.checked_sub(1)?)?;
        Some((*base, bases.get(after).copied()))
    }

    pub(crate) fn path(&self, base: u64) -> PathBuf {
        self.dir.join(format!("{base:016x}.log"))
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The open file of a segment.
    pub(crate) fn file(&self, base: u64) -> io::Result<Arc<File>> {
        if let Some(file) = self
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&base)
        {
            return Ok(Arc::clone(file));
        }
        let path = self.path(base);
        let file = OpenOptions::new().read(true).write(true).open(&path);
        let file = Arc::new(file.or_else(|_| File::open(&path))?);
        self.keep(base, &file);
        Ok(file)
    }

    fn keep(&self, base: u64, file: &Arc<File>) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.insert(base, Arc::clone(file));
        if open.len() > OPEN_FILES {
            open.pop_first();
        }
    }

    /// Damage at a place of a segment.
    pub(crate) fn damaged(&self, base: u64, at: u64, reason: &str) -> ReadError {
        ReadError::Damaged {
            file: self.path(base).display().to_string(),
            offset: at.saturating_sub(base),
            reason: reason.to_owned(),
        }
    }

    /// A failed read of a segment.
    pub(crate) fn refused(&self, base: u64, error: &io::Error) -> ReadError {
        ReadError::Io(format!("{}: {error}", self.path(base).display()).into())
    }

    /// Reads the record at a place, knowing that the log is good up to `end`.
    pub(crate) fn read(&self, at: u64, end: u64) -> Result<Record, ReadError> {
        #[cfg(test)]
        self.reads
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let (base, at, bytes) = self.bytes(at, end)?;
        record::decode(&bytes, at).map_err(|bad| self.damaged(base, at, bad.reason()))
    }

    /// The bytes of the record at a place, its segment, and its place made exact.
    pub(crate) fn bytes(&self, at: u64, end: u64) -> Result<(u64, u64, Vec<u8>), ReadError> {
        let (base, next) = self
            .around(at)
            .ok_or(ReadError::BadCursor(crate::Cursor(at)))?;
        let at = at.max(base + HEADER);
        let limit = next.unwrap_or(end).min(end);
        let left = usize::try_from(limit.saturating_sub(at)).unwrap_or(usize::MAX);
        let cut = |bad: Bad| self.damaged(base, at, bad.reason());
        if left < HEAD {
            return Err(cut(Bad::Cut));
        }
        let _reading = self.blanking.read().unwrap_or_else(PoisonError::into_inner);
        let file = self
            .file(base)
            .map_err(|error| self.refused(base, &error))?;
        let mut bytes = vec![0; GUESS.min(left)];
        file.read_exact_at(&mut bytes, at - base)
            .map_err(|error| self.refused(base, &error))?;
        let size = record::size(&bytes).map_err(cut)?;
        if size > left {
            return Err(cut(Bad::Cut));
        }
        let have = bytes.len();
        bytes.resize(size, 0);
        if let Some(rest) = bytes.get_mut(have..).filter(|rest| !rest.is_empty()) {
            let offset = at - base + u64::try_from(have).unwrap_or(u64::MAX);
            file.read_exact_at(rest, offset)
                .map_err(|error| self.refused(base, &error))?;
        }
        Ok((base, at, bytes))
    }
}
