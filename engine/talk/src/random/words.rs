//! What a contact may answer: right and wrong answers of each type, and texts that a pattern takes.

use super::dice::Dice;
use regex_syntax::hir::{Class, Hir, HirKind};
use trilha_model::Timestamp;

/// What people type that fits no type, and what nobody foresees.
pub(super) const ODD: [&str; 12] = [
    "zzz",
    "?",
    "…",
    "-1",
    "0",
    "999999999999999999999",
    "31/02/2026",
    "{{ env }}",
    "\u{1f600}",
    "a\u{301}",
    "\"",
    "oi oi oi oi oi oi oi oi oi oi oi oi oi oi oi oi oi oi oi oi oi oi oi oi oi oi oi oi",
];

/// How people begin.
pub(super) const GREETINGS: [&str; 4] = ["oi", "hello", "hola", "bom dia"];

/// Right answers of a type, in the languages the house speaks; of a type that is not known, words.
pub(super) fn right(kind: &str) -> &'static [&'static str] {
    match kind {
        "integer" => &["7", "1", "0", "42", "120"],
        "number" | "money" => &["7", "12,50", "12.50", "1", "1000"],
        "yes_no" => &["sim", "não", "yes", "no", "sí"],
        "time" => &["08:30", "14:00", "23:59"],
        "email" => &["ana@exemplo.com.br", "a@b.co"],
        "phone" => &["+55 11 91234-5678", "11912345678", "+1 415 555 2671"],
        "url" => &["https://exemplo.com.br", "https://example.com/a?b=c"],
        "cpf" => &["529.982.247-25", "52998224725"],
        "cnpj" => &["11.222.333/0001-81", "11222333000181"],
        "cep" => &["01310-100", "01310100"],
        _ => &["Ana", "Ana Souza", "um texto", "a"],
    }
}

/// A date near a moment, as a contact writes it.
pub(super) fn date(now: Timestamp, dice: &mut Dice) -> String {
    let days = [-400, -1, 0, 1, 3, 7, 30, 400];
    let day = dice.of(&days).copied().unwrap_or_default();
    let moment = now.0.saturating_add(day * 86_400_000);
    let date = jiff::Timestamp::from_millisecond(moment)
        .map(|moment| moment.to_zoned(jiff::tz::TimeZone::UTC).date())
        .unwrap_or_default();
    if dice.one_in(2) {
        date.to_string()
    } else {
        format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
    }
}

/// A text that a pattern takes, if the pattern can be read; conditions on what is around it are not kept.
pub(super) fn fitting(pattern: &str, dice: &mut Dice) -> Option<String> {
    let tree = regex_syntax::parse(pattern).ok()?;
    let mut out = String::new();
    write(&tree, dice, &mut out);
    Some(out)
}

/// How long a text from a pattern may get.
const LONG: usize = 200;

fn write(tree: &Hir, dice: &mut Dice, out: &mut String) {
    if out.len() > LONG {
        return;
    }
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => out.extend(member(class, dice)),
        HirKind::Repetition(again) => {
            let most = again.max.unwrap_or(again.min + 3).min(again.min + 3);
            let spread = usize::try_from(most - again.min).unwrap_or(0) + 1;
            let times = usize::try_from(again.min).unwrap_or(0) + dice.below(spread);
            for _ in 0..times.min(LONG) {
                write(&again.sub, dice, out);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, dice, out),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, dice, out)),
        HirKind::Alternation(ways) => {
            if let Some(way) = dice.of(ways) {
                write(way, dice, out);
            }
        }
    }
}

/// One character of a class, printable where it has such.
fn member(class: &Class, dice: &mut Dice) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.iter().map(|r| (r.start(), r.end())).collect(),
        Class::Bytes(class) => class
            .iter()
            .map(|r| (char::from(r.start()), char::from(r.end())))
            .collect(),
    };
    let plain: Vec<(char, char)> = ranges
        .iter()
        .map(|(first, last)| (*first.max(&' '), *last.min(&'~')))
        .filter(|(first, last)| first <= last)
        .collect();
    let (first, last) = dice.of(if plain.is_empty() { &ranges } else { &plain })?;
    let width = u32::from(*last).saturating_sub(u32::from(*first));
    let step = dice.below(usize::try_from(width).unwrap_or(0) + 1);
    char::from_u32(u32::from(*first) + u32::try_from(step).unwrap_or(0)).or(Some(*first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_from_a_pattern_fits_it() {
        let patterns = [
            r"^\d{6}$",
            r"^[A-Z]{3}-?\d{4}$",
            "^(sim|não)$",
            r"^\w+@\w+\.com$",
            "a*b+c?",
        ];
        for pattern in patterns {
            let known = regex_lite::Regex::new(pattern).unwrap();
            for seed in 0..50 {
                let text = fitting(pattern, &mut Dice::new(seed)).unwrap();
                assert!(known.is_match(&text), "{pattern} {text}");
            }
        }
        assert_eq!(fitting("(", &mut Dice::new(1)), None);
    }
}
