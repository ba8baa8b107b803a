//! `trilha doc`: the manual of steps and functions.

use crate::output::Output;
use clap::Args;
use std::process::ExitCode;

/// Prints the manual in Markdown: the keys of trails, every step with its keys and exits, every function.
#[derive(Args)]
pub(crate) struct Doc {}

impl Doc {
    #[expect(clippy::unused_self, reason = "every command runs alike")]
    pub(crate) fn run(&self, out: Output) -> ExitCode {
        out.print(&trilha_trail::manual());
        ExitCode::SUCCESS
    }
}
