//! The proof that no word is missing, for the tests of each page.

use crate::i18n::{Language, Texts};
use std::collections::BTreeSet;

/// What is wrong with a page's texts: keys that one language has and another lacks, lines that are
/// not Fluent, keys that `sources` use and nobody wrote, keys nobody uses. `shared` may be used too.
pub fn faults(own: Texts, shared: &[Texts], sources: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    let keys: Vec<BTreeSet<String>> = own.iter().map(|text| keys(text)).collect();
    for (language, (text, own_keys)) in Language::ALL.iter().zip(own.iter().zip(&keys)) {
        if let Err((_, errors)) = fluent_bundle::FluentResource::try_new((*text).to_owned()) {
            faults.extend(
                errors
                    .iter()
                    .map(|error| format!("{}: {error}", language.code())),
            );
        }
        for other in &keys {
            faults.extend(
                other
                    .difference(own_keys)
                    .map(|key| format!("{}: {key} is missing", language.code())),
            );
        }
    }
    let written = |key: &String| keys.iter().any(|k| k.contains(key));
    let lent: BTreeSet<String> = shared
        .iter()
        .flatten()
        .flat_map(|text| self::keys(text))
        .collect();
    let used: BTreeSet<String> = sources.iter().flat_map(|source| used(source)).collect();
    faults.extend(
        used.iter()
            .filter(|key| !written(key) && !lent.contains(*key))
            .map(|key| format!("{key} is used and nobody wrote it")),
    );
    let all: BTreeSet<&String> = keys.iter().flatten().collect();
    faults.extend(
        all.into_iter()
            .filter(|key| !used.contains(*key))
            .map(|key| format!("{key} is written and nobody uses it")),
    );
    faults.dedup();
    faults
}

fn keys(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned()))
        .collect()
}

fn used(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find("t!(") {
        let bare = !rest
            .get(..at)
            .is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric() || c == '_'));
        rest = rest.get(at + 3..).unwrap_or_default();
        let key = rest
            .trim_start()
            .strip_prefix('"')
            .and_then(|key| key.split_once('"'));
        found.extend(key.filter(|_| bare).map(|(key, _)| key.to_owned()));
    }
    found
}

/// The Rust files below a folder, as text.
pub fn sources(folder: &std::path::Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .flatten()
        .map(|entry| entry.path())
        .flat_map(|path| {
            if path.is_dir() {
                sources(&path)
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                std::fs::read_to_string(&path).into_iter().collect()
            } else {
                Vec::new()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::SHARED;
    use std::path::Path;

    #[test]
    fn the_shared_words_are_whole() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let sources: Vec<String> = sources(&here)
            .into_iter()
            .filter(|source| {
                !source.contains("fn the_shared_words_are_whole")
                    && !source.contains("macro_rules! t ")
            })
            .collect();
        assert_eq!(faults(SHARED, &[], &sources), Vec::<String>::new());
    }

    #[test]
    fn a_missing_key_is_a_fault() {
        let own = ["a = A\nb = B\n", "a = A\n", "a = A\nb = B\n"];
        let source = "html! { t!(\"a\") t!( \"b\", n = 1) format!(\"zz\") t!(\"c\") }".to_owned();
        assert_eq!(
            faults(own, &[], &[source]),
            ["en: b is missing", "c is used and nobody wrote it"]
        );
    }
}
