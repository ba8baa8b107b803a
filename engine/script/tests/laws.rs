//! Laws for any source and any value.

use proptest::prelude::*;
use rust_decimal::Decimal;
use std::sync::LazyLock;
use trilha_model::{Map, Value};
use trilha_script::{Clock, Host, Library, Limits};

static HOST: LazyLock<Host> = LazyLock::new(|| {
    Host::new(Limits {
        operations: 2_000,
        ..Limits::default()
    })
});

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        (-3_i64..3).prop_map(Value::Int),
        any::<f64>()
            .prop_filter("equal to itself", |f| !f.is_nan())
            .prop_map(Value::Float),
        any::<(i64, u8)>().prop_map(|(n, s)| Value::Decimal(Decimal::new(n, u32::from(s % 20)))),
        ".{0,12}".prop_map(Value::text),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::List),
            prop::collection::btree_map("[a-c]{1,2}", inner, 0..6)
                .prop_map(|map| Value::Map(map.into_iter().map(|(k, v)| (k.into(), v)).collect())),
        ]
    })
}

/// Sources that look like code, so that the parser is passed often.
fn sources() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "a", "b", "c", "1", "2.5", "\"x\"", "'c'", "`t${", "}`", "(", ")", "[", "]", "{", "}",
        "#{", ":", ",", ";", ".", "?.", "?[", "a?.b", "a.b", "==", "!=", "<", ">=", "+", "-", "*",
        "/", "%", "**", "&&", "||", "!", "??", "=", "+=", "|x|", "||", "let", "const", "if",
        "else", "for", "in", "while", "loop", "return", "break", "throw", "try", "catch", "fn",
        "f", "switch", "=>", "_", "..", "..=", "this", "call", "curry", "len()", ".map(", ".push(",
        ".split(", "exit(", "now()", "random(", "round(", "text(", "()", "true", "\n", "//", "/*",
    ]);
    prop::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
}

/// Expressions that the direct path answers, or nearly.
fn expressions() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "a", "b", "a.a", "a?.a", "b.b.a", "b?.b?.a", "a?.ab.c", "1", "2.5", "\"x\"", "true",
        "false", "()", "gone",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(3, 12, 2, |inner| {
        let sign = prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">=", "&&", "||", "??"]);
        prop_oneof![
            (inner.clone(), sign, inner.clone()).prop_map(|(a, s, b)| format!("({a} {s} {b})")),
            inner.prop_map(|a| format!("!{a}")),
        ]
    })
}

fn world(a: Value, b: Value) -> Map {
    [
        ("a".into(), a),
        ("b".into(), b),
        ("c".into(), Value::Int(1)),
    ]
    .into_iter()
    .collect()
}

fn try_everything(source: &str, names: &Map) {
    if let Ok(expression) = HOST.expression(source) {
        HOST.eval(&expression, names, Clock::default()).ok();
    }
    if let Ok(script) = HOST.script(source) {
        HOST.run(&script, names, &Library::default(), Clock::default())
            .ok();
    }
    if let Ok(library) = HOST.library(&[("f".into(), source.into())]) {
        for function in library.functions() {
            let arguments = function.parameters.iter().map(|_| Value::Int(1)).collect();
            HOST.call(&library, "f", &function.name, arguments, Clock::default())
                .ok();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(source in ".{0,60}") {
        try_everything(&source, &world(Value::Int(1), Value::Null));
    }

    #[test]
    fn no_source_makes_it_panic(source in sources(), a in values(), b in values()) {
        try_everything(&source, &world(a, b));
    }

    #[test]
    fn a_value_comes_back_as_it_went_in(value in values()) {
        let names = world(value.clone(), Value::Null);
        for source in ["a", "[a][0]", "#{ k: a }.k", "if true { a } else { b }"] {
            let expression = HOST.expression(source).unwrap();
            prop_assert_eq!(HOST.eval(&expression, &names, Clock::default()), Ok(value.clone()));
        }
        let script = HOST.script("let x = a; b = x; x").unwrap();
        let outcome = HOST.run(&script, &names, &Library::default(), Clock::default()).unwrap();
        prop_assert_eq!(&outcome.value, &value);
        let changed: Vec<_> = outcome.changed.into_iter().map(|(_, v)| v).collect();
        prop_assert_eq!(changed, if value == Value::Null { vec![] } else { vec![value] });
    }

    #[test]
    fn the_direct_path_and_the_interpreter_agree(source in expressions(), a in values(), b in values()) {
        let names = world(a, b);
        let direct = HOST.expression(&source);
        let wrapped = HOST.expression(&format!("[{source}][0]"));
        prop_assert_eq!(direct.is_ok(), wrapped.is_ok());
        let (Ok(direct), Ok(wrapped)) = (direct, wrapped) else { return Ok(()) };
        let strip = |r: Result<Value, trilha_script::Failure>| r.map_err(|f| (f.kind, f.message));
        prop_assert_eq!(
            strip(HOST.eval(&direct, &names, Clock::default())),
            strip(HOST.eval(&wrapped, &names, Clock::default()))
        );
    }

    #[test]
    fn order_is_the_same_from_both_sides(a in values(), b in values()) {
        let names = world(a, b);
        let eval = |source: &str| HOST.eval(&HOST.expression(source).unwrap(), &names, Clock::default()).ok();
        prop_assert_eq!(eval("a < b"), eval("b > a"));
        prop_assert_eq!(eval("a <= b"), eval("b >= a"));
        prop_assert_eq!(eval("a == b"), eval("b == a"));
        prop_assert_eq!(eval("a != b"), eval("!(a == b)"));
    }
}
