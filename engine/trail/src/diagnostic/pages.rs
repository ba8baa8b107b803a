//! The page of each code shows what a check really says about its example.

use super::{Code, Lines, human};
use crate::{Known, KnownInbox, Sources, check};
use std::collections::BTreeMap;

/// Codes whose example no check reports: its example is no whole file.
const UNSHOWN: [Code; 2] = [Code::YAML_TOO_LARGE, Code::YAML_NOT_FOLLOWED];

/// What lies beside the examples.
const BESIDE: [(&str, &str); 8] = [
    (
        "faq.yaml",
        "trail: faq\nsteps:\n  say: { say: x, next: return }\n",
    ),
    (
        "over.yaml",
        "trail: over\nsteps:\n  say: { say: x, next: end }\n",
    ),
    (
        "again.yaml",
        "trail: again\nsteps:\n  back:\n    call: support\n    next: return\n",
    ),
    (
        "payment.yaml",
        "trail: payment\nvars:\n  amount: { type: text }\nsteps:\n  pay: { say: \"{{ amount }}\", next: return }\n",
    ),
    (
        "steps/loyalty.rhai",
        "//! title: Loyalty points\n//! inputs: { total: { type: number, required: true } }\n//! outputs: { points: { type: integer } }\n//! exits: { gold: }\nif total > 100 { exit(\"gold\", #{ points: 2 }) }\n#{ points: 1 }\n",
    ),
    (
        "steps/broken.rhai",
        "//! title: Broken\n//! inputs: { total: { type: number } }\ntotals * 2\n",
    ),
    ("scripts/prices.rhai", "fn total(price) { price * 2 }\n"),
    (
        "knowledge/orders/returns.md",
        "# Returns\n\nWithin 30 days.\n",
    ),
];

fn block<'p>(page: &'p str, language: &str) -> Option<&'p str> {
    let (_, rest) = page.split_once(&format!("```{language}\n"))?;
    Some(rest.split_once("```").map_or(rest, |(block, _)| block))
}

fn said(code: Code, example: &str) -> Option<String> {
    let beside = BESIDE
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let files: BTreeMap<String, String> = beside
        .chain([
            ("support.yaml".to_owned(), example.to_owned()),
            (
                "knowledge/library/all.md".to_owned(),
                "word ".repeat(crate::KNOWLEDGE_BYTES / 4),
            ),
        ])
        .collect();
    let queues = [("support".into(), 2), ("night".into(), 0)].into();
    let known = Known {
        queues: Some(queues),
        inboxes: Some([("site".into(), KnownInbox::default())].into()),
        calendars: Some(["shop".to_owned()].into()),
        skills: Some(["english".to_owned()].into()),
        teams: Some(["sales".into()].into()),
        ..Known::default()
    };
    let found = check(
        &Sources {
            files: files.clone(),
        },
        &"support".into(),
        &known,
    )
    .diagnostics;
    let other: Vec<_> = found
        .iter()
        .filter(|one| one.is_error() && one.code != code)
        .collect();
    if let Some(first) = other.first() {
        return Some(format!("another error: {}\n", first.message));
    }
    found
        .iter()
        .find(|one| one.code == code)
        .map(|one| human(one, &Lines::new(&files[one.file.as_str()]), false))
}

/// With `UPDATE=1` the pages are rewritten; the change is for a person to judge.
#[test]
fn the_pages_show_what_a_check_says() {
    let mut wrong = Vec::new();
    for code in Code::ALL
        .iter()
        .copied()
        .filter(|code| !UNSHOWN.contains(code))
    {
        let page = code.page();
        let example = block(page, "yaml").unwrap_or_else(|| panic!("{code} has no example"));
        let shown = block(page, "text").unwrap_or_else(|| panic!("{code} shows no message"));
        match said(code, example) {
            Some(said) if said == shown => {}
            Some(said) if std::env::var_os("UPDATE").is_some() && said.contains(code.as_str()) => {
                let path = format!("{}/codes/{code}.md", env!("CARGO_MANIFEST_DIR"));
                std::fs::write(path, page.replace(shown, &said)).expect("the page can be written");
            }
            Some(said) => wrong.push(format!("{code} says\n{said}and shows\n{shown}")),
            None => wrong.push(format!(
                "a check of the example of {code} does not report it"
            )),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_no_check_reports_is_known() {
    for code in UNSHOWN {
        if let Some(example) = block(code.page(), "yaml") {
            let beside = Sources {
                files: [("support.yaml".to_owned(), example.to_owned())].into(),
            };
            let found = check(&beside, &"support".into(), &Known::default()).diagnostics;
            assert!(
                found.iter().all(|one| one.code != code),
                "{code} is reported now: show it"
            );
        }
    }
}
