//! How a log is opened, and why it may not be.

use crate::journal::ReadError;
use std::fmt;
use std::path::{Path, PathBuf};

/// What is told while a log is being opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The whole index is being rebuilt, not only its last moments.
    pub rebuilding: bool,
    /// Bytes of the log read so far.
    pub done: u64,
    /// Bytes to read.
    pub total: u64,
}

/// Called now and then while a log is being opened.
pub type OnProgress = Box<dyn Fn(Progress) + Send + Sync>;

/// Sizes, and who is told about the progress.
pub struct LogOptions {
    /// A segment beyond this size is closed and the next one begun. 64 MiB.
    pub segment_bytes: u64,
    /// Memory the index may use to cache its pages. 64 MiB.
    pub index_cache_bytes: u64,
    /// Memory for the newest commits, which tails and `latest` are served from. 32 MiB.
    pub hot_bytes: usize,
    /// Told about replay and rebuilding.
    pub progress: Option<OnProgress>,
}

impl Default for LogOptions {
    fn default() -> Self {
        Self {
            segment_bytes: 64 << 20,
            index_cache_bytes: 64 << 20,
            hot_bytes: 32 << 20,
            progress: None,
        }
    }
}

impl fmt::Debug for LogOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogOptions")
            .field("segment_bytes", &self.segment_bytes)
            .field("index_cache_bytes", &self.index_cache_bytes)
            .field("hot_bytes", &self.hot_bytes)
            .finish_non_exhaustive()
    }
}

/// Why a log could not be opened, copied or restored.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// Another process has it open.
    #[error("{0} is in use by another process")]
    InUse(PathBuf),
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The bytes on disk are not what was written, or the index cannot be used at all.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The directory to restore into holds something.
    #[error("{0} is not empty")]
    NotEmpty(PathBuf),
    /// The archive to restore is not one, or is cut or damaged.
    #[error("not a whole backup: {0}")]
    NotABackup(&'static str),
}

impl LogError {
    /// Names the file an I/O error came from.
    pub(crate) fn at(path: &Path) -> impl Fn(std::io::Error) -> Self {
        move |source| Self::Io {
            path: path.to_owned(),
            source,
        }
    }
}
