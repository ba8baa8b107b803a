//! Words for comparing: what accents, case and the forms of a letter do not change.

use std::sync::OnceLock;

/// Rows of characters that follow each other, as `build.rs` writes them.
const TABLE: &str = include_str!(concat!(env!("OUT_DIR"), "/plain.txt"));

/// A text in small letters without accents; letters and digits of another form (`ﬁ`, `１`) as the plain
/// ones (Unicode NFKD). Everything else stays.
pub fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else if let Some(known) = known(c) {
            out.push_str(known);
        } else if let Some(parts) = hangul(c) {
            out.extend(parts);
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// What the table says of a character.
fn known(c: char) -> Option<&'static str> {
    static KNOWN: OnceLock<Vec<(char, &'static str)>> = OnceLock::new();
    let table = KNOWN.get_or_init(|| TABLE.split('\u{1}').flat_map(row).collect());
    let at = table.binary_search_by_key(&c, |(from, _)| *from).ok()?;
    table.get(at).map(|(_, to)| *to)
}

/// The characters of a row, each with what it becomes.
fn row(row: &'static str) -> impl Iterator<Item = (char, &'static str)> {
    let mut parts = row.split('\0');
    let first = parts.next().and_then(|first| first.chars().next());
    let codes = first.map_or(0, u32::from)..;
    codes
        .zip(parts)
        .filter_map(|(code, to)| Some((char::from_u32(code)?, to)))
}

/// The letters of a Hangul syllable (Unicode, 3.12).
fn hangul(c: char) -> Option<impl Iterator<Item = char>> {
    let place = u32::from(c).checked_sub(0xAC00).filter(|at| *at < 11_172)?;
    let tail = place % 28;
    let letters = [
        Some(0x1100 + place / 588),
        Some(0x1161 + place % 588 / 28),
        (tail > 0).then_some(0x11A7 + tail),
    ];
    Some(letters.into_iter().flatten().filter_map(char::from_u32))
}

#[cfg(test)]
mod tests {
    use super::plain;
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;

    #[test]
    fn accents_case_and_forms_do_not_count() {
        assert_eq!(plain("Ação"), "acao");
        assert_eq!(plain("１２ ﬁm!"), "12 fim!");
    }

    #[test]
    fn every_character_is_folded_as_unicode_says() {
        for c in char::MIN..=char::MAX {
            let expected: String = c
                .nfkd()
                .filter(|c| !is_combining_mark(*c))
                .flat_map(char::to_lowercase)
                .collect();
            assert_eq!(plain(&c.to_string()), expected, "{c:?}");
        }
    }
}
