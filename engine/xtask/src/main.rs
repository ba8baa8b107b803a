//! The task runner of the project: what a developer and the pipeline run, each command in a module of its own.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a task runner talks to the terminal"
)]

mod bench;
mod counts;
mod crash;
mod fuzz;
mod project;
mod run;
mod schemas;
mod test;
mod tidy;
mod wasm;
mod web;

use std::process::ExitCode;

use anyhow::{Result, bail};
use project::Project;

const USAGE: &str = "\
cargo xtask <command>

  run [--dev] [-- args]      build the editor and the server, and serve the demo on .data and flows
  test [--only a,b] [--list] everything that must hold before a change lands
  web [--dev | --release]    build the entries of the editor to WebAssembly; too heavy a release fails
  tidy                       the rules of the house: arrows, owners, names, lengths
  schemas [--check]          write the generated schemas, or say which are stale
  bench [-- args]            the benches, beside their floors
  counts [--accept]          instructions a turn, beside the numbers kept; needs valgrind
  fuzz [target] [--seconds n]
                             whatever comes in, nothing panics: all targets, or one, for a minute each
  crash [-- args]            simulated power cuts on the journal; needs root and loop devices
";

fn main() -> ExitCode {
    match dispatch(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let Some((command, rest)) = arguments.split_first() else {
        print!("{USAGE}");
        return Ok(ExitCode::FAILURE);
    };
    let project = Project::open()?;
    match command.as_str() {
        "run" => return run::run(&project, rest),
        "test" => return test::run(&project, rest),
        "web" => web::run(&project, rest)?,
        "tidy" => tidy::run(&project, rest)?,
        "schemas" => schemas::run(&project, rest)?,
        "bench" => bench::run(&project, rest)?,
        "fuzz" => fuzz::run(&project, rest)?,
        "counts" => counts::run(&project, rest)?,
        "crash" => crash::run(&project, rest)?,
        "help" | "--help" | "-h" => print!("{USAGE}"),
        other => bail!("there is no command `{other}`\n\n{USAGE}"),
    }
    Ok(ExitCode::SUCCESS)
}
