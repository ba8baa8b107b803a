//! `trilha backup` and `trilha restore`: all data into one file, and back.
//!
//! ```text
//! "trilha folder 1\n" · the journal · files, as `trilha_server` copies them
//! ```
//! What was written before files were copied is the journal alone, and still read.

use crate::output::Output;
use anyhow::{Context, Result, bail};
use clap::Args;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use trilha_journal::Verified;

/// What a backup of more than a journal begins with.
const MAGIC: &[u8; 16] = b"trilha folder 1\n";

/// Copies all data into one file, also while a server runs.
///
/// That is the journal, what contacts sent, and the keys of visits and links. Not in it: `secrets.key`, which seals
/// secrets; keep that one elsewhere.
#[derive(Args)]
pub(crate) struct Backup {
    /// The data folder of the server.
    data: PathBuf,
    /// The file to write; one that is there is not overwritten.
    file: PathBuf,
}

/// Makes a data folder from a backup. The folder must be empty or absent; `secrets.key` may lie in it.
#[derive(Args)]
pub(crate) struct Restore {
    /// The backup.
    file: PathBuf,
    /// The data folder to make.
    data: PathBuf,
}

/// Where the journal lies in a data folder.
pub(crate) fn journal(data: &Path) -> PathBuf {
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
        let mut file = BufWriter::new(create(&partial).with_context(place)?);
        let copied = self.copy(&mut file).and_then(|media| {
            file.flush().with_context(place)?;
            file.get_ref().sync_all().with_context(place)?;
            fs::rename(&partial, &self.file).with_context(place)?;
            Ok(media)
        });
        if copied.is_err() {
            drop(fs::remove_file(&partial));
        }
        let media = copied?;
        let bytes = fs::metadata(&self.file).with_context(place)?.len();
        out.line(&format!(
            "{} holds {bytes} bytes, {media} media",
            self.file.display()
        ));
        Ok(ExitCode::SUCCESS)
    }

    /// The journal first: what it speaks of then is among the files. Answers how many media there are.
    fn copy(&self, out: &mut dyn Write) -> Result<u64> {
        let from = journal(&self.data);
        out.write_all(MAGIC)
            .with_context(|| format!("cannot write {}", self.file.display()))?;
        trilha_journal::backup(&from, out)
            .with_context(|| format!("cannot copy {}", from.display()))?;
        trilha_server::backup_files(&self.data, out)
            .with_context(|| format!("cannot copy {}", self.data.display()))
    }
}

/// A new file, readable by its owner only: keys will be in it.
fn create(path: &Path) -> std::io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Goes on to where the journal begins in a backup; answers whether files follow it.
pub(crate) fn begin(from: &mut impl BufRead) -> std::io::Result<bool> {
    let folder = from.fill_buf()?.starts_with(MAGIC);
    if folder {
        from.consume(MAGIC.len());
    }
    Ok(folder)
}

impl Restore {
    pub(crate) fn run(&self, out: Output) -> Result<ExitCode> {
        let unread = || format!("cannot read {}", self.file.display());
        let mut file = BufReader::new(File::open(&self.file).with_context(unread)?);
        let to = journal(&self.data);
        let with_files = begin(&mut file).with_context(unread)?;
        let Verified {
            streams,
            commits,
            events,
            ..
        } = trilha_journal::restore(&mut file, &to)
            .with_context(|| format!("cannot restore into {}", to.display()))?;
        let mut media = 0;
        if with_files {
            let restored = trilha_server::restore_files(&mut file, &self.data);
            if restored.is_err() {
                fs::remove_dir_all(&to)
                    .with_context(|| format!("cannot remove {}", to.display()))?;
            }
            media =
                restored.with_context(|| format!("cannot restore into {}", self.data.display()))?;
        }
        out.line(&format!(
            "{} holds {streams} streams, {commits} commits, {events} events, {media} media",
            self.data.display()
        ));
        if !with_files {
            out.line("The backup is of a journal alone: what contacts sent is not in it.");
        }
        Ok(ExitCode::SUCCESS)
    }
}
