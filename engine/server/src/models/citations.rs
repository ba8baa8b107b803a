//! Citations in what a model writes: those of sources it was given get numbers in the order they come, others are
//! taken out. What is still undecided is held back, so that what is shown early never changes.

use super::prompt::UNSURE;
use std::fmt::Write as _;

/// The longest thing in brackets that may be a citation, in bytes: `[1, 2, 3, 4]` and then some.
const LONGEST: usize = 32;

/// An answer that is being written, as far as it is read.
#[derive(Debug, Default)]
pub(super) struct Citations {
    /// How many sources the model was given; none: brackets are words as any others.
    given: Option<usize>,
    /// The sources that are cited, from 0, in the order of their first citation.
    cited: Vec<usize>,
    text: String,
    held: String,
    unsure: bool,
}

impl Citations {
    pub(super) fn of(given: Option<usize>) -> Self {
        Self {
            given,
            ..Self::default()
        }
    }

    /// Reads on.
    pub(super) fn hear(&mut self, words: &str) {
        for letter in words.chars() {
            if self.unsure {
                return;
            }
            self.letter(letter);
        }
    }

    /// What will not change any more, without white space around it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether the model said that it does not know.
    pub(super) fn is_unsure(&self) -> bool {
        self.unsure
    }

    /// The whole text and the sources it cites, from 0, in the order of their numbers.
    pub(super) fn end(mut self) -> (String, Vec<usize>) {
        self.let_go();
        let end = self.text.trim_end().len();
        self.text.truncate(end);
        (self.text, self.cited)
    }

    fn letter(&mut self, letter: char) {
        let Some((_, within)) = self.held.split_once(['[', '【']) else {
            return match letter {
                '[' | '【' => self.held.push(letter),
                space if space.is_whitespace() => self.held.push(space),
                other => {
                    self.let_go();
                    self.text.push(other);
                }
            };
        };
        match letter {
            ']' | '】' => {
                let within = within.to_owned();
                self.held.push(letter);
                self.closed(&within);
            }
            other if within.len() < LONGEST && may_go_on(within, other) => self.held.push(other),
            other => {
                // What is taken out next takes the space before it along.
                let space = self.held.split_off(self.held.trim_end().len());
                self.let_go();
                self.held = space;
                self.letter(other);
            }
        }
    }

    /// What stood in brackets is whole.
    fn closed(&mut self, within: &str) {
        if sentinel(within) == Some(true) {
            self.unsure = true;
            return;
        }
        let numbers: Option<Vec<usize>> = within
            .split(',')
            .map(|number| number.trim().parse().ok())
            .collect();
        let (Some(numbers), Some(given)) = (numbers, self.given) else {
            return self.let_go();
        };
        let mut marks = String::new();
        for source in numbers
            .into_iter()
            .filter_map(|number| number.checked_sub(1))
        {
            if source < given {
                let known = self.cited.iter().position(|cited| *cited == source);
                let at = known.unwrap_or_else(|| {
                    self.cited.push(source);
                    self.cited.len() - 1
                });
                write!(marks, "[{}]", at + 1).expect("invariant: a string takes everything");
            }
        }
        let before = self.held.find(['[', '【']).unwrap_or_default();
        self.held
            .truncate(if marks.is_empty() { 0 } else { before });
        self.held.push_str(&marks);
        self.let_go();
    }

    /// What was held back is words.
    fn let_go(&mut self) {
        let held = std::mem::take(&mut self.held);
        let held = if self.text.is_empty() {
            held.trim_start()
        } else {
            &held
        };
        self.text.push_str(held);
    }
}

/// Whether what began in brackets may still become a citation, or the word for not knowing.
fn may_go_on(within: &str, next: char) -> bool {
    let whole = format!("{within}{next}");
    let numbers = whole
        .chars()
        .all(|letter| letter.is_ascii_digit() || matches!(letter, ',' | ' '));
    numbers || sentinel(&whole).is_some()
}

/// Whether it is the word for not knowing, or may become it; none where it cannot.
fn sentinel(within: &str) -> Option<bool> {
    let word = UNSURE.trim_matches(['[', ']']);
    let within = within.to_ascii_lowercase();
    word.starts_with(&within).then_some(word == within)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(given: Option<usize>, words: &str) -> (String, Vec<usize>, bool) {
        let mut citations = Citations::of(given);
        citations.hear(words);
        let unsure = citations.is_unsure();
        let (text, cited) = citations.end();
        (text, cited, unsure)
    }

    #[test]
    fn a_citation_keeps_its_source_and_one_of_nothing_is_taken_out() {
        let cases: [(&str, &str, &[usize]); 10] = [
            ("Until six [3].", "Until six [1].", &[2]),
            ("Six [3], free [1] [3].", "Six [1], free [2] [1].", &[2, 0]),
            ("Both [1, 2] of them.", "Both [1][2] of them.", &[0, 1]),
            ("Both 【2】 of them.", "Both [1] of them.", &[1]),
            ("Nobody said this [9].", "Nobody said this.", &[]),
            ("Nor [1, [9].", "Nor [1,.", &[]),
            ("Some did [9, 2] [0].", "Some did [1].", &[1]),
            (
                "A list[a] and [b c] and [",
                "A list[a] and [b c] and [",
                &[],
            ),
            ("  [x] [1\n2] ", "[x] [1\n2]", &[]),
            ("[[1]] (see [1])", "[[1]] (see [1])", &[0]),
        ];
        for (words, text, cited) in cases {
            let found = read(Some(3), words);
            assert_eq!(found, (text.to_owned(), cited.to_vec(), false), "{words}");
        }
        assert_eq!(
            read(None, " Array[1] [9] "),
            ("Array[1] [9]".into(), vec![], false)
        );
    }

    #[test]
    fn not_knowing_is_heard_wherever_it_is_said() {
        for words in ["[unsure]", "  [Unsure]\n", "Well, [unsure] I am"] {
            assert!(read(None, words).2, "{words}");
        }
        for words in ["[unsured]", "unsure", "[un", "[1]"] {
            assert!(!read(None, words).2, "{words}");
        }
    }

    proptest! {
        /// However the words come in pieces, the end is the same, and what was shown is how it begins.
        #[test]
        fn what_is_shown_early_never_changes(words in "[ a\\[\\]0-4,】【]{0,40}", cuts in prop::collection::vec(0usize..40, 0..6)) {
            let whole = read(Some(3), &words);
            let mut citations = Citations::of(Some(3));
            let mut shown: Vec<String> = Vec::new();
            for (at, letter) in words.chars().enumerate() {
                citations.hear(&letter.to_string());
                if cuts.contains(&at) {
                    shown.push(citations.text().to_owned());
                }
            }
            let (text, cited) = citations.end();
            for early in shown {
                prop_assert!(text.starts_with(&early), "{early:?} is not how {text:?} begins");
            }
            prop_assert_eq!((text, cited), (whole.0, whole.1));
        }
    }
}
