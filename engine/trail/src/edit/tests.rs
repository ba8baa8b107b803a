//! What an edit changes, and that it changes nothing else.

use super::*;
use crate::yaml::{Content, Kind, Style, to_value};
use proptest::prelude::*;
use std::collections::BTreeSet;

const TRAIL: &str = include_str!("../yaml/tests/support.yaml");

fn path(parts: &str) -> Vec<PathSegment> {
    parts
        .split('.')
        .map(|part| {
            part.parse::<usize>()
                .map_or_else(|_| part.into(), PathSegment::from)
        })
        .collect()
}

fn set(at: &str, value: impl Into<Draft>) -> Edit {
    Edit::SetField {
        path: path(at),
        value: value.into(),
    }
}

fn remove(at: &str) -> Edit {
    Edit::RemoveField { path: path(at) }
}

fn edited(text: &str, edit: Edit) -> String {
    apply(text, &[edit]).unwrap_or_else(|error| panic!("{error} in {text:?}"))
}

/// The lines that differ, as `-` what was and `+` what is.
fn diff(before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let left = old.len().min(new.len()) - same;
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(left)
        .take_while(|(a, b)| a == b)
        .count();
    let gone = old[same..old.len() - tail]
        .iter()
        .map(|line| format!("-{line}\n"));
    let come = new[same..new.len() - tail]
        .iter()
        .map(|line| format!("+{line}\n"));
    gone.chain(come).collect()
}

#[test]
fn no_edit_leaves_the_text() {
    assert_eq!(apply(TRAIL, &[]).as_deref(), Ok(TRAIL));
}

#[test]
fn edits_of_the_example_change_only_their_lines() {
    let cases = [
        set("steps.menu.options.faq.label", "Perguntas, respostas"),
        set("steps.name.ask", "Qual é o seu nome?"),
        set("steps.greet.say.en", "Hi: \"you\""),
        set("steps.greet.say.es", "¡Hola!"),
        set("steps.bye.say", "Até logo!\nVolte sempre."),
        set("steps.bye.note", "last words"),
        set(
            "steps.menu.options.site",
            Draft::map([("label", Draft::from("Ver o site")), ("key", 4.into())]),
        ),
        set("steps.late.if", "!vip"),
        set("steps.late.if", "{{ x }}"),
        set(
            "steps.person.tags",
            Draft::List(vec!["a".into(), "b: c".into()]),
        ),
        set("steps.person.tags.1", "urgente"),
        set("vars.city", Draft::map([("type", Draft::from("text"))])),
        set("defaults.timeout.after", "1h"),
        set("start", "greet"),
        set("outputs.total.type", "money"),
        remove("steps.status"),
        remove("steps.menu.options.faq"),
        remove("steps.person.tags"),
        remove("steps.greet.say.en"),
        remove("vars.order"),
        remove("interrupts.0"),
        Edit::AddStep {
            id: "thanks".into(),
            after: Some("status".into()),
            fields: vec![
                ("say".into(), "Obrigado!".into()),
                ("next".into(), "end".into()),
            ],
        },
        Edit::AddStep {
            id: "last".into(),
            after: None,
            fields: vec![("end".into(), Draft::Map(vec![]))],
        },
        Edit::RemoveStep { id: "greet".into() },
        Edit::SetPosition {
            step: "name".into(),
            x: 40,
            y: -180,
        },
        Edit::SetPosition {
            step: "bye".into(),
            x: 1,
            y: 2,
        },
        Edit::RenameKey {
            path: path("vars.order"),
            to: "order_number".into(),
        },
        Edit::MoveItem {
            path: path("starts"),
            from: 0,
            to: 1,
        },
        Edit::MoveItem {
            path: path("interrupts.0.match"),
            from: 1,
            to: 0,
        },
    ];
    let shown: Vec<String> = cases
        .into_iter()
        .map(|edit| format!("{edit:?}\n{}", diff(TRAIL, &edited(TRAIL, edit.clone()))))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn a_renamed_step_is_renamed_where_it_is_named() {
    let root = yaml::parse("t", TRAIL).0.unwrap();
    let steps = root.get("steps").unwrap();
    let mut targets: Vec<Span> = steps
        .entries()
        .filter_map(|(_, step)| step.get("next"))
        .filter(|next| next.as_str() == Some("menu"))
        .map(|next| next.span)
        .collect();
    assert_eq!(targets.len(), 3);
    let rename = |targets: &[Span]| Edit::RenameStep {
        from: "menu".into(),
        to: "main_menu".into(),
        targets: targets.to_vec(),
    };
    insta::assert_snapshot!(diff(TRAIL, &edited(TRAIL, rename(&targets))));
    targets.push(steps.get("bye").unwrap().get("say").unwrap().span);
    assert!(matches!(
        apply(TRAIL, &[rename(&targets)]),
        Err(EditError::Stale(_))
    ));
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
    let result = edited(&result, set("language", "pt-BR"));
    assert!(result.ends_with("# hello\nlanguage: pt-BR\nlayout:\n  a: [5, 6]\n  b: [10, -20]\n"));
    let gone = edited(
        &result,
        Edit::RemoveField {
            path: path("layout"),
        },
    );
    assert!(gone.ends_with("language: pt-BR\n"));
}

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
fn what_cannot_be_done_is_refused() {
    let cases = [
        ("a: [", set("a", 1), EditError::NotYaml),
        ("a: 1\n", set("a.b", 1), EditError::WrongShape("a.b".into())),
        ("a: 1\n", remove("b"), EditError::Nothing("b".into())),
        ("a: [1]\n", set("a.3", 1), EditError::Nothing("a[3]".into())),
        (
            "a: 1\nb: 2\n",
            Edit::RenameKey {
                path: path("a"),
                to: "b".into(),
            },
            EditError::Taken("b".into()),
        ),
        (
            "steps:\n  a: 1\n",
            Edit::AddStep {
                id: "a".into(),
                after: None,
                fields: vec![],
            },
            EditError::Taken("a".into()),
        ),
        (
            "steps:\n  a: 1\n",
            Edit::RemoveStep { id: "b".into() },
            EditError::Nothing("steps.b".into()),
        ),
        (
            "- - a\n  - b\n",
            Edit::MoveItem {
                path: path("0"),
                from: 0,
                to: 1,
            },
            EditError::Unplaceable,
        ),
    ];
    for (text, edit, error) in cases {
        assert_eq!(
            apply(text, std::slice::from_ref(&edit)),
            Err(error),
            "{edit:?}"
        );
    }
}

/// Every place a tree offers for an edit.
fn places(node: &Node, at: &[PathSegment], out: &mut Vec<Vec<PathSegment>>) {
    let mut visit = |segment: PathSegment, node: &Node| {
        let path: Vec<PathSegment> = at.iter().cloned().chain([segment]).collect();
        places(node, &path, out);
        out.push(path);
    };
    match &node.value {
        Content::Scalar(_) => {}
        Content::Seq(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, node)| visit(index.into(), node)),
        Content::Map(entries) => entries
            .iter()
            .for_each(|(key, node)| visit(key.text.as_str().into(), node)),
    }
}

fn comments(text: &str) -> BTreeSet<&str> {
    text.lines()
        .filter_map(|line| line.find(" # ").and_then(|at| line.get(at..)))
        .collect()
}

fn draft() -> impl Strategy<Value = Draft> {
    let leaf = prop_oneof![
        Just(Draft::Null),
        any::<bool>().prop_map(Draft::Bool),
        any::<i64>().prop_map(Draft::Int),
        any::<f64>().prop_map(Draft::Float),
        "[ -~éã世\t\n]{0,20}".prop_map(Draft::Text),
        "[a-z]{1,4}(\n[a-z ]{0,6}){0,3}".prop_map(Draft::Text),
        "\\PC{0,8}".prop_map(Draft::Text),
        any::<String>().prop_map(Draft::Text),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Draft::List),
            prop::collection::btree_map("[a-z0-9: #]{1,6}", inner, 0..4).prop_map(Draft::map),
        ]
    })
}

fn trails() -> impl Strategy<Value = String> {
    let varied = "# head\ntrail: t # id\nvars:\n  a: { type: text } # av\n\nsteps:\n  one: # first\n    say: |\n      line\n\n      more\n    tags:\n    - x # tx\n    # above y\n    - {k: v, l: [1, 2]}\n    - deep:\n        est: > # folded\n          a\n          b\n      next: two # n\n    - - n1\n      - n2\n\n  two:\n    say: \"quoted #not\" # q\n    empty:\n    keep: |+\n      k\n\n\n  three: { say: 'it''s', opts: {\n    a: 1, # inner\n    b: [] } } # end\nlayout:\n  one: [0, 0] # l\n";
    prop_oneof![
        Just(TRAIL.to_owned()),
        Just(varied.to_owned()),
        Just(varied.replace('\n', "\r\n")),
        Just(varied.trim_end().to_owned()),
    ]
}

proptest! {
    #[test]
    fn a_value_set_is_the_value_read(text in trails(), which: prop::sample::Index, value in draft()) {
        let root = yaml::parse("t", &text).0.unwrap();
        let mut all = Vec::new();
        places(&root, &[], &mut all);
        let path = which.get(&all).clone();
        let result = edited(&text, Edit::SetField { path: path.clone(), value: value.clone() });
        let mut after = &to_value(&yaml::parse("t", &result).0.unwrap());
        for segment in &path {
            after = match (segment, after) {
                (PathSegment::Key(key), trilha_model::value::Value::Map(map)) => &map[key],
                (PathSegment::Index(index), trilha_model::value::Value::List(list)) => &list[*index],
                _ => panic!("lost {path:?}"),
            };
        }
        prop_assert!(expect::same(after, &value.to_value()));
    }

    #[test]
    fn a_label_set_changes_one_line_and_no_comment(text in trails(), which: prop::sample::Index, label in "[a-zé ,:\"'#{}!-]{1,20}") {
        let root = yaml::parse("t", &text).0.unwrap();
        let mut all = Vec::new();
        places(&root, &[], &mut all);
        let single = |path: &Vec<PathSegment>| {
            let node = path.iter().fold(&root, |node, segment| match segment {
                PathSegment::Key(key) => node.get(key).unwrap(),
                PathSegment::Index(index) => &node.as_seq().unwrap()[*index],
            });
            let bare = |scalar: &crate::yaml::Scalar| matches!(scalar.style, Style::Plain | Style::Single | Style::Double);
            node.as_scalar().is_some_and(|scalar| bare(scalar) && scalar.kind == Kind::Text)
        };
        all.retain(single);
        let path = which.get(&all).clone();
        let result = edited(&text, Edit::SetField { path, value: Draft::Text(label) });
        let (before, after): (Vec<&str>, Vec<&str>) = (text.split('\n').collect(), result.split('\n').collect());
        prop_assert_eq!(before.len(), after.len());
        prop_assert!(before.iter().zip(&after).filter(|(a, b)| a != b).count() <= 1);
        prop_assert!(comments(&text).iter().all(|comment| result.contains(comment)));
    }

    #[test]
    fn what_is_removed_goes_alone(text in trails(), which: prop::sample::Index) {
        let root = yaml::parse("t", &text).0.unwrap();
        let mut all = Vec::new();
        places(&root, &[], &mut all);
        let result = edited(&text, Edit::RemoveField { path: which.get(&all).clone() });
        prop_assert!(result.len() < text.len() + 4);
        let kept: BTreeSet<&str> = text.lines().collect();
        prop_assert!(result.lines().filter(|line| !kept.contains(line)).count() <= 1, "{}", diff(&text, &result));
    }

    #[test]
    fn what_is_added_stands_alone(text in trails(), which: prop::sample::Index, value in draft()) {
        let root = yaml::parse("t", &text).0.unwrap();
        let mut all = vec![Vec::new()];
        places(&root, &[], &mut all);
        let mut path = which.get(&all).clone();
        path.push("fresh".into());
        match apply(&text, &[Edit::SetField { path, value }]) {
            Ok(result) => prop_assert!(comments(&text).iter().all(|comment| result.contains(comment)), "{}", diff(&text, &result)),
            Err(error) => prop_assert!(matches!(error, EditError::WrongShape(_)), "{error}"),
        }
    }

    #[test]
    fn steps_come_and_go_without_a_trace(text in trails(), after: prop::sample::Index, fields in prop::collection::btree_map("[a-z]{1,5}", draft(), 0..4)) {
        let root = yaml::parse("t", &text).0.unwrap();
        let steps: Vec<SmolStr> = root.get("steps").unwrap().entries().map(|(key, _)| key.text.as_str().into()).collect();
        let fields: Vec<(SmolStr, Draft)> = fields.into_iter().map(|(key, value)| (key.into(), value)).collect();
        let add = Edit::AddStep { id: "fresh".into(), after: Some(after.get(&steps).clone()), fields };
        let added = edited(&text, add);
        let back = edited(&added, Edit::RemoveStep { id: "fresh".into() });
        prop_assert_eq!(back.trim_end(), text.trim_end());
    }

    #[test]
    fn items_moved_and_moved_back_are_where_they_were(text in trails(), from in 0_usize..4, to in 0_usize..4) {
        let edits = [(from, to), (to, from)].map(|(from, to)| Edit::MoveItem { path: path("steps.one.tags"), from, to });
        if let Ok(result) = apply(&text, &edits) {
            prop_assert_eq!(result, text);
        }
    }

    #[test]
    fn any_edit_of_any_text_is_answered(text in "[-a-c:{}\\[\\],|>'\"# \n]{0,40}", segments in prop::collection::vec("[a-c0-2]", 0..3), value in draft()) {
        let path = path(&segments.join("."));
        let edits = [
            Edit::SetField { path: path.clone(), value },
            Edit::RemoveField { path: path.clone() },
            Edit::RenameKey { path: path.clone(), to: "d".into() },
            Edit::MoveItem { path, from: 1, to: 0 },
        ];
        for edit in edits {
            drop(apply(&text, &[edit]));
        }
    }
}
