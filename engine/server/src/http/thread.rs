//! What was said and done in a conversation, page by page, backwards.

use super::desk::may_see;
use super::extract::{Path, Query};
use super::gate::Staff;
use super::turns::answer;
use crate::app::App;
use crate::aside::aside;
use crate::problem::Answer;
use crate::speech;
use crate::staff::house::Snapshot;
use crate::streams::numbered;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;
use trilha_journal::Journal;
use trilha_model::{ConversationId, Event, Stream, codec};
use trilha_views::Viewer;
use trilha_wire::desk::Thread;

/// Entries in one page of a thread, about.
const ENTRIES: usize = 100;
/// Commits read at once.
const COMMITS: usize = 32;
/// Commits searched for one page.
const SEARCHED: usize = 512;

/// What may be asked of a thread.
#[derive(Debug, Deserialize)]
pub(super) struct Before {
    #[serde(default)]
    before: Option<u64>,
}

/// `GET /api/desk/conversations/{inbox}/{address}/thread`
pub(super) async fn thread(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((inbox, address)): Path<(String, String)>,
    Query(asked): Query<Before>,
) -> Answer<Response> {
    let id = ConversationId {
        inbox: inbox.into(),
        address: address.into(),
    };
    let viewer = staff.house.viewer(&staff.id);
    let version = app
        .runtime
        .look(&id, |version, conversation| {
            may_see(&viewer, conversation).map(|()| version)
        })
        .await??;
    let thread = thread_before(&app, (&staff.house, &viewer), &id, asked.before, version).await?;
    Ok(answer(StatusCode::OK, &thread))
}

/// A page of a thread that ends before a place, as this person may read it.
pub(super) async fn thread_before(
    app: &App,
    (house, viewer): (&Arc<Snapshot>, &Viewer),
    id: &ConversationId,
    before: Option<u64>,
    version: u64,
) -> Answer<Thread> {
    let (journal, house, stream) = (Arc::clone(&app.journal), Arc::clone(house), id.stream());
    let viewer = viewer.clone();
    aside(move || {
        let from = before.unwrap_or(u64::MAX);
        let Shown { events, before } = shown_before(&*journal, &house, &stream, from)?;
        let shown = events.iter().map(|(seq, event)| (*seq, event));
        Ok(Thread {
            entries: speech::entries(&house, &viewer, shown),
            before,
            version,
        })
    })
    .await
}

/// Events that a thread shows, oldest first.
struct Shown {
    events: Vec<(u64, Event)>,
    /// Where the page before them ends; none: this is the beginning.
    before: Option<u64>,
}

/// The events that a thread shows before a place: read from a bounded number of commits, of which only these
/// events are kept.
fn shown_before(
    journal: &dyn Journal,
    house: &Snapshot,
    stream: &Stream,
    mut from: u64,
) -> Answer<Shown> {
    let mut shown: Vec<(u64, Event)> = Vec::new();
    let mut read = 0;
    while from > 0 && shown.len() < ENTRIES && read < SEARCHED {
        let page = journal.read_back(stream, from, COMMITS)?;
        if page.is_empty() {
            from = 0;
        }
        read += page.len();
        for entry in page {
            if shown.len() >= ENTRIES {
                break;
            }
            from = entry.expected_version;
            let events = numbered(&entry).rev().filter_map(|(seq, bytes)| {
                let event = codec::event_from_bytes(bytes).ok()?;
                speech::is_shown(house, seq, &event).then_some((seq, event))
            });
            shown.extend(events);
        }
    }
    shown.reverse();
    Ok(Shown {
        events: shown,
        before: (from > 0).then_some(from),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use trilha_journal::{Memory, Write};
    use trilha_model::{Incoming, Timestamp};

    #[test]
    fn a_page_of_a_thread_reads_so_many_commits_and_says_where_to_go_on() {
        let journal = Memory::new();
        let stream = Stream::new("conversation", "site/v1");
        let message = Event::InputReceived {
            message: Incoming::text("m1", "hello"),
            group: None,
            at: Timestamp(1),
        };
        let unseen = Event::Tagged {
            add: vec!["vip".into()],
            remove: Vec::new(),
            by: None,
            at: None,
        };
        for at in 0..=2 * SEARCHED as u64 {
            let event = if at == 0 { &message } else { &unseen };
            let write = Write {
                stream: stream.clone(),
                expected_version: at,
                events: vec![codec::event_to_bytes(event)],
                state: Vec::new(),
                wake: None,
            };
            journal
                .append(crate::ambient::commit_id(), vec![write])
                .wait()
                .unwrap();
        }
        let (mut from, mut shown, mut pages) = (Some(u64::MAX), Vec::new(), 0);
        while let Some(before) = from {
            let house = Snapshot::default();
            let page = shown_before(&journal, &house, &stream, before).unwrap();
            let next = page.before;
            assert!(next.is_none_or(|next| next < before), "it goes on");
            shown.extend(page.events);
            from = next;
            pages += 1;
        }
        assert_eq!(shown, [(1, message)]);
        assert_eq!(pages, 3);
    }
}
