//! Work that would hold up everybody else: run off the runtime's threads.

use crate::problem::{Answer, Problem};

/// Runs what reads files or much of the journal, or compiles.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Answer<T> + Send + 'static,
) -> Answer<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Problem::ours(&error))?
}
