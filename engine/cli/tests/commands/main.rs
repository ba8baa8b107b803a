//! The binary, as a person uses it: what it prints and how it ends.

mod amiss;
mod chat;
mod check;
mod keep;
mod rewrite;
mod serve;
mod show;
mod test;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const HELLO: &str = r#"trail: hello
title: Hello
language: en
vars: { name: { type: text } }
steps:
  greet: { say: "Hi from {{ env.BRAND }}!", next: name }
  name: { ask: Your name?, save: name, no_match: late, timeout: { after: 2s, next: late }, next: fetch }
  fetch: { http: { get: "https://a.test/x", limit: 5s }, save: r, error: late, next: bye }
  late: { say: Too late., next: end }
  bye: { say: "Bye {{ name }}, {{ r.body.word }}!", next: end }
"#;

const TESTS: &str = r#"trail: hello
env: { BRAND: Acme }
tests:
  - name: says goodbye
    mocks: { http: { any: "*", reply: { json: { word: soon } } } }
    talk:
      - me: hello
      - bot: Hi from Acme!
      - bot: Your name?
      - me: Ana
      - bot: Bye Ana, soon!
      - ended
"#;

/// A folder of flows with the trail `hello` and its tests.
fn flows() -> TempDir {
    let folder = tempfile::tempdir().expect("the system obliges");
    fs::write(folder.path().join("hello.yaml"), HELLO).expect("the system obliges");
    fs::write(folder.path().join("hello.test.yaml"), TESTS).expect("the system obliges");
    folder
}

fn trilha(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trilha"));
    command.current_dir(folder).env_remove("UPDATE");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    told(
        trilha(folder)
            .args(arguments)
            .output()
            .expect("the system obliges"),
    )
}

fn told(output: Output) -> (i32, String, String) {
    (
        output.status.code().expect("the system obliges"),
        String::from_utf8(output.stdout).expect("the system obliges"),
        String::from_utf8(output.stderr).expect("the system obliges"),
    )
}

fn typed(folder: &Path, arguments: &[&str], lines: &str) -> String {
    let mut command = trilha(folder);
    command.args(arguments);
    typed_into(command, lines)
}

fn typed_into(mut command: Command, lines: &str) -> String {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the system obliges");
    child
        .stdin
        .take()
        .expect("the system obliges")
        .write_all(lines.as_bytes())
        .expect("the system obliges");
    told(child.wait_with_output().expect("the system obliges")).1
}

fn replace(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).expect("the system obliges");
    assert!(text.contains(from));
    fs::write(path, text.replace(from, to)).expect("the system obliges");
}
