//! Functions on text; those of ours give a new text and leave the old one.

use super::Row;
use crate::budget::Budgets;
use crate::engine::{Answer, refuse};
use crate::failure::Kind;
use crate::limits::Limits;
use crate::words::plain;
use rhai::{Array, Dynamic, Engine, Map, NativeCallContext};
use trilha_model::{LimitName, Value};

pub(super) const ROWS: &[Row] = &[
    (
        "len",
        "text.len() -> integer",
        "How many characters a text has, items a list, entries a map.",
        r#""olá".len()"#,
        "3",
    ),
    (
        "is_empty",
        "text.is_empty() -> yes_no",
        "Whether there is nothing in a text, list, map or range.",
        r#""".is_empty()"#,
        "true",
    ),
    (
        "trim",
        "text.trim() -> text",
        "Without space at both ends.",
        r#"" a ".trim()"#,
        r#""a""#,
    ),
    (
        "upper",
        "text.upper() -> text",
        "In capitals.",
        r#""olá".upper()"#,
        r#""OLÁ""#,
    ),
    (
        "lower",
        "text.lower() -> text",
        "In small letters.",
        r#""OLÁ".lower()"#,
        r#""olá""#,
    ),
    (
        "title",
        "text.title() -> text",
        "Every word with a capital; the short ones that join names stay small.",
        r#""ana MARIA da silva".title()"#,
        r#""Ana Maria da Silva""#,
    ),
    (
        "capital",
        "text.capital() -> text",
        "With a capital first letter.",
        r#""olá Ana".capital()"#,
        r#""Olá Ana""#,
    ),
    (
        "plain",
        "text.plain() -> text",
        "In small letters without accents, for comparing.",
        r#""Ação".plain()"#,
        r#""acao""#,
    ),
    (
        "slug",
        "text.slug() -> text",
        "Small letters and digits without accents, joined by hyphens.",
        r#""Olá, Mundo".slug()"#,
        r#""ola-mundo""#,
    ),
    (
        "digits",
        "text.digits() -> text",
        "Only its digits 0 to 9.",
        r#""12.3-4".digits()"#,
        r#""1234""#,
    ),
    (
        "mask",
        "text.mask(keep) -> text",
        "All but the last characters hidden.",
        r#""12345678".mask(3)"#,
        r#""*****678""#,
    ),
    (
        "shorten",
        "text.shorten(most) -> text",
        "At most so many characters, cut at a word where there is one, with `…`.",
        r#""um pedido grande".shorten(11)"#,
        r#""um pedido…""#,
    ),
    (
        "pad_start",
        "text.pad_start(length, with) -> text",
        "With the other text in front until it is so long.",
        r#""7".pad_start(3, "0")"#,
        r#""007""#,
    ),
    (
        "pad_end",
        "text.pad_end(length, with) -> text",
        "With the other text behind until it is so long.",
        r#""7".pad_end(3, ".")"#,
        r#""7..""#,
    ),
    (
        "repeat",
        "text.repeat(times) -> text",
        "The text several times.",
        r#""ab".repeat(2)"#,
        r#""abab""#,
    ),
    (
        "contains",
        "text.contains(part) -> yes_no",
        "Whether a text has the other in it, a list the item, a map the key; also `part in text`.",
        r#""pedido".contains("ped")"#,
        "true",
    ),
    (
        "starts_with",
        "text.starts_with(part) -> yes_no",
        "Whether it begins so.",
        r#""pedido".starts_with("ped")"#,
        "true",
    ),
    (
        "ends_with",
        "text.ends_with(part) -> yes_no",
        "Whether it ends so.",
        r#""pedido".ends_with("do")"#,
        "true",
    ),
    (
        "similarity",
        "text.similarity(other) -> number",
        "How alike two texts are, from 0 to 1, by the letters that differ; accents and case do not count.",
        r#""coração".similarity("Coracão")"#,
        "1.0",
    ),
    (
        "words",
        "text.words() -> list",
        "The words: what lies between anything that is no letter or digit.",
        r#""Olá, Ana!".words()"#,
        r#"["Olá", "Ana"]"#,
    ),
    (
        "lines",
        "text.lines() -> list",
        "The lines.",
        r#""a\nb".lines()"#,
        r#"["a", "b"]"#,
    ),
    (
        "split",
        "text.split([by]) -> list",
        "The parts between separators, or at a place; without one, between spaces.",
        r#""a,b".split(",")"#,
        r#"["a", "b"]"#,
    ),
    (
        "split_rev",
        "text.split_rev(by, [most]) -> list",
        "The parts between separators, the last first.",
        r#""a,b".split_rev(",")"#,
        r#"["b", "a"]"#,
    ),
    (
        "before",
        "text.before(mark) -> text",
        "What stands before the first mark; all of it where there is none.",
        r#""ana@casa.br".before("@")"#,
        r#""ana""#,
    ),
    (
        "after",
        "text.after(mark) -> text",
        "What stands after the first mark; nothing where there is none.",
        r#""ana@casa.br".after("@")"#,
        r#""casa.br""#,
    ),
    (
        "replace",
        "text.replace(old, new) -> text",
        "With every occurrence replaced.",
        r#""a-b".replace("-", "+")"#,
        r#""a+b""#,
    ),
    (
        "sub_string",
        "text.sub_string(from, [length]) -> text",
        "The characters from a place on, from 0.",
        r#""pedido".sub_string(0, 3)"#,
        r#""ped""#,
    ),
    (
        "chars",
        "for c in text.chars([from, length])",
        "Its characters one by one, for a loop.",
        r#"let n = 0; for c in "olá".chars() { n += 1; } n"#,
        "3",
    ),
    (
        "to_chars",
        "text.to_chars() -> list",
        "The list of its characters.",
        r#""olá".to_chars()"#,
        r#"["o", "l", "á"]"#,
    ),
    (
        "bytes",
        "text.bytes() -> integer",
        "How many bytes of UTF-8 it has.",
        r#""olá".bytes()"#,
        "4",
    ),
    (
        "text",
        "text(value) -> text",
        "Any value as a contact reads it.",
        "text([1, 2])",
        r#""[1, 2]""#,
    ),
    (
        "to_string",
        "value.to_string() -> text",
        "The same.",
        "2.50.to_string()",
        r#""2.5""#,
    ),
    (
        "to_debug",
        "value.to_debug() -> text",
        "As it is written in a script: text in quotes.",
        r#""a".to_debug()"#,
        r#""\"a\"""#,
    ),
    (
        "to_upper",
        "text.to_upper() -> text",
        "As `upper`.",
        r#""a".to_upper()"#,
        r#""A""#,
    ),
    (
        "to_lower",
        "text.to_lower() -> text",
        "As `lower`.",
        r#""A".to_lower()"#,
        r#""a""#,
    ),
    (
        "make_upper",
        "text.make_upper()",
        "Puts a variable's text in capitals.",
        r#"let t = "a"; t.make_upper(); t"#,
        r#""A""#,
    ),
    (
        "make_lower",
        "text.make_lower()",
        "Puts a variable's text in small letters.",
        r#"let t = "A"; t.make_lower(); t"#,
        r#""a""#,
    ),
    (
        "crop",
        "text.crop(from, [length])",
        "Cuts a variable's text down to a part.",
        r#"let t = "pedido"; t.crop(0, 3); t"#,
        r#""ped""#,
    ),
];

pub(super) fn register(engine: &mut Engine, limits: &Limits, budgets: &Budgets) {
    let most = limits.text;
    engine
        .register_fn("trim", |text: &str| text.trim().to_owned())
        .register_fn("upper", |text: &str| text.to_uppercase())
        .register_fn("lower", |text: &str| text.to_lowercase())
        .register_fn("title", title)
        .register_fn("capital", capital)
        .register_fn("digits", |text: &str| -> String {
            text.chars().filter(char::is_ascii_digit).collect()
        })
        .register_fn("plain", plain)
        .register_fn("slug", slug)
        .register_fn("mask", mask)
        .register_fn("shorten", shorten)
        .register_fn("words", words)
        .register_fn("lines", |text: &str| -> Array {
            text.lines().map(own).collect()
        })
        .register_fn("before", |text: &str, mark: &str| {
            text.split_once(mark)
                .map_or(text, |(before, _)| before)
                .to_owned()
        })
        .register_fn("after", |text: &str, mark: &str| {
            text.split_once(mark)
                .map_or("", |(_, after)| after)
                .to_owned()
        })
        .register_fn("split", |text: &str, by: &str| -> Array {
            if by.is_empty() {
                text.chars().map(|c| c.to_string().into()).collect()
            } else {
                text.split(by).map(own).collect()
            }
        })
        .register_fn("replace", move |text: &str, old: &str, new: &str| {
            replace(text, old, new, most)
        })
        .register_fn("to_string", |number: f64| Value::Float(number).to_string());
    growing(engine, most);
    let budgets = budgets.clone();
    engine.register_fn(
        "similarity",
        move |context: NativeCallContext, a: &str, b: &str| -> Answer<f64> {
            budgets.pay(&context, a.len().saturating_mul(b.len()) / 32)?;
            Ok(strsim::normalized_damerau_levenshtein(&plain(a), &plain(b)))
        },
    );
    printing(engine, limits);
}

/// Functions whose text is longer than the one they got.
fn growing(engine: &mut Engine, most: usize) {
    engine
        .register_fn("repeat", move |text: &str, times: i64| -> Answer<String> {
            let times = usize::try_from(times).unwrap_or(0);
            within(text.len().saturating_mul(times), most)?;
            Ok(text.repeat(times))
        })
        .register_fn(
            "pad_start",
            move |text: &str, length: i64, with: &str| -> Answer<String> {
                let padding = padding(text, length, with, most)?;
                Ok(format!("{padding}{text}"))
            },
        )
        .register_fn(
            "pad_end",
            move |text: &str, length: i64, with: &str| -> Answer<String> {
                let padding = padding(text, length, with, most)?;
                Ok(format!("{text}{padding}"))
            },
        );
}

fn printing(engine: &mut Engine, limits: &Limits) {
    let within = limits.clone();
    engine.register_fn("text", move |value: Dynamic| read(&value, &within));
    for name in ["to_string", "to_debug"] {
        let within = limits.clone();
        engine.register_fn(name, move |list: Array| embedded(list.into(), &within));
        let within = limits.clone();
        engine.register_fn(name, move |map: Map| embedded(map.into(), &within));
    }
}

/// A piece of text as Rhai holds it.
pub(super) fn own(text: &str) -> Dynamic {
    text.to_owned().into()
}

/// Refuses a text of more bytes than a text may have.
pub(super) fn within(length: usize, most: usize) -> Answer<()> {
    if length > most {
        return Err(refuse(
            Kind::Limit(LimitName::ScriptText),
            "a text gets too long",
        ));
    }
    Ok(())
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
    within(length.saturating_sub(times.saturating_mul(old.len())), most)?;
    Ok(text.replace(old, new))
}

fn padding(text: &str, length: i64, with: &str, most: usize) -> Answer<String> {
    let missing = usize::try_from(length)
        .unwrap_or(0)
        .saturating_sub(text.chars().count());
    within(missing, most)?;
    let padding: String = with.chars().cycle().take(missing).collect();
    within(padding.len(), most)?;
    Ok(padding)
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

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

/// Words that join the parts of Portuguese and Spanish names.
const JOINING: [&str; 8] = ["da", "de", "do", "das", "dos", "e", "y", "del"];

fn title(text: &str) -> String {
    let words = text.to_lowercase();
    let words = words.split(' ').enumerate().map(|(at, word)| {
        if at > 0 && JOINING.contains(&word) {
            word.to_owned()
        } else {
            capital(word)
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> Array {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(own)
        .collect()
}

fn shorten(text: &str, most: i64) -> String {
    let most = usize::try_from(most).unwrap_or(0);
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    let next = text.chars().nth(most.saturating_sub(1));
    let kept = match kept.rfind(' ') {
        Some(at) if next != Some(' ') && at > 0 => kept.get(..at).unwrap_or(&kept),
        _ => &kept,
    };
    let kept = kept.trim_end();
    if most == 0 {
        String::new()
    } else {
        format!("{kept}…")
    }
}
