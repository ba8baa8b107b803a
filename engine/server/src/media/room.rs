//! How much media may be kept: a quota, and a floor of free space that is left to the journal.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many bytes of an upload come between two looks at the free space.
const LOOK: u64 = 1 << 20;

/// What is used of the room there is.
#[derive(Debug)]
pub(super) struct Room {
    quota: Option<u64>,
    free: u64,
    used: AtomicU64,
}

impl Room {
    pub(super) fn new(quota: Option<u64>, free: u64, used: u64) -> Self {
        Self {
            quota,
            free,
            used: AtomicU64::new(used),
        }
    }

    /// Takes room for more bytes of an upload of which some have come; whether there was any.
    pub(super) fn take(&self, folder: &Path, before: u64, bytes: u64) -> io::Result<bool> {
        let looks = before == 0 || before / LOOK != (before + bytes) / LOOK;
        if looks && free_space(folder)?.saturating_sub(bytes) < self.free {
            return Ok(false);
        }
        let used = self.used.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if self.quota.is_some_and(|quota| used > quota) {
            self.give_back(bytes);
            return Ok(false);
        }
        Ok(true)
    }

    pub(super) fn give_back(&self, bytes: u64) {
        self.used.fetch_sub(bytes, Ordering::Relaxed);
    }

    #[cfg(test)]
    pub(super) fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }
}

/// Bytes that may still be written where a folder is.
fn free_space(folder: &Path) -> io::Result<u64> {
    let system = rustix::fs::statvfs(folder)?;
    Ok(system.f_bavail.saturating_mul(system.f_frsize))
}
