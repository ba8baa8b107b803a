//! Functions on text; each gives a new text and leaves the old one.

use super::{Documented, entry};
use crate::engine::{Answer, refuse};
use crate::failure::Kind;
use crate::limits::Limits;
use crate::words::plain;
use rhai::{Array, Dynamic, Engine, Map};
use trilha_model::Value;

pub(super) const TABLE: [Documented; 14] = [
    entry("text", "len", r#""olá".len() == 3"#, "How many characters."),
    entry(
        "text",
        "trim",
        r#"" a ".trim() == "a""#,
        "Without space at both ends.",
    ),
    entry("text", "upper", r#""olá".upper() == "OLÁ""#, "In capitals."),
    entry(
        "text",
        "lower",
        r#""OLÁ".lower() == "olá""#,
        "In small letters.",
    ),
    entry(
        "text",
        "contains",
        r#""pedido".contains("ped")"#,
        "Whether the other text is in it; also `\"ped\" in text`.",
    ),
    entry(
        "text",
        "starts_with",
        r#""pedido".starts_with("ped")"#,
        "Whether it begins so.",
    ),
    entry(
        "text",
        "ends_with",
        r#""pedido".ends_with("do")"#,
        "Whether it ends so.",
    ),
    entry(
        "text",
        "split",
        r#""a,b".split(",") == ["a", "b"]"#,
        "The parts between separators.",
    ),
    entry(
        "text",
        "replace",
        r#""a-b".replace("-", "+") == "a+b""#,
        "With every occurrence replaced.",
    ),
    entry(
        "text",
        "digits",
        r#""12.3-4".digits() == "1234""#,
        "Only its digits 0 to 9.",
    ),
    entry(
        "text",
        "slug",
        r#""Olá, Mundo".slug() == "ola-mundo""#,
        "Small letters and digits without accents, joined by hyphens.",
    ),
    entry(
        "text",
        "mask",
        r#""12345678".mask(3) == "*****678""#,
        "All but the last n characters hidden.",
    ),
    entry(
        "text",
        "plain",
        r#""Ação".plain() == "acao""#,
        "In small letters without accents, for comparing.",
    ),
    entry(
        "text",
        "text",
        r#"text(3) == "3""#,
        "Any value as a contact reads it.",
    ),
];

pub(super) fn register(engine: &mut Engine, limits: &Limits) {
    let most = limits.text;
    engine
        .register_fn("trim", |text: &str| text.trim().to_owned())
        .register_fn("upper", |text: &str| text.to_uppercase())
        .register_fn("lower", |text: &str| text.to_lowercase())
        .register_fn("digits", |text: &str| -> String {
            text.chars().filter(char::is_ascii_digit).collect()
        })
        .register_fn("plain", plain)
        .register_fn("slug", slug)
        .register_fn("mask", mask)
        .register_fn("split", |text: &str, by: &str| -> Array {
            if by.is_empty() {
                text.chars().map(|c| c.to_string().into()).collect()
            } else {
                text.split(by).map(|part| part.to_owned().into()).collect()
            }
        })
        .register_fn("replace", move |text: &str, old: &str, new: &str| {
            replace(text, old, new, most)
        })
        .register_fn("to_string", |number: f64| Value::Float(number).to_string());
    let within = limits.clone();
    engine.register_fn("text", move |value: Dynamic| read(&value, &within));
    for name in ["to_string", "to_debug"] {
        let within = limits.clone();
        engine.register_fn(name, move |list: Array| embedded(list.into(), &within));
        let within = limits.clone();
        engine.register_fn(name, move |map: Map| embedded(map.into(), &within));
    }
}

/// As a contact reads it.
pub(super) fn read(value: &Dynamic, limits: &Limits) -> Answer<String> {
    match crate::value::from_dynamic(value, limits) {
        Ok(value) => Ok(value.to_string()),
        Err(failure) => Err(refuse(failure.kind, failure.message)),
    }
}

/// Within another text, where Rhai would print what is refused after all.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the lists of a script come by value"
)]
fn embedded(value: Dynamic, limits: &Limits) -> String {
    read(&value, limits).unwrap_or_else(|_| "…".to_owned())
}

fn replace(text: &str, old: &str, new: &str, most: usize) -> Answer<String> {
    let times = text.matches(old).count();
    let length = text.len() + times.saturating_mul(new.len());
    if length > most.saturating_add(times.saturating_mul(old.len())) {
        return Err(refuse(Kind::Limit, "too large: length of the text"));
    }
    Ok(text.replace(old, new))
}

fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in plain(text).chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

fn mask(text: &str, keep: i64) -> String {
    let hidden = text
        .chars()
        .count()
        .saturating_sub(usize::try_from(keep).unwrap_or(0));
    text.chars()
        .enumerate()
        .map(|(at, c)| if at < hidden { '*' } else { c })
        .collect()
}
