//! One suite over all journals.

use super::build::{append, everything, fresh, open, stream, waking, write};
use std::sync::Barrier;
use std::time::Duration;
use trilha_journal::{AppendError, Cursor, Due, Entry, Journal, Memory, ReadError, Write, limits};
use trilha_model::{Stream, Timestamp};

macro_rules! contract {
    ($($name:ident)*) => {
        mod memory {
            $(#[test] fn $name() { super::$name(&super::Memory::new()); })*
        }
        mod log {
            $(#[test] fn $name() {
                let dir = tempfile::tempdir().unwrap();
                super::$name(&super::open(dir.path()));
            })*
        }
    };
}

contract! {
    what_is_appended_is_the_latest
    a_stream_nobody_wrote_to_has_nothing
    a_conflict_on_one_stream_changes_none
    a_repeated_commit_is_told_from_a_rival
    of_racing_commits_exactly_one_wins
    a_tail_sees_every_commit_once_in_order
    a_tail_can_be_awaited
    a_tail_waits_no_longer_than_told
    a_tail_goes_on_from_a_cursor_kept_as_text
    a_cursor_from_elsewhere_is_refused
    due_streams_come_earliest_first
    a_stream_is_read_page_by_page
    streams_are_listed_by_prefix
    a_commit_beyond_the_limits_is_refused
    a_large_commit_reads_back
    a_purged_stream_keeps_only_its_versions
}

fn what_is_appended_is_the_latest(journal: &dyn Journal) {
    let done = append(
        journal,
        vec![write("a/1", 0, &["x", "y"]), write("b/1", 0, &["z"])],
    )
    .unwrap();
    assert_eq!(done.versions, [2, 1]);
    assert_eq!(done.cursor, journal.end());
    let mut second = write("a/1", 2, &["w"]);
    second.wake = Some(Timestamp(5));
    append(journal, vec![second.clone()]).unwrap();

    let a = journal.latest(&stream("a/1")).unwrap().unwrap();
    assert_eq!(*a, second);
    assert_eq!((a.version(), a.state.as_slice()), (3, &b"a/1@3"[..]));
    let b = journal.latest(&stream("b/1")).unwrap().unwrap();
    assert_eq!(
        (b.version(), b.state.as_slice(), b.wake),
        (1, &b"b/1@1"[..], None)
    );
    assert_eq!(b.commit().writes.len(), 2);
}

fn a_stream_nobody_wrote_to_has_nothing(journal: &dyn Journal) {
    let nobody = stream("a/0");
    assert!(journal.latest(&nobody).unwrap().is_none());
    assert!(journal.read(&nobody, 0, 9).unwrap().is_empty());
    assert!(journal.read_back(&nobody, u64::MAX, 9).unwrap().is_empty());
    assert_eq!(journal.purge(&nobody), Ok(0));
    assert_eq!(journal.end(), Cursor::START);
    assert!(everything(journal).is_empty());
}

fn a_conflict_on_one_stream_changes_none(journal: &dyn Journal) {
    append(journal, vec![write("a/1", 0, &["x"])]).unwrap();
    let refused = append(
        journal,
        vec![write("b/1", 0, &["y"]), write("a/1", 0, &["z"])],
    );
    let conflict = AppendError::Conflict {
        stream: stream("a/1"),
        actual: 1,
        same_commit_id: false,
    };
    assert_eq!(refused, Err(conflict));
    assert!(journal.latest(&stream("b/1")).unwrap().is_none());
    let ahead = append(journal, vec![write("c/1", 4, &["x"])]);
    assert!(matches!(
        ahead,
        Err(AppendError::Conflict {
            actual: 0,
            same_commit_id: false,
            ..
        })
    ));
    assert_eq!(everything(journal).len(), 1);
    assert_eq!(
        append(journal, vec![write("a/1", 1, &["z"])])
            .unwrap()
            .versions,
        [2]
    );
}

fn a_repeated_commit_is_told_from_a_rival(journal: &dyn Journal) {
    let id = fresh();
    let writes = vec![write("a/1", 0, &["x", "y"]), write("b/1", 0, &["z"])];
    journal.append(id, writes.clone()).wait().unwrap();
    let again = |id| match journal.append(id, writes.clone()).wait() {
        Err(AppendError::Conflict { same_commit_id, .. }) => same_commit_id,
        other => panic!("{other:?}"),
    };
    assert!(again(id));
    assert!(!again(fresh()));
    for version in 2..22 {
        append(journal, vec![write("a/1", version, &["later"])]).unwrap();
    }
    assert!(again(id), "also when others came after it");
    assert_eq!(everything(journal).len(), 21);
}

fn of_racing_commits_exactly_one_wins(journal: &dyn Journal) {
    const RACERS: usize = 6;
    const ROUNDS: u64 = 20;
    let line = Barrier::new(RACERS);
    let race = |racer: usize| {
        let mut won = 0_u64;
        for round in 0..ROUNDS {
            line.wait();
            // The contested streams come in different orders and companies.
            let mut writes = vec![
                write("queue/q", round, &["claim"]),
                write("ticket/t", round, &["claim"]),
            ];
            writes.rotate_left(racer % 2);
            if racer.is_multiple_of(3) {
                writes.push(write(&format!("agent/{racer}"), won, &["load"]));
            }
            match append(journal, writes) {
                Ok(_) => won += 1,
                Err(AppendError::Conflict {
                    actual,
                    same_commit_id,
                    ..
                }) => {
                    assert_eq!((actual, same_commit_id), (round + 1, false));
                }
                Err(other) => panic!("{other}"),
            }
            line.wait();
        }
        won
    };
    let won: Vec<u64> = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..RACERS)
            .map(|racer| scope.spawn(move || race(racer)))
            .collect();
        racers
            .into_iter()
            .map(|racer| racer.join().unwrap())
            .collect()
    });
    assert_eq!(won.iter().sum::<u64>(), ROUNDS);
    for (racer, won) in won.iter().enumerate().step_by(3) {
        let load = journal.latest(&stream(&format!("agent/{racer}"))).unwrap();
        assert_eq!(load.map_or(0, |entry| entry.version()), *won);
    }
    assert_eq!(everything(journal).len() as u64, ROUNDS);
}

fn a_tail_sees_every_commit_once_in_order(journal: &dyn Journal) {
    const WRITERS: usize = 4;
    const EACH: u32 = 60;
    let follow = || {
        let mut tail = journal.tail(Cursor::START);
        let mut seen = Vec::new();
        while seen.len() < WRITERS * usize::try_from(EACH).unwrap() {
            let commits = tail.wait_next(Duration::from_secs(30)).unwrap();
            assert!(!commits.is_empty(), "after {}", seen.len());
            seen.extend(commits);
        }
        assert!(tail.try_next().unwrap().is_empty());
        assert_eq!(tail.cursor(), journal.end());
        seen
    };
    let (early, other) = std::thread::scope(|scope| {
        let followers = (scope.spawn(follow), scope.spawn(follow));
        for writer in 0..WRITERS {
            scope.spawn(move || {
                for version in 0..u64::from(EACH) {
                    append(
                        journal,
                        vec![write(&format!("w/{writer}"), version, &["e"])],
                    )
                    .unwrap();
                }
            });
        }
        (followers.0.join().unwrap(), followers.1.join().unwrap())
    });
    assert_eq!(early, other);
    assert_eq!(early, follow(), "the same to one who comes late");
    assert!(
        early
            .windows(2)
            .all(|pair| pair[0].at < pair[0].next && pair[0].next <= pair[1].at)
    );
    for writer in 0..WRITERS {
        let name = stream(&format!("w/{writer}"));
        let mine = early
            .iter()
            .filter_map(|commit| Entry::of(commit.clone(), &name));
        let versions: Vec<u64> = mine.map(|entry| entry.expected_version).collect();
        assert_eq!(versions, (0..u64::from(EACH)).collect::<Vec<_>>());
    }
}

fn a_tail_can_be_awaited(journal: &dyn Journal) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let mut tail = journal.tail(journal.end());
    let (seen, done) = runtime.block_on(async {
        tokio::join!(
            tail.next(),
            journal.append(fresh(), vec![write("a/1", 0, &["x"])])
        )
    });
    assert_eq!(seen.unwrap()[0].next, done.unwrap().cursor);
}

fn a_tail_waits_no_longer_than_told(journal: &dyn Journal) {
    let mut tail = journal.tail(journal.end());
    assert!(tail.wait_next(Duration::from_millis(5)).unwrap().is_empty());
    append(journal, vec![write("a/1", 0, &["x"])]).unwrap();
    assert_eq!(tail.wait_next(Duration::from_secs(30)).unwrap().len(), 1);
}

fn a_tail_goes_on_from_a_cursor_kept_as_text(journal: &dyn Journal) {
    let cursors: Vec<Cursor> = (0..50)
        .map(|version| {
            append(journal, vec![write("a/1", version, &["an event"])])
                .unwrap()
                .cursor
        })
        .collect();
    assert!(cursors.is_sorted());
    for (at, cursor) in cursors.iter().enumerate() {
        let kept: Cursor = cursor.to_string().parse().unwrap();
        assert_eq!(kept, *cursor);
        let mut tail = journal.tail(kept);
        let mut seen = 0_u64;
        while let Some(last) = tail.try_next().unwrap().last() {
            seen = last.writes[0].version();
        }
        assert_eq!(seen, if at == 49 { 0 } else { 50 });
    }
    for bad in [
        "",
        "0",
        "zz",
        "00000000000000000",
        "+000000000000001",
        "000000000000000G",
    ] {
        assert!(bad.parse::<Cursor>().is_err(), "{bad}");
    }
}

fn a_cursor_from_elsewhere_is_refused(journal: &dyn Journal) {
    append(journal, vec![write("a/1", 0, &["x"])]).unwrap();
    let nowhere: Cursor = "00000000ffffffff".parse().unwrap();
    assert_eq!(
        journal.tail(nowhere).try_next(),
        Err(ReadError::BadCursor(nowhere))
    );
}

fn due_streams_come_earliest_first(journal: &dyn Journal) {
    for (name, wake) in [
        ("a/3", 30),
        ("a/1", 10),
        ("b/1", 10),
        ("a/9", i64::MAX),
        ("a/0", -5),
    ] {
        append(journal, vec![waking(name, 0, wake)]).unwrap();
    }
    let due = |now, limit| -> Vec<(i64, String)> {
        let due = journal.due(Timestamp(now), limit).unwrap();
        due.into_iter()
            .map(|Due { wake, stream }| (wake.0, stream.to_string()))
            .collect()
    };
    let named = |due: &[(i64, &str)]| -> Vec<(i64, String)> {
        due.iter()
            .map(|(wake, name)| (*wake, (*name).to_owned()))
            .collect()
    };
    assert_eq!(due(-6, 9), named(&[]));
    assert_eq!(due(10, 9), named(&[(-5, "a/0"), (10, "a/1"), (10, "b/1")]));
    assert_eq!(due(29, 2), named(&[(-5, "a/0"), (10, "a/1")]));
    append(
        journal,
        vec![waking("a/0", 1, 20), write("a/1", 1, &["answered"])],
    )
    .unwrap();
    assert_eq!(due(30, 9), named(&[(10, "b/1"), (20, "a/0"), (30, "a/3")]));
    assert_eq!(due(i64::MAX, 9).len(), 4);
}

fn a_stream_is_read_page_by_page(journal: &dyn Journal) {
    let mut version = 0;
    for commit in 0..30 {
        let events = vec!["event"; commit % 3 + 1];
        version = append(
            journal,
            vec![
                write("a/1", version, &events),
                write("a/2", commit as u64, &["other"]),
            ],
        )
        .unwrap()
        .versions[0];
    }
    let mut forward: Vec<Write> = Vec::new();
    while let Some(from) =
        Some(forward.last().map_or(0, Write::version)).filter(|from| *from < version)
    {
        let page = journal.read(&stream("a/1"), from, 7).unwrap();
        assert!((1..=7).contains(&page.len()));
        forward.extend(page.iter().map(|entry| Write::clone(entry)));
    }
    assert_eq!(forward.len(), 30);
    assert!(
        forward
            .windows(2)
            .all(|pair| pair[0].version() == pair[1].expected_version)
    );
    assert_eq!(journal.read(&stream("a/1"), version, 7).unwrap().len(), 0);
    assert_eq!(journal.read(&stream("a/1"), 0, 0).unwrap().len(), 0);
    // The commit of events 2 and 3 is whole, also for one who has seen the second.
    let inside = journal.read(&stream("a/1"), 2, 1).unwrap();
    assert_eq!((inside[0].expected_version, inside[0].events.len()), (1, 2));

    let mut back: Vec<Write> = Vec::new();
    loop {
        let before = back.last().map_or(u64::MAX, |write| write.expected_version);
        let page = journal.read_back(&stream("a/1"), before, 4).unwrap();
        if page.is_empty() {
            break;
        }
        back.extend(page.iter().map(|entry| Write::clone(entry)));
    }
    back.reverse();
    assert_eq!(back, forward);
}

fn streams_are_listed_by_prefix(journal: &dyn Journal) {
    let names = [
        "agent/1",
        "conversation/a/1",
        "conversation/a/2",
        "conversation/ab/1",
        "conversation/b/1",
        "queue/1",
    ];
    for name in names.iter().rev() {
        append(journal, vec![write(name, 0, &["x"])]).unwrap();
    }
    let list = |prefix: &str, after: Option<&Stream>, limit| -> Vec<String> {
        journal
            .streams(prefix, after, limit)
            .unwrap()
            .iter()
            .map(Stream::to_string)
            .collect()
    };
    assert_eq!(list("", None, 9), names);
    assert_eq!(list("conversation/", None, 9), names[1..5]);
    assert_eq!(list("conversation/a/", None, 9), names[1..3]);
    assert_eq!(list("conversation/", None, 2), names[1..3]);
    assert_eq!(
        list("conversation/", Some(&stream(names[2])), 9),
        names[3..5]
    );
    assert_eq!(list("conversation/", Some(&stream("a")), 1), names[1..2]);
    assert_eq!(list("conversation/", Some(&stream("z")), 1), names[..0]);
    assert_eq!(list("nothing", None, 9), names[..0]);
}

fn a_commit_beyond_the_limits_is_refused(journal: &dyn Journal) {
    let many = (0..=limits::STREAMS)
        .map(|n| write(&format!("a/{n}"), 0, &["x"]))
        .collect();
    let long = "n".repeat(limits::STREAM_NAME + 1);
    let events = vec!["x"; limits::EVENTS + 1];
    let bytes = "x".repeat(limits::COMMIT_BYTES);
    for writes in [
        many,
        vec![write(&long, 0, &["x"])],
        vec![write("a", 0, &events)],
        vec![write("a", 0, &[&bytes])],
    ] {
        assert!(matches!(
            append(journal, writes),
            Err(AppendError::TooLarge(_))
        ));
    }
    let twice = vec![write("a", 0, &["x"]), write("a", 1, &["y"])];
    for writes in [
        vec![],
        twice,
        vec![write("a", 0, &[])],
        vec![write("a", 0, &[""])],
        vec![write("", 0, &["x"])],
    ] {
        assert!(matches!(
            append(journal, writes),
            Err(AppendError::Invalid(_))
        ));
    }
    assert!(everything(journal).is_empty());
}

fn a_large_commit_reads_back(journal: &dyn Journal) {
    let large = "x".repeat(limits::COMMIT_BYTES / 16);
    let writes: Vec<Write> = (0..limits::STREAMS)
        .map(|n| write(&format!("a/{n}"), 0, &[large.as_str()]))
        .collect();
    append(journal, writes.clone()).unwrap();
    append(journal, vec![write("b/1", 0, &["after"])]).unwrap();
    assert_eq!(everything(journal)[0].writes, writes);
    assert_eq!(*journal.read(&stream("a/3"), 0, 1).unwrap()[0], writes[3]);
}

fn a_purged_stream_keeps_only_its_versions(journal: &dyn Journal) {
    append(
        journal,
        vec![waking("a/1", 0, 10), write("b/1", 0, &["kept"])],
    )
    .unwrap();
    append(journal, vec![write("b/1", 1, &["kept"])]).unwrap();
    append(journal, vec![waking("a/1", 1, 20)]).unwrap();
    assert_eq!(journal.purge(&stream("a/1")), Ok(2));

    let latest = journal.latest(&stream("a/1")).unwrap().unwrap();
    assert_eq!(
        (latest.version(), latest.state.len(), latest.wake),
        (2, 0, None)
    );
    let all = everything(journal);
    assert_eq!(all.len(), 3);
    for write in all.iter().flat_map(|commit| &commit.writes) {
        let gone = write.stream == stream("a/1");
        assert_eq!(write.events.len(), 1);
        assert_eq!(
            (write.events[0].is_empty(), write.state.is_empty()),
            (gone, gone)
        );
    }
    assert!(journal.due(Timestamp(i64::MAX), 9).unwrap().is_empty());
    assert_eq!(
        append(journal, vec![write("a/1", 2, &["back again"])])
            .unwrap()
            .versions,
        [3]
    );
    assert_eq!(journal.read(&stream("a/1"), 0, 9).unwrap().len(), 3);
}
