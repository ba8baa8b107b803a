//! `backup` and `restore`: copies of what the server keeps.

use crate::run;
use std::fs;

#[test]
fn a_restore_that_failed_can_be_tried_again() {
    let folder = tempfile::tempdir().expect("the system obliges");
    fs::write(folder.path().join("junk"), "junk").expect("the system obliges");
    for _ in 0..2 {
        let (code, _, problem) = run(folder.path(), &["restore", "junk", "data"]);
        assert!(
            code == 2 && problem.contains("not a whole backup"),
            "{problem}"
        );
    }
}

#[test]
fn a_backup_that_fails_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("the system obliges");
    let at = folder.path();
    fs::create_dir_all(at.join("data/journal")).expect("the system obliges");
    fs::write(at.join("data/journal/0000000000000000.log"), "junk").expect("the system obliges");
    let (code, _, problem) = run(at, &["backup", "data", "copy"]);
    assert!(code == 2 && problem.contains("cannot copy"), "{problem}");
    assert!(!at.join("copy").exists() && !at.join("copy.partial").exists());
}

#[test]
fn a_backup_restores_to_the_same_events() {
    use trilha_journal::{CommitId, Journal as _, Log, LogOptions, Write, verify};
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("data/journal");
    let log = Log::open(&journal, &LogOptions::default()).unwrap();
    let write = Write {
        stream: trilha_model::Stream::new("conversation", "site/v1"),
        expected_version: 0,
        events: vec![vec![1], vec![2]],
        state: vec![3],
        wake: None,
    };
    log.append(CommitId([7; 16]), vec![write]).wait().unwrap();
    let (code, _, problem) = run(folder.path(), &["backup", "data", "copy"]);
    assert_eq!(code, 0, "while the log is open: {problem}");
    let (code, _, problem) = run(folder.path(), &["backup", "data", "copy"]);
    assert!(
        code == 2 && problem.contains("copy is there already"),
        "{problem}"
    );
    let (code, out, _) = run(folder.path(), &["restore", "copy", "new"]);
    assert_eq!(
        (code, out.as_str()),
        (0, "new holds 1 streams, 1 commits, 2 events, 0 media\n")
    );
    let verified = verify(&folder.path().join("new/journal")).unwrap();
    assert_eq!((verified.streams, verified.events), (1, 2));
    let (code, _, _) = run(folder.path(), &["restore", "copy", "new"]);
    assert_eq!(code, 2, "a folder that holds data is not overwritten");
}
