//! What expressions give, and what they refuse.

use rust_decimal::Decimal;
use trilha_model::{Map, Timestamp, Value};
use trilha_script::{Clock, Expression, Failure, Host, Kind};

fn list(items: impl IntoIterator<Item = Value>) -> Value {
    Value::List(items.into_iter().collect())
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(names(entries))
}

fn names<const N: usize>(entries: [(&str, Value); N]) -> Map {
    entries.into_iter().map(|(k, v)| (k.into(), v)).collect()
}

fn world() -> Map {
    names([
        ("a", Value::Int(3)),
        ("name", Value::text("Ana")),
        ("nothing", Value::Null),
        ("yes", Value::Bool(true)),
        ("half", Value::Float(0.5)),
        ("price", Value::Decimal(Decimal::new(110, 2))),
        ("items", list([Value::Int(1), Value::Int(2)])),
        (
            "shop",
            map([
                ("status", Value::Int(200)),
                (
                    "body",
                    map([
                        ("status", Value::text("enviado")),
                        ("days_late", Value::Int(3)),
                        ("none", Value::Null),
                    ]),
                ),
            ]),
        ),
    ])
}

const CLOCK: Clock = Clock {
    now: Timestamp(1_795_179_600_000),
    seed: 7,
};

fn compiled(source: &str) -> Expression {
    Host::default()
        .expression(source)
        .unwrap_or_else(|error| panic!("{source}: {error}"))
}

fn eval(source: &str) -> Result<Value, Failure> {
    Host::default().eval(&compiled(source), &world(), CLOCK)
}

#[track_caller]
fn gives(source: &str, value: impl Into<Value>) {
    assert_eq!(eval(source), Ok(value.into()), "{source}");
}

#[track_caller]
fn fails(source: &str, kind: Kind) -> Failure {
    match eval(source) {
        Err(failure) if failure.kind == kind => failure,
        other => panic!("{source}: expected {kind:?}, got {other:?}"),
    }
}

/// The same expression twice: as it is, and so that only the interpreter can answer it.
#[track_caller]
fn both(source: &str) -> Result<Value, Failure> {
    let direct = eval(source);
    let wrapped = eval(&format!("[{source}][0]"));
    let strip = |r: &Result<Value, Failure>| r.clone().map_err(|f| (f.kind, f.message, f.name));
    assert_eq!(strip(&direct), strip(&wrapped), "{source}");
    direct
}

#[test]
fn where_money_meets_a_number_it_is_said_what_to_write() {
    let failure = fails("price * half", Kind::Type);
    let help = "write the number as `money(\"1.1\")`";
    assert!(failure.message.ends_with(help), "{}", failure.message);
}

#[test]
fn a_variable_or_a_path_is_its_value() {
    gives("name", "Ana");
    gives("shop.body.status", "enviado");
    gives("shop?.body?.days_late", 3);
    gives("nothing?.body.deeper", Value::Null);
    gives("items[1]", 2);
}

#[test]
fn a_path_is_the_same_with_and_without_the_interpreter() {
    for source in [
        "name",
        "shop.body.status",
        "shop.body",
        "shop?.body",
        "shop?.missing",
        "shop.missing",
        "shop?.missing?.deeper",
        "shop?.missing.deeper",
        "nothing.body",
        "nothing?.body.x.y",
        "name.foo",
        "name?.foo",
        "unknown",
        "unknown.x",
        "shop.body.none?.x",
        "a.b",
        "shop.body.none.x",
        "a == 3",
        "a == 3.0",
        "a != 2",
        "a > 2",
        "a >= 3",
        "a < name",
        "a == name",
        "name == \"Ana\"",
        "name < \"B\"",
        "nothing == ()",
        "a == ()",
        "a != ()",
        "a < ()",
        "price == 1.1",
        "price > 1",
        "half < 1",
        "yes && a > 2",
        "yes && a",
        "!yes",
        "!a",
        "a > 5 || name == \"Ana\"",
        "nothing ?? 4",
        "shop?.missing ?? \"none\"",
        "yes || unknown",
        "unknown ?? 1",
        "items == [1, 2]",
        "shop == shop",
        "yes == true",
        "yes < true",
        "shop.body == items",
        "items < items",
        "a > 2.5",
        "()",
        "1",
        "\"x\"",
    ] {
        both(source).ok();
    }
}

#[test]
fn a_missing_property_is_an_error_that_names_it() {
    let failure = fails("shop.body.colour", Kind::Missing);
    assert_eq!(failure.name.as_deref(), Some("colour"));
    assert_eq!((failure.line, failure.column), (1, 11));
    fails("shop[\"colour\"]", Kind::Missing);
    fails("#{ a: 1 }.b", Kind::Missing);
}

#[test]
fn a_soft_property_gives_nothing_where_there_is_none() {
    gives("shop?.colour", Value::Null);
    gives("[shop?.colour][0]", Value::Null);
    gives("(shop?.colour ?? \"red\") + \"!\"", "red!");
    gives("`${shop?.body?.status}`", "enviado");
    gives("\"a?.b\"", "a?.b");
}

#[test]
fn an_unknown_variable_is_an_error_when_run() {
    let failure = fails("unknown + 1", Kind::Missing);
    assert_eq!(failure.name.as_deref(), Some("unknown"));
}

#[test]
fn comparing_different_types_is_an_error() {
    let failure = fails("a == name", Kind::Type);
    assert_eq!(failure.message, "`==` cannot compare integer with text");
    for source in [
        "a != name",
        "a < name",
        "name >= 1",
        "yes == 1",
        "items == 1",
        "shop == items",
        "a < ()",
        "() > 1",
        "[1, \"a\"] == [1, 2]",
        "1 in [\"1\"]",
        "price == \"1.10\"",
    ] {
        fails(source, Kind::Type);
    }
}

#[test]
fn things_without_an_order_are_not_put_in_one() {
    let failure = fails("items < items", Kind::Type);
    assert_eq!(failure.message, "`<` cannot put list in order");
    fails("yes < true", Kind::Type);
    fails("() <= ()", Kind::Type);
}

#[test]
fn numbers_compare_by_worth() {
    for source in [
        "1 == 1.0",
        "1 < 1.5",
        "2 > 1.5",
        "price == 1.1",
        "price > 1",
        "1 < price",
        "0.5 < price",
        "9007199254740993 != 9007199254740992.0",
        "-1.5 < -1",
        "money(\"1.10\") == money(\"1.1\")",
        "9223372036854775807 < 1e30",
        "-9223372036854775807 > -1e30",
    ] {
        gives(source, true);
    }
}

#[test]
fn nothing_can_be_asked_for() {
    for source in [
        "nothing == ()",
        "a != ()",
        "() != name",
        "[nothing == ()][0]",
        "!(a == ())",
    ] {
        gives(source, true);
    }
}

#[test]
fn whole_numbers_never_wrap() {
    for source in [
        "9223372036854775807 + a",
        "-9223372036854775807 - a",
        "9223372036854775807 * a",
        "a / 0",
        "a % 0",
        "abs(-9223372036854775807 - 1)",
        "10 ** 40",
    ] {
        fails(source, Kind::Arithmetic);
    }
}

#[test]
fn money_is_exact() {
    gives("price + price", Value::Decimal(Decimal::new(220, 2)));
    gives("money(\"0.1\") + money(\"0.2\") == money(\"0.3\")", true);
    gives("price * 3", Value::Decimal(Decimal::new(330, 2)));
    fails("price + half", Kind::Type);
}

#[test]
fn only_bare_expressions_compile() {
    let host = Host::default();
    for source in [
        "let x = 1",
        "x = 1",
        "a; b",
        "while true {}",
        "fn f() {}",
        "",
        "1 +",
        "(",
        "return 1",
        "eval(\"1\")",
        "print(1)",
        "debug(1)",
        "Fn(\"x\")",
        "import \"x\"",
        "{ let x = 1; x }",
        "a += 1",
    ] {
        assert!(host.expression(source).is_err(), "{source}");
    }
}

#[test]
fn a_syntax_error_has_its_place() {
    let error = Host::default().expression("a +\n  )").unwrap_err();
    assert_eq!((error.line, error.column), (2, 3));
    assert_eq!(error.offset, Some(6..7));
    let error = Host::default()
        .expression("shop?.x + shop?.yy + let")
        .unwrap_err();
    assert_eq!((error.column, error.offset), (22, Some(21..24)));
}

#[test]
fn a_failure_after_a_soft_property_has_the_authors_column() {
    let failure = fails("[shop?.missing, shop.gone]", Kind::Missing);
    assert_eq!(failure.column, 22);
}

#[test]
fn there_is_no_way_out() {
    let host = Host::default();
    for source in ["sleep(1)", "timestamp()", "open(\"x\")", "get_env(\"x\")"] {
        if let Ok(expression) = host.expression(source) {
            let failure = host.eval(&expression, &world(), CLOCK).unwrap_err();
            assert_eq!(failure.kind, Kind::Missing, "{source}");
        }
    }
}

#[test]
fn functions_are_no_values() {
    fails("[|x| x]", Kind::Type);
    gives("items.map(|n| n * 2)", list([Value::Int(2), Value::Int(4)]));
    gives("items.filter(|n| n > 1).len()", 1);
}

#[test]
fn the_kind_that_is_known_beforehand_is_the_kind_that_is_given() {
    let host = Host::default();
    for (source, kind) in [
        ("()", "nothing"),
        ("true", "yes_no"),
        ("-7", "integer"),
        ("0x1f", "integer"),
        ("-1.5", "number"),
        ("1e3", "number"),
        ("'x'", "text"),
        ("\"a\"", "text"),
        ("`a`", "text"),
        ("`${a} and ${a}`", "text"),
        ("([a, 'x'])", "list"),
        ("#{ a: a }", "map"),
    ] {
        let expression = host.expression(source).unwrap();
        let value = host.eval(&expression, &world(), Clock::default()).unwrap();
        assert_eq!(expression.kind(), Some(kind), "{source}");
        assert_eq!(value.kind(), kind, "{source}");
    }
    for source in [
        "a",
        "a + 1",
        "[1][0]",
        "money('1')",
        "#{ a: 1 }.a",
        "a ?? 'x'",
    ] {
        assert_eq!(host.expression(source).unwrap().kind(), None, "{source}");
    }
}
