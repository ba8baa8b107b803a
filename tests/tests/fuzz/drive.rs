//! The driver: mutates what it knows, and keeps what behaves in a new way.

use mutatis::Session;
use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How many mutants a short pass tries.
const CASES: u64 = 300;
/// No case is longer.
const LONGEST: usize = 32 * 1024;
/// How many shorter inputs are tried to explain a failure.
const TRIES: u32 = 2_000;
/// In a long pass, a case that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a case did, as far as one case differs from another.
#[derive(Default)]
pub(crate) struct Marks(BTreeSet<u64>);

impl Marks {
    /// Notes that something happened.
    pub(crate) fn note(&mut self, what: impl Hash) {
        let mut hasher = DefaultHasher::new();
        what.hash(&mut hasher);
        self.0.insert(hasher.finish());
    }
}

/// Numbers that are the same for the same seed.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % (end.max(1) as u64)).expect("below a size")
    }
}

/// Runs a target on what was found before, on its seeds, and on what they mutate to.
pub(crate) fn drive(target: &str, seeds: Vec<Vec<u8>>, run: impl Fn(&[u8], &mut Marks)) {
    let limit = Limit::new();
    println!("{target}: TRILHA_SEED={}", limit.seed);
    let watch = Watch::new(target, &limit);
    let mut pool = found_before(target);
    pool.extend(seeds);
    let mut known = BTreeSet::new();
    let mut kept = Vec::new();
    let (mut case, mut mutants) = (0, Mutants::new(limit.seed));
    loop {
        let bytes = match pool.pop() {
            Some(bytes) => bytes,
            None if limit.reached(case) => break,
            None => {
                case += 1;
                mutants.next(&kept)
            }
        };
        watch.begin(&bytes);
        let mut marks = Marks::default();
        let done = catch_unwind(AssertUnwindSafe(|| run(&bytes, &mut marks)));
        if done.is_err() {
            let least = shrink(&bytes, &run);
            let path = keep(target, &least);
            panic!(
                "{target} fails on {} bytes; move {} to tests/fuzz/{target}/ to keep it:\n{}",
                least.len(),
                path.display(),
                String::from_utf8_lossy(&least)
            );
        }
        let before = known.len();
        known.extend(marks.0);
        if known.len() > before {
            kept.push(bytes);
        }
    }
    println!(
        "{target}: {case} mutants, {} kept, {} marks",
        kept.len(),
        known.len()
    );
    assert!(kept.len() > 1, "{target}: every case does the same");
}

/// How long a pass lasts.
struct Limit {
    cases: u64,
    until: Option<Instant>,
    seed: u64,
}

impl Limit {
    fn new() -> Self {
        let number = |name| -> Option<u64> { std::env::var(name).ok()?.parse().ok() };
        let seconds = number("TRILHA_FUZZ_SECONDS");
        let any = || {
            let since = SystemTime::now().duration_since(UNIX_EPOCH);
            since.map_or(0, |since| since.as_secs())
        };
        Self {
            cases: number("TRILHA_FUZZ_CASES").unwrap_or(CASES),
            until: seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds)),
            seed: number("TRILHA_SEED").unwrap_or_else(|| seconds.map_or(0, |_| any())),
        }
    }

    fn reached(&self, case: u64) -> bool {
        match self.until {
            Some(until) => Instant::now() >= until,
            None => case >= self.cases,
        }
    }
}

/// Makes inputs of inputs.
struct Mutants {
    session: Session,
    dice: Dice,
}

impl Mutants {
    fn new(seed: u64) -> Self {
        Self {
            session: Session::new().seed(seed),
            dice: Dice(seed),
        }
    }

    /// An input that behaved in a new way, changed in a few places. The latest ones come more often.
    fn next(&mut self, kept: &[Vec<u8>]) -> Vec<u8> {
        let from = match self.dice.below(2) {
            0 => kept.len().saturating_sub(8),
            _ => 0,
        };
        let at = from + self.dice.below(kept.len() - from);
        let mut bytes = kept.get(at).cloned().unwrap_or_default();
        for _ in 0..=self.dice.below(3) {
            match self.dice.below(3) {
                0 => self.session.mutate(&mut bytes).unwrap_or_default(),
                1 => self.cut(&mut bytes),
                _ => {
                    let other = kept.get(self.dice.below(kept.len()));
                    self.graft(&mut bytes, other.map_or(&[], Vec::as_slice));
                }
            }
        }
        bytes.truncate(LONGEST);
        bytes
    }

    /// Takes a piece out, of bytes or of lines.
    fn cut(&mut self, bytes: &mut Vec<u8>) {
        let (start, end) = self.piece(bytes);
        bytes.drain(start..end);
    }

    /// Puts a piece of another input in.
    fn graft(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        let (start, end) = self.piece(other);
        let (at, _) = self.piece(bytes);
        let piece = other.get(start..end).unwrap_or_default();
        bytes.splice(at..at, piece.iter().copied());
    }

    fn piece(&mut self, bytes: &[u8]) -> (usize, usize) {
        let start = self.dice.below(bytes.len() + 1);
        if self.dice.below(2) == 0 {
            let length = self.dice.below(16.min(bytes.len() - start) + 1);
            return (start, start + length);
        }
        let rest = bytes.get(start..).unwrap_or_default();
        let line = |bytes: &[u8]| bytes.iter().position(|byte| *byte == b'\n');
        let first = start + line(rest).map_or(rest.len(), |at| at + 1);
        let rest = bytes.get(first..).unwrap_or_default();
        (first, first + line(rest).map_or(rest.len(), |at| at + 1))
    }
}

/// The shortest input that still fails.
fn shrink(bytes: &[u8], run: &impl Fn(&[u8], &mut Marks)) -> Vec<u8> {
    let fails = |bytes: &[u8]| {
        let run = AssertUnwindSafe(|| run(bytes, &mut Marks::default()));
        catch_unwind(run).is_err()
    };
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let (mut least, mut left) = (bytes.to_vec(), TRIES);
    let mut size = least.len().div_ceil(2);
    while size > 0 {
        let mut start = 0;
        while start < least.len() && left > 0 {
            let mut shorter = least.clone();
            shorter.drain(start..(start + size).min(least.len()));
            left -= 1;
            if fails(&shorter) {
                least = shorter;
            } else {
                start += size;
            }
        }
        size /= 2;
    }
    std::panic::set_hook(hook);
    least
}

/// Inputs that failed once: they must not again.
fn found_before(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz")
        .join(target);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("a folder can be listed").path())
        .collect();
    paths.sort();
    let read = |path: &PathBuf| fs::read(path).expect("a file can be read");
    paths.iter().map(read).collect()
}

fn keep(target: &str, bytes: &[u8]) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    let name = format!("{target}-{:016x}", hasher.finish());
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, bytes).expect("the target folder can be written");
    path
}

/// Ends the process when a case of a long pass hangs.
struct Watch(Arc<Mutex<Option<(Instant, Vec<u8>)>>>);

impl Watch {
    fn new(target: &str, limit: &Limit) -> Self {
        let watch = Self(Arc::default());
        if limit.until.is_some() {
            let (at, target) = (Arc::downgrade(&watch.0), target.to_owned());
            std::thread::spawn(move || {
                while let Some(at) = at.upgrade() {
                    let case = at.lock().expect("nobody panics with it").clone();
                    if let Some((begun, bytes)) = case
                        && begun.elapsed() > PATIENCE
                    {
                        let path = keep(&target, &bytes);
                        eprintln!("{target} hangs on {}", path.display());
                        std::process::abort();
                    }
                    drop(at);
                    std::thread::park_timeout(PATIENCE / 4);
                }
            });
        }
        watch
    }

    fn begin(&self, bytes: &[u8]) {
        let case = (Instant::now(), bytes.to_vec());
        *self.0.lock().expect("nobody panics with it") = Some(case);
    }
}

/// The files below these folders of the repository whose names end so.
pub(crate) fn files(folders: &[&str], ends: &str) -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    for folder in folders {
        let entries = fs::read_dir(root.join(folder)).expect("a folder can be listed");
        for entry in entries {
            let path = entry.expect("a folder can be listed").path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            if name.ends_with(ends) {
                found.push((
                    name.to_owned(),
                    fs::read(&path).expect("a file can be read"),
                ));
            }
        }
    }
    found.sort();
    found
}

/// Only the bytes, in the order of their files' names.
pub(crate) fn texts(folders: &[&str], ends: &str) -> Vec<Vec<u8>> {
    let files = files(folders, ends).into_iter();
    files.map(|(_, bytes)| bytes).collect()
}
