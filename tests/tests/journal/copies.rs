//! Backups, taken under load, restored elsewhere, and read through.

use super::build::{append, everything, open, segments, small, write};
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use trilha_journal::{Journal, Log, LogError, ReadError, backup, restore, verify};

#[test]
fn a_backup_taken_under_load_restores_to_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path());
    for version in 0..30 {
        append(&log, vec![write("before", version, &["an event"])]).unwrap();
    }
    let done = AtomicBool::new(false);
    let (inside, outside) = std::thread::scope(|scope| {
        scope.spawn(|| {
            for version in 0.. {
                append(&log, vec![write("meanwhile", version, &["an event"])]).unwrap();
                if done.load(Ordering::Relaxed) {
                    break;
                }
            }
        });
        let (mut inside, mut outside) = (Vec::new(), Vec::new());
        log.backup(&mut inside).unwrap();
        backup(dir.path(), &mut outside).unwrap();
        done.store(true, Ordering::Relaxed);
        (inside, outside)
    });
    let all = everything(&log);
    for copy in [inside, outside] {
        let dir = tempfile::tempdir().unwrap();
        let restored = restore(&mut copy.as_slice(), dir.path()).unwrap();
        let log = open(dir.path());
        assert!(restored.commits >= 30 && !restored.torn);
        assert_eq!(
            everything(&log),
            all[..usize::try_from(restored.commits).unwrap()]
        );
        assert_eq!(log.verify().unwrap(), restored);
        append(&log, vec![write("before", 30, &["goes on"])]).unwrap();
    }
}

#[test]
fn a_backup_that_is_cut_or_damaged_restores_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path());
    for version in 0..20 {
        append(
            &log,
            vec![write(
                "a/1",
                version,
                &["an event long enough to need a second segment"],
            )],
        )
        .unwrap();
    }
    let mut copy = Vec::new();
    log.backup(&mut copy).unwrap();
    assert!(segments(dir.path()).len() > 1);
    for at in (0..copy.len()).step_by(97) {
        let target = tempfile::tempdir().unwrap();
        let cut = restore(&mut &copy[..at], target.path()).unwrap_err();
        assert!(matches!(cut, LogError::NotABackup(_)), "{cut}");
        assert!(segments(target.path()).is_empty());

        let target = tempfile::tempdir().unwrap();
        let mut bad = copy.clone();
        bad[at] ^= 4;
        assert!(
            restore(&mut bad.as_slice(), target.path()).is_err(),
            "flipped at {at}"
        );
        assert!(segments(target.path()).is_empty());
    }
    let occupied = restore(&mut copy.as_slice(), dir.path()).unwrap_err();
    assert!(matches!(occupied, LogError::NotEmpty(_)));
}

#[test]
fn an_empty_journal_can_be_copied_too() {
    let dir = tempfile::tempdir().unwrap();
    let mut copy = Vec::new();
    open(dir.path()).backup(&mut copy).unwrap();
    let target = tempfile::tempdir().unwrap();
    assert_eq!(
        restore(&mut copy.as_slice(), target.path())
            .unwrap()
            .commits,
        0
    );
    assert_eq!(
        append(&open(target.path()), vec![write("a", 0, &["x"])])
            .unwrap()
            .versions,
        [1]
    );
}

#[test]
fn verifying_counts_what_is_there_and_finds_a_flipped_bit() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path());
    for version in 0..20 {
        append(
            &log,
            vec![
                write("a/1", version * 2, &["one", "two"]),
                write("b/1", version, &["x"]),
            ],
        )
        .unwrap();
    }
    let found = log.verify().unwrap();
    assert_eq!((found.streams, found.commits, found.events), (2, 20, 60));
    assert_eq!(
        (found.end, found.segments),
        (log.end(), segments(dir.path()).len())
    );
    drop(log);
    assert_eq!(verify(dir.path()).unwrap(), found);
    for file in segments(dir.path()) {
        let good = fs::read(&file).unwrap();
        let mut bad = good.clone();
        bad[50] ^= 1;
        fs::write(&file, bad).unwrap();
        let told = verify(dir.path());
        let torn = told.as_ref().is_ok_and(|found| found.torn);
        assert!(
            torn || matches!(told, Err(LogError::Read(ReadError::Damaged { .. }))),
            "{told:?}"
        );
        fs::write(&file, good).unwrap();
    }
    drop(Log::open(dir.path(), &small()).unwrap());
}
