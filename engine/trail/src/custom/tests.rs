//! What a custom step declares, what a bundle has of it, and how it fails.

use crate::{Custom, Known, Sources, check, compile};
use trilha_model::{Map, Timestamp, Value};
use trilha_script::Host;

const STEP: &str = "\
//! title: { en: Points, pt-BR: Pontos }
//! help: Counts points.
//! icon: star
//! inputs:
//!   total: { type: money, required: true, help: What was paid. }
//!   name: { type: text, personal: true }
//!   level: { type: text, choices: [silver, gold], value: silver }
//! outputs:
//!   points: { type: integer }
//! exits:
//!   gold:
fn half(n) {
    n.gone
}
if level == \"gold\" { exit(\"gold\", #{ points: 2 }) }
if name == \"half\" { half(total) }
#{ points: 1 }
";

const TRAIL: &str = "\
trail: t
steps:
  a: { use: points, with: { total: 1 }, exits: { gold: end }, error: end, next: end }
";

fn sources(step: &str, trail: &str) -> Sources {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let files = [
        file("steps/points.rhai", step),
        file("steps/other.rhai", "//! title: Other\n1\n"),
        file("t.yaml", trail),
    ];
    Sources {
        files: files.into(),
    }
}

fn custom() -> Custom {
    let (custom, said) = Custom::read(&Host::default(), "steps/points.rhai", STEP);
    assert!(said.is_empty(), "{said:?}");
    custom.unwrap()
}

fn given<const N: usize>(entries: [(&str, Value); N]) -> Map {
    entries.into_iter().map(|(k, v)| (k.into(), v)).collect()
}

fn play<const N: usize>(entries: [(&str, Value); N]) -> Result<(String, Map), String> {
    let done = custom().play(&given(entries), Timestamp(0), 1)?;
    Ok((done.exit.to_string(), done.outputs))
}

#[test]
fn a_palette_and_a_form_find_what_they_need() {
    let custom = custom();
    assert_eq!(custom.title("pt"), "Pontos");
    assert_eq!(custom.title("fr"), "Points");
    assert_eq!(custom.help("pt"), "Counts points.");
    assert_eq!(custom.icon, "star");
    let shapes: Vec<String> = custom
        .inputs
        .iter()
        .map(|input| format!("{} {}", input.name, input.shape().describe()))
        .collect();
    assert_eq!(shapes, ["total text", "name text", "level text"]);
    assert_eq!(custom.example(), "use: points\nwith:\n  total: 0\n");
    let listed = sources(STEP, TRAIL).customs();
    let names: Vec<&str> = listed.iter().map(|custom| custom.name.as_str()).collect();
    assert_eq!(names, ["other", "points"]);
}

#[test]
fn its_example_checks_clean() {
    let example = custom().example().replace('\n', "\n    ");
    let trail = format!("trail: t\nsteps:\n  a:\n    {example}error: end\n    next: end\n");
    let said = check(&sources(STEP, &trail), &"t".into(), &Known::default()).diagnostics;
    assert!(said.iter().all(|said| !said.is_error()), "{said:?}");
}

#[test]
fn its_schema_names_inputs_and_exits() {
    let schema = custom().schema("en");
    assert_eq!(schema["properties"]["use"]["const"], "points");
    assert_eq!(schema["properties"]["with"]["required"][0], "total");
    let total = &schema["properties"]["with"]["properties"]["total"];
    assert_eq!(total["anyOf"][0]["type"], "number");
    assert_eq!(total["description"], "What was paid.");
    let level = &schema["properties"]["with"]["properties"]["level"];
    assert_eq!(level["anyOf"][0]["enum"][1], "gold");
    assert!(schema["properties"]["exits"]["properties"]["gold"].is_object());
    assert_eq!(schema["required"][1], "with");
}

#[test]
fn a_bundle_holds_the_steps_it_uses_and_its_name_covers_them() {
    let bundle = |step: &str| {
        compile(&sources(step, TRAIL), &"t".into(), &Known::default())
            .unwrap()
            .0
    };
    let one = bundle(STEP);
    let names: Vec<&str> = one.customs().map(|custom| custom.name.as_str()).collect();
    assert_eq!(names, ["points"]);
    let files: Vec<&str> = one.files.keys().map(String::as_str).collect();
    assert_eq!(files, ["steps/points.rhai", "t.yaml"]);
    assert_ne!(
        one.hash,
        bundle(&STEP.replace("points: 1", "points: 3")).hash
    );
    let again = Sources {
        files: one.files.clone(),
    };
    let again = compile(&again, &"t".into(), &Known::default()).unwrap().0;
    assert_eq!(again.hash, one.hash);
}

#[test]
fn it_gives_its_outputs_or_a_sentence() {
    let points = |n: i64| given([("points", Value::Int(n))]);
    assert_eq!(
        play([("total", Value::Float(1.5))]),
        Ok(("next".into(), points(1)))
    );
    let gold = [("total", Value::Int(1)), ("level", "gold".into())];
    assert_eq!(play(gold), Ok(("gold".into(), points(2))));
    let says = |result: Result<_, String>, words: &str| {
        let error = result.expect_err(words);
        assert!(error.contains(words), "{error}");
    };
    says(play([]), "`points` needs its input `total`");
    says(
        play([("total", "x".into())]),
        "the input `total` takes money, this is text",
    );
    says(
        play([("total", Value::Int(1)), ("level", "lead".into())]),
        "is one of silver, gold",
    );
    says(
        play([("total", Value::Int(1)), ("totals", Value::Null)]),
        "has no input `totals`",
    );
}

#[test]
fn a_failure_names_file_line_function_and_inputs() {
    let failed = play([("total", Value::Int(7)), ("name", "half".into())]).unwrap_err();
    assert!(
        failed.contains("steps/points.rhai:13, in `half`"),
        "{failed}"
    );
    assert!(failed.contains("total = 7"), "{failed}");
    assert!(failed.contains("name = …"), "{failed}");
    assert!(!failed.contains("name = \"half\""), "{failed}");
}

#[test]
fn a_header_may_have_windows_line_ends() {
    let text = STEP.replace('\n', "\r\n");
    let (custom, said) = Custom::read(&Host::default(), "steps/points.rhai", &text);
    assert!(said.is_empty(), "{said:?}");
    assert_eq!(custom.unwrap().inputs.len(), 3);
}

#[test]
fn an_amount_is_a_decimal_whichever_way_it_comes_in_or_out() {
    let step = "\
//! title: Share
//! inputs:
//!   total: { type: money, value: 10.5 }
//!   by: { type: money, value: 4 }
//!   fee: { type: money, value: \"1.10\" }
//! outputs: { each: { type: money }, whole: { type: money } }
#{ each: total / by, whole: 5 + fee + money(\"0.9\") }
";
    let (custom, said) = Custom::read(&Host::default(), "steps/share.rhai", step);
    assert!(said.is_empty(), "{said:?}");
    let custom = custom.unwrap();
    let play = |given: Map| custom.play(&given, Timestamp(0), 1).unwrap().outputs;
    let amount = |text: &str| Value::Decimal(text.parse().unwrap());
    assert_eq!(play(Map::new())["each"], amount("2.625"));
    let out = play(given([("total", Value::Int(10))]));
    assert_eq!(out["each"], amount("2.5"));
    assert_eq!(out["whole"], amount("7"));
}

#[test]
fn a_first_value_that_would_fail_is_told() {
    for (input, words) in [
        ("{ type: date, value: 2026-02-30 }", "takes a date"),
        (
            "{ choices: [near, far], value: abroad }",
            "`abroad` is none of the choices of `x`",
        ),
        (
            "{ type: money, value: much }",
            "`x` takes money, this is text",
        ),
    ] {
        let step = format!("//! title: X\n//! inputs: {{ x: {input} }}\nx\n");
        let (_, said) = Custom::read(&Host::default(), "steps/x.rhai", &step);
        let told: Vec<&str> = said.iter().map(|said| said.message.as_str()).collect();
        assert!(
            told.len() == 1 && told[0].contains(words),
            "{input}: {told:?}"
        );
    }
}
