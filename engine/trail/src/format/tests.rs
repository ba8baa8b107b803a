//! What laying out keeps, and what it makes of texts that nobody laid out.

use super::{FormatError, format};
use proptest::prelude::*;

const UNTIDY: &str = "# What it is.\r\ntrail:   support   # the id\r\n\r\n\r\n\r\nvars:\r\n      name:  {type: text,personal:   true}\r\n      # of the shop\r\n      order: { type: 'text' }\r\nstarts:\r\n- message: {inbox: [site,  chat]}\r\n- keyword: [menu]   # in any case\r\n\r\n\r\n- keyword:\r\n  - a\r\n  - b\r\nsteps:\r\n    # First.\r\n    greet:\r\n          say:\r\n              - 'It''s \"you\"'\r\n              - \"plain\"\r\n          note: |\r\n              one\r\n                two\r\n\r\n              three\r\n          next: ask\r\n    ask:\r\n        ask: a long question\r\n            that goes on\r\n        expect: { pattern: '^\\d{6}$',\r\n           max: 3 }\r\n        next: end\r\n    # old: { say: x }\r\nlayout: {greet: [0,0]}\r\n# The end.\r\n\r\n";

#[test]
fn an_untidy_trail_is_tidied() {
    let tidy = format(UNTIDY).unwrap();
    insta::assert_snapshot!(tidy);
    assert_eq!(format(&tidy).unwrap(), tidy);
}

#[test]
fn a_value_that_is_left_out_stays_out() {
    let text = "a: {b: , c:   1}\nd: { e:  }\nf:\n";
    let tidy = "a: { b: , c: 1 }\nd: { e: }\nf:\n";
    assert_eq!(format(text).as_deref(), Ok(tidy));
}

#[test]
fn the_layout_goes_to_the_end() {
    let text = "trail: a\nlayout:\n  b: [0, 0]   # here\nsteps:\n  b: { say: x, next: end }";
    let tidy = "trail: a\nsteps:\n  b: { say: x, next: end }\nlayout:\n  b: [0, 0]   # here\n";
    assert_eq!(format(text).as_deref(), Ok(tidy));
}

#[test]
fn what_is_broken_stays() {
    assert_eq!(format("steps: [\n"), Err(FormatError::Broken));
    assert_eq!(format("a: &x 1\nb: *x\n"), Err(FormatError::Broken));
    assert_eq!(format("- a\n"), Err(FormatError::Unusual(1)));
    let counted = "# c\na: 1\nb: |2\n    x\n";
    assert_eq!(format(counted), Err(FormatError::Unusual(3)));
}

#[test]
fn comments_stay_with_what_they_are_about() {
    for (text, tidy) in [
        (
            "a:\n-    # of x\n   x: 1\n-  # of y\n\n   # too\n   y: 2\n",
            "a:\n  -    # of x\n    x: 1\n  -  # of y\n    # too\n    y: 2\n",
        ),
        (
            "a: # of b\n      'b'\nc:\n    # of d\n   {d: 1}\n",
            "a: # of b\n  \"b\"\nc:\n  # of d\n  { d: 1 }\n",
        ),
        ("a: | # see 42\n    b\nc: 1\n", "a: | # see 42\n  b\nc: 1\n"),
        (
            "# top\n---   # of all\n\n# of a\na:   1\n",
            "# top\n---   # of all\n# of a\na: 1\n",
        ),
        (
            "a: 1\n\n# of the places\nlayout: { b: [0, 0] }\n# of steps\nsteps: 1\n",
            "a: 1\n\n# of steps\nsteps: 1\n# of the places\nlayout: { b: [0, 0] }\n",
        ),
        (
            "# of all\nlayout: 1\nsteps: 1\n",
            "# of all\nsteps: 1\nlayout: 1\n",
        ),
    ] {
        assert_eq!(format(text).as_deref(), Ok(tidy));
        assert_eq!(format(tidy).as_deref(), Ok(tidy));
    }
}

fn value(depth: u32) -> BoxedStrategy<String> {
    let word = prop_oneof![
        "[a-z]{1,6}",
        "\"[a-z #:{}']{0,8}\"",
        "'[a-z #:\"]{0,8}'",
        "[0-9]{1,3}",
        Just("'^\\d{6}$'".to_owned()),
        Just(String::new()),
    ];
    if depth == 0 {
        return word.boxed();
    }
    let flow = prop::collection::vec(value(depth - 1), 0..3)
        .prop_filter("no empty item", |items| {
            items.iter().all(|item| !item.is_empty())
        })
        .prop_map(|items| format!("[{}]", items.join(" ,  ")));
    prop_oneof![3 => word, 1 => flow].boxed()
}

/// Blocks with comments, blank lines and odd indents anywhere.
fn block(depth: u32) -> BoxedStrategy<Vec<String>> {
    let noise = prop_oneof![
        6 => Just(None),
        1 => Just(Some(String::new())),
        1 => "# [a-z]{1,5}".prop_map(Some),
    ];
    let comment = || prop::option::weighted(0.2, " # [a-z]{1,4}");
    let simple = (value(1), comment())
        .prop_map(|(value, comment)| vec![format!(" {value}{}", comment.unwrap_or_default())]);
    let below = (value(1), comment())
        .prop_map(|(value, comment)| vec![comment.unwrap_or_default(), format!("  {value}")]);
    let simple = prop_oneof![4 => simple, 1 => below];
    let inner = if depth == 0 {
        simple.boxed()
    } else {
        let nested = (1_usize..5, block(depth - 1)).prop_map(|(by, lines)| {
            let lead = " ".repeat(by);
            let lines = lines.into_iter().map(|line| format!("{lead}{line}"));
            std::iter::once(String::new()).chain(lines).collect()
        });
        let list = (
            0_usize..3,
            prop::collection::vec((value(1), comment()), 1..4),
        )
            .prop_map(|(by, items)| {
                let lead = " ".repeat(by);
                let items = items.into_iter().flat_map(|(item, comment)| match comment {
                    Some(comment) => {
                        vec![format!("{lead}-{comment}"), format!("{lead}  {item}")]
                    }
                    None => vec![format!("{lead}-   {item}")],
                });
                std::iter::once(String::new())
                    .chain(items)
                    .collect::<Vec<_>>()
            });
        prop_oneof![3 => simple, 2 => nested, 1 => list].boxed()
    };
    prop::collection::vec((noise, inner), 1..4)
        .prop_map(|entries| {
            let mut lines = Vec::new();
            for (index, (noise, inner)) in entries.into_iter().enumerate() {
                lines.extend(noise);
                let mut inner = inner.into_iter();
                lines.push(format!("k{index}:{}", inner.next().unwrap_or_default()));
                lines.extend(inner);
            }
            lines
        })
        .boxed()
}

/// All but spaces and quotes, in order: comments stay between the same words.
fn words(text: &str) -> String {
    let spaced = |c: char| c.is_whitespace() || "\"'\\".contains(c);
    text.chars().filter(|c| !spaced(*c)).collect()
}

proptest! {
    #[test]
    fn what_is_said_stays_and_twice_is_once(lines in block(3)) {
        let text = lines.join("\n");
        match format(&text) {
            Ok(tidy) => {
                prop_assert!(tidy.ends_with('\n') && !tidy.contains(" \n"), "{tidy}");
                prop_assert_eq!(words(&tidy), words(&text), "{}", text);
                prop_assert_eq!(format(&tidy), Ok(tidy));
            }
            Err(FormatError::Broken) => {
                let (_, found) = crate::yaml::parse("", &text);
                prop_assert!(found.iter().any(crate::Diagnostic::is_error));
            }
            Err(why) => prop_assert!(false, "{why}: {text}"),
        }
    }

    #[test]
    fn any_text_is_taken_or_refused(text in "[a-c:#\\-\\[\\]{}\"'|> \n]{0,60}") {
        if let Ok(tidy) = format(&text) {
            prop_assert_eq!(format(&tidy), Ok(tidy));
        }
    }
}
