//! One POST a turn, durable before the answer, at 1 and at 64 at a time: Trilha beside two floors in the same run.
//!
//! The floors are a bare axum echo, and a bare axum handler that appends as many bytes as a turn of Trilha
//! does, with group-committed `fdatasync`. The same clients, the same machine, the same answers in length.
//! `cargo bench -p trilha-tests --bench post`; the files lie under `TMPDIR`.
#![expect(
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench prints what it measured, and may stop at what it did not expect"
)]

mod floor;
mod service;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use floor::Floor;
use serde_json::{Value, json};
use service::{connect, exchange, options, request, serve, set_up};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The binary's own allocator, for the floors too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SPAN: Duration = Duration::from_secs(4);

/// What a contact says over and over, and the last line of each answer.
const TALK: [(&str, &str); 9] = [
    ("oi", "What is your name?"),
    ("Ana", "Goodbye"),
    ("9", "Goodbye"),
    ("3", "Back"),
    ("0", "Goodbye"),
    ("1", "Please enter your 6-digit order number."),
    ("12", "Please enter your 6-digit order number."),
    ("123456", "Goodbye"),
    ("4", "Goodbye, Ana."),
];

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let dir = tempfile::tempdir().expect("a folder");
    let echo = runtime.block_on(listen(Router::new().route("/", post(echoed))));
    let ready = runtime.block_on(serve(options(dir.path())));
    runtime.block_on(set_up(&ready));
    let trilha = ready.address;
    let tokens: Vec<String> = (0..64).map(|_| visit(trilha)).collect();
    let requests = |at: usize| talk(&tokens, at);
    warm(trilha, &requests(0));
    let before = size(dir.path());
    warm(trilha, &requests(0));
    let bytes = usize::try_from((size(dir.path()) - before) / TALK.len() as u64).expect("small");
    let appending = Router::new()
        .route("/", post(appended))
        .with_state((Floor::open(dir.path()), bytes));
    let append = runtime.block_on(listen(appending));
    println!("a turn appends {bytes} bytes");
    println!(
        "at a time  {:>22}  {:>14}  {:>10}  {:>10}  {:>10}",
        "server", "turns/s", "p50 ms", "p99 ms", "CPU µs"
    );
    for clients in [1, 64] {
        let mut floors = Vec::new();
        for (name, address, path) in [("axum echo", echo, "/"), ("axum append", append, "/")] {
            let say = |_: usize| TALK.iter().map(|_| plain(path)).collect::<Vec<_>>();
            floors.push(measure(name, address, clients, &say));
        }
        let ours = measure("trilha", trilha, clients, &requests);
        println!(
            "      trilha is {:.2} of axum append",
            ours / floors.last().copied().unwrap_or(f64::NAN)
        );
    }
    std::process::exit(0);
}

/// An answer as long as Trilha's mean one.
const ANSWER: &str = r#"{"seq":10,"messages":[{"seq":7,"at":1795000000000,"from":{"type":"bot"},"content":{"type":"menu","text":"How can I help?","options":[{"key":"1","label":"Order status"},{"key":"2","label":"Talk to a person"},{"key":"3","label":"FAQ"},{"key":"4","label":"Goodbye"}]}}],"more":false,"with":{"type":"bot"}}"#;

async fn echoed(body: Bytes) -> &'static str {
    std::hint::black_box(body);
    ANSWER
}

async fn appended(State((floor, bytes)): State<(Floor, usize)>, body: Bytes) -> &'static str {
    let mut row = body.to_vec();
    row.resize(bytes, b' ');
    floor.append(row).await;
    ANSWER
}

async fn listen(router: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
    address
}

fn plain(path: &str) -> (Vec<u8>, &'static str) {
    (
        request(path, None, r#"{"id":"00000000","text":"123456"}"#),
        "",
    )
}

/// A contact of the inbox who has a session behind them; their token.
fn visit(address: SocketAddr) -> String {
    let mut stream = connect(address);
    let body = exchange(&mut stream, &request("/api/chat/acme/visits", None, "{}"));
    let visit: Value = serde_json::from_slice(&body).expect("JSON");
    // The greeting is part of the visit; the bench begins with a session of its own.
    let token = visit["token"].as_str().expect("a token").to_owned();
    for said in ["Ana", "4"] {
        let id = format!("first-{said}");
        let body = json!({ "id": id, "text": said }).to_string();
        exchange(
            &mut stream,
            &request("/api/chat/acme/messages", Some(&token), &body),
        );
    }
    token
}

fn talk(tokens: &[String], at: usize) -> Vec<(Vec<u8>, &'static str)> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let say = |(said, last): (&str, &'static str)| {
        let id = format!("m{:012}", NEXT.fetch_add(1, Ordering::Relaxed));
        let body = format!(r#"{{"id":"{id}","text":"{said}"}}"#);
        (
            request(
                "/api/chat/acme/messages",
                tokens.get(at).map(String::as_str),
                &body,
            ),
            last,
        )
    };
    TALK.into_iter().map(say).collect()
}

fn warm(address: SocketAddr, talk: &[(Vec<u8>, &'static str)]) {
    let mut stream = connect(address);
    for (request, last) in talk {
        let body = exchange(&mut stream, request);
        check(&body, last);
    }
}

fn check(body: &[u8], last: &str) {
    let text = String::from_utf8_lossy(body);
    assert!(text.contains(last), "expected {last:?} in {text}");
}

#[expect(clippy::cast_precision_loss, reason = "a count of turns")]
fn measure(
    name: &str,
    address: SocketAddr,
    clients: usize,
    talk: &(dyn Fn(usize) -> Vec<(Vec<u8>, &'static str)> + Sync),
) -> f64 {
    let going = Arc::new(AtomicBool::new(true));
    let (began, spent) = (Instant::now(), cpu());
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..clients)
            .map(|at| {
                let going = Arc::clone(&going);
                scope.spawn(move || {
                    let mut stream = connect(address);
                    let mut times = Vec::new();
                    while going.load(Ordering::Relaxed) {
                        for (request, last) in talk(at) {
                            let began = Instant::now();
                            let body = exchange(&mut stream, &request);
                            times.push(began.elapsed());
                            check(&body, last);
                        }
                    }
                    times
                })
            })
            .collect();
        std::thread::sleep(SPAN);
        going.store(false, Ordering::Relaxed);
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("it ran"))
            .collect()
    });
    let (span, spent) = (began.elapsed(), cpu() - spent);
    times.sort();
    let rate = times.len() as f64 / span.as_secs_f64();
    let at = |share: usize| {
        times
            .get(times.len() * share / 100)
            .copied()
            .unwrap_or_default()
            .as_secs_f64()
            * 1e3
    };
    println!(
        "{clients:>9}  {name:>22}  {rate:>14.0}  {:>10.2}  {:>10.2}  {:>10.0}",
        at(50),
        at(99),
        spent / times.len() as f64 * 1e6,
    );
    rate
}

/// Processor time of this process so far, clients and servers alike, in seconds.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after.split_whitespace().skip(11).take(2);
    ticks
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

/// How many bytes the journal's segments hold; they are laid out with zeros ahead of what is written.
fn size(dir: &Path) -> u64 {
    let files = std::fs::read_dir(dir.join("journal")).expect("the journal's folder");
    let paths = files.filter_map(Result::ok).map(|file| file.path());
    let logs = paths.filter(|path| path.extension().is_some_and(|kind| kind == "log"));
    let written = |path: std::path::PathBuf| {
        let bytes = std::fs::read(path).expect("a segment");
        bytes
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |last| last as u64 + 1)
    };
    logs.map(written).sum()
}
