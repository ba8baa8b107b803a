//! The palette: kinds of steps, and finding one by a few letters.

use trilha_trail::{Group, VERBS, Verb};

/// A kind of step one may add.
#[derive(Clone, Copy, Debug)]
pub struct Offer {
    /// The kind.
    pub verb: &'static Verb,
    /// How well it was found: less is better.
    pub rank: u8,
}

/// The groups of the palette in their order, each with its kinds in theirs.
pub fn groups(offers: &[Offer]) -> Vec<(&'static str, Vec<&'static Verb>)> {
    let mut groups: Vec<(Group, Vec<&'static Verb>)> = Vec::new();
    for verb in VERBS
        .iter()
        .filter(|verb| offers.iter().any(|offer| offer.verb.name == verb.name))
    {
        match groups.iter_mut().find(|(group, _)| *group == verb.group) {
            Some((_, verbs)) => verbs.push(verb),
            None => groups.push((verb.group, vec![verb])),
        }
    }
    groups.sort_by_key(|(group, _)| *group);
    groups
        .into_iter()
        .map(|(group, verbs)| (group.word(), verbs))
        .collect()
}

/// The kinds whose name, or whose words in the page's language, have what is looked for. `words` gives those words.
pub fn offers(query: &str, words: impl Fn(&Verb) -> String) -> Vec<Offer> {
    let rank = |verb: &'static Verb| {
        let rank = if query.trim().is_empty() {
            0
        } else if verb.name.starts_with(&query.trim().to_lowercase()) {
            1
        } else if sounds_like(&format!("{} {}", verb.name, words(verb)), query) {
            2
        } else {
            return None;
        };
        Some(Offer { verb, rank })
    };
    let mut found: Vec<Offer> = VERBS.iter().filter_map(rank).collect();
    found.sort_by_key(|offer| (offer.rank, offer.verb.group));
    found
}

/// Whether every word of `query` stands in `text`, accents and case aside.
pub fn sounds_like(text: &str, query: &str) -> bool {
    let text = plain(text);
    query
        .split_whitespace()
        .all(|word| text.contains(&plain(word)))
}

fn plain(text: &str) -> String {
    let bare = |c: char| match c {
        'á' | 'à' | 'â' | 'ã' => 'a',
        'é' | 'ê' => 'e',
        'í' => 'i',
        'ó' | 'ô' | 'õ' => 'o',
        'ú' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    };
    text.chars()
        .flat_map(char::to_lowercase)
        .map(bare)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_found_by_name_first_and_by_words_after() {
        let words = |verb: &Verb| {
            if verb.name == "ask" {
                "Perguntar, com menú".to_owned()
            } else {
                verb.doc.to_owned()
            }
        };
        let names: Vec<&str> = offers("menu", words)
            .iter()
            .map(|offer| offer.verb.name)
            .collect();
        assert_eq!(names, ["menu", "ask"]);
        assert_eq!(offers("", words).len(), VERBS.len());
        assert!(offers("zzzz", words).is_empty());
        let all = groups(&offers("", words));
        assert_eq!(
            all.iter().map(|(_, verbs)| verbs.len()).sum::<usize>(),
            VERBS.len()
        );
        let mut heads: Vec<&str> = all.iter().map(|(head, _)| *head).collect();
        heads.dedup();
        assert_eq!(heads.len(), all.len(), "each group stands once");
    }
}
