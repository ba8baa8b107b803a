//! A chat in the terminal whose trail asks a model: one that somebody names, or none.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

const HELP: &str = r#"trail: help
language: en
steps:
  ask: { ask: What is it?, no_match: end, timeout: { after: 1h, next: end }, next: help }
  help:
    ai:
      assist: "{{ input.text }}"
      tools:
        twice: { about: Doubles, script: sums.twice, arguments: { n: { type: integer, required: true } } }
    unsure: failed
    error: failed
    next: end
  failed: { say: It failed., next: end }
"#;

fn flows() -> TempDir {
    let folder = tempfile::tempdir().expect("the system obliges");
    fs::create_dir(folder.path().join("scripts")).expect("the system obliges");
    fs::write(folder.path().join("help.yaml"), HELP).expect("the system obliges");
    let sums = "/// Twice.\nfn twice(n) { n * 2 }\n";
    fs::write(folder.path().join("scripts/sums.rhai"), sums).expect("the system obliges");
    folder
}

/// What a chat prints when these lines are typed.
fn chat(folder: &Path, more: &[&str], lines: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trilha"));
    let mut child = command
        .current_dir(folder)
        .env_remove("MODEL_URL")
        .env("MODEL_KEY", "hush")
        .args(["chat", "help", "--flows", "."])
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let typed = child.stdin.as_mut().expect("it listens");
    typed.write_all(lines.as_bytes()).expect("it listens");
    let output = child.wait_with_output().expect("it ends");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_chat_without_a_model_says_what_to_set() {
    let folder = flows();
    let out = chat(folder.path(), &[], "hi\nTwice 21?\n");
    assert!(out.contains("give its address as MODEL_URL"), "{out}");
    assert!(out.contains("It failed."), "{out}");
}

/// A service that streams one answer after the other, and its address.
fn service(answers: [&str; 2]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the system obliges");
    let address = listener.local_addr().expect("the system obliges");
    let answers = answers.map(|answer| format!("{answer}data: [DONE]\n\n"));
    std::thread::spawn(move || {
        for (stream, answer) in listener.incoming().zip(answers) {
            let mut stream = stream.expect("the system obliges");
            let mut reader = BufReader::new(&stream);
            let head = reader.by_ref().lines().map_while(Result::ok);
            let head = head.take_while(|line| !line.is_empty());
            let length = head.filter_map(|line| {
                let length = line.to_lowercase();
                length
                    .strip_prefix("content-length: ")?
                    .parse::<usize>()
                    .ok()
            });
            let mut body = vec![0; length.last().unwrap_or_default()];
            reader.read_exact(&mut body).expect("all of it is sent");
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close";
            let answer = format!("{head}\r\ncontent-length: {}\r\n\r\n{answer}", answer.len());
            stream
                .write_all(answer.as_bytes())
                .expect("the system obliges");
        }
    });
    address
}

/// One event of a stream: what is new, and why it ends, if it does.
fn event(delta: &str, finish: &str) -> String {
    format!(
        "data: {{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"small-1\",\"choices\":[{{\"index\":0,\"delta\":{delta},\"finish_reason\":{finish}}}]}}\n\n"
    )
}

#[test]
fn a_chat_asks_the_model_that_is_named_and_is_recorded_with_its_calls() {
    let call = r#"{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"twice","arguments":"{\"n\": 21}"}}]}"#;
    let calls = event(call, "null") + &event("{}", "\"tool_calls\"");
    let words = event(r#"{"content":"It is 42."}"#, "null") + &event("{}", "\"stop\"");
    let address = service([&calls, &words]);
    let url = format!("MODEL_URL=http://{address}/v1");
    let names = "MODEL_NAMES=small-1";
    let folder = flows();
    let more = ["--env", &url, "--env", names, "--record", "help.test.yaml"];
    let out = chat(folder.path(), &more, "hi\nTwice 21?\n");
    assert!(out.contains("→ twice {\"n\": 21}"), "{out}");
    assert!(out.contains("← twice 42"), "{out}");
    assert!(out.contains("It is 42."), "{out}");
    let recorded = fs::read_to_string(folder.path().join("help.test.yaml")).expect("it is written");
    assert!(recorded.contains("calls: "), "{recorded}");
    let tested = Command::new(env!("CARGO_BIN_EXE_trilha"))
        .current_dir(folder.path())
        .env_remove("UPDATE")
        .arg("test")
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&tested.stdout).into_owned();
    assert!(tested.status.success(), "{said}\n{recorded}");
}
