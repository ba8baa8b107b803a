//! A law: whatever is done, the journal in files answers as the one in memory.

use super::build::{everything, open, stream};
use proptest::prelude::*;
use trilha_journal::{AppendError, CommitId, Journal, Memory, Write};
use trilha_model::Timestamp;

#[derive(Debug, Clone)]
enum Act {
    Append {
        id: u8,
        writes: Vec<(u8, i8, u8, Option<i8>)>,
    },
    Purge(u8),
    Reopen,
}

fn act() -> impl Strategy<Value = Act> {
    let write = (
        0..5_u8,
        prop_oneof![9 => Just(0_i8), 1 => -2..2_i8],
        1..4_u8,
        any::<Option<i8>>(),
    );
    prop_oneof![
        30 => (any::<u8>(), proptest::collection::vec(write, 1..4)).prop_map(|(id, writes)| Act::Append { id, writes }),
        1 => (0..5_u8).prop_map(Act::Purge),
        1 => Just(Act::Reopen),
    ]
}

fn write(journal: &dyn Journal, (name, off, events, wake): (u8, i8, u8, Option<i8>)) -> Write {
    let stream = stream(&format!("s/{name}"));
    let version = journal
        .latest(&stream)
        .unwrap()
        .map_or(0, |entry| entry.version());
    Write {
        stream,
        expected_version: version.saturating_add_signed(i64::from(off)),
        events: vec![vec![events; 20]; usize::from(events)],
        state: vec![events; 30],
        wake: wake.map(|wake| Timestamp(i64::from(wake))),
    }
}

fn versions(done: Result<trilha_journal::Appended, AppendError>) -> Result<Vec<u64>, AppendError> {
    done.map(|done| done.versions)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn files_answer_as_memory_does(acts in proptest::collection::vec(act(), 1..80)) {
        let dir = tempfile::tempdir().unwrap();
        let memory = Memory::new();
        let mut log = open(dir.path());
        for act in acts {
            match act {
                Act::Append { id, writes } => {
                    let writes: Vec<Write> = writes.into_iter().map(|given| write(&memory, given)).collect();
                    let id = CommitId([id; 16]);
                    let expected = versions(memory.append(id, writes.clone()).wait());
                    prop_assert_eq!(versions(log.append(id, writes).wait()), expected);
                }
                Act::Purge(name) => {
                    let stream = stream(&format!("s/{name}"));
                    prop_assert_eq!(log.purge(&stream), memory.purge(&stream));
                }
                Act::Reopen => {
                    drop(log);
                    log = open(dir.path());
                }
            }
        }
        let plain = |journal: &dyn Journal| -> Vec<_> {
            everything(journal).into_iter().map(|commit| (commit.id, commit.writes)).collect()
        };
        prop_assert_eq!(plain(&log), plain(&memory));
        for limit in [1, 3, 100] {
            let now = Timestamp(i64::try_from(limit).unwrap());
            prop_assert_eq!(log.due(now, limit), memory.due(now, limit));
            prop_assert_eq!(log.streams("s/", None, limit), memory.streams("s/", None, limit));
        }
        for name in 0..5 {
            let stream = stream(&format!("s/{name}"));
            let pages = |journal: &dyn Journal| -> Vec<Vec<Write>> {
                let pages = [
                    journal.read(&stream, 3, 4).unwrap(),
                    journal.read_back(&stream, 5, 4).unwrap(),
                    journal.latest(&stream).unwrap().into_iter().collect(),
                ];
                pages.iter().map(|page| page.iter().map(|entry| Write::clone(entry)).collect()).collect()
            };
            prop_assert_eq!(pages(&log), pages(&memory));
        }
    }
}
