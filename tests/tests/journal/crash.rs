//! Processes that are killed, and disks that are full: what was acknowledged is there.

use super::build::{append, everything, open, small, stream, write};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use trilha_journal::{AppendError, Journal, Log, LogOptions};

const DIR: &str = "TRILHA_JOURNAL_UNDER_LOAD";
const SEGMENT: &str = "TRILHA_JOURNAL_SEGMENT";
const WRITERS: usize = 8;

/// The other process: appends over two streams at a time and says what was acknowledged.
#[test]
#[ignore = "the tests below start it in a process of its own"]
fn load() {
    let dir = std::env::var_os(DIR).expect("the directory to write to");
    let segment = std::env::var(SEGMENT)
        .expect("the size of a segment")
        .parse()
        .unwrap();
    let options = LogOptions {
        segment_bytes: segment,
        ..small()
    };
    let log = Log::open(Path::new(&dir), &options).unwrap();
    let say = |line: String| std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let log = &log;
            scope.spawn(move || {
                for round in 0.. {
                    let names = [format!("w/{writer}"), format!("w/{writer}/{}", round % 50)];
                    let version = |name: &str| {
                        log.latest(&stream(name))
                            .unwrap()
                            .map_or(0, |e| e.version())
                    };
                    let writes = names
                        .iter()
                        .map(|name| write(name, version(name), &["an event under load"]));
                    match append(log, writes.collect()) {
                        Ok(done) => {
                            let [one, two] = [done.versions[0], done.versions[1]];
                            say(format!("ack {} {one}\nack {} {two}\n", names[0], names[1]));
                        }
                        Err(AppendError::Unknown(reason) | AppendError::Stopped(reason)) => {
                            say(format!("stopped {reason}\n"));
                            return;
                        }
                        Err(other) => panic!("{other}"),
                    }
                }
            });
        }
    });
}

fn start(dir: &Path, segment: u64, before: &str) -> Child {
    let test = std::env::current_exe().unwrap();
    Command::new("sh")
        .args([
            "-c",
            &format!("{before} exec \"$0\" --exact journal::crash::load --ignored --nocapture"),
        ])
        .arg(test)
        .env(DIR, dir)
        .env(SEGMENT, segment.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[derive(Default)]
struct Heard {
    versions: BTreeMap<String, u64>,
    acks: usize,
    stopped: Vec<String>,
}

impl Heard {
    /// Listens until something is enough, or to the end.
    fn listen(&mut self, child: &mut Child, enough: impl Fn(&Self) -> bool) {
        let out = child.stdout.as_mut().unwrap();
        for line in BufReader::new(out).lines() {
            let line = line.unwrap();
            if let Some((name, version)) = line
                .strip_prefix("ack ")
                .and_then(|ack| ack.split_once(' '))
            {
                // A killed process may leave half a line.
                let Ok(version) = version.parse::<u64>() else {
                    continue;
                };
                let known = self.versions.entry(name.to_owned()).or_default();
                *known = version.max(*known);
                self.acks += 1;
            } else if let Some(reason) = line.strip_prefix("stopped ") {
                self.stopped.push(reason.to_owned());
            }
            if enough(self) {
                return;
            }
        }
    }

    fn all_there(&self, dir: &Path) {
        let log = open(dir);
        for (name, version) in &self.versions {
            let entry = log.latest(&stream(name)).unwrap().unwrap();
            assert!(
                entry.version() >= *version,
                "{name} has {} of {version}",
                entry.version()
            );
            assert_eq!(
                entry.state,
                format!("{name}@{}", entry.version()).into_bytes()
            );
        }
        let mut seen = BTreeMap::new();
        for write in everything(&log)
            .into_iter()
            .flat_map(|commit| commit.writes)
        {
            let version = seen
                .insert(write.stream.clone(), write.version())
                .unwrap_or(0);
            assert_eq!(
                version, write.expected_version,
                "{} lacks a commit",
                write.stream
            );
        }
    }
}

#[test]
fn what_was_acknowledged_survives_a_kill_in_the_middle_of_load() {
    let dir = tempfile::tempdir().unwrap();
    let mut heard = Heard::default();
    for round in 1..=8 {
        let mut child = start(dir.path(), 20_000, "");
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
fn until_full(segment: u64, blocks: u32) -> String {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    let mut child = start(
        dir.path(),
        segment,
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
    let reason = until_full(64 << 20, 2_049);
    assert!(
        reason.contains(".log: ") && reason.contains("too large"),
        "{reason}"
    );
}

#[test]
fn an_index_with_no_room_stops_the_journal_and_loses_nothing() {
    let reason = until_full(2_000, 2_500);
    assert!(
        reason.contains("index failed") && reason.contains("too large"),
        "{reason}"
    );
}
