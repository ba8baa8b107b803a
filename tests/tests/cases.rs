//! The rules of the format as data: small trails and the talks they must give, in `cases/`.

#[path = "laws/exits.rs"]
mod exits;
#[path = "flows/folder.rs"]
mod folder;
#[path = "laws/keys.rs"]
mod keys;
#[path = "laws/limits.rs"]
mod limits;
#[path = "flows/random.rs"]
mod random;
#[path = "flows/recordings.rs"]
mod recordings;

use folder::Folder;
use std::collections::BTreeSet;

#[test]
fn every_rule_holds() {
    let (played, failed) = Folder::read("cases").play_all();
    assert!(failed.is_empty(), "{failed}");
    let updated = std::env::var_os("UPDATE").is_some();
    assert!(
        played > 100 || updated,
        "{played} talks are not all of them"
    );
}

/// A trail that no test plays shows nothing.
#[test]
fn every_trail_is_played() {
    let folder = Folder::read("cases");
    let mut reached = BTreeSet::new();
    for (path, text) in folder.tests() {
        let bundle = folder.bundle_of(&folder.suite(path, text));
        reached.extend(bundle.trails().map(|trail| trail.id.clone()));
    }
    let trails = folder.sources.trails();
    let left: Vec<_> = trails.iter().filter(|id| !reached.contains(*id)).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn any_talk_keeps_the_laws() {
    let folder = Folder::read("cases");
    random::walk_all(&folder, 64);
}

#[test]
fn any_talk_that_is_recorded_plays_back() {
    recordings::all_play_back(&Folder::read("cases"), 6);
}
