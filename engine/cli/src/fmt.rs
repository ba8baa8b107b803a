//! `trilha fmt`: trails and tests laid out as everyone would write them.

use crate::output::Output;
use crate::rewrite::{Anew, Rewrite};
use anyhow::Result;
use clap::Args;
use std::process::ExitCode;

/// Lays out trails and their tests as everyone would write them.
///
/// Indents, spaces, quotes, the layout last; comments and order stay. A file that cannot be laid out is left as it is and named; then it ends with 1.
#[derive(Args)]
pub(crate) struct Fmt {
    #[command(flatten)]
    files: Rewrite,
}

impl Fmt {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        self.files.run(out, |text, shown| {
            let tidy = trilha_trail::format(text)?;
            let told = vec![shown.to_owned()];
            Ok::<_, trilha_trail::FormatError>((tidy != text).then_some(Anew { text: tidy, told }))
        })
    }
}
