//! `serve`: what the server says of what it publishes.

use crate::{flows, replace, trilha};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

/// Serves until the log says something of the trail `hello`: those words.
fn served(folder: &Path) -> String {
    let mut child = trilha(folder)
        .args(["serve", "--dev", "--flows", ".", "--bind", "127.0.0.1:0"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the system obliges");
    let log = child.stderr.take().expect("it was piped");
    let lines = BufReader::new(log).lines().map_while(Result::ok);
    let line = lines
        .into_iter()
        .find(|line| line.contains("trail=hello"))
        .expect("the server says what it publishes");
    child.kill().expect("the system obliges");
    child.wait().expect("the system obliges");
    line
}

#[test]
fn a_second_start_says_that_nothing_has_changed() {
    let folder = flows();
    let line = served(folder.path());
    assert!(
        line.contains("published") && line.contains("version=1"),
        "{line}"
    );
    let line = served(folder.path());
    assert!(
        line.contains("unchanged") && line.contains("version=1"),
        "{line}"
    );
    replace(folder.path(), "hello.yaml", "Too late.", "Too late!");
    let line = served(folder.path());
    assert!(
        line.contains("published") && line.contains("version=2"),
        "{line}"
    );
}
