//! `trilha i18n`: texts out to translators as PO, the format of gettext, and their translations back in.

mod kept;
mod po;

use crate::check::many;
use crate::folder::Folder;
use crate::output::Output;
use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use kept::Kept;
use po::{Po, Text};
use polib::message::MessageView as _;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use trilha_model::TrailId;
use trilha_trail::edit::EditError;
use trilha_trail::shape::is_language;
use trilha_trail::translate::{self, Entry, Merged};
use trilha_trail::yaml;

/// Takes the texts of trails out for translators, and puts their translations back.
///
/// Beside the trails, these are the titles and helps of custom steps, their inputs and exits: what stands in the
/// header of `steps/*.rhai`. A PO file names each text by its place, `support/steps/greet/say` or
/// `loyalty.rhai/exits/gold/title`. A translation whose source has changed since or is gone is left out and named;
/// one marked fuzzy is left out. Comments, formatting and scripts stay as they are.
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
    /// Writes every text of the folder's trails and custom steps, with the translations there are, as a PO file.
    ///
    /// Where the file is there already, its comments stay, and what it says of texts that have changed since, marked
    /// fuzzy beside the text as it was (`#|`). Translations of texts that are gone stay at its end as obsolete
    /// (`#~`), and come back with their texts. A file with translations that are in no trail yet is not
    /// overwritten: merge it first.
    Extract {
        /// The language to translate to, such as `es` or `pt-BR`.
        language: String,
        /// The file to write, such as `es.po`.
        file: PathBuf,
    },
    /// Puts the translations of a PO file into the trails and custom steps; comments and formatting stay.
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
        let (What::Extract { language, .. } | What::Merge { language, .. }) = &self.what;
        if !is_language(language) {
            bail!("`{language}` is no language: write one as `es` or `pt-BR`");
        }
        match &self.what {
            What::Extract { language, file } => take_out(&folder, language, file, out),
            What::Merge { language, file } => put_in(&folder, language, file, out),
        }
    }
}

/// What has texts: a trail or a custom step.
struct Written {
    /// Its file, below the folder.
    path: String,
    /// What stands before the places of its texts in the PO file.
    lead: String,
    /// The language of a custom step that names none; none: it is a trail.
    house: Option<SmolStr>,
}

impl Written {
    /// The trails and custom steps of a folder.
    fn all(folder: &Folder) -> Vec<Self> {
        let trail = |id: TrailId| Self {
            path: folder.sources.path_of(&id).unwrap_or_default().to_owned(),
            lead: format!("{id}/"),
            house: None,
        };
        let house = house(folder);
        let step = |name: &str| Self {
            path: format!("steps/{name}.rhai"),
            lead: format!("{name}.rhai/"),
            house: Some(house.clone()),
        };
        let trails = folder.trails().into_iter().map(trail);
        trails.chain(folder.asked_steps().map(step)).collect()
    }

    fn extract(&self, text: &str, language: &str) -> Option<Vec<Entry>> {
        match &self.house {
            None => translate::extract(text, language),
            Some(house) => translate::extract_step(text, house, language),
        }
    }

    fn merge(&self, text: &str, language: &str, entries: &[Entry]) -> Result<Merged, EditError> {
        match &self.house {
            None => translate::merge(text, language, entries),
            Some(house) => translate::merge_step(text, house, language, entries),
        }
    }
}

/// The language most trails of a folder are written in.
fn house(folder: &Folder) -> SmolStr {
    let mut counts: BTreeMap<SmolStr, usize> = BTreeMap::new();
    for trail in folder.sources.trails() {
        let path = folder.sources.path_of(&trail).unwrap_or_default();
        let root = yaml::parse(path, folder.text(path)).0;
        let language = root
            .as_ref()
            .and_then(|root| root.get("language")?.as_str());
        *counts.entry(language.unwrap_or("en").into()).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map_or_else(|| "en".into(), |(language, _)| language)
}

fn take_out(folder: &Folder, language: &str, file: &Path, out: Output) -> Result<ExitCode> {
    let mut kept = Kept::of(file, language)?;
    let mut texts = Vec::new();
    for written in Written::all(folder) {
        let path = written.path.as_str();
        let entries = written
            .extract(folder.text(path), language)
            .with_context(|| {
                format!(
                    "{} has errors; `trilha check` says which",
                    folder.shown(path)
                )
            })?;
        for entry in entries {
            let place = format!("{}{}", written.lead, entry.place);
            texts.push(kept.text(path, place, entry));
        }
    }
    if kept.unmerged > 0 {
        let (file, count) = (file.display(), many(kept.unmerged, "translation"));
        bail!(
            "{file} has {count} that the trails do not: put them in with `trilha i18n merge {language} {file}`, or write to another file"
        );
    }
    for said in &kept.lost {
        out.problem(said);
    }
    let (mut po, said) = kept.with(texts);
    for said in said {
        out.line(&said);
    }
    language.clone_into(&mut po.metadata.language);
    "text/plain; charset=UTF-8".clone_into(&mut po.metadata.content_type);
    "8bit".clone_into(&mut po.metadata.content_transfer_encoding);
    "1.0".clone_into(&mut po.metadata.mime_version);
    fs::write(file, po.print()?).with_context(|| format!("cannot write {}", file.display()))?;
    let done = po.texts.iter().filter(|text| is_done(text)).count();
    let (texts, file) = (many(po.texts.len(), "text"), file.display());
    out.line(&format!("{file}: {texts}, {done} translated"));
    Ok(ExitCode::SUCCESS)
}

fn put_in(folder: &Folder, language: &str, file: &Path, out: Output) -> Result<ExitCode> {
    if !file.is_file() {
        bail!("there is no file {}", file.display());
    }
    let po = Po::read(file, language)?;
    if po.texts.is_empty() {
        bail!("there are no texts in {}: is it a PO file?", file.display());
    }
    let (mut stale, mut changed) = (0, 0);
    let all = Written::all(folder);
    for place in homeless(&po, &all) {
        stale += 1;
        out.problem(&format!("there is no text at {place} any more"));
    }
    for written in &all {
        let path = written.path.as_str();
        let entries = entries(&po, &written.lead);
        let merged = written
            .merge(folder.text(path), language, &entries)
            .with_context(|| format!("cannot translate {}", folder.shown(path)))?;
        let there = written.extract(folder.text(path), language);
        for place in &merged.stale {
            stale += 1;
            let known = there.iter().flatten().any(|entry| entry.place == *place);
            let shown = folder.shown(path);
            out.problem(&if known {
                format!("{shown}: the text at {place} is another by now")
            } else {
                format!("{shown}: there is no text at {place} any more")
            });
        }
        changed += merged.changed;
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
    if changed == 0 {
        out.line("no translation is new");
    }
    Ok(ExitCode::from(u8::from(stale > 0)))
}

/// The translations of what has texts, which stand behind its `lead`.
fn entries(po: &Po, lead: &str) -> Vec<Entry> {
    let texts = po.texts.iter().filter(|text| !text.message.is_fuzzy());
    let entry = |text: &Text| {
        Some(Entry {
            place: text.place().strip_prefix(lead)?.to_owned(),
            source: text.message.msgid().to_owned(),
            translation: text.said().to_owned(),
        })
    };
    texts.filter_map(entry).collect()
}

/// The places of translations whose trail or custom step is not there.
fn homeless(po: &Po, all: &[Written]) -> Vec<String> {
    let done = po.texts.iter().filter(|text| is_done(text));
    let places = done.map(|text| text.place().to_owned());
    let at_home = |place: &String| all.iter().any(|one| place.starts_with(&one.lead));
    places.filter(|place| !at_home(place)).collect()
}

/// Whether it is translated, and nobody has doubts.
fn is_done(text: &Text) -> bool {
    text.message.is_translated() && !text.message.is_fuzzy()
}
