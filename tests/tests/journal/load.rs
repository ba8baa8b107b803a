//! A process that appends as fast as it can, and someone who remembers what it was told.

use super::build::{append, everything, open, small, stream, write};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use trilha_journal::{AppendError, Journal, Log, LogOptions, ReadError};

const DIR: &str = "TRILHA_JOURNAL_UNDER_LOAD";
const SEGMENT: &str = "TRILHA_JOURNAL_SEGMENT";
const SPREAD: &str = "TRILHA_JOURNAL_SPREAD";
pub(crate) const WRITERS: usize = 8;

/// The other process: appends over two streams at a time and says what was acknowledged.
#[test]
#[ignore = "tests of crashes start it in a process of its own"]
fn load() {
    let dir = std::env::var_os(DIR).expect("the directory to write to");
    let number = |name| -> u64 {
        std::env::var(name)
            .expect("the shape of the load")
            .parse()
            .unwrap()
    };
    let (segment, spread) = (number(SEGMENT), number(SPREAD));
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
                for round in 0_u64.. {
                    let names = [
                        format!("w/{writer}"),
                        format!("w/{writer}/{}", round % spread),
                    ];
                    let version =
                        |name: &String| Ok(log.latest(&stream(name))?.map_or(0, |e| e.version()));
                    let versions: Result<Vec<u64>, ReadError> = names.iter().map(version).collect();
                    let versions = match versions {
                        Ok(versions) => versions,
                        // An index that failed can no longer say where an older stream is.
                        Err(error) => return say(format!("stopped {error}\n")),
                    };
                    let writes = names.iter().zip(versions);
                    let writes = writes
                        .map(|(name, version)| write(name, version, &["an event under load"]));
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

/// Bytes of a segment, and how many streams each writer goes round.
pub(crate) struct Load {
    pub(crate) segment: u64,
    pub(crate) spread: u64,
}

/// Starts it on a directory, after a command of the shell.
pub(crate) fn start(dir: &Path, load: &Load, before: &str) -> Child {
    let test = std::env::current_exe().unwrap();
    Command::new("sh")
        .args([
            "-c",
            &format!("{before} exec \"$0\" --exact journal::load::load --ignored --nocapture"),
        ])
        .arg(test)
        .env(DIR, dir)
        .env(SEGMENT, load.segment.to_string())
        .env(SPREAD, load.spread.to_string())
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
