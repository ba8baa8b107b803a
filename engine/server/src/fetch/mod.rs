//! HTTP to the outside world, behind the address guard: the only place that calls other services.

mod answer;
mod guard;
mod post;
mod send;
mod why;

pub use guard::Allowed;
pub(crate) use post::Reply;
pub use send::Fetcher;
pub(crate) use why::{Miss, reason};

/// What bounds a request, whatever the trail says.
pub(crate) mod limits {
    use std::time::Duration;

    /// Bytes of an answer: variables hold it, and they are part of every commit.
    pub(crate) const ANSWER: usize = 1 << 20;
    /// Bytes of an answer of which only the first words are wanted.
    pub(crate) const WORDS: usize = 4 << 10;
    /// How long those words are waited for once the answer has begun.
    pub(crate) const READING: Duration = Duration::from_secs(1);
    /// Redirects followed: more is a loop.
    pub(crate) const REDIRECTS: usize = 5;
    /// The longest a request may take, tries included, whatever its own limit.
    pub(crate) const LONGEST: Duration = Duration::from_mins(2);
    /// The first pause before another try; it doubles.
    pub(crate) const FIRST_PAUSE: Duration = Duration::from_millis(200);
}
