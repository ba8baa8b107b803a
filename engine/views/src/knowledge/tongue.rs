//! Words as they are compared: small, without accents, by their stems, and without those that mean nothing.

use super::marks::Marks;
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer,
    StopWordFilter, TextAnalyzer, TextAnalyzerBuilder,
};

/// The longest word, in bytes: what is longer is no word.
const LONGEST: usize = 40;

/// The language of a tag, where its words have known stems.
fn language(tag: &str) -> Option<Language> {
    let base = tag.split(['-', '_']).next().unwrap_or_default();
    Some(match base.to_ascii_lowercase().as_str() {
        "ar" => Language::Arabic,
        "da" => Language::Danish,
        "de" => Language::German,
        "el" => Language::Greek,
        "en" => Language::English,
        "es" => Language::Spanish,
        "fi" => Language::Finnish,
        "fr" => Language::French,
        "hu" => Language::Hungarian,
        "it" => Language::Italian,
        "nb" | "nn" | "no" => Language::Norwegian,
        "nl" => Language::Dutch,
        "pt" => Language::Portuguese,
        "ro" => Language::Romanian,
        "ru" => Language::Russian,
        "sv" => Language::Swedish,
        "ta" => Language::Tamil,
        "tr" => Language::Turkish,
        _ => return None,
    })
}

/// What texts are compared by in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tongue(Option<Language>);

/// How the words of a text are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// By their stems as they are written: accents tell stems apart.
    Written,
    /// By the stems they have however they were typed: with accents, without, or with some of them.
    Typed,
}

impl Tongue {
    pub(super) fn of(tag: &str) -> Self {
        Self(language(tag))
    }

    /// A name of its own for each.
    pub(super) fn name(self, words: Words) -> String {
        format!("{:?} {words:?}", self.0)
    }

    pub(super) fn analyzer(self, words: Words) -> TextAnalyzer {
        let analyzer = TextAnalyzer::builder(SimpleTokenizer::default())
            .filter(RemoveLongFilter::limit(LONGEST))
            .filter(LowerCaser)
            .dynamic();
        let Some(language) = self.0 else {
            return analyzer.filter_dynamic(AsciiFoldingFilter).build();
        };
        let analyzer = match StopWordFilter::new(language) {
            Some(meaningless) => analyzer.filter_dynamic(meaningless),
            None => analyzer,
        };
        let stemmed =
            |analyzer: TextAnalyzerBuilder| analyzer.filter_dynamic(Stemmer::new(language));
        let folded = |analyzer: TextAnalyzerBuilder| analyzer.filter_dynamic(AsciiFoldingFilter);
        match words {
            Words::Written => folded(stemmed(analyzer)),
            Words::Typed => {
                let bare = folded(analyzer);
                let marked = match Marks::of(language) {
                    Some(marks) => bare.filter_dynamic(marks),
                    None => bare,
                };
                folded(stemmed(marked))
            }
        }
        .build()
    }
}
