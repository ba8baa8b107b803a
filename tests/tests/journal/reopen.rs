//! Closing, opening again, and the index that can always be rebuilt.

use super::build::{append, everything, fresh, open, segments, small, stream, waking, write};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use trilha_journal::{
    AppendError, Commit, Journal, Log, LogError, LogOptions, Progress, ReadError,
};
use trilha_model::Timestamp;

/// Forty streams, three commits each, over several segments.
fn filled(dir: &Path) -> Vec<Commit> {
    let log = open(dir);
    for round in 0..3 {
        for n in 0..40 {
            append(
                &log,
                vec![waking(&format!("s/{n:02}"), round, i64::from(n) * 10)],
            )
            .unwrap();
        }
    }
    everything(&log)
}

fn all_there(dir: &Path, before: &[Commit]) {
    let log = open(dir);
    assert_eq!(everything(&log), before);
    assert_eq!(log.due(Timestamp(95), 100).unwrap().len(), 10);
    assert_eq!(log.streams("s/", None, 100).unwrap().len(), 40);
    for n in 0..40 {
        let entry = log.latest(&stream(&format!("s/{n:02}"))).unwrap().unwrap();
        assert_eq!(
            (entry.version(), entry.state.clone()),
            (3, format!("s/{n:02}@3").into_bytes())
        );
    }
    assert_eq!(
        append(&log, vec![write("s/00", 3, &["goes on"])])
            .unwrap()
            .versions,
        [4]
    );
}

#[test]
fn a_second_start_finds_everything_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let before = filled(dir.path());
    assert!(segments(dir.path()).len() > 3);
    all_there(dir.path(), &before);
}

#[test]
fn a_deleted_index_is_rebuilt_with_progress() {
    let dir = tempfile::tempdir().unwrap();
    let before = filled(dir.path());
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    let told = Arc::new(Mutex::new(Vec::<Progress>::new()));
    let listener = Arc::clone(&told);
    let progress = move |progress| listener.lock().unwrap().push(progress);
    drop(
        Log::open(
            dir.path(),
            &LogOptions {
                progress: Some(Box::new(progress)),
                ..small()
            },
        )
        .unwrap(),
    );
    let told = told.lock().unwrap();
    assert!(told.iter().all(|progress| progress.rebuilding));
    let last = told.last().unwrap();
    assert_eq!(last.done, last.total);
    let bytes: u64 = segments(dir.path())
        .iter()
        .map(|path| fs::metadata(path).unwrap().len())
        .sum();
    assert!(last.total > 0 && last.total <= bytes);
    all_there(dir.path(), &before);
}

#[test]
fn an_index_overwritten_with_noise_is_moved_aside_and_rebuilt() {
    for (name, noise) in [
        ("db", vec![0xA5; 64 << 10]),
        ("conf", b"nonsense".to_vec()),
        ("db", vec![]),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let before = filled(dir.path());
        fs::write(dir.path().join("index").join(name), noise).unwrap();
        all_there(dir.path(), &before);
    }
}

#[test]
fn an_index_damaged_anywhere_never_changes_what_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let before = filled(dir.path());
    let db = dir.path().join("index").join("db");
    let good = fs::read(&db).unwrap();
    let used = good.iter().rposition(|byte| *byte != 0).unwrap();
    for step in 0..24 {
        let mut bad = good.clone();
        let at = used * step / 24;
        let end = (at + 16).min(bad.len());
        bad[at..end].iter_mut().for_each(|byte| *byte ^= 0x55);
        fs::write(&db, &bad).unwrap();
        let log = open(dir.path());
        assert_eq!(everything(&log), before);
        for n in 0..40 {
            let name = stream(&format!("s/{n:02}"));
            match log.latest(&name) {
                Ok(entry) => assert_eq!(
                    entry.map(|entry| entry.version()),
                    Some(3),
                    "{name} after {at}"
                ),
                Err(error) => assert!(matches!(error, ReadError::Index(_)), "{error}"),
            }
        }
    }
}

#[test]
fn an_index_older_than_the_log_catches_up() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    let old = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(dir.path().join("index")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, old.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    let before = filled(dir.path());
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    fs::rename(old.path(), dir.path().join("index")).unwrap();
    all_there(dir.path(), &before);
}

#[test]
fn a_directory_is_open_once() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(dir.path());
    assert!(matches!(
        Log::open(dir.path(), &small()),
        Err(LogError::InUse(_))
    ));
    drop(first);
    drop(open(dir.path()));
}

#[test]
fn a_closed_journal_takes_nothing_and_ends_its_tails() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path());
    let mut tail = log.tail(log.end());
    let waiting = log.append(fresh(), vec![write("a/1", 0, &["x"])]);
    log.close();
    waiting.wait().unwrap();
    assert_eq!(
        append(&log, vec![write("a/1", 1, &["y"])]),
        Err(AppendError::Stopped("closed".into()))
    );
    assert_eq!(log.stopped(), Some("closed".into()));
    assert_eq!(
        tail.wait_next(std::time::Duration::from_secs(30))
            .unwrap()
            .len(),
        1
    );
    let ended = tail.wait_next(std::time::Duration::from_secs(30));
    assert_eq!(ended, Err(ReadError::Stopped("closed".into())));
}

#[test]
fn a_purge_is_still_a_purge_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path());
    let secret = b"s/07@".to_vec();
    let holds = |path: &Path| {
        fs::read(path)
            .unwrap()
            .windows(secret.len())
            .any(|bytes| bytes == secret)
    };
    assert!(segments(dir.path()).iter().any(|path| holds(path)));
    let log = open(dir.path());
    assert_eq!(log.purge(&stream("s/07")), Ok(3));
    drop(log);
    assert!(!segments(dir.path()).iter().any(|path| holds(path)));
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    let log = open(dir.path());
    assert_eq!(log.latest(&stream("s/07")).unwrap().unwrap().version(), 3);
    assert!(
        log.read(&stream("s/07"), 0, 9)
            .unwrap()
            .iter()
            .all(|entry| entry.state.is_empty())
    );
    assert_eq!(log.due(Timestamp(i64::MAX), 100).unwrap().len(), 39);
}

#[test]
fn a_segment_just_begun_is_not_in_the_way() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path());
    let mut end = log.end();
    for version in 0..60 {
        end = append(
            &log,
            vec![write(
                "a/1",
                version,
                &["an event of some length, so that segments fill"],
            )],
        )
        .unwrap()
        .cursor;
    }
    drop(log);
    // As if a crash had come after the next segment was made and before anything was written to it.
    let all = segments(dir.path());
    let last = &all[all.len() - 1];
    let header = fs::read(last).unwrap()[..24].to_vec();
    fs::write(last, &header).unwrap();
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    let log = open(dir.path());
    let left = everything(&log);
    assert!((1..60).contains(&left.len()) && log.end() < end);
    assert_eq!(log.end(), left.last().unwrap().next);
    assert_eq!(log.verify().unwrap().end, log.end());
    assert!(log.tail(log.end()).try_next().unwrap().is_empty());
    let version = left.len() as u64;
    let mut tail = log.tail(log.end());
    append(&log, vec![write("a/1", version, &["goes on"])]).unwrap();
    assert_eq!(tail.try_next().unwrap().len(), 1);
    assert_eq!(everything(&log).len(), left.len() + 1);
    drop(log);
    assert_eq!(everything(&open(dir.path())).len(), left.len() + 1);
}
