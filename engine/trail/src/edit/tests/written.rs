//! How the new value is written, and what around it stays as it is.

use super::{edited, path, remove, set};
use crate::edit::{Draft, Edit, apply};

fn gives(cases: &[(&str, Edit, &str)]) {
    for (before, edit, after) in cases {
        assert_eq!(edited(before, edit.clone()), *after, "{edit:?}");
    }
}

#[test]
fn the_way_a_value_is_written_decides_where_the_new_one_goes() {
    gives(&[
        ("a:\n", set("a", "x"), "a: x\n"),
        ("a: # why\nb: 1\n", set("a", "x"), "a: x # why\nb: 1\n"),
        ("a: 'x'\n", set("a", "y"), "a: 'y'\n"),
        (
            "a: \"x\" # c\n",
            set("a", "say \"y\""),
            "a: \"say \\\"y\\\"\" # c\n",
        ),
        (
            "a: x # c\nb: 1\n",
            set("a", "y\nz\n"),
            "a: | # c\n  y\n  z\nb: 1\n",
        ),
        (
            "a: | # c\n  y\n  z\nb: 1\n",
            set("a", "x"),
            "a: x # c\nb: 1\n",
        ),
        (
            "a: |+\n  y\n\n\nb: 1\n",
            set("c", "x"),
            "a: |+\n  y\n\n\nb: 1\nc: x\n",
        ),
        (
            "b: 1\na: |+\n  y\n\n",
            set("c", "x"),
            "b: 1\na: |+\n  y\n\nc: x\n",
        ),
        (
            "a:\n  # inside\n  b: 1 # c\nd: 2\n",
            set("a", "x"),
            "a: x\nd: 2\n",
        ),
        (
            "a: x\n",
            set(
                "a",
                Draft::map([("b", Draft::map([("c", Draft::from(1))]))]),
            ),
            "a:\n  b: { c: 1 }\n",
        ),
        (
            "- x # c\n- y\n",
            set(
                "0",
                Draft::map([("b", Draft::map([("c", Draft::List(vec![]))]))]),
            ),
            "- b: # c\n    c: []\n- y\n",
        ),
        ("- a: 1\n  b: 2\n", remove("0.a"), "- b: 2\n"),
        (
            "- a: 1\n  b: 2\n",
            set("0.c", true),
            "- a: 1\n  b: 2\n  c: true\n",
        ),
        ("- - a\n  - b\n", remove("0.0"), "- - b\n"),
    ]);
}

#[test]
fn collections_and_the_ends_of_files_are_edited_where_they_stand() {
    gives(&[
        (
            "a:\n- 1\n- 2\nb: 3\n",
            set("a.2", 9),
            "a:\n- 1\n- 2\n- 9\nb: 3\n",
        ),
        (
            "a:\n- 1 # one\n# about two\n- 2 # two\n",
            Edit::MoveItem {
                path: path("a"),
                from: 1,
                to: 0,
            },
            "a:\n# about two\n- 2 # two\n- 1 # one\n",
        ),
        ("a: [1, 2, 3]\n", remove("a.2"), "a: [1, 2]\n"),
        ("a: [1]\n", remove("a.0"), "a: []\n"),
        ("a: { b: 1 }\n", remove("a.b"), "a: {}\n"),
        ("a:\n  b: 1\nc: 2\n", remove("a.b"), "a: {}\nc: 2\n"),
        ("a: {} # c\n", set("a.b", 1), "a: { b: 1 } # c\n"),
        (
            "a: { b: 1,\n  c: 2, # two\n}\n",
            set("a.d", "x, y"),
            "a: { b: 1,\n  c: 2, d: \"x, y\", # two\n}\n",
        ),
    ]);
}

#[test]
fn line_breaks_marks_and_gaps_stay_as_they_are() {
    gives(&[
        (
            "a: 1\r\nb: x\r\n",
            set("b", "y\nz"),
            "a: 1\r\nb: |-\r\n  y\r\n  z\r\n",
        ),
        ("a: 1", set("b", 2), "a: 1\nb: 2\n"),
        ("", set("a.b", 2), "a: { b: 2 }\n"),
        ("# only\n", set("a", 2), "# only\na: 2\n"),
        ("\u{feff}a: 1\n", set("a", 2), "\u{feff}a: 2\n"),
        ("a: 1\n\nb: 2\n\nc: 3\n", remove("b"), "a: 1\n\nc: 3\n"),
        (
            "steps: {}\n",
            Edit::AddStep {
                id: "a".into(),
                after: None,
                fields: vec![("say".into(), "oi".into())],
            },
            "steps:\n  a:\n    say: oi\n",
        ),
        (
            "steps: # all\n",
            Edit::AddStep {
                id: "a".into(),
                after: None,
                fields: vec![],
            },
            "steps: # all\n  a: {}\n",
        ),
        (
            "steps:\n  a: { say: x }\n\n  # second\n  b: { say: y }\n",
            Edit::AddStep {
                id: "c".into(),
                after: Some("a".into()),
                fields: vec![("say".into(), "z".into())],
            },
            "steps:\n  a: { say: x }\n\n  c:\n    say: z\n\n  # second\n  b: { say: y }\n",
        ),
    ]);
}

#[test]
fn text_is_quoted_only_where_it_must_be() {
    let written = |text: &str| {
        edited("a: 0\nb: [0]\n", set("a", text))
            .lines()
            .next()
            .unwrap()[3..]
            .to_owned()
    };
    let bare = [
        "oi",
        "Olá, mundo!",
        "x > 2",
        "{{ a }}".strip_prefix('x').unwrap_or("it's"),
        "http://x.y/?z#1",
        "30m",
        "a:b",
        "-x",
        "Número {{ n }}.",
    ];
    for text in bare {
        assert_eq!(written(text), text);
    }
    let double = [
        "",
        " x",
        "1",
        "1.10",
        "true",
        "No",
        "null",
        "~",
        "!vip",
        "{{ name }}",
        "[x]",
        "a: b",
        "a #b",
        "# x",
        "*x",
        "&x",
        "@x",
        "- x",
        "? x",
        "007",
        "+55",
        "12:30",
        "---",
        "=",
        "%x",
        "x:",
        "'x' == y",
    ];
    for text in double {
        assert_eq!(written(text), format!("\"{text}\""));
    }
    assert_eq!(written("\"x\" == y"), "'\"x\" == y'");
    assert_eq!(written("tab\tand\u{1}"), "\"tab\\tand\\u0001\"");
    assert_eq!(written("  indented\nlines"), "\"  indented\\nlines\"");
}

#[test]
fn positions_stand_last_one_line_a_step() {
    let text = "trail: a\nsteps:\n  a:\n    say: oi # hello\n";
    let placed = [("a", 0, 0), ("b", 10, -20), ("a", 5, 6)].map(|(step, x, y)| Edit::SetPosition {
        step: step.into(),
        x,
        y,
    });
    let result = apply(text, &placed).unwrap();
    assert_eq!(
        result,
        format!("{text}layout:\n  a: [5, 6]\n  b: [10, -20]\n")
    );
    let result = edited(&result, set("mine", "pt-BR"));
    assert!(result.ends_with("# hello\nmine: pt-BR\nlayout:\n  a: [5, 6]\n  b: [10, -20]\n"));
    let gone = edited(
        &result,
        Edit::RemoveField {
            path: path("layout"),
        },
    );
    assert!(gone.ends_with("mine: pt-BR\n"));
}

#[test]
fn a_new_key_stands_where_trails_have_it() {
    let text = "# head\ntrail: a   # id\n\n# below\nvars:\n  v: { type: text }   # kept\n\nsteps:\n  a: { say: oi, next: end }\n";
    let result = edited(text, set("title", "Help"));
    let result = edited(&result, set("language", "pt-BR"));
    assert_eq!(
        result,
        text.replace("# id\n", "# id\ntitle: Help\nlanguage: pt-BR\n")
    );
    let result = edited(&result, set("defaults.error", "a"));
    assert!(
        result.contains("# kept\ndefaults: { error: a }\n\nsteps:\n"),
        "{result}"
    );
}
