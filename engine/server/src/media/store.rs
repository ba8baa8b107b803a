//! Where media lies: one file for each content, named by its hash, below `media` in the data folder.

use super::kind::{HEAD, Sniffed, sniffed};
use crate::ambient;
use axum::body::{Body, Bytes};
use futures::StreamExt as _;
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};
use tokio::fs;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// The folder of what contacts sent.
#[derive(Debug)]
pub(crate) struct Store {
    folder: PathBuf,
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
    /// It could not be written.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

impl Store {
    /// Opens it; what was under way when the server last ended is forgotten.
    pub(crate) fn open(data: &Path) -> io::Result<Self> {
        let folder = data.join("media");
        let coming = folder.join("coming");
        if coming.exists() {
            std::fs::remove_dir_all(&coming)?;
        }
        std::fs::create_dir_all(&coming)?;
        Ok(Self { folder })
    }

    /// Where the file of a content is.
    pub(crate) fn path(&self, hash: &str) -> PathBuf {
        let first = hash.get(..2).unwrap_or("00");
        self.folder.join(first).join(hash)
    }

    /// Writes a body to disk as it comes, at most so many bytes; answers once it is there for good.
    pub(crate) async fn keep(&self, body: Body, most: u64) -> Result<Kept, Refusal> {
        let name = ambient::hex(&ambient::unguessable::<16>());
        let draft = self.folder.join("coming").join(name);
        let kept = self.write(&draft, body, most).await;
        if kept.is_err() {
            // It may not have been made; what is left goes at the next start.
            drop(fs::remove_file(&draft).await);
        }
        kept
    }

    async fn write(&self, draft: &Path, body: Body, most: u64) -> Result<Kept, Refusal> {
        let mut file = fs::File::create(draft).await?;
        let (mut hasher, mut head, mut size) = (Sha256::new(), Vec::new(), 0_u64);
        let mut parts = body.into_data_stream();
        while let Some(part) = parts.next().await {
            let part: Bytes = part.map_err(|_| Refusal::BrokeOff)?;
            size += part.len() as u64;
            if size > most {
                return Err(Refusal::TooLarge);
            }
            hasher.update(&part);
            head.extend(part.iter().take(HEAD - head.len().min(HEAD)));
            file.write_all(&part).await?;
        }
        if size == 0 {
            return Err(Refusal::Empty);
        }
        file.sync_all().await?;
        let hash = ambient::hex(&hasher.finalize());
        let path = self.path(&hash);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).await?;
            fs::rename(draft, &path).await?;
            fs::File::open(parent).await?.sync_all().await?;
            fs::File::open(&self.folder).await?.sync_all().await?;
        }
        Ok(Kept {
            hash,
            size,
            sniffed: sniffed(&head),
        })
    }

    /// What is kept under a hash.
    pub(crate) async fn look(&self, hash: &str) -> io::Result<Option<Kept>> {
        let file = match fs::File::open(self.path(hash)).await {
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

    #[tokio::test]
    async fn the_same_content_is_kept_once_and_what_is_too_large_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let keep = |bytes: &'static [u8]| store.keep(Body::from(bytes), 10);
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
        let coming = std::fs::read_dir(folder.path().join("media/coming")).unwrap();
        assert_eq!(coming.count(), 0, "nothing half is left");
    }
}
