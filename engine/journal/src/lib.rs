//! The append-only truth: streams of events, in memory or in log files with their sled index.
//!
//! A *commit* writes events to one to eight *streams*, all or nothing, each at the version the caller
//! expects; the version of a stream is the number of events it holds. Commits have one order. Events
//! and states are bytes this crate never looks into.
//!
//! # What always holds
//!
//! 1. **Nothing is answered before it is durable**, and nothing is shown to a reader or a tail before it is
//!    durable either. After a failed write or sync nothing more is accepted: what was under way is answered
//!    [`AppendError::Unknown`], the rest [`AppendError::Stopped`], with the reason.
//! 2. **Of rivals for a version one wins.** The others learn the version there is, and whether it was their
//!    own commit, sent twice, that took it.
//! 3. **The log is the truth, the index is not.** Everything in sled can be thrown away and is rebuilt from
//!    the log; what it answers is checked against the record it points to. It never knows of a commit
//!    that is not durable in the log, so a log that ends before its watermark has lost something, and
//!    that is an error.
//! 4. **Torn is cut, damaged is told.** Each record says up to where the log was durable when it was
//!    written. Unreadable bytes that a later good record, or the index, calls durable are damage: an error
//!    that names file and offset. Others are the remains of a group nobody was answered for: they are
//!    cut, with a warning.
//! 5. **Positions never move.** A record's place is the base of its segment plus its offset; a purge blanks
//!    payloads in place. It does not blank the names of streams.
//! 6. **One process has the directory**, by an advisory lock.
//!
//! # Where the state is
//!
//! Each record carries the state its events lead to, beside them. The index holds only where a stream's
//! last record is; `latest` reads state there. So a state is written once, sequentially, under the same
//! sync and checksum as its events; the index stays at about sixty bytes for a stream and as many again for each 32 events, takes in a
//! busy stream twice a second instead of at each commit, and holds nothing personal but names; and
//! rebuilding needs nobody who can fold events. The price is room: the log keeps states that later
//! ones replaced.
//!
//! # In files
//!
//! ```text
//! lock                    taken while open
//! 0000000000000000.log    segments, named by the place they begin at
//! 0000000003fffe21.log
//! index/                  sled: heads, timers, watermark; index.broken is one that was moved aside
//! purge.todo              a purge being carried out
//! ```
//!
//! One writer thread takes what waits (at most 512 commits or 8 MiB), encodes it, writes it at once, calls
//! `fdatasync` once, shows it, and answers. Another takes the tips of streams into sled behind it. A reader
//! asks the newest commits in memory, then tips not yet in sled, then sled and the record it names. One that
//! begins in the middle of a stream goes back from the next place noted in sled, never from the stream's end.
//!
//! Deliberately absent: clocks, folding, the meaning of an event, and any asynchronous runtime; answers and
//! tails are plain futures that can also be waited for.

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
