//! The index in sled: for each stream where its last commit is, for each wish to be woken its stream.
//!
//! Keys are `h` + stream → version, place, wake; `t` + wake + stream → nothing; `p` + stream + 0 + version →
//! the place of a commit now and then, the one that leads to this version; `m` → the watermark, the place up
//! to which the index knows the log; `f` → the number of this form. Values carry a checksum. Everything can be rebuilt from
//! the log, so whatever is wrong here is answered by rebuilding, never by guessing.

use super::options::LogError;
use crate::journal::{Due, ReadError};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};
use trilha_model::{Stream, Timestamp};

const WATERMARK: &[u8] = b"m";
const FORM: &[u8] = b"f";
/// The number of this form; an index of another is rebuilt.
const NUMBER: [u8; 1] = [2];
/// How many events of a stream come between two commits whose places are noted: a reader walks back over
/// at most as many commits to where it begins, and a stream costs the index some two bytes an event.
const STRIDE: u64 = 32;
/// Streams in one batch of sled, which must fit in its write buffer.
const BATCH: usize = 1024;
/// A sled just closed by this process may hold its lock for a moment.
const LOCK_PATIENCE: Duration = Duration::from_secs(5);

/// Where a stream is: its last commit, in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tip {
    pub(crate) version: u64,
    pub(crate) at: u64,
    pub(crate) wake: Option<Timestamp>,
}

/// The index on disk. Closed, it answers errors.
#[derive(Debug)]
pub(crate) struct Disk {
    db: RwLock<Option<sled::Db>>,
    path: PathBuf,
}

/// Where a commit of a stream is, noted so that readers need not walk back from the stream's end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) stream: Stream,
    /// The stream's version after the commit.
    pub(crate) version: u64,
    pub(crate) at: u64,
}

impl Mark {
    /// Whether a commit that takes a stream from one version to another is noted.
    pub(crate) fn is_due(before: u64, after: u64) -> bool {
        before / STRIDE != after / STRIDE
    }
}

fn failed(reason: impl std::fmt::Display) -> ReadError {
    ReadError::Index(reason.to_string().into())
}

/// Runs something of sled's, which may panic on files it does not like.
fn guarded<T>(run: impl FnOnce() -> sled::Result<T>) -> Result<T, ReadError> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(failed(error)),
        Err(_) => Err(failed("panicked")),
    }
}

impl Disk {
    /// Opens or makes the index under a directory.
    pub(crate) fn open(dir: &Path, cache_bytes: u64) -> Result<Self, ReadError> {
        let path = dir.join("index");
        if broken_mark(dir).exists() {
            return Err(failed("marked as broken"));
        }
        let started = Instant::now();
        let config = sled::Config::new()
            .path(&path)
            .cache_capacity(cache_bytes)
            .flush_every_ms(None);
        loop {
            match guarded(|| config.open()) {
                Err(error) if locked(&error) && started.elapsed() < LOCK_PATIENCE => {
                    std::thread::sleep(Duration::from_millis(10));
                }
                Err(error) => return Err(error),
                Ok(db) => {
                    return Ok(Self {
                        db: RwLock::new(Some(db)),
                        path,
                    });
                }
            }
        }
    }

    /// Moves an index that cannot be used aside, over the one moved aside before.
    pub(crate) fn set_aside(dir: &Path) -> Result<(), LogError> {
        let (path, aside) = (dir.join("index"), dir.join("index.broken"));
        if path.exists() {
            if aside.exists() {
                fs::remove_dir_all(&aside).map_err(LogError::at(&aside))?;
            }
            fs::rename(&path, &aside).map_err(LogError::at(&path))?;
        }
        let mark = broken_mark(dir);
        match fs::remove_file(&mark) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(LogError::at(&mark)(error))
            }
            _ => Ok(()),
        }
    }

    /// Leaves a mark by which the next opening rebuilds the index.
    pub(crate) fn mark_broken(&self) {
        let mark = self.path.parent().map(broken_mark);
        if let Some(Err(error)) = mark.map(File::create) {
            tracing::error!(%error, "the index failed and could not be marked as broken");
        }
    }

    fn with<T>(&self, run: impl FnOnce(&sled::Db) -> sled::Result<T>) -> Result<T, ReadError> {
        let db = self.db.read().unwrap_or_else(PoisonError::into_inner);
        let db = db
            .as_ref()
            .ok_or_else(|| ReadError::Stopped("closed".into()))?;
        guarded(|| run(db))
    }

    /// Whether it is of this form: a new one becomes it.
    pub(crate) fn is_of_this_form(&self) -> Result<bool, ReadError> {
        if let Some(form) = self.with(|db| db.get(FORM))? {
            return Ok(open_seal(&form) == Some(NUMBER.as_slice()));
        }
        if self.with(|db| db.get(WATERMARK))?.is_some() {
            return Ok(false);
        }
        self.with(|db| db.insert(FORM, seal(&NUMBER)))?;
        Ok(true)
    }

    #[cfg(test)]
    pub(crate) fn make_older(&self) -> Result<(), ReadError> {
        self.with(|db| db.remove(FORM).map(drop))
    }

    /// The first noted commit of a stream that leads beyond a version.
    pub(crate) fn mark_after(
        &self,
        stream: &Stream,
        version: u64,
    ) -> Result<Option<(u64, u64)>, ReadError> {
        let from = mark_key(stream, version.saturating_add(1));
        let to = mark_key(stream, u64::MAX);
        let length = from.len();
        let found = self.with(|db| {
            let mut range = db.range(from..=to);
            range
                .find(|item| item.as_ref().map_or(true, |(key, _)| key.len() == length))
                .transpose()
        })?;
        let Some((key, value)) = found else {
            return Ok(None);
        };
        let read = || {
            let version = key.last_chunk::<8>()?;
            let at = open_seal(&value)?.try_into().ok()?;
            Some((u64::from_be_bytes(*version), u64::from_le_bytes(at)))
        };
        read().map(Some).ok_or_else(|| failed("a place is damaged"))
    }

    pub(crate) fn get(&self, stream: &Stream) -> Result<Option<Tip>, ReadError> {
        let bytes = self.with(|db| db.get(head_key(stream)))?;
        bytes.map(|bytes| read_tip(&bytes)).transpose()
    }

    /// The place up to which the log is indexed; 0 for a new index.
    pub(crate) fn watermark(&self) -> Result<u64, ReadError> {
        let Some(bytes) = self.with(|db| db.get(WATERMARK))? else {
            return Ok(0);
        };
        let place = open_seal(&bytes).and_then(|place| place.try_into().ok());
        place
            .map(u64::from_le_bytes)
            .ok_or_else(|| failed("the watermark is damaged"))
    }

    /// Takes in tips, then moves the watermark. Interrupted half-way, some tips are ahead of the watermark,
    /// which does no harm: replay puts them there again.
    pub(crate) fn apply(
        &self,
        tips: &BTreeMap<Stream, Tip>,
        marks: &[Mark],
        watermark: u64,
    ) -> Result<(), ReadError> {
        let mut batch = sled::Batch::default();
        for (count, mark) in (1..).zip(marks) {
            let key = mark_key(&mark.stream, mark.version);
            batch.insert(key, seal(&mark.at.to_le_bytes()));
            if count % BATCH == 0 {
                self.with(|db| db.apply_batch(std::mem::take(&mut batch)))?;
            }
        }
        for (count, (stream, tip)) in (1..).zip(tips) {
            if let Some(wake) = self.get(stream)?.and_then(|old| old.wake) {
                batch.remove(timer_key(wake, stream));
            }
            batch.insert(head_key(stream), write_tip(tip));
            if let Some(wake) = tip.wake {
                batch.insert(timer_key(wake, stream), &[]);
            }
            if count % BATCH == 0 {
                self.with(|db| db.apply_batch(std::mem::take(&mut batch)))?;
            }
        }
        batch.insert(WATERMARK, seal(&watermark.to_le_bytes()));
        self.with(|db| db.apply_batch(batch))
    }

    /// Makes what was taken in durable. sled's own flush alone is not, on Linux.
    pub(crate) fn sync(&self) -> Result<(), ReadError> {
        self.with(|db| db.flush().map(drop))?;
        let synced = File::open(self.path.join("db")).and_then(|db| db.sync_data());
        synced.map_err(failed)
    }

    pub(crate) fn close(&self) {
        let db = self
            .db
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Err(error) = guarded(|| {
            drop(db);
            Ok(())
        }) {
            tracing::warn!(%error, "closing the index");
        }
    }

    /// Timers up to a moment, earliest first, of streams that are not `hidden`.
    pub(crate) fn due(
        &self,
        now: Timestamp,
        limit: usize,
        hidden: impl Fn(&Stream) -> bool,
    ) -> Result<Vec<Due>, ReadError> {
        let end = now
            .0
            .checked_add(1)
            .map_or_else(|| b"u".to_vec(), |after| timer_prefix(Timestamp(after)));
        self.with(|db| {
            let mut found = Vec::new();
            for item in db.range(b"t".to_vec()..end) {
                let due = read_timer(&item?.0).filter(|due| !hidden(&due.stream));
                found.extend(due);
                if found.len() >= limit {
                    break;
                }
            }
            Ok(found)
        })
    }

    /// Streams from a name on that begin with `prefix`, in order.
    pub(crate) fn streams(
        &self,
        prefix: &str,
        after: Option<&Stream>,
        limit: usize,
    ) -> Result<Vec<Stream>, ReadError> {
        let whole = [b"h", prefix.as_bytes()].concat();
        let from = after.map(|after| [b"h", after.as_str().as_bytes(), b"\0"].concat());
        let from = from
            .filter(|from| *from > whole)
            .unwrap_or_else(|| whole.clone());
        self.with(|db| {
            let mut found = Vec::new();
            for item in db.range(from..) {
                let (key, _) = item?;
                if !key.starts_with(&whole) || found.len() >= limit {
                    break;
                }
                found.extend(key.get(1..).and_then(stream_name));
            }
            Ok(found)
        })
    }
}

fn broken_mark(dir: &Path) -> PathBuf {
    dir.join("index.rebuild")
}

/// Somebody still holds it: no reason to rebuild.
pub(crate) fn locked(error: &ReadError) -> bool {
    error.to_string().contains("could not acquire lock")
}

fn head_key(stream: &Stream) -> Vec<u8> {
    [b"h", stream.as_str().as_bytes()].concat()
}

fn mark_key(stream: &Stream, version: u64) -> Vec<u8> {
    let name = stream.as_str().as_bytes();
    [b"p", name, b"\0", &version.to_be_bytes()].concat()
}

/// Big-endian with the sign turned, so that earlier sorts first.
fn timer_prefix(wake: Timestamp) -> Vec<u8> {
    let order = wake.0.cast_unsigned() ^ (1 << 63);
    [b"t".as_slice(), &order.to_be_bytes()].concat()
}

fn timer_key(wake: Timestamp, stream: &Stream) -> Vec<u8> {
    let mut key = timer_prefix(wake);
    key.extend_from_slice(stream.as_str().as_bytes());
    key
}

fn read_timer(key: &[u8]) -> Option<Due> {
    let (order, name) = key.get(1..)?.split_first_chunk::<8>()?;
    let wake = Timestamp((u64::from_be_bytes(*order) ^ (1 << 63)).cast_signed());
    Some(Due {
        wake,
        stream: stream_name(name)?,
    })
}

fn stream_name(bytes: &[u8]) -> Option<Stream> {
    std::str::from_utf8(bytes)
        .ok()
        .map(|name| Stream(name.into()))
}

fn seal(value: &[u8]) -> Vec<u8> {
    [crc32fast::hash(value).to_le_bytes().as_slice(), value].concat()
}

fn open_seal(bytes: &[u8]) -> Option<&[u8]> {
    let (sum, value) = bytes.split_first_chunk::<4>()?;
    (crc32fast::hash(value).to_le_bytes() == *sum).then_some(value)
}

fn write_tip(tip: &Tip) -> Vec<u8> {
    let mut value = [tip.version.to_le_bytes(), tip.at.to_le_bytes()].concat();
    value.extend(tip.wake.iter().flat_map(|wake| wake.0.to_le_bytes()));
    seal(&value)
}

fn read_tip(bytes: &[u8]) -> Result<Tip, ReadError> {
    let parse = |value: &[u8]| {
        let (version, rest) = value.split_first_chunk()?;
        let (at, rest) = rest.split_first_chunk()?;
        let wake = match rest.len() {
            0 => None,
            _ => Some(Timestamp(i64::from_le_bytes(rest.try_into().ok()?))),
        };
        Some(Tip {
            version: u64::from_le_bytes(*version),
            at: u64::from_le_bytes(*at),
            wake,
        })
    };
    open_seal(bytes)
        .and_then(parse)
        .ok_or_else(|| failed("a head is damaged"))
}
