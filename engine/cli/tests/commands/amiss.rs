//! What a newcomer types amiss: each command says what is wrong with it, and ends with 2.

use crate::{flows, run, typed};
use std::fs;
use std::path::Path;

const STEP: &str = "//! title: Half\n//! inputs:\n//!   n: { type: number, required: true, help: What to halve. }\n//! exits:\n//!   odd: { title: Odd }\n#{ half: n / 2 }\n";
const STEP_TESTS: &str = "step: half\ntests:\n  - name: four\n    with: { n: 4 }\n";

fn write(folder: &Path, file: &str, text: &[u8]) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().expect("it is in a folder")).expect("the system obliges");
    fs::write(path, text).expect("the system obliges");
}

#[test]
fn what_cannot_be_read_is_named() {
    let folder = flows();
    write(folder.path(), "steps/half.rhai", STEP.as_bytes());
    write(folder.path(), "notes.txt", b"x");
    write(folder.path(), "empty/readme.md", b"x");
    write(folder.path(), "latin/x.yaml", b"trail: x\n# \xe7\n");
    write(folder.path(), "broken/x.yaml", b"trail: [x\n");
    write(
        folder.path(),
        "broken/y.yaml",
        b"trail: y\nsteps: { a: { say: hi, next: end } }\n",
    );
    for (arguments, said) in [
        (
            &["check", "nowhere"][..],
            "there is no file or folder nowhere",
        ),
        (
            &["check", "notes.txt"],
            "neither a folder, a trail or a test",
        ),
        (&["check", "empty"], "there is no trail in empty"),
        (
            &["check", "--format", "sarif", "latin"],
            "latin/x.yaml is not UTF-8 text",
        ),
        (
            &["check", "steps"],
            "name the folder whose `steps` it is, .",
        ),
        (&["test", "steps"], "name the folder whose `steps` it is"),
        (
            &["graph", "hello", "--flows", "empty"],
            "there is no trail in empty",
        ),
        (
            &["graph", "nobody"],
            "there is no trail `nobody` in .; there are: hello",
        ),
        (&["graph", "x", "--flows", "broken"], "error[T0001]"),
        (
            &["graph", "x", "--flows", "broken"],
            "the trail `x` cannot be read",
        ),
        (&["chat", "nobody"], "there is no trail `nobody`"),
        (&["explain", "T9999"], "`trilha explain` lists all of them"),
        (&["explain", "9999"], "there is no code `9999`"),
        (&["diff", "empty", "."], "there is no trail in empty"),
        (&["fmt", "steps/half.rhai"], "custom steps stay as they are"),
        (&["fmt", "latin"], "is not UTF-8 text"),
        (&["migrate", "empty"], "there is no trail in empty"),
        (&["replay", "nowhere"], "nowhere"),
        (&["replay", "hello.yaml"], "is a trail, no recorded talk"),
        (
            &["replay", "hello.test.yaml", "--trail", "faq"],
            "no recorded talk is of `faq`",
        ),
        (
            &["i18n", "extract", "../es", "es.po"],
            "`../es` is no language",
        ),
        (
            &["i18n", "extract", "es", "no/where.po"],
            "cannot write no/where.po",
        ),
        (
            &["i18n", "merge", "es", "nowhere.po"],
            "there is no file nowhere.po",
        ),
        (&["i18n", "merge", "es", "notes.txt"], "notes.txt"),
    ] {
        let (code, out, error) = run(folder.path(), arguments);
        assert!(
            code == 2 && error.contains(said),
            "{arguments:?}: {code} {out}{error}"
        );
        assert_eq!(error.matches("panicked").count(), 0, "{error}");
    }
    for (command, told) in [
        ("check", "Ends with 1 when there are errors"),
        ("i18n", "loyalty.rhai/exits/gold/title"),
        ("graph", "A picture to print"),
    ] {
        let (code, out, _) = run(folder.path(), &["help", command]);
        assert!(code == 0 && out.contains(told), "{command}: {out}");
    }
    for short in ["7", "T7", "t0007"] {
        let (code, out, _) = run(folder.path(), &["explain", short]);
        assert!(code == 0 && out.starts_with("# T0007"), "{short}: {out}");
    }
}

#[test]
fn custom_steps_alone_are_checked_and_tested() {
    let folder = tempfile::tempdir().expect("the system obliges");
    write(folder.path(), "steps/half.rhai", STEP.as_bytes());
    write(folder.path(), "steps/half.test.yaml", STEP_TESTS.as_bytes());
    for path in [".", "steps/half.rhai", "steps/half.test.yaml"] {
        let (code, out, said) = run(folder.path(), &["check", path]);
        assert!(
            code == 0 && out.contains("1 custom step checked: nothing"),
            "{path}: {out}{said}"
        );
        let (code, out, said) = run(folder.path(), &["test", path]);
        assert!(
            code == 0 && out.contains("1 test, 0 failed"),
            "{path}: {out}{said}"
        );
    }
    write(folder.path(), "steps/half.rhai", b"let x = ;");
    let (code, out, _) = run(folder.path(), &["check", "steps/half.rhai"]);
    assert!(code == 1 && out.contains("error[T0104]"), "{out}");
}

#[test]
fn what_custom_steps_say_goes_to_translators_and_comes_back() {
    let folder = flows();
    write(folder.path(), "steps/half.rhai", STEP.as_bytes());
    let (code, out, _) = run(folder.path(), &["i18n", "extract", "pt-BR", "pt.po"]);
    assert_eq!((code, out.as_str()), (0, "pt.po: 8 texts, 0 translated\n"));
    let po = fs::read_to_string(folder.path().join("pt.po")).expect("it is there");
    let po = po.replace(
        "msgid \"What to halve.\"\nmsgstr \"\"",
        "msgid \"What to halve.\"\nmsgstr \"O que dividir.\"",
    );
    assert!(po.contains("msgctxt \"half.rhai/inputs/n/help\""), "{po}");
    write(folder.path(), "pt.po", po.as_bytes());
    let (code, out, said) = run(folder.path(), &["i18n", "merge", "pt-BR", "pt.po"]);
    assert!(
        code == 0 && out.contains("half.rhai: 1 text translated"),
        "{out}{said}"
    );
    let step = fs::read_to_string(folder.path().join("steps/half.rhai")).expect("it is there");
    let expected = STEP.replace(
        "help: What to halve.",
        "help: { en: What to halve., pt-BR: O que dividir. }",
    );
    assert_eq!(step, expected);
    let (code, out, _) = run(folder.path(), &["i18n", "merge", "pt-BR", "pt.po"]);
    assert_eq!((code, out.as_str()), (0, "no translation is new\n"));
    let (code, _, said) = run(folder.path(), &["i18n", "merge", "es", "pt.po"]);
    assert!(
        code == 2 && said.contains("it is in `pt-BR`, not in `es`"),
        "{said}"
    );
}

#[test]
fn a_talk_is_recorded_only_where_it_can_be_added() {
    let folder = flows();
    write(
        folder.path(),
        "list.test.yaml",
        b"trail: hello\ntests: []\n",
    );
    write(
        folder.path(),
        "faq.test.yaml",
        b"trail: faq\ntests:\n  - { name: a, talk: [arrives] }\n",
    );
    write(
        folder.path(),
        "low.test.yaml",
        b"trail: hello\nlimits: { steps: 20 }\ntests:\n  - { name: a, talk: [arrives] }\n",
    );
    write(
        folder.path(),
        "broken.test.yaml",
        b"trail: hello\ntests: [\n",
    );
    for (file, said) in [
        ("list.test.yaml", "does not end with a list of tests"),
        ("faq.test.yaml", "its tests are of the trail `faq`"),
        (
            "low.test.yaml",
            "other `limits` than this talk; give the same with --limits",
        ),
        ("broken.test.yaml", "it is no test file, or has errors"),
        (".", "it is a folder"),
    ] {
        let (code, out, error) = run(folder.path(), &["chat", "hello", "--record", file]);
        assert!(
            code == 2 && out.is_empty() && error.contains(said),
            "{file}: {out}{error}"
        );
    }
}

#[test]
fn a_recorded_chat_is_told_the_world_it_took_place_in() {
    let folder = tempfile::tempdir().expect("the system obliges");
    let trail = "trail: shop
language: en
steps:
  look: { hours: house, open: form, closed: form, error: gone }
  form: { form: Who?, fields: { name: { label: Your name }, town: { label: Your town } }, save: who, no_match: gone, timeout: { after: 1h, next: gone }, next: wait }
  wait: { wait: 1s, next: hello }
  hello: { say: \"{{ env.BRAND }} greets {{ who.name }}.\", next: end }
  gone: { say: Nobody knows., next: end }
";
    let tests = "trail: shop
calendars: { house: { zone: UTC, week: { mon-sun: 00:00-24:00 } } }
tests:
  - name: nothing
    talk: [arrives, bot: [Who?], wait: 1h, bot: [Nobody knows.]]
";
    write(folder.path(), "shop.yaml", trail.as_bytes());
    write(folder.path(), "shop.test.yaml", tests.as_bytes());
    let lines = "hi\nAna\nOslo\n/wait 1s\n";
    for file in ["new.test.yaml", "shop.test.yaml"] {
        let record = ["chat", "shop", "--env", "BRAND=Acme", "--record", file];
        let out = typed(folder.path(), &record, lines);
        assert!(out.contains("Acme greets Ana."), "{out}");
    }
    let read = |file: &str| fs::read_to_string(folder.path().join(file)).expect("it is there");
    let new = read("new.test.yaml");
    for told in [
        "calendars:\n  house: {",
        "cannot: [form]",
        "env: {\"BRAND\":\"Acme\"}",
    ] {
        assert!(new.contains(told), "{told}: {new}");
    }
    write(
        folder.path(),
        "new.test.yaml",
        new.replace("recorded in the terminal", "new").as_bytes(),
    );
    for file in ["new.test.yaml", "shop.test.yaml"] {
        let (_, out, said) = run(folder.path(), &["test", file]);
        let mark = if file == "new.test.yaml" {
            "✓ new"
        } else {
            "✓ recorded in the terminal"
        };
        assert!(out.contains(mark), "{out}{said}\n{}", read(file));
    }
}
