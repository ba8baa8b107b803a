//! `cargo xtask crash`: the journal under simulated power cuts.

use anyhow::Result;

use crate::project::{self, Project};

/// How many times the power is cut when `TRILHA_CRASH` does not say.
const ROUNDS: &str = "12";

/// Runs the power-cut test for real; it says by itself what it misses where root or loop devices are not there.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let (own, rest) = project::handed_on(arguments);
    project::no_more("crash", own)?;
    let mut command = project.cargo();
    command
        .args([
            "test",
            "-p",
            "trilha-tests",
            "--test",
            "power_cut",
            "--",
            "--nocapture",
        ])
        .args(rest);
    let rounds = std::env::var_os("TRILHA_CRASH").unwrap_or_else(|| ROUNDS.into());
    project::run(command.env("TRILHA_CRASH", rounds))
}
