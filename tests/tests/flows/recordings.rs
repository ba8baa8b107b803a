//! What is recorded plays back: random talks, written down as tests, pass.

use super::folder::Folder;
use std::fmt::Write as _;
use std::sync::Arc;
use trilha_talk::{Suite, read, recorded, run};
use trilha_trail::Bundle;

/// The longest part of a line that is shown.
const SHOWN: usize = 200;

/// Has so many random talks with each trail of a folder, and plays what was recorded.
pub(crate) fn all_play_back(folder: &Folder, talks: u64) {
    let mut failed = String::new();
    for (path, text) in folder.tests() {
        let suite = folder.suite(path, text);
        let bundle = folder.bundle_of(&suite);
        let first = (0..talks).find_map(|seed| Some((seed, wrong(&bundle, &suite, seed)?)));
        let Some((seed, wrong)) = first else { continue };
        writeln!(failed, "{path}, seed {seed}:").expect("a string takes it");
        for line in wrong.lines() {
            let end = line
                .char_indices()
                .nth(SHOWN)
                .map_or(line.len(), |(at, _)| at);
            writeln!(failed, "{}", &line[..end]).expect("a string takes it");
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

/// Plays what was recorded; what is wrong with it.
fn wrong(bundle: &Arc<Bundle>, suite: &Suite, seed: u64) -> Option<String> {
    let file = recorded(bundle, Some(suite), seed)?;
    let (again, said) = read("recorded.test.yaml", &file);
    let Some(again) = again else {
        return Some(format!("it cannot be read: {said:?}\n{file}"));
    };
    assert_eq!(again.limits.unwrap_or_default(), bundle.limits);
    let report = run(&again, bundle);
    (!report.passed()).then(|| format!("{}\n{file}", report.show(&file, false)))
}
