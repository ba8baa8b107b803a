//! `fmt`, `migrate` and `i18n`: files that are written anew.

use crate::{flows, replace, run};
use std::fs;

#[test]
fn files_are_laid_out_once_and_checked_without_being_written() {
    let folder = flows();
    let (code, out, _) = run(folder.path(), &["fmt"]);
    assert_eq!(code, 0, "{out}");
    replace(
        folder.path(),
        "hello.yaml",
        "trail: hello",
        "trail:   hello # it",
    );
    let before = fs::read_to_string(folder.path().join("hello.yaml")).expect("it is there");
    let (code, out, _) = run(folder.path(), &["fmt", "--check", "hello.yaml"]);
    assert_eq!((code, out.contains("hello.yaml\n")), (1, true), "{out}");
    let read = || fs::read_to_string(folder.path().join("hello.yaml")).expect("it is there");
    assert_eq!(read(), before);
    assert_eq!(run(folder.path(), &["fmt"]).0, 0);
    assert!(read().starts_with("trail: hello # it\n"), "{}", read());
    assert_eq!(run(folder.path(), &["fmt", "--check"]).0, 0);
    replace(folder.path(), "hello.yaml", "vars:", "vars: [");
    let (code, _, said) = run(folder.path(), &["fmt"]);
    assert!(
        code == 1 && said.contains("`trilha check` says which"),
        "{said}"
    );
}

#[test]
fn older_files_are_shown_and_written_as_today() {
    let folder = flows();
    let written = |from: &str, to: &str| replace(folder.path(), "hello.test.yaml", from, to);
    written(
        "    talk:\n",
        "    given: { agents: [ana] } # here\n    talk:\n",
    );
    let (code, out, _) = run(folder.path(), &["check"]);
    assert_eq!((code, out.contains("error[T0048]")), (1, true), "{out}");
    let (code, out, _) = run(folder.path(), &["migrate", "--check"]);
    assert_eq!(code, 1, "{out}");
    let shown = [
        "-    given: { agents: [ana] } # here\n",
        "+    given: { agents: { ana: true } } # here\n",
        "2 files, 1 would change\n",
    ];
    for line in shown {
        assert!(out.contains(line), "{line}\n{out}");
    }
    assert_eq!(run(folder.path(), &["test"]).0, 1);
    let (code, out, _) = run(folder.path(), &["migrate"]);
    assert_eq!((code, out.contains("1 changed")), (0, true), "{out}");
    assert_eq!(run(folder.path(), &["test"]).0, 0);
    let (code, out, _) = run(folder.path(), &["migrate", "--check"]);
    assert_eq!((code, out.as_str()), (0, "2 files, 0 would change\n"));
    replace(folder.path(), "hello.yaml", "vars:", "vars: [");
    let (code, _, said) = run(folder.path(), &["migrate"]);
    assert_eq!((code, said.contains("hello.yaml: ")), (1, true), "{said}");
}

#[test]
fn texts_go_to_translators_and_come_back() {
    let folder = flows();
    let (code, out, _) = run(
        folder.path(),
        &["i18n", "extract", "es", "es.po", "--flows", "."],
    );
    assert_eq!((code, out.as_str()), (0, "es.po: 5 texts, 0 translated\n"));
    replace(
        folder.path(),
        "es.po",
        "msgid \"Too late.\"\nmsgstr \"\"",
        "msgid \"Too late.\"\nmsgstr \"Tarde.\"",
    );
    let merge = ["i18n", "merge", "es", "es.po", "--flows", "."];
    let (code, out, _) = run(folder.path(), &merge);
    assert!(code == 0 && out.contains("1 text translated"), "{out}");
    replace(folder.path(), "hello.yaml", "es: Tarde.", "es: Muy tarde.");
    replace(
        folder.path(),
        "hello.yaml",
        "en: Too late.",
        "en: Too late!",
    );
    let (code, _, said) = run(folder.path(), &merge);
    assert!(
        code == 1 && said.contains("steps/late/say is another by now"),
        "{said}"
    );
    let (code, out, _) = run(
        folder.path(),
        &["i18n", "extract", "es", "es.po", "--flows", "."],
    );
    assert_eq!((code, out.as_str()), (0, "es.po: 5 texts, 1 translated\n"));
}
