//! Every command line of the README is one that the binary takes.

use std::path::Path;
use std::process::Command;

/// The command lines that begin with `trilha`, continued lines joined, comments and pipes cut off.
fn lines() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let text = std::fs::read_to_string(path).expect("there is a README");
    let text = text.replace("\\\n", " ");
    let lines = text.lines().filter(|line| line.starts_with("trilha "));
    lines
        .map(|line| line.split(['#', '|']).next().unwrap_or_default().to_owned())
        .collect()
}

/// With `--help` at its end a line is read up to there and does nothing.
fn taken(words: &[&str]) -> Result<(), String> {
    let output = Command::new(env!("CARGO_BIN_EXE_trilha"))
        .args(words)
        .arg("--help")
        .output()
        .expect("the system obliges");
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn each_is_taken() {
    let lines = lines();
    assert!(lines.len() > 6, "{lines:?}");
    for line in lines {
        let words: Vec<&str> = line.split_whitespace().skip(1).collect();
        if let Err(said) = taken(&words) {
            panic!("{line}\n{said}");
        }
    }
}

#[test]
fn what_is_not_there_is_not_taken() {
    assert!(taken(&["polish", "flows"]).is_err());
    assert!(taken(&["check", "--unheard-of"]).is_err());
    assert!(taken(&["graph", "support", "--format", "oil"]).is_err());
}
