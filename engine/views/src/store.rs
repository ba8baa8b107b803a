//! The sled tree behind the views: what is needed to start again without folding everything.

mod firings;

use crate::firings::Tally;
use crate::line::Line;
use crate::lists::place;
use crate::live::Standing;
use std::collections::BTreeMap;
use std::path::Path;
use trilha_journal::Cursor;
use trilha_model::codec::{self, CodecError};
use trilha_model::{AutomationId, BundleHash, ConversationId};

/// Grows when the shape of a line changes: the tree is then folded again.
const SCHEMA: u8 = 3;

/// Named anew whenever there is a new kind of entry: a tree that was kept without it is folded again.
const CURSOR: &[u8] = b"cursor/4";
const OPEN: &str = "o";
const CLOSED: &str = "c";
/// Where a closed line stands, so that it can be taken away again.
const PLACE: &str = "p";
const UNSETTLED: &str = "u";
/// Which standing a live session has, by conversation.
const LIVE: &str = "l";
/// A standing and how many have it, by its number.
const COUNT: &str = "n";
/// How many sessions were moved to a version.
const MOVED: &str = "m";

pub(crate) struct Store {
    db: sled::Db,
    batch: sled::Batch,
}

/// What a store begins with.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) cursor: Option<Cursor>,
    pub(crate) open: Vec<Line>,
    pub(crate) unsettled: Vec<ConversationId>,
    pub(crate) standings: Vec<(u32, Standing, u64)>,
    pub(crate) moved: BTreeMap<(BundleHash, u32), u64>,
    pub(crate) tallies: BTreeMap<AutomationId, Tally>,
}

impl Store {
    /// Opens the tree at a path, and gives what it held; an unreadable one is emptied.
    pub(crate) fn open(path: &Path) -> sled::Result<(Self, Kept)> {
        let open = || {
            sled::Config::new()
                .path(path)
                .cache_capacity(16 << 20)
                .open()
        };
        let db = match open() {
            Ok(db) => db,
            Err(error) => {
                tracing::warn!(%error, "the views cannot be read and are folded again");
                if let Err(error) = std::fs::remove_dir_all(path) {
                    tracing::warn!(%error, "the old views cannot be removed");
                }
                open()?
            }
        };
        let kept = match read(&db) {
            Ok(kept) => kept,
            Err(error) => {
                tracing::info!(%error, "the views are folded again");
                db.clear()?;
                Kept::default()
            }
        };
        Ok((
            Self {
                db,
                batch: sled::Batch::default(),
            },
            kept,
        ))
    }

    /// Empties it.
    pub(crate) fn clear(&mut self) -> sled::Result<()> {
        self.batch = sled::Batch::default();
        self.db.clear()
    }

    pub(crate) fn put_open(&mut self, line: &Line) {
        self.batch.insert(
            key(OPEN, &line.id.to_string()),
            codec::state_to_bytes(SCHEMA, line, Vec::new()),
        );
    }

    pub(crate) fn drop_open(&mut self, id: &ConversationId) {
        self.batch.remove(key(OPEN, &id.to_string()));
    }

    pub(crate) fn put_closed(&mut self, line: &Line) -> sled::Result<()> {
        self.drop_closed(&line.id)?;
        let place = place(line, false);
        self.batch.insert(
            key(CLOSED, &place),
            codec::state_to_bytes(SCHEMA, line, Vec::new()),
        );
        self.batch
            .insert(key(PLACE, &line.id.to_string()), place.as_bytes());
        self.save(None)
    }

    pub(crate) fn drop_closed(&mut self, id: &ConversationId) -> sled::Result<()> {
        let at = key(PLACE, &id.to_string());
        if let Some(place) = self.db.get(&at)? {
            self.batch
                .remove(key(CLOSED, &String::from_utf8_lossy(&place)));
            self.batch.remove(at);
        }
        Ok(())
    }

    pub(crate) fn set_unsettled(&mut self, id: &ConversationId, unsettled: bool) {
        let key = key(UNSETTLED, &id.to_string());
        if unsettled {
            self.batch.insert(key, &[]);
        } else {
            self.batch.remove(key);
        }
    }

    /// The number of the standing that the session of a conversation has.
    pub(crate) fn standing(&self, conversation: &str) -> sled::Result<Option<u32>> {
        let bytes = self.db.get(key(LIVE, conversation))?;
        Ok(bytes.and_then(|bytes| number(&bytes)))
    }

    pub(crate) fn set_standing(&mut self, conversation: &str, standing: Option<u32>) {
        let key = key(LIVE, conversation);
        match standing {
            Some(standing) => self.batch.insert(key, &standing.to_be_bytes()),
            None => self.batch.remove(key),
        }
    }

    pub(crate) fn set_count(&mut self, standing: u32, what: &Standing, count: u64) {
        let mut key = key(COUNT, "");
        key.extend(standing.to_be_bytes());
        if count == 0 {
            self.batch.remove(key);
        } else {
            let bytes = codec::state_to_bytes(SCHEMA, &(what, count), Vec::new());
            self.batch.insert(key, bytes);
        }
    }

    pub(crate) fn set_moved(&mut self, bundle: &BundleHash, version: u32, count: u64) {
        let key = key(MOVED, &format!("{bundle}/{version}"));
        self.batch.insert(key, &count.to_be_bytes());
    }

    /// The conversations with a session after one, in order, and the numbers of their standings.
    pub(crate) fn standings(
        &self,
        after: Option<&ConversationId>,
    ) -> impl Iterator<Item = (ConversationId, u32)> + use<> {
        let skip = after.map(|after| key(LIVE, &after.to_string()));
        let from = skip.clone().unwrap_or_else(|| key(LIVE, ""));
        let end = format!("{LIVE}0").into_bytes();
        self.db.range(from..end).filter_map(move |found| {
            let (key, bytes) = found.ok()?;
            if skip.as_deref() == Some(&*key) {
                return None;
            }
            let name = String::from_utf8_lossy(&key);
            let id = ConversationId::parse(name.split_once('/')?.1)?;
            Some((id, number(&bytes)?))
        })
    }

    /// Writes what was changed, and the place up to which it is folded.
    pub(crate) fn save(&mut self, cursor: Option<Cursor>) -> sled::Result<()> {
        let mut batch = std::mem::take(&mut self.batch);
        if let Some(cursor) = cursor {
            batch.insert(CURSOR, cursor.to_string().as_bytes());
        }
        self.db.apply_batch(batch)
    }

    pub(crate) fn flush(&self) -> sled::Result<()> {
        self.db.flush().map(drop)
    }

    /// Closed lines after a place, newest first.
    pub(crate) fn closed(&self, after: Option<&str>) -> impl Iterator<Item = Line> + use<> {
        let from = key(CLOSED, after.unwrap_or_default());
        let skip = after.map(|_| from.clone());
        let end = format!("{CLOSED}0").into_bytes();
        self.db.range(from..end).filter_map(move |found| {
            let (key, bytes) = found.ok()?;
            if skip.as_deref() == Some(&*key) {
                return None;
            }
            codec::state_from_bytes(SCHEMA, &bytes).ok()
        })
    }

    /// The closed line of a conversation.
    pub(crate) fn closed_line(&self, id: &ConversationId) -> Option<Line> {
        let place = self.db.get(key(PLACE, &id.to_string())).ok()??;
        let bytes = self
            .db
            .get(key(CLOSED, &String::from_utf8_lossy(&place)))
            .ok()??;
        codec::state_from_bytes(SCHEMA, &bytes).ok()
    }
}

/// `kind/rest`; the slash sorts just before the digit zero.
fn key(kind: &str, rest: &str) -> Vec<u8> {
    format!("{kind}/{rest}").into_bytes()
}

fn number(bytes: &[u8]) -> Option<u32> {
    <[u8; 4]>::try_from(bytes).ok().map(u32::from_be_bytes)
}

fn read(db: &sled::Db) -> Result<Kept, Unreadable> {
    let mut kept = Kept::default();
    let Some(bytes) = db.get(CURSOR)? else {
        // Nothing was kept, or by a version that kept less.
        db.clear()?;
        return Ok(kept);
    };
    kept.cursor = String::from_utf8_lossy(&bytes).parse().ok();
    kept.tallies = firings::tallies(db)?;
    for found in db.scan_prefix(key(COUNT, "")) {
        let (key, bytes) = found?;
        let (standing, count) = codec::state_from_bytes(SCHEMA, &bytes)?;
        let number = key.get(2..).and_then(number);
        kept.standings
            .extend(number.map(|number| (number, standing, count)));
    }
    for found in db.scan_prefix(key(MOVED, "")) {
        let (key, bytes) = found?;
        let name = String::from_utf8_lossy(&key);
        let version = name.rsplit_once('/').and_then(|(name, version)| {
            let bundle = name.split_once('/')?.1;
            Some((BundleHash::from(bundle), version.parse().ok()?))
        });
        let count = <[u8; 8]>::try_from(&*bytes).map(u64::from_be_bytes);
        kept.moved.extend(version.zip(count.ok()));
    }
    for found in db.scan_prefix(key(OPEN, "")) {
        kept.open.push(codec::state_from_bytes(SCHEMA, &found?.1)?);
    }
    for found in db.scan_prefix(key(UNSETTLED, "")).keys() {
        let name = found?;
        let name = String::from_utf8_lossy(&name);
        kept.unsettled.extend(
            name.split_once('/')
                .and_then(|(_, id)| ConversationId::parse(id)),
        );
    }
    Ok(kept)
}

#[derive(Debug, thiserror::Error)]
enum Unreadable {
    #[error("{0}")]
    Sled(#[from] sled::Error),
    #[error("{0}")]
    Codec(#[from] CodecError),
}
