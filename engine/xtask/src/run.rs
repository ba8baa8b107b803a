//! `cargo xtask run`: the editor and the server built, then the demo served until Ctrl-C.

use std::process::{Child, Command, ExitCode, ExitStatus};

use anyhow::{Context, Result};

use crate::project::{self, Project, shown};
use crate::web::{self, Mode};

/// Builds what changed and serves; what follows `--` goes to the server, and its exit code comes back.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<ExitCode> {
    let (own, rest) = project::handed_on(arguments);
    let (mode, own) = match own.split_first() {
        Some((first, more)) if first == "--dev" => (Mode::Dev, more),
        _ => (Mode::Release, own),
    };
    project::no_more("run", own)?;
    web::build(project, mode)?;
    for heavy in web::bind(project, mode)? {
        eprintln!("warning: too heavy: {heavy}");
    }

    let (folder, flags): (_, &[&str]) = match mode {
        Mode::Dev => ("debug", &[]),
        Mode::Release => ("release", &["--release"]),
    };
    project::run(
        project
            .cargo()
            .args(["build", "--package", "trilha"])
            .args(flags),
    )?;
    let binary = project
        .target
        .join(folder)
        .join(format!("trilha{}", std::env::consts::EXE_SUFFIX));
    let mut server = project.program(&binary);
    server
        .args([
            "serve", "--dev", "--demo", "--data", ".data", "--flows", "flows",
        ])
        .args(rest);
    let status = attend(&mut server).with_context(|| format!("cannot run `{}`", shown(&server)))?;
    Ok(code(status))
}

/// A child ended by a signal gives 128 and the signal, as in a shell.
fn code(status: ExitStatus) -> ExitCode {
    #[cfg(unix)]
    let by_signal =
        std::os::unix::process::ExitStatusExt::signal(&status).map(|signal| 128 + signal);
    #[cfg(not(unix))]
    let by_signal = None;
    let code = status.code().or(by_signal).unwrap_or(1);
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}

/// Runs a child in its own process group, so that it gets each signal once: the one this program hands on.
#[cfg(unix)]
fn attend(command: &mut Command) -> Result<ExitStatus> {
    use std::os::unix::process::CommandExt;

    use rustix::process::{Pid, Signal, kill_process};
    use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    let mut signals = Signals::new([SIGCHLD, SIGHUP, SIGINT, SIGTERM])?;
    let mut child: Child = command.process_group(0).spawn()?;
    let pid = Pid::from_child(&child);
    loop {
        for signal in signals.wait() {
            let signal = match signal {
                SIGINT => Signal::INT,
                SIGTERM => Signal::TERM,
                SIGHUP => Signal::HUP,
                _ => continue,
            };
            kill_process(pid, signal).context("the server is already gone")?;
        }
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
    }
}

#[cfg(not(unix))]
fn attend(command: &mut Command) -> Result<ExitStatus> {
    let mut child: Child = command.spawn()?;
    Ok(child.wait()?)
}

#[cfg(all(test, unix))]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Signals reach the whole process, so these tests take turns.
    static TURN: Mutex<()> = Mutex::new(());

    #[test]
    fn the_exit_code_of_the_child_comes_back() {
        let _turn = TURN.lock().unwrap();
        let status = attend(Command::new("sh").args(["-c", "exit 7"])).unwrap();
        assert_eq!(code(status), ExitCode::from(7));
    }

    #[test]
    fn a_child_ended_by_a_signal_is_told_as_in_a_shell() {
        let _turn = TURN.lock().unwrap();
        let status = attend(Command::new("sh").args(["-c", "kill -TERM $$"])).unwrap();
        assert_eq!(code(status), ExitCode::from(143));
    }

    #[test]
    fn a_signal_to_the_runner_reaches_the_child_once_and_is_waited_for() {
        let _turn = TURN.lock().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let heard = folder.path().join("heard");
        let script = r#"trap 'echo int >> "$1"; exit 3' INT; kill -INT "$2"; while :; do :; done"#;
        let me = std::process::id().to_string();
        let status = attend(
            Command::new("sh")
                .args(["-c", script, "sh"])
                .arg(&heard)
                .arg(me),
        )
        .unwrap();
        assert_eq!(status.code(), Some(3));
        assert_eq!(std::fs::read_to_string(heard).unwrap(), "int\n");
    }
}
