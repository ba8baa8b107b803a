//! `fmt`, `migrate` and `i18n`: files that are written anew.

use crate::{HELLO, flows, replace, run};
use std::fs;
use std::path::Path;

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
    let said = "the text at hello/steps/late/say is another by now and is translated: the translation before it stays as obsolete\nes.po: 5 texts, 1 translated\n";
    assert_eq!((code, out.as_str()), (0, said));
}

#[test]
fn what_a_translator_wrote_is_not_overwritten() {
    let folder = flows();
    let extract = ["i18n", "extract", "es", "es.po", "--flows", "."];
    assert_eq!(run(folder.path(), &extract).0, 0);
    for (text, translation) in [("Too late.", "Tarde."), ("Your name?", "¿Nombre?")] {
        let from = format!(
            "msgctxt \"hello/steps/{}/",
            if text == "Too late." { "late" } else { "name" }
        );
        replace(
            folder.path(),
            "es.po",
            &from,
            &format!("# ana: sure?\n{from}"),
        );
        let from = format!("msgid \"{text}\"\nmsgstr \"\"");
        let to = format!("msgid \"{text}\"\nmsgstr \"{translation}\"");
        replace(folder.path(), "es.po", &from, &to);
    }
    let (code, _, said) = run(folder.path(), &extract);
    assert!(
        code == 2 && said.contains("es.po has 2 translations that the trails do not"),
        "{said}"
    );
    // One text changes, another goes: what was said of the one is kept as a proposal.
    replace(folder.path(), "hello.yaml", "say: Too late.", "say: Late.");
    replace(
        folder.path(),
        "hello.yaml",
        "ask: Your name?",
        "ask: [Your name?]",
    );
    let merge = ["i18n", "merge", "es", "es.po", "--flows", "."];
    let (code, out, said) = run(folder.path(), &merge);
    assert_eq!(
        (code, out.as_str()),
        (1, "no translation is new\n"),
        "{said}"
    );
    for line in [
        "hello.yaml: the text at steps/late/say is another by now",
        "hello.yaml: there is no text at steps/name/ask any more",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    let (code, out, _) = run(folder.path(), &extract);
    let said = "there is no text at hello/steps/name/ask any more: its translation stays as obsolete\nes.po: 5 texts, 0 translated\n";
    assert_eq!((code, out.as_str()), (0, said));
    let po = fs::read_to_string(folder.path().join("es.po")).expect("it is there");
    let late = "# ana: sure?\n#: hello.yaml\n#, fuzzy\n#| msgctxt \"hello/steps/late/say\"\n#| msgid \"Too late.\"\nmsgctxt \"hello/steps/late/say\"\nmsgid \"Late.\"\nmsgstr \"Tarde.\"\n";
    assert!(po.contains(late), "{po}");
    assert_eq!(run(folder.path(), &merge).0, 0, "what is fuzzy is left out");
    fs::rename(
        folder.path().join("hello.yaml"),
        folder.path().join("other.yaml"),
    )
    .expect("it is there");
    replace(folder.path(), "other.yaml", "trail: hello", "trail: other");
    replace(folder.path(), "es.po", "#, fuzzy\n", "");
    let (code, _, said) = run(folder.path(), &merge);
    assert!(
        code == 1 && said.contains("there is no text at hello/steps/late/say any more"),
        "{said}"
    );
    let (code, out, _) = run(folder.path(), &extract);
    let left =
        "there is no text at hello/steps/late/say any more: its translation stays as obsolete";
    assert!(code == 0 && out.contains(left), "{out}");
}

/// The PO file of the trail `hello` in which `late` says this, written anew over the one that is there, and what is
/// said of what it had.
fn extracted(folder: &Path, late: &str) -> (String, String) {
    let trail = HELLO.replace("say: Too late.", &format!("say: {late}"));
    fs::write(folder.join("hello.yaml"), trail).expect("the system obliges");
    let extract = ["i18n", "extract", "es", "es.po", "--flows", "."];
    let (code, out, said) = run(folder, &extract);
    let lines = out.split_once("es.po: 5 texts, ");
    let (kept, _) = lines.unwrap_or_else(|| panic!("{code}: {out}{said}"));
    let po = fs::read_to_string(folder.join("es.po")).expect("it is there");
    (po, format!("{kept}{said}"))
}

#[test]
fn a_translation_whose_text_is_gone_comes_back_with_it() {
    let folder = flows();
    let at = folder.path();
    extracted(at, "Too late.");
    replace(
        at,
        "es.po",
        "msgid \"Too late.\"\nmsgstr \"\"",
        "msgid \"Too late.\"\nmsgstr \"Tarde.\"",
    );
    let obsolete =
        "#~ msgctxt \"hello/steps/late/say\"\n#~ msgid \"Too late.\"\n#~ msgstr \"Tarde.\"\n";
    let left =
        "there is no text at hello/steps/late/say any more: its translation stays as obsolete";
    let (po, said) = extracted(at, "[Too late.]");
    assert!(said.contains(left) && po.contains(obsolete), "{said}{po}");
    let (po, said) = extracted(at, "[Too late.]");
    assert_eq!((said.as_str(), po.contains(obsolete)), ("", true), "{po}");
    let merge = ["i18n", "merge", "es", "es.po", "--flows", "."];
    let (code, _, said) = run(at, &merge);
    assert_eq!((code, said.as_str()), (0, ""), "what is gone is no news");
    let (po, said) = extracted(at, "Too late.");
    let again = "\nmsgctxt \"hello/steps/late/say\"\nmsgid \"Too late.\"\nmsgstr \"Tarde.\"\n";
    assert!(po.contains(again), "{po}");
    assert_eq!(
        (said.as_str(), po.contains("#~"), po.contains("fuzzy")),
        ("", false, false)
    );
    extracted_nothing_where_the_trails_have_less(at);
}

/// The file has one that the trails do not: it is merged before it is written anew.
fn extracted_nothing_where_the_trails_have_less(at: &Path) {
    let extract = ["i18n", "extract", "es", "es.po", "--flows", "."];
    let (code, _, said) = run(at, &extract);
    assert!(code == 2 && said.contains("1 translation that"), "{said}");
    let merge = ["i18n", "merge", "es", "es.po", "--flows", "."];
    let (code, out, _) = run(at, &merge);
    assert!(code == 0 && out.contains("1 text translated"), "{out}");
    assert_eq!(run(at, &extract).0, 0);
}

#[test]
fn where_text_and_translation_changed_elsewhere_the_files_own_stays_as_obsolete() {
    let folder = flows();
    let at = folder.path();
    extracted(at, "{ en: Too late., es: Tarde. }");
    let (po, said) = extracted(at, "{ en: Late!, es: ¡Tarde! }");
    let said_of = "the text at hello/steps/late/say is another by now and is translated: the translation before it stays as obsolete";
    assert!(said.contains(said_of), "{said}");
    for lines in [
        "msgid \"Late!\"\nmsgstr \"¡Tarde!\"\n",
        "#~ msgid \"Too late.\"\n#~ msgstr \"Tarde.\"\n",
    ] {
        assert!(po.contains(lines), "{lines}\n{po}");
    }
    // It is proposed where the trail has none any more, and what it is of is not forgotten however often it changes.
    let proposal = |of: &str, text: &str, said: &str| {
        format!(
            "#, fuzzy\n#| msgctxt \"hello/steps/late/say\"\n#| msgid \"{of}\"\nmsgctxt \"hello/steps/late/say\"\nmsgid \"{text}\"\nmsgstr \"{said}\"\n"
        )
    };
    for text in ["Later.", "Latest."] {
        let (po, said) = extracted(at, text);
        let proposal = proposal("Late!", text, "¡Tarde!");
        assert!(said.is_empty() && po.contains(&proposal), "{said}{po}");
        assert!(po.contains("#~ msgid \"Too late.\"\n"), "{po}");
    }
    let (po, _) = extracted(at, "{ en: Latest., es: Al fin. }");
    assert!(
        po.contains("#~ msgid \"Late!\"\n#~ msgstr \"¡Tarde!\"\n"),
        "{po}"
    );
    replace(
        at,
        "es.po",
        "msgid \"Latest.\"\nmsgstr \"Al fin.\"",
        "msgid \"Latest.\"\nmsgstr \"Eh.\"",
    );
    replace(
        at,
        "es.po",
        "#: hello.yaml\nmsgctxt \"hello/steps/late/say\"",
        "#: hello.yaml\n#, fuzzy\nmsgctxt \"hello/steps/late/say\"",
    );
    let (po, said) = extracted(at, "{ en: Latest., es: Al fin. }");
    let left = "the trails have another translation at hello/steps/late/say: `Eh.`, which is marked fuzzy, is left out";
    assert!(said.contains(left) && !po.contains("Eh."), "{said}{po}");
}
