//! `trilha graph`: a trail as a drawing.

use crate::folder::Folder;
use crate::output::Output;
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use trilha_trail::{Known, draw};

/// Draws a trail as SVG, DOT (Graphviz) or Mermaid.
///
/// A picture to print: `trilha graph support --format svg > support.svg`.
#[derive(Args)]
pub(crate) struct Graph {
    /// The trail, or its file.
    trail: String,
    /// The folder of trails; `flows`, or this folder if there is none.
    #[arg(long)]
    flows: Option<PathBuf>,
    /// The language of the drawing.
    #[arg(long, value_enum, default_value_t = Format::Dot)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Dot,
    Mermaid,
    Svg,
}

impl Graph {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        let (folder, id) = Folder::with_trail(&self.trail, self.flows.as_deref())?;
        let checked = trilha_trail::check(&folder.sources, &id, &Known::default());
        let Some(trail) = checked.trail else {
            for placed in folder.place(checked.diagnostics) {
                out.aside(&placed.human(out.colour));
            }
            bail!("the trail `{id}` cannot be read");
        };
        out.print(&match self.format {
            Format::Dot => draw::dot(&trail),
            Format::Mermaid => draw::mermaid(&trail),
            Format::Svg => draw::svg(&trail),
        });
        Ok(ExitCode::SUCCESS)
    }
}
