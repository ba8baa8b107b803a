//! What inline scripts and libraries do: exits, changed variables, files, time and chance.

use smol_str::SmolStr;
use trilha_model::{Map, Timestamp, Value};
use trilha_script::{Clock, Failure, Host, Kind, Library, Outcome, Script};

fn names<const N: usize>(entries: [(&str, Value); N]) -> Map {
    entries.into_iter().map(|(k, v)| (k.into(), v)).collect()
}

fn world() -> Map {
    names([
        ("count", Value::Int(1)),
        ("name", Value::text("Ana")),
        ("tags", Value::List(vec![Value::text("a")])),
        ("order", Value::Map(names([("id", Value::Int(9))]))),
        ("empty", Value::Null),
    ])
}

const CLOCK: Clock = Clock {
    now: Timestamp(1_795_179_600_000),
    seed: 7,
};

fn compiled(source: &str) -> Script {
    Host::default()
        .script(source)
        .unwrap_or_else(|error| panic!("{source}: {error}"))
}

fn library<const N: usize>(files: [(&str, &str); N]) -> Library {
    let files: Vec<(SmolStr, String)> = files
        .into_iter()
        .map(|(name, source)| (name.into(), source.into()))
        .collect();
    Host::default()
        .library(&files)
        .unwrap_or_else(|(file, error)| panic!("{file}: {error}"))
}

fn run_with(source: &str, library: &Library) -> Result<Outcome, Failure> {
    Host::default().run(&compiled(source), &world(), library, CLOCK)
}

fn run(source: &str) -> Result<Outcome, Failure> {
    run_with(source, &Library::default())
}

fn value(source: &str) -> Value {
    run(source)
        .unwrap_or_else(|error| panic!("{source}: {error}"))
        .value
}

fn changed(source: &str) -> Vec<(String, Value)> {
    let outcome = run(source).unwrap_or_else(|error| panic!("{source}: {error}"));
    outcome
        .changed
        .into_iter()
        .map(|(k, v)| (k.to_string(), v))
        .collect()
}

#[track_caller]
fn kind(source: &str) -> Kind {
    run(source).expect_err(source).kind
}

#[test]
fn the_last_value_is_the_result() {
    assert_eq!(value("let x = 2; x * 3"), Value::Int(6));
    assert_eq!(value("let x = 2;"), Value::Null);
    assert_eq!(
        value("if count == 1 { return \"one\"; } \"many\""),
        Value::text("one")
    );
    assert_eq!(value("fn twice(n) { n * 2 } twice(count)"), Value::Int(2));
}

#[test]
fn an_exit_is_chosen_as_the_last_value() {
    let outcome =
        run("if count > 0 { exit(\"late\", count + 1) } else { exit(\"fine\") }").unwrap();
    assert_eq!(
        (outcome.exit.as_deref(), outcome.value),
        (Some("late"), Value::Int(2))
    );
    let outcome = run("return exit(\"fine\");").unwrap();
    assert_eq!(
        (outcome.exit.as_deref(), outcome.value),
        (Some("fine"), Value::Null)
    );
    let outcome = run("exit(\"fine\"); 3").unwrap();
    assert_eq!(
        (outcome.exit.as_deref(), outcome.value),
        (Some("fine"), Value::Null)
    );
    let script = compiled("if count > 0 { exit(\"late\", 1) } else { exit(\"fine\") }");
    assert_eq!(script.exits(), ["fine", "late"]);
}

#[test]
fn only_variables_that_changed_come_back() {
    assert_eq!(
        changed("count = 2; name = \"Ana\"; count"),
        [("count".into(), Value::Int(2))]
    );
    assert_eq!(changed("count += 1; count -= 1;"), []);
    assert_eq!(changed("let count = 5; count = 6;"), []);
    assert_eq!(
        changed("if true { let count = 5; count = 6; } count = 7"),
        [("count".into(), Value::Int(7))]
    );
    assert_eq!(
        changed("tags.push(\"b\")"),
        [(
            "tags".into(),
            Value::List(vec![Value::text("a"), Value::text("b")])
        )]
    );
    assert_eq!(
        changed("order.id = 10; order.new = true;"),
        [(
            "order".into(),
            Value::Map(names([("id", Value::Int(10)), ("new", Value::Bool(true))]))
        )]
    );
    assert_eq!(
        changed("empty = #{ a: 1 };"),
        [("empty".into(), Value::Map(names([("a", Value::Int(1))])))]
    );
    assert_eq!(
        changed("let add = || count += 4; add.call();"),
        [("count".into(), Value::Int(5))]
    );
    assert_eq!(changed("name.len()"), []);
}

#[test]
fn assigning_an_unknown_name_is_an_error() {
    assert_eq!(kind("unknown = 1"), Kind::Missing);
    assert_eq!(compiled("unknown = count").assigns(), ["unknown"]);
    assert_eq!(compiled("unknown = count").reads(), ["unknown", "count"]);
}

#[test]
fn a_thrown_value_is_the_message() {
    let failure = run("throw \"no stock\"").unwrap_err();
    assert_eq!(
        (failure.kind, failure.message.as_str()),
        (Kind::Thrown, "no stock")
    );
    assert_eq!(value("try { throw 1 } catch (e) { e + 1 }"), Value::Null);
    assert_eq!(
        value("let x = 0; try { throw 1 } catch (e) { x = e + 1; } x"),
        Value::Int(2)
    );
}

#[test]
fn a_failure_in_a_function_names_it_and_its_place() {
    let failure = run("fn f(n) {\n  n.gone\n}\nf(#{})").unwrap_err();
    assert_eq!(failure.message, "there is no property `gone`");
    assert_eq!(failure.function.as_deref(), Some("f"));
    assert_eq!((failure.line, failure.column), (2, 5));
}

#[test]
fn reads_are_the_free_names_in_order_of_use() {
    let cases: [(&str, &[&str]); 20] = [
        ("a + b + a", &["a", "b"]),
        ("let a = b; a", &["b"]),
        ("let a = a; a", &["a"]),
        ("{ let a = 1; } a", &["a"]),
        ("for i in items { i + j }", &["items", "j"]),
        ("for (i, n) in items { i + n } n", &["items", "n"]),
        ("items.map(|x| x + y)", &["items", "y"]),
        ("let y = 1; items.filter(|x| x > y)", &["items"]),
        ("fn f(x) { x + hidden } f(a)", &["a"]),
        ("try { a } catch (e) { e + b } e", &["a", "b", "e"]),
        ("a.b.c[d].e(f)", &["a", "d", "f"]),
        ("`x ${a} y ${b.c}`", &["a", "b"]),
        ("#{ k: a, l: [b] }", &["a", "b"]),
        (
            "switch a { 1 if b => c, 2..5 => d, _ => e }",
            &["a", "b", "c", "d", "e"],
        ),
        (
            "while a { if b { break c } else { return d } }",
            &["a", "b", "c", "d"],
        ),
        ("do { a } until b", &["a", "b"]),
        ("a ?? b && c || !d", &["a", "b", "c", "d"]),
        ("a = 1; b.c = 2; d[0] += e", &["a", "b", "d", "e"]),
        ("a in b; a?.c?.d", &["b", "a"]),
        ("const A = b; A; throw c", &["b", "c"]),
    ];
    for (source, reads) in cases {
        let mut found: Vec<_> = compiled(source).reads().to_vec();
        let mut wanted: Vec<SmolStr> = reads.iter().map(SmolStr::new).collect();
        if source.starts_with("switch") || source.contains("&&") {
            found.sort();
            wanted.sort();
        }
        assert_eq!(found, wanted, "{source}");
    }
}

#[test]
fn a_script_is_asked_only_for_what_it_reads() {
    struct Strict;
    impl trilha_script::Names for Strict {
        fn get(&self, name: &str) -> Option<Value> {
            assert_eq!(name, "wanted");
            Some(Value::Int(1))
        }
    }
    let host = Host::default();
    let script = host.script("let other = 2; wanted + other").unwrap();
    let outcome = host
        .run(&script, &Strict, &Library::default(), CLOCK)
        .unwrap();
    assert_eq!(outcome.value, Value::Int(3));
}

const LUHN: &str = "
/// The check digit of a number.
/// By Luhn.
fn check(text) { 10 - text.len() }
fn route(text) { if text == \"\" { exit(\"empty\") } else { exit(\"full\", text) } }
private fn hidden() { 1 }
fn other() { hidden() + plus_one(1) }
";

#[test]
fn a_library_lists_its_functions() {
    let library = library([("luhn", LUHN), ("more", "fn plus_one(n) { n + 1 }")]);
    let listed: Vec<String> = library
        .functions()
        .iter()
        .map(|f| {
            format!(
                "{}/{}/{} {:?} {:?}",
                f.file,
                f.name,
                f.parameters.len(),
                f.doc,
                f.exits
            )
        })
        .collect();
    assert_eq!(
        listed,
        [
            r#"luhn/check/1 "The check digit of a number.\nBy Luhn." []"#,
            r#"luhn/hidden/0 "" []"#,
            r#"luhn/other/0 "" []"#,
            r#"luhn/route/1 "" ["empty", "full"]"#,
            r#"more/plus_one/1 "" []"#,
        ]
    );
    assert!(library.function("luhn", "check", 1).is_some());
    assert!(library.function("luhn", "check", 2).is_none());
}

#[test]
fn a_function_is_called_by_file_and_name() {
    let library = library([("luhn", LUHN), ("more", "fn plus_one(n) { n + 1 }")]);
    let call = |file: &str, name: &str, arguments: Vec<Value>| {
        Host::default().call(&library, file, name, arguments, CLOCK)
    };
    assert_eq!(
        call("luhn", "check", vec![Value::text("123")])
            .unwrap()
            .value,
        Value::Int(7)
    );
    assert_eq!(call("luhn", "other", vec![]).unwrap().value, Value::Int(3));
    let outcome = call("luhn", "route", vec![Value::text("x")]).unwrap();
    assert_eq!(
        (outcome.exit.as_deref(), outcome.value),
        (Some("full"), Value::text("x"))
    );
    for (file, name, arguments) in [
        ("gone", "check", vec![]),
        ("luhn", "gone", vec![]),
        ("luhn", "check", vec![]),
    ] {
        assert_eq!(call(file, name, arguments).unwrap_err().kind, Kind::Missing);
    }
}

#[test]
fn the_files_of_a_library_are_one_namespace() {
    let library = library([
        ("a", "fn f() { 1 } fn g() { f() + [1].map(|x| x).len() }"),
        ("b", "fn f(x) { 2 } fn h() { g() + [1].map(|x| x).len() }"),
    ]);
    assert_eq!(
        run_with("g() + h() + f(1)", &library).unwrap().value,
        Value::Int(7)
    );
    let files = [
        ("a".into(), "fn f() {}".into()),
        ("b".into(), "fn g() {}\n fn f() {}".into()),
    ];
    let (file, error) = Host::default().library(&files).unwrap_err();
    assert_eq!((file.as_str(), error.line), ("b", 2));
    assert!(error.message.contains("in `a` already"), "{error}");
}

#[test]
fn a_library_holds_functions_only_and_says_which_file_is_wrong() {
    let host = Host::default();
    let fails = |source: &str| {
        let files = [
            ("fine".into(), "fn f() {}".into()),
            ("bad".into(), source.into()),
        ];
        host.library(&files).expect_err(source)
    };
    let (file, error) = fails("fn f() {}\nlet x = 1;");
    assert_eq!((file.as_str(), error.line), ("bad", 2));
    assert_eq!(fails("fn f( {").0, "bad");
    assert_eq!(fails("fn exit(x) { x }").0, "bad");
}

#[test]
fn time_and_chance_are_those_of_the_clock() {
    assert_eq!(value("now()"), Value::text("2026-11-20T13:00:00Z"));
    assert_eq!(value("today(\"-13:30\")"), Value::text("2026-11-19"));
    let draws = "let out = []; for i in 0..20 { out.push(random(1000)); } out";
    assert_eq!(value(draws), value(draws));
    let Value::List(numbers) = value(draws) else {
        panic!("a list")
    };
    assert!(numbers.iter().any(|n| *n != numbers[0]));
    assert!(numbers.iter().all(|n| matches!(n, Value::Int(0..1000))));
    let library = library([("t", "fn when() { now() } fn pick() { random(1000000) }")]);
    assert_eq!(run_with("when()", &library).unwrap().value, value("now()"));
    let pick = |seed| {
        Host::default()
            .call(&library, "t", "pick", vec![], Clock { seed, ..CLOCK })
            .unwrap()
            .value
    };
    assert_eq!(pick(1), pick(1));
    assert_ne!(pick(1), pick(2));
    assert_eq!(kind("random(0)"), Kind::Type);
}

#[test]
fn compiling_and_running_is_the_same_on_every_host() {
    let source = "let out = []; for (v, k) in #{ b: 1, a: 2, c: 3 }.values() { out.push(v * k); } out.map(|x| x + count)";
    let first = run(source).unwrap();
    for _ in 0..3 {
        assert_eq!(
            Host::default().run(&compiled(source), &world(), &Library::default(), CLOCK),
            Ok(first.clone())
        );
    }
    assert_eq!(
        rhai::config::hashing::get_hashing_seed(),
        &Some([7, 11, 13, 17])
    );
}

#[test]
fn sorting_is_stable_fails_with_its_comparison_and_survives_one_without_order() {
    let ints = |items: &[i64]| Value::List(items.iter().copied().map(Value::Int).collect());
    assert_eq!(value("let l = [3, 1, 2]; l.sort(); l"), ints(&[1, 2, 3]));
    assert_eq!(value("[3, 1, 2].order_desc()"), ints(&[3, 2, 1]));
    assert_eq!(
        value("[23, 11, 21, 13].order(|a, b| a % 10 - b % 10)"),
        ints(&[11, 21, 23, 13])
    );
    assert_eq!(value("[3, 1, 2].order_by(|a, b| a > b)"), ints(&[3, 2, 1]));
    assert_eq!(kind("[1, \"a\"].order()"), Kind::Type);
    assert_eq!(kind("[1, 2].order(|a, b| \"x\")"), Kind::Type);
    assert_eq!(kind("[1, 2].order(|a, b| a.gone)"), Kind::Missing);
    let noise = "let l = []; for i in 0..200 { l.push(i * 7919 % 211); } l.sort(|a, b| random(3) - 1); l.len()";
    assert_eq!(value(noise), Value::Int(200));
    let nan = "let l = []; for i in 0..100 { l.push(if i % 3 == 0 { 0.0 / 0.0 } else { 1.0 * i }); } l.sort(); l.len()";
    assert_eq!(value(nan), Value::Int(100));
}

#[test]
fn an_exit_ends_the_script_wherever_it_is_chosen() {
    let left = |source: &str| run(source).unwrap().exit.map(|exit| exit.to_string());
    let late = Some("late".to_owned());
    assert_eq!(left("fn f() { exit(\"late\"); } f(); 3"), late);
    assert_eq!(left("[1, 2].map(|n| exit(\"late\")); 3"), late);
    assert_eq!(left("let x = exit(\"late\"); x"), late);
    assert_eq!(left("try { exit(\"late\") } catch { 3 }"), late);
    assert_eq!(
        left("while true { if count > 0 { exit(\"late\"); } }"),
        late
    );
    assert_eq!(
        changed("count = 2; exit(\"late\"); count = 3;"),
        [("count".into(), Value::Int(2))]
    );
}

fn failed(library: &Library, file: &str, function: &str) -> Failure {
    let arguments = vec![Value::text("Ana")];
    Host::default()
        .call(library, file, function, arguments, CLOCK)
        .expect_err(function)
}

#[test]
fn a_failure_names_its_file_line_and_function() {
    let library = library([
        (
            "a",
            "fn up(x) {\n  beside(x)\n}\nfn beside(x, y) { x?.gone }\nfn own(x) {\n  let y = x;\n\n\n  y.gone\n}",
        ),
        (
            "b",
            "// a line\n\n\nfn beside(x) { #{}?.a; x.gone }\nfn every(x) {\n  [x].map(|y| {\n    y.gone\n  })\n}\nfn long(x) { loop {} }",
        ),
    ]);
    let place = |failure: Failure| {
        let function = failure.function.unwrap();
        let file = failure.file.map(|file| file.to_string());
        (file, function.to_string(), failure.line, failure.column)
    };
    let at = |file: &str, function: &str, line: usize, column: usize| {
        (Some(file.to_owned()), function.to_owned(), line, column)
    };
    assert_eq!(place(failed(&library, "a", "up")), at("b", "beside", 4, 26));
    assert_eq!(place(failed(&library, "a", "own")), at("a", "own", 9, 5));
    assert_eq!(
        place(failed(&library, "b", "every")),
        at("b", "every", 7, 7)
    );
    assert_eq!(place(failed(&library, "b", "long")), at("b", "long", 0, 0));
    let failure = run_with("let x = 1;\nup(name)", &library).unwrap_err();
    assert_eq!(place(failure), at("b", "beside", 4, 26));
    let own = run_with("fn up(x) {\n x.gone }\nup(name)", &library).unwrap_err();
    assert_eq!((own.file, own.line), (None, 2));
}

#[test]
fn a_report_shows_what_the_code_had_but_nothing_personal() {
    let personal = |name: &str| name == "name";
    let failure = run("count += 1;\nlet all = [name, order.id, count];\nall.gone").unwrap_err();
    assert_eq!(
        failure.report("the script", &personal),
        "there is no property `gone` on this value (the script:3; count = 2, name = …, order = {\"id\": 9})"
    );
    let library = library([("a", "fn own(order) { order.gone }")]);
    assert_eq!(
        failed(&library, "a", "own").report("", &personal),
        "there is no property `gone` on this value (scripts/a.rhai:1, in `own`; order = \"Ana\")"
    );
    let long = "x".repeat(100);
    let names = names([("long", Value::text(&long))]);
    let script = compiled("long.gone");
    let failure = Host::default()
        .run(&script, &names, &Library::default(), CLOCK)
        .unwrap_err();
    let shown = failure.report("here", &personal);
    assert!(
        shown.ends_with(&format!("long = \"{}…)", "x".repeat(38))),
        "{shown}"
    );
}
