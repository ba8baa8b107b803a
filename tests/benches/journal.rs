//! Commits per second of the journal, beside a plain file with group-committed fdatasync in the same run.
//!
//! `cargo bench -p trilha-tests --bench journal`; the directory is that of `TMPDIR`, which should lie on
//! the disk in question. With `-- parked 1000000` it fills so many streams with conversations that wait in a trail
//! instead, opens them again, and answers some of them.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

mod floor;

use floor::Floor;
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use trilha_desk::{Context, Conversation, Inbox, World, advance};
use trilha_journal::{CommitId, Journal, Log, LogOptions, Write};
use trilha_model::{ConversationId, Incoming, Input, Stream, Timestamp, codec};
use trilha_trail::{Known, Sources, compile};

const EVENTS: usize = 600;
const STATE: usize = 424;
const SPAN: Duration = Duration::from_secs(3);

/// A trail that waits for a name.
const TRAIL: &str = "trail: wait
steps:
  name: { ask: Your name?, save: name, next: hello, no_match: end, timeout: { after: 30d, next: end } }
  hello: { say: 'Hello, {{ name }}.', next: name }
";

struct Measured {
    per_second: f64,
    p50: Duration,
    p99: Duration,
    cpu: f64,
}

/// Processor time of this process so far, in seconds.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|n| n.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

fn measure<A: Future<Output = ()> + Send + 'static>(
    appenders: usize,
    append: impl Fn(usize, u64) -> A + Clone + Send + 'static,
) -> Measured {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .expect("a runtime");
    let (start, used) = (Instant::now(), cpu());
    let mut times = runtime.block_on(async {
        let tasks: Vec<_> = (0..appenders)
            .map(|who| {
                let append = append.clone();
                tokio::spawn(async move {
                    let mut times = Vec::new();
                    for round in 0.. {
                        let begun = Instant::now();
                        append(who, round).await;
                        times.push(begun.elapsed());
                        if start.elapsed() > SPAN {
                            break;
                        }
                    }
                    times
                })
            })
            .collect();
        let mut all = Vec::new();
        for task in tasks {
            all.extend(task.await.expect("an appender"));
        }
        all
    });
    let took = start.elapsed().as_secs_f64();
    times.sort_unstable();
    let count = times.len();
    let at = |share: usize| times.get(count * share / 100).copied().unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "counts of a few seconds")]
    let count = count as f64;
    Measured {
        per_second: count / took,
        p50: at(50),
        p99: at(99),
        cpu: (cpu() - used) * 1e6 / count,
    }
}

fn commit(who: usize, round: u64) -> (CommitId, Write) {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let mut id = [0; 16];
    let (_, tail) = id.split_at_mut(8);
    tail.copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    let write = Write {
        stream: Stream::new(
            "conversation",
            &format!("site/visitor-{who}-{}", round / 10),
        ),
        expected_version: round % 10,
        events: vec![vec![0xA7; EVENTS]],
        state: vec![0x5C; STATE],
        wake: Some(Timestamp(i64::try_from(round).unwrap_or_default() * 1_000)),
    };
    (CommitId(id), write)
}

fn timed<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let done = run();
    let took = begun.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident: String = status
        .lines()
        .filter_map(|line| line.strip_prefix("VmRSS:"))
        .collect();
    println!("{what:<24} {took:>8.2} s {:>16} resident", resident.trim());
    done
}

fn open(dir: &Path) -> Log {
    Log::open(dir, &LogOptions::default()).expect("a journal")
}

fn world() -> World {
    let sources = Sources {
        files: [("wait.yaml".to_owned(), TRAIL.to_owned())].into(),
    };
    let (bundle, _) = compile(&sources, &"wait".into(), &Known::default()).expect("it compiles");
    let inbox = Inbox {
        trail: Some("wait".into()),
        enabled: true,
        exists: true,
        ..Inbox::default()
    };
    World {
        published: [("wait".into(), bundle.hash.clone())].into(),
        bundles: [(bundle.hash.clone(), Arc::new(bundle))].into(),
        inboxes: [("site".into(), inbox)].into(),
        ..World::default()
    }
}

fn visitor(who: usize) -> ConversationId {
    ConversationId {
        inbox: "site".into(),
        address: format!("visitor-{who}").into(),
    }
}

/// What a conversation says and becomes when its contact says something.
fn turn(world: &World, who: usize, version: u64, state: &Conversation) -> (CommitId, Write) {
    let id = visitor(who);
    let said = Input::Message(Incoming::text(format!("m{version}"), "Ana"));
    let context = Context {
        now: Timestamp(1),
        seed: 1,
    };
    let sprint = advance(world, &id, state, said, context).expect("it is right");
    let write = Write {
        stream: id.stream(),
        expected_version: version,
        events: sprint.events.iter().map(codec::event_to_bytes).collect(),
        state: sprint.after.to_bytes(),
        wake: sprint.after.wake(),
    };
    let (CommitId(mut id), _) = commit(who, version);
    let (head, _) = id.split_at_mut(8);
    head.copy_from_slice(&version.to_be_bytes());
    (CommitId(id), write)
}

/// Fills streams with one commit each, then has fresh processes open them, with and without the index.
fn parked(streams: usize) {
    let dir = tempfile::tempdir().expect("a directory");
    let log = open(dir.path());
    let (world, new) = (world(), Conversation::default());
    timed("fill", || {
        let mut waiting = std::collections::VecDeque::new();
        for who in 0..streams {
            let (id, write) = turn(&world, who, 0, &new);
            waiting.push_back(log.append(id, vec![write]));
            if waiting.len() > 1024 {
                let first = waiting.pop_front().map(trilha_journal::Pending::wait);
                first.expect("one waits").expect("appended");
            }
        }
        for pending in waiting {
            pending.wait().expect("appended");
        }
    });
    timed("close", || drop(log));
    let again = || {
        let this = std::env::current_exe().expect("this program");
        let mut reopen = std::process::Command::new(this);
        reopen
            .arg("reopen")
            .arg(dir.path())
            .arg(streams.to_string());
        assert!(reopen.status().expect("started").success());
    };
    again();
    std::fs::remove_dir_all(dir.path().join("index")).expect("removed");
    println!("without the index:");
    again();
}

/// One conversation goes on, from its bytes in the journal to an answer on disk.
fn answer(log: &Log, world: &World, who: usize) {
    let found = log.latest(&visitor(who).stream());
    let found = found.expect("read").expect("there");
    let state = Conversation::from_bytes(&found.state).expect("it was written");
    let (id, write) = turn(world, who, found.version(), &state);
    let appended = log.append(id, vec![write]).wait();
    appended.expect("appended");
}

fn reopen(dir: &Path, streams: usize) {
    let world = world();
    let log = timed("open and first answer", || {
        let log = timed("open", || open(dir));
        answer(&log, &world, streams / 2);
        log
    });
    timed("a hundred answers", || {
        (0..100).for_each(|who| answer(&log, &world, who * (streams / 100).max(1)));
    });
    timed("latest of 10,000", || {
        for who in 0..10_000.min(streams) {
            let stream = visitor(who * (streams / 10_000).max(1)).stream();
            log.latest(&stream).expect("read").expect("there");
        }
    });
    timed("close", || drop(log));
}

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["parked", streams] => parked(streams.parse().expect("how many streams")),
        ["reopen", dir, streams] => {
            reopen(Path::new(dir), streams.parse().expect("how many streams"));
        }
        _ => throughput(),
    }
}

fn throughput() {
    println!(
        "commits of {} bytes; streams of ten commits each",
        EVENTS + STATE
    );
    println!(
        "{:>6}  {:<8} {:>10} {:>9} {:>9} {:>12}",
        "flight", "", "commits/s", "p50 ms", "p99 ms", "CPU us/commit"
    );
    for appenders in [1, 64, 1024] {
        let dir = tempfile::tempdir().expect("a directory");
        let floor = std::sync::Arc::new(Floor::open(dir.path()));
        let bare = measure(appenders, move |_, _| {
            let floor = std::sync::Arc::clone(&floor);
            async move { floor.append(vec![0xA7; EVENTS + STATE]).await }
        });
        let dir = tempfile::tempdir().expect("a directory");
        let log =
            std::sync::Arc::new(Log::open(dir.path(), &LogOptions::default()).expect("a journal"));
        let ours = measure(appenders, move |who, round| {
            let (id, write) = commit(who, round);
            let pending = log.append(id, vec![write]);
            async move {
                pending.await.expect("appended");
            }
        });
        for (name, measured) in [("floor", &bare), ("journal", &ours)] {
            let Measured {
                per_second,
                p50,
                p99,
                cpu,
            } = measured;
            let (p50, p99) = (p50.as_secs_f64() * 1e3, p99.as_secs_f64() * 1e3);
            println!(
                "{appenders:>6}  {name:<8} {per_second:>10.0} {p50:>9.2} {p99:>9.2} {cpu:>12.1}"
            );
        }
        println!(
            "{:>6}  {:<8} {:>10.2}",
            "",
            "share",
            ours.per_second / bare.per_second
        );
    }
}
