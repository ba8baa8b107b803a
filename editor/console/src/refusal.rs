//! Why a request came to nothing.

use trilha_wire::Problem;

/// Why a request came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The server says why.
    Problem(Problem),
    /// The server was not reached.
    Offline,
    /// It answered something that cannot be read.
    Garbled,
    /// The page was left before the answer came.
    Interrupted,
}

impl Refusal {
    /// The server's stable word, where it gave one.
    pub(crate) fn kind(&self) -> &str {
        match self {
            Self::Problem(problem) => &problem.kind,
            Self::Offline | Self::Garbled | Self::Interrupted => "",
        }
    }
}
