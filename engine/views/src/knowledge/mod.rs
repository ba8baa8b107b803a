//! What documents say: their sections, and which of them are about a question.
//!
//! Nothing is stored: an index lives in memory for as long as somebody holds it, and is made from the texts again.

mod index;
mod marks;
mod passages;
mod tongue;

pub use index::{Knowledge, KnowledgeError};
pub use passages::Passage;

/// A document, before it is cut into passages.
#[derive(Clone, Copy, Debug)]
pub struct Document<'d> {
    /// The name of its file; what ends in `.md` is Markdown, anything else plain text.
    pub file: &'d str,
    /// The language it is written in, as a tag such as `pt-BR`; one without a stemmer is compared word by word.
    pub language: &'d str,
    /// Its text.
    pub text: &'d str,
}
