//! Where the project is, and how its commands are started.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// The directories every command works in.
pub(crate) struct Project {
    /// The workspace.
    pub(crate) root: PathBuf,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
    /// Where the built editor lies for the server to embed.
    pub(crate) dist: PathBuf,
}

impl Project {
    /// Finds the workspace this binary was built from.
    pub(crate) fn open() -> Result<Self> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .ancestors()
            .find(|folder| folder.join("Cargo.lock").is_file())
            .with_context(|| format!("no Cargo.lock above {}", manifest.display()))?
            .to_path_buf();
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |path| root.join(path));
        let dist = std::env::var_os("TRILHA_DIST")
            .map_or_else(|| root.join("target/dist"), |path| root.join(path));
        Ok(Self { root, target, dist })
    }

    /// The cargo that runs this program, in the workspace, without what the outer cargo said about its own package.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .current_dir(&self.root)
            .env("TRILHA_DIST", &self.dist);
        for (name, _) in std::env::vars_os() {
            let about_this_package = name.to_str().is_some_and(|name| {
                [
                    "CARGO_PKG_",
                    "CARGO_MANIFEST_",
                    "CARGO_BIN_",
                    "CARGO_CRATE_",
                ]
                .iter()
                .any(|start| name.starts_with(start))
            });
            if about_this_package {
                command.env_remove(name);
            }
        }
        command
    }

    /// A program of the project, started in the workspace.
    pub(crate) fn program(&self, path: &Path) -> Command {
        let mut command = Command::new(path);
        command.current_dir(&self.root);
        command
    }

    /// What cargo knows about the workspace's own packages.
    pub(crate) fn metadata(&self) -> Result<Value> {
        let mut command = self.cargo();
        command.args(["metadata", "--format-version", "1", "--no-deps"]);
        serde_json::from_str(&output(&mut command)?)
            .context("cargo metadata did not answer with JSON")
    }
}

/// The command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or_default();
    std::iter::once(program)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Runs a command with this terminal; an error names it.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start `{}`", shown(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs a command and gives its standard output.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{}`", shown(command)))?;
    if !output.status.success() {
        bail!("`{}` failed ({})", shown(command), output.status);
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{}` did not answer in UTF-8", shown(command)))
}

/// Runs a command, handing over every line it prints on either stream as it comes.
pub(crate) fn watch(command: &mut Command, mut line: impl FnMut(&str)) -> Result<()> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", shown(command)))?;
    let (lines, received) = mpsc::channel();
    let readers = [
        child
            .stdout
            .take()
            .map(|stream| forward(stream, lines.clone())),
        child.stderr.take().map(|stream| forward(stream, lines)),
    ];
    for text in received {
        line(&text);
    }
    for reader in readers.into_iter().flatten() {
        reader
            .join()
            .expect("invariant: reading lines does not panic");
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

fn forward(
    stream: impl Read + Send + 'static,
    lines: mpsc::Sender<String>,
) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            if lines
                .send(String::from_utf8_lossy(&line).into_owned())
                .is_err()
            {
                break;
            }
        }
    })
}

/// Finds a program on the search path.
pub(crate) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| {
        std::env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|file| file.is_file())
    })
}

/// What follows `--`, for commands that hand arguments on.
pub(crate) fn handed_on(arguments: &[String]) -> (&[String], &[String]) {
    match arguments.iter().position(|argument| argument == "--") {
        Some(at) => {
            let (own, rest) = arguments.split_at(at);
            (own, rest.split_first().map_or(&[], |(_, rest)| rest))
        }
        None => (arguments, &[]),
    }
}

/// Refuses arguments a command does not have.
pub(crate) fn no_more(command: &str, rest: &[String]) -> Result<()> {
    match rest.first() {
        Some(argument) => bail!("`cargo xtask {command}` does not know `{argument}`"),
        None => Ok(()),
    }
}
