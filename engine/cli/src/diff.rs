//! `trilha diff`: what differs between two versions of trails, by what they mean.

use crate::check::many;
use crate::folder::Folder;
use crate::output::Output;
use anyhow::Result;
use clap::{Args, ValueEnum};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use trilha_model::{Difference, Fate, Gist, KeyDifference, StepDifference, TrailDifference};
use trilha_trail::{Sources, difference};

/// Says what differs between two versions of trails.
///
/// That is: steps added, removed, changed and renamed, exits rewired. Order of steps and keys, comments, quotes and layout are no difference. Ends with 1 when there is one.
#[derive(Args)]
pub(crate) struct Diff {
    /// The old version: a folder of trails, or one trail with the folder it lies in.
    old: PathBuf,
    /// The new version. Of two single trails, whatever their names, what they reach is compared.
    new: PathBuf,
    /// How to print what differs.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// A JSON object, as the server gives it.
    Json,
}

impl Diff {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        let (mut old, new) = (Folder::read(&self.old)?, Folder::read(&self.new)?);
        old.must_have_trails()?;
        new.must_have_trails()?;
        let single = |path: &PathBuf, folder: &Folder| {
            let one = folder.trails().into_iter().next();
            one.filter(|_| !path.is_dir())
        };
        let (before, after) = (single(&self.old, &old), single(&self.new, &new));
        if let (Some(before), Some(after)) = (&before, &after) {
            old.sources = called(&old.sources, before.as_str(), after.as_str());
        }
        let told = difference(&old.sources, &new.sources, after.or(before).as_ref());
        match self.format {
            Format::Json => out.line(&serde_json::to_string_pretty(&told)?),
            Format::Text => out.print(&text(&told, out)),
        }
        Ok(ExitCode::from(u8::from(!told.is_empty())))
    }
}

/// The same sources with a trail's file under the name of another, so that both are versions of one.
fn called(sources: &Sources, trail: &str, other: &str) -> Sources {
    let mut sources = sources.clone();
    if trail != other
        && let Some(path) = sources.path_of(&trail.into()).map(str::to_owned)
        && let Some(text) = sources.files.remove(&path)
    {
        let there = sources.path_of(&other.into()).map(str::to_owned);
        let path = there.unwrap_or_else(|| format!("{other}.yaml"));
        sources.files.insert(path, text);
    }
    sources
}

fn text(told: &Difference, out: Output) -> String {
    let mut text = String::new();
    for trail in &told.trails {
        text += &of_trail(trail, out);
    }
    for file in &told.files {
        text += &line("", file.fate, &file.path, out);
    }
    format!("{text}{}\n", summary(told))
}

fn of_trail(trail: &TrailDifference, out: Output) -> String {
    let unreadable = if trail.unreadable {
        ", which cannot be read"
    } else {
        ""
    };
    let name = format!("trail {}{unreadable}", trail.trail);
    let mut text = line("", trail.fate, &name, out);
    text += &keys(&trail.keys, "  ", out);
    for step in &trail.steps {
        text += &of_step(step, out);
    }
    for rewired in &trail.rewired {
        let shown = |to: &Option<String>| to.clone().unwrap_or_else(|| "nowhere".into());
        let by = if rewired.by_default {
            ", by the defaults"
        } else {
            ""
        };
        let way = format!(
            "{}.{}: {} → {}{by}",
            rewired.step,
            rewired.exit,
            shown(&rewired.old),
            shown(&rewired.new)
        );
        text += &marked("  ", "→", "\u{1b}[36m", &way, out);
    }
    text
}

fn of_step(step: &StepDifference, out: Output) -> String {
    let gist = |gist: &Option<Gist>| match gist {
        Some(gist) if gist.summary.is_empty() => format!(" ({})", gist.verb),
        Some(gist) => format!(" ({}) {}", gist.verb, gist.summary),
        None => String::new(),
    };
    let now = if step.new.is_some() {
        &step.new
    } else {
        &step.old
    };
    let was = step.was.as_ref();
    let was = was.map_or_else(String::new, |was| format!(", which was {was}"));
    let name = format!("step {}{was}{}", step.step, gist(now));
    let name = line("  ", step.fate, &name, out);
    format!("{name}{}", keys(&step.keys, "      ", out))
}

fn keys(keys: &[KeyDifference], indent: &str, out: Output) -> String {
    let mut text = String::new();
    for key in keys {
        text += &marked(indent, "~", "\u{1b}[33m", &key.key, out);
        let deeper = format!("{indent}    ");
        for (value, fate) in [(&key.old, Fate::Removed), (&key.new, Fate::Added)] {
            for one in value.iter().flat_map(|value| value.lines()) {
                text += &line(&deeper, fate, one, out);
            }
        }
    }
    text
}

fn line(indent: &str, fate: Fate, what: &str, out: Output) -> String {
    let (mark, colour) = match fate {
        Fate::Added => ("+", "\u{1b}[32m"),
        Fate::Removed => ("-", "\u{1b}[31m"),
        Fate::Changed => ("~", "\u{1b}[33m"),
        Fate::Renamed => ("=", "\u{1b}[36m"),
    };
    marked(indent, mark, colour, what, out)
}

fn marked(indent: &str, mark: &str, colour: &'static str, what: &str, out: Output) -> String {
    let (colour, plain) = (out.paint(colour), out.paint("\u{1b}[0m"));
    format!("{indent}{colour}{mark}{plain} {what}\n")
}

fn summary(told: &Difference) -> String {
    if told.is_empty() {
        return "no difference".into();
    }
    let steps = || told.trails.iter().flat_map(|trail| &trail.steps);
    let of = |fate: Fate| steps().filter(|step| step.fate == fate).count();
    let rewired = told.trails.iter().map(|trail| trail.rewired.len()).sum();
    let mut text = String::new();
    for (count, word, done) in [
        (of(Fate::Added), "step", "added"),
        (of(Fate::Removed), "step", "removed"),
        (of(Fate::Changed), "step", "changed"),
        (of(Fate::Renamed), "step", "renamed"),
        (rewired, "exit", "rewired"),
        (told.files.len(), "file", "changed"),
    ] {
        if count > 0 {
            let comma = if text.is_empty() { "" } else { ", " };
            write!(text, "{comma}{} {done}", many(count, word))
                .expect("invariant: strings take all");
        }
    }
    if text.is_empty() {
        return many(told.trails.len(), "trail") + " changed around the steps";
    }
    text
}
