//! Broken trails, and what their authors are told, word for word: `diagnostics/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use trilha_model::TrailId;
use trilha_trail::diagnostic::{Code, Lines, human};
use trilha_trail::{Diagnostic, Known, KnownInbox, Sources, check};

/// Codes no known text brings about: two readers of YAML would have to disagree.
const NEVER_SEEN: [Code; 1] = [Code::YAML_NOT_FOLLOWED];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("diagnostics")
}

fn files(folder: &Path, before: &str, ending: &str) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("a folder can be listed").path());
    paths
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .map(|path| {
            let name = path
                .file_name()
                .expect("a file has a name")
                .to_string_lossy();
            let text = fs::read_to_string(&path).expect("files are text");
            (format!("{before}{name}"), text)
        })
        .collect()
}

/// A fixture with what lies beside it, checked.
fn said(name: &str, text: &str) -> (Sources, Vec<Diagnostic>) {
    let beside = folder().join("beside");
    let mut all = files(&beside, "", "yaml");
    all.extend(files(&beside.join("scripts"), "scripts/", "rhai"));
    all.extend(files(&beside.join("steps"), "steps/", "rhai"));
    for (path, text) in [
        (
            "knowledge/orders/returns.md",
            "# Returns\n\nWithin 30 days.\n".to_owned(),
        ),
        ("knowledge/blank/blank.md", "\n".to_owned()),
        (
            "knowledge/library/all.md",
            "word ".repeat(trilha_trail::KNOWLEDGE_BYTES / 4),
        ),
    ] {
        all.insert(path.to_owned(), text);
    }
    all.insert(name.to_owned(), text.to_owned());
    let sources = Sources { files: all };
    let names = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
    let known = Known {
        queues: Some([("support".into(), 2), ("night".into(), 0)].into()),
        env: names(&["BRAND"]),
        secrets: names(&["SHOP_TOKEN"]),
        inboxes: Some([("site".into(), KnownInbox::default())].into()),
        calendars: names(&["shop"]),
        skills: names(&["english"]),
        teams: Some(["sales".into()].into()),
        ..Known::default()
    };
    let id = TrailId::from(name.strip_suffix(".yaml").expect("a fixture is YAML"));
    let found = check(&sources, &id, &known).diagnostics;
    (sources, found)
}

fn shown(name: &str, text: &str) -> String {
    let (sources, found) = said(name, text);
    let file = |one: &Diagnostic| sources.files.get(one.file.as_str());
    let shown: Vec<String> = found
        .iter()
        .map(|one| {
            human(
                one,
                &Lines::new(file(one).map_or("", String::as_str)),
                false,
            )
        })
        .collect();
    shown.join("\n")
}

#[test]
fn each_is_said_as_a_person_would_want_it() {
    for (name, text) in files(&folder(), "", "yaml") {
        let shown = shown(&name, &text);
        assert!(!shown.is_empty(), "{name} is not broken");
        insta::with_settings!({
            snapshot_path => folder(),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(name.strip_suffix(".yaml").unwrap(), shown);
        });
    }
}

#[test]
fn every_code_has_a_fixture() {
    let mut seen = BTreeSet::new();
    for (name, text) in files(&folder(), "", "yaml") {
        seen.extend(said(&name, &text).1.into_iter().map(|one| one.code));
    }
    let all = Code::ALL.iter().copied();
    let missing: Vec<Code> = all.filter(|code| !seen.contains(code)).collect();
    assert_eq!(missing, NEVER_SEEN, "codes without a fixture");
}

/// A line without a full stop, a help that says what to do, a place within the file.
#[test]
fn each_is_well_formed() {
    for (name, text) in files(&folder(), "", "yaml") {
        let (sources, found) = said(&name, &text);
        for one in found {
            let text = &sources.files[one.file.as_str()];
            let start: Vec<char> = one.message.chars().take(2).collect();
            let sentence = start.first().is_some_and(|first| first.is_uppercase())
                && start.last().is_some_and(|second| second.is_lowercase());
            assert!(!sentence, "{name}: {}", one.message);
            assert!(!one.message.ends_with('.'), "{name}: {}", one.message);
            let says_it_all = [
                Code::WRONG_SHAPE,
                Code::EXPRESSION_ERROR,
                Code::SCRIPT_ERROR,
            ];
            let helps = one.help.is_some() || says_it_all.contains(&one.code);
            assert!(helps, "{name}: no help: {}", one.message);
            assert!(one.span.end <= text.len(), "{name}: {:?}", one.span);
            assert!(
                text.get(one.span.start..one.span.end).is_some(),
                "{name}: {:?}",
                one.span
            );
        }
    }
}
