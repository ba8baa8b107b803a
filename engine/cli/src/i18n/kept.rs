//! What a PO file says already that the trails do not, for the one that takes its place: nothing a translator wrote is lost unsaid.

use super::po::{Po, Text};
use anyhow::Result;
use polib::message::{Message, MessageMutView as _, MessageView as _};
use std::collections::BTreeMap;
use std::path::Path;
use trilha_trail::translate::Entry;

/// The translations of a PO file, by the places of their texts.
#[derive(Default)]
pub(super) struct Kept {
    /// What stands in the file besides them.
    head: Po,
    known: BTreeMap<String, Text>,
    /// Those whose text is gone, by place and text: a file has only one of each.
    gone: BTreeMap<(String, String), Text>,
    /// How many of them are of a text as it is, and the trails have another translation, or none.
    pub(super) unmerged: usize,
    /// What is said of translations that are no longer those of a text.
    said: Vec<String>,
    /// What is said of those that the new file does not have.
    pub(super) lost: Vec<String>,
}

impl Kept {
    /// Those of a file; none where there is no file.
    pub(super) fn of(file: &Path, language: &str) -> Result<Self> {
        if !file.is_file() {
            return Ok(Self::default());
        }
        let mut kept = Self::default();
        let mut head = Po::read(file, language)?;
        let named = |one: Text| (one.place().to_owned(), one);
        kept.known.extend(head.texts.drain(..).map(named));
        head.gone.drain(..).for_each(|one| kept.put_aside(one));
        kept.head = head;
        Ok(kept)
    }

    /// What the new file says of a text: what the trail has, and where it has nothing what stood here of an older
    /// text, marked fuzzy, or of this one before it was gone.
    pub(super) fn text(&mut self, path: &str, place: String, entry: Entry) -> Text {
        let known = self.known.remove(&place);
        let comments = known.as_ref().map(|one| one.message.translator_comments());
        let comments = comments.unwrap_or_default().to_owned();
        let known = known.filter(|one| !one.said().is_empty());
        let back = known.is_none() && entry.translation.is_empty();
        let back = back.then(|| self.back(&place, &entry.source)).flatten();
        let message = Message::build_singular()
            .with_translator_comments(comments)
            .with_source(path.to_owned())
            .with_msgctxt(place)
            .with_msgid(entry.source)
            .with_msgstr(entry.translation)
            .done();
        let before = None;
        let mut text = Text { message, before };
        if let Some(back) = back {
            if text.message.translator_comments().is_empty() {
                let comments = back.message.translator_comments();
                comments.clone_into(text.message.translator_comments_mut());
            }
            propose(&mut text, &back);
        }
        let Some(known) = known.filter(|known| known.said() != text.said()) else {
            return text;
        };
        let same = known.message.msgid() == text.message.msgid();
        if same && !known.message.is_fuzzy() {
            self.unmerged += 1;
        } else if text.message.is_translated() {
            self.give_way(known, &text);
        } else {
            propose(&mut text, &known);
        }
        text
    }

    /// The translation of a text that was gone and is there again, or else of another that stood at its place.
    fn back(&mut self, place: &str, source: &str) -> Option<Text> {
        let exact = (place.to_owned(), source.to_owned());
        if let Some(one) = self.gone.remove(&exact) {
            return Some(one);
        }
        let mut there = self.gone.keys();
        let other = there.rfind(|(at, _)| at == place)?.clone();
        self.gone.remove(&other)
    }

    /// Has a translation of an older text stay as obsolete beside the one that the trails have of the text as it is.
    fn give_way(&mut self, mut known: Text, text: &Text) {
        let (place, source) = (text.place(), text.message.msgid());
        if known.message.msgid() == source {
            let before = known.before.take().filter(|before| before != source);
            let Some(before) = before else {
                let said = known.said();
                self.lost.push(format!(
                    "the trails have another translation at {place}: `{said}`, which is marked fuzzy, is left out"
                ));
                return;
            };
            known.message.set_msgid(before);
        }
        self.said.push(format!(
            "the text at {place} is another by now and is translated: the translation before it stays as obsolete"
        ));
        self.put_aside(known);
    }

    fn put_aside(&mut self, one: Text) {
        let key = (one.place().to_owned(), one.message.msgid().to_owned());
        self.gone.insert(key, one.gone());
    }

    /// The new file, of its texts; what no text took of the old one stays in it as obsolete. With it what is said of
    /// what became so.
    pub(super) fn with(mut self, texts: Vec<Text>) -> (Po, Vec<String>) {
        for one in std::mem::take(&mut self.known).into_values() {
            if !one.said().is_empty() {
                self.said.push(format!(
                    "there is no text at {} any more: its translation stays as obsolete",
                    one.place()
                ));
                self.put_aside(one);
            }
        }
        for one in &texts {
            let key = (one.place().to_owned(), one.message.msgid().to_owned());
            if let Some(gone) = self.gone.remove(&key)
                && gone.said() != one.said()
            {
                self.said.push(format!(
                    "the text at {} is there again, with another translation: `{}`, which was obsolete, is left out",
                    one.place(),
                    gone.said()
                ));
            }
        }
        let gone = self.gone.into_values().collect();
        let head = self.head;
        (
            Po {
                texts,
                gone,
                ..head
            },
            self.said,
        )
    }
}

/// Has what a file says be that of a text that has none: marked fuzzy, with the text it is of, where that is another.
fn propose(text: &mut Text, known: &Text) {
    let source = text.message.msgid().to_owned();
    let same = known.message.msgid() == source;
    let of = known.before.clone();
    let of = of.unwrap_or_else(|| known.message.msgid().to_owned());
    text.before = Some(of).filter(|of| *of != source);
    if !same || known.message.is_fuzzy() {
        text.message.flags_mut().add_flag("fuzzy");
    }
    let words = text.message.msgstr_mut();
    known
        .said()
        .clone_into(words.expect("invariant: it was built as a singular"));
}
