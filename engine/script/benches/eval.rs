//! Nanoseconds per evaluation, printed: `cargo bench -p trilha-script`.

use std::hint::black_box;
use std::time::Instant;
use trilha_model::{Map, Value};
use trilha_script::{Clock, Host, Library};

const LUHN: &str = r"
/// The sentence of an order, with its Luhn check digit.
fn order(number, name) {
    let sum = 0;
    let double = true;
    for i in 0..6 {
        let digit = integer(number.sub_string(5 - i, 1));
        if double {
            digit *= 2;
            if digit > 9 { digit -= 9; }
        }
        sum += digit;
        double = !double;
    }
    let check = (10 - sum % 10) % 10;
    #{ check: check, text: `Order ${number.sub_string(0, 3)}-${number.sub_string(3, 3)} (check digit ${check}) for ${name}.` }
}
";

/// The same digit, written with fewer steps.
const LEAN: &str = r#"
fn check(number) {
    let sum = 0;
    for (text, at) in number.split("") {
        let digit = integer(text);
        if at % 2 == 0 { sum += digit; } else { sum += digit * 2 / 10 + digit * 2 % 10; }
    }
    (10 - sum % 10) % 10
}
"#;

fn map<const N: usize>(entries: [(&str, Value); N]) -> Map {
    entries.into_iter().map(|(k, v)| (k.into(), v)).collect()
}

/// The best of several rounds, which is the one least disturbed.
#[expect(clippy::print_stdout, reason = "a bench prints")]
fn measure(name: &str, mut work: impl FnMut()) {
    const ROUNDS: usize = 20;
    const TIMES: u32 = 20_000;
    let best = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..TIMES {
                work();
            }
            start.elapsed().as_nanos() / u128::from(TIMES)
        })
        .min()
        .unwrap_or_default();
    println!("{best:>7} ns  {name}");
}

fn main() {
    let host = Host::default();
    let body = map([("status", "enviado".into()), ("days_late", Value::Int(3))]);
    let shop = map([("status", Value::Int(200)), ("body", Value::Map(body))]);
    let names = map([
        ("a", Value::Int(3)),
        ("name", "Ana".into()),
        ("shop", Value::Map(shop)),
        ("order", "123456".into()),
    ]);
    for source in [
        "name",
        "shop.body.status",
        "a > 2",
        "shop.body.days_late > 2 && name != ()",
        "a + 1 > 2",
        "shop.body.days_late + 1",
        "name.upper()",
        "`Order ${order} for ${name}.`",
    ] {
        let expression = host.expression(source).expect("the bench's expression");
        measure(source, || {
            let value = host.eval(black_box(&expression), &names, Clock::default());
            black_box(value.expect("a value"));
        });
    }
    let library = host
        .library(&[("lean".into(), LEAN.into()), ("luhn".into(), LUHN.into())])
        .expect("the bench's library");
    measure("luhn.order(\"123456\", \"Ana\")", || {
        let arguments = vec!["123456".into(), "Ana".into()];
        let outcome = host.call(&library, "luhn", "order", arguments, Clock::default());
        black_box(outcome.expect("a value"));
    });
    measure("lean.check(\"123456\")", || {
        let outcome = host.call(
            &library,
            "lean",
            "check",
            vec!["123456".into()],
            Clock::default(),
        );
        black_box(outcome.expect("a value"));
    });
    let script = host
        .script("let r = order(order, name); a = r.check; r.text")
        .expect("the bench's script");
    measure("an inline script that calls it", || {
        let outcome = host.run(&script, &names, &library, Clock::default());
        black_box(outcome.expect("a value"));
    });
    let none = Library::default();
    let script = host.script("a += 1; a").expect("the bench's script");
    measure("the inline script `a += 1; a`", || {
        let outcome = host.run(&script, &names, &none, Clock::default());
        black_box(outcome.expect("a value"));
    });
}
