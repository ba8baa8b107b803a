//! `trilha schema`: what machines need to know of trails, tests and the API.

use crate::output::Output;
use anyhow::{Context, Result};
use clap::Args;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

/// Writes `trail.schema.json`, `test.schema.json` and `openapi.json`.
#[derive(Args)]
pub(crate) struct Schema {
    /// The folder to write them to; it is made when it is not there.
    #[arg(long, default_value = "schemas")]
    out: PathBuf,
}

impl Schema {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        fs::create_dir_all(&self.out)
            .with_context(|| format!("cannot make the folder {}", self.out.display()))?;
        for (name, document) in [
            ("trail.schema.json", trilha_trail::schema()),
            ("test.schema.json", trilha_talk::schema()),
            ("openapi.json", trilha_server::openapi()),
        ] {
            let path = self.out.join(name);
            let text = serde_json::to_string_pretty(&document)? + "\n";
            fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
            out.line(&path.display().to_string());
        }
        Ok(ExitCode::SUCCESS)
    }
}
