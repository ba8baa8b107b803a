//! HTTP to the outside world, behind the address guard: the only place that calls other services.

mod answer;
mod guard;
mod send;

pub use guard::Allowed;
pub use send::Fetcher;
pub(crate) use send::reason;

/// What bounds a request, whatever the trail says.
pub(crate) mod limits {
    use std::time::Duration;

    /// Bytes of an answer: variables hold it, and they are part of every commit.
    pub(crate) const ANSWER: usize = 1 << 20;
    /// Redirects followed: more is a loop.
    pub(crate) const REDIRECTS: usize = 5;
    /// The longest a request may take, tries included, whatever its own limit.
    pub(crate) const LONGEST: Duration = Duration::from_mins(2);
    /// The first pause before another try; it doubles.
    pub(crate) const FIRST_PAUSE: Duration = Duration::from_millis(200);
}
