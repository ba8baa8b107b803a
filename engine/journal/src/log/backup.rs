//! Backups: all segments in one stream of bytes, taken while the log is written to, and back.
//!
//! ```text
//! "trilha backup 1\n" · for each segment: base u64 · length u64 · bytes · crc32 u32 · then u64::MAX · end u64
//! ```
//! Every record is read and checked on its way out, and again on its way in. The index is not part of
//! it: opening what was restored builds it anew.

use super::open;
use super::options::LogError;
use super::scan::{Found, Scan};
use super::segment::{HEADER, Segments, sync_dir};
use super::verify::{self, Verified};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

const MAGIC: &[u8; 16] = b"trilha backup 1\n";
const LAST: u64 = u64::MAX;

/// Copies a log that is closed, or open in another process, as it is at this moment. If a purge overwrites
/// what is being copied, this fails as damaged; do it again.
pub fn backup(dir: &Path, out: &mut dyn Write) -> Result<(), LogError> {
    let segments = Segments::list(dir)?;
    let (end, _) = verify::end(&segments)?;
    copy(&segments, end, out)
}

/// Writes all records up to an end.
pub(crate) fn copy(segments: &Segments, end: u64, out: &mut dyn Write) -> Result<(), LogError> {
    let refused = |error| LogError::Io {
        path: PathBuf::from("the backup"),
        source: error,
    };
    out.write_all(MAGIC).map_err(refused)?;
    let bases = segments.bases();
    for (at, base) in bases.iter().enumerate().filter(|(_, base)| **base < end) {
        let until = bases.get(at + 1).copied().unwrap_or(end).min(end);
        let _steady = segments
            .blanking
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let mut out = Summed {
            inner: &mut *out,
            sum: crc32fast::Hasher::new(),
        };
        put(out.inner, &[*base, until - base]).map_err(refused)?;
        let mut header = vec![0; usize::try_from(HEADER).unwrap_or(0)];
        let file = segments
            .file(*base)
            .map_err(LogError::at(&segments.path(*base)))?;
        file.read_exact_at(&mut header, 0)
            .map_err(LogError::at(&segments.path(*base)))?;
        out.write_all(&header).map_err(refused)?;
        let mut scan = Scan::new(segments, *base, *base)?;
        while scan.at() < until {
            let here = scan.at();
            match scan.next()? {
                Found::Record(record) => out.write_all(scan.raw(&record)?).map_err(refused)?,
                Found::End => {
                    return Err(segments
                        .damaged(*base, here, "zeros where commits should be")
                        .into());
                }
                Found::Bad(bad) => return Err(segments.damaged(*base, here, bad.reason()).into()),
            }
        }
        let sum = out.sum.finalize().to_le_bytes();
        out.inner.write_all(&sum).map_err(refused)?;
    }
    put(out, &[LAST, end])
        .and_then(|()| out.flush())
        .map_err(refused)
}

fn put(out: &mut dyn Write, numbers: &[u64]) -> io::Result<()> {
    numbers
        .iter()
        .try_for_each(|number| out.write_all(&number.to_le_bytes()))
}

struct Summed<'a> {
    inner: &'a mut dyn Write,
    sum: crc32fast::Hasher,
}

impl Write for Summed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.sum.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Makes a log in an empty or absent directory from a backup, and reads it through. When it fails the
/// directory is left without a log.
pub fn restore(from: &mut dyn Read, dir: &Path) -> Result<Verified, LogError> {
    fs::create_dir_all(dir).map_err(LogError::at(dir))?;
    for entry in fs::read_dir(dir).map_err(LogError::at(dir))? {
        // A restore that failed leaves its lock.
        if entry.map_err(LogError::at(dir))?.file_name() != "lock" {
            return Err(LogError::NotEmpty(dir.to_owned()));
        }
    }
    let lock = open::lock(dir)?;
    let mut made = Vec::new();
    let restored = receive(from, dir, &mut made).and_then(|end| settle(dir, &made, end));
    if restored.is_err() {
        for path in made
            .iter()
            .flat_map(|born| [born.clone(), born.with_extension("log")])
        {
            if let Err(error) = fs::remove_file(&path)
                && error.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!(path = %path.display(), %error, "what was restored in part could not be removed");
            }
        }
    }
    drop(lock);
    restored
}

fn receive(from: &mut dyn Read, dir: &Path, made: &mut Vec<PathBuf>) -> Result<u64, LogError> {
    let mut magic = [0; 16];
    from.read_exact(&mut magic).map_err(cut)?;
    if magic != *MAGIC {
        return Err(LogError::NotABackup("it does not begin as one"));
    }
    let mut place = 0;
    loop {
        let (base, length) = (number(from)?, number(from)?);
        if base == LAST {
            return (length == place)
                .then_some(place)
                .ok_or(LogError::NotABackup("a segment is missing"));
        }
        if base != place || length < HEADER {
            return Err(LogError::NotABackup("a segment is missing"));
        }
        let path = dir.join(format!("{base:016x}.new"));
        made.push(path.clone());
        segment(from, length, &path)?;
        place = base.saturating_add(length);
    }
}

fn segment(from: &mut dyn Read, length: u64, path: &Path) -> Result<(), LogError> {
    let file = File::create_new(path).map_err(LogError::at(path))?;
    let mut out = Summed {
        inner: &mut &file,
        sum: crc32fast::Hasher::new(),
    };
    let copied = io::copy(&mut from.take(length), &mut out).map_err(LogError::at(path))?;
    let sum = out.sum.finalize().to_le_bytes();
    let mut stored = [0; 4];
    from.read_exact(&mut stored).map_err(cut)?;
    if copied != length || stored != sum {
        return Err(LogError::NotABackup("a checksum does not match"));
    }
    file.sync_all().map_err(LogError::at(path))
}

fn settle(dir: &Path, made: &[PathBuf], end: u64) -> Result<Verified, LogError> {
    for born in made {
        fs::rename(born, born.with_extension("log")).map_err(LogError::at(born))?;
    }
    sync_dir(dir)?;
    let found = verify::end(&Segments::list(dir)?)?;
    if found != (end, false) {
        return Err(LogError::NotABackup("commits are missing"));
    }
    verify::verify(dir)
}

fn number(from: &mut dyn Read) -> Result<u64, LogError> {
    let mut bytes = [0; 8];
    from.read_exact(&mut bytes).map_err(cut)?;
    Ok(u64::from_le_bytes(bytes))
}

fn cut(error: io::Error) -> LogError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => LogError::NotABackup("it is cut short"),
        _ => LogError::Io {
            path: PathBuf::from("the backup"),
            source: error,
        },
    }
}
