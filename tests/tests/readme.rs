//! What the README shows a stranger is true: its trail checks clean, its test passes, what it lists is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use trilha_model::TrailId;
use trilha_trail::diagnostic::{Lines, human};
use trilha_trail::{Known, Sources, VERBS, check, compile, trail_of};

fn repository() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the tests lie in it").to_owned()
}

fn readme() -> String {
    fs::read_to_string(repository().join("README.md")).expect("there is a README")
}

/// The fenced blocks of a language, in order, each with the paragraph before it.
fn blocks(text: &str, language: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut before = "";
    let mut open: Option<(&str, String)> = None;
    for line in text.lines() {
        match &mut open {
            Some((kind, block)) if line == "```" => {
                if *kind == language {
                    found.push((before.to_owned(), std::mem::take(block)));
                }
                open = None;
            }
            Some((_, block)) => block.extend([line, "\n"]),
            None => match line.strip_prefix("```") {
                Some(kind) => open = Some((kind, String::new())),
                None if !line.trim().is_empty() => before = line,
                None => {}
            },
        }
    }
    assert!(open.is_none(), "a block of the README is not closed");
    found
}

/// Its trails and tests as files, named as the README says or as their trail.
fn files() -> Sources {
    let mut sources = Sources::default();
    for (before, block) in blocks(&readme(), "yaml") {
        let first = block.lines().next().unwrap_or_default();
        let Some(id) = first.strip_prefix("trail: ") else {
            continue;
        };
        let named = before
            .split('`')
            .find(|word| word.strip_suffix(".yaml").is_some());
        let name = named.map_or_else(|| format!("{id}.yaml"), str::to_owned);
        let taken = sources.files.insert(name.clone(), block).is_some();
        assert!(!taken, "the README shows `{name}` twice");
    }
    sources
}

fn trails(sources: &Sources) -> Vec<TrailId> {
    let trails = sources.files.keys();
    trails.filter_map(|path| trail_of(path)).collect()
}

#[test]
fn its_trail_checks_clean() {
    let sources = files();
    let trails = trails(&sources);
    assert!(!trails.is_empty(), "the README shows no trail");
    for id in trails {
        let said = check(&sources, &id, &Known::default()).diagnostics;
        let lines = |file: &str| Lines::new(sources.files.get(file).map_or("", String::as_str));
        let said: String = said
            .iter()
            .map(|one| human(one, &lines(&one.file), false))
            .collect();
        assert!(said.is_empty(), "{said}");
    }
}

#[test]
fn its_test_passes() {
    let sources = files();
    for id in trails(&sources) {
        let path = format!("{id}.test.yaml");
        let text = sources.files.get(&path);
        let text = text.unwrap_or_else(|| panic!("the README shows no `{path}`"));
        let (suite, said) = trilha_talk::read(&path, text);
        let suite = suite.unwrap_or_else(|| panic!("{said:?}"));
        let (bundle, _) = compile(&sources, &id, &Known::default()).expect("it checks clean");
        let report = trilha_talk::run(&suite, &bundle.into());
        assert!(!report.tests.is_empty(), "`{path}` has no test");
        assert!(report.passed(), "{}", report.show(text, false));
    }
}

#[test]
fn it_names_every_kind_of_step_and_no_other() {
    let text = readme();
    let line = text
        .lines()
        .find(|line| line.starts_with("Kinds of steps"))
        .expect("the README lists the kinds of steps");
    let list = line.split_once('.').expect("the list ends").0;
    let named: BTreeSet<&str> = list.split('`').skip(1).step_by(2).collect();
    let known: BTreeSet<&str> = VERBS.iter().map(|verb| verb.name).collect();
    assert_eq!(named, known);
}

#[test]
fn its_commands_for_the_task_runner_are_there() {
    let main = repository().join("engine/xtask/src/main.rs");
    let main = fs::read_to_string(main).expect("the task runner is there");
    let text = readme();
    let tasks: BTreeSet<&str> = text
        .split("cargo xtask ")
        .skip(1)
        .map(|rest| {
            rest.split(|c: char| !c.is_ascii_lowercase())
                .next()
                .unwrap_or_default()
        })
        .collect();
    assert!(tasks.len() > 2, "{tasks:?}");
    for task in tasks {
        let arm = format!("\n        \"{task}\" => ");
        assert!(main.contains(&arm), "there is no `cargo xtask {task}`");
    }
}

/// Files and pictures that it links to.
#[test]
fn what_it_links_to_is_there() {
    let text = readme();
    let links: Vec<&str> = text
        .split("](")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(')')?.0))
        .filter(|link| !link.starts_with("http"))
        .collect();
    assert!(links.len() > 4, "{links:?}");
    for link in links {
        assert!(repository().join(link).exists(), "there is no {link}");
    }
}
