//! The contract every journal keeps, and the ways its operations can fail.

use crate::commit::{CommitId, Entry, Write};
use crate::cursor::Cursor;
use crate::pending::Pending;
use crate::tail::Tail;
use std::sync::Arc;
use trilha_model::{Stream, Timestamp};

/// What an append that happened answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The place just after the commit.
    pub cursor: Cursor,
    /// The version of each stream after the commit, in the order of the writes.
    pub versions: Vec<u64>,
}

/// Why an append did not happen, or may not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// A stream is at another version than expected; nothing was written.
    #[error("{stream} is at version {actual}{}", if *.same_commit_id { ", by this very commit" } else { "" })]
    Conflict {
        /// The first write's stream that did not match.
        stream: Stream,
        /// The version it has.
        actual: u64,
        /// The commit that took the expected version carries the same id: it is this append, done
        /// earlier. Told as long as at most [`SAME_COMMIT_REACH`] commits on the stream came after it.
        same_commit_id: bool,
    },
    /// The writer failed after the commit may have reached the disk: read the stream after a restart to know.
    #[error("the commit may or may not have been written: {0}")]
    Unknown(Arc<str>),
    /// The journal takes nothing more; nothing was written.
    #[error("the journal has stopped: {0}")]
    Stopped(Arc<str>),
    /// Too much waits for the disk; nothing was written, try again later.
    #[error("too many commits wait for the disk")]
    Busy,
    /// More of this than a commit may hold; see [`crate::limits`].
    #[error("too many {0}")]
    TooLarge(&'static str),
    /// A commit that no caller should build.
    #[error("invalid commit: {0}")]
    Invalid(&'static str),
}

/// How many commits of a stream are searched for the one that took an expected version.
pub const SAME_COMMIT_REACH: usize = 32;

/// Why something could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The bytes on disk are not what was written.
    #[error("{file}: damaged at byte {offset}: {reason}")]
    Damaged {
        /// The file.
        file: String,
        /// Where in it.
        offset: u64,
        /// What is wrong there.
        reason: String,
    },
    /// The file system refused.
    #[error("{0}")]
    Io(Arc<str>),
    /// The index refused; a restart rebuilds it.
    #[error("the index failed: {0}")]
    Index(Arc<str>),
    /// The cursor is not a place of this journal.
    #[error("cursor {0} is not a place in this journal")]
    BadCursor(Cursor),
    /// The journal has stopped and nothing more will come.
    #[error("the journal has stopped: {0}")]
    Stopped(Arc<str>),
}

/// A stream that asked to be woken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// When.
    pub wake: Timestamp,
    /// Which.
    pub stream: Stream,
}

/// The append-only truth. Every method may be called from any thread; the reading ones may block on the
/// disk for as long as a few small reads take.
///
/// A stream's *version* is the number of events it holds. Commits have one order, the same for every reader.
pub trait Journal: Send + Sync {
    /// Appends to up to eight streams, all or nothing. The answer comes once the commit is durable, and
    /// commits are durable in the order in which this was called. Dropping the answer does not undo it.
    fn append(&self, id: CommitId, writes: Vec<Write>) -> Pending;

    /// The last commit of a stream, and with it the stream's version, state and wake.
    /// `None` for a stream nobody wrote to. Empty state: purged, start afresh at that version.
    fn latest(&self, stream: &Stream) -> Result<Option<Entry>, ReadError>;

    /// The first `limit` commits of a stream that hold events beyond version `from`, oldest first.
    /// Commits are whole: the first may begin before `from`.
    fn read(&self, stream: &Stream, from: u64, limit: usize) -> Result<Vec<Entry>, ReadError>;

    /// The last `limit` commits of a stream that begin before version `before`, newest first; `u64::MAX`
    /// for the newest there are. Go on with the `expected_version` of the last one returned.
    fn read_back(
        &self,
        stream: &Stream,
        before: u64,
        limit: usize,
    ) -> Result<Vec<Entry>, ReadError>;

    /// Every commit from a place on, each once, in order, then live.
    fn tail(&self, from: Cursor) -> Tail;

    /// The place after the last durable commit.
    fn end(&self) -> Cursor;

    /// Up to `limit` streams whose wake is at `now` or before, earliest first.
    fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>, ReadError>;

    /// Up to `limit` streams whose name begins with `prefix`, in order of name, after the one given.
    fn streams(
        &self,
        prefix: &str,
        after: Option<&Stream>,
        limit: usize,
    ) -> Result<Vec<Stream>, ReadError>;

    /// Overwrites every event and state of a stream with nothing and forgets its wake, for good. Versions,
    /// places and commit ids stay, so the stream can go on. Blocks until durable; answers how many events
    /// were overwritten.
    fn purge(&self, stream: &Stream) -> Result<u64, AppendError>;

    /// Why the journal takes nothing more, once it has stopped.
    fn stopped(&self) -> Option<Arc<str>>;
}
