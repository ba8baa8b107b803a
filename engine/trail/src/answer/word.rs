//! Words that mean yes, no, or nothing at all, in three languages.

use crate::matching::plain;

/// Yes or no, by the first word.
pub(super) fn yes_no(text: &str) -> Option<bool> {
    const YES: [&str; 17] = [
        "sim", "s", "yes", "y", "si", "claro", "ok", "isso", "quero", "yeah", "yep", "correto",
        "certo", "true", "sure", "vale", "👍",
    ];
    const NO: [&str; 9] = [
        "nao", "n", "no", "nope", "negativo", "nunca", "errado", "false", "👎",
    ];
    let said = plain(text);
    let first = said.split(' ').next().unwrap_or_default();
    match (YES.contains(&first), NO.contains(&first)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// Whether a contact would rather not answer what may stay unanswered.
pub(crate) fn is_skip(text: &str) -> bool {
    const SKIP: [&str; 7] = ["-", "–", "pular", "skip", "saltar", "omitir", "n/a"];
    let said = plain(text);
    SKIP.contains(&said.as_str()) || SKIP.contains(&text.trim())
}
