//! `trilha doc`: the manual of steps and functions.

use crate::folder::Folder;
use crate::output::Output;
use anyhow::Result;
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Prints the manual of steps and functions, in Markdown.
///
/// That is: the keys of trails, every step with its keys and exits, every function, the keys of test files with the
/// limits there are, and the custom steps of a folder.
#[derive(Args)]
pub(crate) struct Doc {
    /// The folder whose custom steps are told of; `flows`, where there is such a folder that can be read.
    #[arg(long)]
    flows: Option<PathBuf>,
    /// The language of what custom steps say of themselves.
    #[arg(long, default_value = "en")]
    language: String,
}

impl Doc {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        let folder = match &self.flows {
            Some(flows) => Some(Folder::read(flows)?),
            None => Folder::read(Path::new("flows")).ok(),
        };
        out.print(&trilha_trail::manual());
        out.print(&format!("\n{}", trilha_talk::manual()));
        let customs = folder.map(|folder| folder.sources.customs());
        let customs = customs.unwrap_or_default();
        if !customs.is_empty() {
            out.print("\n## Custom steps\n");
        }
        for custom in customs {
            out.print(&format!("\n{}", custom.manual(&self.language)));
        }
        Ok(ExitCode::SUCCESS)
    }
}
