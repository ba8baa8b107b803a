//! What a data folder or a backup holds, read from a copy, so that a server may go on with it.

use crate::backup::journal;
use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{BufReader, BufWriter, Seek as _, Write as _};
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use trilha_desk::{Fold, Settings, StoredBundle};
use trilha_journal::{Journal as _, Log, LogOptions};
use trilha_model::codec::event_from_bytes;
use trilha_model::{BundleHash, ConversationId, Event, InboxId, Map, Stream};
use trilha_talk::{Recorded, sessions};
use trilha_trail::{Known, Sources};

/// Streams asked for at once.
const PAGE: usize = 1_000;

/// A copy of a journal.
pub(crate) struct Archive {
    log: Arc<Log>,
    /// Removed when everything is read.
    _folder: TempDir,
}

impl Archive {
    /// Copies a data folder's journal, or takes a backup.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let shown = path.display();
        let folder = tempfile::tempdir().context("there is no room for a copy")?;
        let mut backup = if path.is_dir() {
            let from = journal(path);
            if !from.is_dir() {
                bail!(
                    "{shown} holds no data: there is no folder {}",
                    from.display()
                );
            }
            let mut copy = tempfile::tempfile().context("there is no room for a copy")?;
            let mut out = BufWriter::new(&mut copy);
            trilha_journal::backup(&from, &mut out)
                .with_context(|| format!("cannot copy {}", from.display()))?;
            out.flush().context("there is no room for a copy")?;
            drop(out);
            copy.rewind().context("the copy cannot be read")?;
            copy
        } else {
            File::open(path).with_context(|| format!("cannot read {shown}"))?
        };
        let copy = folder.path().join("journal");
        let mut backup = BufReader::new(&mut backup);
        crate::backup::begin(&mut backup).with_context(|| format!("cannot read {shown}"))?;
        trilha_journal::restore(&mut backup, &copy)
            .with_context(|| format!("cannot read {shown}"))?;
        let log = Log::open(&copy, &LogOptions::default())
            .with_context(|| format!("cannot read {shown}"))?;
        Ok(Self {
            log: Arc::new(log),
            _folder: folder,
        })
    }

    /// Every session of every conversation, with the inbox it was on.
    pub(crate) fn sessions(&self) -> Result<Vec<(InboxId, Recorded)>> {
        let mut found = Vec::new();
        let mut after: Option<Stream> = None;
        loop {
            let page = self.log.streams("conversation/", after.as_ref(), PAGE)?;
            let Some(last) = page.last().cloned() else {
                return Ok(found);
            };
            for stream in &page {
                if let Some(id) = ConversationId::parse(stream.key()) {
                    let events = self.events(stream)?;
                    let recorded = sessions(&events).into_iter();
                    found.extend(recorded.map(|one| (id.inbox.clone(), one)));
                }
            }
            after = Some(last);
        }
    }

    /// The events of a conversation; one that was purged has none that can be read.
    fn events(&self, stream: &Stream) -> Result<Vec<Event>> {
        let entries = self.log.read(stream, 0, usize::MAX)?;
        let bytes = entries.iter().flat_map(|entry| &entry.events);
        let read = |bytes: &Vec<u8>| event_from_bytes(bytes);
        bytes
            .filter(|bytes| !bytes.is_empty())
            .map(read)
            .collect::<Result<_, _>>()
            .with_context(|| "an event is not one that this version knows")
    }

    /// The sources of a bundle, if it is there.
    pub(crate) fn bundle(&self, hash: &BundleHash) -> Result<Option<Sources>> {
        let stored = self.latest::<StoredBundle>(&Stream::new("bundle", hash.as_str()))?;
        Ok(stored.map(|stored| Sources {
            files: stored.files,
        }))
    }

    /// What trails read as `env`, as it is now.
    pub(crate) fn env(&self) -> Result<Map> {
        let settings = self.latest::<Settings>(&Stream::new("setting", "env"))?;
        Ok(settings.map(|settings| settings.env).unwrap_or_default())
    }

    /// What trails may refer to, as it is now.
    pub(crate) fn known(&self) -> Result<Known> {
        let log = Arc::<Log>::clone(&self.log);
        trilha_server::known(log).context("what trails refer to cannot be read there")
    }

    fn latest<T: Fold>(&self, stream: &Stream) -> Result<Option<T>> {
        let Some(entry) = self.log.latest(stream)? else {
            return Ok(None);
        };
        if let Ok(state) = T::from_bytes(&entry.state) {
            return Ok(Some(state));
        }
        let entries = self.log.read(stream, 0, usize::MAX)?;
        let bytes = entries.iter().flat_map(|entry| &entry.events);
        let events: Vec<T::Event> = bytes
            .map(|bytes| event_from_bytes(bytes))
            .collect::<Result<_, _>>()
            .with_context(|| format!("{stream} cannot be read"))?;
        Ok(Some(T::fold(&events)))
    }
}
