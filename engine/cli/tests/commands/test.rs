//! `test`: the talks that trails and custom steps have to their names.

use crate::{TESTS, flows, replace, run, told, trilha};
use std::fs;

#[test]
fn tests_pass_or_show_where_the_talk_differs() {
    let folder = flows();
    let (code, out, _) = run(folder.path(), &["test", "--coverage"]);
    assert!(code == 0 && out.contains("✓ says goodbye"), "{out}");
    assert!(
        out.contains("hello: 4/5 steps, 4/8 exits") && out.contains("1 test, 0 failed"),
        "{out}"
    );
    replace(folder.path(), "hello.test.yaml", "Bye Ana, soon!", "Bye!");
    let (code, out, _) = run(folder.path(), &["test"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("- bot     Bye!\n  + bot     Bye Ana, soon!"),
        "{out}"
    );
}

#[test]
fn limits_are_set_lower_by_a_file_and_never_higher() {
    let folder = flows();
    let limits = |text: &str| {
        fs::write(folder.path().join("limits"), text).expect("the system obliges");
    };
    let with =
        |command: &str, what: &str| run(folder.path(), &[command, what, "--limits", "limits"]);
    limits("message_bytes: 4096\n");
    assert_eq!(with("test", ".").0, 0);
    limits("message_bytes: 5\n");
    let (status, out, _) = with("test", ".");
    assert_eq!(status, 1, "{out}");
    let (_, out, _) = with("check", ".");
    let told = "no channel is sent more than 5";
    assert!(out.contains(told), "{out}");
    let (_, out, _) = run(folder.path(), &["check"]);
    assert!(!out.contains(told), "{out}");
    limits("message_bytes: 5000\nmesages: 3\n");
    for (command, what) in [
        ("test", "."),
        ("check", "."),
        ("chat", "hello"),
        ("serve", "--data=d"),
    ] {
        let (status, _, said) = with(command, what);
        assert_eq!(status, 2, "{said}");
        for told in [
            "`message_bytes` is a whole number from 1 to 4096",
            "limits:1:16",
            "did you mean `messages`?",
        ] {
            assert!(said.contains(told), "{command}: {said}");
        }
    }
}

#[test]
fn update_accepts_what_the_bot_says_now() {
    let folder = flows();
    replace(folder.path(), "hello.test.yaml", "Bye Ana, soon!", "Bye!");
    let output = trilha(folder.path())
        .arg("test")
        .env("UPDATE", "1")
        .output()
        .unwrap();
    assert_eq!(told(output).0, 0);
    let text = fs::read_to_string(folder.path().join("hello.test.yaml")).unwrap();
    assert_eq!(text, TESTS.replace("Bye Ana, soon!", "\"Bye Ana, soon!\""));
}

#[test]
fn custom_steps_are_checked_and_their_tests_played() {
    let folder = flows();
    let steps = folder.path().join("steps");
    fs::create_dir(&steps).expect("the system obliges");
    let write = |name: &str, text: &str| {
        fs::write(steps.join(name), text).expect("the system obliges");
    };
    write(
        "twice.rhai",
        "//! title: Twice\n//! inputs: { n: { type: integer, required: true } }\n//! outputs: { n: { type: integer } }\n#{ n: n * 2 }\n",
    );
    write(
        "twice.test.yaml",
        "step: twice\ntests:\n  - name: it doubles\n    with: { n: 2 }\n    outputs: { n: 4 }\n",
    );
    let (code, out, error) = run(folder.path(), &["test"]);
    assert_eq!(code, 0, "{out}{error}");
    assert!(out.contains("it doubles"), "{out}");
    assert!(out.contains("2 tests, 0 failed"), "{out}");

    replace(folder.path(), "steps/twice.test.yaml", "n: 4", "n: 5");
    let (code, out, _) = run(folder.path(), &["test", "steps/twice.test.yaml"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("`n` is 4"), "{out}");
    assert!(out.contains("1 test, 1 failed"), "{out}");

    replace(folder.path(), "steps/twice.rhai", "n * 2", "m * 2");
    let (code, out, _) = run(folder.path(), &["check"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("T0104"), "{out}");
    assert!(out.contains("steps/twice.rhai:4:7"), "{out}");
}
