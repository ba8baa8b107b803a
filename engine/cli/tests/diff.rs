//! `trilha diff`, as a person or a program uses it.

use std::fs;
use std::path::Path;
use std::process::Command;

const OLD: &str = "trail: hello\nsteps:\n  greet: { say: Hi!, next: name }\n  name: { ask: Your name?, no_match: late, timeout: { after: 5m, next: late }, next: late }\n  late: { say: Bye., next: end }\n";

fn diff(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_trilha"))
        .current_dir(folder)
        .arg("diff")
        .args(arguments)
        .output()
        .expect("the system obliges");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).expect("it prints text");
    (output.status.code().expect("it ends by itself"), said)
}

fn folders(new: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("the system obliges");
    for (name, text) in [("old", OLD), ("new", new)] {
        let inner = folder.path().join(name);
        fs::create_dir(&inner).expect("the system obliges");
        fs::write(inner.join("hello.yaml"), text).expect("the system obliges");
    }
    folder
}

#[test]
fn what_differs_is_told_step_by_step_and_ends_with_one() {
    let new = OLD.replace("Your name?", "Who are you?").replace(
        "next: late }\n  late",
        "next: more }\n  more: { say: More., next: late }\n  late",
    );
    let folder = folders(&new);
    let expected = "\
~ trail hello
  ~ step name (ask) Who are you?
      ~ ask
          - Your name?
          + Who are you?
  + step more (say) More.
  → name.next: late → more
1 step added, 1 step changed, 1 exit rewired
";
    assert_eq!(diff(folder.path(), &["old", "new"]), (1, expected.into()));
    let single = ["old/hello.yaml", "new/hello.yaml"];
    assert_eq!(diff(folder.path(), &single), (1, expected.into()));
    let (ended, json) = diff(folder.path(), &["old", "new", "--format", "json"]);
    let told: trilha_model::Difference = serde_json::from_str(&json).expect("it is the shape");
    assert_eq!((ended, told.trails.len()), (1, 1));
    assert_eq!(told.trails[0].rewired[0].new.as_deref(), Some("more"));
}

#[test]
fn files_that_are_no_trails_are_counted_as_files() {
    let folder = folders(OLD);
    for (side, text) in [("old", "fn one() { 1 }"), ("new", "fn one() { 2 }")] {
        let scripts = folder.path().join(side).join("scripts");
        fs::create_dir(&scripts).expect("the system obliges");
        fs::write(scripts.join("sums.rhai"), text).expect("the system obliges");
    }
    let expected = "~ scripts/sums.rhai\n1 file changed\n";
    assert_eq!(diff(folder.path(), &["old", "new"]), (1, expected.into()));
}

#[test]
fn two_trails_of_other_names_are_versions_of_one() {
    let folder = folders(OLD);
    fs::copy(
        folder.path().join("new/hello.yaml"),
        folder.path().join("old/before.yaml"),
    )
    .expect("the system obliges");
    let compared = diff(folder.path(), &["old/before.yaml", "new/hello.yaml"]);
    assert_eq!(compared, (0, "no difference\n".into()));
}

#[test]
fn what_is_not_there_ends_with_two() {
    let folder = folders(OLD);
    let (ended, said) = diff(folder.path(), &["old", "nowhere"]);
    assert_eq!(ended, 2);
    assert!(
        said.contains("there is no file or folder nowhere"),
        "{said}"
    );
}
