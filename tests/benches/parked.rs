//! A server with many conversations that wait in a trail: how long a start takes, what it holds in memory, and how
//! long the first of them waits for its answer.
//!
//! `cargo bench -p trilha-tests --bench parked -- 1000000`; a hundred thousand if no number is said. The floor is
//! the same server started on an empty folder. Each start is a process of its own; the files lie under `TMPDIR`.
#![expect(
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench prints what it measured, and may stop at what it did not expect"
)]

mod service;

use serde_json::json;
use service::{connect, exchange, options, request, serve, set_up};
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The binary's own allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CLIENTS: usize = 64;
/// How many of those who wait are answered after a start.
const ANSWERED: usize = 100;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["fill", dir, count] => fill(Path::new(dir), number(count)),
        ["start", dir] => start(Path::new(dir)),
        _ => {
            let said = words.iter().find_map(|word| word.parse().ok());
            all(said.unwrap_or(100_000));
        }
    }
    // The server goes on until its process ends.
    std::process::exit(0);
}

fn number(word: &str) -> usize {
    word.parse().expect("how many conversations")
}

fn all(count: usize) {
    let (empty, full) = (tempfile::tempdir(), tempfile::tempdir());
    let (empty, full) = (empty.expect("a folder"), full.expect("a folder"));
    let again = |words: &[&str]| {
        let this = std::env::current_exe().expect("this program");
        let status = Command::new(this).args(words).status();
        assert!(status.expect("started").success(), "{words:?}");
    };
    let (floor, dir) = (empty.path(), full.path());
    let (floor, path) = (floor.to_str().expect("text"), dir.to_str().expect("text"));
    again(&["fill", floor, "1"]);
    again(&["fill", path, &count.to_string()]);
    println!("one conversation:");
    again(&["start", floor]);
    println!("{count} conversations:");
    again(&["start", path]);
    std::fs::remove_dir_all(dir.join("journal/index")).expect("removed");
    println!("{count}, the journal's index gone:");
    again(&["start", path]);
    std::fs::remove_dir_all(dir.join("views")).expect("removed");
    println!("{count}, the views gone:");
    again(&["start", path]);
}

fn runtime() -> tokio::runtime::Runtime {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.enable_all().build().expect("a runtime")
}

/// Has so many people come, each of whom is asked for a name.
fn fill(dir: &Path, count: usize) {
    let runtime = runtime();
    let address = runtime.block_on(async {
        let ready = serve(options(dir)).await;
        set_up(&ready).await;
        ready.address
    });
    let (next, kept) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let every = (count / ANSWERED).max(1);
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                let mut stream = connect(address);
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= count {
                        return;
                    }
                    let come = request("/api/chat/acme/visits", None, "{}");
                    let body = exchange(&mut stream, &come);
                    if at % every == 0 {
                        let visit: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
                        let token = visit["token"].as_str().expect("a token").to_owned();
                        kept.lock().expect("nobody failed").push(token);
                    }
                }
            });
        }
    });
    println!("{count} came in {}", seconds(began.elapsed()));
    let kept = kept.into_inner().expect("nobody failed");
    std::fs::write(dir.join("tokens"), kept.join("\n")).expect("written");
}

/// Starts the server, and has some of those who wait go on.
fn start(dir: &Path) {
    let tokens = std::fs::read_to_string(dir.join("tokens")).expect("who waits");
    let runtime = runtime();
    let began = Instant::now();
    let ready = runtime.block_on(serve(options(dir)));
    line("ready", began.elapsed());
    let mut stream = connect(ready.address);
    let mut times = Vec::new();
    // One who began to wait in the middle first: neither the oldest nor the newest.
    let tokens: Vec<&str> = tokens.lines().collect();
    let (before, after) = tokens.split_at(tokens.len() / 2);
    for token in after.iter().chain(before) {
        let id = format!("start-{}", began.elapsed().as_nanos());
        let body = json!({ "id": id, "text": "Ana" }).to_string();
        let say = request("/api/chat/acme/messages", Some(token), &body);
        let asked = Instant::now();
        let answer = exchange(&mut stream, &say);
        times.push(asked.elapsed());
        let text = String::from_utf8_lossy(&answer);
        assert!(text.contains("Goodbye"), "the menu is shown: {text}");
    }
    let first = times.first().copied().unwrap_or_default();
    line("first answer", first);
    times.sort();
    line(
        "median answer",
        times.get(times.len() / 2).copied().unwrap_or_default(),
    );
}

fn seconds(time: Duration) -> String {
    format!("{:.4} s", time.as_secs_f64())
}

fn line(what: &str, took: Duration) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident: String = status
        .lines()
        .filter_map(|line| line.strip_prefix("VmRSS:"))
        .collect();
    println!(
        "  {what:<16} {:>12} {:>14} resident",
        seconds(took),
        resident.trim()
    );
}
