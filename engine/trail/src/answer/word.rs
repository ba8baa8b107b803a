//! Words that mean yes, no, or nothing at all, in three languages.

use crate::matching::plain;

/// Words that begin a yes.
const YES: [&str; 23] = [
    "sim", "s", "yes", "y", "si", "claro", "ok", "isso", "quero", "yeah", "yep", "correto",
    "certo", "true", "sure", "vale", "👍", "aham", "uhum", "dale", "positivo", "beleza", "blz",
];
/// Words that begin a no, and deny what stands before them.
const NO: [&str; 11] = [
    "nao", "n", "no", "nope", "negativo", "nunca", "errado", "false", "👎", "jamais", "nah",
];
/// What begins a yes or a no without such a word, or with one that means the other.
const SAYINGS: [(&str, bool); 8] = [
    ("com certeza", true),
    ("por supuesto", true),
    ("of course", true),
    ("de acordo", true),
    ("de acuerdo", true),
    ("claro que nao", false),
    ("claro que no", false),
    ("de jeito nenhum", false),
];
/// What begins as a no and says that one does not know, or did not understand.
const DOUBTS: [&str; 13] = [
    "nao sei",
    "no se",
    "no lo se",
    "no idea",
    "nao entendi",
    "nao entendo",
    "no entiendo",
    "no entendi",
    "nao lembro",
    "no recuerdo",
    "nao tenho certeza",
    "no estoy seguro",
    "no estoy segura",
];

/// Yes or no, by how it begins. A yes with a no in it (`quero não`, `yes, no`) is neither.
pub(super) fn yes_no(text: &str) -> Option<bool> {
    let said = plain(text);
    let mut words = said.split(' ');
    let first = words.next().unwrap_or_default();
    let denied = words.any(|word| NO.contains(&word) || word == "not");
    let begins = |saying: &str| {
        let rest = said.strip_prefix(saying);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let saying = SAYINGS.iter().find(|(saying, _)| begins(saying));
    match saying {
        Some((_, false)) => return Some(false),
        Some((_, true)) => return (!denied).then_some(true),
        None => {}
    }
    if YES.contains(&first) {
        return (!denied).then_some(true);
    }
    let doubts = DOUBTS.iter().any(|doubt| begins(doubt));
    (NO.contains(&first) && !doubts).then_some(false)
}

/// What is read of a text, or of what comes behind words of it that have no digit, as in
/// `meu CPF é 529.982.247-25`; the signs that end a sentence aside.
pub(super) fn after_words<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let mut rest = text.trim();
    loop {
        let bare = rest.trim_end_matches(['.', '!', ',', ';', ' ']);
        if let Some(found) = read(rest).or_else(|| read(bare)) {
            return Some(found);
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == ':')?;
        let (word, behind) = rest.split_at_checked(end)?;
        if word.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        rest = behind.trim_start_matches(|c: char| c.is_whitespace() || c == ':');
    }
}

/// Whether a contact would rather not answer what may stay unanswered.
pub(crate) fn is_skip(text: &str) -> bool {
    const SKIP: [&str; 7] = ["-", "–", "pular", "skip", "saltar", "omitir", "n/a"];
    let said = plain(text);
    SKIP.contains(&said.as_str()) || SKIP.contains(&text.trim())
}
