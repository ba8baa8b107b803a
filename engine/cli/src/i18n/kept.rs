//! What a PO file says already that the trails do not, for the one that takes its place: nothing a translator wrote is lost.

use anyhow::{Result, anyhow, bail};
use polib::catalog::Catalog;
use polib::message::{Message, MessageMutView as _, MessageView};
use polib::metadata::CatalogMetadata;
use polib::po_file;
use std::collections::BTreeMap;
use std::path::Path;
use trilha_trail::translate::Entry;

/// Reads a PO file of a language.
pub(super) fn read(file: &Path, language: &str) -> Result<Catalog> {
    let catalog =
        po_file::parse(file).map_err(|error| anyhow!("cannot read {}: {error}", file.display()))?;
    let of = &catalog.metadata.language;
    if !of.is_empty() && !of.replace('_', "-").eq_ignore_ascii_case(language) {
        let file = file.display();
        bail!("{file} says that it is in `{of}`, not in `{language}`");
    }
    Ok(catalog)
}

/// The translations of a PO file, by the places of their texts.
#[derive(Default)]
pub(super) struct Kept {
    /// What its head says.
    pub(super) metadata: CatalogMetadata,
    messages: BTreeMap<String, Message>,
    /// How many of them are of a text as it is, and the trails have another translation, or none.
    pub(super) unmerged: usize,
}

impl Kept {
    /// Those of a file; none where there is no file.
    pub(super) fn of(file: &Path, language: &str) -> Result<Self> {
        if !file.is_file() {
            return Ok(Self::default());
        }
        let catalog = read(file, language)?;
        let mut kept = Self::default();
        for message in catalog.messages().filter(|one| one.is_singular()) {
            let copy = Message::build_singular()
                .with_translator_comments(message.translator_comments().to_owned())
                .with_flags(message.flags().clone())
                .with_msgid(message.msgid().to_owned())
                .with_msgstr(message.msgstr().unwrap_or_default().to_owned())
                .done();
            let place = message.msgctxt().unwrap_or_default();
            kept.messages.insert(place.to_owned(), copy);
        }
        kept.metadata = catalog.metadata;
        Ok(kept)
    }

    /// The places of translations that no text took, because it is gone.
    pub(super) fn left(&self) -> impl Iterator<Item = &str> {
        let done = |one: &Message| one.is_translated() && !one.is_fuzzy();
        let left = self.messages.iter().filter(move |(_, one)| done(one));
        left.map(|(place, _)| place.as_str())
    }

    /// What the new file says of a text: what the trail has, and where it has nothing what stood here of an older
    /// text, marked fuzzy.
    pub(super) fn message(&mut self, path: &str, place: String, entry: Entry) -> Message {
        let known = self.messages.remove(&place);
        let mut message = Message::build_singular()
            .with_source(path.to_owned())
            .with_msgctxt(place)
            .with_msgid(entry.source)
            .with_msgstr(entry.translation)
            .done();
        let Some(known) = known else { return message };
        known
            .translator_comments()
            .clone_into(message.translator_comments_mut());
        let said = known.msgstr().unwrap_or_default();
        if said.is_empty() || message.msgstr() == Ok(said) {
            return message;
        }
        if known.msgid() == message.msgid() && !known.is_fuzzy() {
            self.unmerged += 1;
        } else if !message.is_translated() {
            message.flags_mut().add_flag("fuzzy");
            let text = message.msgstr_mut();
            said.clone_into(text.expect("invariant: it was built as a singular"));
        }
        message
    }
}
