//! Bytes of the journal: segments, backups, events and states that nobody wrote.

use crate::drive::{Marks, drive};
use std::cell::RefCell;
use std::fs;
use trilha_desk::Conversation;
use trilha_journal::{CommitId, Journal, Log, LogOptions, Write, restore, verify};
use trilha_model::codec::{event_from_bytes, event_to_bytes};
use trilha_model::{ContactId, Event, Incoming, Map, Stream, Timestamp};

/// Bytes before a segment's first record, and before a record's body.
const HEADER: usize = 24;
const HEAD: usize = 24;

#[test]
fn journal() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log");
    write(&log);
    let mut copy = Vec::new();
    trilha_journal::backup(&log, &mut copy).expect("a log is copied");
    let segment = fs::read(log.join("0000000000000000.log")).expect("there is a segment");
    let end = HEADER + used(segment.get(HEADER..).expect("longer than its header"));
    let segment = segment.get(..end).expect("as long as its records").to_vec();
    let (broken, restored) = (folder.path().join("broken"), folder.path().join("restored"));
    fs::create_dir(&broken).expect("a folder");
    let turn = RefCell::new(0_u32);
    drive("journal", vec![segment, copy], |bytes, marks| {
        *turn.borrow_mut() += 1;
        let mut bytes = bytes.to_vec();
        let backup = restore(&mut bytes.as_slice(), &restored);
        note(marks, "restored", backup.map(|found| found.commits));
        fs::remove_dir_all(&restored).expect("what was restored can go");
        // Every other case is given checksums that fit, to come past them.
        if turn.borrow().is_multiple_of(2) {
            seal(bytes.get_mut(HEADER..).unwrap_or_default());
        }
        fs::write(broken.join("0000000000000000.log"), &bytes).expect("a file is written");
        note(marks, "verified", verify(&broken).map(|found| found.events));
    });
}

/// A place of its own for each kind of answer; what an error names, such as files and offsets, left out.
fn note(marks: &mut Marks, what: &str, found: Result<u64, trilha_journal::LogError>) {
    match found {
        Ok(count) => marks.note((what, count)),
        Err(error) => {
            let text = error.to_string();
            let reason = text.rsplit(": ").next().unwrap_or_default();
            marks.note((what, reason.trim_matches(|c: char| c.is_ascii_digit())));
        }
    }
}

/// A few commits on a few streams.
fn write(log: &std::path::Path) {
    let journal = Log::open(log, &LogOptions::default()).expect("a log is made");
    for (version, event) in (0_u64..).zip(&events()) {
        let write = Write {
            stream: Stream::new("conversation", "site/ana"),
            expected_version: version,
            events: vec![event_to_bytes(event)],
            state: Conversation::default().to_bytes(),
            wake: version.is_multiple_of(2).then_some(Timestamp(7)),
        };
        let id = CommitId(u128::from(version).to_le_bytes());
        journal.append(id, vec![write]).wait().expect("appended");
    }
    journal.close();
}

/// How many bytes of a segment are records.
fn used(records: &[u8]) -> usize {
    let mut at = 0;
    while let Some(length) = length(records.get(at..).unwrap_or_default()) {
        at += HEAD + length;
    }
    at
}

/// The length of the body of the record whose bytes these are, where it has one.
fn length(record: &[u8]) -> Option<usize> {
    let (length, _) = record.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    (length > 0 && HEAD + length <= record.len()).then_some(length)
}

/// Gives each record the checksum of what it holds.
fn seal(mut records: &mut [u8]) {
    while let Some(length) = length(records) {
        let (record, rest) = records.split_at_mut(HEAD + length);
        let (length, body) = record.split_at_mut(4);
        let (stored, body) = body.split_at_mut(4);
        let mut sum = crc32fast::Hasher::new();
        sum.update(length);
        sum.update(body);
        stored.copy_from_slice(&sum.finalize().to_le_bytes());
        records = rest;
    }
}

fn events() -> Vec<Event> {
    let at = Timestamp(1_795_000_000_000);
    vec![
        Event::ConversationOpened {
            contact: ContactId::from("ana"),
            profile: Map::new(),
            language: Some("pt-BR".into()),
            at,
        },
        Event::InputReceived {
            message: Incoming::text("m1", "oi"),
            group: None,
            at,
        },
        Event::FrameLeft,
        Event::InterruptReturned,
        Event::Walked { edges: Vec::new() },
    ]
}

/// Folding is total: an event that reads, whatever it holds, changes any conversation without failing.
#[test]
fn events_and_states() {
    let talk = crate::inputs::told();
    let mut seeds: Vec<Vec<u8>> = talk.events().iter().map(event_to_bytes).collect();
    seeds.extend(events().iter().map(event_to_bytes));
    seeds.push(talk.conversation().to_bytes());
    seeds.push(Conversation::default().to_bytes());
    drive("events", seeds, |bytes, marks| {
        if let Ok(state) = Conversation::from_bytes(bytes) {
            marks.note((
                "state",
                state.owner_version.min(3),
                state.queued.len().min(3),
            ));
            let again = Conversation::from_bytes(&state.to_bytes());
            marks.note(again.is_ok());
        }
        if let Ok(event) = event_from_bytes::<Event>(bytes) {
            marks.note(std::mem::discriminant(&event));
            for mut conversation in [Conversation::default(), talk.conversation().clone()] {
                conversation.apply(&event);
                conversation.apply(&event);
                conversation.wake();
                conversation.to_bytes();
            }
        }
    });
}
