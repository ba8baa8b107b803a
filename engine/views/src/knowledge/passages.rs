//! Passages: the sections of a document, each short enough to be shown whole.

use super::Document;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};
use std::path::Path;

/// The most bytes of a passage: several of them go into one question, and each byte is paid for.
pub(super) const LONGEST: usize = 2_000;

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The name of the document's file.
    pub file: String,
    /// What the document is called: its first heading of the first level, else the name of its file.
    pub title: String,
    /// The headings it stands under, without the title, outermost first, with ` / ` between them; empty
    /// where there are none.
    pub heading: String,
    /// What it says, as it is written.
    pub text: String,
}

/// The passages of a document, in order; none of one that says nothing.
pub(super) fn of(document: &Document<'_>) -> Vec<Passage> {
    let path = Path::new(document.file);
    let markdown = path.extension().is_some_and(|ending| ending == "md");
    let sections = if markdown {
        sections(document.text)
    } else {
        vec![Section::beginning(0)]
    };
    let title = sections.iter().find(|section| section.level == Some(1));
    let title = title.map_or_else(|| named(path), |section| section.heading.clone());
    let mut passages = Vec::new();
    let mut above: Vec<(u8, &str)> = Vec::new();
    for (at, section) in sections.iter().enumerate() {
        if let Some(level) = section.level {
            above.retain(|(higher, _)| *higher < level);
            above.push((level, &section.heading));
        }
        let end = sections.get(at + 1).map(|next| next.begins);
        let end = end.unwrap_or(document.text.len());
        let text = document.text.get(section.says..end).unwrap_or_default();
        let headings = above.iter().map(|(_, heading)| *heading);
        let headings: Vec<&str> = headings.filter(|heading| *heading != title).collect();
        for piece in pieces(text) {
            passages.push(Passage {
                file: document.file.to_owned(),
                title: title.clone(),
                heading: headings.join(" / "),
                text: piece.to_owned(),
            });
        }
    }
    passages
}

/// What a document without a title is called.
fn named(path: &Path) -> String {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    stem.unwrap_or_default().replace(['-', '_'], " ")
}

/// A heading and where what stands under it begins.
#[derive(Debug)]
struct Section {
    begins: usize,
    says: usize,
    level: Option<u8>,
    heading: String,
}

impl Section {
    fn beginning(at: usize) -> Self {
        Self {
            begins: at,
            says: at,
            level: None,
            heading: String::new(),
        }
    }
}

fn sections(text: &str) -> Vec<Section> {
    let mut sections = vec![Section::beginning(0)];
    let mut within = false;
    for (event, place) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                within = true;
                sections.push(Section {
                    begins: place.start,
                    says: place.end,
                    level: Some(depth(level)),
                    heading: String::new(),
                });
            }
            Event::End(TagEnd::Heading(_)) => within = false,
            Event::Text(words) | Event::Code(words) if within => {
                if let Some(section) = sections.last_mut() {
                    section.heading.push_str(&words);
                }
            }
            _ => {}
        }
    }
    sections
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// A text in pieces of at most [`LONGEST`] bytes, cut between paragraphs where it can be, else between
/// lines, else between words.
fn pieces(text: &str) -> Vec<&str> {
    let (mut pieces, mut rest) = (Vec::new(), text.trim());
    while rest.len() > LONGEST {
        let most = (0..=LONGEST)
            .rev()
            .find(|at| rest.is_char_boundary(*at))
            .unwrap_or_default();
        let head = rest.get(..most).unwrap_or_default();
        let cut = ["\n\n", "\n", " "]
            .iter()
            .find_map(|between| head.rfind(between).filter(|at| *at > 0))
            .unwrap_or(most);
        let (piece, more) = rest.split_at(cut);
        pieces.push(piece.trim());
        rest = more.trim_start();
    }
    pieces.push(rest);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_markdown(text: &str) -> Vec<Passage> {
        of(&Document {
            file: "the-shop.md",
            language: "en",
            text,
        })
    }

    #[test]
    fn a_document_is_cut_at_its_headings_and_nowhere_else() {
        let found = of_markdown(
            "Before.\n\n# The *shop*\n\nOf the shop.\n\n## Returns\n\n### By post\n\nFree.\n\n```\n# no heading\n```\n\n## `Hours`\nUntil six.\n",
        );
        let found: Vec<_> = found
            .iter()
            .map(|one| (one.title.as_str(), one.heading.as_str(), one.text.as_str()))
            .collect();
        let title = "The shop";
        assert_eq!(
            found,
            [
                (title, "", "Before."),
                (title, "", "Of the shop."),
                (
                    title,
                    "Returns / By post",
                    "Free.\n\n```\n# no heading\n```"
                ),
                (title, "Hours", "Until six."),
            ]
        );
        assert_eq!(of_markdown("Only words.")[0].title, "the shop");
        assert_eq!(of_markdown("# A title\n\n## And nothing\n"), []);
    }

    #[test]
    fn what_is_long_is_cut_where_it_hurts_least_and_nothing_is_lost() {
        let paragraph = "ção ".repeat(100);
        for between in ["\n\n", "\n", " "] {
            let long = [paragraph.trim(); 20].join(between);
            let found = of_markdown(&long);
            assert!(found.len() > 4, "{between:?}");
            assert!(found.iter().all(|one| one.text.len() <= LONGEST));
            let words = |text: &str| text.split_whitespace().count();
            let kept: usize = found.iter().map(|one| words(&one.text)).sum();
            assert_eq!(kept, words(&long));
        }
        let unbroken = "ã".repeat(5_000);
        let kept: usize = of_markdown(&unbroken)
            .iter()
            .map(|one| one.text.len())
            .sum();
        assert_eq!(kept, unbroken.len());
    }
}
