//! Where media lies: one file for each content, named by its hash, below `media` in the data folder.

use super::kind::{HEAD, Sniffed, sniffed};
use super::room::Room;
use super::unsaid::Unsaid;
use crate::ambient;
use axum::body::{Body, Bytes};
use futures::StreamExt as _;
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::fs;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use trilha_journal::Cursor;

/// The folder of what contacts and agents sent.
#[derive(Clone, Debug)]
pub(crate) struct Store(Arc<Folder>);

#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    pub(super) room: Room,
    pub(super) unsaid: Unsaid,
    /// Held while a content comes or goes.
    gate: Mutex<()>,
}

/// Something that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The SHA-256 of its bytes, as hex.
    pub(crate) hash: String,
    /// How many there are.
    pub(crate) size: u64,
    /// What it is.
    pub(crate) sniffed: Sniffed,
}

/// Why something was not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is more of it than may be sent.
    #[error("it is too large")]
    TooLarge,
    /// There are no bytes.
    #[error("it is empty")]
    Empty,
    /// It did not arrive whole.
    #[error("the body broke off")]
    BrokeOff,
    /// The disk is to hold no more.
    #[error("there is no room for it")]
    NoRoom,
    /// It could not be written.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

/// A content on its way in. Dropped before it is settled, it leaves nothing behind.
#[derive(Debug)]
struct Draft {
    folder: Arc<Folder>,
    path: PathBuf,
    size: u64,
    settled: bool,
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.settled {
            return;
        }
        self.folder.room.give_back(self.size);
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "half an upload goes at the next start only");
            }
            _ => {}
        }
    }
}

impl Draft {
    /// Counts bytes that come.
    fn grow(&mut self, bytes: u64, most: u64) -> Result<(), Refusal> {
        if self.size + bytes > most {
            return Err(Refusal::TooLarge);
        }
        if !self.folder.room.take(&self.folder.path, self.size, bytes)? {
            return Err(Refusal::NoRoom);
        }
        self.size += bytes;
        Ok(())
    }

    /// Puts it where it stays, unless the same content is there already.
    fn settle(mut self, hash: &str, end: Cursor) -> io::Result<()> {
        let folder = Arc::clone(&self.folder);
        let _held = folder.hold();
        let path = folder.path(hash);
        if path.exists() {
            return folder.unsaid.refresh(hash, ambient::now());
        }
        let parent = path.parent().unwrap_or(&folder.path);
        std::fs::create_dir_all(parent)?;
        folder.unsaid.note(hash, end, ambient::now())?;
        std::fs::rename(&self.path, &path)?;
        self.settled = true;
        std::fs::File::open(parent)?.sync_all()?;
        std::fs::File::open(&folder.path)?.sync_all()
    }
}

impl Folder {
    pub(super) fn hold(&self) -> MutexGuard<'_, ()> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn path(&self, hash: &str) -> PathBuf {
        let first = hash.get(..2).unwrap_or("00");
        self.path.join(first).join(hash)
    }
}

impl Store {
    /// Opens it; what was under way when the server last ended is forgotten.
    pub(crate) fn open(data: &Path, quota: Option<u64>, free: u64) -> io::Result<Self> {
        let path = data.join("media");
        let coming = path.join("coming");
        if coming.exists() {
            std::fs::remove_dir_all(&coming)?;
        }
        std::fs::create_dir_all(&coming)?;
        let contents = super::unsaid::contents(&path)?;
        let used = contents.iter().map(|(_, size)| size).sum();
        let unsaid = Unsaid::open(&path, &contents, ambient::now())?;
        Ok(Self(Arc::new(Folder {
            path,
            room: Room::new(quota, free, used),
            unsaid,
            gate: Mutex::default(),
        })))
    }

    pub(super) fn folder(&self) -> &Folder {
        &self.0
    }

    /// Where the file of a content is.
    pub(crate) fn path(&self, hash: &str) -> PathBuf {
        self.0.path(hash)
    }

    /// Says that a content is about to be named by an event: it is not swept before it can be.
    pub(crate) fn about_to_be_said(&self, hash: &str) -> io::Result<()> {
        let _held = self.0.hold();
        self.0.unsaid.refresh(hash, ambient::now())
    }

    /// Writes a body to disk as it comes, at most so many bytes; answers once it is there for good. No event before
    /// `end` names it, where it is new.
    pub(crate) async fn keep(&self, body: Body, most: u64, end: Cursor) -> Result<Kept, Refusal> {
        let name = ambient::hex(&ambient::unguessable::<16>());
        let mut draft = Draft {
            folder: Arc::clone(&self.0),
            path: self.0.path.join("coming").join(name),
            size: 0,
            settled: false,
        };
        // Made here and now, so that nothing makes it after the draft was let go.
        let mut file = fs::File::from_std(std::fs::File::create(&draft.path)?);
        let (mut hasher, mut head) = (Sha256::new(), Vec::new());
        let mut parts = body.into_data_stream();
        while let Some(part) = parts.next().await {
            let part: Bytes = part.map_err(|_| Refusal::BrokeOff)?;
            draft.grow(part.len() as u64, most)?;
            hasher.update(&part);
            head.extend(part.iter().take(HEAD - head.len().min(HEAD)));
            file.write_all(&part).await?;
        }
        let size = draft.size;
        if size == 0 {
            return Err(Refusal::Empty);
        }
        file.sync_all().await?;
        let hash = ambient::hex(&hasher.finalize());
        let named = hash.clone();
        let settled = tokio::task::spawn_blocking(move || draft.settle(&named, end)).await;
        settled.map_err(io::Error::other)??;
        Ok(Kept {
            hash,
            size,
            sniffed: sniffed(&head),
        })
    }

    /// What is kept under a hash.
    pub(crate) async fn look(&self, hash: &str) -> io::Result<Option<Kept>> {
        let file = match fs::File::open(self.0.path(hash)).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened?,
        };
        let size = file.metadata().await?.len();
        let mut head = Vec::with_capacity(HEAD);
        file.take(HEAD as u64).read_to_end(&mut head).await?;
        Ok(Some(Kept {
            hash: hash.to_owned(),
            size,
            sniffed: sniffed(&head),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use trilha_model::MediaKind;

    fn left(folder: &Path) -> usize {
        let coming = std::fs::read_dir(folder.join("media/coming")).unwrap();
        coming.count()
    }

    #[tokio::test]
    async fn the_same_content_is_kept_once_and_what_is_too_large_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), None, 0).unwrap();
        let keep = |bytes: &'static [u8]| store.keep(Body::from(bytes), 10, Cursor::START);
        let one = keep(b"GIF89a").await.unwrap();
        assert_eq!(keep(b"GIF89a").await.unwrap(), one);
        assert_eq!((one.size, one.sniffed.kind), (6, MediaKind::Image));
        assert_eq!(store.look(&one.hash).await.unwrap(), Some(one.clone()));
        assert_eq!(store.look(&"0".repeat(64)).await.unwrap(), None);
        assert_eq!(std::fs::read(store.path(&one.hash)).unwrap(), b"GIF89a");
        assert!(matches!(
            keep(b"GIF89a and more").await,
            Err(Refusal::TooLarge)
        ));
        assert!(matches!(keep(b"").await, Err(Refusal::Empty)));
        assert_eq!(left(folder.path()), 0, "nothing half is left");
        assert_eq!(store.folder().room.used(), 6);
    }

    #[tokio::test]
    async fn an_upload_that_is_let_go_half_way_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), None, 0).unwrap();
        let part = futures::stream::iter([Ok::<_, io::Error>(Bytes::from_static(b"half"))]);
        let endless = part.chain(futures::stream::pending());
        let mut keep = Box::pin(store.keep(Body::from_stream(endless), 10, Cursor::START));
        while store.folder().room.used() == 0 {
            assert!(futures::poll!(keep.as_mut()).is_pending());
            tokio::task::yield_now().await;
        }
        assert_eq!(left(folder.path()), 1);
        drop(keep);
        assert_eq!(left(folder.path()), 0);
        assert_eq!(store.folder().room.used(), 0);
    }

    #[test]
    fn what_a_crash_left_half_is_gone_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let coming = folder.path().join("media/coming");
        std::fs::create_dir_all(&coming).unwrap();
        std::fs::write(coming.join("0123"), b"half").unwrap();
        Store::open(folder.path(), None, 0).unwrap();
        assert_eq!(left(folder.path()), 0);
    }

    #[tokio::test]
    async fn beyond_the_quota_and_below_the_floor_nothing_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Some(10), 0).unwrap();
        let keep = |bytes: &'static [u8]| store.keep(Body::from(bytes), 100, Cursor::START);
        keep(b"sixsix").await.unwrap();
        assert!(matches!(keep(b"fivef").await, Err(Refusal::NoRoom)));
        keep(b"four").await.unwrap();
        let again = Store::open(folder.path(), Some(10), 0).unwrap();
        assert_eq!(again.folder().room.used(), 10, "it is counted at the start");
        let full = Store::open(folder.path(), None, u64::MAX).unwrap();
        let refused = full.keep(Body::from("x"), 100, Cursor::START).await;
        assert!(matches!(refused, Err(Refusal::NoRoom)));
    }
}
