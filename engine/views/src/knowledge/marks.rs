//! Marks that stems go by, put back into words that were typed without them.
//!
//! A stemmer knows `informação` and not `informacao`, and none of them that `pães` are more than one `pão`. So what
//! was written with accents, and what was typed without them, first lose them and then both get these.

use tantivy::tokenizer::{Language, Token, TokenFilter, TokenStream, Tokenizer};

/// The end of a word, what it becomes, and from how many letters on: shorter words are others.
type Ending = (&'static str, &'static str, usize);

/// Plurals that no rule of stems knows, as one.
const PORTUGUESE_PLURALS: [Ending; 6] = [
    ("oes", "ao", 5),
    ("aes", "ao", 4),
    ("aos", "ao", 4),
    ("ais", "al", 5),
    ("eis", "el", 5),
    ("ois", "ol", 6),
];
const PORTUGUESE_MARKS: [Ending; 8] = [
    ("cao", "ção", 4),
    ("ao", "ão", 3),
    ("avel", "ável", 6),
    ("ivel", "ível", 6),
    ("ancia", "ância", 7),
    ("ancias", "âncias", 8),
    ("encia", "ência", 7),
    ("encias", "ências", 8),
];
const SPANISH_MARKS: [Ending; 3] = [
    ("ion", "ión", 5),
    ("logia", "logía", 7),
    ("logias", "logías", 8),
];

/// Puts the marks of one language into words without accents.
#[derive(Clone, Copy)]
pub(super) struct Marks {
    plurals: &'static [Ending],
    marks: &'static [Ending],
}

impl Marks {
    /// Those of a language; none where its stems need none.
    pub(super) fn of(language: Language) -> Option<Self> {
        match language {
            Language::Portuguese => Some(Self {
                plurals: &PORTUGUESE_PLURALS,
                marks: &PORTUGUESE_MARKS,
            }),
            Language::Spanish => Some(Self {
                plurals: &[],
                marks: &SPANISH_MARKS,
            }),
            _ => None,
        }
    }

    fn put(self, word: &mut String) {
        replace(word, self.plurals);
        replace(word, self.marks);
    }
}

/// The first of these endings that a word has becomes what stands beside it.
fn replace(word: &mut String, endings: &[Ending]) {
    let found = endings
        .iter()
        .find(|(end, _, least)| word.len() >= *least && word.ends_with(end));
    if let Some((end, instead, _)) = found {
        word.truncate(word.len() - end.len());
        word.push_str(instead);
    }
}

impl TokenFilter for Marks {
    type Tokenizer<T: Tokenizer> = Marked<T>;

    fn transform<T: Tokenizer>(self, inner: T) -> Marked<T> {
        Marked { marks: self, inner }
    }
}

/// A tokenizer whose words get marks.
#[derive(Clone)]
pub(super) struct Marked<T> {
    marks: Marks,
    inner: T,
}

impl<T: Tokenizer> Tokenizer for Marked<T> {
    type TokenStream<'a> = MarkedStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        MarkedStream {
            marks: self.marks,
            inner: self.inner.token_stream(text),
        }
    }
}

/// Its words, one after the other.
pub(super) struct MarkedStream<T> {
    marks: Marks,
    inner: T,
}

impl<T: TokenStream> TokenStream for MarkedStream<T> {
    fn advance(&mut self) -> bool {
        let more = self.inner.advance();
        if more {
            self.marks.put(&mut self.inner.token_mut().text);
        }
        more
    }

    fn token(&self) -> &Token {
        self.inner.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.inner.token_mut()
    }
}
