//! The palette: kinds of steps, and finding one by a few letters.

use crate::custom::CustomStep;
use smol_str::{SmolStr, format_smolstr};
use trilha_trail::{Group, VERBS, Verb};

/// What one may add, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A verb.
    Verb(&'static str),
    /// A custom step.
    Custom(SmolStr),
}

/// What one may add.
#[derive(Clone, Debug)]
pub enum Offered {
    /// A verb.
    Verb(&'static Verb),
    /// A custom step.
    Custom(CustomStep),
}

/// Something one may add, found.
#[derive(Clone, Debug)]
pub struct Offer {
    /// What.
    pub what: Offered,
    /// How well it was found: less is better.
    pub rank: u8,
}

impl Kind {
    /// As one text: `say`, `use loyalty`.
    pub fn written(&self) -> SmolStr {
        match self {
            Self::Verb(name) => SmolStr::new_static(name),
            Self::Custom(name) => format_smolstr!("use {name}"),
        }
    }

    /// Reads it back; none where it is neither a verb nor the use of a custom step.
    pub fn read(written: &str) -> Option<Self> {
        if let Some(name) = written.strip_prefix("use ") {
            return Some(Self::Custom(name.into()));
        }
        let verb = VERBS.iter().find(|verb| verb.name == written)?;
        Some(Self::Verb(verb.name))
    }

    /// What it names, where that exists.
    pub(crate) fn of(&self, customs: &[CustomStep]) -> Option<Offered> {
        match self {
            Self::Verb(name) => {
                let verb = VERBS.iter().find(|verb| verb.name == *name);
                verb.map(Offered::Verb)
            }
            Self::Custom(name) => {
                let custom = customs.iter().find(|custom| custom.name == *name);
                custom.cloned().map(Offered::Custom)
            }
        }
    }
}

impl Offered {
    /// Its name in the text of a trail.
    pub fn name(&self) -> &str {
        match self {
            Self::Verb(verb) => verb.name,
            Self::Custom(custom) => &custom.name,
        }
    }

    /// What adds it.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Verb(verb) => Kind::Verb(verb.name),
            Self::Custom(custom) => Kind::Custom(custom.name.clone()),
        }
    }

    /// The word of its group; that of custom steps is `custom`.
    pub fn group(&self) -> &'static str {
        self.verb_group().map_or("custom", Group::word)
    }

    fn verb_group(&self) -> Option<Group> {
        match self {
            Self::Verb(verb) => Some(verb.group),
            Self::Custom(_) => None,
        }
    }

    /// Where its group stands: custom steps last.
    fn place(&self) -> (bool, Option<Group>) {
        let group = self.verb_group();
        (group.is_none(), group)
    }
}

/// The groups of the palette in their order, each with what it offers in the order of the engine.
pub fn groups(offers: &[Offer]) -> Vec<(&'static str, Vec<Offered>)> {
    let verbs = VERBS.iter().filter(|verb| {
        let found =
            |offer: &&Offer| matches!(offer.what, Offered::Verb(one) if one.name == verb.name);
        offers.iter().any(|offer| found(&offer))
    });
    let customs = offers.iter().map(|offer| &offer.what);
    let customs = customs.filter(|what| matches!(what, Offered::Custom(_)));
    let mut groups: Vec<Vec<Offered>> = Vec::new();
    for what in verbs.map(Offered::Verb).chain(customs.cloned()) {
        let same = |group: &&mut Vec<Offered>| {
            group
                .first()
                .is_some_and(|first| first.place() == what.place())
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(what),
            None => groups.push(vec![what]),
        }
    }
    groups.sort_by_key(|group| group.first().map(Offered::place));
    let headed = |group: Vec<Offered>| Some((group.first()?.group(), group));
    groups.into_iter().filter_map(headed).collect()
}

/// What has what is looked for in its name or its words in the page's language, which `words` gives. The
/// verb that uses a custom step is offered only where there are none of those to offer by name.
pub fn offers(
    query: &str,
    customs: &[CustomStep],
    words: impl Fn(&Offered) -> String,
) -> Vec<Offer> {
    let query = query.trim();
    let rank = |what: Offered| {
        let rank = if query.is_empty() {
            0
        } else if what.name().starts_with(&query.to_lowercase()) {
            1
        } else if sounds_like(&format!("{} {}", what.name(), words(&what)), query) {
            2
        } else {
            return None;
        };
        Some(Offer { what, rank })
    };
    let verbs = VERBS
        .iter()
        .filter(|verb| customs.is_empty() || verb.name != "use")
        .map(Offered::Verb);
    let customs = customs.iter().cloned().map(Offered::Custom);
    let mut found: Vec<Offer> = verbs.chain(customs).filter_map(rank).collect();
    found.sort_by_key(|offer| (offer.rank, offer.what.place()));
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
        let words = |what: &Offered| match what {
            Offered::Verb(verb) if verb.name == "ask" => "Perguntar, com menú".to_owned(),
            Offered::Verb(verb) => verb.doc.to_owned(),
            Offered::Custom(custom) => custom.title("en"),
        };
        let found = offers("menu", &[], words);
        let names: Vec<&str> = found.iter().map(|offer| offer.what.name()).collect();
        assert_eq!(names, ["menu", "ask"]);
        assert_eq!(offers("", &[], words).len(), VERBS.len());
        assert!(offers("zzzz", &[], words).is_empty());
        let all = groups(&offers("", &[], words));
        assert_eq!(
            all.iter().map(|(_, verbs)| verbs.len()).sum::<usize>(),
            VERBS.len()
        );
        let mut heads: Vec<&str> = all.iter().map(|(head, _)| *head).collect();
        heads.dedup();
        assert_eq!(heads.len(), all.len(), "each group stands once");
    }
}
