//! Torn tails are cut, damage is told, and nothing damaged is ever read as good.

use super::build::{append, everything, open, segments, small, write};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use trilha_journal::{Commit, Journal, Log, LogError, LogOptions, ReadError};

/// A log of one segment with six commits, none grouped with another, and no index.
fn six(dir: &Path) -> (Vec<Commit>, PathBuf) {
    let log = Log::open(
        dir,
        &LogOptions {
            segment_bytes: 1 << 20,
            ..small()
        },
    )
    .unwrap();
    for version in 0..6 {
        append(
            &log,
            vec![
                write("a/1", version, &["some event"]),
                write("b/1", version, &["other"]),
            ],
        )
        .unwrap();
    }
    let commits = everything(&log);
    drop(log);
    fs::remove_dir_all(dir.join("index")).unwrap();
    (commits, segments(dir).remove(0))
}

fn offset(place: trilha_journal::Cursor) -> usize {
    usize::from_str_radix(&place.to_string(), 16).unwrap()
}

#[test]
fn a_tail_torn_at_any_byte_of_the_last_record_is_cut() {
    let dir = tempfile::tempdir().unwrap();
    let (commits, file) = six(dir.path());
    let good = fs::read(&file).unwrap();
    let (start, end) = (offset(commits[5].at), offset(commits[5].next));
    for torn in start..end {
        // The file was extended by zeros before, or it was not, or noise came with it.
        let shape = torn % 3;
        let mut bytes = good[..torn].to_vec();
        match shape {
            0 => bytes.resize(good.len(), 0),
            1 => bytes.resize(end + 40, 0xEE),
            _ => {}
        }
        fs::write(&file, &bytes).unwrap();
        if dir.path().join("index").exists() {
            fs::remove_dir_all(dir.path().join("index")).unwrap();
        }
        let log = open(dir.path());
        assert_eq!(everything(&log), commits[..5], "torn at {torn}");
        assert_eq!(
            append(&log, vec![write("a/1", 5, &["instead"])])
                .unwrap()
                .versions,
            [6]
        );
        assert_eq!(everything(&log).len(), 6);
        drop(log);
        assert_eq!(everything(&open(dir.path())).len(), 6);
    }
}

#[test]
fn a_log_shorter_than_its_index_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path());
    let done = append(&log, vec![write("a/1", 0, &["acknowledged"])]).unwrap();
    drop(log);
    let file = segments(dir.path()).remove(0);
    let good = fs::read(&file).unwrap();
    for shorter in [24, 30, offset(done.cursor) - 1] {
        fs::write(&file, &good[..shorter]).unwrap();
        let told = Log::open(dir.path(), &small()).unwrap_err();
        assert!(
            matches!(&told, LogError::Read(ReadError::Damaged { offset: 24, .. })),
            "{told}"
        );
    }
    fs::write(&file, &good).unwrap();
    assert_eq!(everything(&open(dir.path())).len(), 1);
}

#[test]
fn damage_before_the_last_commit_names_file_and_place() {
    let dir = tempfile::tempdir().unwrap();
    let (commits, file) = six(dir.path());
    let good = fs::read(&file).unwrap();
    for commit in &commits[..5] {
        for inside in [0, 5, 20, 60] {
            let mut bytes = good.clone();
            bytes[offset(commit.at) + inside] ^= 0x10;
            fs::write(&file, &bytes).unwrap();
            let told = Log::open(dir.path(), &small()).unwrap_err();
            let LogError::Read(ReadError::Damaged {
                file: named,
                offset: place,
                ..
            }) = &told
            else {
                panic!("{told}");
            };
            assert_eq!(
                (Path::new(named), *place),
                (file.as_path(), offset(commit.at) as u64)
            );
            assert_eq!(fs::read(&file).unwrap(), bytes, "nothing was cut");
        }
    }
}

#[test]
fn damage_in_an_earlier_segment_is_told_when_it_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path());
    for version in 0..40 {
        append(
            &log,
            vec![write(
                "a/1",
                version,
                &["an event of some length, so that segments fill"],
            )],
        )
        .unwrap();
    }
    drop(log);
    let first = segments(dir.path()).remove(0);
    let good = fs::read(&first).unwrap();
    let mut bad = good.clone();
    bad[100] ^= 1;
    fs::write(&first, &bad).unwrap();
    let log = open(dir.path());
    let told = log
        .tail(trilha_journal::Cursor::START)
        .try_next()
        .unwrap_err();
    assert!(
        matches!(&told, ReadError::Damaged { file, .. } if Path::new(file) == first),
        "{told}"
    );
    drop(log);
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    assert!(matches!(
        Log::open(dir.path(), &small()),
        Err(LogError::Read(ReadError::Damaged { .. }))
    ));
    for shorter in [0, 10, good.len() - 1] {
        fs::write(&first, &good[..shorter]).unwrap();
        assert!(matches!(
            Log::open(dir.path(), &small()),
            Err(LogError::Read(ReadError::Damaged { .. }))
        ));
    }
    fs::remove_file(&first).unwrap();
    assert!(matches!(
        Log::open(dir.path(), &small()),
        Err(LogError::Read(ReadError::Damaged { .. }))
    ));
    fs::write(&first, &good).unwrap();
    assert_eq!(everything(&open(dir.path())).len(), 40);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn flipped_bytes_are_never_read_as_good(place: prop::sample::Index, flip in 1..=255_u8, length in 1..40_usize, indexed: bool) {
        let dir = tempfile::tempdir().unwrap();
        let (commits, file) = six(dir.path());
        if indexed {
            drop(open(dir.path()));
        }
        let mut bytes = fs::read(&file).unwrap();
        let at = place.index(offset(commits[5].next));
        bytes.iter_mut().skip(at).take(length).for_each(|byte| *byte ^= flip);
        fs::write(&file, &bytes).unwrap();
        match Log::open(dir.path(), &small()) {
            Err(LogError::Read(ReadError::Damaged { .. })) => {}
            Err(other) => prop_assert!(false, "{}", other),
            // Without an index, damage that reaches into the last commit looks as if a crash had come
            // before its answer.
            Ok(log) => {
                prop_assert!(!indexed && at + length > offset(commits[5].at));
                let before: Vec<Commit> = commits.into_iter().take_while(|commit| offset(commit.next) <= at).collect();
                prop_assert_eq!(everything(&log), before);
            }
        }
    }
}
