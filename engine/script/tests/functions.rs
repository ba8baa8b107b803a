//! Every example of the listing gives what the listing says, and what the functions refuse.

use trilha_model::{LimitName, Map, Timestamp, Value};
use trilha_script::{Clock, Failure, Host, Kind, Library, functions};

const CLOCK: Clock = Clock {
    now: Timestamp(1_795_179_600_000),
    seed: 7,
};

fn run(source: &str) -> Result<Value, Failure> {
    let host = Host::default();
    let script = host
        .script(source)
        .unwrap_or_else(|error| panic!("{source}: {error}"));
    let outcome = host.run(&script, &Map::new(), &Library::default(), CLOCK)?;
    Ok(outcome.value)
}

#[track_caller]
fn gives(source: &str, value: impl Into<Value>) {
    assert_eq!(run(source), Ok(value.into()), "{source}");
}

#[track_caller]
fn refused(source: &str, kind: Kind) {
    let failure = run(source).expect_err(source);
    assert_eq!(failure.kind, kind, "{source}: {failure}");
}

#[test]
fn every_example_gives_what_it_says() {
    let mut wrong = Vec::new();
    for row in functions() {
        let (found, expected) = (run(row.example), run(row.gives));
        if found != expected || found.is_err() {
            wrong.push(format!("{}: {found:?}, not {expected:?}", row.example));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn amounts_are_written_as_each_place_writes_them() {
    let text = |n: &str, currency: &str, locale: &str| {
        run(&format!(
            "format_money(money(\"{n}\"), \"{currency}\", \"{locale}\")"
        ))
        .unwrap()
    };
    assert_eq!(text("1234.5", "BRL", "pt-BR"), "R$ 1.234,50".into());
    assert_eq!(text("-1234.5", "BRL", "pt-BR"), "-R$ 1.234,50".into());
    assert_eq!(text("1234.5", "BRL", "en"), "R$1,234.50".into());
    assert_eq!(text("1234.5", "EUR", "es"), "1234,50 €".into());
    assert_eq!(text("12345.5", "EUR", "es-ES"), "12.345,50 €".into());
    assert_eq!(text("1234567", "CLP", "es-CL"), "$ 1.234.567".into());
    assert_eq!(text("0.005", "USD", "en-US"), "$0.00".into());
    assert_eq!(text("0.015", "USD", "en-US"), "$0.02".into());
    assert_eq!(text("-0.001", "USD", "en-US"), "$0.00".into());
    assert_eq!(text("13.5", "USD", "pt-BR"), "US$ 13,50".into());
    assert_eq!(text("1234.5", "ARS", "es-AR"), "$ 1.234,50".into());
    assert_eq!(text("1234.5", "MXN", "es-MX"), "$1,234.50".into());
    assert_eq!(text("1234.5", "ARS", "es-MX"), "ARS 1,234.50".into());
    assert_eq!(text("7", "XYZ", "en"), "XYZ 7.00".into());
}

#[test]
fn halves_go_to_the_even_digit() {
    gives("round_even(2.5).to_string()", "2");
    gives("round_even(3.5).to_string()", "4");
    gives("round_even(money(\"-2.345\"), 2).to_string()", "-2.34");
    refused("round_even(\"x\")", Kind::Type);
}

#[test]
fn moments_keep_their_offset() {
    gives(
        "add_time(\"2026-11-20T23:30:00-03:00\", 45, \"minutes\")",
        "2026-11-21T00:15:00-03:00",
    );
    gives("add_time(now(), -1, \"day\")", "2026-11-19T13:00:00Z");
    gives(
        "add_time(\"2026-11-20\", 2, \"hours\")",
        "2026-11-20T02:00:00",
    );
    gives("add_time(\"2024-02-29\", 1, \"year\")", "2025-02-28");
    gives(
        "in_zone(\"2026-11-20T23:00:00Z\", \"-03:00\")",
        "2026-11-20T20:00:00-03:00",
    );
    gives(
        "in_zone(\"2026-07-01T12:00:00\", \"Europe/Lisbon\")",
        "2026-07-01T12:00:00+01:00",
    );
    gives(
        "in_zone(\"2026-12-01\", \"Europe/Lisbon\")",
        "2026-12-01T00:00:00Z",
    );
    gives(
        "time_between(\"2026-11-20T00:00:00Z\", \"2026-11-19T22:00:00-03:00\", \"minutes\")",
        60,
    );
    gives(
        "format(\"2026-03-01\", \"%a %d %b, 100%%\", \"es\")",
        "dom 01 mar, 100%",
    );
    gives("format_date(now(), \"en-US\")", "11/20/2026");
    gives(
        "parse_date(\"1/2/2026 10:05\", \"%d/%m/%Y %H:%M\")",
        "2026-02-01T10:05:00",
    );
    refused("in_zone(now(), \"Nowhere/Land\")", Kind::Type);
    refused("in_zone(now(), \"-99:00\")", Kind::Type);
    refused(
        "add_time(now(), 9000000000000, \"years\")",
        Kind::Arithmetic,
    );
    refused("add_time(now(), 1, \"moons\")", Kind::Type);
    refused("unix(\"2026-11-20\")", Kind::Type);
    refused("parse_date(\"x\", \"%d\")", Kind::Type);
}

#[test]
fn chance_is_of_the_seed() {
    let ids = run("[uuid(), uuid()]").unwrap();
    assert_eq!(run("[uuid(), uuid()]").unwrap(), ids);
    let Value::List(ids) = ids else {
        panic!("a list")
    };
    assert_ne!(ids[0], ids[1]);
    gives("[].pick()", Value::Null);
}

#[test]
fn work_of_functions_counts_as_steps() {
    refused(
        "let t = \"a\".repeat(30000); t.matches(`(a{1,900}){2}$`)",
        Kind::Limit(LimitName::ScriptSteps),
    );
    refused(
        "let t = \"a\".repeat(30000); loop { t.sha256(); }",
        Kind::Limit(LimitName::ScriptSteps),
    );
    refused(
        "let t = \"a\".repeat(30000); t.similarity(t)",
        Kind::Limit(LimitName::ScriptSteps),
    );
    refused(
        "let t = \"a\".repeat(30000); try { t.similarity(t) } catch { 1 }",
        Kind::Limit(LimitName::ScriptSteps),
    );
    refused(
        "let l = []; l.pad(900, 1); for i in 0..9 { l.unique(); }",
        Kind::Limit(LimitName::ScriptSteps),
    );
}

#[test]
fn what_grows_stops_at_the_limit() {
    refused(
        "\"ab\".repeat(99999999)",
        Kind::Limit(LimitName::ScriptText),
    );
    refused(
        "\"ab\".repeat(9223372036854775807)",
        Kind::Limit(LimitName::ScriptText),
    );
    refused(
        "\"7\".pad_start(99999999, \"x\")",
        Kind::Limit(LimitName::ScriptText),
    );
    refused(
        "\"7\".pad_end(9223372036854775807, \"\")",
        Kind::Limit(LimitName::ScriptText),
    );
    refused(
        "let t = \"a\".repeat(3000); t.replace_matches(\"a\", t)",
        Kind::Limit(LimitName::ScriptText),
    );
    refused(
        "let t = \"a\".repeat(3000); t.replace_matches(`a+`, \"$0\".repeat(3000))",
        Kind::Limit(LimitName::ScriptText),
    );
    refused(
        "(\"[\".repeat(100) + \"]\".repeat(100)).parse_json()",
        Kind::Limit(LimitName::Levels),
    );
    refused(
        "(\"[\".repeat(200) + \"]\".repeat(200)).parse_json()",
        Kind::Type,
    );
}

#[test]
fn what_cannot_be_read_is_refused() {
    refused("\"a\".matches(\"(\")", Kind::Type);
    refused("\"{\".parse_json()", Kind::Type);
    gives("\"{\".parse_json(0)", 0);
    refused("\"!\".from_base64()", Kind::Type);
    refused("\"ff\".from_hex()", Kind::Type);
    refused("cpf(\"111.111.111-11\")", Kind::Type);
    gives("cpf(\"111.111.111-11\", ())", Value::Null);
    gives("phone(\"123\", \"BR\", \"\")", "");
    refused("phone(\"123\", \"BR\")", Kind::Type);
    refused("[1, 2].chunk(0)", Kind::Type);
    refused("[1].group_by(2)", Kind::Type);
    refused("[1].sum(\"price\")", Kind::Type);
    refused("[1, \"a\"].max()", Kind::Type);
    gives("[].max()", Value::Null);
    gives("average([])", Value::Null);
    refused("average([\"a\"])", Kind::Type);
}

#[test]
fn texts_are_cut_at_words() {
    gives("\"pedido\".shorten(4)", "ped…");
    gives("\"um pedido\".shorten(3)", "um…");
    gives("\"pedido\".shorten(6)", "pedido");
    gives("\"pedido\".shorten(0)", "");
    gives("\"\".title()", "");
    gives("\"casa\".similarity(\"\") == 0.0", true);
}
