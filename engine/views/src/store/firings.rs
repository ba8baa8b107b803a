//! What automations did, in the tree: in order of time, and by automation.

use super::{SCHEMA, Store, key};
use crate::firings::{Firing, Tally};
use std::collections::BTreeMap;
use trilha_model::codec;
use trilha_model::{AutomationId, ConversationId};

/// A firing, by its place in the log.
const FIRED: &str = "f";
/// The places of an automation's firings.
const BY: &str = "a";
/// The firing whose session goes on, by conversation.
const GOING: &str = "w";
/// The last firing that went by time, by conversation.
const TIMED: &str = "s";
/// How often an automation fired.
const TALLY: &str = "t";

impl Store {
    pub(crate) fn put_firing(&mut self, place: &str, firing: &Firing) {
        let bytes = codec::state_to_bytes(SCHEMA, firing, Vec::new());
        self.batch.insert(key(FIRED, place), bytes);
        self.batch.insert(by(&firing.automation, place), &[]);
    }

    pub(crate) fn firing(&self, place: &str) -> sled::Result<Option<Firing>> {
        let bytes = self.db.get(key(FIRED, place))?;
        Ok(bytes.and_then(|bytes| codec::state_from_bytes(SCHEMA, &bytes).ok()))
    }

    /// The place of the first that is so, of those whose places begin like this.
    pub(crate) fn find_firing(
        &self,
        beginning: &str,
        so: impl Fn(&Firing) -> bool,
    ) -> sled::Result<Option<String>> {
        for found in self.db.scan_prefix(key(FIRED, beginning)) {
            let (key, bytes) = found?;
            if codec::state_from_bytes(SCHEMA, &bytes).is_ok_and(|firing| so(&firing)) {
                return Ok(place_of(&key));
            }
        }
        Ok(None)
    }

    /// The firings after a place, newest first, each with its place: all, or one automation's.
    pub(crate) fn firings(
        &self,
        automation: Option<&AutomationId>,
        after: Option<&str>,
    ) -> impl Iterator<Item = (String, Firing)> {
        let from = |place: &str| automation.map_or_else(|| key(FIRED, place), |id| by(id, place));
        let begin = from("");
        let first = from(after.unwrap_or_default());
        let skip = after.map(|_| first.clone());
        let keys = self.db.range(first..).keys().map_while(Result::ok);
        keys.take_while(move |key| key.starts_with(&begin))
            .filter(move |key| skip.as_deref() != Some(&**key))
            .filter_map(|key| {
                let place = place_of(&key)?;
                let firing = self.firing(&place).ok()??;
                Some((place, firing))
            })
    }

    /// How many firings of an automation there are.
    pub(crate) fn count_firings(&self, automation: &AutomationId) -> sled::Result<usize> {
        let keys = self.db.scan_prefix(by(automation, "")).keys();
        keys.map(|key| key.map(|_| 1)).sum()
    }

    /// Takes away an automation's firings but the newest so many; how many there are then.
    pub(crate) fn trim_firings(
        &mut self,
        automation: &AutomationId,
        newest: usize,
    ) -> sled::Result<usize> {
        let mut held = 0;
        for key in self.db.scan_prefix(by(automation, "")).keys() {
            let key = key?;
            held += 1;
            if held > newest
                && let Some(place) = place_of(&key)
            {
                self.drop_firing(&place)?;
                self.batch.remove(key);
            }
        }
        self.save(None)?;
        Ok(held.min(newest))
    }

    fn drop_firing(&mut self, place: &str) -> sled::Result<()> {
        if let Some(Firing { conversation, .. }) = self.firing(place)? {
            if self.going(&conversation)?.as_deref() == Some(place) {
                self.set_going(&conversation, None);
            }
            if self.timed(&conversation)?.as_deref() == Some(place) {
                self.batch.remove(key(TIMED, &conversation.to_string()));
            }
        }
        self.batch.remove(key(FIRED, place));
        Ok(())
    }

    /// The place of the firing whose session goes on in a conversation.
    pub(crate) fn going(&self, conversation: &ConversationId) -> sled::Result<Option<String>> {
        let place = self.db.get(key(GOING, &conversation.to_string()))?;
        Ok(place.map(|place| String::from_utf8_lossy(&place).into_owned()))
    }

    pub(crate) fn set_going(&mut self, conversation: &ConversationId, place: Option<&str>) {
        let key = key(GOING, &conversation.to_string());
        match place {
            Some(place) => self.batch.insert(key, place.as_bytes()),
            None => self.batch.remove(key),
        }
    }

    /// The place of the last firing that went by time in a conversation.
    pub(crate) fn timed(&self, conversation: &ConversationId) -> sled::Result<Option<String>> {
        let place = self.db.get(key(TIMED, &conversation.to_string()))?;
        Ok(place.map(|place| String::from_utf8_lossy(&place).into_owned()))
    }

    pub(crate) fn set_timed(&mut self, conversation: &ConversationId, place: &str) {
        let key = key(TIMED, &conversation.to_string());
        self.batch.insert(key, place.as_bytes());
    }

    pub(crate) fn set_tally(&mut self, automation: &AutomationId, tally: Tally) {
        let bytes = codec::state_to_bytes(SCHEMA, &tally, Vec::new());
        self.batch.insert(key(TALLY, automation.as_str()), bytes);
    }
}

/// How often each automation fired.
pub(super) fn tallies(db: &sled::Db) -> Result<BTreeMap<AutomationId, Tally>, super::Unreadable> {
    let mut tallies = BTreeMap::new();
    for found in db.scan_prefix(key(TALLY, "")) {
        let (key, bytes) = found?;
        let name = String::from_utf8_lossy(&key);
        let tally = codec::state_from_bytes(SCHEMA, &bytes)?;
        tallies.extend(name.split_once('/').map(|(_, id)| (id.into(), tally)));
    }
    Ok(tallies)
}

/// An automation's key of a place: no id holds the byte between.
fn by(automation: &AutomationId, place: &str) -> Vec<u8> {
    key(BY, &format!("{automation}\0{place}"))
}

/// The place that a key ends with.
fn place_of(key: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(key).ok()?;
    let place = match name.split_once('\0') {
        Some((_, place)) => place,
        None => name.split_once('/')?.1,
    };
    Some(place.to_owned())
}
