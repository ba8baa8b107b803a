//! Knowledge: folders of documents that models answer from, `knowledge/<name>/*.md` and `*.txt`.

use crate::bundle::{Bundle, Sources};
use crate::reader::is_id;
use std::collections::{BTreeMap, BTreeSet};

/// The most bytes of documents in one bundle: they are stored with it, twice in one commit of the journal (in
/// the event and in what it leads to), and a commit has at most 4 MiB.
pub const KNOWLEDGE_BYTES: usize = 1 << 20;

/// The folder of knowledge a path lies in and the name of the document, if it is one:
/// `knowledge/orders/returns.md` is `returns.md` of `orders`.
pub fn knowledge_of(path: &str) -> Option<(&str, &str)> {
    let (name, document) = path.strip_prefix("knowledge/")?.split_once('/')?;
    let stem = [".md", ".txt"]
        .iter()
        .find_map(|ending| document.strip_suffix(ending))?;
    let good = is_id(name) && !stem.is_empty() && !document.contains('/');
    good.then_some((name, document))
}

/// The language a document's name tells: `returns.pt-BR.md` is in `pt-BR`; none where it tells none.
pub fn document_language(document: &str) -> Option<&str> {
    let (stem, _) = document.rsplit_once('.')?;
    let (_, language) = stem.rsplit_once('.')?;
    crate::shape::is_language(language).then_some(language)
}

impl Sources {
    /// The folders of knowledge there are, by name.
    pub fn knowledge(&self) -> BTreeSet<&str> {
        let paths = self.files.keys();
        paths
            .filter_map(|path| Some(knowledge_of(path)?.0))
            .collect()
    }

    /// The documents of a folder of knowledge: path and text.
    pub(crate) fn documents<'s>(
        &'s self,
        name: &'s str,
    ) -> impl Iterator<Item = (&'s String, &'s String)> {
        documents(&self.files, name).map(|(path, _, text)| (path, text))
    }
}

impl Bundle {
    /// The documents of a folder of knowledge: name and text.
    pub fn documents<'b>(&'b self, name: &'b str) -> impl Iterator<Item = (&'b str, &'b str)> {
        documents(&self.files, name).map(|(_, document, text)| (document, text.as_str()))
    }
}

fn documents<'f>(
    files: &'f BTreeMap<String, String>,
    name: &'f str,
) -> impl Iterator<Item = (&'f String, &'f str, &'f String)> {
    files.iter().filter_map(move |(path, text)| {
        let (of, document) = knowledge_of(path)?;
        (of == name).then_some((path, document, text))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_a_text_in_a_folder_of_knowledge() {
        let known = [
            (
                "knowledge/orders/returns.md",
                Some(("orders", "returns.md")),
            ),
            ("knowledge/orders/a.en.txt", Some(("orders", "a.en.txt"))),
            ("knowledge/orders/.md", None),
            ("knowledge/orders/a.pdf", None),
            ("knowledge/orders/more/a.md", None),
            ("knowledge/Orders/a.md", None),
            ("knowledge/a.md", None),
            ("orders/a.md", None),
        ];
        for (path, document) in known {
            assert_eq!(knowledge_of(path), document, "{path}");
        }
        for (document, language) in [
            ("returns.pt-BR.md", Some("pt-BR")),
            ("returns.en.txt", Some("en")),
            ("returns.md", None),
            ("v1.2.md", None),
            ("md", None),
        ] {
            assert_eq!(document_language(document), language, "{document}");
        }
    }
}
