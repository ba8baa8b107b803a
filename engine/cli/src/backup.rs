//! `trilha backup` and `trilha restore`: all data into one file, and back.

use crate::output::Output;
use anyhow::{Context, Result, bail};
use clap::Args;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use trilha_journal::Verified;

/// Copies all data into one file, also while a server runs. Not in it: the key file that seals
/// secrets; keep that one elsewhere.
#[derive(Args)]
pub(crate) struct Backup {
    /// The data folder of the server.
    data: PathBuf,
    /// The file to write; one that is there is not overwritten.
    file: PathBuf,
}

/// Makes a data folder from a backup. The folder must be empty or absent.
#[derive(Args)]
pub(crate) struct Restore {
    /// The backup.
    file: PathBuf,
    /// The data folder to make.
    data: PathBuf,
}

/// Where the journal lies in a data folder.
fn journal(data: &Path) -> PathBuf {
    data.join("journal")
}

impl Backup {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        let from = journal(&self.data);
        if !from.is_dir() {
            bail!(
                "{} holds no data: there is no folder {}",
                self.data.display(),
                from.display()
            );
        }
        let place = || format!("cannot write {}", self.file.display());
        let partial = self.file.with_added_extension("partial");
        if self.file.exists() {
            bail!(
                "{} is there already; name another file",
                self.file.display()
            );
        }
        let mut file = BufWriter::new(File::create(&partial).with_context(place)?);
        let copied = trilha_journal::backup(&from, &mut file)
            .with_context(|| format!("cannot copy {}", from.display()))
            .and_then(|()| file.flush().with_context(place))
            .and_then(|()| file.get_ref().sync_all().with_context(place))
            .and_then(|()| fs::rename(&partial, &self.file).with_context(place));
        if copied.is_err() {
            drop(fs::remove_file(&partial));
        }
        copied?;
        let bytes = fs::metadata(&self.file).with_context(place)?.len();
        out.line(&format!("{} holds {bytes} bytes", self.file.display()));
        Ok(ExitCode::SUCCESS)
    }
}

impl Restore {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        let file = File::open(&self.file)
            .with_context(|| format!("cannot read {}", self.file.display()))?;
        let to = journal(&self.data);
        let Verified {
            streams,
            commits,
            events,
            ..
        } = trilha_journal::restore(&mut BufReader::new(file), &to)
            .with_context(|| format!("cannot restore into {}", to.display()))?;
        out.line(&format!(
            "{} holds {streams} streams, {commits} commits, {events} events",
            self.data.display()
        ));
        Ok(ExitCode::SUCCESS)
    }
}
