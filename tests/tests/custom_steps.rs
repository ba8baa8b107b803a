//! Custom steps: those that ship are whole, and the one that the engine's README shows does what it says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use trilha_talk::run_custom;
use trilha_trail::diagnostic::{Lines, human};
use trilha_trail::{Known, Sources, check, custom_of};

/// The files of the custom steps that ship, tests included.
fn shipped() -> Sources {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../flows/steps");
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(path).expect("there are some") {
        let path = entry.expect("a folder can be listed").path();
        let name = path.file_name().expect("files have names");
        let text = fs::read_to_string(&path).expect("files are text");
        files.insert(format!("steps/{}", name.to_string_lossy()), text);
    }
    Sources { files }
}

/// The fenced block after the line that names a file.
fn shown(file: &str, language: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/README.md");
    let text = fs::read_to_string(path).expect("there is a README");
    let (_, rest) = text
        .split_once(&format!("`{file}`:\n\n```{language}\n"))
        .unwrap_or_else(|| panic!("the README shows no `{file}`"));
    rest.split_once("```").expect("a block ends").0.to_owned()
}

#[test]
fn the_step_of_the_readme_passes_its_tests() {
    let step = shown("steps/shipping.rhai", "rhai");
    let tests = shown("steps/shipping.test.yaml", "yaml");
    let sources = Sources {
        files: [("steps/shipping.rhai".to_owned(), step)].into(),
    };
    let report =
        run_custom("steps/shipping.test.yaml", &tests, &sources).expect("it can be played");
    assert!(report.passed(), "{}", report.show(&tests, false));
    assert_eq!(report.tests.len(), 3);
}

#[test]
fn the_use_of_it_in_the_readme_checks_clean() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/README.md");
    let text = fs::read_to_string(path).expect("there is a README");
    let (_, rest) = text
        .split_once("```yaml\nshipping:\n")
        .expect("the README uses it");
    let used = rest
        .split_once("```")
        .expect("a block ends")
        .0
        .replace('\n', "\n  ");
    let trail = format!(
        "trail: shop\nvars: {{ total: {{ type: money }} }}\ndefaults: {{ error: pay }}\nsteps:\n  shipping:\n  {used}\n  gift: {{ say: Gift., next: pay }}\n  pay: {{ say: \"{{{{ shipping.price }}}}\", next: end }}\n"
    );
    let sources = Sources {
        files: [
            ("shop.yaml".to_owned(), trail),
            (
                "steps/shipping.rhai".to_owned(),
                shown("steps/shipping.rhai", "rhai"),
            ),
        ]
        .into(),
    };
    let said = check(&sources, &"shop".into(), &Known::default()).diagnostics;
    let text = |file: &str| sources.files.get(file).map_or("", String::as_str);
    let said: Vec<String> = said
        .iter()
        .map(|one| human(one, &Lines::new(text(&one.file)), false))
        .collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
}

/// In the languages of the trails that ship, with a test that takes each exit.
#[test]
fn those_that_ship_are_whole() {
    let sources = shipped();
    let customs = sources.customs();
    let files = sources.files.keys();
    let files = files.filter(|path| custom_of(path).is_some()).count();
    assert!(!customs.is_empty());
    assert_eq!(customs.len(), files, "one cannot be read");
    for custom in customs {
        for language in ["en", "pt-BR"] {
            assert!(!custom.title(language).is_empty(), "{}", custom.name);
            assert!(!custom.help(language).is_empty(), "{}", custom.name);
        }
        assert_ne!(custom.title("en"), custom.title("pt-BR"), "{}", custom.name);
        let path = format!("steps/{}.test.yaml", custom.name);
        let text = &sources.files[&path];
        let report = run_custom(&path, text, &sources).expect("it can be played");
        for way in &custom.exits {
            let taken = report
                .tests
                .iter()
                .flat_map(|test| &test.rows)
                .any(|row| row.who == "exit" && row.text == way.name);
            assert!(
                taken,
                "no test of `{}` leaves by `{}`",
                custom.name, way.name
            );
        }
    }
}

/// What fails says where, so that whoever wrote the test finds it.
#[test]
fn a_test_that_differs_fails_where_it_differs() {
    let step = shown("steps/shipping.rhai", "rhai");
    let sources = Sources {
        files: [("steps/shipping.rhai".to_owned(), step)].into(),
    };
    let play = |test: &str| {
        let text = format!("step: shipping\ntests:\n  - name: t\n    {test}\n");
        match run_custom("steps/shipping.test.yaml", &text, &sources) {
            Ok(report) => report.show(&text, false),
            Err(said) => said.into_iter().map(|one| one.message + "\n").collect(),
        }
    };
    let says = |test: &str, words: &str| {
        let shown = play(test);
        assert!(shown.contains(words), "{test}: {shown}");
    };
    says(
        "with: { total: 50 }\n    outputs: { price: 13 }",
        "`price` is 12.50",
    );
    says("with: { total: 50 }\n    exit: free", "it left by `next`");
    says(
        "with: { total: 50 }\n    outputs: { cost: 1 }",
        "it has no output `cost`",
    );
    says("with: {}", "it failed: `shipping` needs its input `total`");
    says(
        "with: { total: 50 }\n    error: no",
        "it did not fail, it left by `next`",
    );
    says("with: {}\n    error: other", "it failed otherwise");
    says(
        "with: { total: 50 }\n    leaves: free",
        "`leaves` means nothing in a test of a custom step",
    );
    says("with: 3", "expected a map, found integer");
    says("given: { now: soon }", "this is not a moment");
}
