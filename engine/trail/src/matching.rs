//! Matching what people say to words: accents and case aside, one typo forgiven.

use trilha_script::words;

/// How sure a match is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Likeness {
    /// By key, label or whole phrase.
    Exact,
    /// By its words, or with one typo.
    Words,
}

/// A text without accents, case, punctuation around its words and doubled spaces. A letter alone keeps what makes
/// another name of it: `c++`, `c#`, `a+`.
pub(crate) fn plain(text: &str) -> String {
    let lower = words::plain(text);
    if lower.bytes().all(|c| c.is_ascii_alphanumeric()) {
        return lower;
    }
    let words: Vec<&str> = lower
        .split_whitespace()
        .map(bare)
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        return lower.trim().to_owned();
    }
    words.join(" ")
}

/// A word without the punctuation around it.
fn bare(word: &str) -> &str {
    let bare = word.trim_matches(|c: char| c.is_ascii_punctuation());
    if bare.len() != 1 || !bare.bytes().all(|c| c.is_ascii_alphabetic()) {
        return bare;
    }
    let from = word.trim_start_matches(|c: char| c.is_ascii_punctuation());
    let signs = from.bytes().skip(1).take_while(|c| b"+#".contains(c));
    from.get(..1 + signs.count()).unwrap_or(bare)
}

/// Whether a phrase stands in a text as whole words; both plain.
pub(crate) fn has_words(said: &str, phrase: &str) -> bool {
    let wanted: Vec<&str> = phrase.split(' ').filter(|word| !word.is_empty()).collect();
    let words: Vec<&str> = said.split(' ').collect();
    !wanted.is_empty() && words.windows(wanted.len()).any(|window| window == wanted)
}

/// The one phrase a text means by its words, else the one it is a typo away from. Two candidates are none.
pub(crate) fn by_words(said: &str, phrases: &[(usize, String)]) -> Option<usize> {
    let only = |matches: &dyn Fn(&str) -> bool| {
        let mut found = phrases
            .iter()
            .filter(|(_, phrase)| matches(phrase))
            .map(|(at, _)| *at);
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    };
    only(&|phrase| has_words(said, phrase)).or_else(|| {
        let said: Vec<char> = said.chars().collect();
        let near = |phrase: &str| phrase.chars().count() >= 4 && one_typo_away(&said, phrase);
        only(&near)
    })
}

/// Whether one character added, left out, wrong or swapped with its neighbour makes one text the other.
/// Both may be as long as a message, so only where they first differ is looked at.
fn one_typo_away(said: &[char], phrase: &str) -> bool {
    let phrase: Vec<char> = phrase.chars().collect();
    let alike = said.iter().zip(&phrase).take_while(|(a, b)| a == b).count();
    let (said, phrase) = (said.split_at(alike).1, phrase.split_at(alike).1);
    match (said, phrase) {
        ([], []) => true,
        ([_, rest @ ..], other) | (other, [_, rest @ ..]) if rest == other => true,
        ([_, said @ ..], [_, phrase @ ..]) if said == phrase => true,
        ([a, b, said @ ..], [c, d, phrase @ ..]) => a == d && b == c && said == phrase,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{by_words, one_typo_away, plain};

    fn phrases() -> Vec<(usize, String)> {
        let words = [
            (0, "acompanhar pedido"),
            (0, "pedido"),
            (1, "duvidas"),
            (2, "falar com alguem"),
        ];
        words.map(|(at, word)| (at, word.to_owned())).into()
    }

    #[test]
    fn accents_case_and_punctuation_do_not_count() {
        assert_eq!(plain("  DÚVIDAS!! "), "duvidas");
        assert_eq!(plain("Olá,  você?"), "ola voce");
        assert_eq!(plain("*"), "*");
    }

    #[test]
    fn a_letter_keeps_what_makes_another_name_of_it() {
        let same = [
            ("C++", "c++"),
            ("(c#),", "c#"),
            ("Em C++, ou F#?", "em c++ ou f#"),
            ("*A+*", "a+"),
            ("c", "c"),
            ("c!", "c"),
            ("#c", "c"),
            ("c- ", "c"),
        ];
        let bare = [
            ("sim!", "sim"),
            ("1)", "1"),
            ("1#", "1"),
            ("18+", "18"),
            ("¿hola?", "¿hola"),
            ("TV+", "tv"),
            ("é+", "e+"),
            ("++", "++"),
        ];
        for (said, read) in same.into_iter().chain(bare) {
            assert_eq!(plain(said), read, "{said}");
        }
    }

    #[test]
    fn an_option_is_found_by_its_words_or_one_typo_away() {
        assert_eq!(by_words("quero ver meu pedido", &phrases()), Some(0));
        assert_eq!(by_words("duvdas", &phrases()), Some(1));
        assert_eq!(by_words("dvds", &phrases()), None);
    }

    #[test]
    fn a_typo_is_one_character_or_two_neighbours_swapped() {
        let words = [
            "", "a", "ab", "ba", "abc", "acb", "abcd", "abdc", "bacd", "xbcd", "aabcd", "cba",
        ];
        for one in words {
            for other in words {
                let said: Vec<char> = one.chars().collect();
                let near = strsim::damerau_levenshtein(one, other) <= 1;
                assert_eq!(one_typo_away(&said, other), near, "{one} {other}");
            }
        }
    }

    #[test]
    fn two_options_at_once_are_none() {
        assert_eq!(by_words("pedido ou duvidas", &phrases()), None);
        let near = [(0, "nota".to_owned()), (1, "rota".to_owned())];
        assert_eq!(by_words("mota", &near), None);
    }
}
