//! Texts: trails, tests of trails, expressions and scripts.

use crate::drive::{Marks, drive, texts};
use trilha_model::{Map, Value};
use trilha_script::{Clock, Host, Library, Limits};
use trilha_trail::{Known, Sources, check, compile};

const FOLDERS: [&str; 4] = [
    "flows",
    "tests/cases",
    "tests/diagnostics",
    "tests/reference",
];

#[test]
fn yaml() {
    drive("yaml", texts(&FOLDERS, ".yaml"), |bytes, marks| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        tests_of_trails(&text, marks);
        let id = named(&text);
        let sources = Sources {
            files: [(format!("{id}.yaml"), text)].into(),
        };
        let checked = check(&sources, &id.as_str().into(), &Known::default());
        for said in &checked.diagnostics {
            marks.note((said.code, said.message.len() / 64));
        }
        if let Some(trail) = &checked.trail {
            for step in &trail.steps {
                marks.note((step.verb().name, step.exits().len()));
            }
        }
        let compiled = compile(&sources, &id.as_str().into(), &Known::default());
        let clean = !checked
            .diagnostics
            .iter()
            .any(trilha_trail::Diagnostic::is_error);
        assert_eq!(
            compiled.is_ok(),
            clean && checked.trail.is_some(),
            "checking and compiling agree"
        );
    });
}

/// The id a text gives its trail, so that it is in the right file.
fn named(text: &str) -> String {
    let line = text.lines().find_map(|line| line.strip_prefix("trail:"));
    let id = line.map(str::trim).unwrap_or_default();
    let plain = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if plain { id } else { "t" }.to_owned()
}

fn tests_of_trails(text: &str, marks: &mut Marks) {
    let (suite, said) = trilha_talk::read("t.test.yaml", text);
    marks.note(suite.map(|suite| suite.cases.len()));
    for one in said {
        marks.note(("test", one.code));
    }
}

#[test]
fn expressions() {
    let host = Host::new(Limits {
        operations: 2_000,
        ..Limits::default()
    });
    let names = Map::from([
        ("a".into(), Value::Int(7)),
        ("b".into(), Value::text("text")),
        (
            "c".into(),
            Value::List(vec![Value::Null, Value::Bool(true)]),
        ),
        ("answer".into(), Value::Float(0.5)),
    ]);
    let mut seeds = texts(
        &[
            "flows/scripts",
            "tests/reference/scripts",
            "tests/cases/scripts",
        ],
        ".rhai",
    );
    let known = [
        "a + 1",
        "b.len() > 2 && !c[1]",
        "if a > 3 { \"x\" } else { b }",
        "`t${a}`",
        "a in [1, 2]",
        "#{ k: a, l: [b] }.k",
        "answer * 2.0",
        "c?.x ?? 1",
        "let x = a; x += 1; x",
        "for i in 0..3 { a += i; } exit(\"next\")",
        "b.to_upper()",
        "switch a { 1 => 2, _ => 3 }",
    ];
    seeds.extend(known.map(|source| source.as_bytes().to_vec()));
    drive("expressions", seeds, |bytes, marks| {
        let source = String::from_utf8_lossy(bytes).into_owned();
        match host.expression(&source) {
            Ok(expression) => {
                let value = host.eval(&expression, &names, Clock::default());
                marks.note(told(value.map(|value| value.kind())));
            }
            Err(error) => marks.note(("syntax", error.message.len())),
        }
        if let Ok(script) = host.script(&source) {
            let ran = host.run(&script, &names, &Library::default(), Clock::default());
            marks.note(("script", told(ran.map(|ran| ran.changed.len()))));
        }
        if let Ok(library) = host.library(&[("f".into(), source)]) {
            for function in library.functions() {
                let arguments = function.parameters.iter().map(|_| Value::Int(1)).collect();
                let called = host.call(&library, "f", &function.name, arguments, Clock::default());
                marks.note(("call", told(called.map(|_| ()))));
            }
        }
    });
}

fn told<T>(
    ran: Result<T, trilha_script::Failure>,
) -> Result<T, (std::mem::Discriminant<trilha_script::Kind>, usize)> {
    ran.map_err(|failure| {
        (
            std::mem::discriminant(&failure.kind),
            failure.message.len() / 8,
        )
    })
}
