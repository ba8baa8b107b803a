//! What a diagnostic looks like, to people and to machines.

use super::*;
use proptest::prelude::*;

const TRAIL: &str = "trail: support\nsteps:\n  greet:\n    say: \"Olá!\"\n    next: menuu\n  menu:\n    menu: Como posso ajudar?\n    options: {}\n";

fn at(text: &str, part: &str) -> Span {
    let start = text.find(part).expect("the part is in the text");
    Span::new(start, start + part.len())
}

fn unknown(text: &str, part: &str) -> Diagnostic {
    Diagnostic::error(
        Code::UNKNOWN_STEP,
        "flows/support.yaml",
        at(text, part),
        "there is no step `menuu`",
    )
}

#[test]
fn a_place_a_word_under_it_and_what_to_do() {
    let diagnostic = unknown(TRAIL, "menuu")
        .with_label(at(TRAIL, "menuu"), "no step of this trail")
        .with_help("did you mean `menu`?\nsteps are: greet, menu")
        .in_step("greet");
    insta::assert_snapshot!(human(&diagnostic, &Lines::new(TRAIL), false));
}

#[test]
fn colours_are_only_added() {
    let diagnostic = unknown(TRAIL, "menuu")
        .with_label(at(TRAIL, "greet"), "used here")
        .with_help("did you mean `menu`?");
    let coloured = human(&diagnostic, &Lines::new(TRAIL), true);
    insta::assert_snapshot!(coloured.escape_debug().to_string().replace("\\n", "\n"));
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').expect("an escape ends").1;
    }
    plain.push_str(rest);
    let trimmed: Vec<&str> = plain.lines().map(str::trim_end).collect();
    assert_eq!(
        trimmed.join("\n"),
        human(&diagnostic, &Lines::new(TRAIL), false).trim_end()
    );
}

#[test]
fn labels_hang_on_their_own_lines_and_under_each_other() {
    let text = "steps:\n  a: { if: \"x > 1\", then: b, else: c }\n  # one\n  # two\n  # three\n  b: { say: oi }\n";
    let diagnostic = Diagnostic::warning(
        Code::DEAD_END,
        "t.yaml",
        at(text, "then: b"),
        "this leads nowhere",
    )
    .with_label(at(text, "if"), "decided here")
    .with_label(at(text, "then: b"), "to b")
    .with_label(at(text, "else: c"), "the other way")
    .with_label(at(text, "  b:"), "which is here");
    insta::assert_snapshot!(human(&diagnostic, &Lines::new(text), false));
}

#[test]
fn tabs_accents_and_wide_letters_keep_the_caret_in_place() {
    let text = "a:\t\"世界 e\u{301} é\"\tx: y\n";
    let shown = [
        at(text, "世界"),
        at(text, "é"),
        at(text, "x: y"),
        at(text, "\t\""),
    ]
    .map(|span| {
        human(
            &Diagnostic::hint(Code::YAML_SYNTAX, "t.yaml", span, "here"),
            &Lines::new(text),
            false,
        )
    });
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn several_lines_are_drawn_from_the_first_to_the_last() {
    let whole = at(TRAIL, "greet:\n    say: \"Olá!\"\n    next: menuu\n");
    let two = at(TRAIL, "steps:\n  greet:");
    let long = at(TRAIL, TRAIL);
    let shown = [whole, two, long].map(|span| {
        let diagnostic = Diagnostic::error(Code::NO_VERB, "t.yaml", span, "here")
            .with_label(span, "all of this");
        human(&diagnostic, &Lines::new(TRAIL), false)
    });
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn the_end_of_the_file_and_beyond_are_drawn() {
    let shown = [
        ("a: 1\n", 5),
        ("a: 1", 4),
        ("", 0),
        ("a: 1\n", 99),
        ("a: 1\r\nb: 2\r\n", 9),
    ]
    .map(|(text, byte)| {
        human(
            &Diagnostic::error(Code::YAML_SYNTAX, "t.yaml", Span::at(byte), "here"),
            &Lines::new(text),
            false,
        )
    });
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn a_very_long_line_is_cut_around_the_place() {
    let text = format!("say: {}HERE{}\n", "a ".repeat(300), " b".repeat(300));
    insta::assert_snapshot!(human(
        &Diagnostic::error(Code::YAML_SYNTAX, "t.yaml", at(&text, "HERE"), "here"),
        &Lines::new(&text),
        false
    ));
}

#[test]
fn nothing_in_a_file_can_repaint_the_terminal() {
    let text = "say: \u{1b}[31mred\u{7}\n";
    let diagnostic =
        Diagnostic::error(Code::YAML_SYNTAX, "t.yaml", Span::new(5, 9), text).with_help(text);
    assert!(!human(&diagnostic, &Lines::new(text), false).contains(['\u{1b}', '\u{7}']));
}

#[test]
fn machines_get_lines_and_columns_in_characters() {
    let text = "say: é世 x\nnext: b\n";
    let diagnostic = Diagnostic::error(Code::UNKNOWN_STEP, "t.yaml", at(text, "x"), "no such step")
        .with_label(at(text, "b"), "there")
        .with_help("try another")
        .in_trail("support")
        .in_step("greet");
    insta::assert_json_snapshot!(report(&diagnostic, &Lines::new(text)));
}

#[test]
fn every_code_has_its_number_title_and_page() {
    assert!(
        Code::ALL.is_sorted(),
        "codes stand in order, each of them once"
    );
    for code in Code::ALL {
        let mut lines = code.page().lines();
        assert_eq!(
            lines.next(),
            Some(format!("# {code}: {}", code.title()).as_str())
        );
        let rest = lines.count();
        assert!((8..=40).contains(&rest), "{code} has {rest} lines");
        assert!(code.page().contains("## How to mend it"), "{code}");
        assert_eq!(Code::find(&code.as_str().to_lowercase()), Some(*code));
    }
    assert_eq!(Code::find("T9999"), None);
}

proptest! {
    #[test]
    fn any_span_over_any_text_is_drawn(
        text in "[a-zé世\t\r\n ]{0,60}",
        spans in prop::collection::vec((0_usize..80, 0_usize..80), 1..5),
        colour: bool,
    ) {
        let mut spans = spans.into_iter().map(|(from, to)| Span::new(from, to));
        let first = spans.next().unwrap_or_default();
        let mut diagnostic = Diagnostic::error(Code::YAML_SYNTAX, "t.yaml", first, "any");
        for span in spans {
            diagnostic = diagnostic.with_label(span, "label");
        }
        prop_assert!(human(&diagnostic, &Lines::new(&text), colour).lines().count() >= 4);
        let place = report(&diagnostic, &Lines::new(&text));
        prop_assert!(place.line >= 1 && place.column >= 1);
    }
}
