//! Every command line of the README is one that the binary takes, and what it shows of tests is what the binary prints.

use std::path::Path;
use std::process::Command;

fn readme() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    std::fs::read_to_string(path).expect("there is a README")
}

/// The block of a language that follows these words.
fn block(text: &str, words: &str, language: &str) -> String {
    let shown = text.split_once(words);
    let (_, rest) = shown.unwrap_or_else(|| panic!("the README does not say: {words}"));
    let open = format!("```{language}\n");
    let (_, rest) = rest.split_once(&open).expect("a block follows");
    let (block, _) = rest.split_once("```\n").expect("the block ends");
    block.to_owned()
}

/// The command lines that begin with `trilha`, continued lines joined, comments, pipes and redirections cut off.
fn lines() -> Vec<String> {
    let text = readme().replace("\\\n", " ");
    let lines = text.lines().filter(|line| line.starts_with("trilha "));
    lines
        .map(|line| {
            line.split(['#', '|', '>'])
                .next()
                .unwrap_or_default()
                .to_owned()
        })
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

#[test]
fn its_trail_test_and_custom_step_give_what_it_shows() {
    let text = readme();
    let folder = tempfile::tempdir().expect("the system obliges");
    std::fs::create_dir(folder.path().join("steps")).expect("the system obliges");
    for (file, words, language) in [
        ("hello.yaml", "## A trail\n", "yaml"),
        ("hello.test.yaml", "`hello.test.yaml`", "yaml"),
        ("steps/points.rhai", "`steps/points.rhai`", "rhai"),
        ("steps/points.test.yaml", "`steps/points.test.yaml`", "yaml"),
    ] {
        let shown = block(&text, words, language);
        std::fs::write(folder.path().join(file), shown).expect("the system obliges");
    }
    let told = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trilha"));
        let output = command.current_dir(&folder).args(words).output();
        let output = output.expect("the system obliges");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{words:?}\n{said}");
        said
    };
    told(&["fmt", "--check", "."]);
    told(&["check", "."]);
    let shown = block(&text, "`trilha test . --coverage`", "text");
    assert_eq!(told(&["test", ".", "--coverage"]), shown);
}
