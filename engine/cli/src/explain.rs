//! `trilha explain`: the page of a code.

use crate::output::Output;
use anyhow::{Result, bail};
use clap::Args;
use std::process::ExitCode;
use trilha_trail::diagnostic::Code;

/// Explains a code that `check` gives, such as T0007.
///
/// What it means, an example, and what to do.
#[derive(Args)]
pub(crate) struct Explain {
    /// The code, such as T0007, or its number; without one, all codes are listed.
    code: Option<String>,
}

impl Explain {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        let Some(code) = &self.code else {
            for code in Code::ALL {
                out.line(&format!("{code}  {}", code.title()));
            }
            return Ok(ExitCode::SUCCESS);
        };
        let number = code.trim_start_matches(['T', 't']).parse::<u16>();
        let named = number.map_or_else(|_| code.clone(), |number| format!("T{number:04}"));
        let Some(code) = Code::find(&named) else {
            bail!("there is no code `{code}`; `trilha explain` lists all of them");
        };
        out.line(code.page().trim_end());
        Ok(ExitCode::SUCCESS)
    }
}
