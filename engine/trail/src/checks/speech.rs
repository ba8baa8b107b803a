//! Speech: every text in every language the trail, and what it reaches, speaks.

use crate::bundle::{Read, ReadTrail};
use crate::diagnostic::{Code, Diagnostic};
use crate::spoken::{Spoken, texts};
use crate::text::cut;
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// How many missing languages are named: more than a trail is ever written in.
const NAMED: usize = 8;

/// The languages that texts of trails are written in, where they name them.
pub(super) fn languages(read: &Read) -> BTreeSet<SmolStr> {
    let trails = read.trails.values();
    named(
        trails
            .flat_map(|one| texts(&one.node))
            .collect::<Vec<_>>()
            .iter(),
    )
}

/// Says which texts of a trail lack one of these languages. One without a language is in the trail's own.
pub(super) fn check(one: &ReadTrail, languages: &BTreeSet<SmolStr>, out: &mut Vec<Diagnostic>) {
    let own = one.trail.language.as_str();
    let texts = texts(&one.node);
    out.extend(texts.iter().filter_map(|text| {
        let mut said = missing(&one.file, text, Some(own), languages)?;
        said.step.clone_from(&text.step);
        Some(said)
    }));
}

/// Says which of these texts lack a language that others of them have.
pub(crate) fn among(file: &str, texts: &[Spoken<'_>]) -> Vec<Diagnostic> {
    let languages = named(texts.iter());
    let missing = texts
        .iter()
        .filter_map(|text| missing(file, text, None, &languages));
    missing.collect()
}

fn named<'t, 'n: 't>(texts: impl Iterator<Item = &'t Spoken<'n>>) -> BTreeSet<SmolStr> {
    let languages = texts.flat_map(|text| &text.languages);
    languages.filter_map(|(name, _)| name.clone()).collect()
}

fn missing(
    file: &str,
    text: &Spoken<'_>,
    own: Option<&str>,
    languages: &BTreeSet<SmolStr>,
) -> Option<Diagnostic> {
    let written = |language: &SmolStr| {
        text.languages.iter().any(|(name, _)| {
            let name = name.as_deref().or(own);
            name.is_none_or(|name| name.eq_ignore_ascii_case(language))
        })
    };
    let plain = text.languages.iter().all(|(name, _)| name.is_none());
    if plain && (is_aside(text) || !has_words(text)) {
        return None;
    }
    let missing: Vec<&str> = languages
        .iter()
        .filter(|language| !written(language))
        .take(NAMED)
        .map(SmolStr::as_str)
        .collect();
    if missing.is_empty() {
        return None;
    }
    let message = format!("this text is missing in {}", missing.join(", "));
    let help =
        "other texts of the trail are; add it, so that nobody is answered in another language";
    let said = Diagnostic::warning(Code::MISSING_TRANSLATION, file, text.node.span, message);
    Some(said.with_help(help))
}

/// Whether it is for the people who make the trail, who share a language.
fn is_aside(text: &Spoken<'_>) -> bool {
    let key = text.path.last();
    matches!(key, Some(crate::edit::PathSegment::Key(key)) if key == "title" || key == "note")
}

/// Whether it says anything besides what its expressions give: a mark or a number needs no translation.
fn has_words(text: &Spoken<'_>) -> bool {
    let texts = text.languages.iter().filter_map(|(_, node)| node.as_str());
    texts
        .flat_map(cut)
        .any(|part| part.is_ok_and(|literal| literal.chars().any(char::is_alphabetic)))
}
