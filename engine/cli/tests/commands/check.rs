//! `check`: what is wrong with files, and what is not there.

use crate::{HELLO, flows, replace, run};
use std::fs;

#[test]
fn a_clean_folder_checks_clean() {
    let folder = flows();
    let (code, out, _) = run(folder.path(), &["check"]);
    assert_eq!(
        (code, out.as_str()),
        (0, "1 trail checked: nothing to complain about\n")
    );
}

#[test]
fn an_error_is_shown_at_its_place_and_ends_with_1() {
    let folder = flows();
    replace(folder.path(), "hello.yaml", "next: bye }", "next: byee }");
    let (code, out, _) = run(folder.path(), &["check", "hello.yaml"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("error[T0016]") && out.contains("hello.yaml:8:"),
        "{out}"
    );
    assert!(out.contains("did you mean `bye`?"), "{out}");
    let (code, out, _) = run(folder.path(), &["check", "--format", "json"]);
    let reports: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &reports[0]["code"]), (1, &"T0016".into()));
}

#[test]
fn an_error_in_a_test_file_is_checked_too() {
    let folder = flows();
    replace(folder.path(), "hello.test.yaml", "- me: Ana", "- mee: Ana");
    let (code, out, _) = run(folder.path(), &["check"]);
    assert!(code == 1 && out.contains("hello.test.yaml:10:9"), "{out}");
}

#[test]
fn what_is_not_there_is_named() {
    let folder = flows();
    for (arguments, message) in [
        (
            &["check", "nowhere"][..],
            "there is no file or folder nowhere",
        ),
        (&["check", "--data", "nowhere"], "cannot read nowhere"),
        (&["check", "--data", "."], ". holds no data"),
        (
            &["check", "--data", "hello.yaml"],
            "cannot read hello.yaml: not a whole backup",
        ),
        (&["graph", "other", "--flows", "."], "there are: hello"),
        (&["chat", "other", "--flows", "."], "there are: hello"),
        (&["explain", "T9999"], "there is no code `T9999`"),
        (&["backup", "nowhere", "file"], "nowhere holds no data"),
        (&["restore", "nowhere", "data"], "cannot read nowhere"),
    ] {
        let (code, _, problem) = run(folder.path(), arguments);
        assert!(
            code == 2 && problem.contains(message),
            "{arguments:?}: {problem}"
        );
    }
}

#[test]
fn a_path_without_trails_or_tests_is_no_success() {
    let folder = tempfile::tempdir().expect("the system obliges");
    let at = folder.path();
    let refused = |arguments: &[&str], message: &str| {
        let (code, _, problem) = run(at, arguments);
        assert!(
            code == 2 && problem.contains(message),
            "{arguments:?}: {problem}"
        );
    };
    fs::create_dir(at.join("empty")).expect("the system obliges");
    refused(&["check", "empty"], "there is no trail in empty");
    refused(&["test", "empty"], "there is no trail in empty");
    fs::write(at.join("hello.yaml"), HELLO).expect("the system obliges");
    refused(&["test", "hello.yaml"], "there is no test for hello.yaml");
    fs::write(at.join("other.yaml"), b"trail: \xff\n").expect("the system obliges");
    refused(&["check"], "other.yaml is not UTF-8 text");
}
