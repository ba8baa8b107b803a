//! `trilha i18n`: texts out to translators as PO, the format of gettext, and their translations back in.

use crate::check::many;
use crate::folder::Folder;
use crate::output::Output;
use anyhow::{Context as _, Result, anyhow};
use clap::{Args, Subcommand};
use polib::catalog::Catalog;
use polib::message::Message;
use polib::metadata::CatalogMetadata;
use polib::po_file;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use trilha_trail::translate::{Entry, extract, merge};

/// Takes the texts of trails out for translators, and puts their translations back.
#[derive(Args)]
pub(crate) struct I18n {
    #[command(subcommand)]
    what: What,
    /// The folder of trails; `flows`, or this folder if there is none.
    #[arg(long, global = true)]
    flows: Option<PathBuf>,
}

#[derive(Subcommand)]
enum What {
    /// Writes every text of the folder's trails, with the translations there are, as a PO file.
    Extract {
        /// The language to translate to, such as `es` or `pt-BR`.
        language: String,
        /// The file to write, such as `es.po`.
        file: PathBuf,
    },
    /// Puts the translations of a PO file into the trails; comments and formatting stay.
    Merge {
        /// The language of the translations.
        language: String,
        /// The translated file.
        file: PathBuf,
    },
}

impl I18n {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        let folder = Folder::usual(self.flows.as_deref())?;
        folder.must_have_trails()?;
        match &self.what {
            What::Extract { language, file } => take_out(&folder, language, file, out),
            What::Merge { language, file } => put_in(&folder, language, file, out),
        }
    }
}

fn take_out(folder: &Folder, language: &str, file: &Path, out: Output) -> Result<ExitCode> {
    let mut metadata = CatalogMetadata::new();
    language.clone_into(&mut metadata.language);
    "text/plain; charset=UTF-8".clone_into(&mut metadata.content_type);
    "8bit".clone_into(&mut metadata.content_transfer_encoding);
    "1.0".clone_into(&mut metadata.mime_version);
    let mut catalog = Catalog::new(metadata);
    for trail in folder.trails() {
        let path = folder.sources.path_of(&trail).unwrap_or_default();
        let entries = extract(folder.text(path), language).with_context(|| {
            format!(
                "{} has errors; `trilha check` says which",
                folder.shown(path)
            )
        })?;
        for entry in entries {
            let message = Message::build_singular()
                .with_source(path.to_owned())
                .with_msgctxt(format!("{trail}/{}", entry.place))
                .with_msgid(entry.source)
                .with_msgstr(entry.translation)
                .done();
            catalog.append_or_update(message);
        }
    }
    po_file::write_to_file(&catalog, file)
        .with_context(|| format!("cannot write {}", file.display()))?;
    let done = catalog.messages().filter(|one| one.is_translated()).count();
    let (texts, file) = (many(catalog.count(), "text"), file.display());
    out.line(&format!("{file}: {texts}, {done} translated"));
    Ok(ExitCode::SUCCESS)
}

fn put_in(folder: &Folder, language: &str, file: &Path, out: Output) -> Result<ExitCode> {
    let catalog =
        po_file::parse(file).map_err(|error| anyhow!("cannot read {}: {error}", file.display()))?;
    let mut stale = 0;
    for trail in folder.trails() {
        let path = folder.sources.path_of(&trail).unwrap_or_default();
        let lead = format!("{trail}/");
        let entry = |place: &str, message: &dyn polib::message::MessageView| Entry {
            place: place.to_owned(),
            source: message.msgid().to_owned(),
            translation: message.msgstr().unwrap_or_default().to_owned(),
        };
        let entries: Vec<Entry> = catalog
            .messages()
            .filter(|message| !message.is_fuzzy())
            .filter_map(|message| Some(entry(message.msgctxt()?.strip_prefix(&lead)?, message)))
            .collect();
        let merged = merge(folder.text(path), language, &entries)
            .with_context(|| format!("cannot translate {}", folder.shown(path)))?;
        for place in &merged.stale {
            stale += 1;
            out.problem(&format!(
                "{}: the text at {place} is another by now",
                folder.shown(path)
            ));
        }
        if merged.changed > 0 {
            let path = folder.path.join(path);
            fs::write(&path, &merged.text)
                .with_context(|| format!("cannot write {}", path.display()))?;
            out.line(&format!(
                "{}: {} translated",
                path.display(),
                many(merged.changed, "text")
            ));
        }
    }
    Ok(ExitCode::from(u8::from(stale > 0)))
}
