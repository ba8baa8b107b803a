//! `cargo xtask bench`: the benches, on an optimised build.

use anyhow::Result;

use crate::project::{self, Project};

/// Runs the benches of `tests/`; what follows `--` goes to them.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let (own, rest) = project::handed_on(arguments);
    project::no_more("bench", own)?;
    project::run(
        project
            .cargo()
            .args(["bench", "-p", "trilha-tests", "--benches", "--"])
            .args(rest),
    )
}
