//! Words for comparing: what accents, case and the forms of a letter do not change.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text in small letters without accents; letters and digits of another form (`ﬁ`, `１`) as the plain
/// ones (Unicode NFKD). Everything else stays.
pub fn plain(text: &str) -> String {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn accents_case_and_forms_do_not_count() {
        assert_eq!(plain("Ação"), "acao");
        assert_eq!(plain("１２ ﬁm!"), "12 fim!");
    }
}
