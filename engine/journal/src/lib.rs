//! The append-only truth: streams of events, in memory or in log files with their sled index.

mod commit;
mod cursor;
mod journal;
mod log;
mod memory;
mod pending;
mod tail;

pub use commit::{Commit, CommitId, Entry, Write, limits};
pub use cursor::{Cursor, NotACursor};
pub use journal::{AppendError, Appended, Due, Journal, ReadError, SAME_COMMIT_REACH};
pub use log::{Log, LogError, LogOptions, OnProgress, Progress, Verified, backup, restore, verify};
pub use memory::Memory;
pub use pending::Pending;
pub use tail::Tail;
