//! Every limit is reached as a failure, and nothing grows past it.

use trilha_model::{LimitName, Map, Value};
use trilha_script::{Clock, Failure, Host, Kind, Library, Limits, Outcome};

fn run(source: &str) -> Result<Outcome, Failure> {
    let host = Host::default();
    let script = host
        .script(source)
        .unwrap_or_else(|error| panic!("{source}: {error}"));
    host.run(&script, &Map::new(), &Library::default(), Clock::default())
}

#[track_caller]
fn limited(source: &str) {
    let failure = run(source).expect_err(source);
    assert!(
        matches!(failure.kind, Kind::Limit(_)),
        "{source}: {failure}"
    );
}

#[test]
fn what_was_reached_is_named_also_where_it_was_set_lower() {
    let mut all = trilha_model::Limits::default();
    for (limit, most, source) in [
        (LimitName::ScriptSteps, 50, "for i in 0..100 { }"),
        (
            LimitName::ScriptDepth,
            2,
            "fn f(n) { if n == 0 { 0 } else { f(n - 1) } } f(5)",
        ),
        (LimitName::ScriptText, 10, "let t = \"twelve\"; t + t"),
        (LimitName::ScriptList, 3, "let l = [1, 2]; l + l"),
        (
            LimitName::ScriptMap,
            2,
            "let m = #{ a: 1, b: 2 }; m.c = 3; m",
        ),
        (
            LimitName::ScriptVariables,
            2,
            "let a = 1; let b = 2; let c = 3; a + b + c",
        ),
        (LimitName::VariableBytes, 5, "[1, 2, 3]"),
        (LimitName::Levels, 1, "[[1]]"),
    ] {
        let before = all;
        all.lower(limit, most).unwrap();
        let host = Host::new(Limits::from(&all));
        let script = host.script(source).unwrap();
        let ran =
            |host: &Host| host.run(&script, &Map::new(), &Library::default(), Clock::default());
        assert!(ran(&Host::default()).is_ok(), "{limit}: {source}");
        assert_eq!(
            ran(&host).expect_err(source).kind,
            Kind::Limit(limit),
            "{source}"
        );
        all = before;
    }
}

#[test]
fn sources_larger_than_was_allowed_do_not_compile() {
    for (limit, most, source) in [
        (LimitName::ScriptSource, 10, "1 + 2 + 3 + 4"),
        (LimitName::ScriptNesting, 3, "((((1))))"),
        (
            LimitName::ScriptFunctions,
            1,
            "fn a() { 1 } fn b() { 2 } a() + b()",
        ),
    ] {
        let mut all = trilha_model::Limits::default();
        all.lower(limit, most).unwrap();
        let host = Host::new(Limits::from(&all));
        assert!(Host::default().script(source).is_ok(), "{limit}");
        assert!(host.script(source).is_err(), "{limit}");
    }
}

#[test]
fn a_loop_that_never_ends_is_stopped() {
    limited("loop {}");
    limited("while true { let x = 1; }");
    limited("let n = 0; do { n += 1 } while n > 0");
    limited("for i in 0..9000000000 { }");
    limited("try { loop {} } catch { 1 }");
    limited("fn f() { loop {} } f()");
    limited("let f = || { loop {} }; f.call()");
    limited("[1].map(|x| { loop {} })");
}

#[test]
fn recursion_is_stopped() {
    limited("fn f(n) { f(n + 1) } f(0)");
    limited("fn f(n) { [n].map(|x| f(x + 1)) } f(0)");
    limited("fn a(n) { 1 + b(n) } fn b(n) { if true { (((1 + a(n)))) } else { 0 } } a(0)");
}

#[test]
fn texts_stop_growing() {
    limited("let s = \"x\"; loop { s += s; }");
    limited("let s = \"x\"; loop { s = `${s}${s}`; }");
    limited("let s = \"ab\"; loop { s = s.replace(\"b\", \"bbbbbbbb\"); }");
    limited("let s = \"x\"; loop { s = [s, s].join(s); }");
    limited("let s = \"x\"; s.pad(900000000, \"y\"); s");
    limited("let s = \"x\"; loop { s = s.upper() + s; }");
}

#[test]
fn lists_stop_growing() {
    limited("let a = [1]; loop { a = [a, a]; }");
    limited("let a = [1]; loop { a += a; }");
    limited("let a = [1]; loop { a.push(a); }");
    limited("let a = [1]; loop { a.append(a); }");
    limited("let a = [1]; loop { a.insert(0, a); }");
    limited("let a = [1]; loop { a = a + a; }");
    limited("let a = []; a.pad(900000000, 1)");
    limited("let a = [[]]; loop { a[0].push(a); }");
    limited("let a = [1]; loop { a = [[a]]; }");
    limited("let a = [0]; loop { a = a.map(|x| [x, x]); }");
    limited("let a = \"x\".split(\"\"); loop { a = [`${a}`, a]; }");
}

#[test]
fn maps_stop_growing() {
    limited("let m = #{}; loop { m = #{ a: m, b: m }; }");
    limited("let m = #{}; let n = 0; loop { m[`k${n}`] = n; n += 1; }");
    limited("let m = #{}; loop { m.a = m; }");
    limited("let m = #{ a: 1 }; loop { m = #{ a: [m, m] }; }");
}

#[test]
fn a_closure_that_holds_itself_is_no_way_around() {
    run("let a = []; let f = || a.len(); a.push(f); 1").ok();
    run("let m = #{}; let f = || m; m.f = f; m.f.call()").ok();
    run("let x = 1; let f = || x; let y = [x, x]; f.call(); y")
        .expect("shared values are plain values");
}

#[test]
fn results_have_a_weight_and_a_depth() {
    limited("let s = \"\"; s.pad(30000, \"x\"); [s, s]");
    limited("let a = []; for i in 0..100 { a = [a]; } a");
    let host = Host::new(Limits {
        weight: 10,
        ..Limits::default()
    });
    let names: Map = [("t".into(), Value::text("more than ten bytes"))]
        .into_iter()
        .collect();
    let expression = host.expression("t").unwrap();
    let failure = host
        .eval(&expression, &names, Clock::default())
        .unwrap_err();
    assert_eq!(failure.kind, Kind::Limit(LimitName::VariableBytes));
}

#[test]
fn variables_that_grew_together_count_together() {
    let host = Host::default();
    let script = host
        .script("a.pad(30000, \"x\"); b.pad(30000, \"x\");")
        .unwrap();
    let names: Map = [("a".into(), Value::text("")), ("b".into(), Value::text(""))]
        .into_iter()
        .collect();
    let failure = host
        .run(&script, &names, &Library::default(), Clock::default())
        .unwrap_err();
    assert_eq!(failure.kind, Kind::Limit(LimitName::VariableBytes));
}

#[test]
fn sources_that_are_too_long_or_too_deep_do_not_compile() {
    let host = Host::default();
    assert!(host.expression(&"1+".repeat(60_000)).is_err());
    assert!(
        host.expression(&format!("{}1{}", "(".repeat(200), ")".repeat(200)))
            .is_err()
    );
    assert!(
        host.expression(&format!("{}1{}", "[".repeat(200), "]".repeat(200)))
            .is_err()
    );
    assert!(host.expression(&format!("{}1", "!".repeat(5_000))).is_err());
    assert!(host.script(&"{".repeat(10_000)).is_err());
    assert!(
        host.expression(&format!("a{}", ".b".repeat(10_000)))
            .is_err()
    );
    assert!(
        host.expression(&format!("a{}", "?.b".repeat(10_000)))
            .is_err()
    );
    assert!(
        host.expression(&format!("{}x{}", "`${".repeat(2_000), "}`".repeat(2_000)))
            .is_err()
    );
}

/// The stack that WASM has, and less than any thread of the server.
fn on_a_small_stack(source: impl Into<String>) -> Result<Outcome, Failure> {
    let source = source.into();
    std::thread::Builder::new()
        .stack_size(1024 * 1024)
        .spawn(move || run(&source))
        .expect("a thread")
        .join()
        .expect("no panic")
}

#[test]
fn nothing_exhausts_a_stack_of_one_megabyte() {
    for source in [
        "fn f(n) { (1+(1+(1+(1+(1+(1+(1+(1+(1+(1+(1+f(n)))))))))))) } f(0)",
        "fn f(n) { f(f(f(f(f(f(f(f(f(f(f(f(f(n))))))))))))) } f(0)",
        "fn f(n) { `${`${`${`${`${f(n)}`}`}`}`}` } f(0)",
        "fn f(n) { [n].map(|n| [n].map(|n| [n].map(|n| f(n)))) } f(0)",
        "fn f(n) { switch n { 0 => switch n { 0 => switch n { 0 => f(n) } } } } f(0)",
        "let m = #{}; loop { m.a = m; }",
        "let a = [1]; loop { a = [#{ a: [a] }]; }",
        "let a = [1]; for i in 0..900 { a = [a]; } a",
        "let a = #{}; for i in 0..900 { a = #{ a: a }; } a",
    ] {
        let failure = on_a_small_stack(source).expect_err(source);
        assert!(
            matches!(failure.kind, Kind::Limit(_)),
            "{source}: {failure}"
        );
    }
    for source in [
        "let a = [1]; for i in 0..900 { a = [a]; } a == a",
        "let a = #{}; for i in 0..900 { a = #{ a: a }; } a == a",
        "let a = #{}; for i in 0..400 { a = #{ a: [a] }; } a in [a]",
        "let a = [1]; for i in 0..400 { a = [a]; } let b = [a, a]; b.dedup(); 1",
        "let a = [1]; for i in 0..900 { a = [a]; } [a].join(\"\")",
        "let a = [1]; for i in 0..900 { a = [a]; } text(a)",
    ] {
        let failure = on_a_small_stack(source).expect_err(source);
        assert!(
            matches!(failure.kind, Kind::Limit(_)),
            "{source}: {failure}"
        );
    }
    let deep = "let a = #{}; for i in 0..900 { a = #{ a: a }; }";
    let outcome = on_a_small_stack(format!("{deep} `${{a}}` + a")).expect("a text");
    assert_eq!(outcome.value, Value::text("……"));
    let failure = on_a_small_stack(format!("{deep} throw a")).expect_err("thrown");
    assert_eq!(failure.message, "a map was thrown");
    let outcome = on_a_small_stack(format!("{deep} switch a {{ 1 => 2, _ => 3 }}"));
    assert_eq!(outcome.expect("a number").value, Value::Int(3));
}

#[test]
fn steps_inside_functions_of_lists_count_too() {
    let work = "let n = 0; while n < 5000 { n += 1; } n";
    for call in [
        "map(|x| { W })",
        "filter(|x| { W > 0 })",
        "reduce(|a, x| { W })",
        "sort(|a, b| { W })",
        "for_each(|| { W })",
        "all(|x| { W > 0 })",
        "map(|x| [1, 2, 3].map(|y| { W }))",
    ] {
        let call = call.replace("W > 0", "W;\n true").replace('W', work);
        limited(&format!("let list = []; list.pad(200, 1); list.{call}"));
    }
}
