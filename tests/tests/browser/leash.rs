//! A process that ends with this one, however this one ends.

use std::io::Write as _;
use std::process::{Child, ChildStdout, Command, Stdio};

/// Starts what follows, and ends it with the signal that it reads, or with TERM once nobody can write any more.
const HOLD: &str =
    r#""$@" & child=$!; signal=; read -r signal; kill -"${signal:-TERM}" "$child"; wait "$child""#;

/// A process held by a shell that waits for our end of a pipe to close.
pub(super) struct Leash(Child);

impl Leash {
    /// Starts `command` with its output piped; what it complains about goes where `complaints` says.
    pub(super) fn hold(command: &Command, complaints: Stdio) -> (Self, ChildStdout) {
        let mut shell = Command::new("sh");
        shell.args(["-c", HOLD, "leash"]);
        shell.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        shell.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = shell.stderr(complaints).spawn().expect("a shell starts");
        let out = child.stdout.take().expect("the output is piped");
        (Self(child), out)
    }

    /// Ends it with a signal such as `KILL`, and waits until it is gone.
    pub(super) fn end(mut self, signal: &str) {
        self.send(signal);
    }

    fn send(&mut self, signal: &str) {
        if let Some(mut pipe) = self.0.stdin.take() {
            drop(writeln!(pipe, "{signal}"));
        }
        drop(self.0.wait());
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        self.send("TERM");
    }
}
