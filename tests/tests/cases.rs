//! The rules of the format as data: small trails and the talks they must give, in `cases/`.

#[path = "flows/folder.rs"]
mod folder;
#[path = "flows/random.rs"]
mod random;

use folder::Folder;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// With `UPDATE=1` the lines of the bot are written anew; the change is for a person to judge.
#[test]
fn every_rule_holds() {
    let folder = Folder::read("cases");
    let mut failed = String::new();
    let mut played = 0;
    for (path, text) in folder.tests() {
        if std::env::var_os("UPDATE").is_some() {
            folder.update(path, text);
            continue;
        }
        let report = folder.play(path, text);
        played += report.tests.len();
        if !report.passed() {
            failed.push_str(&report.show(text, false));
        }
    }
    assert!(failed.is_empty(), "{failed}");
    assert!(played > 100 || std::env::var_os("UPDATE").is_some(), "{played} talks are not all of them");
}

/// A trail that no test plays shows nothing.
#[test]
fn every_trail_is_played() {
    let folder = Folder::read("cases");
    let mut reached = BTreeSet::new();
    for (path, text) in folder.tests() {
        let bundle = folder.bundle(&folder.suite(path, text).trail);
        reached.extend(bundle.trails().map(|trail| trail.id.clone()));
    }
    let trails = folder.sources.trails();
    let left: Vec<_> = trails.iter().filter(|id| !reached.contains(*id)).collect();
    assert!(left.is_empty(), "{left:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_talk_keeps_the_laws(seed in any::<u64>(), course in random::course()) {
        let folder = Folder::read("cases");
        for id in folder.roots() {
            random::walk(&folder.bundle(&id), seed, &course);
        }
    }
}
