//! A process that appends as fast as it can, and someone who remembers what it was told.

use super::build::{append, everything, open, small, stream, write};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use trilha_journal::{AppendError, Journal, Log, LogOptions};

const DIR: &str = "TRILHA_JOURNAL_UNDER_LOAD";
const SEGMENT: &str = "TRILHA_JOURNAL_SEGMENT";
pub(crate) const WRITERS: usize = 8;

/// The other process: appends over two streams at a time and says what was acknowledged.
#[test]
#[ignore = "tests of crashes start it in a process of its own"]
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
                    let names = [
                        format!("w/{writer}"),
                        format!("w/{writer}/{}", round % 2_000),
                    ];
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

/// Starts it on a directory, after a command of the shell.
pub(crate) fn start(dir: &Path, segment: u64, before: &str) -> Child {
    let test = std::env::current_exe().unwrap();
    Command::new("sh")
        .args([
            "-c",
            &format!("{before} exec \"$0\" --exact journal::load::load --ignored --nocapture"),
        ])
        .arg(test)
        .env(DIR, dir)
        .env(SEGMENT, segment.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What the process said was durable.
#[derive(Default)]
pub(crate) struct Heard {
    versions: BTreeMap<String, u64>,
    pub(crate) acks: usize,
    pub(crate) stopped: Vec<String>,
}

impl Heard {
    /// Listens until something is enough, or to the end.
    pub(crate) fn listen(&mut self, child: &mut Child, enough: impl Fn(&Self) -> bool) {
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

    /// All of it is in the journal, and what is there is whole.
    pub(crate) fn all_there(&self, dir: &Path) {
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
