//! `trilha doc`: the manual of steps and functions.

use crate::folder::Folder;
use crate::output::Output;
use anyhow::Result;
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use trilha_trail::custom_of;

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
        let Some(folder) = folder else {
            return Ok(ExitCode::SUCCESS);
        };
        let customs = folder.sources.customs();
        let files = folder.sources.files.keys();
        for (file, name) in files.filter_map(|file| Some((file, custom_of(file)?))) {
            if customs.iter().all(|custom| custom.name != name) {
                let file = folder.shown(file);
                out.aside(&format!(
                    "{file} is left out: `trilha check` says what is wrong with it"
                ));
            }
        }
        if !customs.is_empty() {
            out.print("\n## Custom steps\n");
        }
        for custom in customs {
            out.print(&format!("\n{}", custom.manual(&self.language)));
        }
        Ok(ExitCode::SUCCESS)
    }
}
