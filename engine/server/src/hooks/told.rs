//! What deliveries tell: on a stream for each webhook and day, read in a few steps however much waits, and blanked
//! when it is old.

use super::fold::{Hook, stream as hook_stream};
use crate::problem::{Answer, Problem};
use crate::streams;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use trilha_journal::{Journal, Write};
use trilha_model::{Stream, Timestamp, Value, codec};

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// For how many days it is kept what was told: for as long as anybody asks what a receiver was sent.
pub(super) const KEPT: i64 = 30;

/// Where it stands what a delivery tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The day, counted from 1970.
    pub(crate) day: i64,
    /// The version of the day's stream after the event.
    pub(crate) version: u64,
}

/// What happens on a day's stream.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
enum ToldEvent {
    /// A delivery tells this.
    Told {
        /// What.
        data: Value,
    },
}

fn stream(hook: &str, day: i64) -> Stream {
    Stream::new("delivery", &format!("{hook}/{day}"))
}

/// The write that keeps what a delivery of a webhook tells, and where it stands then.
pub(super) fn keep(
    journal: &dyn Journal,
    hook: &str,
    data: &Value,
    now: Timestamp,
) -> Answer<(Write, Place)> {
    let day = now.0.div_euclid(DAY);
    let stream = stream(hook, day);
    let before = journal.latest(&stream)?.map_or(0, |entry| entry.version());
    let write = Write {
        stream,
        expected_version: before,
        events: vec![codec::event_to_bytes(&ToldEvent::Told {
            data: data.clone(),
        })],
        state: Vec::new(),
        wake: None,
    };
    let version = write.version();
    Ok((write, Place { day, version }))
}

/// What a delivery tells; none where it was blanked.
pub(super) fn read(journal: &dyn Journal, hook: &str, place: Place) -> Answer<Option<Value>> {
    let before = place.version.saturating_sub(1);
    let page = journal.read(&stream(hook, place.day), before, 1)?;
    let told = page
        .iter()
        .flat_map(|entry| streams::numbered(entry))
        .find(|(version, _)| *version == place.version)
        .and_then(|(_, bytes)| codec::event_from_bytes(bytes).ok());
    Ok(told.map(|ToldEvent::Told { data }| data))
}

/// Blanks what was told so long ago, unless it is still to be told or may be anew; answers how many days of webhooks.
pub(super) fn prune(journal: &dyn Journal, now: Timestamp) -> Answer<usize> {
    let today = now.0.div_euclid(DAY);
    let (mut pruned, mut after) = (0, None);
    loop {
        let page = journal.streams("delivery/", after.as_ref(), 256)?;
        let Some(last) = page.last() else {
            return Ok(pruned);
        };
        after = Some(last.clone());
        for stream in &page {
            let Some((hook, day)) = parsed(stream) else {
                continue;
            };
            if today - day > KEPT
                && is_told(journal, stream)?
                && !needed(journal, hook)?.contains(&day)
            {
                journal.purge(stream).map_err(Problem::from)?;
                pruned += 1;
            }
        }
    }
}

fn parsed(stream: &Stream) -> Option<(&str, i64)> {
    let (hook, day) = stream.key().rsplit_once('/')?;
    Some((hook, day.parse().ok()?))
}

/// Whether a stream still tells anything.
fn is_told(journal: &dyn Journal, stream: &Stream) -> Answer<bool> {
    let latest = journal.latest(stream)?;
    Ok(latest.is_some_and(|entry| entry.events.iter().any(|event| !event.is_empty())))
}

/// The days of what a webhook waits for or has given up.
fn needed(journal: &dyn Journal, hook: &str) -> Answer<BTreeSet<i64>> {
    let hook = streams::load::<Hook>(journal, &hook_stream(hook))?.state;
    let given_up = hook.given_up.iter().map(|tried| &tried.delivery);
    let places = hook.pending.iter().chain(given_up);
    Ok(places.filter_map(|one| Some(one.told?.day)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ambient;
    use crate::hooks::HookEvent;
    use trilha_journal::Memory;
    use trilha_model::ConversationId;

    async fn queued(journal: &Memory, id: &str, at: Timestamp) -> Place {
        let data = Value::text(id);
        let (told, place) = keep(journal, "shop", &data, at).unwrap();
        let event = HookEvent::DeliveryQueued {
            id: id.into(),
            name: "paid".into(),
            data: Value::Null,
            told: Some(place),
            conversation: ConversationId::parse("site/v1").unwrap(),
            at,
        };
        let hook = streams::load::<Hook>(journal, &hook_stream("shop")).unwrap();
        let write = streams::write(hook_stream("shop"), hook, &[event]);
        let commit = journal.append(ambient::commit_id(), vec![write, told]);
        commit.await.unwrap();
        place
    }

    #[tokio::test]
    async fn what_is_old_and_done_is_blanked_and_what_waits_is_not() {
        let journal = Memory::new();
        let done = queued(&journal, "done", Timestamp(0)).await;
        let waits = queued(&journal, "waits", Timestamp(DAY)).await;
        let hook = streams::load::<Hook>(&journal, &hook_stream("shop")).unwrap();
        let tried = HookEvent::DeliveryTried {
            id: "done".into(),
            at: Timestamp(1),
            problem: None,
            again: None,
        };
        let write = streams::write(hook_stream("shop"), hook, &[tried]);
        let commit = journal.append(ambient::commit_id(), vec![write]);
        commit.await.unwrap();
        assert_eq!(prune(&journal, Timestamp(KEPT * DAY)).unwrap(), 0);
        let later = Timestamp((KEPT + 9) * DAY);
        assert_eq!(prune(&journal, later).unwrap(), 1);
        assert_eq!(prune(&journal, later).unwrap(), 0, "once is enough");
        assert_eq!(read(&journal, "shop", done).unwrap(), None);
        let told = read(&journal, "shop", waits).unwrap();
        assert_eq!(told, Some(Value::text("waits")));
    }

    #[tokio::test]
    async fn each_finds_its_own_on_the_same_day() {
        let journal = Memory::new();
        let mut places = Vec::new();
        for id in ["a", "b", "c"] {
            places.push((id, queued(&journal, id, Timestamp(7)).await));
        }
        for (id, place) in places {
            let told = read(&journal, "shop", place).unwrap();
            assert_eq!(told, Some(Value::text(id)));
        }
    }
}
