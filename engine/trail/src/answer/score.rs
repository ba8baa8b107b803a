//! Marks, as people give them: a number, stars, thumbs.

use super::word::yes_no;
use crate::matching::plain;
use trilha_model::Scale;

/// The mark a text gives on a scale, if it gives exactly one within its range.
pub(crate) fn score(text: &str, scale: Scale) -> Option<u8> {
    let (low, high) = scale.range();
    let mark = match scale {
        Scale::Thumbs => thumb(text),
        Scale::Csat | Scale::Nps => stars(text).or_else(|| only_number(text)),
    }?;
    (low..=high).contains(&mark).then_some(mark)
}

fn thumb(text: &str) -> Option<u8> {
    let text = text.trim();
    if text.starts_with('👍') || text == "1" {
        return Some(1);
    }
    if text.starts_with('👎') || text == "0" {
        return Some(0);
    }
    yes_no(text).map(u8::from)
}

/// Nothing but stars: how many.
fn stars(text: &str) -> Option<u8> {
    let is_star = |c: char| matches!(c, '⭐' | '★' | '🌟' | '*');
    let mut marks = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{fe0f}');
    let count = text.chars().filter(|c| is_star(*c)).count();
    (count > 0 && marks.all(is_star))
        .then(|| u8::try_from(count).ok())
        .flatten()
}

/// The number in a text that has just one: `nota 4`, `4!`, `4/5` is two.
fn only_number(text: &str) -> Option<u8> {
    let below_zero = text.contains(['-', '–', '−']);
    let said = plain(text);
    let mut numbers = said
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty());
    let number = numbers.next()?;
    let only = numbers.next().is_none() && !below_zero;
    only.then(|| number.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::score;
    use trilha_model::Scale;

    #[test]
    fn a_mark_is_a_number_stars_or_a_thumb() {
        for (text, scale, mark) in [
            ("4", Scale::Csat, Some(4)),
            ("nota 5!", Scale::Csat, Some(5)),
            ("⭐⭐⭐", Scale::Csat, Some(3)),
            ("0", Scale::Csat, None),
            ("6", Scale::Csat, None),
            ("4 ou 5", Scale::Csat, None),
            ("-1", Scale::Nps, None),
            ("10", Scale::Nps, Some(10)),
            ("0", Scale::Nps, Some(0)),
            ("11", Scale::Nps, None),
            ("300", Scale::Nps, None),
            ("👍🏽", Scale::Thumbs, Some(1)),
            ("não", Scale::Thumbs, Some(0)),
            ("1", Scale::Thumbs, Some(1)),
            ("5", Scale::Thumbs, None),
            ("bom", Scale::Csat, None),
        ] {
            assert_eq!(score(text, scale), mark, "{text} {scale:?}");
        }
    }
}
