//! What was sent here and never said: swept after a while.
//!
//! Beside each content that no event may name yet lies a note, `unsaid/HASH.since`, of where the journal ended when it
//! came, and of when. Only what the journal got since then has to be searched for it.

use super::store::Store;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use trilha_journal::{Cursor, Journal, ReadError};
use trilha_model::Timestamp;

/// How an event names a content.
const ADDRESS: &[u8] = b"/media/";
/// Digits of a hash.
const DIGITS: usize = 64;

/// The notes.
#[derive(Debug)]
pub(super) struct Unsaid {
    folder: PathBuf,
}

/// Why a sweep came to nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SweepError {
    /// Files could not be read or removed.
    #[error(transparent)]
    Disk(#[from] io::Error),
    /// The journal could not be searched.
    #[error(transparent)]
    Journal(#[from] ReadError),
}

/// From where on an event may name a content, and when it came or was last about to be named.
type Note = (Cursor, Timestamp);

impl Unsaid {
    /// Opens the notes. Where there are none at all, whatever is kept may be unsaid.
    pub(super) fn open(
        media: &Path,
        contents: &[(String, u64)],
        now: Timestamp,
    ) -> io::Result<Self> {
        let folder = media.join("unsaid");
        let new = Self {
            folder: folder.clone(),
        };
        if !folder.exists() {
            let making = Self {
                folder: media.join("unsaid.new"),
            };
            fs::create_dir_all(&making.folder)?;
            for (hash, _) in contents {
                making.note(hash, Cursor::START, now)?;
            }
            fs::rename(&making.folder, &folder)?;
        }
        Ok(new)
    }

    fn path(&self, hash: &str) -> PathBuf {
        self.folder.join(format!("{hash}.since"))
    }

    /// Notes a content that is new.
    pub(super) fn note(&self, hash: &str, end: Cursor, now: Timestamp) -> io::Result<()> {
        fs::write(self.path(hash), format!("{end} {}", now.0))
    }

    /// Begins its time anew, if it is unsaid.
    pub(super) fn refresh(&self, hash: &str, now: Timestamp) -> io::Result<()> {
        match self.read(hash)? {
            Some((since, _)) => self.note(hash, since, now),
            None => Ok(()),
        }
    }

    /// A note that cannot be read, such as one half written, says nothing: the whole journal is searched, from now on.
    fn read(&self, hash: &str) -> io::Result<Option<Note>> {
        let path = self.path(hash);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read?,
        };
        let note = text
            .split_once(' ')
            .and_then(|(since, at)| Some((since.parse().ok()?, Timestamp(at.parse().ok()?))));
        if note.is_some() {
            return Ok(note);
        }
        let now = crate::ambient::now();
        self.note(hash, Cursor::START, now)?;
        Ok(Some((Cursor::START, now)))
    }

    fn forget(&self, hash: &str) -> io::Result<()> {
        fs::remove_file(self.path(hash))
    }

    /// The contents whose time is over, and from where on an event may name them.
    fn over(&self, now: Timestamp, life: Duration) -> io::Result<BTreeMap<String, Cursor>> {
        let mut over = BTreeMap::new();
        for entry in fs::read_dir(&self.folder)? {
            let name = entry?.file_name();
            let Some(hash) = name.to_str().and_then(|name| name.strip_suffix(".since")) else {
                continue;
            };
            if let Some((since, at)) = self.read(hash)?
                && is_over(at, now, life)
            {
                over.insert(hash.to_owned(), since);
            }
        }
        Ok(over)
    }
}

fn is_over(at: Timestamp, now: Timestamp, life: Duration) -> bool {
    let life = i64::try_from(life.as_millis()).unwrap_or(i64::MAX);
    at.0.saturating_add(life) <= now.0
}

impl Store {
    /// Removes what came so long ago that no event will name it any more, and that none does; answers how many
    /// contents. `going` says whether to go on.
    pub(crate) fn sweep(
        &self,
        journal: &dyn Journal,
        now: Timestamp,
        life: Duration,
        going: &dyn Fn() -> bool,
    ) -> Result<usize, SweepError> {
        let folder = self.folder();
        let over = folder.unsaid.over(now, life)?;
        let Some(first) = over.values().min() else {
            return Ok(0);
        };
        let Some(named) = named(journal, *first, &over, going)? else {
            return Ok(0);
        };
        let mut swept = 0;
        for hash in over.keys() {
            let _held = folder.hold();
            let still = folder.unsaid.read(hash)?;
            if still.is_none_or(|(_, at)| !is_over(at, now, life)) {
                continue;
            }
            if !named.contains(hash) {
                let path = folder.path(hash);
                match fs::metadata(&path) {
                    Ok(file) => {
                        fs::remove_file(&path)?;
                        folder.room.give_back(file.len());
                        swept += 1;
                    }
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error.into()),
                }
            }
            folder.unsaid.forget(hash)?;
        }
        Ok(swept)
    }
}

/// Which of these contents an event from a place on names; none where it was told to stop.
fn named(
    journal: &dyn Journal,
    from: Cursor,
    over: &BTreeMap<String, Cursor>,
    going: &dyn Fn() -> bool,
) -> Result<Option<BTreeSet<String>>, ReadError> {
    let mut named = BTreeSet::new();
    let mut tail = journal.tail(from);
    while going() {
        let commits = match tail.try_next() {
            // The journal is another one, such as one restored.
            Err(ReadError::BadCursor(_)) if from != Cursor::START => {
                tail = journal.tail(Cursor::START);
                continue;
            }
            read => read?,
        };
        if commits.is_empty() {
            return Ok(Some(named));
        }
        let writes = commits.iter().flat_map(|commit| &commit.writes);
        for event in writes.flat_map(|write| &write.events) {
            let hashes = hashes_in(event).filter(|hash| over.contains_key(*hash));
            named.extend(hashes.map(str::to_owned));
        }
    }
    Ok(None)
}

/// The contents that an event's bytes name.
fn hashes_in(event: &[u8]) -> impl Iterator<Item = &str> {
    memchr::memmem::find_iter(event, ADDRESS).filter_map(|at| {
        let from = at + ADDRESS.len();
        std::str::from_utf8(event.get(from..from + DIGITS)?).ok()
    })
}

/// The contents in a folder of media, with their sizes.
pub(super) fn contents(media: &Path) -> io::Result<Vec<(String, u64)>> {
    let mut found = Vec::new();
    for folder in fs::read_dir(media)? {
        let folder = folder?;
        if folder.file_name().len() != 2 || !folder.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder.path())? {
            let file = file?;
            if let Ok(hash) = file.file_name().into_string()
                && hash.len() == DIGITS
            {
                found.push((hash, file.metadata()?.len()));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use trilha_journal::{CommitId, Memory, Write};
    use trilha_model::Stream;

    const DAY: Duration = Duration::from_hours(24);

    async fn tell(journal: &Memory, version: u64, event: String) {
        let write = Write {
            stream: Stream::new("conversation", "a"),
            expected_version: version,
            events: vec![event.into_bytes()],
            state: Vec::new(),
            wake: None,
        };
        let id = CommitId([u8::try_from(version).unwrap(); 16]);
        journal.append(id, vec![write]).await.unwrap();
    }

    #[tokio::test]
    async fn what_no_event_names_is_swept_after_its_time_and_what_one_names_never() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), None, 0).unwrap();
        let journal = Memory::new();
        let keep = |text: &'static str| store.keep(Body::from(text), 100, journal.end());
        let (said, unsaid) = (keep("said").await.unwrap(), keep("unsaid").await.unwrap());
        tell(&journal, 0, format!("a /media/{} b", said.hash)).await;
        let now = crate::ambient::now();
        let after = |hours: i64| Timestamp(now.0 + hours * 3_600_000);
        let sweep = |at| store.sweep(&journal, at, DAY, &|| true).unwrap();
        assert_eq!(sweep(after(23)), 0);
        assert_eq!(sweep(after(25)), 1);
        assert!(store.path(&said.hash).exists() && !store.path(&unsaid.hash).exists());
        assert_eq!(store.folder().room.used(), 4);
        assert_eq!(sweep(after(50)), 0);
        assert!(store.path(&said.hash).exists(), "it is not looked at again");
    }

    #[tokio::test]
    async fn what_is_about_to_be_said_has_its_time_anew() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), None, 0).unwrap();
        let journal = Memory::new();
        let kept = store.keep(Body::from("x"), 9, journal.end()).await.unwrap();
        let old = Timestamp(crate::ambient::now().0 - 90_000_000);
        store
            .folder()
            .unsaid
            .note(&kept.hash, Cursor::START, old)
            .unwrap();
        store.about_to_be_said(&kept.hash).unwrap();
        let now = crate::ambient::now();
        assert_eq!(store.sweep(&journal, now, DAY, &|| true).unwrap(), 0);
    }

    #[tokio::test]
    async fn what_was_kept_before_there_were_notes_is_searched_for_in_the_whole_journal() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Memory::new();
        let store = Store::open(folder.path(), None, 0).unwrap();
        let said = store
            .keep(Body::from("said"), 9, journal.end())
            .await
            .unwrap();
        let unsaid = store
            .keep(Body::from("not"), 9, journal.end())
            .await
            .unwrap();
        tell(&journal, 0, format!("/media/{}", said.hash)).await;
        fs::remove_dir_all(folder.path().join("media/unsaid")).unwrap();
        let store = Store::open(folder.path(), None, 0).unwrap();
        let later = Timestamp(crate::ambient::now().0 + 90_000_000);
        assert_eq!(store.sweep(&journal, later, DAY, &|| true).unwrap(), 1);
        assert!(store.path(&said.hash).exists() && !store.path(&unsaid.hash).exists());
    }
}
