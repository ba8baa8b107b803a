//! What the reader of YAML promises, case by case and as laws.

use super::*;
use crate::diagnostic::{Lines, human};
use proptest::prelude::*;

const TRAIL: &str = include_str!("tests/support.yaml");

fn tree(text: &str) -> Node {
    let (node, found) = parse("t.yaml", text);
    let errors: Vec<_> = found.iter().filter(|one| one.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?} in {text:?}");
    node.expect("a text without errors has a tree")
}

fn said(text: &str) -> String {
    let (_, found) = parse("t.yaml", text);
    found
        .iter()
        .map(|one| human(one, &Lines::new(text), false))
        .collect::<Vec<_>>()
        .join("\n")
}

fn codes(text: &str) -> Vec<Code> {
    parse("t.yaml", text).1.iter().map(|one| one.code).collect()
}

/// The tree as `serde_yaml` would have read it.
fn node_to_yaml(node: &Node) -> serde_yaml::Value {
    use serde_yaml::Value as Yaml;
    match &node.value {
        Content::Scalar(scalar) => scalar_to_yaml(scalar),
        Content::Seq(items) => Yaml::Sequence(items.iter().map(node_to_yaml).collect()),
        Content::Map(entries) => {
            let pairs = entries
                .iter()
                .map(|(key, node)| (Yaml::String(key.text.clone()), node_to_yaml(node)));
            Yaml::Mapping(pairs.collect())
        }
    }
}

fn scalar_to_yaml(scalar: &Scalar) -> serde_yaml::Value {
    match scalar.kind {
        Kind::Null => serde_yaml::Value::Null,
        Kind::Bool(value) => value.into(),
        Kind::Int(value) => value.into(),
        Kind::Float(value) => value.into(),
        Kind::Text => scalar.text.as_str().into(),
    }
}

/// `serde_yaml`'s value with every key as text, as trails read keys.
fn text_keys(value: serde_yaml::Value) -> serde_yaml::Value {
    use serde_yaml::Value as Yaml;
    match value {
        Yaml::Sequence(items) => Yaml::Sequence(items.into_iter().map(text_keys).collect()),
        Yaml::Mapping(entries) => Yaml::Mapping(
            entries
                .into_iter()
                .map(|(key, value)| (key_text(key), text_keys(value)))
                .collect(),
        ),
        other => other,
    }
}

fn key_text(key: serde_yaml::Value) -> serde_yaml::Value {
    match &key {
        serde_yaml::Value::String(_) => key,
        other => serde_yaml::to_string(other)
            .expect("a scalar prints")
            .trim_end()
            .into(),
    }
}

fn agrees_with_serde(text: &str) {
    let theirs: serde_yaml::Value = serde_yaml::from_str(text).expect("valid YAML");
    assert_eq!(node_to_yaml(&tree(text)), text_keys(theirs), "{text}");
}

#[test]
fn the_example_trail_reads_as_serde_yaml_reads_it() {
    agrees_with_serde(TRAIL);
}

#[test]
fn places_are_those_of_the_text() {
    let root = tree(TRAIL);
    let greet = root
        .get("steps")
        .and_then(|steps| steps.get("greet"))
        .expect("the step greet");
    let (key, next) = greet.entry("next").expect("next");
    assert_eq!(key.span.of(TRAIL), "next");
    assert_eq!(next.span.of(TRAIL), "name");
    let say = greet.get("say").expect("say");
    assert!(say.span.of(TRAIL).starts_with("{ pt-BR:") && say.span.of(TRAIL).ends_with('}'));
    assert!(
        greet.span.of(TRAIL).starts_with("say:") && greet.span.of(TRAIL).ends_with("next: name")
    );
}

#[test]
fn every_way_to_write_a_value_is_read() {
    let cases = [
        "",
        "# only a comment\n",
        "---\n",
        "---\na: 1\n",
        "a: 1\n...\n",
        "~",
        "text",
        "[]",
        "{}",
        "a:\nb: ~\nc: null\n",
        "a: [1, -2, 0x1F, 0o17, 1.5, .inf, true, No, yes]\n",
        "a: |\n  one\n\n  two\n\nb: |-\n  x\nc: |+\n  y\n\n\nd: >\n  folded\n  line\n\n  new\n",
        "a: |2\n    indented\n",
        "a: >-\n  x\n  y\n",
        "a: |\n",
        "a: ''\nb: \"\"\n",
        "a: 'it''s'\nb: \"tab\\t\\u00e9 \\x41 \\\n  on\"\n",
        "a: plain\n  goes on\n  here\n",
        "a: \"quoted\n  goes on\n\n  here\"\n",
        "- - 1\n  - 2\n- a: 1\n  b: 2\n-\n  - x\n- \n- {a: [b, {c: d}]}\n",
        "a:\n- 1\n- 2\nb: 3\n",
        "? key\n: value\n? other\n",
        "\"q k\": 1\n'x': 2\n12: 3\ntrue: 4\n",
        "{a: 1, b, c: , \"d\":1}\n",
        "[a: 1, b: 2]\n",
        "a: {b: 1,\n  c: 2, # why\n  d: [1,\n 2]}\n",
        "a: http://x.y/z?a=1#b\nb: a:b\nc: x # y\n",
        "a: \"é 世界 😀\"\nolá: mundo\n",
        "007: 1\nversion: 12345678901234567890\n",
        "a: - b\n".replace("- b", "'- b'").as_str(),
    ]
    .map(str::to_owned);
    for text in &cases {
        let theirs: serde_yaml::Value = serde_yaml::from_str(text).expect("valid YAML");
        let (node, found) = parse("t.yaml", text);
        assert!(
            !found.iter().any(Diagnostic::is_error),
            "{text:?}: {found:?}"
        );
        if text.contains("1234567890123") {
            continue;
        }
        assert_eq!(
            node_to_yaml(&node.expect("a tree")),
            text_keys(theirs),
            "{text:?}"
        );
        let windows = text.replace('\n', "\r\n");
        agrees_with_serde(&windows);
    }
}

#[test]
fn a_byte_order_mark_moves_every_place() {
    let text = "\u{feff}a: um\nb: é\n";
    let root = tree(text);
    assert_eq!(root.get("b").expect("b").span.of(text), "é");
    assert_eq!(root.entry("a").expect("a").0.span.of(text), "a");
}

#[test]
fn numbers_beyond_64_bits_are_kept_as_floats_with_a_warning() {
    assert_eq!(codes("a: 12345678901234567890\n"), [Code::NUMBER_CHANGES]);
}

#[test]
fn a_block_scalar_ends_before_the_blank_lines_after_it() {
    let text = "a: |+\n  x\n\n\nb: 1\n";
    assert_eq!(tree(text).get("a").expect("a").span.of(text), "|+\n  x");
    assert_eq!(tree(text).get("a").and_then(Node::as_str), Some("x\n\n\n"));
}

#[test]
fn what_must_be_quoted_says_so() {
    insta::assert_snapshot!(
        [
            "say: {{ name }}\n",
            "say: {{ name }} é o nome\n",
            "say: {{ items[\"a\"] }}\n",
            "if: !vip\n",
            "if: !vip && total > 2\n",
            "then: x\nif: \"x\" == y\n",
            "then: x\nif: 'x' == y\nelse: z\n",
            "version: 1.10\n",
            "steps:\n  a:\n    say: Atenção: isto não\n",
            "say: *importante*\n",
            "say: @ana\n",
            "steps:\n\tsay: oi\n",
        ]
        .map(said)
        .join("\n")
    );
}

#[test]
fn what_trails_refuse_is_shown() {
    insta::assert_snapshot!(
        [
            "a: &x 1\nb: *x\n",
            "base: { a: 1 }\nb:\n  <<: { c: 2 }\n",
            "a: !!str 1\n",
            "a: *x\n",
            "steps:\n  greet: 1\n  # again\n  name: 2\n  greet: 3\n",
            "? [a, b]\n: 1\n",
            "a: 1\n---\nb: 2\n",
        ]
        .map(said)
        .join("\n")
    );
}

#[test]
fn what_is_not_yaml_gets_exactly_one_error() {
    let cases = [
        "a: \"never closed\nb: 1\n",
        "a: [1, 2\nb: 3\n",
        "a: {x: 1\nb: 3\n",
        "a: 1\n b: 2\n",
        "steps:\n  a: 1\n b: 2\n",
        "- a\nb: 1\n",
        "a: \"\\q\"\n",
        "a: \u{1}\n",
        "key\nb: 1\n",
        "a: b\n}\n",
    ];
    for text in cases {
        let (node, found) = parse("t.yaml", text);
        assert!(node.is_none(), "{text:?}");
        assert_eq!(found.len(), 1, "{text:?}: {found:?}");
    }
    insta::assert_snapshot!(cases.map(said).join("\n"));
}

#[test]
fn bombs_are_refused() {
    let laugh = |level: usize| {
        let again = format!("*l{}", level - 1);
        format!("l{level}: &l{level} [{}]\n", [again.as_str(); 8].join(", "))
    };
    let laughs = (1..20).map(laugh).collect::<Vec<_>>().concat();
    let laughs = format!("l0: &l0 ha\n{laughs}");
    let long = format!(
        "a: &a {}\nb: [{}]\n",
        "x".repeat(10_000),
        "*a, ".repeat(10_000)
    );
    for bomb in [
        laughs,
        long,
        "[".repeat(1_000_000),
        "[".repeat(3_000),
        "- ".repeat(500_000),
        "{a: ".repeat(100),
        "x".repeat(LARGEST + 1),
    ] {
        let (node, found) = parse("t.yaml", &bomb);
        assert!(node.is_none());
        assert_eq!(
            found.iter().map(|one| one.code).collect::<Vec<_>>(),
            [Code::YAML_TOO_LARGE]
        );
    }
    let deepest = format!("{}{}", "[".repeat(64), "]".repeat(64));
    assert!(parse("t.yaml", &deepest).0.is_some());
}

#[test]
fn a_trail_of_a_thousand_steps_is_read_whole() {
    let text = thousand_steps();
    assert_eq!(
        tree(&text).get("steps").expect("steps").entries().count(),
        1000
    );
}

fn thousand_steps() -> String {
    let step = |at: usize| {
        format!(
            "  s{at}:\n    ask: \"Pergunta {at}, {{{{ name }}}}?\" # why\n    save: name\n    next: s{}\n",
            at + 1
        )
    };
    format!(
        "trail: big\nsteps:\n{}",
        (0..1000).map(step).collect::<String>()
    )
}

fn scalar() -> impl Strategy<Value = serde_yaml::Value> {
    prop_oneof![
        Just(serde_yaml::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        (-1.0e9..1.0e9_f64).prop_map(Into::into),
        "[ -~éã世\n\t]{0,24}".prop_map(Into::into),
        "[a-z ]{0,60}".prop_map(Into::into),
        "\\PC{0,12}".prop_map(Into::into),
    ]
}

fn document() -> impl Strategy<Value = serde_yaml::Value> {
    scalar().prop_recursive(5, 48, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(serde_yaml::Value::Sequence),
            prop::collection::btree_map("[ -~é]{1,8}", inner, 0..6).prop_map(|entries| {
                serde_yaml::Value::Mapping(
                    entries
                        .into_iter()
                        .map(|(key, value)| (key.into(), value))
                        .collect(),
                )
            }),
        ]
    })
}

/// YAML in the ways people write it, most of it valid.
fn handwritten() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        "[a-z]{1,5}",
        "[0-9]{1,4}",
        Just("\"q # \\\" : é\"".to_owned()),
        Just("'a: ''b'''".to_owned()),
        Just("|\n      lit\n\n      eral".to_owned()),
        Just(">-\n      fol\n      ded".to_owned()),
        Just(String::new()),
        Just("{ a: 1, b: [x, \"y\"], }".to_owned()),
        Just("[1, {k: v}, 'z' ]".to_owned()),
        Just("plain text # comment".to_owned()),
        Just("{{ name }}".to_owned()),
        Just("!tag x".to_owned()),
        Just("&a b".to_owned()),
        Just("1.10".to_owned()),
    ];
    let line = (
        0_usize..4,
        prop_oneof![
            Just("- ".to_owned()),
            "[a-d]: ",
            Just("# ".to_owned()),
            Just(String::new())
        ],
        leaf,
    );
    prop::collection::vec(line, 0..14).prop_map(|lines| {
        lines
            .into_iter()
            .map(|(depth, lead, leaf)| format!("{}{lead}{leaf}\n", "  ".repeat(depth)))
            .collect::<Vec<_>>()
            .concat()
    })
}

fn sound(text: &str) {
    let (node, found) = parse("t.yaml", text);
    for one in &found {
        let drawn = human(one, &Lines::new(text), false);
        assert!(drawn.ends_with('\n'));
        assert!(one.span.end <= text.len(), "{one:?}");
        assert_ne!(one.code, Code::YAML_NOT_FOLLOWED, "{text:?}");
    }
    assert!(node.is_some() || found.len() == 1, "{found:?}");
    if let (Some(node), true) = (
        &node,
        found.iter().all(|one| one.code == Code::NUMBER_CHANGES),
    ) {
        let theirs: serde_yaml::Value =
            serde_yaml::from_str(text.trim_start_matches('\u{feff}')).expect("valid YAML");
        assert_eq!(
            shape(&node_to_yaml(node)),
            shape(&text_keys(theirs)),
            "{text:?}"
        );
        within(node, text);
    }
}

/// Printed, so that two NaN are the same.
fn shape(value: &serde_yaml::Value) -> String {
    format!("{value:?}")
}

/// Every place lies in its parent's, in order, on character boundaries.
fn within(node: &Node, text: &str) {
    assert!(text.get(node.span.range()).is_some());
    let mut before = node.span.start;
    for item in node.items() {
        assert!(
            item.span.start >= before && item.span.end <= node.span.end,
            "{item:?} in {:?} of {text:?}",
            node.span
        );
        before = item.span.end;
        within(item, text);
    }
    for (key, value) in node.entries() {
        assert!(
            key.span.start >= before
                && value.span.start >= key.span.end
                && value.span.end <= node.span.end,
            "{key:?} {value:?} in {:?} of {text:?}",
            node.span
        );
        before = value.span.end;
        within(value, text);
    }
}

proptest! {
    #[test]
    fn printed_documents_read_as_serde_yaml_reads_them(value in document()) {
        let text = serde_yaml::to_string(&value).expect("prints");
        sound(&text);
    }

    #[test]
    fn handwritten_documents_read_as_serde_yaml_reads_them(text in handwritten()) {
        sound(&text);
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,80}") {
        drop(parse("t.yaml", &text));
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        drop(parse("t.yaml", &String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn any_signs_are_answered(text in "[-a:{}\\[\\],&*!|>'\"%@`#?~ \n\t\r0.]{0,60}") {
        drop(parse("t.yaml", &text));
    }

    #[test]
    fn a_damaged_trail_is_answered(cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), "[-a:{}\\[\\],&*!|>'\"#? \n\t]{0,4}"), 1..5)) {
        let mut text = TRAIL.to_owned();
        for (from, length, instead) in cuts {
            let mut start = from.index(text.len());
            while !text.is_char_boundary(start) { start -= 1; }
            let mut end = (start + length.index(12)).min(text.len());
            while !text.is_char_boundary(end) { end += 1; }
            text.replace_range(start..end, &instead);
        }
        drop(parse("t.yaml", &text));
    }
}

#[test]
fn a_piece_of_a_text_is_found_where_it_stands() {
    let text = "p: a > bad\ns: 'it''s bad'\nd: \"é bad\"\nl: |\n    one\n\n      two bad\ne: \"\\t bad\"\nf: >\n  x\n  bad\nw: |-\r\n  é\r\n  bad\n";
    let root = tree(text);
    for key in ["p", "s", "d", "l", "w"] {
        let node = root.get(key).expect("the key");
        let at = node
            .as_str()
            .and_then(|text| text.find("bad"))
            .expect("the piece");
        let span = node.inside(text, at..at + 3);
        assert_eq!(span.of(text), "bad", "{key}");
    }
    for key in ["e", "f"] {
        let node = root.get(key).expect("the key");
        let at = node
            .as_str()
            .and_then(|text| text.find("bad"))
            .expect("the piece");
        assert_eq!(node.inside(text, at..at + 3), node.span, "{key}");
    }
}

proptest! {
    #[test]
    fn a_piece_found_is_that_piece(value in "[a-z'\" \n\té]{1,30}", at: prop::sample::Index, length in 0_usize..6) {
        let text = serde_yaml::to_string(&std::collections::BTreeMap::from([("k", &value)])).expect("prints");
        let root = tree(&text);
        let node = root.get("k").expect("k");
        let start = at.index(value.len());
        let piece = start..(start + length).min(value.len());
        let span = node.inside(&text, piece.clone());
        if let Some(piece) = value.get(piece).filter(|piece| !piece.contains(['\n', '\'']))
            && span != node.span
        {
            prop_assert_eq!(span.of(&text), piece);
        }
    }
}
