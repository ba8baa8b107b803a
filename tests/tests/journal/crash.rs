//! Processes that are killed, and disks that are full: what was acknowledged is there.

use super::build::open;
use super::load::{Heard, Load, WRITERS, start};

#[test]
fn what_was_acknowledged_survives_a_kill_in_the_middle_of_load() {
    let dir = tempfile::tempdir().unwrap();
    let mut heard = Heard::default();
    for round in 1..=8 {
        let mut child = start(
            dir.path(),
            &Load {
                segment: 20_000,
                spread: 50,
            },
            "",
        );
        let target = heard.acks + 137 * round;
        heard.listen(&mut child, |heard| heard.acks >= target);
        assert!(heard.acks >= target, "the load ended by itself");
        child.kill().unwrap();
        heard.listen(&mut child, |_| false);
        child.wait().unwrap();
        heard.all_there(dir.path());
    }
}

/// Writing beyond so many blocks fails as on a full disk.
fn until_full(load: &Load, blocks: u32) -> String {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    let mut child = start(
        dir.path(),
        load,
        &format!("trap '' XFSZ; ulimit -f {blocks};"),
    );
    let mut heard = Heard::default();
    heard.listen(&mut child, |_| false);
    child.wait().unwrap();
    assert_eq!(heard.stopped.len(), WRITERS, "each writer is told why");
    heard.all_there(dir.path());
    heard.stopped.remove(0)
}

#[test]
fn a_full_disk_stops_the_journal_and_loses_nothing() {
    let reason = until_full(
        &Load {
            segment: 64 << 20,
            spread: 10,
        },
        2_049,
    );
    assert!(
        reason.contains(".log: ") && reason.contains("too large"),
        "{reason}"
    );
}

#[test]
fn an_index_with_no_room_stops_the_journal_and_loses_nothing() {
    let reason = until_full(
        &Load {
            segment: 200_000,
            spread: 2_000,
        },
        2_500,
    );
    assert!(reason.contains("index failed"), "{reason}");
}
